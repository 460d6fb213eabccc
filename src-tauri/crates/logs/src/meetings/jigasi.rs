//! `<7:35:26 AM> Ana: Good morning`, as Jigasi, Jitsi's transcriber, writes a conference: UTC, by the locale of its server,
//! wrapped at 80 characters, below a header and above a footer. <https://github.com/jitsi/jigasi>, `LocalTxtTranscriptHandler`.

use causerie_model::{Kind, TimeBase, TimeMs};
use jiff::Timestamp;
use jiff::civil::{Date, date as day};

use super::draft::Draft;
use super::moments::{clock, date, since};
use crate::clock::{Days, Step};
use crate::format::{Format, Parsed, Sample, Source, line_confidence};
use crate::lines::{Line, Lines};

/// Jitsi's transcripts.
pub(crate) struct Jigasi;

const HELD: &str = "Transcript of conference held at ";
const PRESENT: &str = "Initial people present at ";
const STARTED: &str = "Transcript, started at ";
const ENDED: &str = "End of transcript at ";

/// What people do besides speaking.
const EVENTS: [&str; 3] = [" joined the conference", " left the conference", " raised their hand"];

impl Format for Jigasi {
    fn name(&self) -> &'static str {
        "jigasi"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let head = &sample.head;
        let titled = head.iter().any(|line| line.starts_with(HELD) || line.starts_with(STARTED));
        let count = |is: fn(&str) -> bool| head.iter().filter(|line| is(line)).count();
        let written = count(|line| line.starts_with(|c: char| !c.is_whitespace()));
        let sure = line_confidence(
            count(|line| event(line).is_some()),
            count(|line| line.starts_with('<')),
            written,
        );
        if titled { sure } else { sure * 0.6 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut reading = Reading::default();
        for line in Lines::new(source.text) {
            reading.line(&line);
        }
        reading.finish()
    }
}

/// `<7:35:26 AM> Ana: Good morning` as its time and what follows.
fn event(line: &str) -> Option<(TimeMs, &str)> {
    let (time, rest) = clock(line.strip_prefix('<')?)?;
    Some((time, rest.strip_prefix('>')?.trim()))
}

#[derive(Default)]
struct Reading<'a> {
    draft: Draft,
    days: Days,
    date: Option<Date>,
    started: Option<TimeMs>,
    /// Who was there at the start, and the line that says so.
    present: Option<(u32, Vec<&'a str>)>,
    in_header: bool,
}

impl<'a> Reading<'a> {
    fn line(&mut self, line: &Line<'a>) {
        let text = line.text.trim();
        if let Some((time, what)) = event(line.text) {
            self.in_header = false;
            self.event(line.number, time, what);
        } else if text.is_empty() || text.bytes().all(|byte| byte == b'_') || text.starts_with(ENDED) {
        } else if let Some(held) = text.strip_prefix(HELD) {
            self.date = date(held.split_once(" in room ").map_or(held, |(date, _)| date));
        } else if text.starts_with(PRESENT) {
            self.in_header = true;
            self.present = Some((line.number, Vec::new()));
        } else if let Some(started) = text.strip_prefix(STARTED) {
            self.in_header = false;
            self.started = clock(started).map(|(time, _)| self.days.place(time).0);
        } else if let Some((_, people)) = self.present.as_mut().filter(|_| self.in_header) {
            people.push(text);
        } else if let Some(message) = self.draft.messages.last_mut().filter(|_| line.text.starts_with(' ')) {
            // Wrapped lines are indented as far as the text above.
            if !message.text.is_empty() {
                message.text.push(' ');
            }
            message.text.push_str(text);
        } else {
            self.draft.keep(line);
        }
    }

    fn event(&mut self, line: u32, time: TimeMs, what: &str) {
        let (time, step) = self.days.place(time);
        match step {
            Step::Plain => {}
            Step::Anew => {
                self.draft.warnings.add(line, "the clock begins anew on this line; read as the next day");
            }
        }
        let spoken = what.split_once(": ").or_else(|| Some((what.strip_suffix(':')?, "")));
        let done = || EVENTS.iter().find_map(|event| Some((what.strip_suffix(event)?, event.trim_start())));
        if let Some((name, text)) = spoken {
            self.draft.begin(line, time, Kind::Transcript, name, text.trim());
        } else if let Some((name, text)) = done() {
            self.draft.begin(line, time, Kind::System, name, text);
        } else {
            self.draft.warnings.add(line, "neither speech nor an event that is known; kept as a notice");
            self.draft.begin(line, time, Kind::System, "", what);
        }
    }

    fn finish(mut self) -> Parsed {
        // The recogniser also writes what it heard nothing in.
        self.draft.messages.retain(|message| !message.text.is_empty());
        if let Some((line, people)) = self.present.filter(|(_, people)| !people.is_empty()) {
            self.draft.head(line, &format!("Initial people present: {}", people.join(", ")));
        }
        let Some(midnight) = self.date.map(|date| since(day(1970, 1, 1), date.at(0, 0, 0, 0))) else {
            return self.draft.finish(TimeBase::WallClock, None);
        };
        for message in &mut self.draft.messages {
            message.source = TimeMs::new(midnight.get() + message.source.get());
        }
        let started = self.started.and_then(|time| {
            Timestamp::from_millisecond(midnight.get() + time.get()).ok().map(|at| at.to_string())
        });
        self.draft.finish(TimeBase::Utc, started)
    }
}

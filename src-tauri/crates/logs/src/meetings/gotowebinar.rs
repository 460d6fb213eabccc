//! `Ana Lee (to Everyone): 7:04 PM: Good morning`, the chat that GoToWebinar and GoToMeeting save as RTF: a wall clock of
//! minutes. That a message may stand below its header instead is from memory.

use causerie_model::{Kind, TimeBase, TimeMs};

use super::draft::Draft;
use super::moments::clock;
use super::rtf;
use crate::clock::{Days, Step};
use crate::format::{Format, Parsed, Sample, Source, clean_name, line_confidence};
use crate::lines::{Line, Lines};

/// The chat of GoToWebinar; lines are counted in its text, not in the RTF.
pub(crate) struct GoToWebinar;

/// Bytes that it is told by.
const SNIFFED: usize = 64 * 1024;
/// Bytes of a name and a recipient.
const LONGEST_HEADER: usize = 300;

impl Format for GoToWebinar {
    fn name(&self) -> &'static str {
        "gotowebinar"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let mut head = sample.head.join("\n");
        // An RTF may be one line.
        head.truncate(head.floor_char_boundary(SNIFFED));
        let text = if rtf::is_rtf(&head) { rtf::plain(&head) } else { head };
        let written = text.lines().filter(|line| !line.trim().is_empty()).count();
        let headers = text.lines().filter(|line| Header::of(line).is_some()).count();
        line_confidence(headers, headers, written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let plain;
        let text = if rtf::is_rtf(source.text) {
            plain = rtf::plain(source.text);
            plain.as_str()
        } else {
            source.text
        };
        let mut reading = Reading::default();
        for line in Lines::new(text) {
            reading.line(&line);
        }
        let time_base = if reading.timed { TimeBase::WallClock } else { TimeBase::None };
        reading.draft.finish(time_base, None)
    }
}

#[derive(Default)]
struct Reading {
    draft: Draft,
    days: Days,
    now: TimeMs,
    /// Whether there has been any time.
    timed: bool,
    /// Whether the last header has no time yet.
    awaits_time: bool,
}

impl Reading {
    fn line(&mut self, line: &Line<'_>) {
        if let Some(header) = Header::of(line.text) {
            let (time, text) =
                timed(header.text).map_or((None, header.text), |(time, text)| (Some(time), text));
            self.tell(line.number, time);
            self.awaits_time = time.is_none();
            let kind = if is_everyone(header.to) { Kind::Chat } else { Kind::Private };
            self.draft.begin(line.number, self.now, kind, header.author, text.trim());
            if let Some(message) = self.draft.messages.last_mut() {
                message.to = Some(header.to.to_owned());
            }
        } else if let Some((time, text)) = timed(line.text.trim()).filter(|_| self.awaits_time) {
            self.tell(line.number, Some(time));
            self.awaits_time = false;
            if let Some(message) = self.draft.messages.last_mut() {
                message.source = self.now;
            }
            self.draft.go_on(text.trim());
        } else if self.awaits_time {
            self.draft.go_on(line.text.trim());
        } else {
            self.draft.keep(line);
        }
    }

    fn tell(&mut self, line: u32, time: Option<TimeMs>) {
        let Some(time) = time else { return };
        let (time, step) = self.days.place(time);
        match step {
            Step::Plain => {}
            Step::Anew => {
                self.draft.warnings.add(line, "the clock begins anew on this line; read as the next day");
            }
        }
        if !self.timed {
            // What came before the first time is as late.
            self.draft.messages.iter_mut().for_each(|message| message.source = time);
        }
        (self.now, self.timed) = (time, true);
    }
}

/// `Ana Lee (to Everyone): `, and what follows.
struct Header<'a> {
    author: &'a str,
    to: &'a str,
    text: &'a str,
}

impl<'a> Header<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (author, rest) = line.split_once(" (to ")?;
        let (to, text) = rest.split_once("):")?;
        let author = clean_name(author);
        let fits = !author.is_empty() && author.len() + to.len() <= LONGEST_HEADER && !to.is_empty();
        fits.then_some(Self { author, to, text: text.trim_start() })
    }
}

/// `7:04 PM: text`.
fn timed(text: &str) -> Option<(TimeMs, &str)> {
    let (time, rest) = clock(text)?;
    Some((time, rest.strip_prefix(':')?))
}

fn is_everyone(to: &str) -> bool {
    ["everyone", "all", "entire audience", "everybody"].contains(&to.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (TimeBase, Vec<(i64, String)>) {
        let parsed = GoToWebinar.parse(&Source::of(text));
        let messages = parsed
            .messages
            .into_iter()
            .map(|m| (m.source.get() / 60_000, format!("{}: {}", m.author, m.text)));
        (parsed.time_base, messages.collect())
    }

    #[test]
    fn times_stand_in_the_header_or_below_it() {
        let text = "Ana (to Everyone): \n7:04 PM: Hi\nBen (to Ana): 7:05 PM: Ho: you\nmore\n";
        let expected = vec![(1144, "Ana: Hi".to_owned()), (1145, "Ben: Ho: you\nmore".to_owned())];
        assert_eq!(read(text), (TimeBase::WallClock, expected));
    }

    #[test]
    fn without_times_there_is_an_order() {
        let expected = vec![(0, "Ana: Hi".to_owned()), (0, "Ben: Ho".to_owned())];
        assert_eq!(read("Ana (to Everyone): Hi\nBen (to Ana):\nHo\n"), (TimeBase::None, expected));
    }
}

//! The chat beside a Google Meet recording, `abc-defg-hij (2026-04-30 16:54 GMT-7) - Chat Transcript.sbv` or `.txt`: a line
//! of times `00:01:10.250,00:01:15.250` that count from the recording's start, and `Name: text` below it. From memory but for
//! the file's name, which is known at second hand.

use causerie_model::{Kind, TimeBase, TimeMs};

use super::draft::Draft;
use crate::clock::digits;
use crate::format::{Format, Parsed, Sample, Source};
use crate::lines::Lines;
use crate::started::started_in_name;

/// The chat of Google Meet.
pub(crate) struct GoogleMeetChat;

impl Format for GoogleMeetChat {
    fn name(&self) -> &'static str {
        "google-meet-chat"
    }

    /// Other transcripts have such lines of times too; names at each of them make it a chat, and the file's name does.
    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let below = sample.head.iter().skip(1);
        let cues = || sample.head.iter().zip(below.clone()).filter(|(line, _)| times(line).is_some());
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        let (all, named) = (cues().count(), cues().filter(|(_, text)| name(text).is_some()).count());
        if named == 0 {
            return 0.0;
        }
        let density = (6.0 * named as f64 / written as f64).min(1.0);
        let sure = if sample.name.contains("Chat") { 0.98 } else { 0.5 };
        sure * density * named as f64 / all as f64
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut draft = Draft::default();
        let mut begun = None;
        for line in Lines::new(source.text) {
            if let Some(start) = times(line.text) {
                begun = Some(start);
            } else if let Some(start) = begun.take_if(|_| !line.text.trim().is_empty()) {
                let (author, text) = name(line.text).unwrap_or(("", line.text));
                draft.begin(line.number, start, Kind::Chat, author, text);
            } else if begun.is_some() || !draft.go_on(line.text) {
                draft.keep(&line);
            }
        }
        draft.finish(TimeBase::Relative, started_in_name(source.name).map(|start| start.at))
    }
}

/// `0:01:10.250,0:01:15.250`: when a message was shown; only the first time is of use.
fn times(line: &str) -> Option<TimeMs> {
    let (start, end) = line.trim().split_once(',')?;
    time(end)?;
    time(start)
}

fn time(text: &str) -> Option<TimeMs> {
    let (hours, _, rest) = digits(text)?;
    let (minutes, _, rest) = digits(rest.strip_prefix(':')?)?;
    let (seconds, _, rest) = digits(rest.strip_prefix(':')?)?;
    let (thousandths, length, rest) = digits(rest.strip_prefix('.')?)?;
    let fits = hours < 1000 && minutes < 60 && seconds < 60 && length == 3 && rest.is_empty();
    fits.then(|| TimeMs::new(((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths))
}

/// `Name: text`, taken apart.
fn name(line: &str) -> Option<(&str, &str)> {
    let (name, text) = line.split_once(": ").or_else(|| Some((line.trim_end().strip_suffix(':')?, "")))?;
    (!name.trim().is_empty() && name.chars().count() <= 100).then_some((name, text))
}

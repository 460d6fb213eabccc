//! A transcript that Teams saved as a Word document: its title, the date, how long it was, `Ana Lee started transcription`,
//! then `Ana Lee   0:03` and below it what she said. Older ones have `0:0:3.0 --> 0:0:9.120` and the name below it (from memory).

use causerie_model::{Kind, TimeBase, TimeMs};
use quick_xml::Reader;
use quick_xml::events::Event;

use super::draft::Draft;
use crate::clock::digits;
use crate::encoding;
use crate::format::{Format, Parsed, Sample, Source, clean_name, line_confidence};
use crate::lines::{Line, Lines};
use crate::packed::Packed;
use crate::started::started_in_name;

/// Transcripts of Teams in Word documents; lines are counted in the document's text.
pub(crate) struct TeamsDocx;

const DOCUMENT: &str = "word/document.xml";

/// What Teams tells of the transcription itself, in English.
const EVENTS: [&str; 2] = [" started transcription", " stopped transcription"];

impl Format for TeamsDocx {
    fn name(&self) -> &'static str {
        "teams-docx"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let Some(text) = sample.packed.and_then(text) else { return 0.0 };
        let turns = text.lines().filter(|line| turn(line).is_some() || cue(line).is_some()).count();
        let written = text.lines().filter(|line| !line.trim().is_empty()).count();
        line_confidence(turns, turns, written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let text = source.packed.and_then(text).unwrap_or_default();
        let mut reading = Reading::default();
        for line in Lines::new(&text) {
            reading.line(&line);
        }
        // Times of the title have been seen in local time, and the date below it in UTC.
        let started = started_in_name(source.name).or_else(|| started_in_name(text.lines().next()?));
        reading.draft.finish(TimeBase::Relative, started.map(|start| start.at))
    }
}

#[derive(Default)]
struct Reading {
    draft: Draft,
    now: TimeMs,
    /// A cue's times, whose name stands on the next line.
    cue: Option<(TimeMs, TimeMs)>,
    /// Whether anybody has spoken.
    spoken: bool,
}

impl Reading {
    fn line(&mut self, line: &Line<'_>) {
        let text = line.text.trim();
        let done = || EVENTS.iter().find_map(|event| Some((text.strip_suffix(event)?, event.trim_start())));
        if text.is_empty() {
        } else if let Some((name, time)) = turn(text) {
            (self.now, self.spoken) = (time, true);
            self.draft.begin(line.number, time, Kind::Transcript, name, "");
        } else if let Some(times) = cue(text) {
            (self.now, self.spoken) = (times.0, true);
            self.cue = Some(times);
        } else if let Some((start, end)) = self.cue.take() {
            self.draft.begin(line.number, start, Kind::Transcript, text, "");
            if let Some(message) = self.draft.messages.last_mut() {
                message.end = (end >= start).then_some(end);
            }
        } else if let Some((name, event)) = done() {
            self.draft.begin(line.number, self.now, Kind::System, name, event);
        } else if !self.spoken {
            self.draft.head(line.number, text);
        } else {
            self.draft.go_on(text);
        }
    }
}

/// `Ana Lee   0:03`: a name, some spaces, and a time.
fn turn(line: &str) -> Option<(&str, TimeMs)> {
    let (name, clock) = line.trim().rsplit_once(char::is_whitespace)?;
    let set_off = name.ends_with(char::is_whitespace);
    let name = clean_name(name);
    let mut fields = 0;
    let mut seconds = 0;
    for field in clock.split(':').take(4) {
        let (value, length, rest) = digits(field)?;
        let fits = rest.is_empty() && (fields == 0 || length == 2 && value < 60) && value < 1000;
        seconds = fits.then_some(seconds * 60 + value)?;
        fields += 1;
    }
    let fits = set_off && !name.is_empty() && name.chars().count() <= 100 && (fields == 2 || fields == 3);
    fits.then_some((name, TimeMs::new(seconds * 1000)))
}

/// `0:0:3.0 --> 0:0:9.120`.
fn cue(line: &str) -> Option<(TimeMs, TimeMs)> {
    let (start, end) = line.trim().split_once(" --> ")?;
    Some((unpadded(start)?, unpadded(end)?))
}

fn unpadded(text: &str) -> Option<TimeMs> {
    let (hours, _, rest) = digits(text)?;
    let (minutes, _, rest) = digits(rest.strip_prefix(':')?)?;
    let (seconds, _, rest) = digits(rest.strip_prefix(':')?)?;
    let (fraction, length, rest) = digits(rest.strip_prefix('.')?)?;
    let thousandths = fraction * 1000 / 10_i64.pow(u32::try_from(length).ok()?);
    let fits = rest.is_empty() && hours < 1000 && minutes < 60 && seconds < 60;
    fits.then(|| TimeMs::new(((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths))
}

/// The text of the document, a line for each of its paragraphs and line breaks.
fn text(packed: &Packed<'_>) -> Option<String> {
    if !packed.names().iter().any(|name| name == DOCUMENT) {
        return None;
    }
    let bytes = packed.read(DOCUMENT).ok()?;
    let xml = encoding::decode(DOCUMENT, &bytes).ok()?.text;
    let mut reader = Reader::from_str(&xml);
    let mut text = String::new();
    // Only what stands in a `w:t` is text.
    let mut shown = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(start)) => shown = start.local_name().as_ref() == "t",
            Ok(Event::Empty(empty)) => match empty.local_name().as_ref() {
                "br" | "cr" => text.push('\n'),
                "tab" => text.push('\t'),
                _ => {}
            },
            Ok(Event::End(end)) => {
                shown = false;
                if end.local_name().as_ref() == "p" {
                    text.push('\n');
                }
            }
            Ok(Event::Text(part)) if shown => text.push_str(&part.into_inner()),
            Ok(Event::CData(part)) if shown => text.push_str(&part.into_inner()),
            Ok(Event::GeneralRef(part)) if shown => {
                text.push_str(&htmlize::unescape(format!("&{};", part.into_inner())));
            }
            Ok(Event::Eof) | Err(_) => return Some(text),
            Ok(
                Event::Text(_)
                | Event::CData(_)
                | Event::GeneralRef(_)
                | Event::Comment(_)
                | Event::Decl(_)
                | Event::PI(_)
                | Event::DocType(_),
            ) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_turn_is_a_name_set_off_from_its_time() {
        for (line, expected) in [
            ("Ana Lee   0:03", Some(("Ana Lee", 3))),
            ("Ana\u{A0}\u{A0}\u{A0}1:02:03", Some(("Ana", 3723))),
            ("see you at 7:30", None),
            ("Ana   7:3", None),
            ("   0:03", None),
            ("Ana   0:03 said", None),
        ] {
            assert_eq!(turn(line).map(|(name, time)| (name, time.get() / 1000)), expected, "{line}");
        }
        assert_eq!(turn(&format!("Ana   59{}", ":59".repeat(40))), None, "no clock has so many hands");
    }

    #[test]
    fn older_documents_have_times_without_padding() {
        let times = cue("0:0:3.5 --> 1:0:9.120").map(|(start, end)| (start.get(), end.get()));
        assert_eq!(times, Some((3_500, 3_609_120)));
        assert_eq!(cue("0:0:3 --> 0:0:9"), None);
        let mut reading = Reading::default();
        for line in Lines::new(
            "Choir\n0:0:0.0 --> 0:0:2.480\nAna Lee\nGood evening\nall of you\n0:0:3.0 --> 0:0:4.0\nBo\nHi\n",
        ) {
            reading.line(&line);
        }
        let messages: Vec<_> =
            reading.draft.messages.iter().map(|m| (m.author.as_str(), m.text.as_str())).collect();
        assert_eq!(messages, [("Ana Lee", "Good evening\nall of you"), ("Bo", "Hi")]);
    }
}

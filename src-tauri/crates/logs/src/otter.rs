//! `Ana Pinto  0:34`, and below it what she said: the text that Otter exports. Minutes past 59 become `h:mm:ss`; the last
//! line says that Otter made it.

use causerie_model::{Kind, TimeBase, TimeMs};

use crate::clock::digits;
use crate::format::{
    Format, NO_TIME_YET, Parsed, Sample, Source, Warnings, append_line, clean_name, line_confidence, message,
    number,
};
use crate::lines::Lines;

/// Otter's transcript as text.
pub(crate) struct Otter;

const FOOTER: &str = "Transcribed by https://otter.ai";

impl Format for Otter {
    fn name(&self) -> &'static str {
        "otter"
    }

    /// A turn is its header and a paragraph or more; headers stand at the start or below an empty line.
    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        let above = std::iter::once("").chain(sample.head.iter().copied());
        let headers = above
            .zip(&sample.head)
            .filter(|(above, line)| above.trim().is_empty() && header(line).is_some())
            .count();
        let signed = sample.head.iter().any(|line| line.trim() == FOOTER);
        line_confidence(headers, headers, written) * if signed { 1.0 } else { 0.85 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut messages = Vec::new();
        let mut warnings = Warnings::default();
        let mut lead = None;
        let mut ends_paragraph = true;
        for line in Lines::new(source.text) {
            let text = line.text.trim();
            if text.is_empty() {
                ends_paragraph = true;
                continue;
            }
            let follows_space = std::mem::take(&mut ends_paragraph);
            if let Some((name, time)) = header(line.text).filter(|_| follows_space) {
                let mut turn = message(line.number, time, Kind::Transcript, String::new());
                turn.author = name.to_owned();
                messages.push(turn);
            } else if let Some(turn) = messages.last_mut() {
                if turn.text.is_empty() {
                    turn.text = text.to_owned();
                } else if text != FOOTER {
                    append_line(&mut turn.text, text);
                }
            } else {
                let (_, lead) = lead.get_or_insert_with(|| {
                    warnings.add(line.number, NO_TIME_YET);
                    (line.number, String::new())
                });
                append_line(lead, text);
            }
        }
        if let (Some((line, text)), Some(first)) = (lead, messages.first()) {
            let lead = message(line, first.source, Kind::System, text.trim_start().to_owned());
            messages.insert(0, lead);
        }
        number(&mut messages);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

/// A name, two spaces or more, and a time to the second.
fn header(line: &str) -> Option<(&str, TimeMs)> {
    let line = line.trim_end();
    let (name, clock) = line.rsplit_once("  ")?;
    let name = clean_name(name);
    (!name.is_empty() && name.len() <= 200).then_some((name, time(clock)?))
}

/// `m:ss`, or `h:mm:ss` past an hour.
fn time(text: &str) -> Option<TimeMs> {
    let mut seconds = 0;
    let mut fields = 0;
    for field in text.split(':').take(4) {
        let (value, length, rest) = digits(field)?;
        let is_first = fields == 0;
        if !rest.is_empty() || length > 2 || (!is_first && (length != 2 || value > 59)) {
            return None;
        }
        seconds = seconds * 60 + value;
        fields += 1;
    }
    (fields == 2 || fields == 3).then(|| TimeMs::new(seconds * 1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_a_name_and_a_time() {
        assert_eq!(header("Ana Pinto  0:34  "), Some(("Ana Pinto", TimeMs::new(34_000))));
        assert_eq!(header("Unknown Speaker   1:02:03"), Some(("Unknown Speaker", TimeMs::new(3_723_000))));
        for line in
            ["Ana 0:34", "  0:34", "Ana  0:6", "Ana  0:60", "Ana  12", "Ana  0:34 and on", "Ana  1:2:03:04"]
        {
            assert_eq!(header(line), None, "{line}");
        }
        assert_eq!(header(&format!("Ana  59{}", ":59".repeat(40))), None, "no clock has so many hands");
    }

    #[test]
    fn paragraphs_belong_to_the_turn_above() {
        let text = "Our talk\n\nSUMMARY\n\nAna  0:00\none\n\ntwo\nBen  0:02\n\nBen  0:03\n\nthree\n\nTranscribed by https://otter.ai\n";
        let parsed = Otter.parse(&Source::of(text));
        let found: Vec<_> = parsed
            .messages
            .iter()
            .map(|m| (m.kind, m.source.get(), m.author.as_str(), m.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Kind::System, 0, "", "Our talk\nSUMMARY"),
                (Kind::Transcript, 0, "Ana", "one\ntwo\nBen  0:02"),
                (Kind::Transcript, 3_000, "Ben", "three"),
            ],
            "a header follows an empty line"
        );
        assert_eq!(
            parsed.warnings.into_sorted().len(),
            1,
            "what stands above the first turn is told of once"
        );
    }
}

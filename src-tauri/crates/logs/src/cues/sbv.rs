//! SBV, the captions of YouTube: a line of two times, `0:00:01.500,0:00:04.000`, and text. What YouTube writes is known
//! from its files; the older SubViewer 2 has hundredths, and `[br]` for a new line.

use super::paragraphs::Shape;
use super::timings;
use crate::format::{Format, Parsed, Sample, Source};

/// SBV, without numbers and without markup.
pub(crate) struct Sbv;

impl Format for Sbv {
    fn name(&self) -> &'static str {
        "sbv"
    }

    /// No other text has such lines; the more of the cues a few lines long, the surer.
    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let valid = sample.head.iter().filter(|line| timings::sbv(line).is_some()).count();
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        // Google Meet writes its chat in the same shape, and says so in the name.
        let sure = if sample.name.contains("Chat") { 0.5 } else { 0.95 };
        sure * (8.0 * valid as f64 / written.max(1) as f64).min(1.0)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        Shape { times: timings::sbv, is_broken: is_broken_times, is_numbered: false, plain }.read(source.text)
    }
}

/// What looks like two times with thousandths, and is none.
fn is_broken_times(line: &str) -> bool {
    let like_time = |text: &str| {
        text.starts_with(|c: char| c.is_ascii_digit())
            && text.contains(':')
            && text.contains('.')
            && !text.contains(char::is_whitespace)
    };
    line.split_once(',').is_some_and(|(start, end)| like_time(start) && like_time(end))
}

fn plain(text: &str) -> String {
    text.replace("[br]", "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cues of a text as `begin-end text`, and the lines with warnings.
    fn cues(text: &str) -> (Vec<String>, Vec<u32>) {
        let parsed = Sbv.parse(&Source::of(text));
        let cue = |m: &causerie_model::Message| {
            format!("{}-{} {}", m.source.get(), m.end.map_or("?".into(), |end| end.get().to_string()), m.text)
        };
        let lines = parsed.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        (parsed.messages.iter().map(cue).collect(), lines)
    }

    #[test]
    fn cues_stand_below_their_times() {
        let text =
            "0:00:01.500,0:00:04.000\r\none\r\ntwo\r\n\r\n10:00:04.03,10:00:05.25\r\nthree[br]<b>four\r\n";
        assert_eq!(
            cues(text),
            (vec!["1500-4000 one\ntwo".into(), "36004030-36005250 three\n<b>four".into()], vec![])
        );
    }

    #[test]
    fn text_without_times_stays_with_the_cue_above() {
        let text = "0:00:01.000,0:00:02.000\none\n\ntwo\n\n0:00:0x.000,0:00:04.000\nthree\n0:00:05.000,0:00:04.000\nfour\n";
        assert_eq!(
            cues(text),
            (vec!["1000-2000 one\ntwo\nthree".into(), "5000-? four".into()], vec![4, 6, 8])
        );
    }

    #[test]
    fn digits_and_hours_are_text() {
        let text = "0:00:01.000,0:00:02.000\none\n\n2\n0:00:03.000,0:00:04.000\n10:30,11:30\n";
        assert_eq!(cues(text), (vec!["1000-2000 one\n2".into(), "3000-4000 10:30,11:30".into()], vec![4]));
    }
}

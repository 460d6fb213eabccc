//! SubRip, `.srt`: a number, a line of times, and text, as far as each writer keeps to it.

use super::markup::resolved;
use super::paragraphs::Shape;
use super::timings::{self, ARROW};
use crate::format::{Format, Parsed, Sample, Source};

/// SubRip; numbers may be missing, and times be written with a point.
pub(crate) struct SubRip;

impl Format for SubRip {
    fn name(&self) -> &'static str {
        "srt"
    }

    /// The more of the arrows stand between times, the surer.
    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let head = &sample.head;
        let arrows = head.iter().filter(|line| line.contains(ARROW)).count();
        let valid = head.iter().filter(|line| timings::subrip(line).is_some()).count();
        let written = head.iter().filter(|line| !line.trim().is_empty()).count();
        if valid == 0 {
            return 0.0;
        }
        let share = valid as f64 / arrows as f64;
        let density = (8.0 * valid as f64 / written as f64).min(1.0);
        // What WebVTT's signature stands above is left to it, whose times SubRip would mostly know too.
        let signed = head.first().is_some_and(|line| line.starts_with("WEBVTT"));
        share * density * if signed { 0.5 } else { 0.95 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        Shape { times: timings::subrip, is_broken: is_broken_times, is_numbered: true, plain }
            .read(source.text)
    }
}

/// An arrow and digits on both sides, and yet no times.
fn is_broken_times(line: &str) -> bool {
    line.contains(ARROW) && line.starts_with(|c: char| c.is_ascii_digit()) && line.contains(':')
}

/// A text without tags, without `{\an8}` and the like, and with its character references resolved.
fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = memchr::memchr2(b'<', b'{', rest.as_bytes()) {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        result.push_str(before);
        match tag_length(tag) {
            Some(length) => rest = tag.get(length..).unwrap_or_default(),
            None => {
                let mut chars = tag.chars();
                result.extend(chars.next());
                rest = chars.as_str();
            }
        }
    }
    result.push_str(rest);
    resolved(&result).into_owned()
}

/// Bytes within which a tag ends.
const LONGEST_TAG: usize = 256;

/// The length of a tag that players know, at the start of a text. Anything else between `<` and `>` is text.
fn tag_length(text: &str) -> Option<usize> {
    let near = text.as_bytes().get(..LONGEST_TAG).unwrap_or(text.as_bytes());
    let end = memchr::memchr3(b'>', b'}', b'\n', near)?;
    let tag = text.get(1..end)?;
    let known = match (text.as_bytes().first()?, text.as_bytes().get(end)?) {
        (b'{', b'}') => tag.starts_with('\\'),
        (b'<', b'>') => {
            let name = tag.strip_prefix('/').unwrap_or(tag).split([' ', '.']).next().unwrap_or_default();
            ["b", "c", "font", "i", "s", "u"].contains(&name.to_ascii_lowercase().as_str())
        }
        (_, _) => false,
    };
    known.then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cues of a text as `start: text`, and the lines with warnings.
    fn cues(text: &str) -> (Vec<String>, Vec<u32>) {
        let parsed = SubRip.parse(&Source::of(text));
        let cue = |message: &causerie_model::Message| format!("{}: {}", message.source.get(), message.text);
        let lines = parsed.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        (parsed.messages.iter().map(cue).collect(), lines)
    }

    #[test]
    fn numbers_may_be_missing_and_texts_be_numbers() {
        let text = "0:01,0 --> 0:02,0\n42\n\n0:03,0 --> 0:04,0\nit is\n43\n0:05,0 --> 0:06,0\nyes\n";
        assert_eq!(cues(text).0, ["1000: 42", "3000: it is\n43", "5000: yes"]);
        let text = "1\n0:01,0 --> 0:02,0\none\n2\n0:03,0 --> 0:04,0\ntwo\n";
        assert_eq!(cues(text).0, ["1000: one", "3000: two"], "the next number needs no empty line above it");
    }

    #[test]
    fn text_without_times_stays_with_the_cue_above() {
        let text = "1\n0:01,0 --> 0:02,0\none\n\n2\ntwo\nmore\n\n3\n0:0x,0 --> 0:06,0\nthree\n";
        assert_eq!(cues(text), (vec!["1000: one\ntwo\nmore\nthree".to_owned()], vec![6, 10]));
    }

    #[test]
    fn only_known_tags_are_taken_out() {
        for (text, expected) in [
            ("{\\an8}<font color=\"#0f0\"><b>a</b></font> <I>b</I>", "a b"),
            ("a < b > c <x> {d} I <3 u", "a < b > c <x> {d} I <3 u"),
            ("&lt;i&gt; &amp; é", "<i> & é"),
            ("a&#13;b", "a\nb"),
        ] {
            assert_eq!(plain(text), expected);
        }
    }
}

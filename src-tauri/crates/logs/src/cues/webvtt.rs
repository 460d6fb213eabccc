//! WebVTT, by the parsing rules of the W3C: <https://www.w3.org/TR/webvtt1/#file-parsing>.
//!
//! Where the rules drop text, a cue with a time that can't be read or a paragraph without one, it is kept as part
//! of the message above, with a warning. A file without a single cue by the rules is read with SubRip's times.

use super::draft::Draft;
use super::ids::Id;
use super::markup::spoken;
use super::timings::{self, ARROW, Timings};
use crate::format::{BAD_TIMES, Format, NO_TIME, Parsed, Sample, Source};
use crate::lines::{Line, Lines};

/// WebVTT, with voices, names ahead of colons, times of words, and what Teams and Webex write above the times.
pub(crate) struct WebVtt;

impl Format for WebVtt {
    fn name(&self) -> &'static str {
        "webvtt"
    }

    /// The signature promises, the times decide.
    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let head = &sample.head;
        if !head.first().is_some_and(|line| is_signature(line)) {
            return 0.0;
        }
        let arrows = head.iter().filter(|line| line.contains(ARROW)).count();
        let valid = head.iter().filter(|line| timings::webvtt(line).is_some()).count();
        if arrows == 0 { 0.7 } else { 0.6 + 0.38 * valid as f64 / arrows as f64 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let strict = read(source.text, timings::webvtt);
        if strict.has_begun() {
            return strict.finish();
        }
        let mut lenient = read(source.text, timings::subrip);
        lenient.warnings.add(1, "the times are not written as WebVTT has them; read as those of SubRip");
        lenient.finish()
    }
}

/// Reads the blocks of a file, with `times` for the lines that have an arrow.
fn read(text: &str, times: fn(&str) -> Option<Timings>) -> Draft {
    let mut draft = Draft::default();
    let mut lines = Lines::new(text);
    if lines.next().is_some_and(|line| is_signature(line.text)) {
        if lines.clone().next().is_some_and(|line| !line.text.is_empty()) {
            Block::collect(&mut lines, true);
        }
        while let Some(block) = Block::collect(&mut lines, false) {
            block.add_to(&mut draft, times);
        }
    }
    draft
}

fn is_signature(line: &str) -> bool {
    line.strip_prefix("WEBVTT").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Lines up to an empty one, or up to another cue's times.
struct Block<'a> {
    /// The line above the arrow.
    id: Option<&'a str>,
    /// The line with the arrow.
    arrow: Option<Line<'a>>,
    /// The lines below the arrow; without one, all of them.
    lines: Vec<Line<'a>>,
}

impl<'a> Block<'a> {
    /// The next block, past empty lines. `None` at the end.
    /// <https://www.w3.org/TR/webvtt1/#collect-a-webvtt-block>
    fn collect(lines: &mut Lines<'a>, in_header: bool) -> Option<Self> {
        let mut block = Self { id: None, arrow: None, lines: Vec::new() };
        loop {
            let here = lines.clone();
            let Some(line) = lines.next() else { break };
            let begun = block.arrow.is_some() || !block.lines.is_empty();
            if line.text.contains(ARROW) {
                if in_header || block.arrow.is_some() || block.lines.len() > 1 {
                    *lines = here;
                    return Some(block);
                }
                block.arrow = Some(line);
                block.id = block.lines.pop().map(|line| line.text);
            } else if !line.text.is_empty() {
                block.lines.push(line);
            } else if begun || in_header {
                return Some(block);
            }
        }
        (block.arrow.is_some() || !block.lines.is_empty()).then_some(block)
    }

    fn add_to(&self, draft: &mut Draft, times: fn(&str) -> Option<Timings>) {
        match self.arrow.map(|arrow| (arrow.number, times(arrow.text))) {
            Some((line, Some(timings))) => {
                draft.add_with(self.id.and_then(Id::of), line, timings, spoken(&self.text()))
            }
            Some((line, None)) => self.keep_in(draft, line, BAD_TIMES),
            None => {
                let Some(first) = self.lines.first() else { return };
                if is_comment(first.text) || self.is_number() {
                    return;
                }
                if draft.has_begun() {
                    self.keep_in(draft, first.number, NO_TIME);
                } else {
                    draft
                        .warnings
                        .add(first.number, "these lines ahead of the first cue are no cue; left out");
                }
            }
        }
    }

    fn keep_in(&self, draft: &mut Draft, line: u32, why: &str) {
        let pieces = spoken(&self.text()).into_iter().flat_map(|spoken| spoken.pieces);
        let text: String = pieces.map(|piece| piece.text).collect();
        draft.keep(line, text.trim(), why);
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    /// A cue's number with an empty line below it.
    fn is_number(&self) -> bool {
        self.lines.iter().all(|line| line.text.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// A note, or a style or region, which say nothing that is heard.
fn is_comment(line: &str) -> bool {
    let note = line.strip_prefix("NOTE").is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    note || matches!(line.trim_end(), "STYLE" | "REGION")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cues of a text as `start author: text`, and the lines with warnings.
    fn cues(text: &str) -> (Vec<String>, Vec<u32>) {
        let parsed = WebVtt.parse(&Source::of(text));
        let cue = |m: &causerie_model::Message| format!("{} {}: {}", m.source.get(), m.author, m.text);
        let lines = parsed.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        (parsed.messages.iter().map(cue).collect(), lines)
    }

    #[test]
    fn blocks_end_at_empty_lines_and_at_times() {
        let text =
            "WEBVTT\nKind: captions\n\nid\n00:01.000 --> 00:02.000\none\n00:03.000 --> 00:04.000\ntwo\n";
        assert_eq!(cues(text).0, ["1000 : one", "3000 : two"]);
        assert_eq!(cues("WEBVTT\n00:01.000 --> 00:02.000\none").0, ["1000 : one"], "times end the header");
    }

    #[test]
    fn notes_and_styles_are_not_said() {
        let text = "WEBVTT\n\nSTYLE\n::cue{}\n\nNOTE it\nis\n\n00:01.000 --> 00:02.000\nNOTE that\n\nREGION\nid:a\n\n7\n";
        assert_eq!(cues(text), (vec!["1000 : NOTE that".to_owned()], vec![]));
    }

    #[test]
    fn what_the_rules_drop_is_kept_above() {
        let text =
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>one\n\ntwo <i>\n\n00:03,000 --> 00:04.000\nthree\n";
        assert_eq!(cues(text), (vec!["1000 Ana: one\ntwo\nthree".to_owned()], vec![6, 8]));
        let text = "WEBVTT\n\n0:03 --> 00:04.000\nfirst\n\n00:05.000 --> 00:06.000\nsecond\n";
        assert_eq!(cues(text), (vec!["5000 : first".to_owned(), "5000 : second".to_owned()], vec![3]));
    }

    #[test]
    fn a_word_does_not_lead_out_of_its_cue() {
        let cue = |text: &str| cues(&format!("WEBVTT\n\n00:05.000 --> 00:09.000\n{text}\n")).0;
        assert_eq!(cue("<00:06.000>a"), ["6000 : a"]);
        assert_eq!(cue("<v Ana>a<v Ben><00:09.000>b"), ["5000 Ana: a", "9000 Ben: b"]);
        assert_eq!(cue("<00:04.999>a"), ["5000 : a"], "earlier than the cue");
        assert_eq!(cue("<v Ana>a<v Ben><1:00:09.000>b"), ["5000 Ana: a", "5000 Ben: b"], "later than it");
    }

    #[test]
    fn a_file_of_times_with_commas_is_read_all_the_same() {
        assert_eq!(
            cues("WEBVTT\n\n00:00:01,5 --> 00:00:02,5\none\n"),
            (vec!["1500 : one".to_owned()], vec![1])
        );
    }

    #[test]
    fn a_signature_stands_alone() {
        assert!(["WEBVTT", "WEBVTT a talk", "WEBVTT\t"].into_iter().all(is_signature));
        assert!(!["WEBVTTX", "webvtt", " WEBVTT", ""].into_iter().any(is_signature));
    }
}

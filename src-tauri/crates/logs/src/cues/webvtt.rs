//! WebVTT, by the parsing rules of the W3C: <https://www.w3.org/TR/webvtt1/#file-parsing>.
//!
//! Where the rules drop text, a cue with a time that can't be read or a paragraph without one, it is kept as part
//! of the message above, with a warning.

use super::draft::Draft;
use super::markup::spoken;
use super::timings::{self, ARROW, Timings};
use crate::format::{Format, Parsed};
use crate::lines::{Line, Lines};

/// WebVTT, with voices, names ahead of colons, and times of words.
pub(crate) struct WebVtt;

impl Format for WebVtt {
    fn name(&self) -> &'static str {
        "webvtt"
    }

    /// The signature promises, the times decide.
    fn sniff(&self, head: &[&str]) -> f64 {
        if !head.first().is_some_and(|line| is_signature(line)) {
            return 0.0;
        }
        let arrows = head.iter().filter(|line| line.contains(ARROW)).count();
        let valid = head.iter().filter(|line| timings::webvtt(line).is_some()).count();
        if arrows == 0 {
            0.7
        } else {
            0.5 + 0.48 * valid as f64 / arrows as f64
        }
    }

    fn parse(&self, text: &str) -> Parsed {
        let mut draft = Draft::default();
        let mut lines = Lines::new(text);
        if lines.next().is_some_and(|line| is_signature(line.text)) {
            if lines.clone().next().is_some_and(|line| !line.text.is_empty()) {
                Block::collect(&mut lines, true);
            }
            while let Some(block) = Block::collect(&mut lines, false) {
                block.add_to(&mut draft);
            }
        }
        draft.finish()
    }
}

fn is_signature(line: &str) -> bool {
    line.strip_prefix("WEBVTT")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Lines up to an empty one, or up to another cue's times.
struct Block<'a> {
    /// The line with the arrow, and the times on it, if there are any.
    arrow: Option<(Line<'a>, Option<Timings>)>,
    /// The lines below the arrow; without one, all of them.
    lines: Vec<Line<'a>>,
}

impl<'a> Block<'a> {
    /// The next block, past empty lines. `None` at the end.
    /// <https://www.w3.org/TR/webvtt1/#collect-a-webvtt-block>
    fn collect(lines: &mut Lines<'a>, in_header: bool) -> Option<Self> {
        let mut block = Self {
            arrow: None,
            lines: Vec::new(),
        };
        loop {
            let here = lines.clone();
            let Some(line) = lines.next() else { break };
            let begun = block.arrow.is_some() || !block.lines.is_empty();
            if line.text.contains(ARROW) {
                if in_header || block.arrow.is_some() || block.lines.len() > 1 {
                    *lines = here;
                    return Some(block);
                }
                block.arrow = Some((line, timings::webvtt(line.text)));
                block.lines.clear();
            } else if !line.text.is_empty() {
                block.lines.push(line);
            } else if begun || in_header {
                return Some(block);
            }
        }
        (block.arrow.is_some() || !block.lines.is_empty()).then_some(block)
    }

    fn add_to(&self, draft: &mut Draft) {
        match self.arrow {
            Some((arrow, Some(timings))) => draft.add(arrow.number, timings, spoken(&self.text())),
            Some((arrow, None)) => self.keep_in(draft, arrow.number),
            None => {
                let Some(first) = self.lines.first() else { return };
                if is_comment(first.text) || self.is_number() {
                    return;
                }
                if draft.has_begun() {
                    self.keep_in(draft, first.number);
                } else {
                    draft.warnings.add(
                        first.number,
                        "these lines ahead of the first cue are no cue; left out",
                    );
                }
            }
        }
    }

    fn keep_in(&self, draft: &mut Draft, line: u32) {
        let pieces = spoken(&self.text()).into_iter().flat_map(|spoken| spoken.pieces);
        let text: String = pieces.map(|piece| piece.text).collect();
        draft.keep(line, text.trim());
    }

    fn text(&self) -> String {
        self.lines
            .iter()
            .map(|line| line.text)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// A cue's number with an empty line below it.
    fn is_number(&self) -> bool {
        self.lines
            .iter()
            .all(|line| line.text.bytes().all(|byte| byte.is_ascii_digit()))
    }
}

/// A note, or a style or region, which say nothing that is heard.
fn is_comment(line: &str) -> bool {
    let note = line
        .strip_prefix("NOTE")
        .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']));
    note || matches!(line.trim_end(), "STYLE" | "REGION")
}

//! A header that ends with a colon, and the message on the lines below it, indented: a chat saved on somebody's own
//! machine by newer versions. Headers mostly end with CRLF or even CR CR LF, and the lines of a message with LF.

use causerie_model::TimeBase;

use super::draft::Draft;
use super::header::{self, Header};
use crate::format::{Format, Parsed, Sample, Source, head};
use crate::lines::{Ending, Line, Lines};

/// Zoom, two lines a message or more.
pub(crate) struct TwoLine;

impl Format for TwoLine {
    fn name(&self) -> &'static str {
        "zoom-two-line"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let learnt = header::two_line_words(&sample.head);
        let sure = if learnt.is_some() { 0.8 } else { 1.0 };
        sure * super::sniff(&sample.head, |line| header::two_line(line, learnt))
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let learnt = header::two_line_words(&head(source.text));
        let header = |line| header::two_line(line, learnt);
        let mut draft = Draft::new(TimeBase::WallClock);
        let by_cr = headers_end_with_cr(source.text, header);
        let mut indent = None;
        for line in Lines::new(source.text) {
            match header(line.text) {
                Some(header) if !by_cr || ends_with_cr(&line) => {
                    draft.begin(line.number, &header);
                    indent = None;
                }
                Some(_) | None => body(&mut draft, &mut indent, &line),
            }
        }
        draft.finish()
    }
}

/// Adds a line of a message, without the indent that its first line has.
fn body<'a>(draft: &mut Draft, indent: &mut Option<&'a str>, line: &Line<'a>) {
    if line.text.trim().is_empty() {
        return draft.go_on("");
    }
    let indent = indent.get_or_insert_with(|| indent_of(line.text));
    match line.text.strip_prefix(*indent) {
        Some(text) if draft.has_begun() && !indent.is_empty() => draft.go_on(text),
        Some(_) | None => draft.keep(line),
    }
}

/// One tab, or all the spaces.
fn indent_of(line: &str) -> &str {
    if line.starts_with('\t') {
        return "\t";
    }
    let text = line.trim_start_matches(' ');
    line.strip_suffix(text).unwrap_or_default()
}

fn ends_with_cr(line: &Line<'_>) -> bool {
    matches!(line.ending, Ending::CrLf | Ending::Cr)
}

/// Whether headers are told from headers that somebody pasted into a message by the CR that ends them.
fn headers_end_with_cr<'a>(text: &'a str, header: impl Fn(&'a str) -> Option<Header<'a>>) -> bool {
    let headers = || Lines::new(text).filter(|line| header(line.text).is_some());
    headers().filter(ends_with_cr).count() * 2 > headers().count()
}

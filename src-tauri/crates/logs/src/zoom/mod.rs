//! What Zoom saves: the chat on one line or two as kept on somebody's own machine, and the chat of a cloud recording.

mod cloud;
mod draft;
mod events;
mod header;
mod one_line;
mod quotes;
mod two_line;
mod words;

pub(crate) use cloud::Cloud;
pub(crate) use one_line::OneLine;
pub(crate) use two_line::TwoLine;

use crate::clock::hms;
use crate::format::line_confidence;
use header::Header;

/// Sniffs a format whose messages begin with a line that `header` knows.
fn sniff<'a>(head: &[&'a str], header: impl Fn(&'a str) -> Option<Header<'a>>) -> f64 {
    let written = head.iter().filter(|line| !line.trim().is_empty()).count();
    let timed = head.iter().filter(|line| hms(header::unmarked(line)).is_some()).count();
    let fitting = head.iter().filter(|line| header(line).is_some()).count();
    line_confidence(fitting, timed, written)
}

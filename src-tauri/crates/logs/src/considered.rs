//! What is told of a file that no format explains: which formats came nearest, and what speaks against each.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::format::{Format, Sample, Source};

/// A format that was considered for a file and not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Considered {
    /// Its name, as in `zoom-two-line`.
    pub format: &'static str,
    /// Why it was not taken, as in `3 of the first 57 lines fit, line 4 does not`.
    pub reason: String,
}

/// Formats that are told of.
const TOLD: usize = 3;

/// The formats that explain anything of a text, with how much, the nearest first.
pub(crate) fn nearest(sample: &Sample<'_>, mut scores: Vec<(&dyn Format, f64)>) -> Vec<Considered> {
    scores.retain(|(_, confidence)| *confidence > 0.0);
    scores.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let head = sample.head.join("\n");
    let source = Source { name: sample.name, text: &head, packed: None };
    let told = scores.into_iter().take(TOLD);
    told.map(|(format, _)| Considered { format: format.name(), reason: reason(format, &source) }).collect()
}

fn reason(format: &dyn Format, source: &Source<'_>) -> String {
    let written = source.text.lines().filter(|line| !line.trim().is_empty()).count();
    let parsed = format.parse(source);
    let odd: BTreeSet<u32> = parsed.warnings.into_sorted().into_iter().map(|warning| warning.line).collect();
    let fitting = parsed.messages.iter().filter(|message| !odd.contains(&message.line)).count();
    match odd.first() {
        Some(line) => format!("{fitting} of the first {written} lines fit, line {line} does not"),
        None => format!("{fitting} of the first {written} lines fit"),
    }
}

/// A list of them in a sentence.
pub(crate) fn told(considered: &[Considered]) -> String {
    let each: Vec<_> = considered.iter().map(|one| format!("{} ({})", one.format, one.reason)).collect();
    match each.split_last() {
        None => format!("no line of it fits any of the {} formats", crate::FORMATS.len()),
        Some((only, [])) => format!("the nearest is {only}"),
        Some((last, others)) => format!("the nearest are {} and {last}", others.join(", ")),
    }
}

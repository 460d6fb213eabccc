//! Messages as captions, which need an end.

use std::borrow::Cow;

use causerie_model::{Kind, TimeMs};

use crate::{Document, Placed, plain};

/// A caption: a message from its moment until it was said, or read.
pub(crate) struct Cue<'a> {
    pub(crate) start: TimeMs,
    /// After `start`, and not after the session's end unless `start` is there.
    pub(crate) end: TimeMs,
    pub(crate) placed: &'a Placed,
}

/// Somebody reads about so fast, after a moment to find the place.
const NOTICE: i64 = 1_500;
const MS_PER_CHARACTER: i64 = 60;
/// No caption whose end nobody told stays longer.
const LONGEST: i64 = 7_000;

/// The messages that were recorded and have a text, in the order of time. Speech that does not tell its end lasts until the next
/// speech; what was written stays as long as it takes to read.
pub(crate) fn cues(document: &Document) -> Vec<Cue<'_>> {
    let mut cues: Vec<Cue<'_>> = Vec::with_capacity(document.messages.len());
    let mut open: Option<usize> = None;
    let recorded = document.messages.iter().filter(|placed| !placed.off_record && placed.at >= TimeMs::ZERO);
    for placed in recorded.filter(|placed| !placed.message.text.trim().is_empty()) {
        let start = placed.at;
        if is_spoken(placed)
            && let Some(cue) = open.take().and_then(|at| cues.get_mut(at))
            && cue.start < start
        {
            cue.end = cue.end.min(start);
        }
        let told = document.end(placed).filter(|_| is_spoken(placed));
        if is_spoken(placed) && told.is_none() {
            open = Some(cues.len());
        }
        let end = told.unwrap_or_else(|| start + read(&placed.message.text)).min(document.session.duration);
        cues.push(Cue { start, end: end.max(start + TimeMs::new(1)), placed });
    }
    cues
}

/// A caption's text, behind what a reader can't see otherwise: that it came before, and what outside it answers.
pub(crate) fn text<'a>(document: &Document, placed: &'a Placed) -> Cow<'a, str> {
    let text = &placed.message.text;
    let before = if document.is_just_before(placed) { "(just before) " } else { "" };
    match document.answered(placed) {
        Some(answered) => format!("{before}(answering {})\n{text}", plain::quote(document, answered)).into(),
        None if before.is_empty() => text.into(),
        None => format!("{before}{text}").into(),
    }
}

fn is_spoken(placed: &Placed) -> bool {
    placed.message.kind == Kind::Transcript
}

fn read(text: &str) -> TimeMs {
    let characters = i64::try_from(text.chars().take(1_000).count()).unwrap_or(LONGEST);
    TimeMs::new((NOTICE + characters * MS_PER_CHARACTER).min(LONGEST))
}

/// `00:00:07.250`, with `mark` ahead of the milliseconds; hours as many as there are, in two digits or more.
pub(crate) fn stamp(at: TimeMs, mark: char) -> String {
    let ms = at.get().max(0);
    let (hours, minutes, seconds) = (ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60);
    format!("{hours:02}:{minutes:02}:{seconds:02}{mark}{:03}", ms % 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, said, wrote};

    #[test]
    fn speech_lasts_until_the_next_and_writing_until_it_is_read() {
        let mut document = document([
            wrote("l1.0", -5_000, "Ana", "early"),
            said("l1.1", 0, "Ben", "a sentence that goes on for longer than it takes to begin the next"),
            wrote("l1.2", 500, "Ana", "hi"),
            said("l1.3", 2_000, "Ben", "next"),
            said("l1.4", 50_000, "Ben", "told"),
            wrote("l1.5", 60_000, "Ana", "the end"),
        ]);
        document.messages[4].message.end = Some(TimeMs::new(90_000));
        let found: Vec<_> = cues(&document).iter().map(|cue| (cue.start.get(), cue.end.get())).collect();
        let expected = [(0, 2_000), (500, 2_120), (2_000, 3_740), (50_000, 60_000), (60_000, 60_001)];
        assert_eq!(found, expected, "off the record there is no caption, and none outlasts the session");
    }

    #[test]
    fn stamps_have_hours() {
        assert_eq!(stamp(TimeMs::new(360_061_007), ','), "100:01:01,007");
    }
}

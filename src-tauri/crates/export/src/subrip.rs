//! SubRip, as players read it: numbered captions with their times, no escapes and no author but in the text.

use std::fmt::Write;

use crate::Document;
use crate::cues::{self, cues, stamp};
use crate::escape::{lines, one_line};

/// Stands behind what would begin a tag for a player; nobody sees it.
const JOINER: char = '\u{2060}';

/// The recorded messages as captions in the order of time, each with its author ahead of a colon.
pub(crate) fn write(document: &Document) -> String {
    let mut out = String::new();
    for (number, cue) in (1..).zip(cues(document)) {
        let above = if number == 1 { "" } else { "\n" };
        let (start, end) = (stamp(cue.start, ','), stamp(cue.end, ','));
        let author = one_line(document.author(cue.placed));
        let author = if author.is_empty() { author } else { format!("{author}: ") };
        let text = cues::text(document, cue.placed);
        let text = lines(&text).collect::<Vec<_>>().join("\n");
        let _ = write!(out, "{above}{number}\n{start} --> {end}\n{}\n", untagged(&format!("{author}{text}")));
    }
    out
}

/// Text in which no player finds a tag (`<i>`, `{\an8}`), and no reader another caption's times.
fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        out.push(c);
        let begins = match (c, rest.peek()) {
            ('<', Some(next)) => next.is_ascii_alphabetic() || *next == '/',
            ('{', Some('\\')) | ('-', Some('>')) => true,
            _ => false,
        };
        if begins {
            out.push(JOINER);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, said, wrote};

    #[test]
    fn captions_are_numbered_and_tags_are_none() {
        let document = document([
            said("l1.0", 1_000, "Ana", "a < b <i>c</i>\n\n{\\an8}d --> e"),
            wrote("l1.1", 2_000, "", "hello"),
        ]);
        let expected = "1\n00:00:01,000 --> 00:00:04,240\nAna: a < b <\u{2060}i>c<\u{2060}/i>\n{\u{2060}\\an8}d --\u{2060}> e\n\n\
            2\n00:00:02,000 --> 00:00:03,800\nhello\n";
        assert_eq!(write(&document), expected);
    }
}

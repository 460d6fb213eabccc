//! Finding the one earlier message that a quote was cut from.

use std::collections::BTreeMap;
use std::ops::Bound;

/// Characters of a message that are compared with a quote. Zoom cuts quotes at 17 to 20.
const COMPARED: usize = 100;

/// The texts of the messages so far, in alphabetical order: all those that begin with a quote stand side by side, so
/// that looking a quote up takes as long among a hundred thousand messages as among a hundred.
#[derive(Debug, Default)]
pub(super) struct Quotable {
    by_text: BTreeMap<String, Bearers>,
}

/// Who has a text.
#[derive(Debug, Clone, Copy)]
enum Bearers {
    One(usize),
    Several,
}

impl Quotable {
    /// Adds a text of the message at `index`, which may have more than one.
    pub(super) fn add(&mut self, text: &str, index: usize) {
        let text = comparable(text);
        if text.is_empty() {
            return;
        }
        self.by_text
            .entry(text)
            .and_modify(|bearers| match bearers {
                Bearers::One(other) if *other == index => {}
                Bearers::One(_) | Bearers::Several => *bearers = Bearers::Several,
            })
            .or_insert(Bearers::One(index));
    }

    /// The message whose whole text is the quote, or which begins with it if the quote ends as cut ones do.
    pub(super) fn find(&self, quote: &str) -> Option<usize> {
        let whole = comparable(quote);
        match (self.by_text.get(&whole), cut(quote)) {
            (Some(bearers), _) => bearers.single(),
            (None, Some(start)) => self.find_start(start),
            (None, None) => None,
        }
    }

    /// The only message that begins with the quote.
    pub(super) fn find_start(&self, start: &str) -> Option<usize> {
        let start = comparable(start);
        let mut found = None;
        for bearers in self.beginning_with(&start) {
            match (bearers, found) {
                (Bearers::Several, _) => return None,
                (Bearers::One(index), Some(other)) if index != other => return None,
                (Bearers::One(index), _) => found = Some(index),
            }
        }
        found
    }

    fn beginning_with<'a>(&'a self, start: &'a str) -> impl Iterator<Item = Bearers> + 'a {
        let from = (Bound::Included(start), Bound::Unbounded);
        self.by_text
            .range::<str, _>(from)
            .take_while(move |(text, _)| !start.is_empty() && text.starts_with(start))
            .map(|(_, bearers)| *bearers)
    }
}

impl Bearers {
    fn single(self) -> Option<usize> {
        match self {
            Self::One(index) => Some(index),
            Self::Several => None,
        }
    }
}

/// The start that is left of a cut quote; `None` if it was not cut. A cut through the middle of an emoji leaves U+FFFD.
fn cut(quote: &str) -> Option<&str> {
    let quote = quote.trim_end();
    let start = quote.strip_suffix("...").or_else(|| quote.strip_suffix('…'))?;
    Some(start.trim_end_matches('\u{FFFD}'))
}

/// A text with single spaces for any white space, since quotes lose line ends, cut at [`COMPARED`] characters.
fn comparable(text: &str) -> String {
    let mut result = String::new();
    let mut count = 0;
    for word in text.split_whitespace() {
        if count > 0 {
            result.push(' ');
            count += 1;
        }
        for c in word.chars() {
            if count >= COMPARED {
                return result;
            }
            result.push(c);
            count += 1;
        }
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quotable(texts: &[&str]) -> Quotable {
        let mut quotable = Quotable::default();
        for (index, text) in texts.iter().enumerate() {
            quotable.add(text, index);
        }
        quotable
    }

    #[test]
    fn a_quote_finds_a_message_only_if_it_is_the_only_one() {
        let messages = quotable(&[
            "Good morning all of you",
            "Good",
            "Good",
            "Well...",
            "Two\nlines  of it",
            "Good evening",
        ]);
        for (quote, found, why) in [
            ("Good morning all of ...", Some(0), "cut with dots"),
            ("Good morning al…", Some(0), "cut with an ellipsis"),
            ("Good mor\u{FFFD}...", Some(0), "cut through a character"),
            ("Well...", Some(3), "dots of its own"),
            ("Two lines of...", Some(4), "line ends become spaces"),
            ("Two\r\nlines of it", Some(4), "or other line ends"),
            ("Good", None, "two have this text"),
            ("Good ...", None, "two begin so"),
            ("...", None, "nothing was left of it"),
            ("Bad", None, "nobody wrote it"),
            ("Good mor", None, "not cut, and not whole"),
        ] {
            assert_eq!(messages.find(quote), found, "{why}: {quote}");
        }
        assert_eq!(messages.find_start("Good mor"), Some(0));
    }

    #[test]
    fn two_texts_of_one_message_are_one_message() {
        let mut messages = quotable(&["Replying to \"x\" yes"]);
        messages.add("Replying to", 0);
        assert_eq!(messages.find("Replying..."), Some(0));
        messages.add("Replying to", 0);
        assert_eq!(messages.find("Replying to"), Some(0));
    }

    #[test]
    fn looking_up_a_quote_visits_few_of_many_messages() {
        let mut messages = Quotable::default();
        for index in 0..100_000 {
            messages.add(&format!("the same beginning {index:06}"), index);
        }
        assert_eq!(messages.by_text.len(), 100_000);
        let visited = messages.beginning_with("the same beginning 0420").count();
        assert_eq!(visited, 100, "only those that begin with the quote are looked at");
        assert_eq!(messages.find_start("the same"), None, "and of these no more than two");
    }

    #[test]
    fn no_more_than_the_start_of_a_long_text_is_kept() {
        let messages = quotable(&[&"word ".repeat(100_000)]);
        assert!(messages.by_text.keys().all(|text| text.chars().count() <= COMPARED));
        assert_eq!(
            messages.find(&format!("{}...", "word ".repeat(1000))),
            Some(0),
            "a long quote is cut likewise"
        );
    }
}

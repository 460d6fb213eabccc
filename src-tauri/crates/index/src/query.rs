//! What a person types, taken apart.
//!
//! Words must all be there; `"a phrase"` in that order; `pre*` begins a word; `-not` must not be there. The last word is
//! still being typed, and so the beginning of one, unless a space or a quote follows it. Nothing is an error: what has no
//! meaning here is searched as plain words.

use causerie_model::SessionId;

use crate::tokens;

/// A search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// As it was typed.
    pub text: String,
    /// Only in this session.
    pub session: Option<SessionId>,
    /// How many hits to return at most.
    pub limit: usize,
    /// Whether to count all hits; else they are counted only up to a point, which is much quicker for common words.
    pub counts_all: bool,
}

/// Words beyond this many are left out of a query.
const MOST_WORDS: usize = 128;

/// Words that follow each other; mostly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Folded; never empty.
    pub(crate) words: Vec<String>,
    /// Whether the last word is only the beginning of one.
    pub(crate) open: bool,
}

/// A query, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    pub(crate) wanted: Vec<Phrase>,
    pub(crate) unwanted: Vec<Phrase>,
}

impl Parsed {
    /// Takes a query apart.
    pub(crate) fn new(text: &str) -> Self {
        let parsed = Self::with_signs(text);
        if parsed.wanted.is_empty() && !parsed.unwanted.is_empty() {
            // Everything but some words is no search; so they are what is looked for.
            return Self { wanted: parsed.unwanted, unwanted: Vec::new() };
        }
        parsed
    }

    fn with_signs(text: &str) -> Self {
        let mut parsed = Self::default();
        let mut rest = text;
        let mut left = MOST_WORDS;
        loop {
            rest = rest.trim_start();
            let (negative, tail) = match rest.strip_prefix('-') {
                Some(tail) if tail.starts_with(|c: char| c == '"' || c.is_alphanumeric()) => (true, tail),
                Some(_) | None => (false, rest),
            };
            let (piece, open, tail) = next_piece(tail);
            let mut words = tokens::list(piece);
            words.truncate(left);
            left -= words.len();
            let alone = words.last().is_some_and(|word| tokens::is_alone(word));
            if !words.is_empty() {
                let phrase = Phrase { words, open: open && !alone };
                let list = if negative { &mut parsed.unwanted } else { &mut parsed.wanted };
                if !list.contains(&phrase) {
                    list.push(phrase);
                }
            }
            rest = tail;
            if rest.is_empty() || left == 0 {
                return parsed;
            }
        }
    }
}

/// The next quoted or unspaced piece, whether its last word is only begun, and what follows it.
fn next_piece(text: &str) -> (&str, bool, &str) {
    if let Some(inside) = text.strip_prefix('"') {
        return match inside.split_once('"') {
            Some((phrase, rest)) => (phrase, false, rest),
            None => (inside, !ends_word(inside), ""),
        };
    }
    let end = text.find(|c: char| c.is_whitespace() || c == '"').unwrap_or(text.len());
    let (piece, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    match piece.strip_suffix('*') {
        Some(beginning) => (beginning, !ends_word(beginning), rest),
        None => (piece, rest.is_empty() && !ends_word(piece), rest),
    }
}

/// Whether nothing typed next could make the last word longer.
fn ends_word(text: &str) -> bool {
    text.ends_with(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        let parsed = Parsed::new(text);
        let show = |sign: &str, phrase: &Phrase| {
            format!("{sign}{}{}", phrase.words.join("_"), if phrase.open { "*" } else { "" })
        };
        let wanted = parsed.wanted.iter().map(|phrase| show("", phrase));
        wanted.chain(parsed.unwanted.iter().map(|phrase| show("-", phrase))).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn queries_are_taken_apart() {
        for (text, meaning) in [
            ("", ""),
            ("Bud", "bud*"),
            ("budget ", "budget"),
            ("the Budget", "the budget*"),
            ("\"the budget\"", "the_budget"),
            ("\"the budg", "the_budg*"),
            ("vote \"the budget\" -tea ", "vote the_budget -tea"),
            ("pre* fix ", "pre* fix"),
            ("-tea", "tea*"),
            ("a - b ", "a b"),
            ("don't ", "don_t"),
            ("会议", "会_议"),
            ("tea tea ", "tea"),
            ("()AND^:", "and*"),
            ("\"\" \" ", ""),
            ("-\"green tea\" cake ", "cake -green_tea"),
        ] {
            assert_eq!(shown(text), meaning, "{text:?}");
        }
    }

    #[test]
    fn a_long_query_is_cut() {
        let parsed = Parsed::new(&"word1 a b c d ".repeat(2_000));
        assert!(parsed.wanted.len() <= MOST_WORDS);
        assert_eq!(Parsed::new(&"字".repeat(10_000)).wanted[0].words.len(), MOST_WORDS);
    }

    proptest! {
        #[test]
        fn anything_can_be_taken_apart(text in "[-*\" a-cé会\\PC\0]{0,60}") {
            let parsed = Parsed::new(&text);
            prop_assert!(parsed.wanted.iter().chain(&parsed.unwanted).all(|phrase| !phrase.words.is_empty()));
        }
    }
}

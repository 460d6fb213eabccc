//! What can be asked.

use crate::marks::Mark;

/// Words that follow each other; mostly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Folded; never empty.
    pub(crate) words: Vec<String>,
    /// Whether the last word is only the beginning of one.
    pub(crate) open: bool,
    /// Whether it was given in quotes, and so means nothing but itself.
    pub(crate) quoted: bool,
}

impl Phrase {
    /// One word.
    pub(crate) fn of(word: String) -> Self {
        Self { words: vec![word], open: false, quoted: false }
    }

    /// In FTS5's query language. Words hold neither quotes nor anything else that has a meaning there.
    pub(crate) fn expression(&self) -> String {
        format!("\"{}\"{}", self.words.join(" "), if self.open { "*" } else { "" })
    }
}

/// What is asked of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// These words are in it, or in the name of its author.
    Words(Phrase),
    /// Its author is called so.
    From(Phrase),
    /// It was written to somebody called so.
    To(Phrase),
    /// What it is or has.
    Mark(Mark),
}

/// What is asked of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum About {
    /// Its title holds these words.
    Title(Phrase),
    /// The name of its series does.
    Series(Phrase),
    /// It took place before this day, as [`crate::place::day`] counts them.
    Before(i64),
    /// It took place on this day or later.
    After(i64),
}

impl Term {
    /// Whether it is one word in the index.
    pub(crate) fn is_one_word(&self) -> bool {
        match self {
            Self::Words(phrase) | Self::From(phrase) | Self::To(phrase) => phrase.words.len() == 1,
            Self::Mark(_) => true,
        }
    }

    /// Whether two can't both be meant, so that either is.
    pub(super) const fn is_either(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::From(_), Self::From(_)) | (Self::To(_), Self::To(_)) => true,
            (Self::Mark(a), Self::Mark(b)) => a.is_kind() && b.is_kind(),
            (Self::Words(_) | Self::From(_) | Self::To(_) | Self::Mark(_), _) => false,
        }
    }
}

impl About {
    pub(super) const fn is_either(&self, other: &Self) -> bool {
        matches!((self, other), (Self::Title(_), Self::Title(_)) | (Self::Series(_), Self::Series(_)))
    }
}

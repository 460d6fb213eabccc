//! What a message is besides its words, as words of its own that nobody can type: one character from Unicode's private
//! use area each, so that the full-text index finds them, counts them and joins them with other words by the same means.

use std::collections::HashSet;

use causerie_model::Kind;

use crate::messages::Placed;
use crate::tokens;

/// What can be asked of a message besides its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// It is of this kind.
    Kind(Kind),
    /// It is a note.
    Note,
    /// An address of the web is in it.
    Link,
    /// It answers another, or was answered.
    Reply,
    /// Somebody reacted to it.
    Reaction,
}

/// Stands before each word of a private message's addressee.
const TO: char = '\u{e0ff}';

impl Mark {
    /// What `kind:` takes.
    pub(crate) const KINDS: [(&'static str, Self); 6] = [
        ("chat", Self::Kind(Kind::Chat)),
        ("private", Self::Kind(Kind::Private)),
        ("transcript", Self::Kind(Kind::Transcript)),
        ("system", Self::Kind(Kind::System)),
        ("note", Self::Note),
        ("marker", Self::Kind(Kind::Marker)),
    ];

    /// What `has:` takes.
    pub(crate) const THINGS: [(&'static str, Self); 3] =
        [("link", Self::Link), ("reply", Self::Reply), ("reaction", Self::Reaction)];

    /// Whether it says what a message is, of which only one can be true.
    pub(crate) const fn is_kind(self) -> bool {
        match self {
            Self::Kind(_) | Self::Note => true,
            Self::Link | Self::Reply | Self::Reaction => false,
        }
    }

    /// The word that stands for it.
    pub(crate) const fn word(self) -> char {
        match self {
            Self::Kind(Kind::Chat) => '\u{e000}',
            Self::Kind(Kind::Private) => '\u{e001}',
            Self::Kind(Kind::Transcript) => '\u{e002}',
            Self::Kind(Kind::System) => '\u{e003}',
            Self::Kind(Kind::Marker) => '\u{e004}',
            Self::Note => '\u{e005}',
            Self::Link => '\u{e010}',
            Self::Reply => '\u{e011}',
            Self::Reaction => '\u{e012}',
        }
    }
}

/// The word that stands for a word of an addressee's name.
pub(crate) fn addressed(word: &str) -> String {
    format!("{TO}{word}")
}

/// The messages of a session that others answer.
pub(crate) fn answered(messages: &[Placed]) -> HashSet<(&str, u32)> {
    messages.iter().filter_map(|one| Some((one.log.as_str(), one.message.reply_to?))).collect()
}

/// The words that stand for what a message is, each with a space before it.
pub(crate) fn of(placed: &Placed, answered: &HashSet<(&str, u32)>) -> String {
    let message = &placed.message;
    let mut marks = String::new();
    let mut push = |mark: Mark| {
        marks.push(' ');
        marks.push(mark.word());
    };
    push(Mark::Kind(message.kind));
    if has_link(&message.text) {
        push(Mark::Link);
    }
    if message.reply_to.is_some() || answered.contains(&(placed.log.as_str(), message.seq)) {
        push(Mark::Reply);
    }
    if !message.reactions.is_empty() {
        push(Mark::Reaction);
    }
    // What is written to everyone is marked as to nobody: it would be in nearly every message.
    if let (Kind::Private, Some(to)) = (message.kind, &message.to) {
        tokens::each(to, |word, _| {
            marks.push(' ');
            marks.push_str(&addressed(word));
        });
    }
    marks
}

/// Whether a text holds an address of the web.
pub(crate) fn has_link(text: &str) -> bool {
    text.contains("://") || text.contains("www.")
}

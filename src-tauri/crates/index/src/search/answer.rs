//! What a search says.

use std::time::Duration;

use causerie_model::{Kind, MessageId, SessionId, TimeMs};

use crate::snippet::SnippetPart;

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Answer {
    /// How long it took.
    pub took: Duration,
    /// How many hits there are in all, or that there are at least so many.
    pub total: u64,
    /// Whether `total` is all of them.
    pub total_is_exact: bool,
    /// The best of them, in order.
    pub hits: Vec<Hit>,
    /// The sessions of these hits, each where its first one stands.
    pub groups: Vec<Group>,
    /// What there is to choose from among all that match.
    pub facets: Facets,
}

/// A message or a session's title that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The session.
    pub session: SessionId,
    /// Its title.
    pub session_title: String,
    /// The message; `None` if it is the title that matches, or a note.
    pub message: Option<MessageId>,
    /// The note, if it is one; its kind is a marker then.
    pub note: Option<String>,
    /// Its number in the session, as in [`crate::Mark`]; `None` for what is no message.
    pub number: Option<u32>,
    /// The moment on the session's timeline; for a title, the start.
    pub at: TimeMs,
    /// Who wrote or said it; empty for a title.
    pub author: String,
    /// What it is; for a title, a marker.
    pub kind: Kind,
    /// All of its text.
    pub text: String,
    /// The text around what was found.
    pub snippet: Vec<SnippetPart>,
    /// What stands before it in its log.
    pub before: Option<Line>,
    /// What stands after it in its log.
    pub after: Option<Line>,
    /// Where something written and something spoken match at one moment, they are one hit: the better one, with the
    /// others here.
    pub also: Vec<Line>,
}

/// A message beside a hit.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The message.
    pub message: MessageId,
    /// When, on the session's timeline.
    pub at: TimeMs,
    /// Who wrote or said it.
    pub author: String,
    /// What it is.
    pub kind: Kind,
    /// Its text, with what was found marked.
    pub text: Vec<SnippetPart>,
}

/// The hits of one session.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// The session.
    pub session: SessionId,
    /// Its title.
    pub title: String,
    /// Its date, as an ISO 8601 date, or empty.
    pub date: String,
    /// Its series, or empty.
    pub series: String,
    /// How many hits it has, or at least has, if the answer's total is not exact.
    pub total: u64,
    /// Which of the answer's hits are its.
    pub hits: Vec<usize>,
}

/// What there is to choose from among all that match, the most frequent first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facets {
    /// Who wrote or spoke.
    pub people: Vec<(String, u64)>,
    /// The years, the latest first.
    pub years: Vec<(u32, u64)>,
    /// The names of series.
    pub series: Vec<(String, u64)>,
    /// The kinds, as `kind:` takes them.
    pub kinds: Vec<(&'static str, u64)>,
    /// Whether all that match were counted; else the numbers are those of the hits that were ranked.
    pub are_exact: bool,
}

/// A message that matches, for a mark on the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Its number in the session, as in [`crate::Mark`].
    pub number: u32,
    /// When it begins, on the session's timeline.
    pub at: TimeMs,
    /// Whether it was spoken.
    pub is_spoken: bool,
}

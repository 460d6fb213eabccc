//! What a person types, taken apart.
//!
//! Words must all be there; `"a phrase"` in that order; `pre*` begins a word; `-not` must not be there; of `this OR that`
//! one will do. `from:`, `to:`, `kind:` and `has:` ask about a message, `in:`, `series:`, `before:` and `after:` about its
//! session; `redacted:yes` searches what redactions hide, and nothing else; what can be true of a message only once (`from:`, `to:`, `kind:`, `in:`, `series:`), said twice, means either. The
//! last word is still being typed, and so the beginning of one, unless a space or a quote follows it. Nothing is an error:
//! what has no meaning here is searched as plain words.

mod parsed;
mod pieces;
mod terms;

use causerie_model::SessionId;

pub(crate) use parsed::{Parsed, YES};
pub(crate) use pieces::{Operator, Piece, Pieces};
pub(crate) use terms::{About, Phrase, Term};

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
    /// Which hits come first.
    pub order: Order,
}

/// Which hits come first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Order {
    /// Those that fit best.
    #[default]
    Relevance,
    /// Those of the newest session; in a session, by moment.
    Newest,
    /// Those of the oldest session; in a session, by moment. Sessions without a date come first.
    Oldest,
}

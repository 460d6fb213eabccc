//! The index of an archive: one SQLite file that knows every session, message and word, and can be made anew from the
//! archive at any time, after which every answer is the same.
//!
//! ```text
//! sessions ── key ──▸ messages, notes ── id ──▸ entries  FTS5: their words, their author's names, what they are
//!     ├─────▸ people      │                     titles   FTS5: the words of each session's title and series
//!     └─────▸ authors     └──────▸ words ─────▸ parts    FTS5, trigram: the letters of each word of the archive
//! ```
//!
//! How a query is answered while it is being typed, whatever it is:
//!
//! - `words` tells beforehand how many messages each word is in. A word that is nowhere ends the search.
//! - If one condition is in few messages, these are fetched and the other conditions looked for in their texts; the long
//!   lists of common words are not walked at all.
//! - Otherwise FTS5 walks the lists by row number, which is newest session first (`place`), until enough are found to be
//!   ranked. BM25 is worked out over these texts: FTS5's own would read every list to its end.
//! - A prefix of up to three letters has a list of its own; a longer one is tried with its most used words first, since
//!   FTS5 would join the lists of all its words before it gives the first hit.
//! - A word stands for its other forms too, by the stems of the languages that it was met in (`stems`, `language`).
//! - If few are found, each word is looked up among the parts of words and stands for all words that hold it. The trigram
//!   index is of the vocabulary and not of the messages: it is hundreds of times smaller, and as quick to fill. Then
//!   unspaced runs are taken apart, and words may stand in the messages beside (`search::loose`).
//! - What a message is (`marks`) and who wrote it are words of the index like others; what is asked of a session (`scope`)
//!   is a set of rows, at whose gaps the walk is taken up again further on.
//! - Counting stops at a bound unless all is to be counted, except for single words, whose total is known.
//!
//! What redactions hide is in none of these, but beside them (`withheld`), and only looked through where it is asked for.
//!
//! Nothing here depends on a clock or on the order of adding, so the answer is the same after every rebuild.

mod authors;
mod building;
mod complete;
mod connection;
mod entries;
mod error;
mod facts;
mod language;
mod lines;
mod marks;
mod messages;
mod notes;
mod outline;
mod pattern;
mod people;
mod place;
mod query;
mod rank;
mod reader;
mod schema;
mod scope;
mod search;
mod sessions;
mod shelves;
mod snippet;
mod stems;
mod titles;
mod tokens;
mod withheld;
mod words;
mod writer;

#[cfg(test)]
mod testing;

pub use complete::{Completion, CompletionKind};
pub use error::IndexError;
pub use messages::Placed;
pub use notes::Note;
pub use outline::{LogSpan, Mark, Outline};
pub use query::{Order, Query};
pub use reader::{Interrupter, Reader};
pub use search::{Answer, Facets, Group, Hit, Line, Place};
pub use sessions::{Known, SessionRow};
pub use shelves::Shelf;
pub use snippet::SnippetPart;
pub use writer::{Entry, Index};

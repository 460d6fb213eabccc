//! The index of an archive: one SQLite file on this machine, from which every list and every search is answered.
//! It holds nothing that the archive does not; delete it, and the next look at the archive makes it again, with the
//! same answers.
//!
//! ```text
//! sessions ── key ──▸ messages ── rowid ──▸ words  FTS5, unicode61: whole words and their beginnings
//!                                     └──▸ parts  FTS5, trigram: any three letters in a row
//! ```
//!
//! A row of `messages` is numbered by what it is: the session's day and id in the upper bits, its place in the
//! session in the lower ones. So the newest sessions come first when full-text hits are read backwards, which costs
//! nothing however many there are, and the same archive gives the same order in every index.

mod connection;
mod error;
mod fold;
mod ingest;
mod key;
mod messages;
mod query;
mod rank;
mod reader;
mod schema;
mod search;
mod sessions;

pub use error::IndexError;
pub use ingest::{Entry, Index};
pub use messages::Placed;
pub use reader::{Interrupter, Reader};
pub use search::{Answer, Hit, Query, SnippetPart};
pub use sessions::{Known, SessionRow};

//! An archive: a folder of sessions that people can copy, back up and read with any file manager.
//!
//! ```text
//! Archive/
//!   causerie.json                  the archive's id, format and title
//!   recipes/<name>.json            a way to read logs that no format knows each
//!   searches/<uuid>.json           a saved search each
//!   trays/<uuid>.json              clips that belong together, in an order, each
//!   2008-05-14 Casual Conversations/
//!     bagit.txt  bag-info.txt  manifest-sha256.txt
//!     data/                        the files as they came, never changed
//!     session.json                 what people said about it
//!     notes/<uuid>.json            a bookmark, clip or redaction each
//! ```
//!
//! Each session is a BagIt bag ([RFC 8493](https://www.rfc-editor.org/rfc/rfc8493)). Every write is whole or
//! absent: a new session is built in a hidden folder and renamed into place, a file that changes is replaced by
//! a rename.

mod adding;
mod adopting;
mod archive;
mod atomic;
mod bag;
mod bagging;
mod checks;
mod copies;
mod copying;
mod describing;
mod digest;
mod disk;
mod error;
mod fixity;
mod inspection;
mod kept;
mod manifest;
mod merge;
mod mounts;
mod names;
mod note;
mod notes;
mod paths;
mod removing;
mod saving;
mod scanning;
mod staging;
mod stamp;
mod tags;
mod turn;
mod watching;

pub use adding::Source;
pub use adopting::session_of_bag;
pub use archive::Archive;
pub use atomic::write_whole;
pub use bag::is_bag;
pub use bagging::make_bag;
pub use checks::{BadOne, Check, Checks};
pub use copies::ConflictCopy;
pub use copying::Copied;
pub use describing::Description;
pub use error::ArchiveError;
pub use fixity::{Bad, Fixity, Outcome, Reason};
pub use kept::Kept;
pub use merge::{FieldConflict, differences, merge};
pub use names::payload_name;
pub use note::{Note, NoteKind};
pub use removing::Removed;
pub use scanning::{Found, Survey};
pub use stamp::{ParseStampError, Stamp};
pub use watching::Watch;

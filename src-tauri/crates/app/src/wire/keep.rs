use causerie_model::SessionId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use super::AppError;

/// When the archive, or a part of it, was last checked, by whoever did it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct LastVerified {
    /// How many sessions were asked about.
    #[ts(type = "number")]
    pub sessions: usize,
    /// How many of them were never checked.
    #[ts(type = "number")]
    pub never: usize,
    /// How many of them had something bad.
    #[ts(type = "number")]
    pub bad: usize,
    /// When the one was checked whose check is the oldest, as RFC 3339.
    pub oldest: Option<String>,
    /// Those that were checked, as the archive lists them.
    pub checked: Vec<SessionFixity>,
}

/// The last check of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SessionFixity {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// What it is called.
    pub title: String,
    /// When the check ended, as RFC 3339.
    pub at: String,
    /// How many files were as they should be.
    #[ts(type = "number")]
    pub files: u64,
    /// Their bytes.
    #[ts(type = "number")]
    pub bytes: u64,
    /// How many were not.
    #[ts(type = "number")]
    pub bad: u64,
    /// The first hundred of those, each with what was wrong with it.
    pub named: Vec<String>,
}

/// A field that two people changed, each in another way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct TwoVersions {
    /// Which, with dots between names: `title`, `logs.l1.alignment`.
    pub field: String,
    /// The one that was to be written, or that a copy has; null where there is none.
    #[ts(type = "unknown")]
    pub mine: Value,
    /// The one that is there; null where there is none.
    #[ts(type = "unknown")]
    pub theirs: Value,
}

/// Something in the archive that a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum Trouble {
    /// What is known of a session can't be read.
    Damaged {
        /// The session's folder.
        folder: String,
        /// What is wrong.
        error: AppError,
        /// The last good version, if it was kept: what the session was called.
        last_good: Option<String>,
    },
    /// A sync tool kept two versions of one file.
    Copy {
        /// The session's folder.
        folder: String,
        /// The second version's file, from the session's folder.
        file: String,
        /// The file that it is a version of: `session.json`, or a note.
        of: String,
        /// What made it, as far as its name tells.
        made_by: Option<String>,
        /// Where the two differ: `mine` is the copy, `theirs` the file that is in use. Empty if they say the same, and
        /// if the copy can't be read.
        differences: Vec<TwoVersions>,
        /// Whether the copy can be read, and so be taken.
        readable: bool,
    },
}

/// Which of two versions to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum Keep {
    /// The file that is in use; the copy is removed.
    Current,
    /// The copy, which takes the place of the file that was in use.
    Copy,
}

/// What people say a session is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "wire.ts")]
pub struct DescriptionView {
    /// What it is called; never empty.
    pub title: String,
    /// An ISO 8601 date, which may be only a year or a month.
    pub date: Option<String>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// Who took part.
    pub people: Vec<String>,
    /// What it is about.
    pub subjects: Vec<String>,
    /// Who may do what with it.
    pub rights: Option<String>,
    /// All else, in sentences; may hold line breaks.
    pub notes: Option<String>,
}

/// What people say a session is about, and what is needed to change that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct DescriptionForm {
    /// What they say.
    pub said: DescriptionView,
    /// The series that the archive knows.
    pub series: Vec<String>,
    /// Why nothing of it can be changed, if that is so.
    pub refused: Option<AppError>,
}

/// A session in the system's trash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct RemovedSession {
    /// Its folder, as it lay in the archive.
    pub folder: String,
    /// When it was removed, as RFC 3339.
    pub removed_at: String,
}

/// An archive that was opened on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct KnownArchive {
    /// Its id.
    pub id: String,
    /// Its folder.
    pub folder: String,
    /// What it is called.
    pub title: String,
    /// When it was last opened, to the hour, as RFC 3339.
    pub opened_at: String,
    /// Whether it is the one that is open here.
    pub is_open: bool,
    /// Whether it is there now: its disk may be elsewhere.
    pub is_there: bool,
}

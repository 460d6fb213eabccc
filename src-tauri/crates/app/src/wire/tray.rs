use causerie_model::{SessionId, TimeMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AppError;

/// The trays of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct TrayList {
    /// Those that can be read, by title.
    pub trays: Vec<TrayCard>,
    /// What is wrong with the files of others.
    pub problems: Vec<AppError>,
}

/// A tray in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct TrayCard {
    /// A UUID.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// When it was made, as RFC 3339; empty where that is not known.
    pub created: String,
    /// How many clips are in it.
    #[ts(type = "number")]
    pub clips: usize,
}

/// What people say about a tray.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct TrayText {
    /// What it is called; never empty.
    pub title: String,
    /// What it is for, in sentences; may be empty.
    #[serde(default)]
    pub notes: String,
}

/// A tray with its clips.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct TrayView {
    /// A UUID.
    pub id: String,
    /// What people say about it.
    #[serde(flatten)]
    pub text: TrayText,
    /// When it was made, as RFC 3339; empty where that is not known.
    pub created: String,
    /// Its clips in the order in which they were put.
    pub clips: Vec<TrayClip>,
}

/// A clip of some session in a tray.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct TrayClip {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// The clip, by the id of its note.
    pub note: String,
    /// What there is of it.
    #[serde(flatten)]
    pub found: TrayFound,
}

/// What there is of a clip in a tray.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "state", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum TrayFound {
    /// It is there.
    Here {
        /// What its session is called.
        session_title: String,
        /// Where it begins.
        #[ts(type = "number")]
        from_ms: TimeMs,
        /// Where it ends.
        #[ts(type = "number")]
        to_ms: TimeMs,
        /// What it is called.
        title: String,
        /// What was noted, such as questions to ask.
        text: String,
        /// Its tags, in the order given.
        tags: Vec<String>,
        /// How many messages were written or spoken in it.
        #[ts(type = "number")]
        messages: u64,
    },
    /// Its session is there, and the clip is not.
    NoteGone {
        /// What its session is called.
        session_title: String,
    },
    /// Its session is not in the archive.
    SessionGone,
}

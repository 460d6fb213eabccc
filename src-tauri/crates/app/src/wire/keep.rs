use causerie_model::SessionId;
use serde::Serialize;
use ts_rs::TS;

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

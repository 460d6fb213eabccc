use causerie_logs::Considered;
use serde::Serialize;
use ts_rs::TS;

use super::TwoVersions;

/// What a shell may branch on. A kind of failure has a code of its own only where the window does something of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum Code {
    /// The person stopped it.
    Cancelled,
    /// A newer request took its place.
    Superseded,
    /// The archive can't be written to.
    ReadOnly,
    /// It is text that no format explains; a recipe may.
    Unrecognised,
    /// What was asked for is not there.
    NotFound,
    /// Somebody else changed it meanwhile.
    Changed,
    /// Something is there already.
    Exists,
    /// No sound can be had.
    NoSound,
    /// All else.
    Failed,
}

/// A failure, as a person reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, thiserror::Error)]
#[error("{message}")]
#[ts(export, export_to = "wire.ts")]
pub struct AppError {
    /// What kind it is.
    pub code: Code,
    /// What failed, and on which file.
    pub message: String,
    /// What to do about it.
    pub help: String,
    /// For a log that was not recognised: the formats that came nearest, for other programs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(skip)]
    pub considered: Vec<Considered>,
    /// For what somebody else changed meanwhile in the same place: both versions, for the person to choose.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[ts(as = "Option<Vec<TwoVersions>>", optional)]
    pub versions: Vec<TwoVersions>,
}

impl AppError {
    /// A failure of the given kind.
    pub fn new(code: Code, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            help: help.into(),
            considered: Vec::new(),
            versions: Vec::new(),
        }
    }
}

use causerie_model::TimeMs;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A stretch of a session that is not to be heard or read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct RedactionView {
    /// A UUID; empty for one that is yet to be saved.
    pub id: String,
    /// Where it begins.
    #[ts(type = "number")]
    pub from_ms: TimeMs,
    /// Where it ends.
    #[ts(type = "number")]
    pub to_ms: TimeMs,
    /// What is heard in its place.
    pub sound: RedactionSound,
    /// Why; may be empty. It is for those who keep the archive, and goes nowhere else.
    #[serde(default)]
    pub reason: String,
}

/// What is heard in the place of a redaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum RedactionSound {
    /// Nothing.
    #[default]
    Silence,
    /// A quiet tone.
    Tone,
}

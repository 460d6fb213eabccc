use causerie_model::{Kind, MessageId, SessionId, TimeMs};
use serde::Serialize;
use ts_rs::TS;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchAnswer {
    /// How long it took, in microseconds.
    #[ts(type = "number")]
    pub took_us: u64,
    /// How many there are in all.
    #[ts(type = "number")]
    pub total: u64,
    /// Whether `total` was counted to the end; else there are at least so many.
    pub total_is_exact: bool,
    /// The best of them.
    pub hits: Vec<SearchHit>,
}

/// A message, cue or title that was found.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SearchHit {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// That session's title.
    pub session_title: String,
    /// Null where it was the session's title that matched.
    #[ts(type = "string | null")]
    pub message: Option<MessageId>,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Who wrote or said it; empty where the log does not tell.
    pub author: String,
    /// What it is.
    #[ts(type = "\"chat\" | \"private\" | \"transcript\" | \"system\" | \"marker\"")]
    pub kind: Kind,
    /// The text.
    pub text: String,
    /// The text around what matched, in parts.
    pub snippet: Vec<SnippetPart>,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}

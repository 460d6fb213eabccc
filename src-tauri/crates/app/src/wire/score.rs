use causerie_model::{Kind, LogId, MessageId, TimeMs};
use serde::Serialize;
use ts_rs::TS;

/// A row of the score: what was spoken and what was written from its moment to the next row's.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Row {
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Whether it lies outside of what was recorded.
    pub off_record: bool,
    /// Cues of one speaker, one after the other.
    pub spoken: Vec<Spoken>,
    pub written: Vec<Written>,
}

/// A cue of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Spoken {
    #[ts(type = "string")]
    pub id: MessageId,
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    #[ts(type = "number | null")]
    pub end_ms: Option<TimeMs>,
    pub author: String,
    pub text: String,
    /// The words with their times; joined they are the text. Null where the transcript has no word times.
    pub words: Option<Vec<SpokenWord>>,
}

/// A word of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SpokenWord {
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    pub text: String,
}

/// A written message.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Written {
    #[ts(type = "string")]
    pub id: MessageId,
    #[ts(type = "string")]
    pub log: LogId,
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// On the log's own clock.
    #[ts(type = "number")]
    pub source_ms: TimeMs,
    #[ts(type = "\"chat\" | \"private\" | \"transcript\" | \"system\" | \"marker\"")]
    pub kind: Kind,
    pub author: String,
    /// To whom, where it was not for everyone or the log says so.
    pub to: Option<String>,
    pub text: String,
    /// What it answers.
    pub reply: Option<ReplyView>,
    pub reactions: Vec<ReactionView>,
}

/// The message that a reply answers.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ReplyView {
    #[ts(type = "string")]
    pub id: MessageId,
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    pub author: String,
    /// Its beginning.
    pub text: String,
}

/// An emoji and who gave it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ReactionView {
    pub emoji: String,
    pub by: Vec<String>,
}

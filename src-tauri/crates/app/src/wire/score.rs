use causerie_model::{Kind, LogId, MessageId, TimeMs};
use serde::Serialize;
use ts_rs::TS;

/// A row of the score: what was spoken and what was written from its moment to the next row's.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Row {
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Whether it lies outside of what was recorded.
    pub off_record: bool,
    /// Cues of one speaker, one after the other.
    pub spoken: Vec<Spoken>,
    /// What was written.
    pub written: Vec<Written>,
}

/// A cue of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Spoken {
    /// Its id.
    #[ts(type = "string")]
    pub id: MessageId,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// When it ends.
    #[ts(type = "number | null")]
    pub end_ms: Option<TimeMs>,
    /// Who wrote or said it; empty where the log does not tell.
    pub author: String,
    /// The text.
    pub text: String,
    /// The words with their times; joined they are the text. Null where the transcript has no word times.
    pub words: Option<Vec<SpokenWord>>,
    /// Whether some of it is redacted, and so masked unless it is shown as recorded.
    pub redacted: bool,
}

/// A word of the transcript.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SpokenWord {
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// The text.
    pub text: String,
}

/// A written message.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Written {
    /// Its id.
    #[ts(type = "string")]
    pub id: MessageId,
    /// The log it stands in.
    #[ts(type = "string")]
    pub log: LogId,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// On the log's own clock.
    #[ts(type = "number")]
    pub source_ms: TimeMs,
    /// What it is.
    #[ts(type = "\"chat\" | \"private\" | \"transcript\" | \"system\" | \"marker\"")]
    pub kind: Kind,
    /// Who wrote or said it; empty where the log does not tell.
    pub author: String,
    /// To whom, where it was not for everyone or the log says so.
    pub to: Option<String>,
    /// The text.
    pub text: String,
    /// What it answers.
    pub reply: Option<ReplyView>,
    /// What others gave to it, by emoji.
    pub reactions: Vec<ReactionView>,
    /// Whether it is redacted, and so masked unless it is shown as recorded.
    pub redacted: bool,
}

/// The message that a reply answers.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ReplyView {
    /// Its id.
    #[ts(type = "string")]
    pub id: MessageId,
    /// When, on the timeline.
    #[ts(type = "number")]
    pub at_ms: TimeMs,
    /// Who wrote or said it; empty where the log does not tell.
    pub author: String,
    /// Its beginning.
    pub text: String,
}

/// An emoji and who gave it.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ReactionView {
    /// The emoji, as it was written.
    pub emoji: String,
    /// Who gave it.
    pub by: Vec<String>,
}

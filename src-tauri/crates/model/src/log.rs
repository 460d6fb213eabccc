//! A log as it was read: its messages in the order of the file, at the times the file gives.

use serde::{Deserialize, Serialize};

use crate::TimeMs;

/// What a log's times count from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimeBase {
    /// The start of the recording, or so the format promises.
    Relative,
    /// Midnight of the first day, in a zone that the log does not name; past the next midnight they go on
    /// beyond 86,400,000.
    WallClock,
    /// 1970-01-01 00:00 UTC.
    Utc,
    /// Nothing: the log has an order and no times.
    None,
}

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Typed to everyone.
    Chat,
    /// Typed to some.
    Private,
    /// Spoken.
    Transcript,
    /// Written by the platform: somebody joined, a file was sent.
    System,
    /// A chapter, a label, a heading.
    Marker,
}

impl Kind {
    /// The name in JSON and in SQLite.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Private => "private",
            Self::Transcript => "transcript",
            Self::System => "system",
            Self::Marker => "marker",
        }
    }

    /// Whether it was spoken rather than written.
    pub const fn is_spoken(self) -> bool {
        match self {
            Self::Transcript => true,
            Self::Chat | Self::Private | Self::System | Self::Marker => false,
        }
    }

    /// Whether somebody typed it.
    pub const fn is_typed(self) -> bool {
        match self {
            Self::Chat | Self::Private => true,
            Self::Transcript | Self::System | Self::Marker => false,
        }
    }
}

/// People's answer to a message by one emoji.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reaction {
    /// The emoji, as it was written.
    pub emoji: String,
    /// Who gave it, in the order in which they did.
    pub by: Vec<String>,
}

/// A word with a time of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// When it begins, on the log's own clock.
    #[serde(rename = "source_ms")]
    pub source: TimeMs,
    /// The word with the white space and punctuation around it, so that the words of a message joined are its text.
    pub text: String,
}

/// One message, cue or marker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its number in the log, from 0, without gaps.
    pub seq: u32,
    /// The line on which it begins, from 1.
    pub line: u32,
    /// When, on the log's own clock; see [`TimeBase`].
    #[serde(rename = "source_ms")]
    pub source: TimeMs,
    /// When it ends, for what is spoken.
    #[serde(rename = "end_ms")]
    pub end: Option<TimeMs>,
    /// What it is.
    pub kind: Kind,
    /// Who wrote or said it; empty where the log does not tell.
    pub author: String,
    /// To whom, as the log names them.
    pub to: Option<String>,
    /// Plain text, lines divided by `\n`. Never markup.
    pub text: String,
    /// The number of the message that this one answers.
    pub reply_to: Option<u32>,
    /// Reactions that others gave, by emoji in the order of the first.
    pub reactions: Vec<Reaction>,
    /// Words with their times, where the log has them.
    pub words: Option<Vec<Word>>,
}

/// Something in a log that was not understood, or was mended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The line, from 1.
    pub line: u32,
    /// What was found and what was done about it.
    pub reason: String,
}

/// A log, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ParsedLog {
    /// The format's name, as in `zoom-two-line`.
    pub format: String,
    /// How sure the sniffing is, from 0 to 1; 1 where the format was named by the caller.
    pub confidence: f64,
    /// The encoding that the bytes were read in, by its WHATWG name in lower case.
    pub encoding: String,
    /// What the times count from.
    pub time_base: TimeBase,
    /// When the recording or the log began, as RFC 3339, if the log itself says so.
    pub started_at: Option<String>,
    /// The messages in the order of the file.
    pub messages: Vec<Message>,
    /// What was not understood, in the order of lines.
    pub warnings: Vec<Warning>,
}

use causerie_model::{Anchor, LogId, Method, RecordingId, SessionId, TimeMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{AppError, Code, Names};
use crate::NamedRecipe;

/// The archive with all its sessions.
#[derive(Debug, Clone, Serialize)]
pub struct Overview {
    /// What the archive is called.
    pub title: String,
    /// Its folder.
    pub folder: String,
    /// Whether nothing can be written.
    pub read_only: bool,
    /// Its sessions, by date and then title.
    pub sessions: Vec<SessionCard>,
    /// Folders that could not be read.
    pub problems: Vec<Problem>,
}

/// The archive as a list begins to show it: all but the sessions, which come part by part.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Shelves {
    /// What the archive is called.
    pub title: String,
    /// Its folder.
    pub folder: String,
    /// Whether nothing can be written.
    pub read_only: bool,
    /// Its series in the alphabet's order, those sessions last that belong to none.
    pub shelves: Vec<ShelfView>,
    /// Folders that could not be read.
    pub problems: Vec<Problem>,
}

/// The sessions of a series, or those of none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ShelfView {
    /// Null for those of no series.
    pub series: Option<String>,
    /// How many there are.
    #[ts(type = "number")]
    pub sessions: u64,
}

/// A session folder that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Problem {
    /// The folder's name.
    pub folder: String,
    /// What is wrong with it.
    pub error: AppError,
}

/// A session in a list.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SessionCard {
    /// Its id.
    #[ts(type = "string")]
    pub id: SessionId,
    /// What it is called.
    pub title: String,
    /// An ISO 8601 date, which may be only a year or a month.
    pub date: Option<String>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// The folder's name in the archive.
    pub folder: String,
    /// How long it plays.
    #[ts(type = "number")]
    pub duration_ms: TimeMs,
    /// How many messages were written.
    #[ts(type = "number")]
    pub messages: u64,
    /// How many cues were spoken.
    #[ts(type = "number")]
    pub cues: u64,
}

/// A session, open: all but the rows, which come page by page.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct SessionView {
    /// Its id.
    #[ts(type = "string")]
    pub id: SessionId,
    /// What it is called.
    pub title: String,
    /// Its day: an ISO 8601 date, which may be only a year or a month.
    pub date: Option<String>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// Its folder's name in the archive.
    pub folder: String,
    /// Whether nothing can be written to it.
    pub read_only: bool,
    /// How long it plays.
    #[ts(type = "number")]
    pub duration_ms: TimeMs,
    /// Its files of sound in the order of the timeline.
    pub recordings: Vec<RecordingView>,
    /// Its chat logs and transcripts.
    pub logs: Vec<LogView>,
    /// How many people wrote or spoke.
    #[ts(type = "number")]
    pub people: u64,
    /// Those of them who go by several names.
    pub joined: Vec<Names>,
    /// What its files looked like: another text when anything of it has changed.
    pub seen: String,
}

/// A session, open, with what is as long as the session is: it crosses as bytes.
#[derive(Debug, Clone)]
pub struct OpenSession {
    /// All but the times.
    pub view: SessionView,
    /// When each row of the score begins, ascending; negative before the recording, and beyond its end after it.
    pub rows: Vec<TimeMs>,
    /// When each written message came, ascending.
    pub written: Vec<TimeMs>,
}

impl OpenSession {
    /// The number of rows and of written messages, as 32-bit integers; the times of either in milliseconds, as 64-bit
    /// floating point; and the view as JSON to the end. All numbers are little-endian. 100,000 times are read from this
    /// at once, where JSON would have to be written and parsed.
    ///
    /// # Errors
    /// If the view can't be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, AppError> {
        let mut bytes = Vec::with_capacity(8 * (1 + self.rows.len() + self.written.len()) + 4096);
        for times in [&self.rows, &self.written] {
            bytes.extend_from_slice(&u32::try_from(times.len()).unwrap_or(u32::MAX).to_le_bytes());
        }
        for time in self.rows.iter().chain(&self.written) {
            bytes.extend_from_slice(&(time.get() as f64).to_le_bytes());
        }
        serde_json::to_writer(&mut bytes, &self.view).map_err(|error| {
            AppError::new(Code::Failed, format!("the session could not be told: {error}"), "Try again.")
        })?;
        Ok(bytes)
    }
}

/// One file of sound.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct RecordingView {
    /// Its id.
    #[ts(type = "string")]
    pub id: RecordingId,
    /// Its name, without a folder.
    pub file: String,
    /// How long it plays.
    #[ts(type = "number")]
    pub duration_ms: TimeMs,
}

/// A chat log or a transcript.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct LogView {
    /// Its id.
    #[ts(type = "string")]
    pub id: LogId,
    /// Its name, without a folder.
    pub file: String,
    /// The format by which it is read.
    pub format: String,
    /// What it is to the session.
    pub role: LogRole,
    /// How many messages it holds.
    #[ts(type = "number")]
    pub messages: u64,
    /// How its clock meets the timeline.
    pub alignment: AlignmentView,
}

/// What a log is to a session, by the messages that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum LogRole {
    /// What people typed.
    Chat,
    /// What was spoken.
    Transcript,
    /// Neither: chapters, labels, what the platform wrote.
    Markers,
}

/// How a log's clock meets the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct AlignmentView {
    /// Where it came from.
    #[ts(type = "\"assumed\" | \"documented\" | \"metadata\" | \"text\" | \"manual\"")]
    pub method: Method,
    /// Pairs of a moment on the log's clock and one on the timeline.
    #[ts(type = "Array<[number, number]>")]
    pub anchors: Vec<Anchor>,
    /// From 0 to 1.
    pub confidence: f64,
    /// For each anchor, how far the evidence around it lies from it.
    #[ts(type = "Array<number>")]
    pub residuals_ms: Vec<TimeMs>,
}

/// A change to an alignment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum AlignChange {
    /// A moment of the log belongs at a moment of the timeline; moves the whole log.
    Anchors {
        /// Pairs of a moment on the log's clock and one on the timeline.
        #[ts(type = "Array<[number, number]>")]
        anchors: Vec<Anchor>,
    },
    /// The whole log moves by so much, later where positive.
    Offset {
        /// How far.
        #[ts(type = "number")]
        by_ms: TimeMs,
    },
    /// Back to what the format and the session say.
    Reset,
    /// Exactly this one, as it was before: what undo sends.
    Restore {
        /// Where it came from.
        #[ts(type = "\"assumed\" | \"documented\" | \"metadata\" | \"text\" | \"manual\"")]
        method: Method,
        /// Pairs of a moment on the log's clock and one on the timeline.
        #[ts(type = "Array<[number, number]>")]
        anchors: Vec<Anchor>,
        /// From 0 to 1.
        confidence: f64,
        /// For each anchor, how far the evidence around it lies from it.
        #[ts(type = "Array<number>")]
        residuals_ms: Vec<TimeMs>,
    },
}

/// What a log can be held against: its own moments, and how much was spoken when.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Strip {
    /// The moments of the log's messages on its own clock, ascending.
    #[ts(type = "Array<number>")]
    pub sources_ms: Vec<TimeMs>,
    /// How many words were spoken in each of as many equal parts of the timeline as were asked for; all 0 without a
    /// transcript.
    pub speech: Vec<f64>,
}

/// How a log seems to be aligned, found without asking.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Proposal {
    /// The log.
    #[ts(type = "string")]
    pub log: LogId,
    /// Where it seems to belong.
    #[serde(flatten)]
    pub alignment: AlignmentView,
    /// Whether it is sure enough to be used without asking.
    pub accepted: bool,
    /// Why, in a sentence.
    pub why: String,
}

/// What to make of files that are added.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "wire.ts")]
pub struct AddOptions {
    /// The title; else it comes from the file's or folder's name.
    pub title: Option<String>,
    /// An ISO 8601 date, which may be only a year or a month.
    pub date: Option<String>,
    /// When the recording began, as RFC 3339.
    pub started_at: Option<String>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// One session for each file stem or subfolder, rather than one in all.
    pub each: bool,
    /// What logs that no format knows are read by; else what the archive keeps is tried.
    #[serde(skip)]
    #[ts(skip)]
    pub recipe: Option<NamedRecipe>,
}

/// What adding gave.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Added {
    /// Its id.
    #[ts(type = "string")]
    pub id: SessionId,
    /// Its folder's name in the archive.
    pub folder: String,
    /// What it is called.
    pub title: String,
    /// How long it plays.
    #[ts(type = "number")]
    pub duration_ms: TimeMs,
    /// Its files of sound in the order of the timeline.
    #[ts(type = "number")]
    pub recordings: usize,
    /// Its chat logs and transcripts.
    #[ts(type = "number")]
    pub logs: usize,
    /// How many messages it holds.
    #[ts(type = "number")]
    pub messages: usize,
    /// What was not understood or left out, each with its file.
    pub warnings: Vec<String>,
}

/// What long work is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum Stage {
    /// Looking at what the files are.
    Reading,
    /// Copying and hashing.
    Copying,
    /// Making it searchable.
    Indexing,
    /// Checking bytes against the manifests.
    Verifying,
    /// Finding out where logs belong.
    Aligning,
    /// Cutting clips.
    Cutting,
}

/// A part of a session's waveform that is done before the whole is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct PeaksPart {
    /// The bucket with which it begins.
    pub first: usize,
    /// The lowest and highest sample of each bucket, one after the other, as far as the part reaches: a bucket that it
    /// shares with its neighbour is told by both.
    pub pairs: Vec<i8>,
}

/// How far long work is.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// The file or session being worked on.
    pub item: String,
    /// From 0 to 1.
    pub fraction: f64,
}

/// What a note marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum NoteKind {
    /// One moment.
    Bookmark,
    /// A span.
    Clip,
}

/// A bookmark or a clip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct NoteView {
    /// A UUID; empty for one that is yet to be saved.
    pub id: String,
    /// What it is.
    pub kind: NoteKind,
    /// Where it begins.
    #[ts(type = "number")]
    pub from_ms: TimeMs,
    /// Where it ends, for a span.
    #[ts(type = "number | null")]
    pub to_ms: Option<TimeMs>,
    /// What it is called.
    pub title: String,
    /// The text.
    pub text: String,
    /// Its tags, in the order given.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Where it stands among the others: at its moment, unless somebody has put it elsewhere.
    pub position: f64,
}

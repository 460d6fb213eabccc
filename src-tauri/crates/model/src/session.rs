//! A session: what people know of one recorded conversation. Its JSON form is `session.json`.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{Alignment, LogId, RecordingId, SessionId, TimeMs};

/// One recorded conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// Who it is, wherever its folder lies.
    pub id: SessionId,
    /// What people call it.
    pub title: String,
    /// The day it took place, as an ISO 8601 date, which may be only a year or a month.
    #[serde(default)]
    pub date: Option<String>,
    /// When the first recording began, as RFC 3339 with the zone of the place.
    #[serde(default)]
    pub started_at: Option<String>,
    /// The series that it belongs to.
    #[serde(default)]
    pub series: Option<String>,
    /// The name of the folder that its files came in, if they came in one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_in: Option<String>,
    /// People who appear under more than one name.
    #[serde(default)]
    pub people: Vec<Person>,
    /// Its recordings in the order in which they follow each other on the timeline.
    pub recordings: Vec<Recording>,
    /// Its chat logs and transcripts.
    pub logs: Vec<Log>,
    /// Fields that this version does not know, kept as they are.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Session {
    /// The length of the timeline: all recordings, one after the other.
    pub fn duration(&self) -> TimeMs {
        self.recordings.iter().fold(TimeMs::ZERO, |sum, part| sum + part.duration)
    }

    /// Where a moment of a log's clock falls on the timeline, and whether it is off the record: before the start, after
    /// the end, or while the recording paused.
    pub fn place(&self, alignment: &Alignment, source: TimeMs) -> (TimeMs, bool) {
        let at = alignment.to_timeline(source);
        (at, at < TimeMs::ZERO || at > self.duration() || alignment.is_paused(source))
    }

    /// Where a recording begins on the timeline: where those before it end.
    pub fn begin(&self, recording: &RecordingId) -> Option<TimeMs> {
        let before = self.recordings.iter().position(|part| part.id == *recording)?;
        Some(self.recordings.iter().take(before).fold(TimeMs::ZERO, |sum, part| sum + part.duration))
    }

    /// The recording that holds the chapters which are this log, if it is such a one.
    pub fn recording_of_chapters(&self, log: &LogId) -> Option<&Recording> {
        let log = self.log(log).filter(|log| log.is_chapters())?;
        self.recordings.iter().find(|part| part.path == log.path)
    }

    /// A log by its id.
    pub fn log(&self, id: &LogId) -> Option<&Log> {
        self.logs.iter().find(|log| log.id == *id)
    }
}

/// A file of sound.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Recording {
    /// Its name within the session.
    pub id: RecordingId,
    /// Where it lies, from the session's folder, with `/` between names: `data/talk.mp3`.
    pub path: String,
    /// How long it plays, as decoded.
    #[serde(rename = "duration_ms")]
    pub duration: TimeMs,
    /// Fields that this version does not know, kept as they are.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

/// A chat log or a transcript.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Log {
    /// Its name within the session.
    pub id: LogId,
    /// Where it lies, from the session's folder, with `/` between names: `data/chat.txt`.
    pub path: String,
    /// The format by which it is read, as in `zoom-two-line`; `recipe:` and a name where that is a recipe.
    pub format: String,
    /// How to read it, where no format knows it: kept here too, so that it reads the same whatever becomes of the recipe
    /// that it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recipe: Option<Value>,
    /// How its clock meets the timeline.
    pub alignment: Alignment,
    /// Fields that this version does not know, kept as they are.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

impl Log {
    /// The format of the chapters that a recording holds; their log is the recording's own file.
    pub const CHAPTERS: &str = "chapters";

    /// The chapters of a recording. They go by the recording's id.
    pub fn of_chapters(recording: &Recording, alignment: Alignment) -> Self {
        Self {
            id: LogId::new(recording.id.as_str()),
            path: recording.path.clone(),
            format: Self::CHAPTERS.to_owned(),
            alignment,
            recipe: None,
            unknown: Map::new(),
        }
    }

    /// Whether it holds the chapters of a recording.
    pub fn is_chapters(&self) -> bool {
        self.format == Self::CHAPTERS
    }
}

/// Somebody, with all the names under which they appear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name to show.
    pub name: String,
    /// Other names, as the logs write them.
    #[serde(default)]
    pub also: Vec<String>,
    /// Fields that this version does not know, kept as they are.
    #[serde(flatten)]
    pub unknown: Map<String, Value>,
}

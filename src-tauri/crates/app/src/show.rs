//! A session whole, for the command line and for other programs.

use std::collections::BTreeMap;

use causerie_model::{LogId, Message, MessageId, SessionId, TimeMs};
use serde::Serialize;

use crate::Result;
use crate::open::App;
use crate::wire::{AlignmentView, LogRole};

/// A session with its messages on the timeline.
#[derive(Debug, Clone, Serialize)]
pub struct Show {
    /// What people know of it.
    pub session: ShownSession,
    /// Its files of sound in the order of the timeline.
    pub recordings: Vec<ShownRecording>,
    /// Its logs and how each is aligned.
    pub logs: Vec<ShownLog>,
    /// Its messages by time.
    pub messages: Vec<ShownMessage>,
}

/// What people know of a session.
#[derive(Debug, Clone, Serialize)]
pub struct ShownSession {
    /// Its id.
    pub id: SessionId,
    /// Its title.
    pub title: String,
    /// Its day.
    pub date: Option<String>,
    /// When the first recording began, as RFC 3339.
    pub started_at: Option<String>,
    /// Its series.
    pub series: Option<String>,
    /// Its folder in the archive.
    pub folder: String,
    /// The length of its timeline.
    #[serde(rename = "duration_ms")]
    pub duration: TimeMs,
    /// How many people wrote or spoke.
    pub people: u64,
}

/// A file of sound.
#[derive(Debug, Clone, Serialize)]
pub struct ShownRecording {
    /// Its id within the session.
    pub id: String,
    /// From the session's folder.
    pub path: String,
    /// How long it plays.
    #[serde(rename = "duration_ms")]
    pub duration: TimeMs,
}

/// A log.
#[derive(Debug, Clone, Serialize)]
pub struct ShownLog {
    /// Its id within the session.
    pub id: LogId,
    /// From the session's folder.
    pub path: String,
    /// The format by which it is read.
    pub format: String,
    /// What it is to the session; not in the JSON, whose names other programs rely on.
    #[serde(skip)]
    pub role: LogRole,
    /// How many messages it holds.
    pub messages: u64,
    /// How its clock meets the timeline.
    pub alignment: AlignmentView,
}

/// A message on the timeline. Its `source_ms`, `end_ms` and word times are on the log's own clock.
#[derive(Debug, Clone, Serialize)]
pub struct ShownMessage {
    /// Its id within the session.
    pub id: MessageId,
    /// The log it stands in.
    pub log: LogId,
    /// When it came, on the timeline.
    #[serde(rename = "at_ms")]
    pub at: TimeMs,
    /// Whether that lies outside of what was recorded.
    pub off_record: bool,
    /// Whether some of it is redacted, and so masked unless it is shown as recorded.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub redacted: bool,
    /// The message as the log has it.
    #[serde(flatten)]
    pub message: Message,
}

impl App {
    /// A session with all its messages. What is redacted is masked, unless it is wanted as it was recorded.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn show(&self, id: SessionId, as_recorded: bool) -> Result<Show> {
        let row = self.row(id)?;
        let score = self.score(id)?;
        let (messages, withheld) = self.read(|reader| Ok((reader.messages(id)?, reader.withheld(id)?)))?;
        let withheld = withheld.into_iter();
        let mut withheld: BTreeMap<MessageId, Message> =
            withheld.map(|(_, item)| (item.log.message(item.message.seq), item.message)).collect();
        let messages = messages.into_iter().map(|item| {
            let id = item.log.message(item.message.seq);
            let recorded = withheld.remove(&id);
            ShownMessage {
                id,
                log: item.log,
                at: item.at,
                off_record: item.off_record,
                redacted: recorded.is_some(),
                message: recorded.filter(|_| as_recorded).unwrap_or(item.message),
            }
        });
        let duration = row.session.duration();
        let session = row.session;
        Ok(Show {
            messages: messages.collect(),
            recordings: session
                .recordings
                .into_iter()
                .map(|part| ShownRecording {
                    id: part.id.to_string(),
                    path: part.path,
                    duration: part.duration,
                })
                .collect(),
            logs: session
                .logs
                .into_iter()
                .map(|log| ShownLog {
                    role: score.role(&log.id),
                    messages: score.count(&log.id),
                    id: log.id,
                    path: log.path,
                    format: log.format,
                    alignment: log.alignment.into(),
                })
                .collect(),
            session: ShownSession {
                id,
                title: session.title,
                date: session.date,
                started_at: session.started_at,
                series: session.series,
                folder: row.folder,
                duration,
                people: row.people,
            },
        })
    }
}

//! What is written out: a session with its messages on the timeline.

use std::collections::{BTreeMap, BTreeSet};

use causerie_model::{Alignment, Kind, LogId, Message, MessageId, RecordingId, SessionId, TimeMs, Word};
use serde::Serialize;

/// A session with its messages on the timeline. Its JSON form is that of `causerie show --json`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Document {
    /// What people know of it.
    pub session: Facts,
    /// Its files of sound in the order of the timeline.
    pub recordings: Vec<Recording>,
    /// Its logs and how each is aligned.
    pub logs: Vec<Log>,
    /// Its messages by time.
    pub messages: Vec<Placed>,
    /// What it was cut out of, if it is a stretch of a longer one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excerpt: Option<Excerpt>,
    /// For authors who are shown by another name than the one in the log, that name.
    #[serde(skip)]
    pub names: BTreeMap<String, String>,
}

/// What a stretch of a session was cut out of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Excerpt {
    /// What the session is called.
    pub title: String,
    /// Where the stretch begins on the session's own timeline.
    #[serde(rename = "from_ms")]
    pub from: TimeMs,
    /// Where it ends there.
    #[serde(rename = "to_ms")]
    pub to: TimeMs,
    /// The messages outside of it that ones in it answer, and what those answer in turn, on its timeline.
    pub answered: Vec<Placed>,
    /// Which of its messages came just before it, and stand at its start since they are answered in it.
    pub just_before: BTreeSet<MessageId>,
}

/// What people know of a session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Facts {
    /// Its id.
    pub id: SessionId,
    /// Its title.
    pub title: String,
    /// Its day as an ISO 8601 date, which may be only a year or a month.
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
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Recording {
    /// Its id within the session.
    pub id: RecordingId,
    /// From the session's folder, with `/` between names.
    pub path: String,
    /// How long it plays.
    #[serde(rename = "duration_ms")]
    pub duration: TimeMs,
}

impl Recording {
    /// The file's name.
    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The media type that its name tells; `None` for an ending that is not known.
    pub fn media_type(&self) -> Option<&'static str> {
        let (_, ending) = self.file().rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "mp3" => "audio/mpeg",
            "m4a" | "m4b" | "mp4" => "audio/mp4",
            "aac" => "audio/aac",
            "ogg" | "oga" | "opus" => "audio/ogg",
            "flac" => "audio/flac",
            "wav" => "audio/wav",
            "aif" | "aiff" => "audio/aiff",
            "webm" => "audio/webm",
            "mka" | "mkv" => "audio/matroska",
            _ => return None,
        })
    }
}

/// A log.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Log {
    /// Its id within the session.
    pub id: LogId,
    /// From the session's folder.
    pub path: String,
    /// The format by which it is read.
    pub format: String,
    /// How many messages it holds.
    pub messages: u64,
    /// How its clock meets the timeline.
    pub alignment: Alignment,
}

/// A message on the timeline. Its `source`, `end` and word times are on the log's own clock;
/// [`Document::end`] and [`Document::words`] put them on the timeline.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Placed {
    /// Its id within the session.
    pub id: MessageId,
    /// The log it stands in.
    pub log: LogId,
    /// When it came, on the timeline.
    #[serde(rename = "at_ms")]
    pub at: TimeMs,
    /// Whether that lies outside of what was recorded.
    pub off_record: bool,
    /// The message as the log has it.
    #[serde(flatten)]
    pub message: Message,
}

impl Placed {
    /// The id of the message that this one answers.
    pub fn answers(&self) -> Option<MessageId> {
        self.message.reply_to.map(|seq| self.log.message(seq))
    }
}

impl Document {
    /// Who wrote or said it, by the name to show; empty where nobody knows.
    pub fn author<'a>(&'a self, placed: &'a Placed) -> &'a str {
        self.shown(&placed.message.author)
    }

    /// The name to show of somebody.
    pub fn shown<'a>(&'a self, name: &'a str) -> &'a str {
        self.names.get(name).map_or(name, String::as_str)
    }

    /// The message outside of an excerpt that one in it answers.
    pub fn answered(&self, placed: &Placed) -> Option<&Placed> {
        let id = placed.answers()?;
        self.excerpt.as_ref()?.answered.iter().find(|outside| outside.id == id)
    }

    /// Whether a message of an excerpt came just before it.
    pub fn is_just_before(&self, placed: &Placed) -> bool {
        self.excerpt.as_ref().is_some_and(|excerpt| excerpt.just_before.contains(&placed.id))
    }

    /// When a message ends on the timeline, if the log tells and that is after its beginning.
    pub fn end(&self, placed: &Placed) -> Option<TimeMs> {
        let end = self.on_timeline(&placed.log, placed.message.end?);
        (end > placed.at).then_some(end)
    }

    /// A message's words with their times on the timeline.
    pub fn words(&self, placed: &Placed) -> Vec<Word> {
        let words = placed.message.words.iter().flatten();
        words
            .map(|word| Word { source: self.on_timeline(&placed.log, word.source), text: word.text.clone() })
            .collect()
    }

    fn on_timeline(&self, log: &LogId, source: TimeMs) -> TimeMs {
        let log = self.logs.iter().find(|known| known.id == *log);
        log.map_or(source, |log| log.alignment.to_timeline(source))
    }

    /// Everybody who spoke or wrote, by the names to show, in the order in which they first did.
    pub fn people(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let names = self.messages.iter().map(|placed| self.author(placed));
        names.filter(|name| !name.is_empty() && seen.insert(*name)).collect()
    }

    /// Takes out what was typed to some only, and tells how many messages that were.
    pub fn without_private(&mut self) -> usize {
        let before = self.messages.len();
        self.messages.retain(|placed| placed.message.kind != Kind::Private);
        before - self.messages.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, said, wrote};

    #[test]
    fn ends_and_words_follow_the_clock_of_their_log() {
        let mut document = document([said("l1.0", 3_000, "Ana", "one")]);
        document.logs[0].alignment = Alignment::documented_from(TimeMs::new(1_000));
        document.messages[0].message.end = Some(TimeMs::new(4_000));
        assert_eq!(
            document.end(&document.messages[0]),
            Some(TimeMs::new(5_000)),
            "a second later than in the log"
        );
        document.messages[0].message.end = Some(TimeMs::new(2_000));
        assert_eq!(document.end(&document.messages[0]), None, "nothing ends as it begins");
    }

    #[test]
    fn people_go_by_the_names_to_show() {
        let mut document = document([
            wrote("l1.0", 0, "ana", "a"),
            wrote("l1.1", 1, "Ben", "b"),
            wrote("l1.2", 2, "Ana", "c"),
        ]);
        document.names.insert("ana".into(), "Ana".into());
        assert_eq!(document.people(), ["Ana", "Ben"]);
    }

    #[test]
    fn what_was_private_can_be_left_out() {
        let mut document = document([wrote("l1.0", 0, "Ana", "to all"), wrote("l1.1", 1, "Ben", "to one")]);
        document.messages[1].message.kind = Kind::Private;
        assert_eq!((document.without_private(), document.messages.len()), (1, 1));
    }

    #[test]
    fn endings_tell_the_media_type() {
        let recording =
            |path: &str| Recording { id: RecordingId::nth(1), path: path.into(), duration: TimeMs::ZERO };
        assert_eq!(recording("data/a.b/Talk.MP3").media_type(), Some("audio/mpeg"));
        assert_eq!(recording("data/a.mp3/talk").media_type(), None, "a folder's ending is not the file's");
    }
}

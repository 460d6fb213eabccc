//! What of a session's messages is needed to lay out its score: all but their texts, so that a session of 100,000 is
//! laid out at once and only what is looked at is read.

use causerie_model::{Kind, LogId, TimeMs};
use rusqlite::Connection;

use crate::messages;
use crate::place::SessionKey;

/// The messages of a session, without their texts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// Its logs that hold messages, in the order of the session's.
    pub logs: Vec<LogSpan>,
    /// Its messages by moment; of those at one moment, by log and number.
    pub marks: Vec<Mark>,
}

/// Which of a session's messages are those of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSpan {
    /// The log.
    pub log: LogId,
    /// The number in the session of its first message.
    pub first: u32,
    /// How many messages it holds.
    pub messages: u64,
    /// How many of these were spoken.
    pub spoken: u64,
}

/// A message, without its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its number in the session, which no alignment changes: what [`crate::Reader::numbered`] takes.
    pub number: u32,
    /// When it begins, on the session's timeline.
    pub at: TimeMs,
    /// When it ends; where it has no end, when it begins.
    pub end: TimeMs,
    /// Whether that lies outside of what was recorded.
    pub off_record: bool,
    /// Who spoke; none for what was written.
    pub speaker: Option<String>,
}

pub(crate) fn of_session(connection: &Connection, key: SessionKey) -> rusqlite::Result<Outline> {
    let mut statement = connection.prepare_cached(
        "SELECT id, at, at + coalesce(ends - source, 0), off_record, log, CASE kind WHEN ?3 THEN author END
         FROM messages WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    )?;
    let span = key.messages();
    let mut rows = statement.query((span.start(), span.end(), Kind::Transcript.as_str()))?;
    let mut outline = Outline::default();
    while let Some(row) = rows.next()? {
        let number = key.number(row.get(0)?);
        let log = row.get_ref(4)?.as_str()?;
        let speaker: Option<String> = row.get(5)?;
        if outline.logs.last().is_none_or(|last| last.log.as_str() != log) {
            outline.logs.push(LogSpan { log: LogId::new(log), first: number, messages: 0, spoken: 0 });
        }
        if let Some(log) = outline.logs.last_mut() {
            log.messages += 1;
            log.spoken += u64::from(speaker.is_some());
        }
        outline.marks.push(Mark {
            number,
            at: TimeMs::new(row.get(1)?),
            end: TimeMs::new(row.get(2)?),
            off_record: row.get(3)?,
            speaker,
        });
    }
    outline.marks.sort_by_key(|mark| mark.at);
    Ok(outline)
}

/// The messages of these numbers; where there is none, it is left out.
pub(crate) fn numbered(
    connection: &Connection,
    key: SessionKey,
    numbers: impl Iterator<Item = u32>,
) -> rusqlite::Result<Vec<(u32, messages::Placed)>> {
    let mut found = Vec::new();
    for number in numbers {
        if let Some(placed) = messages::by_row(connection, key.message(number.into()))? {
            found.push((number, placed));
        }
    }
    Ok(found)
}

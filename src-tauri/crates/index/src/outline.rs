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
    /// Whether any was typed by somebody, as those of a chat are.
    pub typed: bool,
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
    // Two columns for a written message, of which there may be many; the others are looked at only for a spoken one.
    let mut statement = connection.prepare_cached(
        "SELECT ((id - ?3) << 2) | (off_record << 1) | (kind = ?4), at, ends - source, author
         FROM messages WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
    )?;
    let span = key.messages();
    let spoken = Kind::Transcript.as_str();
    let mut rows = statement.query((span.start(), span.end(), key.message(0), spoken))?;
    let mut marks = Vec::new();
    while let Some(row) = rows.next()? {
        let packed: i64 = row.get(0)?;
        let at = TimeMs::new(row.get(1)?);
        let mut mark = Mark {
            number: u32::try_from(packed >> 2).unwrap_or(u32::MAX),
            at,
            end: at,
            off_record: packed & 2 != 0,
            speaker: None,
        };
        if packed & 1 != 0 {
            mark.end = at + TimeMs::new(row.get::<_, Option<i64>>(2)?.unwrap_or_default());
            mark.speaker = Some(row.get(3)?);
        }
        marks.push(mark);
    }
    let logs = logs(connection, key, &marks)?;
    marks.sort_by_key(|mark| mark.at);
    Ok(Outline { logs, marks })
}

/// The logs that hold a session's messages, which stand in the order of their numbers: each log's end is found by
/// halving, since reading the log of every message would take as long as all the rest.
fn logs(connection: &Connection, key: SessionKey, marks: &[Mark]) -> rusqlite::Result<Vec<LogSpan>> {
    let mut statement = connection.prepare_cached("SELECT log FROM messages WHERE id = ?1")?;
    let mut log_of = |mark: &Mark| -> rusqlite::Result<LogId> {
        statement
            .query_row([key.message(mark.number.into())], |row| Ok(LogId::new(row.get_ref(0)?.as_str()?)))
    };
    let [chat, private] = [Kind::Chat, Kind::Private].map(Kind::as_str);
    let mut any_typed = connection
        .prepare_cached("SELECT 1 FROM messages WHERE id BETWEEN ?1 AND ?2 AND kind IN (?3, ?4)")?;
    let mut logs = Vec::new();
    let mut rest = marks;
    while let Some(first) = rest.first() {
        let log = log_of(first)?;
        let (mut same, mut other) = (1, rest.len());
        while same < other {
            let middle = same.midpoint(other);
            match rest.get(middle) {
                Some(mark) if log_of(mark)? == log => same = middle + 1,
                _ => other = middle,
            }
        }
        let (own, others) = rest.split_at(same);
        let spoken = own.iter().filter(|mark| mark.speaker.is_some()).count() as u64;
        let last = own.last().unwrap_or(first);
        let [from, to] = [first, last].map(|mark| key.message(mark.number.into()));
        let typed = any_typed.exists((from, to, chat, private))?;
        logs.push(LogSpan { log, first: first.number, messages: same as u64, spoken, typed });
        rest = others;
    }
    Ok(logs)
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

//! The messages at their moments.

use causerie_model::{Kind, LogId, Message, Reaction, TimeMs, Word};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Statement, params};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::unreadable;
use crate::place::SessionKey;

pub(crate) const V1: &str = "
CREATE TABLE messages (
    id         INTEGER PRIMARY KEY,
    log        TEXT    NOT NULL,
    seq        INTEGER NOT NULL,
    line       INTEGER NOT NULL,
    source     INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    ends       INTEGER,
    kind       TEXT    NOT NULL,
    author     TEXT    NOT NULL DEFAULT '',
    addressee  TEXT,
    text       TEXT    NOT NULL DEFAULT '',
    reply_to   INTEGER,
    reactions  TEXT    NOT NULL DEFAULT '',
    words      TEXT    NOT NULL DEFAULT '',
    off_record INTEGER NOT NULL DEFAULT 0,
    marks      TEXT    NOT NULL DEFAULT ''
) STRICT;
";

/// A message, put on the session's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The log that it is from.
    pub log: LogId,
    /// When, on the session's timeline.
    pub at: TimeMs,
    /// Whether that lies outside of what was recorded.
    pub off_record: bool,
    /// The message as its log has it.
    pub message: Message,
}

/// Adds messages one after the other.
pub(crate) struct Inserter<'c>(Statement<'c>);

impl<'c> Inserter<'c> {
    pub(crate) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection
            .prepare(
                "INSERT INTO messages (id, log, seq, line, source, at, ends, kind, author, addressee, text,
                                       reply_to, reactions, words, off_record, marks)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
            )
            .map(Self)
    }

    pub(crate) fn insert(&mut self, row: i64, placed: &Placed, marks: &str) -> rusqlite::Result<()> {
        let message = &placed.message;
        let reactions =
            if message.reactions.is_empty() { String::new() } else { to_json(&message.reactions)? };
        let words = message.words.as_ref().map_or(Ok(String::new()), |words| {
            let pairs: Vec<(i64, &str)> =
                words.iter().map(|word| (word.source.get(), word.text.as_str())).collect();
            to_json(&pairs)
        })?;
        self.0
            .execute(params![
                row,
                placed.log.as_str(),
                message.seq,
                message.line,
                message.source.get(),
                placed.at.get(),
                message.end.map(TimeMs::get),
                message.kind.as_str(),
                message.author,
                message.to,
                message.text,
                message.reply_to,
                reactions,
                words,
                placed.off_record,
                marks,
            ])
            .map(drop)
    }
}

pub(crate) fn to_json(value: &impl Serialize) -> rusqlite::Result<String> {
    serde_json::to_string(value).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))
}

pub(crate) fn from_json<T: DeserializeOwned>(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<T>> {
    let json = row.get_ref(column)?.as_str()?;
    if json.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(json).map(Some).map_err(|cause| unreadable(column, cause))
}

pub(crate) fn kind(row: &Row<'_>, column: usize) -> rusqlite::Result<Kind> {
    let name = row.get_ref(column)?.as_str()?;
    [Kind::Chat, Kind::Private, Kind::Transcript, Kind::System, Kind::Marker]
        .into_iter()
        .find(|kind| kind.as_str() == name)
        .ok_or_else(|| rusqlite::Error::InvalidColumnType(column, "kind".to_owned(), Type::Text))
}

fn row(row: &Row<'_>) -> rusqlite::Result<Placed> {
    let words: Option<Vec<(TimeMs, String)>> = from_json(row, 12)?;
    let reactions: Option<Vec<Reaction>> = from_json(row, 11)?;
    Ok(Placed {
        log: LogId::new(row.get_ref(0)?.as_str()?),
        at: TimeMs::new(row.get(4)?),
        off_record: row.get(13)?,
        message: Message {
            seq: row.get(1)?,
            line: row.get(2)?,
            source: TimeMs::new(row.get(3)?),
            end: row.get::<_, Option<i64>>(5)?.map(TimeMs::new),
            kind: kind(row, 6)?,
            author: row.get(7)?,
            to: row.get(8)?,
            text: row.get(9)?,
            reply_to: row.get(10)?,
            reactions: reactions.unwrap_or_default(),
            words: words.map(|words| words.into_iter().map(|(source, text)| Word { source, text }).collect()),
        },
    })
}

const COLUMNS: &str =
    "SELECT log, seq, line, source, at, ends, kind, author, addressee, text, reply_to, reactions,
                              words, off_record FROM messages";

/// The message in this row, if there is one.
pub(crate) fn by_row(connection: &Connection, id: i64) -> rusqlite::Result<Option<Placed>> {
    connection.prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?.query_row([id], row).optional()
}

/// All messages of a session, in the order of their logs.
pub(crate) fn of_session(connection: &Connection, key: SessionKey) -> rusqlite::Result<Vec<Placed>> {
    let mut statement =
        connection.prepare_cached(&format!("{COLUMNS} WHERE id BETWEEN ?1 AND ?2 ORDER BY id"))?;
    let rows = key.messages();
    statement.query_map([rows.start(), rows.end()], row)?.collect()
}

/// The authors of a session's messages, and how many are by each; where no author is told, they count for none.
pub(crate) fn authors(connection: &Connection, key: SessionKey) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut statement = connection.prepare_cached(
        "SELECT author, count(*) FROM messages WHERE id BETWEEN ?1 AND ?2 AND author <> ''
         GROUP BY author ORDER BY author",
    )?;
    let rows = key.messages();
    statement.query_map([rows.start(), rows.end()], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// How many messages came in a stretch of the timeline, or were under way at its start.
pub(crate) fn count(
    connection: &Connection,
    key: SessionKey,
    from: TimeMs,
    to: TimeMs,
) -> rusqlite::Result<u64> {
    let rows = key.messages();
    connection
        .prepare_cached(
            "SELECT count(*) FROM messages WHERE id BETWEEN ?1 AND ?2 AND at < ?4 AND NOT off_record
             AND (at >= ?3 OR at + coalesce(ends - source, 0) > ?3)",
        )?
        .query_row(params![rows.start(), rows.end(), from.get(), to.get()], |row| row.get(0))
}

/// Gives the messages of one log new moments.
pub(crate) fn realign(
    connection: &Connection,
    key: SessionKey,
    log: &LogId,
    place: impl Fn(TimeMs) -> (TimeMs, bool),
) -> rusqlite::Result<()> {
    let rows = key.messages();
    let sources: Vec<(i64, i64)> = connection
        .prepare_cached("SELECT id, source FROM messages WHERE id BETWEEN ?1 AND ?2 AND log = ?3")?
        .query_map(params![rows.start(), rows.end(), log.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut update =
        connection.prepare_cached("UPDATE messages SET at = ?2, off_record = ?3 WHERE id = ?1")?;
    for (id, source) in sources {
        let (at, off_record) = place(TimeMs::new(source));
        update.execute(params![id, at.get(), off_record])?;
    }
    Ok(())
}

pub(crate) fn delete(connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
    let rows = key.messages();
    connection
        .prepare_cached("DELETE FROM messages WHERE id BETWEEN ?1 AND ?2")?
        .execute([rows.start(), rows.end()])
        .map(drop)
}

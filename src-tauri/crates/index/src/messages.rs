//! The table of messages, and what stands of each in the full-text tables.

use causerie_model::{Kind, LogId, Message, Reaction, TimeMs, Word};
use rusqlite::{Connection, Row, Transaction, named_params};

use crate::fold::spaced;
use crate::key::Key;

/// A message on the session's timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The log it stands in.
    pub log: LogId,
    /// When it came, on the timeline.
    pub at: TimeMs,
    /// Whether that lies outside of what was recorded.
    pub off_record: bool,
    /// The message as the log has it.
    pub message: Message,
}

/// Puts the messages of a session in; `names` gives the names under which the writer of each is to be found.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    key: Key,
    messages: &[Placed],
    names: impl Fn(&str) -> String,
) -> rusqlite::Result<()> {
    let mut message = transaction.prepare_cached(
        "INSERT INTO messages (rowid, log, seq, line, source, at, until, off_record, kind, author, recipient, text,
             reply_to, reactions, words)
         VALUES (:rowid, :log, :seq, :line, :source, :at, :until, :off_record, :kind, :author, :recipient, :text,
             :reply_to, :reactions, :words)",
    )?;
    let mut words =
        transaction.prepare_cached("INSERT INTO words (rowid, author, text) VALUES (?1, ?2, ?3)")?;
    let mut parts = transaction.prepare_cached("INSERT INTO parts (rowid, text) VALUES (?1, ?2)")?;
    for (place, placed) in messages.iter().enumerate() {
        let Placed { log, at, off_record, message: said } = placed;
        let rowid = key.row(place);
        message.execute(named_params! {
            ":rowid": rowid,
            ":log": log.as_str(),
            ":seq": said.seq,
            ":line": said.line,
            ":source": said.source.get(),
            ":at": at.get(),
            ":until": said.end.map(TimeMs::get),
            ":off_record": off_record,
            ":kind": to_number(said.kind),
            ":author": said.author,
            ":recipient": said.to,
            ":text": said.text,
            ":reply_to": said.reply_to,
            ":reactions": json(&said.reactions, said.reactions.is_empty()),
            ":words": json(&said.words, said.words.is_none()),
        })?;
        let author = names(&said.author);
        words.execute((rowid, spaced(&author), spaced(&said.text)))?;
        parts.execute((rowid, format!("{author}\n{}", said.text)))?;
    }
    Ok(())
}

/// Takes the messages of a session out.
pub(crate) fn delete(transaction: &Transaction<'_>, key: Key) -> rusqlite::Result<()> {
    let (first, last) = key.rows();
    for table in ["words", "parts"] {
        let sql = format!(
            "DELETE FROM {table} WHERE rowid IN (SELECT rowid FROM messages WHERE rowid BETWEEN ?1 AND ?2)"
        );
        transaction.execute(&sql, (first, last))?;
    }
    transaction.execute("DELETE FROM messages WHERE rowid BETWEEN ?1 AND ?2", (first, last))?;
    Ok(())
}

/// Gives the messages of one log other moments.
pub(crate) fn move_log(
    transaction: &Transaction<'_>,
    key: Key,
    log: &LogId,
    to: impl Fn(TimeMs) -> (TimeMs, bool),
) -> rusqlite::Result<()> {
    let (first, last) = key.rows();
    let mut read = transaction
        .prepare("SELECT rowid, source FROM messages WHERE rowid BETWEEN ?1 AND ?2 AND log = ?3")?;
    let sources = read
        .query_map((first, last, log.as_str()), |row| Ok((row.get::<_, i64>(0)?, TimeMs::new(row.get(1)?))))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut write = transaction.prepare("UPDATE messages SET at = ?2, off_record = ?3 WHERE rowid = ?1")?;
    for (rowid, source) in sources {
        let (at, off_record) = to(source);
        write.execute((rowid, at.get(), off_record))?;
    }
    Ok(())
}

pub(crate) const COLUMNS: &str = "log, seq, line, source, at, until, off_record, kind, author, recipient, text, reply_to, reactions, words";

/// All messages of a session, by time.
pub(crate) fn of_session(connection: &Connection, key: Key) -> rusqlite::Result<Vec<Placed>> {
    let sql = format!("SELECT {COLUMNS} FROM messages WHERE rowid BETWEEN ?1 AND ?2");
    let mut placed = connection
        .prepare_cached(&sql)?
        .query_map(key.rows(), |row| read(row))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    placed.sort_by(|a, b| (a.at, &a.log, a.message.seq).cmp(&(b.at, &b.log, b.message.seq)));
    Ok(placed)
}

/// Reads a row of [`COLUMNS`].
pub(crate) fn read(row: &Row<'_>) -> rusqlite::Result<Placed> {
    let reactions: String = row.get(12)?;
    let words: String = row.get(13)?;
    Ok(Placed {
        log: LogId::new(row.get::<_, String>(0)?),
        at: TimeMs::new(row.get(4)?),
        off_record: row.get(6)?,
        message: Message {
            seq: row.get(1)?,
            line: row.get(2)?,
            source: TimeMs::new(row.get(3)?),
            end: row.get::<_, Option<i64>>(5)?.map(TimeMs::new),
            kind: to_kind(row.get(7)?),
            author: row.get(8)?,
            to: row.get(9)?,
            text: row.get(10)?,
            reply_to: row.get(11)?,
            reactions: from_json::<Vec<Reaction>>(&reactions).unwrap_or_default(),
            words: from_json::<Vec<Word>>(&words),
        },
    })
}

fn json<T: serde::Serialize>(value: &T, is_empty: bool) -> String {
    if is_empty { String::new() } else { serde_json::to_string(value).unwrap_or_default() }
}

fn from_json<T: serde::de::DeserializeOwned>(json: &str) -> Option<T> {
    if json.is_empty() { None } else { serde_json::from_str(json).ok() }
}

const fn to_number(kind: Kind) -> i64 {
    match kind {
        Kind::Chat => 0,
        Kind::Private => 1,
        Kind::Transcript => 2,
        Kind::System => 3,
        Kind::Marker => 4,
    }
}

const fn to_kind(number: i64) -> Kind {
    match number {
        1 => Kind::Private,
        2 => Kind::Transcript,
        3 => Kind::System,
        4 => Kind::Marker,
        _ => Kind::Chat,
    }
}

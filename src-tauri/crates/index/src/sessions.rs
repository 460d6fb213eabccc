//! The table of sessions.

use causerie_model::{Session, SessionId};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, named_params};

use crate::fold::fold;
use crate::key::Key;

/// A session in the index.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRow {
    /// What its `session.json` says.
    pub session: Session,
    /// Its folder in the archive.
    pub folder: String,
    /// What its `session.json` looked like when it was indexed.
    pub stamp: String,
    /// How many messages were written.
    pub messages: u64,
    /// How many cues were spoken.
    pub cues: u64,
    /// How many people wrote or spoke.
    pub people: u64,
}

/// What the index knows of a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The session in it.
    pub id: SessionId,
    /// The folder.
    pub folder: String,
    /// What its `session.json` looked like when it was indexed.
    pub stamp: String,
}

/// How many messages of each sort a session has.
pub(crate) struct Counts {
    pub(crate) written: u64,
    pub(crate) spoken: u64,
    pub(crate) people: u64,
}

const COLUMNS: &str = "json, folder, stamp, written, spoken, people";

/// Puts a session in under the first free key from its own on, and gives that.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    session: &Session,
    folder: &str,
    stamp: &str,
    counts: &Counts,
) -> rusqlite::Result<Key> {
    let mut key = Key::of(session.id, session.date.as_deref());
    while transaction
        .query_row("SELECT 1 FROM sessions WHERE key = ?1", [key], |_| Ok(()))
        .optional()?
        .is_some()
    {
        key = key.next();
    }
    transaction.execute("DELETE FROM sessions WHERE folder = ?1", [folder])?;
    transaction.execute(
        "INSERT INTO sessions (key, id, folder, stamp, title, date, folded_title, json, written, spoken, people)
         VALUES (:key, :id, :folder, :stamp, :title, :date, :folded_title, :json, :written, :spoken, :people)",
        named_params! {
            ":key": key,
            ":id": session.id.to_string(),
            ":folder": folder,
            ":stamp": stamp,
            ":title": session.title,
            ":date": session.date.as_deref().unwrap_or_default(),
            ":folded_title": fold(&session.title),
            ":json": to_json(session)?,
            ":written": counts.written,
            ":spoken": counts.spoken,
            ":people": counts.people,
        },
    )?;
    Ok(key)
}

/// Replaces what a session's `session.json` says, where nothing else has changed.
pub(crate) fn update(transaction: &Transaction<'_>, session: &Session, stamp: &str) -> rusqlite::Result<()> {
    let sql = "UPDATE sessions SET json = ?2, stamp = ?3 WHERE id = ?1";
    transaction.execute(sql, (session.id.to_string(), to_json(session)?, stamp)).map(drop)
}

pub(crate) fn key_of(connection: &Connection, id: SessionId) -> rusqlite::Result<Option<Key>> {
    let sql = "SELECT key FROM sessions WHERE id = ?1";
    connection.prepare_cached(sql)?.query_row([id.to_string()], |row| row.get(0).map(Key::stored)).optional()
}

/// A session's id and title by its key.
pub(crate) fn named(connection: &Connection, key: Key) -> rusqlite::Result<Option<(SessionId, String)>> {
    let sql = "SELECT id, title FROM sessions WHERE key = ?1";
    let named = |row: &Row<'_>| Ok((id(row, 0)?, row.get(1)?));
    connection.prepare_cached(sql)?.query_row([key], named).optional()
}

/// The sessions whose titles hold all of these pieces, newest first.
pub(crate) fn titled(
    connection: &Connection,
    pieces: &[String],
) -> rusqlite::Result<Vec<(Key, SessionId, String)>> {
    let mut statement = connection.prepare_cached(
        "SELECT key, id, title, folded_title FROM sessions WHERE instr(folded_title, ?1) ORDER BY key DESC",
    )?;
    let Some(first) = pieces.first() else { return Ok(Vec::new()) };
    let rows = statement.query_map([first], |row| {
        Ok((Key::stored(row.get(0)?), id(row, 1)?, row.get::<_, String>(2)?, row.get::<_, String>(3)?))
    })?;
    let mut titled = Vec::new();
    for row in rows {
        let (key, id, title, folded) = row?;
        if pieces.iter().all(|piece| folded.contains(piece.as_str())) {
            titled.push((key, id, title));
        }
    }
    Ok(titled)
}

/// The rows of all sessions in windows of about so many messages, newest first.
pub(crate) fn windows(connection: &Connection, size: i64) -> rusqlite::Result<Vec<(i64, i64)>> {
    let mut statement = connection.prepare("SELECT key, written + spoken FROM sessions ORDER BY key DESC")?;
    let sizes = statement.query_map([], |row| Ok((Key::stored(row.get(0)?), row.get::<_, i64>(1)?)))?;
    let mut windows: Vec<(i64, i64)> = Vec::new();
    let mut held = size;
    for session in sizes {
        let (key, messages) = session?;
        let (first, last) = key.rows();
        match windows.last_mut() {
            Some(window) if held + messages <= size => {
                window.0 = first;
                held += messages;
            }
            _ => {
                windows.push((first, last));
                held = messages;
            }
        }
    }
    Ok(windows)
}

/// All sessions, by date and then title.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<SessionRow>> {
    let sql = format!("SELECT {COLUMNS} FROM sessions ORDER BY date, title, id");
    connection.prepare(&sql)?.query_map([], read)?.collect()
}

pub(crate) fn one(connection: &Connection, id: SessionId) -> rusqlite::Result<Option<SessionRow>> {
    let sql = format!("SELECT {COLUMNS} FROM sessions WHERE id = ?1");
    connection.prepare_cached(&sql)?.query_row([id.to_string()], read).optional()
}

/// The sessions that a text means: by id, folder or title if one fits exactly, else by the beginning of the id, else
/// by the title without regard to case.
pub(crate) fn meant(connection: &Connection, text: &str) -> rusqlite::Result<Vec<SessionRow>> {
    let folded = fold(text);
    let ways: [(&str, &str); 5] = [
        ("id = ?1 OR folder = ?1", text),
        ("title = ?1", text),
        ("length(?1) >= 4 AND substr(id, 1, length(?1)) = ?1", &folded),
        ("folded_title = ?1", &folded),
        ("?1 <> '' AND instr(folded_title, ?1)", &folded),
    ];
    for (condition, text) in ways {
        let sql = format!("SELECT {COLUMNS} FROM sessions WHERE {condition} ORDER BY date, title, id");
        let found =
            connection.prepare(&sql)?.query_map([text], read)?.collect::<rusqlite::Result<Vec<_>>>()?;
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

pub(crate) fn known(connection: &Connection) -> rusqlite::Result<Vec<Known>> {
    connection
        .prepare("SELECT id, folder, stamp FROM sessions ORDER BY folder")?
        .query_map([], |row| Ok(Known { id: id(row, 0)?, folder: row.get(1)?, stamp: row.get(2)? }))?
        .collect()
}

pub(crate) fn delete(transaction: &Transaction<'_>, id: SessionId) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM sessions WHERE id = ?1", [id.to_string()]).map(drop)
}

fn read(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    let json: String = row.get(0)?;
    Ok(SessionRow {
        session: serde_json::from_str(&json).map_err(|error| conversion(0, error))?,
        folder: row.get(1)?,
        stamp: row.get(2)?,
        messages: row.get(3)?,
        cues: row.get(4)?,
        people: row.get(5)?,
    })
}

fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<SessionId> {
    let text: String = row.get(column)?;
    text.parse().map_err(|error| conversion(column, error))
}

fn to_json(session: &Session) -> rusqlite::Result<String> {
    serde_json::to_string(session).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))
}

fn conversion(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, error.into())
}

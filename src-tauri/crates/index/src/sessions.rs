//! The sessions, each with its `session.json` as it was read.

use std::ops::RangeInclusive;

use causerie_model::{Session, SessionId};
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::error::unreadable;
use crate::language::Language;
use crate::place::SessionKey;
use crate::shelves;

pub(crate) const V1: &str = "
CREATE TABLE sessions (
    key     INTEGER PRIMARY KEY,
    id      TEXT    NOT NULL UNIQUE,
    folder  TEXT    NOT NULL,
    stamp   TEXT    NOT NULL,
    title   TEXT    NOT NULL DEFAULT '',
    date    TEXT    NOT NULL DEFAULT '',
    series  TEXT    NOT NULL DEFAULT '',
    language INTEGER NOT NULL DEFAULT 0,
    json    TEXT    NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    spoken  INTEGER NOT NULL DEFAULT 0,
    people  INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX sessions_by_stamp ON sessions (id, folder, stamp);
";

pub(crate) const V2: &str = "
CREATE INDEX sessions_series ON sessions (key, series);
";

/// A session as the index knows it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRow {
    /// Its `session.json`.
    pub session: Session,
    /// Where it lies, from the archive's folder.
    pub folder: String,
    /// What its files looked like when it was indexed, in the caller's words.
    pub stamp: String,
    /// How many messages were written.
    pub messages: u64,
    /// How many cues were spoken.
    pub cues: u64,
    /// How many people wrote or spoke; somebody with several names counts once.
    pub people: u64,
}

/// What the caller needs to see whether a session is still as it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known<'a> {
    /// The session.
    pub id: SessionId,
    /// Where it lay.
    pub folder: &'a str,
    /// Its stamp.
    pub stamp: &'a str,
}

/// How many messages, cues and people a session has, and which language is spoken there.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) written: u64,
    pub(crate) spoken: u64,
    pub(crate) people: u64,
    pub(crate) language: Option<Language>,
}

const COLUMNS: &str = "SELECT json, folder, stamp, written, spoken, people FROM sessions";

fn row(row: &Row<'_>) -> rusqlite::Result<SessionRow> {
    let json = row.get_ref(0)?.as_str()?;
    Ok(SessionRow {
        session: serde_json::from_str(json).map_err(|cause| unreadable(0, cause))?,
        folder: row.get(1)?,
        stamp: row.get(2)?,
        messages: row.get(3)?,
        cues: row.get(4)?,
        people: row.get(5)?,
    })
}

pub(crate) fn json(session: &Session) -> rusqlite::Result<String> {
    serde_json::to_string(session).map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))
}

/// By date, then by title; those without a date come first.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<SessionRow>> {
    let mut statement = connection.prepare_cached(&format!("{COLUMNS} ORDER BY date, title, id"))?;
    statement.query_map([], row)?.collect()
}

/// The ids of all sessions, sorted: they stand in an index whose pages are few.
pub(crate) fn ids(connection: &Connection) -> rusqlite::Result<Vec<SessionId>> {
    let mut statement = connection.prepare_cached("SELECT id FROM sessions ORDER BY id")?;
    statement.query_map([], |row| id(row, 0))?.collect()
}

pub(crate) fn by_id(connection: &Connection, id: SessionId) -> rusqlite::Result<Option<SessionRow>> {
    connection
        .prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))?
        .query_row([id.to_string()], row)
        .optional()
}

pub(crate) fn by_key(connection: &Connection, key: SessionKey) -> rusqlite::Result<SessionRow> {
    connection.prepare_cached(&format!("{COLUMNS} WHERE key = ?1"))?.query_row([key.0], row)
}

/// What a search tells of a session.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub(crate) id: SessionId,
    pub(crate) title: String,
    /// As an ISO 8601 date, or empty.
    pub(crate) date: String,
    /// Empty where it belongs to none.
    pub(crate) series: String,
    pub(crate) language: Option<Language>,
}

/// What a search tells of the session with this key.
pub(crate) fn card(connection: &Connection, key: SessionKey) -> rusqlite::Result<Card> {
    connection
        .prepare_cached("SELECT id, title, date, series, language FROM sessions WHERE key = ?1")?
        .query_row([key.0], |row| {
            Ok(Card {
                id: id(row, 0)?,
                title: row.get(1)?,
                date: row.get(2)?,
                series: row.get(3)?,
                language: Language::numbered(row.get(4)?),
            })
        })
}

/// The sessions with keys from one to another, the newest first.
pub(crate) fn keys(
    connection: &Connection,
    keys: &RangeInclusive<SessionKey>,
) -> rusqlite::Result<Vec<SessionKey>> {
    connection
        .prepare_cached("SELECT key FROM sessions WHERE key BETWEEN ?1 AND ?2 ORDER BY key")?
        .query_map([keys.start().0, keys.end().0], |row| Ok(SessionKey(row.get(0)?)))?
        .collect()
}

/// Whether any session belongs to a series.
pub(crate) fn have_series(connection: &Connection) -> rusqlite::Result<bool> {
    connection.prepare_cached("SELECT 1 FROM sessions WHERE series > ''")?.exists([])
}

/// The name of a session's series, or empty: it stands in an index whose pages are few.
pub(crate) fn series_of(connection: &Connection, key: SessionKey) -> rusqlite::Result<String> {
    connection
        .prepare_cached("SELECT series FROM sessions INDEXED BY sessions_series WHERE key = ?1")?
        .query_row([key.0], |row| row.get(0))
}

/// The names of series, each with the number of its sessions.
pub(crate) fn series(connection: &Connection) -> rusqlite::Result<Vec<(String, u64)>> {
    connection
        .prepare_cached("SELECT series, count(*) FROM sessions WHERE series > '' GROUP BY series")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

fn id(row: &Row<'_>, column: usize) -> rusqlite::Result<SessionId> {
    row.get_ref(column)?.as_str()?.parse().map_err(|cause| unreadable(column, cause))
}

/// Tells of all sessions, by id.
pub(crate) fn known(connection: &Connection, mut take: impl FnMut(Known<'_>)) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached("SELECT id, folder, stamp FROM sessions ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let text = |column| row.get_ref(column)?.as_str().map_err(rusqlite::Error::from);
        take(Known { id: id(row, 0)?, folder: text(1)?, stamp: text(2)? });
    }
    Ok(())
}

pub(crate) fn key(connection: &Connection, id: SessionId) -> rusqlite::Result<Option<SessionKey>> {
    connection
        .prepare_cached("SELECT key FROM sessions WHERE id = ?1")?
        .query_row([id.to_string()], |row| Ok(SessionKey(row.get(0)?)))
        .optional()
}

/// A key for a session that is not in the index yet.
pub(crate) fn free_key(connection: &Connection, session: &Session) -> rusqlite::Result<SessionKey> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM sessions WHERE key = ?1")?;
    let mut key = SessionKey::wanted(session);
    while statement.exists([key.0])? {
        key = key.next();
    }
    Ok(key)
}

pub(crate) fn insert(
    connection: &Connection,
    key: SessionKey,
    session: &Session,
    folder: &str,
    stamp: &str,
    counts: Counts,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO sessions (key, id, folder, stamp, title, date, series, json, written, spoken, people,
                                   language, place)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        )?
        .execute(params![
            key.0,
            session.id.to_string(),
            folder,
            stamp,
            session.title,
            session.date.as_deref().unwrap_or_default(),
            session.series.as_deref().unwrap_or_default(),
            json(session)?,
            counts.written,
            counts.spoken,
            counts.people,
            Language::number(counts.language),
            shelves::place(session),
        ])
        .map(drop)
}

/// Puts another `session.json` and stamp in place of those stored.
pub(crate) fn rewrite(
    connection: &Connection,
    key: SessionKey,
    session: &Session,
    stamp: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("UPDATE sessions SET json = ?2, stamp = ?3 WHERE key = ?1")?
        .execute(params![key.0, json(session)?, stamp])
        .map(drop)
}

/// Changes as what a session was seen.
pub(crate) fn restamp(
    connection: &Connection,
    key: SessionKey,
    change: impl FnOnce(&str) -> String,
) -> rusqlite::Result<()> {
    let seen: String = connection
        .prepare_cached("SELECT stamp FROM sessions WHERE key = ?1")?
        .query_row([key.0], |row| row.get(0))?;
    connection
        .prepare_cached("UPDATE sessions SET stamp = ?2 WHERE key = ?1")?
        .execute(params![key.0, change(&seen)])
        .map(drop)
}

pub(crate) fn delete(connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
    connection.prepare_cached("DELETE FROM sessions WHERE key = ?1")?.execute([key.0]).map(drop)
}

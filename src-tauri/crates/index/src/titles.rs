//! The full-text index of the sessions' titles and of the names of their series.

use std::ops::RangeInclusive;

use rusqlite::{Connection, params};

use crate::place::SessionKey;
use crate::tokens;

pub(crate) const V1: &str = "
CREATE VIRTUAL TABLE titles USING fts5(words, series, content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2 3');
";

pub(crate) fn insert(
    connection: &Connection,
    key: SessionKey,
    title: &str,
    series: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO titles (rowid, words, series) VALUES (?1, ?2, ?3)")?
        .execute(params![key.0, line(title), line(series)])
        .map(drop)
}

pub(crate) fn delete(
    connection: &Connection,
    key: SessionKey,
    title: &str,
    series: &str,
) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO titles (titles, rowid, words, series) VALUES ('delete', ?1, ?2, ?3)")?
        .execute(params![key.0, line(title), line(series)])
        .map(drop)
}

fn line(title: &str) -> String {
    let mut line = String::new();
    tokens::append(title, &mut line);
    line
}

/// Of the sessions with keys from one to another those that match, newest first, at most `most`.
pub(crate) fn matching(
    connection: &Connection,
    expression: &str,
    keys: &RangeInclusive<SessionKey>,
    most: usize,
) -> rusqlite::Result<Vec<SessionKey>> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    connection
        .prepare_cached(
            "SELECT rowid FROM titles WHERE titles MATCH ?1 AND rowid BETWEEN ?2 AND ?3
             ORDER BY rowid LIMIT ?4",
        )?
        .query_map(params![expression, keys.start().0, keys.end().0, most], |row| {
            Ok(SessionKey(row.get(0)?))
        })?
        .collect()
}

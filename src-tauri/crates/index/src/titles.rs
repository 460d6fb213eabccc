//! The full-text index of the sessions' titles.

use rusqlite::{Connection, params};

use crate::place::SessionKey;
use crate::tokens;

pub(crate) const V1: &str = "
CREATE VIRTUAL TABLE titles USING fts5(words, content = '', columnsize = 0, tokenize = 'ascii');
";

pub(crate) fn insert(connection: &Connection, key: SessionKey, title: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO titles (rowid, words) VALUES (?1, ?2)")?
        .execute(params![key.0, line(title)])
        .map(drop)
}

pub(crate) fn delete(connection: &Connection, key: SessionKey, title: &str) -> rusqlite::Result<()> {
    connection
        .prepare_cached("INSERT INTO titles (titles, rowid, words) VALUES ('delete', ?1, ?2)")?
        .execute(params![key.0, line(title)])
        .map(drop)
}

fn line(title: &str) -> String {
    let mut line = String::new();
    tokens::append(title, &mut line);
    line
}

/// The sessions whose title matches, newest first.
pub(crate) fn matching(connection: &Connection, expression: &str) -> rusqlite::Result<Vec<SessionKey>> {
    connection
        .prepare_cached("SELECT rowid FROM titles WHERE titles MATCH ?1 ORDER BY rowid")?
        .query_map([expression], |row| Ok(SessionKey(row.get(0)?)))?
        .collect()
}

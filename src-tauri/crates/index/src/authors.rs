//! Everybody who wrote or spoke in the archive, to be offered while a name is typed.

use rusqlite::{Connection, OptionalExtension, params};

use crate::place::hash;
use crate::tokens;

pub(crate) const V1: &str = "
CREATE TABLE authors (
    id       INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL,
    messages INTEGER NOT NULL
) STRICT;
CREATE VIRTUAL TABLE author_words USING fts5(
    words, content = '', columnsize = 0, detail = none, tokenize = 'ascii', prefix = '1 2'
);
";

/// How many are looked at for those with the most messages.
const LOOKED_AT: i64 = 1_000;

/// Counts a session's messages by each author in.
pub(crate) fn add(connection: &Connection, authors: &[(String, u64)]) -> rusqlite::Result<()> {
    let mut update =
        connection.prepare_cached("UPDATE authors SET messages = messages + ?2 WHERE id = ?1")?;
    let mut insert =
        connection.prepare_cached("INSERT INTO authors (id, name, messages) VALUES (?1, ?2, ?3)")?;
    let mut words = connection.prepare_cached("INSERT INTO author_words (rowid, words) VALUES (?1, ?2)")?;
    for (name, messages) in authors {
        if update.execute(params![id(name), messages])? == 0 {
            insert.execute(params![id(name), name, messages])?;
            words.execute(params![id(name), line(name)])?;
        }
    }
    Ok(())
}

/// Takes them off again; who has none left is dropped.
pub(crate) fn subtract(connection: &Connection, authors: &[(String, u64)]) -> rusqlite::Result<()> {
    let mut update = connection
        .prepare_cached("UPDATE authors SET messages = messages - ?2 WHERE id = ?1 RETURNING messages")?;
    let mut delete = connection.prepare_cached("DELETE FROM authors WHERE id = ?1")?;
    let mut words = connection
        .prepare_cached("INSERT INTO author_words (author_words, rowid, words) VALUES ('delete', ?1, ?2)")?;
    for (name, messages) in authors {
        let left: Option<i64> = update.query_row(params![id(name), messages], |row| row.get(0)).optional()?;
        if left == Some(0) {
            delete.execute([id(name)])?;
            words.execute(params![id(name), line(name)])?;
        }
    }
    Ok(())
}

/// Those with a name of which a word begins so, who have the most messages.
pub(crate) fn beginning(
    connection: &Connection,
    expression: &str,
    most: usize,
) -> rusqlite::Result<Vec<(String, u64)>> {
    let mut found: Vec<(String, u64)> = connection
        .prepare_cached(
            "SELECT a.name, a.messages FROM author_words w JOIN authors a ON a.id = w.rowid
             WHERE w.author_words MATCH ?1 ORDER BY w.rowid LIMIT ?2",
        )?
        .query_map(params![expression, LOOKED_AT], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(most);
    Ok(found)
}

fn id(name: &str) -> i64 {
    hash(name).cast_signed()
}

fn line(name: &str) -> String {
    let mut line = String::new();
    tokens::append(name, &mut line);
    line
}

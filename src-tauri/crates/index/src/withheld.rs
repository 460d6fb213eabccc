//! What redactions hide: what some messages say as they were recorded, beside the masked texts in `messages`. None of it is
//! in the full-text index or the vocabulary, so no search, no count and no offer tells of it, unless it is asked for what is
//! hidden: then these few texts are looked through one by one.

use std::collections::HashMap;

use causerie_model::Message;
use rusqlite::{Connection, Statement, params};

use crate::messages::{self, Placed};
use crate::place::SessionKey;

pub(crate) const V1: &str = "
CREATE TABLE withheld (
    id      INTEGER PRIMARY KEY,
    text    TEXT    NOT NULL,
    message TEXT    NOT NULL,
    marks   TEXT    NOT NULL
) STRICT;
";

/// The messages of a session as they were recorded, by log and number there.
pub(crate) fn by_place(withheld: &[Placed]) -> HashMap<(&str, u32), &Placed> {
    withheld.iter().map(|placed| ((placed.log.as_str(), placed.message.seq), placed)).collect()
}

/// Keeps what messages say, one after the other.
pub(crate) struct Inserter<'c>(Statement<'c>);

impl<'c> Inserter<'c> {
    pub(crate) fn new(connection: &'c Connection) -> rusqlite::Result<Self> {
        let insert = "INSERT INTO withheld (id, text, message, marks) VALUES (?1, ?2, ?3, ?4)";
        connection.prepare(insert).map(Self)
    }

    /// `marks` are those that the message would have if nothing was hidden.
    pub(crate) fn insert(&mut self, row: i64, placed: &Placed, marks: &str) -> rusqlite::Result<()> {
        let message = messages::to_json(&placed.message)?;
        self.0.execute(params![row, placed.message.text, message, marks]).map(drop)
    }
}

/// The messages of a session of which something is hidden, as they were recorded, each with its number.
pub(crate) fn of_session(connection: &Connection, key: SessionKey) -> rusqlite::Result<Vec<(u32, Placed)>> {
    let rows = key.messages();
    let mut statement = connection
        .prepare_cached("SELECT id, message FROM withheld WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let mut rows = statement.query([rows.start(), rows.end()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        let (number, masked) = (SessionKey::number(id), messages::by_row(connection, id)?);
        let recorded: Option<Message> = messages::from_json(row, 1)?;
        if let (Some(number), Some(masked), Some(message)) = (number, masked, recorded) {
            found.push((number, Placed { message, ..masked }));
        }
    }
    Ok(found)
}

/// The rows of all such messages in a range, the newest session's first.
pub(crate) fn rows(connection: &Connection, from: i64, to: i64) -> rusqlite::Result<Vec<i64>> {
    connection
        .prepare_cached("SELECT id FROM withheld WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?
        .query_map([from, to], |row| row.get(0))?
        .collect()
}

pub(crate) fn delete(connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
    let rows = key.messages();
    connection
        .prepare_cached("DELETE FROM withheld WHERE id BETWEEN ?1 AND ?2")?
        .execute([rows.start(), rows.end()])
        .map(drop)
}

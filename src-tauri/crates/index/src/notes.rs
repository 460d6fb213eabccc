//! Notes that people put at moments of a session, to be found like messages. They are numbered from the upper end of the
//! session's rows, so that no alignment and no log is in their way.

use causerie_model::TimeMs;
use rusqlite::{Connection, OptionalExtension, params};

use crate::marks::{Mark, has_link};
use crate::place::SessionKey;

pub(crate) const V1: &str = "
CREATE TABLE notes (
    id     INTEGER PRIMARY KEY,
    note   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    ends   INTEGER,
    author TEXT    NOT NULL DEFAULT '',
    text   TEXT    NOT NULL DEFAULT '',
    marks  TEXT    NOT NULL DEFAULT ''
) STRICT;
";

/// A bookmark or a clip with what somebody wrote on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// By what it is known in the archive.
    pub id: String,
    /// Where it begins on the session's timeline.
    pub at: TimeMs,
    /// Where it ends, if it is of a stretch.
    pub end: Option<TimeMs>,
    /// Who wrote it; may be empty.
    pub author: String,
    /// Title and text, as they are to be searched.
    pub text: String,
}

/// The words that stand for what a note is, each with a space before it.
pub(crate) fn marks(note: &Note) -> String {
    let mut marks = format!(" {}", Mark::Note.word());
    if has_link(&note.text) {
        marks.extend([' ', Mark::Link.word()]);
    }
    marks
}

/// Puts the notes of a session in, in this order.
pub(crate) fn insert(connection: &Connection, key: SessionKey, notes: &[Note]) -> rusqlite::Result<()> {
    let mut row = connection.prepare_cached(
        "INSERT INTO notes (id, note, at, ends, author, text, marks) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (n, note) in (0..).zip(notes) {
        row.execute(params![
            key.note(n),
            note.id,
            note.at.get(),
            note.end.map(TimeMs::get),
            note.author,
            note.text,
            marks(note)
        ])?;
    }
    Ok(())
}

/// The note in this row.
pub(crate) fn by_row(connection: &Connection, row: i64) -> rusqlite::Result<Option<Note>> {
    connection
        .prepare_cached("SELECT note, at, ends, author, text FROM notes WHERE id = ?1")?
        .query_row([row], |row| {
            Ok(Note {
                id: row.get(0)?,
                at: TimeMs::new(row.get(1)?),
                end: row.get::<_, Option<i64>>(2)?.map(TimeMs::new),
                author: row.get(3)?,
                text: row.get(4)?,
            })
        })
        .optional()
}

/// The notes of a session, in the order in which they were given.
pub(crate) fn of_session(connection: &Connection, key: SessionKey) -> rusqlite::Result<Vec<Note>> {
    let rows = key.messages();
    let ids: Vec<i64> = connection
        .prepare_cached("SELECT id FROM notes WHERE id BETWEEN ?1 AND ?2 ORDER BY id DESC")?
        .query_map([rows.start(), rows.end()], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    ids.into_iter().filter_map(|id| by_row(connection, id).transpose()).collect()
}

pub(crate) fn delete(connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
    let rows = key.messages();
    connection
        .prepare_cached("DELETE FROM notes WHERE id BETWEEN ?1 AND ?2")?
        .execute([rows.start(), rows.end()])
        .map(drop)
}

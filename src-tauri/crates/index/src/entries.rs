//! The full-text index of messages: one entry a message, with its words, and the names of its author with what the
//! message is ([`crate::marks`]).
//!
//! It is contentless, for the text is in `messages`; without sizes, for ranking is done by [`crate::rank`]; and is given
//! words that are cut and folded already ([`crate::tokens`]), so that `ascii` has only to split at spaces. Prefixes of up
//! to three letters have lists of their own: they match so much that joining the lists of all their words would take
//! longer than a person waits. Eight pieces that transactions left are joined at once, rather than four: that writes each
//! list less often, and a search hardly notices. While an index is made, they are joined once, when it is full.

use rusqlite::{Connection, Statement, params};

use crate::lines::Lines;
use crate::place::SessionKey;

pub(crate) const V1: &str = "
CREATE VIRTUAL TABLE entries USING fts5(
    words, names,
    content = '', columnsize = 0, tokenize = 'ascii', prefix = '1 2 3'
);
INSERT INTO entries (entries, rank) VALUES ('hashsize', 33554432);
INSERT INTO entries (entries, rank) VALUES ('automerge', 8);
";

/// The longest prefix that has a list of its own, in characters.
pub(crate) const SHORT_PREFIX: usize = 3;

/// So many pages are written in one step of [`join`].
const MERGED_AT_ONCE: i64 = 4_096;

/// Adds entries one after the other, or takes them out again.
pub(crate) struct Editor<'c>(Statement<'c>);

impl<'c> Editor<'c> {
    pub(crate) fn adding(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection.prepare("INSERT INTO entries (rowid, words, names) VALUES (?1, ?2, ?3)").map(Self)
    }

    /// To take an entry out, it must be given the very words with which it was added.
    pub(crate) fn removing(connection: &'c Connection) -> rusqlite::Result<Self> {
        connection
            .prepare("INSERT INTO entries (entries, rowid, words, names) VALUES ('delete', ?1, ?2, ?3)")
            .map(Self)
    }

    pub(crate) fn edit(&mut self, row: i64, lines: &Lines) -> rusqlite::Result<()> {
        self.0.execute(params![row, lines.words, lines.names]).map(drop)
    }
}

/// The messages and notes of a session as they were indexed.
pub(crate) fn of_session(
    connection: &Connection,
    key: SessionKey,
    mut each: impl FnMut(i64, &Lines) -> rusqlite::Result<()>,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT m.id, m.text, coalesce(p.names, m.author), m.marks FROM messages m
         LEFT JOIN people p ON p.session = ?1 AND p.author = m.author
         WHERE m.id BETWEEN ?2 AND ?3 ORDER BY m.id",
    )?;
    let mut notes = connection
        .prepare_cached("SELECT id, text, author, marks FROM notes WHERE id BETWEEN ?2 AND ?3 AND ?1 = ?1")?;
    let range = key.messages();
    let mut lines = Lines::default();
    for statement in [&mut statement, &mut notes] {
        let mut rows = statement.query(params![key.0, range.start(), range.end()])?;
        while let Some(row) = rows.next()? {
            let text = |column| Ok::<_, rusqlite::Error>(row.get_ref(column)?.as_str()?);
            lines.set_message(text(1)?, text(2)?, text(3)?);
            each(row.get(0)?, &lines)?;
        }
    }
    Ok(())
}

/// How many entries match, counted up to `most`.
pub(crate) fn count(connection: &Connection, expression: &str, most: u64) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT count(*) FROM (SELECT 1 FROM entries WHERE entries MATCH ?1 LIMIT ?2)")?
        .query_row(params![expression, most], |row| row.get(0))
}

/// Leaves all that transactions add in pieces, until they are joined by [`join`].
pub(crate) fn leave_in_pieces(connection: &Connection) -> rusqlite::Result<()> {
    connection
        .execute_batch("INSERT INTO entries (entries, rank) VALUES ('automerge', 0), ('crisismerge', 1000)")
}

/// Joins all pieces, so that a word is looked up in one place; what is added from then on is joined little by little. It is
/// done in many transactions, for one would hold in memory whatever it replaces. `tell` is told about which share is done.
pub(crate) fn join(connection: &Connection, tell: &dyn Fn(f64)) -> rusqlite::Result<()> {
    let all: f64 = connection.query_row("SELECT count(*) FROM entries_data", [], |row| row.get(0))?;
    let mut written = 0.0;
    // Below zero, it begins with all pieces; what follows goes on with these.
    let mut pages = -MERGED_AT_ONCE;
    loop {
        let before = connection.total_changes();
        connection
            .prepare_cached("INSERT INTO entries (entries, rank) VALUES ('merge', ?1)")?
            .execute([pages])?;
        // Each command counts as a change itself.
        if connection.total_changes() - before < 2 {
            break;
        }
        pages = MERGED_AT_ONCE;
        written += MERGED_AT_ONCE as f64;
        tell((written / all.max(1.0)).min(1.0));
    }
    connection
        .execute_batch("INSERT INTO entries (entries, rank) VALUES ('automerge', 8), ('crisismerge', 16)")
}

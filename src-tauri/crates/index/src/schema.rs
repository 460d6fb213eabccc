//! The tables, as a row of upgrades. One that was released is never changed; another is put behind it.

use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{Error, M, MigrationDefinitionError, Migrations};

use crate::IndexError;

/// The first schema.
///
/// The full-text tables hold no text of their own (`content=''`): what is indexed is not quite what is shown, see
/// [`crate::fold`], and the text stands in `messages` once. They gather 32 MiB before they write a segment, since most of
/// the work of taking in many messages is merging segments.
const FIRST: &str = "
CREATE TABLE sessions (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    folder TEXT NOT NULL UNIQUE,
    stamp TEXT NOT NULL,
    title TEXT NOT NULL,
    date TEXT NOT NULL DEFAULT '',
    folded_title TEXT NOT NULL,
    json TEXT NOT NULL,
    written INTEGER NOT NULL DEFAULT 0,
    spoken INTEGER NOT NULL DEFAULT 0,
    people INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE messages (
    rowid INTEGER PRIMARY KEY,
    log TEXT NOT NULL,
    seq INTEGER NOT NULL,
    line INTEGER NOT NULL,
    source INTEGER NOT NULL,
    at INTEGER NOT NULL,
    until INTEGER,
    off_record INTEGER NOT NULL DEFAULT 0,
    kind INTEGER NOT NULL,
    author TEXT NOT NULL DEFAULT '',
    recipient TEXT,
    text TEXT NOT NULL,
    reply_to INTEGER,
    reactions TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE VIRTUAL TABLE words USING fts5(
    author, text, content='', contentless_delete=1, prefix='1 2 3',
    tokenize=\"unicode61 remove_diacritics 2\"
);
INSERT INTO words(words, rank) VALUES ('hashsize', 33554432);

CREATE VIRTUAL TABLE parts USING fts5(
    text, content='', contentless_delete=1, detail='none', tokenize='trigram remove_diacritics 1'
);
INSERT INTO parts(parts, rank) VALUES ('hashsize', 33554432);
";

fn migrations() -> Migrations<'static> {
    Migrations::new(vec![M::up(FIRST)])
}

/// Brings the file up to the newest schema, all or nothing.
pub(crate) fn upgrade(connection: &mut Connection, path: &Path) -> Result<(), IndexError> {
    migrations().to_latest(connection).map_err(|error| match error {
        Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => {
            IndexError::Newer { path: path.to_owned() }
        }
        Error::RusqliteError { err, .. } => IndexError::at(path)(err),
        other => IndexError::Corrupt { path: path.to_owned(), reason: other.to_string() },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_upgrades_make_a_schema() {
        migrations().validate().expect("each upgrade is valid SQL");
    }
}

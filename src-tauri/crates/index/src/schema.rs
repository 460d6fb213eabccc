//! The tables, version by version. A migration that was released is never edited: a later one changes what it made.

use rusqlite_migration::{M, Migrations};

use crate::{authors, entries, messages, notes, people, sessions, shelves, titles, withheld, words};

const STEPS: &[M<'static>] = &[
    M::up(sessions::V1),
    M::up(people::V1),
    M::up(messages::V1),
    M::up(entries::V1),
    M::up(titles::V1),
    M::up(words::V1),
    M::up(authors::V1),
    M::up(notes::V1),
    M::up(shelves::V1),
    M::up(withheld::V1),
    M::up(sessions::V2),
];

/// The newest version of the schema, as `user_version` holds it.
pub(crate) const LATEST: i64 = STEPS.len() as i64;

/// The oldest version that can be brought up to date. Before it nothing was released: such an index is made anew.
pub(crate) const OLDEST: i64 = LATEST;

/// All migrations, oldest first; they run in one transaction.
pub(crate) const fn migrations() -> Migrations<'static> {
    Migrations::from_slice(STEPS)
}

#[cfg(test)]
mod tests {
    #[test]
    fn migrations_run_from_an_empty_file() {
        super::migrations().validate().unwrap();
    }
}

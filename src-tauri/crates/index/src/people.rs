//! Authors who appear under other names too, session by session. Who has one name only has no row.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use causerie_model::Session;
use rusqlite::{Connection, params};

use crate::place::SessionKey;

pub(crate) const V1: &str = "
CREATE TABLE people (
    session INTEGER NOT NULL REFERENCES sessions (key) ON DELETE CASCADE,
    author  TEXT    NOT NULL,
    names   TEXT    NOT NULL,
    person  TEXT    NOT NULL,
    PRIMARY KEY (session, author)
) STRICT, WITHOUT ROWID;
";

/// Who is who in one session.
#[derive(Debug, Default)]
pub(crate) struct People<'a> {
    person_of: BTreeMap<&'a str, &'a str>,
    names_of: BTreeMap<&'a str, String>,
}

impl<'a> People<'a> {
    /// From what the session says of people. A name that two people share stays with the first.
    pub(crate) fn new(session: &'a Session) -> Self {
        let mut people = Self::default();
        for person in &session.people {
            let names: Vec<&str> =
                std::iter::once(&person.name).chain(&person.also).map(String::as_str).collect();
            for &name in &names {
                if people.person_of.contains_key(name) {
                    continue;
                }
                people.person_of.insert(name, &person.name);
                if names.len() > 1 {
                    let others: BTreeSet<&str> =
                        names.iter().copied().filter(|&other| other != name).collect();
                    let all: Vec<&str> = std::iter::once(name).chain(others).collect();
                    people.names_of.insert(name, all.join("\n"));
                }
            }
        }
        people
    }

    /// One name for all the names of somebody.
    pub(crate) fn person<'b: 'a>(&self, author: &'b str) -> &'a str {
        self.person_of.get(author).copied().unwrap_or(author)
    }

    /// All the names of an author, on a line each, beginning with the one given.
    pub(crate) fn names<'b>(&'b self, author: &'b str) -> &'b str {
        self.names_of.get(author).map_or(author, String::as_str)
    }

    pub(crate) fn insert(&self, connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
        let mut insert = connection
            .prepare_cached("INSERT INTO people (session, author, names, person) VALUES (?1, ?2, ?3, ?4)")?;
        for (author, names) in &self.names_of {
            insert.execute(params![key.0, author, names, self.person(author)])?;
        }
        Ok(())
    }
}

/// Who appears under several names in the session that is looked at.
#[derive(Debug, Default)]
pub(crate) struct Known {
    session: Option<SessionKey>,
    by_author: HashMap<String, (String, String)>,
}

impl Known {
    /// Turns to a session, unless it is the one before.
    pub(crate) fn turn_to(&mut self, connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
        if self.session == Some(key) {
            return Ok(());
        }
        let mut statement =
            connection.prepare_cached("SELECT author, names, person FROM people WHERE session = ?1")?;
        let rows = statement.query_map([key.0], |row| Ok((row.get(0)?, (row.get(1)?, row.get(2)?))))?;
        self.by_author = rows.collect::<rusqlite::Result<_>>()?;
        self.session = Some(key);
        Ok(())
    }

    /// All the names of an author, on a line each.
    pub(crate) fn names<'a>(&'a self, author: &'a str) -> &'a str {
        self.by_author.get(author).map_or(author, |(names, _)| names)
    }

    /// One name for all the names of somebody.
    pub(crate) fn person<'a>(&'a self, author: &'a str) -> &'a str {
        self.by_author.get(author).map_or(author, |(_, person)| person)
    }
}

//! The order in which people see the sessions: by series in the alphabet's order, those without one last; in each the newest
//! first, then by title. It is kept as text that sorts so, so that any part of a long list is read without the rest.

use causerie_model::Session;
use rusqlite::{Connection, params};

use crate::place::SessionKey;
use crate::sessions::{self, SessionRow};
use crate::tokens;

pub(crate) const V1: &str = "
ALTER TABLE sessions ADD COLUMN place TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX sessions_by_place ON sessions (place, key);
CREATE INDEX sessions_by_series ON sessions (series, place);
";

/// The sessions of a series, or those in none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// None for those in no series.
    pub series: Option<String>,
    /// How many there are.
    pub sessions: u64,
}

/// Where a session stands, as text that sorts so.
pub(crate) fn place(session: &Session) -> String {
    let series = session.series.as_deref().filter(|series| !series.is_empty());
    let shelf = series.map_or_else(|| "1".to_owned(), |series| format!("0{}\0{series}", sorting(series)));
    let day = latest_first(session.date.as_deref().unwrap_or_default());
    format!("{shelf}\0{day}\0{}", sorting(&session.title))
}

/// Words without their accents and capitals; numbers by their value, for their length goes before them.
fn sorting(text: &str) -> String {
    let mut sorted = String::new();
    for word in tokens::list(text) {
        let mut digits = String::new();
        for c in word.chars().map(Some).chain([None]) {
            match c {
                Some(c) if c.is_ascii_digit() && !(digits.is_empty() && c == '0') => digits.push(c),
                Some(c) if c.is_ascii_digit() => {}
                other => {
                    if !digits.is_empty() {
                        sorted.push_str(&format!("{:02}{digits}", digits.len()));
                        digits.clear();
                    }
                    sorted.extend(other);
                }
            }
        }
        sorted.push(' ');
    }
    sorted
}

/// An ISO 8601 date as text that sorts the other way round: what comes after a date that is only a year is before it, and no
/// date is after all.
fn latest_first(date: &str) -> String {
    let turned = |c: char| match c.to_digit(10) {
        Some(digit) => char::from_digit(9 - digit, 10).unwrap_or(c),
        None => ':',
    };
    date.chars().map(turned).chain(['~']).collect()
}

/// The series in the order in which they are seen.
pub(crate) fn all(connection: &Connection) -> rusqlite::Result<Vec<Shelf>> {
    connection
        .prepare_cached("SELECT series, count(*) FROM sessions GROUP BY series ORDER BY min(place)")?
        .query_map([], |row| {
            let series: String = row.get(0)?;
            Ok(Shelf { series: (!series.is_empty()).then_some(series), sessions: row.get(1)? })
        })?
        .collect()
}

/// `count` sessions from number `from`.
pub(crate) fn part(connection: &Connection, from: u64, count: u64) -> rusqlite::Result<Vec<SessionRow>> {
    connection
        .prepare_cached("SELECT key FROM sessions ORDER BY place, key LIMIT ?2 OFFSET ?1")?
        .query_map(params![from, count], |row| Ok(SessionKey(row.get(0)?)))?
        .map(|key| sessions::by_key(connection, key?))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(series: Option<&str>, date: Option<&str>, title: &str) -> Session {
        let id = "00000000-0000-0000-0000-000000000001".parse().unwrap();
        Session {
            id,
            title: title.into(),
            date: date.map(str::to_owned),
            started_at: None,
            series: series.map(str::to_owned),
            came_in: None,
            people: Vec::new(),
            recordings: Vec::new(),
            logs: Vec::new(),
            unknown: serde_json::Map::new(),
        }
    }

    #[test]
    fn sessions_stand_as_people_expect_them() {
        let wanted = [
            session(Some("Álamos 2"), Some("2008-05-14"), "Éléonore"),
            session(Some("Álamos 2"), Some("2008-05"), "b"),
            session(Some("Álamos 2"), Some("2008"), "c"),
            session(Some("Álamos 2"), None, "Part 2"),
            session(Some("Álamos 2"), None, "part 010"),
            session(Some("alamos 10"), Some("2020"), "a"),
            session(Some("Birds"), Some("2001"), "a"),
            session(Some("birds"), Some("2024"), "a"),
            session(None, Some("2024"), "a"),
            session(Some(""), None, "b"),
        ];
        let places: Vec<String> = wanted.iter().map(place).collect();
        assert!(places.is_sorted(), "{places:#?}");
    }
}

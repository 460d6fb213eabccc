//! The sessions that a query is about, as row numbers.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use rusqlite::Connection;

use crate::place::{DAYS, SessionKey};
use crate::query::{About, Parsed};
use crate::titles;

/// Some sessions of the archive.
#[derive(Debug, Clone)]
pub(crate) struct Scope {
    from: i64,
    to: i64,
    only: Option<BTreeSet<SessionKey>>,
    not: BTreeSet<SessionKey>,
}

impl Scope {
    /// The sessions that a query asks for.
    pub(crate) fn new(
        connection: &Connection,
        parsed: &Parsed,
        session: Option<SessionKey>,
    ) -> rusqlite::Result<Self> {
        let mut scope = Self { from: 0, to: i64::MAX, only: None, not: BTreeSet::new() };
        if let Some(key) = session {
            scope.within(&key.messages());
        }
        for any in &parsed.sessions {
            if let [about] = any.as_slice()
                && let Some(rows) = days(about, false)
            {
                scope.within(&rows);
                continue;
            }
            let mut keys = BTreeSet::new();
            for about in any {
                keys.extend(matching(connection, about)?);
            }
            scope.only = Some(match scope.only {
                Some(only) => only.intersection(&keys).copied().collect(),
                None => keys,
            });
        }
        for about in &parsed.not_sessions {
            match days(about, true) {
                Some(rows) => scope.within(&rows),
                None => scope.not.extend(matching(connection, about)?),
            }
        }
        Ok(scope)
    }

    fn within(&mut self, rows: &RangeInclusive<i64>) {
        self.from = self.from.max(*rows.start());
        self.to = self.to.min(*rows.end());
    }

    /// Whether it is the whole archive.
    pub(crate) fn is_all(&self) -> bool {
        self.from == 0 && self.to == i64::MAX && !self.has_gaps()
    }

    /// Whether there are sessions between its own.
    pub(crate) fn has_gaps(&self) -> bool {
        self.only.is_some() || !self.not.is_empty()
    }

    /// Rows that hold all of it, and maybe more.
    pub(crate) const fn rows(&self) -> RangeInclusive<i64> {
        self.from..=self.to
    }

    /// Keys from one to another that are those of its sessions, and maybe of more.
    pub(crate) const fn keys(&self) -> RangeInclusive<SessionKey> {
        SessionKey::of(self.from)..=SessionKey::of(self.to)
    }

    /// Whether a session is in it.
    pub(crate) fn holds(&self, key: SessionKey) -> bool {
        let rows = key.messages();
        self.from <= *rows.end()
            && *rows.start() <= self.to
            && !self.not.contains(&key)
            && self.only.as_ref().is_none_or(|only| only.contains(&key))
    }

    /// The first row that may be in it, after a session that is not; going backwards, the last one before it.
    pub(crate) fn beyond(&self, key: SessionKey, backwards: bool) -> Option<i64> {
        let next = match (&self.only, backwards) {
            (None, false) => key.next(),
            (None, true) => SessionKey(key.0 - 1),
            (Some(only), false) => *only.range(key.next()..).next()?,
            (Some(only), true) => *only.range(..key).next_back()?,
        };
        let rows = next.messages();
        Some(if backwards { *rows.end() } else { *rows.start() })
    }
}

/// The rows of the days that are asked for, or of all others.
fn days(about: &About, others: bool) -> Option<RangeInclusive<i64>> {
    match (about, others) {
        (About::Before(day), false) | (About::After(day), true) => Some(SessionKey::of_days(0, *day)),
        (About::After(day), false) | (About::Before(day), true) => Some(SessionKey::of_days(*day, DAYS)),
        (About::Title(_) | About::Series(_), _) => None,
    }
}

fn matching(connection: &Connection, about: &About) -> rusqlite::Result<Vec<SessionKey>> {
    let (column, phrase) = match about {
        About::Title(phrase) => ("words", phrase),
        About::Series(phrase) => ("series", phrase),
        About::Before(_) | About::After(_) => return Ok(Vec::new()),
    };
    let asked = format!("{column} : {}", phrase.expression());
    titles::matching(connection, &asked, &SessionKey::ALL, usize::MAX)
}

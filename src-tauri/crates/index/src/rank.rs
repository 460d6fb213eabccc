//! How well a message fits a query: BM25 over its own words alone, so that an answer depends on nothing else.

use rusqlite::{Connection, OptionalExtension, params};

use crate::pattern::Pattern;
use crate::place::SessionKey;
use crate::tokens;

/// Fetches texts, and tells how well each fits.
pub(crate) struct Ranker<'a> {
    fetch: rusqlite::CachedStatement<'a>,
    wanted: &'a [Pattern],
    unwanted: &'a [Pattern],
    words: String,
    names: String,
}

/// BM25's saturation and length normalisation (Robertson and Zaragoza, 2009, section 3.4), at their usual values.
const SATURATION: f64 = 1.2;
const NORMALISATION: f64 = 0.75;
/// Taken for the mean length of a message, in words: fixed, so that an answer does not depend on what else is indexed.
const MEAN_LENGTH: f64 = 12.0;
/// What a longer word that begins as asked is worth, and a name.
const BEGUN: f64 = 0.5;
const NAMED: f64 = 0.5;

impl<'a> Ranker<'a> {
    pub(crate) fn new(
        connection: &'a Connection,
        wanted: &'a [Pattern],
        unwanted: &'a [Pattern],
    ) -> rusqlite::Result<Self> {
        let fetch = connection.prepare_cached(
            "SELECT m.text, coalesce(p.names, m.author) FROM messages m
             LEFT JOIN people p ON p.session = ?2 AND p.author = m.author WHERE m.id = ?1",
        )?;
        Ok(Self { fetch, wanted, unwanted, words: String::new(), names: String::new() })
    }

    /// How well a message fits; `None` if it is to be verified and does not.
    pub(crate) fn score(&mut self, row: i64, verify: bool) -> rusqlite::Result<Option<f64>> {
        let (words, names) = (&mut self.words, &mut self.names);
        let found = self
            .fetch
            .query_row(params![row, SessionKey::of(row).0], |row| {
                for (column, line) in [(0, &mut *words), (1, &mut *names)] {
                    line.clear();
                    tokens::append(row.get_ref(column)?.as_str()?, line);
                    line.push(' ');
                }
                Ok(())
            })
            .optional()?;
        let is_in = |pattern: &Pattern| pattern.is_in(words) || pattern.is_in(names);
        let fits = !verify || (self.wanted.iter().all(is_in) && !self.unwanted.iter().any(is_in));
        if found.is_none() || !fits {
            return Ok(None);
        }
        let length = words.bytes().filter(|&byte| byte == b' ').count() as f64 - 1.0;
        let damping = SATURATION * (1.0 - NORMALISATION + NORMALISATION * length / MEAN_LENGTH);
        let score = |pattern: &Pattern| {
            let (text, name) = (pattern.times(words), pattern.times(names));
            let times = f64::from(text.whole)
                + BEGUN * f64::from(text.begun)
                + NAMED * (f64::from(name.whole) + BEGUN * f64::from(name.begun));
            times * (SATURATION + 1.0) / (times + damping)
        };
        Ok(Some(self.wanted.iter().map(score).sum()))
    }
}

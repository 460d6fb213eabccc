//! How well a message fits a query: BM25 over its own words alone, so that an answer depends on nothing else.

use causerie_model::Kind;
use rusqlite::{CachedStatement, Connection, Row};

use crate::facts::Facts;
use crate::lines::Lines;
use crate::marks::Mark;
use crate::pattern::Pattern;
use crate::people::Known;
use crate::place::SessionKey;

/// A message that matches, with what is needed to put it in order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Scored {
    pub(crate) row: i64,
    pub(crate) score: f64,
    pub(crate) at: i64,
    pub(crate) end: i64,
    pub(crate) is_spoken: bool,
}

/// Fetches messages, and tells how well each fits.
pub(crate) struct Ranker<'a> {
    connection: &'a Connection,
    message: CachedStatement<'a>,
    note: CachedStatement<'a>,
    wanted: &'a [Pattern],
    unwanted: &'a [Pattern],
    known: Known,
    lines: Lines,
}

/// BM25's saturation and length normalisation (Robertson and Zaragoza, 2009, section 3.4), at their usual values.
const SATURATION: f64 = 1.2;
const NORMALISATION: f64 = 0.75;
/// Taken for the mean length of a message, in words: fixed, so that an answer does not depend on what else is indexed.
const MEAN_LENGTH: f64 = 12.0;
/// What it adds that all words stand side by side.
const NEAR: f64 = 1.0;

impl<'a> Ranker<'a> {
    pub(crate) fn new(
        connection: &'a Connection,
        wanted: &'a [Pattern],
        unwanted: &'a [Pattern],
    ) -> rusqlite::Result<Self> {
        let message = connection
            .prepare_cached("SELECT text, author, marks, at, ends - source FROM messages WHERE id = ?1")?;
        Self::fetching(message, connection, wanted, unwanted)
    }

    /// One that looks at messages as they were recorded, of which something is hidden.
    pub(crate) fn of_withheld(
        connection: &'a Connection,
        wanted: &'a [Pattern],
        unwanted: &'a [Pattern],
    ) -> rusqlite::Result<Self> {
        let message = connection.prepare_cached(
            "SELECT w.text, m.author, w.marks, m.at, m.ends - m.source
             FROM withheld w JOIN messages m ON m.id = w.id WHERE w.id = ?1",
        )?;
        Self::fetching(message, connection, wanted, unwanted)
    }

    fn fetching(
        message: CachedStatement<'a>,
        connection: &'a Connection,
        wanted: &'a [Pattern],
        unwanted: &'a [Pattern],
    ) -> rusqlite::Result<Self> {
        let note = connection
            .prepare_cached("SELECT text, author, marks, at, ends - at FROM notes WHERE id = ?1")?;
        let (known, lines) = (Known::default(), Lines::default());
        Ok(Self { connection, message, note, wanted, unwanted, known, lines })
    }

    /// How well a message fits, which is counted then; `None` if it is to be verified and does not.
    pub(crate) fn score(
        &mut self,
        row: i64,
        verify: bool,
        facts: &mut Facts,
    ) -> rusqlite::Result<Option<Scored>> {
        self.known.turn_to(self.connection, SessionKey::of(row))?;
        let fetch = if SessionKey::is_note(row) { &mut self.note } else { &mut self.message };
        let mut rows = fetch.query([row])?;
        let Some(stored) = rows.next()? else { return Ok(None) };
        let person = take_in(&mut self.lines, &self.known, row, stored)?;
        let lines = &self.lines;
        let is_in = |pattern: &Pattern| pattern.is_in(lines);
        if verify && (!self.wanted.iter().all(is_in) || self.unwanted.iter().any(is_in)) {
            return Ok(None);
        }
        facts.message(person, stored.get_ref(2)?.as_str()?);
        let length = lines.words.bytes().filter(|&byte| byte == b' ').count() as f64 - 1.0;
        let damping = SATURATION * (1.0 - NORMALISATION + NORMALISATION * length / MEAN_LENGTH);
        let fit = |pattern: &Pattern| {
            let times = pattern.times(lines);
            times * (SATURATION + 1.0) / (times + damping)
        };
        let at = stored.get(3)?;
        Ok(Some(Scored {
            row,
            score: self.wanted.iter().map(fit).sum::<f64>() + NEAR * near(self.wanted, &lines.words),
            at,
            end: at + stored.get::<_, Option<i64>>(4)?.unwrap_or_default().max(0),
            is_spoken: lines.names.contains(Mark::Kind(Kind::Transcript).word()),
        }))
    }

    /// Whether each condition is true of a message.
    pub(crate) fn fits(&mut self, row: i64) -> rusqlite::Result<bool> {
        self.known.turn_to(self.connection, SessionKey::of(row))?;
        let fetch = if SessionKey::is_note(row) { &mut self.note } else { &mut self.message };
        let mut rows = fetch.query([row])?;
        let Some(stored) = rows.next()? else { return Ok(false) };
        take_in(&mut self.lines, &self.known, row, stored)?;
        let is_in = |pattern: &Pattern| pattern.is_in(&self.lines);
        Ok(self.wanted.iter().all(is_in) && !self.unwanted.iter().any(is_in))
    }

    /// Whether each condition is true of a message, or, if it is about words, of one that is at most two away in
    /// the session; so that words are found which people divide among what they say in one breath.
    pub(crate) fn fits_around(&mut self, row: i64) -> rusqlite::Result<bool> {
        self.known.turn_to(self.connection, SessionKey::of(row))?;
        let mut missing: Vec<&Pattern> = self.wanted.iter().collect();
        for near in [0, 1, -1, 2, -2].map(|step| row + step) {
            if SessionKey::of(near) != SessionKey::of(row) || SessionKey::is_note(near) {
                continue;
            }
            let mut rows = self.message.query([near])?;
            let Some(stored) = rows.next()? else { continue };
            take_in(&mut self.lines, &self.known, near, stored)?;
            let lines = &self.lines;
            missing.retain(|pattern| !((near == row || pattern.has_worth()) && pattern.is_in(lines)));
            if missing.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Counts a message without looking at its words.
    pub(crate) fn count(&mut self, row: i64, facts: &mut Facts) -> rusqlite::Result<()> {
        if SessionKey::is_note(row) {
            facts.message("", &format!(" {}", Mark::Note.word()));
            return Ok(());
        }
        self.known.turn_to(self.connection, SessionKey::of(row))?;
        let mut fetch = self.connection.prepare_cached("SELECT marks, author FROM messages WHERE id = ?1")?;
        let mut rows = fetch.query([row])?;
        if let Some(stored) = rows.next()? {
            let author = stored.get_ref(1)?.as_str()?;
            facts.message(self.known.person(author), stored.get_ref(0)?.as_str()?);
        }
        Ok(())
    }
}

/// Takes in the message that was fetched, and tells whose it is.
fn take_in<'s>(
    lines: &mut Lines,
    known: &'s Known,
    row: i64,
    stored: &'s Row<'_>,
) -> rusqlite::Result<&'s str> {
    let text = |column| Ok::<_, rusqlite::Error>(stored.get_ref(column)?.as_str()?);
    let author = text(1)?;
    let (names, person) = match SessionKey::is_note(row) {
        true => (author, author),
        false => (known.names(author), known.person(author)),
    };
    lines.set(text(0)?, names, text(2)?);
    Ok(person)
}

/// How near each other the conditions are true in a text: 1 where they stand side by side, less the more words are
/// between, 0 where not all are in it or there is only one.
fn near(wanted: &[Pattern], words: &str) -> f64 {
    let looked_for = || wanted.iter().filter(|pattern| pattern.has_worth());
    let all = looked_for().count();
    if all < 2 {
        return 0.0;
    }
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (n, pattern) in looked_for().enumerate() {
        pattern.each_place(words, |at| places.push((at, n)));
    }
    places.sort_unstable();
    let spaces = |from: usize, to: usize| {
        words.get(from..to).map_or(0, |between| between.bytes().filter(|&byte| byte == b' ').count())
    };
    // The shortest run that holds one of each: its end goes forward until all are in it, then its start.
    let (mut inside, mut missing, mut start, mut shortest) = (vec![0_u32; all], all, 0, usize::MAX);
    for &(end, n) in &places {
        if let Some(count) = inside.get_mut(n) {
            missing -= usize::from(*count == 0);
            *count += 1;
        }
        while missing == 0
            && let Some(&(from, n)) = places.get(start)
            && let Some(count) = inside.get_mut(n)
        {
            shortest = shortest.min(spaces(from, end));
            *count -= 1;
            missing += usize::from(*count == 0);
            start += 1;
        }
    }
    if shortest == usize::MAX { 0.0 } else { (all - 1) as f64 / shortest.max(all - 1) as f64 }
}

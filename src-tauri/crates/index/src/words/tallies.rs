//! Counting the words of sessions, to add them to the vocabulary or take them off.

use std::collections::{BTreeSet, HashMap};

use rusqlite::{Connection, OptionalExtension, params};

use crate::language::{self, Language};
use crate::lines::Lines;
use crate::place::hash;
use crate::stems::stem;
use crate::tokens;

/// In how many messages and titles a word is.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    messages: i64,
    titles: i64,
    last: i64,
}

/// The words of some sessions, by the number of their language.
#[derive(Debug, Default)]
pub(crate) struct Tallies([HashMap<String, Tally>; Language::ALL.len() + 1]);

/// A word as it is stored.
struct Counted {
    id: i64,
    language: u8,
    word: String,
    tally: Tally,
}

impl Tallies {
    /// Counts the words of a message, each once however often the message has it; of a session that is mostly in this
    /// language.
    pub(crate) fn message(&mut self, row: i64, lines: &Lines, session: Option<Language>) {
        let language = Language::number(language::of(&lines.words, session));
        let Some(tallies) = self.0.get_mut(usize::from(language)) else { return };
        let count = |tally: &mut Tally| {
            if tally.last != row {
                tally.last = row;
                tally.messages += 1;
            }
        };
        for word in lines.each() {
            match tallies.get_mut(word) {
                Some(tally) => count(tally),
                None => count(tallies.entry(word.to_owned()).or_default()),
            }
        }
    }

    /// Counts the words of a session's title, each once.
    pub(crate) fn title(&mut self, title: &str, session: Option<Language>) {
        let Some(tallies) = self.0.get_mut(usize::from(Language::number(session))) else { return };
        for word in tokens::list(title).into_iter().collect::<BTreeSet<_>>() {
            tallies.entry(word).or_default().titles += 1;
        }
    }

    /// In the order of their ids, which both tables like best.
    fn sorted(self) -> Vec<Counted> {
        let mut all: Vec<Counted> = Vec::new();
        for (language, tallies) in (0..).zip(self.0) {
            let counted =
                |(word, tally): (String, Tally)| Counted { id: id(language, &word), language, word, tally };
            all.extend(tallies.into_iter().map(counted));
        }
        all.sort_unstable_by_key(|one| one.id);
        all
    }

    /// Adds these counts to those stored.
    pub(crate) fn add(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut update = connection.prepare_cached(
            "UPDATE words SET messages = messages + ?2, titles = titles + ?3 WHERE id = ?1",
        )?;
        let mut insert = connection.prepare_cached(
            "INSERT INTO words (id, word, language, stem, messages, titles) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut part = connection.prepare_cached("INSERT INTO parts (rowid, word) VALUES (?1, ?2)")?;
        for Counted { id, language, word, tally } in self.sorted() {
            if update.execute(params![id, tally.messages, tally.titles])? == 0 {
                let stem = Language::numbered(language).and_then(|language| stem(language, &word));
                let stem = stem.unwrap_or_default();
                insert.execute(params![id, word, language, stem, tally.messages, tally.titles])?;
                part.execute(params![id, word])?;
            }
        }
        Ok(())
    }

    /// Takes these counts off those stored; words that nobody uses any more are dropped.
    pub(crate) fn subtract(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut update = connection.prepare_cached(
            "UPDATE words SET messages = messages - ?2, titles = titles - ?3 WHERE id = ?1
             RETURNING messages + titles",
        )?;
        let mut delete = connection.prepare_cached("DELETE FROM words WHERE id = ?1")?;
        let mut part =
            connection.prepare_cached("INSERT INTO parts (parts, rowid, word) VALUES ('delete', ?1, ?2)")?;
        for Counted { id, word, tally, .. } in self.sorted() {
            let left: Option<i64> =
                update.query_row(params![id, tally.messages, tally.titles], |row| row.get(0)).optional()?;
            if left == Some(0) {
                delete.execute([id])?;
                part.execute(params![id, word])?;
            }
        }
        Ok(())
    }
}

/// A word's row, made from the word and its language alone so that it is the same after every rebuild.
fn id(language: u8, word: &str) -> i64 {
    hash(word).wrapping_add(u64::from(language) << 56).cast_signed()
}

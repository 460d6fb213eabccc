//! The vocabulary: every word of the archive with the number of messages that hold it, and a trigram index of its letters.
//!
//! The counts tell what a query will cost before it is run, and are the exact total for a single word. The trigrams find
//! parts of words: they are looked up among the words, which are few, rather than among the messages, which are many.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::lines::Lines;
use crate::place::hash;

pub(crate) const V1: &str = "
CREATE TABLE words (
    id       INTEGER PRIMARY KEY,
    word     TEXT    NOT NULL UNIQUE,
    messages INTEGER NOT NULL DEFAULT 0,
    titles   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE VIRTUAL TABLE parts USING fts5(
    word, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);
";

/// In how many messages and titles a word is.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    messages: i64,
    titles: i64,
    last: i64,
}

/// The words of one session as they are counted.
#[derive(Debug, Default)]
pub(crate) struct Tallies(HashMap<String, Tally>);

impl Tallies {
    /// Counts the words of a message, each once however often the message has it.
    pub(crate) fn message(&mut self, row: i64, lines: &Lines) {
        let count = |tally: &mut Tally| {
            if tally.last != row {
                tally.last = row;
                tally.messages += 1;
            }
        };
        for word in lines.each() {
            match self.0.get_mut(word) {
                Some(tally) => count(tally),
                None => count(self.0.entry(word.to_owned()).or_default()),
            }
        }
    }

    /// Counts a word of a title.
    pub(crate) fn title(&mut self, word: &str) {
        self.0.entry(word.to_owned()).or_default().titles = 1;
    }

    /// In the order of their ids, which both tables like best.
    fn sorted(self) -> Vec<(i64, String, Tally)> {
        let mut rows: Vec<_> = self.0.into_iter().map(|(word, tally)| (id(&word), word, tally)).collect();
        rows.sort_unstable_by_key(|row| row.0);
        rows
    }

    /// Adds these counts to those stored.
    pub(crate) fn add(self, connection: &Connection) -> rusqlite::Result<()> {
        let mut update = connection.prepare_cached(
            "UPDATE words SET messages = messages + ?2, titles = titles + ?3 WHERE id = ?1",
        )?;
        let mut insert = connection
            .prepare_cached("INSERT INTO words (id, word, messages, titles) VALUES (?1, ?2, ?3, ?4)")?;
        let mut part = connection.prepare_cached("INSERT INTO parts (rowid, word) VALUES (?1, ?2)")?;
        for (id, word, tally) in self.sorted() {
            if update.execute(params![id, tally.messages, tally.titles])? == 0 {
                insert.execute(params![id, word, tally.messages, tally.titles])?;
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
        for (id, word, tally) in self.sorted() {
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

/// A word's row, made from the word alone so that it is the same after every rebuild.
fn id(word: &str) -> i64 {
    hash(word).cast_signed()
}

/// In how many messages a word is.
pub(crate) fn messages_with(connection: &Connection, word: &str) -> rusqlite::Result<u64> {
    let count = connection
        .prepare_cached("SELECT messages FROM words WHERE id = ?1")?
        .query_row([id(word)], |row| row.get(0))
        .optional()?;
    Ok(count.unwrap_or(0))
}

/// Words that begin with a prefix, the most used first with their uses, and how many uses all of them have together.
pub(crate) fn beginning(
    connection: &Connection,
    prefix: &str,
    most: usize,
) -> rusqlite::Result<(Vec<(String, u64)>, u64)> {
    let mut found: Vec<(String, u64)> = connection
        .prepare_cached("SELECT word, messages FROM words WHERE word >= ?1 AND word < ?1 || char(1114111)")?
        .query_map([prefix], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let uses = found.iter().map(|(_, messages)| messages).sum();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    found.truncate(most);
    Ok((found, uses))
}

/// How many words are looked at for a part.
const MOST_LOOKED_AT: usize = 4_096;

/// Words that hold `part` anywhere, the most used first, at most `most`, and whether these are all. A part needs three
/// characters.
pub(crate) fn holding(
    connection: &Connection,
    part: &str,
    most: usize,
) -> rusqlite::Result<(Vec<String>, bool)> {
    let letters: Vec<char> = part.chars().collect();
    let trigrams: Vec<String> =
        letters.windows(3).map(|three| format!("\"{}\"", three.iter().collect::<String>())).collect();
    if trigrams.is_empty() {
        return Ok((Vec::new(), true));
    }
    let looked_at: Vec<(String, u64)> = connection
        .prepare_cached(
            "SELECT w.word, w.messages FROM parts p JOIN words w ON w.id = p.rowid
             WHERE p.parts MATCH ?1 ORDER BY p.rowid LIMIT ?2",
        )?
        .query_map(params![trigrams.join(" AND "), MOST_LOOKED_AT as i64], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?
        .collect::<rusqlite::Result<_>>()?;
    let all = looked_at.len() < MOST_LOOKED_AT;
    let mut found: Vec<_> = looked_at.into_iter().filter(|(word, _)| word.contains(part)).collect();
    found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let all = all && found.len() <= most;
    found.truncate(most);
    Ok((found.into_iter().map(|(word, _)| word).collect(), all))
}

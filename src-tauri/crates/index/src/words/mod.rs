//! The vocabulary: every word of the archive, by language, with the number of messages that hold it; an index of stems, and
//! a trigram index of letters.
//!
//! The counts tell what a query will cost before it is run, and are the exact total for a single word. Stems lead to the
//! other forms of a word, trigrams to the words that hold a part: both are looked up among the words, which are few,
//! rather than among the messages, which are many.

mod tallies;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use crate::language::Language;
use crate::stems::stem;

pub(crate) use tallies::Tallies;

pub(crate) const V1: &str = "
CREATE TABLE words (
    id       INTEGER PRIMARY KEY,
    word     TEXT    NOT NULL,
    language INTEGER NOT NULL,
    stem     TEXT    NOT NULL,
    messages INTEGER NOT NULL DEFAULT 0,
    titles   INTEGER NOT NULL DEFAULT 0,
    UNIQUE (word, language)
) STRICT;
CREATE INDEX words_by_stem ON words (stem, language) WHERE stem <> '';
CREATE VIRTUAL TABLE parts USING fts5(
    word, content = '', columnsize = 0, detail = none, tokenize = 'trigram case_sensitive 1'
);
";

/// In how many messages a word is.
pub(crate) fn messages_with(connection: &Connection, word: &str) -> rusqlite::Result<u64> {
    connection
        .prepare_cached("SELECT coalesce(sum(messages), 0) FROM words WHERE word = ?1")?
        .query_row([word], |row| row.get(0))
}

/// How often all words that begin with a prefix are used, if there are fewer than `most` of them.
pub(crate) fn uses_of_beginning(
    connection: &Connection,
    prefix: &str,
    most: usize,
) -> rusqlite::Result<Option<u64>> {
    connection
        .prepare_cached(
            "SELECT count(*) < ?2, coalesce(sum(messages), 0) FROM
             (SELECT messages FROM words WHERE word >= ?1 AND word < ?1 || char(1114111) LIMIT ?2)",
        )?
        .query_row(params![prefix, most as i64], |row| Ok(row.get::<_, bool>(0)?.then_some(row.get(1)?)))
}

/// Words that begin with a prefix, the most used first with their uses, and how many uses all of them have together.
pub(crate) fn beginning(
    connection: &Connection,
    prefix: &str,
    most: usize,
) -> rusqlite::Result<(Vec<(String, u64)>, u64)> {
    let found: Vec<(String, u64)> = connection
        .prepare_cached(
            "SELECT word, sum(messages) FROM words WHERE word >= ?1 AND word < ?1 || char(1114111)
             GROUP BY word",
        )?
        .query_map([prefix], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let uses = found.iter().map(|(_, messages)| messages).sum();
    Ok((most_used(found, most), uses))
}

/// The other forms of a word, in each language that it may be of, the most used first.
pub(crate) fn forms(connection: &Connection, word: &str, most: usize) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare_cached(
        "SELECT word, messages FROM words WHERE stem = ?1 AND language = ?2 AND stem <> '' AND word <> ?3",
    )?;
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for language in Language::ALL {
        let Some(stem) = stem(language, word) else { continue };
        let mut rows = statement.query(params![stem, Language::number(Some(language)), word])?;
        while let Some(row) = rows.next()? {
            *found.entry(row.get(0)?).or_default() += row.get::<_, u64>(1)?;
        }
    }
    Ok(most_used(found.into_iter().collect(), most).into_iter().map(|(word, _)| word).collect())
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
    let trigrams: BTreeSet<String> =
        letters.windows(3).map(|three| format!("\"{}\"", three.iter().collect::<String>())).collect();
    if trigrams.is_empty() {
        return Ok((Vec::new(), true));
    }
    let asked = trigrams.into_iter().collect::<Vec<_>>().join(" AND ");
    let mut statement = connection.prepare_cached(
        "SELECT w.word, w.messages FROM parts p JOIN words w ON w.id = p.rowid
         WHERE p.parts MATCH ?1 ORDER BY p.rowid LIMIT ?2",
    )?;
    let mut rows = statement.query(params![asked, MOST_LOOKED_AT as i64])?;
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    let mut looked_at = 0;
    while let Some(row) = rows.next()? {
        looked_at += 1;
        if row.get_ref(0)?.as_str()?.contains(part) {
            *found.entry(row.get(0)?).or_default() += row.get::<_, u64>(1)?;
        }
    }
    let all = looked_at < MOST_LOOKED_AT && found.len() <= most;
    Ok((most_used(found.into_iter().collect(), most).into_iter().map(|(word, _)| word).collect(), all))
}

fn most_used(mut words: Vec<(String, u64)>, most: usize) -> Vec<(String, u64)> {
    words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    words.truncate(most);
    words
}

//! Searching.
//!
//! An answer is wanted while a word is being typed, so the work is bounded whatever the word. The index of words is
//! read backwards, newest sessions first, up to [`RANKED`] hits; these are weighed by how well they fit. A word that
//! stands in more messages than that is so common that the newest are as good as any. FTS5's own `rank` is not used: to
//! weigh one hit, it reads every place of every word of the query. How many there are is counted up to [`COUNTED`].
//! Where the index of words gives too little, the index of trigrams gives the messages that hold the letters.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use causerie_model::{Kind, MessageId, SessionId, TimeMs};
use rusqlite::Connection;

use crate::fold::{fold, tokens};
use crate::key::Key;
use crate::messages::{self, Placed};
use crate::query::{Parsed, Term};
use crate::{rank, sessions};

/// So many hits are weighed against each other.
const RANKED: usize = 300;
/// So many are counted.
const COUNTED: u64 = 5_000;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What was typed: words, `"a phrase"`, `beginning*`, `-not`.
    pub text: String,
    /// In this session only.
    pub session: Option<SessionId>,
    /// How many hits at the most.
    pub limit: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long it took.
    pub took: Duration,
    /// How many there are in all.
    pub total: u64,
    /// Whether `total` was counted to the end; else there are at least so many.
    pub total_is_exact: bool,
    /// The best of them, best first.
    pub hits: Vec<Hit>,
}

/// A message, cue or title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The session it stands in.
    pub session: SessionId,
    /// That session's title.
    pub session_title: String,
    /// The message; none where it is the title that fits.
    pub message: Option<MessageId>,
    /// When it came; the start where it is the title.
    pub at: TimeMs,
    /// Who wrote or said it.
    pub author: String,
    /// What it is; a marker where it is the title.
    pub kind: Kind,
    /// The whole text.
    pub text: String,
    /// The part to show.
    pub snippet: Vec<SnippetPart>,
}

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    /// The text.
    pub text: String,
    /// Whether it is what was searched for.
    pub hit: bool,
}

pub(crate) fn search(connection: &Connection, query: &Query) -> rusqlite::Result<Answer> {
    let begun = Instant::now();
    let mut answer = Answer { took: Duration::ZERO, total: 0, total_is_exact: true, hits: Vec::new() };
    let parsed = Parsed::new(&query.text);
    if let (Some(fts), Some(scope)) = (parsed.to_fts(), Scope::of(connection, query.session)?) {
        let titles = titles(connection, &parsed, query.session)?;
        let by_words = scope.rows(connection, "words", &fts)?;
        let by_parts = match parsed.to_trigrams() {
            Some(trigrams) if by_words.len() < query.limit => {
                by_parts(connection, &scope, &parsed, &trigrams, &by_words)?
            }
            _ => Vec::new(),
        };
        let counted =
            if by_words.len() < RANKED { by_words.len() as u64 } else { scope.count(connection, &fts)? };
        answer.total = counted + (by_parts.len() + titles.len()) as u64;
        answer.total_is_exact = counted < COUNTED && by_parts.len() < RANKED;
        answer.hits = titles;
        for placed in ranked(connection, &parsed, by_words)?.into_iter().chain(by_parts) {
            if answer.hits.len() >= query.limit {
                break;
            }
            answer.hits.extend(hit(connection, &parsed, placed)?);
        }
        answer.hits.truncate(query.limit);
    }
    answer.took = begun.elapsed();
    Ok(answer)
}

/// The rows among which to search, first and last.
struct Scope(i64, i64);

impl Scope {
    /// None if the session is not known.
    fn of(connection: &Connection, session: Option<SessionId>) -> rusqlite::Result<Option<Self>> {
        match session {
            None => Ok(Some(Self(0, i64::MAX))),
            Some(id) => Ok(sessions::key_of(connection, id)?.map(|key| Self(key.rows().0, key.rows().1))),
        }
    }

    /// The rows that fit, from the last back, as many as are weighed.
    fn rows(&self, connection: &Connection, table: &str, fts: &str) -> rusqlite::Result<Vec<i64>> {
        let sql = format!(
            "SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC LIMIT {RANKED}"
        );
        connection.prepare_cached(&sql)?.query_map((fts, self.0, self.1), |row| row.get(0))?.collect()
    }

    fn count(&self, connection: &Connection, fts: &str) -> rusqlite::Result<u64> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ?1 AND rowid BETWEEN ?2 AND ?3 LIMIT {COUNTED})"
        );
        connection.prepare_cached(&sql)?.query_row((fts, self.0, self.1), |row| row.get(0))
    }
}

/// A message with the number of its row.
type Row = (i64, Placed);

fn read(connection: &Connection, rowid: i64) -> rusqlite::Result<Row> {
    let sql = format!("SELECT {} FROM messages WHERE rowid = ?1", messages::COLUMNS);
    Ok((rowid, connection.prepare_cached(&sql)?.query_row([rowid], |row| messages::read(row))?))
}

/// The messages of these rows, best first; among equals the newest.
fn ranked(connection: &Connection, parsed: &Parsed, rows: Vec<i64>) -> rusqlite::Result<Vec<Row>> {
    let mut ranked = Vec::with_capacity(rows.len());
    for rowid in rows {
        let row = read(connection, rowid)?;
        ranked.push((rank::score(parsed, &row.1.message.text), row));
    }
    ranked.sort_by(|(a, row_a), (b, row_b)| b.total_cmp(a).then(row_b.0.cmp(&row_a.0)));
    Ok(ranked.into_iter().map(|(_, row)| row).collect())
}

/// The messages that hold the letters of every single word somewhere, and were not found by words.
fn by_parts(
    connection: &Connection,
    scope: &Scope,
    parsed: &Parsed,
    trigrams: &str,
    by_words: &[i64],
) -> rusqlite::Result<Vec<Row>> {
    let known: BTreeSet<i64> = by_words.iter().copied().collect();
    let mut found = Vec::new();
    for rowid in scope.rows(connection, "parts", trigrams)? {
        if known.contains(&rowid) {
            continue;
        }
        let row = read(connection, rowid)?;
        let held = format!("{}\n{}", row.1.message.author, row.1.message.text);
        let (folded, tokens) = (fold(&held), tokens(&held));
        let holds = |term: &Term| match term.words.as_slice() {
            [word] => folded.contains(word.as_str()),
            _ => rank::stands_in(term, &tokens),
        };
        if parsed.wanted.iter().all(holds) && !parsed.unwanted.iter().any(holds) {
            found.push(row);
        }
    }
    Ok(found)
}

fn hit(connection: &Connection, parsed: &Parsed, (rowid, placed): Row) -> rusqlite::Result<Option<Hit>> {
    let named = sessions::named(connection, Key::of_row(rowid))?;
    Ok(named.map(|(session, session_title)| Hit {
        session,
        session_title,
        message: Some(placed.log.message(placed.message.seq)),
        at: placed.at,
        snippet: rank::snippet(parsed, &placed.message.text),
        author: placed.message.author,
        kind: placed.message.kind,
        text: placed.message.text,
    }))
}

/// The sessions whose titles fit.
fn titles(connection: &Connection, parsed: &Parsed, within: Option<SessionId>) -> rusqlite::Result<Vec<Hit>> {
    let pieces: Vec<String> = parsed.wanted.iter().map(|term| term.words.join(" ")).collect();
    if within.is_some() || !parsed.unwanted.is_empty() || pieces.iter().any(|piece| piece.chars().count() < 2)
    {
        return Ok(Vec::new());
    }
    let hit = |(_, session, title): (Key, SessionId, String)| Hit {
        session,
        message: None,
        at: TimeMs::ZERO,
        author: String::new(),
        kind: Kind::Marker,
        snippet: rank::snippet(parsed, &title),
        text: title.clone(),
        session_title: title,
    };
    Ok(sessions::titled(connection, &pieces)?.into_iter().map(hit).collect())
}

//! Searching.
//!
//! An answer is wanted while a word is being typed, so its work is bounded whatever the word. The full-text tables are
//! read from the newest sessions back, a window of the rows at a time; the first [`RANKED`] hits are weighed by
//! how well they fit, for a word that stands in more messages than that is so common that the newest are as good
//! as any. FTS5's own `rank` is not used: to weigh one hit, it reads every place of every word of the query. Who is in a
//! hurry says so by [`Query::patience`]: when that is over, no further window is read, and the total says that
//! there may be more. Where the index of words gives too little, the index of trigrams gives the messages that
//! hold the letters.

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
/// So many are counted by who is in a hurry.
const COUNTED: usize = 2_000;

/// A question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// What was typed: words, `"a phrase"`, `beginning*`, `-not`.
    pub text: String,
    /// In this session only.
    pub session: Option<SessionId>,
    /// How many hits at the most.
    pub limit: usize,
    /// How long to look, about, where an incomplete answer will do; else all of the archive is looked through.
    pub patience: Option<Duration>,
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

/// The rows of some sessions, first and last.
pub(crate) type Window = (i64, i64);

pub(crate) fn search(connection: &Connection, windows: &[Window], query: &Query) -> rusqlite::Result<Answer> {
    let begun = Instant::now();
    let mut answer = Answer { took: Duration::ZERO, total: 0, total_is_exact: true, hits: Vec::new() };
    let parsed = Parsed::new(&query.text);
    if let Some(fts) = parsed.to_fts() {
        let windows = match query.session {
            None => windows.to_vec(),
            Some(id) => sessions::key_of(connection, id)?.map(|key| key.rows()).into_iter().collect(),
        };
        let deadline = query.patience.map(|patience| begun + patience);
        let titles = titles(connection, &parsed, query.session)?;
        let by_words = Found::look(connection, "words", &fts, &windows, deadline)?;
        let by_parts = match parsed.to_trigrams() {
            Some(trigrams) if by_words.count < query.limit => {
                Found::look(connection, "parts", &trigrams, &windows, deadline)?
            }
            _ => Found::default(),
        };
        answer.total_is_exact = by_words.is_complete && by_parts.is_complete && by_parts.count <= RANKED;
        let by_parts = with_letters(connection, &parsed, &by_parts.rows, &by_words.rows)?;
        answer.total = (titles.len() + by_words.count + by_parts.len()) as u64;
        answer.hits = titles;
        for placed in ranked(connection, &parsed, by_words.rows)?.into_iter().chain(by_parts) {
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

/// What a full-text table gave.
struct Found {
    /// The newest rows, as many as are weighed.
    rows: Vec<i64>,
    /// How many there are.
    count: usize,
    /// Whether they were counted to the end.
    is_complete: bool,
}

impl Default for Found {
    fn default() -> Self {
        Self { rows: Vec::new(), count: 0, is_complete: true }
    }
}

impl Found {
    fn look(
        connection: &Connection,
        table: &str,
        fts: &str,
        windows: &[Window],
        deadline: Option<Instant>,
    ) -> rusqlite::Result<Self> {
        let mut found = Self::default();
        let most = if deadline.is_some() { COUNTED } else { usize::MAX };
        let sql = format!(
            "SELECT rowid FROM {table} WHERE {table} MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC"
        );
        let mut statement = connection.prepare_cached(&sql)?;
        for (first, last) in windows {
            let is_late = deadline.is_some_and(|deadline| Instant::now() > deadline);
            if is_late || found.count >= most {
                found.is_complete = false;
                break;
            }
            let mut rows = statement.query((fts, first, last))?;
            while let Some(row) = rows.next()? {
                if found.rows.len() < RANKED {
                    found.rows.push(row.get(0)?);
                }
                found.count += 1;
                if found.count >= most {
                    found.is_complete = false;
                    break;
                }
            }
        }
        Ok(found)
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

/// Of these rows the messages that hold the letters of every single word somewhere, and were not found by words.
fn with_letters(
    connection: &Connection,
    parsed: &Parsed,
    rows: &[i64],
    by_words: &[i64],
) -> rusqlite::Result<Vec<Row>> {
    let known: BTreeSet<i64> = by_words.iter().copied().collect();
    let mut found = Vec::new();
    for rowid in rows.iter().copied().filter(|rowid| !known.contains(rowid)) {
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

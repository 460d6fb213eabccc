//! Answering a query.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{self, AtomicBool};
use std::time::{Duration, Instant};

use causerie_model::{Kind, LogId, MessageId, SessionId, TimeMs};
use rusqlite::{Connection, params};

use crate::error::interrupted;
use crate::pattern::Pattern;
use crate::place::SessionKey;
use crate::query::{Parsed, Phrase, Query};
use crate::rank::Ranker;
use crate::snippet::{SnippetPart, snippet};
use crate::{entries, messages, sessions, titles, words};

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// How long it took.
    pub took: Duration,
    /// How many hits there are in all, or that there are at least so many.
    pub total: u64,
    /// Whether `total` is all of them.
    pub total_is_exact: bool,
    /// The best of them, in order.
    pub hits: Vec<Hit>,
}

/// A message or a session's title that matches.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The session.
    pub session: SessionId,
    /// Its title.
    pub session_title: String,
    /// The message; `None` if it is the title that matches.
    pub message: Option<MessageId>,
    /// The moment on the session's timeline; for a title, the start.
    pub at: TimeMs,
    /// Who wrote or said it; empty for a title.
    pub author: String,
    /// What it is; for a title, a marker.
    pub kind: Kind,
    /// All of its text.
    pub text: String,
    /// The text around what was found.
    pub snippet: Vec<SnippetPart>,
}

/// Up to so many matching messages are ranked against each other: all, or the newest.
const RANKED: usize = 300;
/// Up to so many matches of a single word are counted.
const COUNTED: usize = 2_000;
/// Up to so many matches of words that must stand together: finding each costs more, for most places of one word are none
/// of the other.
const COUNTED_TOGETHER: usize = 500;
/// If one condition has no more messages than this, they are fetched and the other conditions looked for in their texts.
const VERIFIED: u64 = 1_200;
/// If there are fewer hits than this, words that hold a word of the query as a part are searched for too.
const FEW: usize = 20;
/// How many words a part may stand for.
const MOST_PARTS: usize = 64;
/// How many words a prefix is tried with before all.
const MOST_BEGINNINGS: usize = 32;

/// A search under way.
pub(crate) struct Search<'a> {
    pub(crate) connection: &'a Connection,
    /// Set from elsewhere to give it up.
    pub(crate) stop: &'a AtomicBool,
}

/// Matching messages, not yet in order.
#[derive(Default)]
struct Matches {
    found: Vec<Candidate>,
    total: u64,
    is_exact: bool,
}

struct Candidate {
    row: i64,
    score: f64,
}

/// The rows to look at.
#[derive(Clone, Copy)]
struct Scope {
    from: i64,
    to: i64,
    most: usize,
    counted: usize,
}

impl Search<'_> {
    pub(crate) fn answer(&self, query: &Query) -> rusqlite::Result<Answer> {
        let began = Instant::now();
        let parsed = Parsed::new(&query.text);
        let mut answer = Answer { took: Duration::ZERO, total: 0, total_is_exact: true, hits: Vec::new() };
        let only = match query.session {
            None => None,
            Some(id) => match sessions::key(self.connection, id)? {
                Some(key) => Some(key),
                None => return Ok(answer),
            },
        };
        if !parsed.wanted.is_empty() {
            let is_one_word = matches!(parsed.wanted.as_slice(), [phrase] if phrase.words.len() == 1);
            let counted = match (query.counts_all, is_one_word) {
                (true, _) => usize::MAX - 1,
                (false, true) => COUNTED,
                (false, false) => COUNTED_TOGETHER,
            };
            self.fill(&parsed, only, (query.limit, counted), &mut answer)?;
        }
        answer.took = began.elapsed();
        Ok(answer)
    }

    fn fill(
        &self,
        parsed: &Parsed,
        only: Option<SessionKey>,
        (limit, counted): (usize, usize),
        answer: &mut Answer,
    ) -> rusqlite::Result<()> {
        let rows = only.map_or(i64::MIN..=i64::MAX, SessionKey::messages);
        let scope = Scope { from: *rows.start(), to: *rows.end(), most: RANKED.max(limit), counted };
        let unwanted: Vec<Pattern> = parsed.unwanted.iter().cloned().map(Pattern::new).collect();
        let wanted: Vec<Pattern> = parsed.wanted.iter().cloned().map(Pattern::new).collect();
        let mut titles = self.titles(&wanted, &unwanted, only)?;
        let mut matches = self.matches(&parsed.wanted, &unwanted, scope)?;
        matches.sort();
        let mut marked = wanted;
        if titles.len() + matches.found.len() < FEW
            && let Some((parts, are_all)) = self.parts(&parsed.wanted)?
        {
            let known: BTreeSet<SessionKey> = titles.iter().copied().collect();
            titles
                .extend(self.titles(&parts, &unwanted, only)?.into_iter().filter(|key| !known.contains(key)));
            matches.append(self.look(&parts, None, &unwanted, scope)?, are_all);
            marked = parts;
        }
        answer.total = matches.total + titles.len() as u64;
        answer.total_is_exact = matches.is_exact;
        for key in titles.into_iter().take(limit) {
            answer.hits.push(self.title_hit(key, &marked)?);
        }
        let left = limit - answer.hits.len();
        let mut names = HashMap::new();
        for candidate in matches.found.into_iter().take(left) {
            answer.hits.push(self.message_hit(candidate.row, &marked, &mut names)?);
        }
        Ok(())
    }

    fn titles(
        &self,
        wanted: &[Pattern],
        unwanted: &[Pattern],
        only: Option<SessionKey>,
    ) -> rusqlite::Result<Vec<SessionKey>> {
        let mut keys = titles::matching(self.connection, &expression(wanted, unwanted))?;
        keys.retain(|key| only.is_none_or(|only| only == *key));
        Ok(keys)
    }

    /// The messages that match, by the cheapest way there is.
    fn matches(&self, wanted: &[Phrase], unwanted: &[Pattern], scope: Scope) -> rusqlite::Result<Matches> {
        let mut exact = Vec::new();
        let mut rarest = (u64::MAX, 0);
        let mut quick: Vec<Pattern> = Vec::new();
        let mut has_quick = false;
        for (n, phrase) in wanted.iter().enumerate() {
            let (uses, beginnings) = self.uses(phrase)?;
            if uses == 0 {
                return Ok(Matches { is_exact: true, ..Matches::default() });
            }
            rarest = rarest.min((uses, n));
            exact.push(Pattern::new(phrase.clone()));
            has_quick |= beginnings.is_some();
            quick.push(beginnings.unwrap_or_else(|| Pattern::new(phrase.clone())));
        }
        let (uses, rarest) = rarest;
        if has_quick && uses > VERIFIED {
            let matches = self.look(&quick, None, unwanted, scope)?;
            if scope.counted <= COUNTED && matches.found.len() >= scope.most {
                return Ok(Matches { is_exact: false, ..matches });
            }
        }
        let driver = (uses <= VERIFIED && (exact.len() > 1 || !unwanted.is_empty())).then_some(rarest);
        let mut matches = self.look(&exact, driver, unwanted, scope)?;
        if let ([phrase], true, i64::MIN) = (wanted, unwanted.is_empty(), scope.from)
            && phrase.words.len() == 1
            && !phrase.open
        {
            (matches.total, matches.is_exact) = (uses, true);
        }
        Ok(matches)
    }

    /// At most how many messages have a phrase; and, for one that ends in a prefix of very many, its most used words.
    fn uses(&self, phrase: &Phrase) -> rusqlite::Result<(u64, Option<Pattern>)> {
        let Some((last, rest)) = phrase.words.split_last() else { return Ok((0, None)) };
        let mut uses = u64::MAX;
        for word in rest {
            uses = uses.min(words::messages_with(self.connection, word)?);
        }
        if !phrase.open {
            return Ok((uses.min(words::messages_with(self.connection, last)?), None));
        }
        if last.chars().count() <= entries::SHORT_PREFIX {
            let expression = format!("\"{last}\"*");
            let found = entries::count(self.connection, &expression, VERIFIED + 1)?;
            return Ok((uses.min(if found > VERIFIED { u64::MAX } else { found }), None));
        }
        let (beginnings, sum) = words::beginning(self.connection, last, MOST_BEGINNINGS)?;
        let quick = (sum > VERIFIED).then(|| {
            Pattern::any(beginnings.into_iter().map(|word| {
                let words = rest.iter().cloned().chain([word]).collect();
                Phrase { words, open: false }
            }))
        });
        Ok((uses.min(sum), quick))
    }

    /// Each word of the query by the words that hold it as a part; `None` if no word is long enough to be taken as one, or
    /// one is in no word at all.
    fn parts(&self, wanted: &[Phrase]) -> rusqlite::Result<Option<(Vec<Pattern>, bool)>> {
        let mut patterns = Vec::new();
        let (mut grew, mut are_all) = (false, true);
        for phrase in wanted {
            match phrase.words.as_slice() {
                [word] if word.chars().count() >= 3 => {
                    let (found, all) = words::holding(self.connection, word, MOST_PARTS)?;
                    if found.is_empty() {
                        return Ok(None);
                    }
                    grew = true;
                    are_all &= all;
                    let whole = |word| Phrase { words: vec![word], open: false };
                    patterns.push(Pattern::any(found.into_iter().map(whole)));
                }
                _ => patterns.push(Pattern::new(phrase.clone())),
            }
        }
        Ok(grew.then_some((patterns, are_all)))
    }

    /// Looks in the full-text index: for all conditions, or for one, verifying the others in the texts.
    fn look(
        &self,
        wanted: &[Pattern],
        driver: Option<usize>,
        unwanted: &[Pattern],
        scope: Scope,
    ) -> rusqlite::Result<Matches> {
        let expression = match driver.and_then(|n| wanted.get(n)) {
            Some(pattern) => pattern.expression(),
            None => expression(wanted, unwanted),
        };
        let mut statement = self.connection.prepare_cached(
            "SELECT rowid FROM entries WHERE entries MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid LIMIT ?4",
        )?;
        let most = if driver.is_some() { usize::MAX } else { scope.most.max(scope.counted) + 1 };
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut rows = statement.query(params![expression, scope.from, scope.to, limit])?;
        let mut ranker = Ranker::new(self.connection, wanted, unwanted)?;
        let mut matches = Matches { is_exact: true, ..Matches::default() };
        while let Some(row) = rows.next()? {
            let row: i64 = row.get(0)?;
            if driver.is_none() && matches.found.len() >= scope.most {
                matches.total += 1;
                continue;
            }
            if self.stop.load(atomic::Ordering::Relaxed) {
                return Err(interrupted());
            }
            if let Some(score) = ranker.score(row, driver.is_some())? {
                matches.found.push(Candidate { row, score });
                matches.total += 1;
            }
        }
        if driver.is_none() && matches.total as usize >= most {
            matches.total = most as u64 - 1;
            matches.is_exact = false;
        }
        Ok(matches)
    }

    fn title_hit(&self, key: SessionKey, patterns: &[Pattern]) -> rusqlite::Result<Hit> {
        let (session, title) = sessions::title(self.connection, key)?;
        Ok(Hit {
            session,
            session_title: title.clone(),
            message: None,
            at: TimeMs::ZERO,
            author: String::new(),
            kind: Kind::Marker,
            snippet: snippet(&title, patterns),
            text: title,
        })
    }

    fn message_hit(
        &self,
        row: i64,
        patterns: &[Pattern],
        names: &mut HashMap<SessionKey, (SessionId, String)>,
    ) -> rusqlite::Result<Hit> {
        let key = SessionKey::of(row);
        let (session, title) = match names.get(&key) {
            Some(known) => known.clone(),
            None => names.entry(key).or_insert(sessions::title(self.connection, key)?).clone(),
        };
        self.connection
            .prepare_cached("SELECT log, seq, at, author, kind, text FROM messages WHERE id = ?1")?
            .query_row([row], |row| {
                let text: String = row.get(5)?;
                Ok(Hit {
                    session,
                    session_title: title,
                    message: Some(LogId::new(row.get_ref(0)?.as_str()?).message(row.get(1)?)),
                    at: TimeMs::new(row.get(2)?),
                    author: row.get(3)?,
                    kind: messages::kind(row, 4)?,
                    snippet: snippet(&text, patterns),
                    text,
                })
            })
    }
}

impl Matches {
    /// The best first; of equals, the newest session's first, in the order of its logs.
    fn sort(&mut self) {
        self.found.sort_by(Candidate::order);
    }

    /// Adds matches by parts of words behind those by words.
    fn append(&mut self, mut other: Self, are_all: bool) {
        let before: BTreeSet<i64> = self.found.iter().map(|candidate| candidate.row).collect();
        other.sort();
        other.found.retain(|candidate| !before.contains(&candidate.row));
        self.total = self.total.max(other.total);
        self.is_exact = self.is_exact && other.is_exact && are_all;
        self.found.append(&mut other.found);
    }
}

impl Candidate {
    fn order(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.row.cmp(&other.row))
    }
}

/// All conditions in FTS5's query language.
fn expression(wanted: &[Pattern], unwanted: &[Pattern]) -> String {
    let join =
        |patterns: &[Pattern], by| patterns.iter().map(Pattern::expression).collect::<Vec<_>>().join(by);
    let wanted = join(wanted, " AND ");
    if unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", join(unwanted, " OR ")) }
}

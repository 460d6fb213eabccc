//! Answering a query.

mod answer;
mod clause;
mod hits;
mod like;
mod loose;
mod matches;
mod plan;
mod walk;
mod withheld;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use causerie_model::{Kind, SessionId, TimeMs};
use rusqlite::Connection;

use self::hits::Hits;
use self::matches::Matches;
use self::walk::{Others, Reach};
use crate::pattern::{Pattern, expression};
use crate::place::SessionKey;
use crate::query::{Order, Parsed, Query, Term};
use crate::scope::Scope;
use crate::{sessions, titles};

pub use answer::{Answer, Facets, Group, Hit, Line, Place};

/// Up to so many matching messages are ranked against each other: all, or the newest.
const RANKED: usize = 200;
/// Up to so many matches of a single word are counted.
const COUNTED: usize = 2_000;
/// Up to so many titles, and matches of words that must stand together or in sessions that do not: finding each costs more,
/// for most places of one are none of the other.
const COUNTED_TOGETHER: usize = 500;
/// If there are fewer hits than this, words that hold a word of the query as a part are searched for too.
const FEW: usize = 20;

/// A search under way.
pub(crate) struct Search<'a> {
    pub(crate) connection: &'a Connection,
    /// Set from elsewhere to give it up.
    pub(crate) stop: &'a AtomicBool,
}

/// What was found, and what to mark in it.
struct Found {
    titles: Vec<SessionKey>,
    matches: Matches,
    marked: Vec<Pattern>,
    /// Whether to show messages as they were recorded, also where something is hidden.
    as_recorded: bool,
}

impl Search<'_> {
    pub(crate) fn answer(&self, query: &Query) -> rusqlite::Result<Answer> {
        let began = Instant::now();
        let parsed = Parsed::new(&query.text);
        let mut answer = Answer { total_is_exact: true, ..Answer::default() };
        if let Some(scope) = self.scope(&parsed, query.session)? {
            let is_one_word = matches!(parsed.wanted.as_slice(), [any] if any.iter().all(Term::is_one_word));
            let reach = Reach {
                scope: &scope,
                backwards: query.order == Order::Oldest,
                ranked: RANKED.max(query.limit),
                least: FEW.max(query.limit),
                counted: match (query.counts_all, is_one_word && !scope.has_gaps()) {
                    (true, _) => usize::MAX,
                    (false, true) => COUNTED,
                    (false, false) => COUNTED_TOGETHER,
                },
                others: if query.counts_all { Others::CountFacts } else { Others::Count },
            };
            let found = self.find(&parsed, reach, query.order)?;
            answer = Hits::new(self, &found).answer(query.limit)?;
        }
        answer.took = began.elapsed();
        Ok(answer)
    }

    /// All messages of one session that match, by moment; of those at one moment, by log and number.
    pub(crate) fn places(&self, text: &str, session: SessionId) -> rusqlite::Result<Vec<Place>> {
        let parsed = Parsed::new(text);
        let Some(scope) = self.scope(&parsed, Some(session))? else { return Ok(Vec::new()) };
        let reach = Reach {
            scope: &scope,
            backwards: false,
            ranked: FEW,
            least: FEW,
            counted: usize::MAX,
            others: Others::Keep,
        };
        let matches = self.find(&parsed, reach, Order::Newest)?.matches;
        let mut places = Vec::new();
        let mut fetch = self.connection.prepare_cached("SELECT at, kind FROM messages WHERE id = ?1")?;
        let mut rows: Vec<i64> = matches.found.iter().map(|one| one.row).chain(matches.more).collect();
        rows.sort_unstable();
        for row in rows {
            let Some(number) = SessionKey::number(row) else { continue };
            let mut stored = fetch.query([row])?;
            if let Some(stored) = stored.next()? {
                let is_spoken = stored.get_ref(1)?.as_str()? == Kind::Transcript.as_str();
                places.push(Place { number, at: TimeMs::new(stored.get(0)?), is_spoken });
            }
        }
        places.sort_by_key(|place| place.at);
        Ok(places)
    }

    /// The sessions that are asked about; `None` if there is nothing to look for.
    fn scope(&self, parsed: &Parsed, session: Option<SessionId>) -> rusqlite::Result<Option<Scope>> {
        let is_about_sessions = !parsed.sessions.is_empty() || !parsed.not_sessions.is_empty();
        let asks_nothing = parsed.wanted.is_empty() && !is_about_sessions && !parsed.withheld;
        if asks_nothing || parsed.contradicts_itself() {
            return Ok(None);
        }
        let only = match session {
            None => None,
            Some(id) => match sessions::key(self.connection, id)? {
                Some(key) => Some(key),
                None => return Ok(None),
            },
        };
        Scope::new(self.connection, parsed, only).map(Some)
    }

    fn find(&self, parsed: &Parsed, reach: Reach<'_>, order: Order) -> rusqlite::Result<Found> {
        if parsed.withheld {
            return self.withheld(parsed, reach.scope, order);
        }
        if parsed.wanted.is_empty() {
            let titles = self.sessions(reach.scope, order)?;
            let matches = Matches { is_exact: true, ..Matches::default() };
            return Ok(Found { titles, matches, marked: Vec::new(), as_recorded: false });
        }
        let mut clauses = Vec::new();
        for any in &parsed.wanted {
            clauses.push(self.clause(any)?);
        }
        let unwanted: Vec<Pattern> =
            parsed.unwanted.iter().map(|term| Pattern::any_of(std::slice::from_ref(term))).collect();
        let is_about_words = |term: &Term| matches!(term, Term::Words(_));
        let finds_titles = parsed.wanted.iter().flatten().chain(&parsed.unwanted).all(is_about_words);
        let titles_of = |wanted: &[Pattern]| match finds_titles {
            true => self.titles(wanted, &unwanted, reach),
            false => Ok(Vec::new()),
        };
        let mut marked: Vec<Pattern> = clauses.iter().map(|clause| clause.pattern.clone()).collect();
        let mut titles = titles_of(&marked)?;
        let mut matches = self.matches(&clauses, &unwanted, reach)?;
        matches.is_exact &= titles.len() < most_titles(reach);
        if titles.len() + matches.found.len() < FEW && matches.more.is_empty() {
            let mut known: BTreeSet<SessionKey> = titles.iter().copied().collect();
            let more = |wanted: &[Pattern]| {
                titles.extend(titles_of(wanted)?.into_iter().filter(|key| known.insert(*key)));
                Ok(titles.len())
            };
            if let Some(looser) = self.loosen(&clauses, &unwanted, reach, &mut matches, more)? {
                marked = looser;
            }
        }
        matches.sort(order);
        Ok(Found { titles, matches, marked, as_recorded: false })
    }

    /// All sessions that are asked for.
    fn sessions(&self, scope: &Scope, order: Order) -> rusqlite::Result<Vec<SessionKey>> {
        let mut keys = sessions::keys(self.connection, &scope.keys())?;
        keys.retain(|key| scope.holds(*key));
        if order == Order::Oldest {
            keys.reverse();
        }
        Ok(keys)
    }

    fn titles(
        &self,
        wanted: &[Pattern],
        unwanted: &[Pattern],
        reach: Reach<'_>,
    ) -> rusqlite::Result<Vec<SessionKey>> {
        let asked = format!("words : ({})", expression(wanted, unwanted));
        let mut keys = titles::matching(self.connection, &asked, &reach.scope.keys(), most_titles(reach))?;
        keys.retain(|key| reach.scope.holds(*key));
        Ok(keys)
    }
}

/// Up to so many titles are looked for.
fn most_titles(reach: Reach<'_>) -> usize {
    if reach.is_whole() || reach.scope.has_gaps() { usize::MAX } else { COUNTED_TOGETHER }
}

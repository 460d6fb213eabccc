//! Answering a query.

mod answer;
mod hits;
mod matches;
mod plan;
mod walk;

use std::collections::BTreeSet;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use rusqlite::Connection;

use self::hits::Hits;
use self::matches::Matches;
use self::walk::Reach;
use crate::pattern::{Pattern, expression};
use crate::place::SessionKey;
use crate::query::{Order, Parsed, Query, Term};
use crate::scope::Scope;
use crate::{sessions, titles};

pub use answer::{Answer, Facets, Group, Hit, Line};

/// Up to so many matching messages are ranked against each other: all, or the newest.
const RANKED: usize = 300;
/// Up to so many matches of a single word are counted.
const COUNTED: usize = 2_000;
/// Up to so many matches of words that must stand together: finding each costs more, for most places of one word are none
/// of the other.
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
}

impl Search<'_> {
    pub(crate) fn answer(&self, query: &Query) -> rusqlite::Result<Answer> {
        let began = Instant::now();
        let parsed = Parsed::new(&query.text);
        let mut answer = Answer { total_is_exact: true, ..Answer::default() };
        if let Some(scope) = self.scope(&parsed, query)? {
            let found = self.find(&parsed, &scope, query)?;
            answer = Hits::new(self, &found).answer(query.limit)?;
        }
        answer.took = began.elapsed();
        Ok(answer)
    }

    /// The sessions that are asked about; `None` if there is nothing to look for.
    fn scope(&self, parsed: &Parsed, query: &Query) -> rusqlite::Result<Option<Scope>> {
        if parsed.wanted.is_empty() && parsed.sessions.is_empty() && parsed.not_sessions.is_empty() {
            return Ok(None);
        }
        let only = match query.session {
            None => None,
            Some(id) => match sessions::key(self.connection, id)? {
                Some(key) => Some(key),
                None => return Ok(None),
            },
        };
        Scope::new(self.connection, parsed, only).map(Some)
    }

    fn find(&self, parsed: &Parsed, scope: &Scope, query: &Query) -> rusqlite::Result<Found> {
        let wanted: Vec<Pattern> = parsed.wanted.iter().map(|any| Pattern::any_of(any)).collect();
        if wanted.is_empty() {
            let titles = self.sessions(scope, query.order)?;
            return Ok(Found {
                titles,
                matches: Matches { is_exact: true, ..Matches::default() },
                marked: wanted,
            });
        }
        let unwanted: Vec<Pattern> =
            parsed.unwanted.iter().map(|term| Pattern::any_of(std::slice::from_ref(term))).collect();
        let is_one_word =
            matches!(wanted.as_slice(), [one] if one.phrases().all(|phrase| phrase.words.len() == 1));
        let reach = Reach {
            scope,
            backwards: query.order == Order::Oldest,
            ranked: RANKED.max(query.limit),
            counted: match (query.counts_all, is_one_word) {
                (true, _) => usize::MAX,
                (false, true) => COUNTED,
                (false, false) => COUNTED_TOGETHER,
            },
            counts_facts: query.counts_all,
        };
        let is_about_words = |term: &Term| matches!(term, Term::Words(_));
        let finds_titles = parsed.wanted.iter().flatten().chain(&parsed.unwanted).all(is_about_words);
        let titles_of = |wanted: &[Pattern]| match finds_titles {
            true => self.titles(wanted, &unwanted, scope),
            false => Ok(Vec::new()),
        };
        let mut titles = titles_of(&wanted)?;
        let mut matches = self.matches(&parsed.wanted, &unwanted, reach)?;
        matches.sort(query.order);
        let mut marked = wanted;
        if titles.len() + matches.found.len() < FEW
            && let Some((parts, are_all)) = self.parts(&parsed.wanted)?
        {
            let known: BTreeSet<SessionKey> = titles.iter().copied().collect();
            titles.extend(titles_of(&parts)?.into_iter().filter(|key| !known.contains(key)));
            matches.append(self.look(&parts, None, &unwanted, reach)?, are_all);
            matches.sort(query.order);
            marked = parts;
        }
        Ok(Found { titles, matches, marked })
    }

    /// All sessions that are asked for.
    fn sessions(&self, scope: &Scope, order: Order) -> rusqlite::Result<Vec<SessionKey>> {
        let mut keys = sessions::keys(self.connection, &scope.rows())?;
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
        scope: &Scope,
    ) -> rusqlite::Result<Vec<SessionKey>> {
        let asked = format!("words : ({})", expression(wanted, unwanted));
        let mut keys = titles::matching(self.connection, &asked, usize::MAX)?;
        keys.retain(|key| scope.holds(*key));
        Ok(keys)
    }
}

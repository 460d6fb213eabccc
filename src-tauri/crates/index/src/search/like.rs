//! More like a moment: messages elsewhere that share its rare words.

use std::collections::{BTreeMap, HashSet};
use std::sync::atomic;
use std::time::Instant;

use causerie_model::{MessageId, SessionId};
use rusqlite::{OptionalExtension, params};

use super::answer::Answer;
use super::hits::Hits;
use super::matches::Matches;
use super::{Found, Search};
use crate::error::interrupted;
use crate::language::is_function_word;
use crate::pattern::Pattern;
use crate::place::SessionKey;
use crate::query::{Order, Phrase};
use crate::rank::Ranker;
use crate::{messages, sessions, tokens, words};

/// So many of a moment's words are asked for, the rarest.
const WORDS: usize = 12;
/// Words in more messages than this say little.
const COMMON: u64 = 5_000;
/// So many messages of each word are looked at, the newest.
const EACH: usize = 400;
/// Up to so many are ranked against each other.
const RANKED: usize = 300;
/// What stands so many messages before and after belongs to the moment.
const AROUND: i64 = 2;

impl Search<'_> {
    /// Messages outside of this moment that share its rare words, those that share the most first. None if there is no
    /// such message.
    pub(crate) fn like(
        &self,
        session: SessionId,
        message: &MessageId,
        limit: usize,
    ) -> rusqlite::Result<Answer> {
        let began = Instant::now();
        let mut answer = Answer { total_is_exact: true, ..Answer::default() };
        if let Some(row) = self.row_of(session, message)? {
            let rare = self.rare_words(row)?;
            let found = self.sharing(&rare, row)?;
            answer = Hits::new(self, &found).answer(limit)?;
        }
        answer.took = began.elapsed();
        Ok(answer)
    }

    fn row_of(&self, session: SessionId, message: &MessageId) -> rusqlite::Result<Option<i64>> {
        let (Some(key), Some((log, seq))) = (sessions::key(self.connection, session)?, message.parts())
        else {
            return Ok(None);
        };
        let rows = key.messages();
        self.connection
            .prepare_cached("SELECT id FROM messages WHERE id BETWEEN ?1 AND ?2 AND log = ?3 AND seq = ?4")?
            .query_row(params![rows.start(), rows.end(), log.as_str(), seq], |row| row.get(0))
            .optional()
    }

    /// The rarest words of a moment that somebody else uses too, with what each is worth.
    fn rare_words(&self, row: i64) -> rusqlite::Result<Vec<(String, f64)>> {
        let mut seen = HashSet::new();
        let mut rare = Vec::new();
        for near in row - AROUND..=row + AROUND {
            if SessionKey::of(near) != SessionKey::of(row) {
                continue;
            }
            let Some(placed) = messages::by_row(self.connection, near)? else { continue };
            // What stands beside the message is worth half as much as what is in it.
            let weight = if near == row { 1.0 } else { 0.5 };
            for word in tokens::list(&placed.message.text) {
                let says_little =
                    tokens::is_alone(&word) || word.chars().count() < 3 || is_function_word(&word);
                if says_little || !seen.insert(word.clone()) {
                    continue;
                }
                let uses = words::messages_with(self.connection, &word)?;
                if (2..=COMMON).contains(&uses) {
                    rare.push((word, weight * (COMMON as f64 / uses as f64).ln_1p()));
                }
            }
        }
        rare.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        rare.truncate(WORDS);
        Ok(rare)
    }

    fn sharing(&self, rare: &[(String, f64)], row: i64) -> rusqlite::Result<Found> {
        let mut worth: BTreeMap<i64, f64> = BTreeMap::new();
        let own = row - AROUND..=row + AROUND;
        let mut statement = self
            .connection
            .prepare_cached("SELECT rowid FROM entries WHERE entries MATCH ?1 ORDER BY rowid LIMIT ?2")?;
        let patterns: Vec<Pattern> =
            rare.iter().map(|(word, _)| Pattern::any([Phrase::of(word.clone())])).collect();
        for (pattern, (_, weight)) in patterns.iter().zip(rare) {
            let mut rows = statement.query(params![pattern.expression(), EACH as i64])?;
            while let Some(row) = rows.next()? {
                *worth.entry(row.get(0)?).or_default() += weight;
            }
            if self.stop.load(atomic::Ordering::Relaxed) {
                return Err(interrupted());
            }
        }
        let mut best: Vec<(i64, f64)> = worth.into_iter().filter(|(row, _)| !own.contains(row)).collect();
        best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut matches = Matches { total: best.len() as u64, is_exact: true, ..Matches::default() };
        for (row, _) in &best {
            matches.facts.session(SessionKey::of(*row));
        }
        let mut ranker = Ranker::new(self.connection, &[], &[])?;
        for (row, worth) in best.into_iter().take(RANKED) {
            if let Some(mut scored) = ranker.score(row, false, &mut matches.facts)? {
                scored.score = worth;
                matches.found.push(scored);
            }
        }
        matches.sort(Order::Relevance);
        Ok(Found { titles: Vec::new(), matches, marked: patterns, as_recorded: false })
    }
}

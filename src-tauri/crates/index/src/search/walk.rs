//! Walking the full-text index, and looking into what is found there.

use std::sync::atomic;

use rusqlite::params;

use super::Search;
use super::clause::{Clause, VERIFIED};
use super::matches::Matches;
use super::plan::Way;
use crate::error::interrupted;
use crate::pattern::Pattern;
use crate::place::SessionKey;
use crate::rank::Ranker;
use crate::scope::Scope;

/// How far to look.
#[derive(Clone, Copy)]
pub(super) struct Reach<'a> {
    pub(super) scope: &'a Scope,
    /// Whether the oldest sessions are to be looked at first.
    pub(super) backwards: bool,
    /// So many are ranked.
    pub(super) ranked: usize,
    /// So many are counted.
    pub(super) counted: usize,
    /// So many are found however many have to be looked into.
    pub(super) least: usize,
    /// What is done with those that are only counted.
    pub(super) others: Others,
}

/// What is done with matches that are not ranked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    /// They are counted.
    Count,
    /// It is also counted of whom they are and of what kind.
    CountFacts,
    /// Their rows are kept.
    Keep,
}

impl Reach<'_> {
    /// Whether all are to be found.
    pub(super) const fn is_whole(&self) -> bool {
        self.counted == usize::MAX
    }
}

impl Search<'_> {
    /// Goes a way, newest sessions first, until enough is found.
    pub(super) fn walk(
        &self,
        way: &Way,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
    ) -> rusqlite::Result<Matches> {
        let wanted: Vec<Pattern> = clauses.iter().map(|clause| clause.pattern.clone()).collect();
        let ranked = if way.finds_few { usize::MAX } else { reach.ranked };
        let mut statement = self.connection.prepare_cached(if reach.backwards {
            "SELECT rowid FROM entries WHERE entries MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid DESC"
        } else {
            "SELECT rowid FROM entries WHERE entries MATCH ?1 AND rowid BETWEEN ?2 AND ?3 ORDER BY rowid"
        })?;
        let mut ranker = Ranker::new(self.connection, &wanted, unwanted)?;
        let mut matches = Matches { is_exact: true, ..Matches::default() };
        let mut looked_into = 0;
        let (mut from, mut to) = reach.scope.rows().into_inner();
        let is_all = reach.scope.is_all();
        'walk: while from <= to {
            let mut rows = statement.query(params![way.expression, from, to])?;
            while let Some(row) = rows.next()? {
                if self.stop.load(atomic::Ordering::Relaxed) {
                    return Err(interrupted());
                }
                let row: i64 = row.get(0)?;
                let key = SessionKey::of(row);
                if !is_all && !reach.scope.holds(key) {
                    if way.finds_few {
                        continue;
                    }
                    let Some(next) = reach.scope.beyond(key, reach.backwards) else { break 'walk };
                    *(if reach.backwards { &mut to } else { &mut from }) = next;
                    continue 'walk;
                }
                let total = matches.total as usize;
                let is_much = looked_into >= VERIFIED && total >= reach.least && !reach.is_whole();
                if is_much || (matches.found.len() >= ranked && total >= reach.counted) {
                    matches.is_exact = false;
                    break 'walk;
                }
                looked_into += u64::from(way.verify);
                if matches.found.len() >= ranked {
                    if way.verify && !ranker.fits(row)? {
                        continue;
                    }
                    match reach.others {
                        Others::Count => {}
                        Others::CountFacts => ranker.count(row, &mut matches.facts)?,
                        Others::Keep => matches.more.push(row),
                    }
                } else if let Some(scored) = ranker.score(row, way.verify, &mut matches.facts)? {
                    matches.found.push(scored);
                } else {
                    continue;
                }
                matches.facts.session(key);
                matches.total += 1;
            }
            break;
        }
        Ok(matches)
    }
}

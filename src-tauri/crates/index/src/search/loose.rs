//! Looser ways to understand a query, for when it finds little as it was asked.

use std::collections::BTreeSet;

use super::clause::Clause;
use super::matches::Matches;
use super::walk::Reach;
use super::{FEW, Search};
use crate::pattern::Pattern;
use crate::query::{Phrase, Term};
use crate::rank::Ranker;
use crate::{tokens, words};

/// How many words a part may stand for.
const MOST_PARTS: usize = 64;
/// A word in more messages than this is found often enough where it stands alone.
const COMMON: u64 = 5_000;
/// If no condition has fewer messages than this, what stands beside them is not looked at.
const FEW_ENOUGH: u64 = 300;

impl Search<'_> {
    /// Adds what is found by the parts of words, by the characters of an unspaced run, and by words of which some stand in
    /// the messages next to it, as long as there is little. Returns the patterns to mark, if others than those asked for.
    pub(super) fn loosen(
        &self,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
        matches: &mut Matches,
        mut titles: impl FnMut(&[Pattern]) -> rusqlite::Result<usize>,
    ) -> rusqlite::Result<Option<Vec<Pattern>>> {
        let mut marked = None;
        if let Some((parts, are_all)) = self.parts(clauses)? {
            let patterns = patterns(&parts);
            let more = titles(&patterns)?;
            matches.append(self.look(&parts, unwanted, reach)?, are_all);
            marked = Some(patterns);
            if matches.found.len() + more >= FEW {
                return Ok(marked);
            }
        }
        if let Some(apart) = self.apart(clauses)? {
            matches.append(self.look(&apart, unwanted, reach)?, true);
            marked.get_or_insert(patterns(&apart));
        }
        if matches.found.len() < FEW && clauses.len() > 1 {
            self.beside(clauses, unwanted, reach, matches)?;
        }
        Ok(marked)
    }

    /// Each word of the query by the words that hold it as a part; `None` if no word is long enough to be taken as one, or
    /// one is in no word at all.
    fn parts<'q>(&self, clauses: &[Clause<'q>]) -> rusqlite::Result<Option<(Vec<Clause<'q>>, bool)>> {
        let mut parts = Vec::new();
        let (mut grew, mut are_all) = (false, true);
        for clause in clauses {
            let is_part = |word: &&str| word.chars().count() >= 3 && clause.uses <= COMMON;
            match clause.word().filter(is_part) {
                Some(word) => {
                    let (found, all) = words::holding(self.connection, word, MOST_PARTS)?;
                    if found.is_empty() {
                        return Ok(None);
                    }
                    grew = true;
                    are_all &= all;
                    let holding = Pattern::any(found.into_iter().map(Phrase::of));
                    parts.push(self.clause_of(clause.any, clause.pattern.clone().or(holding))?);
                }
                None => parts.push(clause.clone()),
            }
        }
        Ok(grew.then_some((parts, are_all)))
    }

    /// Adds messages that have the rarest condition themselves, and the others in the messages next to them.
    fn beside(
        &self,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
        matches: &mut Matches,
    ) -> rusqlite::Result<()> {
        let rarest =
            clauses.iter().filter(|clause| clause.pattern.has_worth()).min_by_key(|clause| clause.uses);
        let Some(rarest) = rarest.filter(|clause| (1..=FEW_ENOUGH).contains(&clause.uses)) else {
            return Ok(());
        };
        let known: BTreeSet<i64> = matches.found.iter().map(|one| one.row).collect();
        let every = Reach { ranked: usize::MAX, ..reach };
        let around = self.look(std::slice::from_ref(rarest), unwanted, every)?;
        let wanted = patterns(clauses);
        let mut ranker = Ranker::new(self.connection, &wanted, unwanted)?;
        let mut more = Matches { is_exact: true, ..Matches::default() };
        for one in around.found.iter().filter(|one| !known.contains(&one.row)) {
            if ranker.fits_around(one.row)?
                && let Some(scored) = ranker.score(one.row, false, &mut more.facts)?
            {
                more.found.push(scored);
            }
        }
        matches.add(more);
        Ok(())
    }

    /// Runs of characters that are written without spaces, as characters that must all be there; `None` if there is no
    /// run.
    fn apart<'q>(&self, clauses: &[Clause<'q>]) -> rusqlite::Result<Option<Vec<Clause<'q>>>> {
        let mut is_run = false;
        let mut apart = Vec::new();
        for clause in clauses {
            match clause.any {
                [Term::Words(phrase)]
                    if !phrase.quoted
                        && phrase.words.len() > 2
                        && phrase.words.iter().all(|word| tokens::is_alone(word)) =>
                {
                    is_run = true;
                    for word in &phrase.words {
                        apart.push(self.clause_of(clause.any, Pattern::any([Phrase::of(word.clone())]))?);
                    }
                }
                _ => apart.push(clause.clone()),
            }
        }
        Ok(is_run.then_some(apart))
    }
}

fn patterns(clauses: &[Clause<'_>]) -> Vec<Pattern> {
    clauses.iter().map(|clause| clause.pattern.clone()).collect()
}

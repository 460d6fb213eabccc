//! Which way to the matching messages is the cheapest.
//!
//! The full-text index walks the lists of all that it is asked for, side by side. A condition may instead be looked for in
//! the messages that the others leave: that costs more for each message, and nothing for all those that it does not see.

use super::Search;
use super::clause::{Atom, Clause, VERIFIED};
use super::matches::Matches;
use super::walk::Reach;
use crate::pattern::{Pattern, join};
use crate::query::Term;

/// What it costs to fetch a message and look into it, in entries of a list that are walked: by measurement.
const FETCHING: f64 = 250.0;
/// What an entry of a list costs that is skipped, since a shorter list beside it has none between: by measurement.
const SKIPPING: f64 = 0.25;
/// Of the messages that have all words of a phrase, so many have them side by side, for each word beyond the first.
const ADJACENT: f64 = 0.1;

/// What a way may cost where not all that match are asked for.
const AFFORDABLE: f64 = VERIFIED as f64 * FETCHING;

/// A way to the messages that match.
pub(super) struct Way {
    /// What the full-text index is asked.
    pub(super) expression: String,
    /// Whether what it finds has to be looked at, for not all was asked.
    pub(super) verify: bool,
    /// Whether it finds so few that all that fit are ranked.
    pub(super) finds_few: bool,
    /// Whether the lists of a prefix have to be joined first.
    joins: bool,
    /// How many messages would match if the conditions had nothing to do with each other.
    expected: f64,
    /// What it costs.
    cost: f64,
}

impl Search<'_> {
    /// The messages that match, by the cheapest way there is.
    pub(super) fn matches(
        &self,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
    ) -> rusqlite::Result<Matches> {
        if clauses.iter().any(|clause| clause.uses == 0) {
            return Ok(Matches { is_exact: true, ..Matches::default() });
        }
        let way = self.way(clauses, unwanted, reach)?;
        if way.joins && !reach.is_whole() && way.expected >= 2.0 * reach.ranked as f64 {
            let mut quick = Vec::new();
            for clause in clauses {
                let pattern = clause.quick.as_ref().unwrap_or(&clause.pattern).clone();
                quick.push(self.clause_of(clause.any, pattern)?);
            }
            let matches = self.look(&quick, unwanted, reach)?;
            if matches.found.len() >= reach.ranked {
                return Ok(Matches { is_exact: false, ..matches });
            }
        }
        let mut matches = self.walk(&way, clauses, unwanted, reach)?;
        if let ([one], true, true) = (clauses, unwanted.is_empty(), reach.scope.is_all())
            && let [Term::Words(phrase)] = one.any
            && phrase.words.len() == 1
            && !phrase.open
            && one.pattern.phrases().count() == 1
        {
            (matches.total, matches.is_exact) = (one.uses, true);
        }
        Ok(matches)
    }

    /// The messages for which these conditions are true, by the cheapest way.
    pub(super) fn look(
        &self,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
    ) -> rusqlite::Result<Matches> {
        self.walk(&self.way(clauses, unwanted, reach)?, clauses, unwanted, reach)
    }

    /// The cheapest way; where that costs too much, the one that is the cheapest if fewer are found.
    fn way(&self, clauses: &[Clause<'_>], unwanted: &[Pattern], reach: Reach<'_>) -> rusqlite::Result<Way> {
        let mut way = self.cheapest(clauses, unwanted, reach.counted)?;
        if way.cost > AFFORDABLE && !reach.is_whole() {
            way = self.cheapest(clauses, unwanted, reach.least)?;
        }
        Ok(way)
    }

    /// Begins with the cheapest list, and adds the next if walking it costs less than to fetch what it would spare.
    /// It will go on until so many are counted.
    fn cheapest(
        &self,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        counted: usize,
    ) -> rusqlite::Result<Way> {
        let all = self.all()?.max(1) as f64;
        let share = |atom: &Atom| (atom.cost.likely / all).min(1.0);
        let mut atoms: Vec<(usize, &Atom)> = Vec::new();
        let mut expected = all;
        for (n, clause) in clauses.iter().enumerate() {
            atoms.extend(clause.atoms.iter().map(|atom| (n, atom)));
            expected *= clause.atoms.iter().map(share).product::<f64>();
            expected *= ADJACENT.powf(clause.atoms.len() as f64 - 1.0);
        }
        let whole = |atom: &Atom| atom.cost.before + atom.cost.walk;
        atoms.sort_by(|(_, a), (_, b)| whole(a).total_cmp(&whole(b)));
        // Once enough are found, the rest of the lists is not walked.
        let walked = (counted as f64 / expected.max(1.0)).min(1.0);
        let (mut asked, mut found, mut cost) = (Vec::new(), all, 0.0);
        for &(n, atom) in &atoms {
            let list = atom.cost.walk;
            let walk = if asked.is_empty() { list } else { list.min(SKIPPING * list + found) };
            let walk = atom.cost.before + walked * walk;
            let spared = walked * found * (1.0 - share(atom)) * FETCHING;
            if asked.is_empty() || walk < spared {
                asked.push((n, atom));
                found *= share(atom);
                cost += walk;
            }
        }
        let mut verify = false;
        let mut expressions = Vec::new();
        for (n, clause) in clauses.iter().enumerate() {
            let own = || asked.iter().filter(|(of, _)| *of == n).map(|(_, atom)| *atom);
            if own().count() == clause.atoms.len() {
                expressions.push(clause.pattern.expression());
            } else {
                verify = true;
                expressions.extend(own().map(|atom| atom.expression.clone()));
            }
        }
        let few = atoms.iter().any(|(_, atom)| atom.cost.most <= VERIFIED);
        let is_one = clauses.len() == 1 && unwanted.is_empty();
        if verify {
            cost += walked * found * FETCHING;
        }
        Ok(Way {
            expression: join(&expressions, if verify { &[] } else { unwanted }),
            verify,
            finds_few: few && !is_one,
            joins: asked.iter().any(|(_, atom)| atom.cost.before > 0.0),
            expected,
            cost,
        })
    }
}

//! Which way to the matching messages is the cheapest.

use super::Search;
use super::matches::Matches;
use super::walk::Reach;
use crate::marks::Mark;
use crate::pattern::Pattern;
use crate::query::{Phrase, Term};
use crate::{entries, words};

/// If one condition has no more messages than this, they are fetched and the other conditions looked for in them.
const VERIFIED: u64 = 1_200;
/// How many words a part may stand for.
pub(super) const MOST_PARTS: usize = 64;
/// How many words a prefix is tried with before all.
const MOST_BEGINNINGS: usize = 32;
/// How many other forms of a word are looked for with it.
const MOST_FORMS: usize = 6;

/// A condition of the query, and what is known of it beforehand.
pub(super) struct Clause<'a> {
    /// As it was asked.
    pub(super) any: &'a [Term],
    /// With other forms of its words.
    pub(super) pattern: Pattern,
    /// At most how many messages have it.
    pub(super) uses: u64,
    /// For a word that is only begun in very many ways: its most used words.
    quick: Option<Pattern>,
}

impl Clause<'_> {
    /// The word that it is, if it is one and was not put in quotes.
    pub(super) fn word(&self) -> Option<&str> {
        word(self.any)
    }
}

fn word(any: &[Term]) -> Option<&str> {
    match any {
        [Term::Words(Phrase { words, quoted: false, .. })] => match words.as_slice() {
            [word] => Some(word),
            _ => None,
        },
        _ => None,
    }
}

impl Search<'_> {
    /// What is known of a condition beforehand.
    pub(super) fn clause<'q>(&self, any: &'q [Term]) -> rusqlite::Result<Clause<'q>> {
        let exact = Pattern::any_of(any);
        let mut forms = Vec::new();
        for term in any {
            if let Some(word) = word(std::slice::from_ref(term)) {
                forms.extend(words::forms(self.connection, word, MOST_FORMS)?);
            }
        }
        let forms = Pattern::forms(forms);
        let (mut uses, mut quick) = (0_u64, None);
        for phrase in exact.phrases().chain(forms.phrases()) {
            let (of_phrase, beginnings) = self.uses(phrase)?;
            uses = uses.saturating_add(of_phrase);
            quick = quick.or(beginnings);
        }
        let quick = quick.filter(|_| matches!(any, [Term::Words(_)])).map(|quick| quick.or(forms.clone()));
        Ok(Clause { any, pattern: exact.or(forms), uses, quick })
    }

    /// The messages that match, by the cheapest way there is.
    pub(super) fn matches(
        &self,
        clauses: &[Clause<'_>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
    ) -> rusqlite::Result<Matches> {
        let rarest = clauses.iter().enumerate().map(|(n, clause)| (clause.uses, n)).min();
        let Some((uses, rarest)) = rarest.filter(|(uses, _)| *uses > 0) else {
            return Ok(Matches { is_exact: true, ..Matches::default() });
        };
        let wanted: Vec<Pattern> = clauses.iter().map(|clause| clause.pattern.clone()).collect();
        let has_quick = uses > VERIFIED && clauses.iter().any(|clause| clause.quick.is_some());
        if has_quick && !reach.is_whole() && self.expected(clauses)? >= 2.0 * reach.ranked as f64 {
            let of = |clause: &Clause<'_>| clause.quick.as_ref().unwrap_or(&clause.pattern).clone();
            let quick: Vec<Pattern> = clauses.iter().map(of).collect();
            let matches = self.look(&quick, None, unwanted, reach)?;
            if matches.found.len() >= reach.ranked {
                return Ok(Matches { is_exact: false, ..matches });
            }
        }
        let driver = (uses <= VERIFIED && (wanted.len() > 1 || !unwanted.is_empty())).then_some(rarest);
        let mut matches = self.look(&wanted, driver, unwanted, reach)?;
        if let ([one], true, true) = (clauses, unwanted.is_empty(), reach.scope.is_all())
            && let [Term::Words(phrase)] = one.any
            && phrase.words.len() == 1
            && !phrase.open
            && one.pattern.phrases().count() == 1
        {
            (matches.total, matches.is_exact) = (uses, true);
        }
        Ok(matches)
    }

    /// How many messages would match if the conditions had nothing to do with each other.
    fn expected(&self, clauses: &[Clause<'_>]) -> rusqlite::Result<f64> {
        let mut all = 0;
        for (_, kind) in Mark::KINDS {
            all += words::messages_with(self.connection, &kind.word().to_string())?;
        }
        let share = |clause: &Clause<'_>| clause.uses.min(all) as f64 / all.max(1) as f64;
        Ok(all as f64 * clauses.iter().map(share).product::<f64>())
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
            Pattern::any(beginnings.into_iter().map(|(word, _)| {
                let words = rest.iter().cloned().chain([word]).collect();
                Phrase { words, open: false, quoted: phrase.quoted }
            }))
        });
        Ok((uses.min(sum), quick))
    }
}

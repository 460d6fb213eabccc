//! Which way to the matching messages is the cheapest.

use super::Search;
use super::matches::Matches;
use super::walk::Reach;
use crate::pattern::Pattern;
use crate::query::{Phrase, Term};
use crate::{entries, words};

/// If one condition has no more messages than this, they are fetched and the other conditions looked for in them.
const VERIFIED: u64 = 1_200;
/// How many words a part may stand for.
const MOST_PARTS: usize = 64;
/// How many words a prefix is tried with before all.
const MOST_BEGINNINGS: usize = 32;

impl Search<'_> {
    /// The messages that match, by the cheapest way there is.
    pub(super) fn matches(
        &self,
        wanted: &[Vec<Term>],
        unwanted: &[Pattern],
        reach: Reach<'_>,
    ) -> rusqlite::Result<Matches> {
        let mut exact = Vec::new();
        let mut rarest = (u64::MAX, 0);
        let mut quick: Vec<Pattern> = Vec::new();
        let mut has_quick = false;
        for (n, any) in wanted.iter().enumerate() {
            let pattern = Pattern::any_of(any);
            let (mut uses, mut beginnings) = (0_u64, None);
            for phrase in pattern.phrases() {
                let (of_phrase, quick) = self.uses(phrase)?;
                uses = uses.saturating_add(of_phrase);
                beginnings = quick;
            }
            if uses == 0 {
                return Ok(Matches { is_exact: true, ..Matches::default() });
            }
            rarest = rarest.min((uses, n));
            let is_words = matches!(any.as_slice(), [Term::Words(_)]);
            let beginnings = beginnings.filter(|_| is_words);
            has_quick |= beginnings.is_some();
            quick.push(beginnings.unwrap_or_else(|| pattern.clone()));
            exact.push(pattern);
        }
        let (uses, rarest) = rarest;
        if has_quick && uses > VERIFIED {
            let matches = self.look(&quick, None, unwanted, reach)?;
            if !reach.counts_facts && matches.found.len() >= reach.ranked {
                return Ok(Matches { is_exact: false, ..matches });
            }
        }
        let driver = (uses <= VERIFIED && (exact.len() > 1 || !unwanted.is_empty())).then_some(rarest);
        let mut matches = self.look(&exact, driver, unwanted, reach)?;
        if let ([any], true, true) = (wanted, unwanted.is_empty(), reach.scope.is_all())
            && let [Term::Words(phrase)] = any.as_slice()
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
            Pattern::any(beginnings.into_iter().map(|(word, _)| {
                let words = rest.iter().cloned().chain([word]).collect();
                Phrase { words, open: false, quoted: phrase.quoted }
            }))
        });
        Ok((uses.min(sum), quick))
    }

    /// Each word of the query by the words that hold it as a part; `None` if no word is long enough to be taken as one, or
    /// one is in no word at all.
    pub(super) fn parts(&self, wanted: &[Vec<Term>]) -> rusqlite::Result<Option<(Vec<Pattern>, bool)>> {
        let mut patterns = Vec::new();
        let (mut grew, mut are_all) = (false, true);
        for any in wanted {
            match any.as_slice() {
                [Term::Words(phrase)] if phrase.words.len() == 1 && !phrase.quoted => {
                    let word = phrase.words.first().map(String::as_str).unwrap_or_default();
                    if word.chars().count() < 3 {
                        patterns.push(Pattern::any_of(any));
                        continue;
                    }
                    let (found, all) = words::holding(self.connection, word, MOST_PARTS)?;
                    if found.is_empty() {
                        return Ok(None);
                    }
                    grew = true;
                    are_all &= all;
                    patterns.push(Pattern::any(found.into_iter().map(Phrase::of)));
                }
                _ => patterns.push(Pattern::any_of(any)),
            }
        }
        Ok(grew.then_some((patterns, are_all)))
    }
}

//! What is known of a query's conditions beforehand.

use super::Search;
use crate::marks::Mark;
use crate::pattern::Pattern;
use crate::query::{Phrase, Term};
use crate::{entries, words};

/// Up to so many messages are fetched to look for conditions in them: in about a hundredth of a second. If no more have one
/// of the conditions, all that fit are ranked.
pub(super) const VERIFIED: u64 = 800;
/// The uses of no more words than these are added up for a prefix: of more, it is guessed.
const MOST_ADDED: usize = 256;
/// How many words a prefix is tried with before all.
const MOST_BEGINNINGS: usize = 32;
/// How many other forms of a word are looked for with it.
const MOST_FORMS: usize = 6;
/// Joining the lists of a prefix costs so much more than walking them: by measurement.
const JOINING: f64 = 2.5;

/// A condition of the query, and what is known of it beforehand.
#[derive(Clone)]
pub(super) struct Clause<'a> {
    /// As it was asked.
    pub(super) any: &'a [Term],
    /// With other forms of its words.
    pub(super) pattern: Pattern,
    /// At most how many messages have it.
    pub(super) uses: u64,
    /// For a word that is only begun in very many ways: its most used words.
    pub(super) quick: Option<Pattern>,
    /// What the index can be asked for it: each is true where the condition is, and all where it is one word.
    pub(super) atoms: Vec<Atom>,
}

/// Something that the full-text index is asked.
#[derive(Debug, Clone)]
pub(super) struct Atom {
    /// In FTS5's query language.
    pub(super) expression: String,
    /// What it costs.
    pub(super) cost: Cost,
}

/// What a list of the full-text index costs, in entries of a single list that are walked.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Cost {
    /// At most how many messages are in it.
    pub(super) most: u64,
    /// How many probably are.
    pub(super) likely: f64,
    /// Walking all of it.
    pub(super) walk: f64,
    /// What has to be done before the first is found.
    pub(super) before: f64,
}

impl Cost {
    const fn of(uses: u64) -> Self {
        Self { most: uses, likely: uses as f64, walk: uses as f64, before: 0.0 }
    }

    /// Of one of two lists.
    const fn or(self, other: Self) -> Self {
        Self {
            most: self.most.saturating_add(other.most),
            likely: self.likely + other.likely,
            walk: self.walk + other.walk,
            before: self.before + other.before,
        }
    }
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
        let mut forms = Vec::new();
        for term in any {
            if let Some(word) = word(std::slice::from_ref(term)) {
                forms.extend(words::forms(self.connection, word, MOST_FORMS)?);
            }
        }
        let forms = Pattern::forms(forms);
        let mut clause = self.clause_of(any, Pattern::any_of(any).or(forms.clone()))?;
        let quick = clause.quick.take().filter(|_| matches!(any, [Term::Words(_)]));
        clause.quick = quick.map(|quick| quick.or(forms));
        Ok(clause)
    }

    /// The same of a pattern that stands for the condition.
    pub(super) fn clause_of<'q>(&self, any: &'q [Term], pattern: Pattern) -> rusqlite::Result<Clause<'q>> {
        let mut quick = None;
        let mut atoms = Vec::new();
        for part in pattern.each_word() {
            let mut cost = Cost::default();
            for phrase in part.phrases() {
                cost = cost.or(self.cost(phrase)?);
            }
            atoms.push(Atom { expression: part.expression(), cost });
        }
        if atoms.iter().any(|atom| atom.cost.before > 0.0) {
            for phrase in pattern.phrases() {
                quick = quick.or(self.quick(phrase)?);
            }
        }
        let uses = atoms.iter().map(|atom| atom.cost.most).min().unwrap_or_default();
        Ok(Clause { any, pattern, uses, quick, atoms })
    }

    fn cost(&self, phrase: &Phrase) -> rusqlite::Result<Cost> {
        let Some((last, rest)) = phrase.words.split_last() else { return Ok(Cost::default()) };
        let mut cost = if phrase.open { self.cost_of_prefix(last)? } else { self.cost_of_word(last)? };
        for word in rest {
            let other = self.cost_of_word(word)?;
            cost.most = cost.most.min(other.most);
            cost.likely = cost.likely.min(other.likely);
            cost.walk += other.walk;
        }
        Ok(cost)
    }

    fn cost_of_word(&self, word: &str) -> rusqlite::Result<Cost> {
        Ok(Cost::of(words::messages_with(self.connection, word)?))
    }

    fn cost_of_prefix(&self, prefix: &str) -> rusqlite::Result<Cost> {
        let letters = prefix.chars().count();
        if letters <= entries::SHORT_PREFIX {
            let found = entries::count(self.connection, &format!("\"{prefix}\"*"), VERIFIED + 1)?;
            if found <= VERIFIED {
                return Ok(Cost::of(found));
            }
        }
        let before = |uses: f64| if letters > entries::SHORT_PREFIX { JOINING * uses } else { 0.0 };
        Ok(match words::uses_of_beginning(self.connection, prefix, MOST_ADDED)? {
            Some(uses) => Cost { before: before(uses as f64), ..Cost::of(uses) },
            None => {
                let likely = self.all()? as f64 / (letters as f64).exp2();
                Cost { most: u64::MAX, likely, walk: likely / 2.0, before: before(likely) }
            }
        })
    }

    /// For a phrase that ends in the beginning of very many words: the phrases with the most used of them.
    fn quick(&self, phrase: &Phrase) -> rusqlite::Result<Option<Pattern>> {
        let Some((last, rest)) = phrase.words.split_last().filter(|_| phrase.open) else { return Ok(None) };
        let (beginnings, sum) = words::beginning(self.connection, last, MOST_BEGINNINGS)?;
        let whole = |(word, _): (String, u64)| {
            let words = rest.iter().cloned().chain([word]).collect();
            Phrase { words, open: false, quoted: phrase.quoted }
        };
        Ok((sum > VERIFIED).then(|| Pattern::any(beginnings.into_iter().map(whole))))
    }

    /// How many messages there are.
    pub(super) fn all(&self) -> rusqlite::Result<u64> {
        let mut all = 0;
        for (_, kind) in Mark::KINDS {
            all += words::messages_with(self.connection, &kind.word().to_string())?;
        }
        Ok(all)
    }
}

//! Whose the messages are that match, and of what kind: what there is to choose from.

use std::collections::{BTreeMap, HashMap};

use crate::marks::Mark;
use crate::place::SessionKey;

/// Whose the matches are, and of what kind.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub(crate) sessions: BTreeMap<SessionKey, u64>,
    pub(crate) people: HashMap<String, u64>,
    pub(crate) kinds: BTreeMap<char, u64>,
}

impl Facts {
    /// Counts a session's message.
    pub(crate) fn session(&mut self, key: SessionKey) {
        *self.sessions.entry(key).or_default() += 1;
    }

    /// Counts a message by this person, whose first mark is its kind.
    pub(crate) fn message(&mut self, person: &str, marks: &str) {
        if let Some(kind) = marks.trim_start().chars().next() {
            *self.kinds.entry(kind).or_default() += 1;
        }
        match self.people.get_mut(person) {
            Some(count) => *count += 1,
            None if person.is_empty() => {}
            None => drop(self.people.insert(person.to_owned(), 1)),
        }
    }

    /// Adds those of other messages.
    pub(crate) fn add(&mut self, other: Self) {
        for (kind, count) in other.kinds {
            *self.kinds.entry(kind).or_default() += count;
        }
        for (person, count) in other.people {
            *self.people.entry(person).or_default() += count;
        }
    }

    /// The kinds by their names, the most frequent first.
    pub(crate) fn named_kinds(&self) -> Vec<(&'static str, u64)> {
        let count = |mark: Mark| self.kinds.get(&mark.word()).copied();
        let mut kinds: Vec<_> =
            Mark::KINDS.iter().filter_map(|&(name, mark)| Some((name, count(mark)?))).collect();
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        kinds
    }
}

/// The largest counts first; of equals, by name.
pub(crate) fn largest<N: Ord>(counts: impl IntoIterator<Item = (N, u64)>, most: usize) -> Vec<(N, u64)> {
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(most);
    counts
}

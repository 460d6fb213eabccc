//! The people of documents, and where they were found.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use causerie_export::Document;

use super::display;
use crate::find::folded;

/// So much of a text is shown around a form, in characters on each side.
const AROUND: usize = 30;

/// Somebody.
#[derive(Debug, Clone)]
pub(super) struct Person {
    /// The name by which they are the same in every document.
    pub(super) key: String,
    /// All their names as written; the one to show first.
    pub(super) names: Vec<String>,
    /// The same, folded.
    pub(super) raw: BTreeSet<String>,
    /// Their new name.
    pub(super) by: String,
}

impl Person {
    pub(super) fn is_called(&self, names: &BTreeSet<String>) -> bool {
        self.raw.iter().any(|name| names.contains(name))
    }
}

/// The name by which somebody is the same in all documents: folded, without what stands in brackets. `None` for what
/// is nobody's name, such as "Everyone".
pub(super) fn key(name: &str) -> Option<String> {
    let words = display::words(name);
    if words.is_empty() && !display::is_generic(name) && !name.trim().is_empty() {
        return Some(folded(name)).filter(|key| !key.is_empty());
    }
    (!words.is_empty()).then(|| folded(&words.join(" ")))
}

/// Everybody who wrote, spoke, was written to or reacted, sorted by key.
pub(super) fn of(documents: &[&Document]) -> Vec<Person> {
    let mut names = BTreeSet::new();
    for document in documents {
        names.extend(document.names.iter().map(|(name, shown)| (shown.as_str(), name.as_str())));
        for message in document.messages.iter().map(|placed| &placed.message) {
            let by = message.reactions.iter().flat_map(|reaction| &reaction.by);
            let all = [Some(&message.author), message.to.as_ref()].into_iter().flatten().chain(by);
            names.extend(all.map(|name| (document.shown(name), name.as_str())));
        }
    }
    let (several, one): (Vec<_>, Vec<_>) = names.into_iter().partition(|(shown, _)| shown.contains(BETWEEN));
    let mut people = BTreeMap::new();
    for (shown, written) in one {
        add(&mut people, shown, written);
    }
    for (shown, written) in several {
        let mut parts = shown.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty());
        if !parts.all(|part| key(part).is_some_and(|key| people.contains_key(&key))) {
            add(&mut people, shown, written);
        }
    }
    people.into_values().collect()
}

/// What may stand between the names of several people; in `Ruiz, Ana` it does not.
const BETWEEN: [char; 3] = [',', ';', '&'];

fn add(people: &mut BTreeMap<String, Person>, shown: &str, written: &str) {
    let Some(key) = key(shown).or_else(|| key(written)) else { return };
    let person = people.entry(key.clone()).or_insert_with(|| Person {
        key,
        names: Vec::new(),
        raw: BTreeSet::new(),
        by: String::new(),
    });
    for name in [shown, written] {
        if person.raw.insert(folded(name)) {
            person.names.push(name.to_owned());
        }
    }
}

/// The words that documents hold, which no new name may be.
pub(super) struct Known {
    words: BTreeSet<String>,
}

impl Known {
    pub(super) fn of(documents: &[&Document]) -> Self {
        let texts = documents.iter().flat_map(|document| super::fields::texts(document));
        let mut words = BTreeSet::new();
        for text in texts {
            let text = folded(text);
            words.extend(
                text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned),
            );
        }
        Self { words }
    }

    /// Whether a name is none of the words, or is made of initials.
    pub(super) fn is_new(&self, name: &str) -> bool {
        name.contains('.') || !self.words.contains(&folded(name))
    }
}

/// A form in which somebody was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// As it is written.
    pub text: String,
    /// How often.
    pub count: usize,
    /// The first place, with what stands around it.
    pub example: String,
    /// Whether it is replaced. Else it may be a common word, and a person decides: see [`super::Added`].
    pub replaced: bool,
}

/// Somebody and what stands in their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Their name, or what was added.
    pub name: String,
    /// Their new name.
    pub by: String,
    /// The forms found, those most found first.
    pub forms: Vec<Form>,
}

/// Whose a needle is, or what was added and by what it is replaced.
type Owners = (BTreeSet<usize>, Option<(String, String)>);

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// For each needle.
    needles: Vec<Owners>,
    forms: BTreeMap<(usize, String, bool), (usize, String)>,
}

impl Tally {
    pub(super) fn new(needles: impl Iterator<Item = Owners>) -> Self {
        Self { needles: needles.collect(), forms: BTreeMap::new() }
    }

    pub(super) fn add(&mut self, needle: usize, text: &str, place: Range<usize>, replaced: bool) {
        let written = text.get(place.clone()).unwrap_or_default().to_owned();
        let (count, example) = self.forms.entry((needle, written, replaced)).or_default();
        *count += 1;
        if *count == 1 {
            *example = around(text, place);
        }
    }

    pub(super) fn replacements(&self, people: &[Person]) -> Vec<Replacement> {
        let mut all: Vec<Replacement> = people
            .iter()
            .map(|person| Replacement {
                name: person.names.first().cloned().unwrap_or_default(),
                by: person.by.clone(),
                forms: Vec::new(),
            })
            .collect();
        let mut added: BTreeMap<&str, Replacement> = BTreeMap::new();
        for (_, wish) in &self.needles {
            if let Some((text, by)) = wish {
                added.insert(text, Replacement { name: text.clone(), by: by.clone(), forms: Vec::new() });
            }
        }
        for ((needle, text, replaced), (count, example)) in &self.forms {
            let Some((owners, wish)) = self.needles.get(*needle) else { continue };
            let form =
                Form { text: text.clone(), count: *count, example: example.clone(), replaced: *replaced };
            for &owner in owners {
                if let Some(replacement) = all.get_mut(owner) {
                    replacement.forms.push(form.clone());
                }
            }
            if let Some(replacement) = wish.as_ref().and_then(|(text, _)| added.get_mut(text.as_str())) {
                replacement.forms.push(form);
            }
        }
        all.extend(added.into_values());
        for replacement in &mut all {
            replacement.forms.sort_by_key(|form| (!form.replaced, std::cmp::Reverse(form.count)));
        }
        all
    }
}

fn around(text: &str, place: Range<usize>) -> String {
    let ahead = text.get(..place.start).unwrap_or_default().chars().rev().take(AROUND);
    let ahead: Vec<char> = ahead.collect();
    let behind = text.get(place.end..).unwrap_or_default().chars().take(AROUND);
    let shown: String =
        ahead.into_iter().rev().chain(text.get(place).unwrap_or_default().chars()).chain(behind).collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

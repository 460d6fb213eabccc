//! Names hidden: who is named in documents, in which forms, and by what each is replaced wherever it stands.
//!
//! What is looked for and what the check looks for afterwards are the same needles, found in the same way.

mod display;
mod fields;
mod forms;
mod made_up;
mod people;

use std::collections::{BTreeMap, BTreeSet};

use causerie_export::{Document, Placed};
use causerie_model::Word;

pub(crate) use self::fields::texts;
pub use self::people::{Form, Replacement};
use self::people::{Known, Person, Tally};
use crate::find::{Finder, Hit, How, Letters, Needle, apart_from, folded};
use crate::own;

/// What stands for something that was added without a replacement of its own, and for a name that several people bear.
const HIDDEN: &str = "…";
/// So many people who share a form are told by their names; more by [`HIDDEN`].
const SHARED: usize = 3;

/// By what names are replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Names that nobody bears.
    #[default]
    MadeUp,
    /// Initials, as in `A. R.`; those that several people have are numbered.
    Initials,
}

/// A string that a person wants to be replaced too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Added {
    /// The string. A form of somebody's name is from then on replaced wherever it stands.
    pub text: String,
    /// By what, else by `…`; for the whole name of somebody, what they are called wherever they are named.
    pub by: Option<String>,
}

impl From<&str> for Added {
    fn from(text: &str) -> Self {
        Self { text: text.to_owned(), by: None }
    }
}

/// Replaces the names of people by others, the same one by the same wherever it stands. Applying it twice is applying it once.
#[derive(Debug)]
pub struct Mask {
    people: Vec<Person>,
    needles: Vec<Needle>,
    /// For each needle, what stands in its place.
    by: Vec<String>,
    finder: Finder,
    tally: Tally,
}

/// A form of names: of whom it is, and whether it is all of their name.
#[derive(Debug, Default)]
struct Claim {
    text: String,
    how: Option<How>,
    people: BTreeSet<usize>,
    is_full: bool,
    /// What stays behind it: the `s` of a possessive without an apostrophe.
    rest: &'static str,
    by: Option<String>,
}

impl Mask {
    /// The people of documents that are written together, each by their own new name. For clips these are the whole sessions:
    /// somebody who is named in a span may speak elsewhere only. What a name becomes depends on the name and
    /// `seed`, the id of the session or the tray, alone, unless two would come to the same. `excepted` are people or forms of
    /// names that stay as they are.
    pub fn of(
        documents: &[&Document],
        style: Style,
        seed: &str,
        added: &[Added],
        excepted: &[String],
    ) -> Self {
        let excepted: BTreeSet<String> = excepted.iter().map(|text| folded(text)).collect();
        let mut people = people::of(documents);
        people.retain(|person| !excepted.contains(&person.key) && !person.is_called(&excepted));
        let (claims, given) = claims(&people, style, added, &excepted);
        let needles: Vec<Needle> = claims
            .iter()
            .map(|claim| Needle { text: claim.text.clone(), how: claim.how.unwrap_or(How::Word) })
            .collect();
        let finder = Finder::new(&needles);
        let known = Known::of(documents);
        let is_unseen = |name: &str| finder.find(&name.into()).is_empty();
        let is_free = |name: &str| known.is_new(name) && is_unseen(name) && is_unseen(&format!("@{name}"));
        made_up::name(&mut people, style, seed, is_free);
        for (number, by) in given {
            if let Some(person) = people.get_mut(number).filter(|_| is_clean(&by, &finder)) {
                person.by = by;
            }
        }
        let by = claims.iter().map(|claim| replacement(claim, &people, &finder)).collect();
        let mut mask = Self { people, needles, by, finder, tally: Tally::default() };
        mask.tally = mask.count(documents, &claims);
        mask
    }

    /// Who is replaced by what, in which forms they were found, and which forms might be them too; people by their names,
    /// what was added behind them.
    pub fn replacements(&self) -> Vec<Replacement> {
        self.tally.replacements(&self.people)
    }

    /// Replaces the names in everything that a document holds. Times, ids, order and counts stay.
    pub fn apply(&self, document: &mut Document) {
        let names = std::mem::take(&mut document.names);
        let shown = |name: &str| self.name(names.get(name).map_or(name, String::as_str), name);
        for text in fields::texts_mut(document) {
            *text = self.text(text);
        }
        let mut spoken: Option<char> = None;
        let outside = document.excerpt.iter_mut().flat_map(|excerpt| &mut excerpt.answered);
        for placed in document.messages.iter_mut().chain(outside) {
            let message = &mut placed.message;
            message.author = shown(&message.author);
            message.to = message.to.as_deref().map(shown);
            for reaction in &mut message.reactions {
                reaction.emoji = self.text(&reaction.emoji);
                reaction.by = reaction.by.iter().map(|name| shown(name)).collect();
            }
            self.say(placed, &mut spoken);
        }
        document.names = names;
        document.names.retain(|name, shown| self.name(shown, name) == *name && self.text(shown) == *shown);
    }

    /// A text with the names in it replaced: a title, a file's name, a tag, a note, a citation.
    pub fn text(&self, text: &str) -> String {
        self.replaced(vec![text.to_owned()], false).concat()
    }

    /// What must not be found in anything that is written: every form that is replaced. Call [`apart_from`] with what
    /// the packet says by itself, beside its documents.
    pub fn needles(&self) -> Vec<Needle> {
        apart_from(own::text(), self.needles.clone())
    }

    /// Somebody's new name, for a name as it is `shown`, or else for what stands in the name `written`.
    fn name(&self, shown: &str, written: &str) -> String {
        let by = |name| people::key(name).and_then(|key| self.people.iter().find(|person| person.key == key));
        let raw = folded(written);
        let person =
            by(shown).or_else(|| by(written)).or_else(|| self.people.iter().find(|p| p.raw.contains(&raw)));
        person.map_or_else(|| self.text(written), |person| person.by.clone())
    }

    /// Replaces names in a text and in its words alike. Speech goes on from the last passage, of which `spoken` is the end.
    fn say(&self, placed: &mut Placed, spoken: &mut Option<char>) {
        let message = &mut placed.message;
        let goes_on = message.kind.is_spoken() && spoken.is_some_and(|c| c.is_alphabetic() || c == ',');
        let words = message.words.take();
        if let Some(words) = words {
            let times: Vec<_> = words.iter().map(|word| word.source).collect();
            let parts: Vec<String> = words.into_iter().map(|word| word.text).collect();
            let is_text = parts.concat() == message.text;
            let parts = self.replaced(parts, goes_on);
            message.text = if is_text {
                parts.concat()
            } else {
                self.replaced(vec![message.text.clone()], goes_on).concat()
            };
            let pairs = times.into_iter().zip(parts);
            message.words = Some(pairs.map(|(source, text)| Word { source, text }).collect());
        } else {
            message.text = self.replaced(vec![message.text.clone()], goes_on).concat();
        }
        if message.kind.is_spoken() {
            *spoken = message.text.trim_end().chars().next_back();
        }
    }

    /// Parts of one text with the names in it replaced. A name that runs over several is put where it begins. What is
    /// replaced can show another name, so it is done until none is left, in the text and in each part by itself.
    fn replaced(&self, mut parts: Vec<String>, goes_on: bool) -> Vec<String> {
        // Every round takes at least one name away and puts in what holds none.
        for _ in 0..=parts.iter().map(String::len).sum() {
            let mut hits = self.hits(&parts.concat(), goes_on);
            if hits.is_empty() && parts.len() > 1 {
                hits = self.hits_of_parts(&parts);
            }
            if hits.is_empty() {
                break;
            }
            self.replace(&mut parts, &hits);
        }
        parts
    }

    fn hits(&self, text: &str, goes_on: bool) -> Vec<Hit> {
        let mut letters = Letters::from(text);
        if goes_on {
            letters.chars.splice(0..0, [(0, ','), (0, ' ')]);
        }
        self.finder.longest(&letters)
    }

    fn hits_of_parts(&self, parts: &[String]) -> Vec<Hit> {
        let mut begin = 0;
        let mut hits = Vec::new();
        for part in parts {
            let found = self.hits(part, false).into_iter();
            hits.extend(
                found.map(|hit| Hit { range: hit.range.start + begin..hit.range.end + begin, ..hit }),
            );
            begin += part.len();
        }
        hits
    }

    fn replace(&self, parts: &mut [String], hits: &[Hit]) {
        let mut begin = 0;
        for part in parts {
            let end = begin + part.len();
            let mut out = String::with_capacity(part.len());
            let mut done = begin;
            for hit in hits.iter().filter(|hit| hit.range.end > begin && hit.range.start < end) {
                out.push_str(part.get(done - begin..hit.range.start.max(begin) - begin).unwrap_or_default());
                if hit.range.start >= begin {
                    out.push_str(self.by.get(hit.needle).map_or(HIDDEN, String::as_str));
                }
                done = hit.range.end.min(end);
            }
            out.push_str(part.get(done - begin..).unwrap_or_default());
            *part = out;
            begin = end;
        }
    }

    fn count(&self, documents: &[&Document], claims: &[Claim]) -> Tally {
        let mut tally = Tally::new(claims.iter().map(|claim| {
            let is_added = claim.people.is_empty();
            (
                claim.people.clone(),
                is_added.then(|| (claim.text.clone(), claim.by.clone().unwrap_or(HIDDEN.to_owned()))),
            )
        }));
        for text in documents.iter().flat_map(|document| texts(document)) {
            let letters = Letters::from(text);
            let hits = self.finder.find(&letters);
            let sure = crate::find::longest(hits.iter().filter(|hit| hit.sure).cloned().collect());
            let is_free = |hit: &&Hit| {
                sure.iter()
                    .all(|other| other.range.end <= hit.range.start || other.range.start >= hit.range.end)
            };
            let unsure =
                crate::find::longest(hits.iter().filter(|hit| !hit.sure).filter(is_free).cloned().collect());
            for hit in sure.iter().chain(&unsure) {
                tally.add(hit.needle, text, hit.range.clone(), hit.sure);
            }
        }
        tally
    }
}

/// All forms, each with whom it is of, and the new names that were given to some. A form that is somebody's whole name is
/// theirs alone.
fn claims(
    people: &[Person],
    style: Style,
    added: &[Added],
    excepted: &BTreeSet<String>,
) -> (Vec<Claim>, Vec<(usize, String)>) {
    let mut given = Vec::new();
    let mut claims: BTreeMap<String, Claim> = BTreeMap::new();
    let mut plural: BTreeMap<String, Claim> = BTreeMap::new();
    for (number, person) in people.iter().enumerate() {
        for form in forms::of(&person.names, style) {
            let key = folded(&form.text);
            if key.is_empty() || excepted.contains(&key) {
                continue;
            }
            if form.takes_s() {
                let claim = plural.entry(format!("{key}s")).or_default();
                claim.text = format!("{}s", form.text);
                claim.rest = "s";
                claim.add(number, form.how, form.is_full);
            }
            let claim = claims.entry(key).or_default();
            if claim.text.is_empty() {
                claim.text = form.text;
            }
            claim.add(number, form.how, form.is_full);
        }
    }
    for (key, claim) in plural {
        if !excepted.contains(&key) {
            claims.entry(key).or_insert(claim);
        }
    }
    for wish in added {
        let key = folded(&wish.text);
        if key.is_empty() {
            continue;
        }
        let claim = claims.entry(key).or_default();
        claim.text.clone_from(&wish.text);
        claim.how = Some(How::Word);
        let whose = claim.people.first().filter(|_| claim.is_full && claim.people.len() == 1);
        match (&wish.by, whose) {
            (Some(by), Some(&person)) => given.push((person, by.clone())),
            (Some(by), None) => {
                claim.by = Some(by.clone());
                claim.people.clear();
            }
            (None, _) => {}
        }
    }
    (claims.into_values().collect(), given)
}

impl Claim {
    fn add(&mut self, person: usize, how: How, is_full: bool) {
        if is_full && !self.is_full {
            self.people.clear();
        }
        if is_full || !self.is_full {
            self.people.insert(person);
        }
        self.is_full |= is_full;
        self.how = Some(self.how.map_or(how, |known| known.min(how)));
    }
}

/// Whether something can stand in a name's place: it holds no other.
fn is_clean(by: &str, finder: &Finder) -> bool {
    !by.trim().is_empty() && finder.find(&by.into()).is_empty()
}

fn replacement(claim: &Claim, people: &[Person], finder: &Finder) -> String {
    if let Some(by) = &claim.by {
        return if is_clean(by, finder) { by.clone() } else { HIDDEN.to_owned() };
    }
    let names: BTreeSet<&str> = claim
        .people
        .iter()
        .filter_map(|&number| people.get(number))
        .map(|person| person.by.as_str())
        .collect();
    if names.is_empty() || names.len() > SHARED {
        return HIDDEN.to_owned();
    }
    let names: Vec<&str> = names.into_iter().collect();
    format!("{}{}", names.join("/"), claim.rest)
}

#[cfg(test)]
mod tests;

//! New names, the same for the same person each time.

use sha2::{Digest, Sha256};

use super::people::Person;
use super::{Style, display};

/// Names that we made up: no word of a language that we know of, and nobody's name.
const NAMES: &str = include_str!("made-up.txt");

/// Gives everybody a new name that `is_free`, which depends on the seed and their own name alone, except where two would come
/// to the same.
pub(super) fn name(people: &mut [Person], style: Style, seed: &str, is_free: impl Fn(&str) -> bool) {
    let names: Vec<&str> = NAMES.split_whitespace().collect();
    let mut order: Vec<(u64, &mut Person)> =
        people.iter_mut().map(|person| (hash(seed, &person.key), person)).collect();
    order.sort_by(|a, b| (a.0, &a.1.key).cmp(&(b.0, &b.1.key)));
    let mut taken = std::collections::BTreeSet::new();
    for (hash, person) in order {
        let first = (hash % names.len().max(1) as u64) as usize;
        let made_up = || names.iter().cycle().skip(first).take(names.len()).map(|&name| name.to_owned());
        let free = |name: &String| is_free(name) && !taken.contains(name);
        let initials = match style {
            Style::Initials => numbered(initials(person)).find(free),
            Style::MadeUp => None,
        };
        // With more people than names, a name comes with a number.
        let rest = || numbered(made_up().next().unwrap_or_default()).skip(1).find(free);
        person.by = initials
            .or_else(|| made_up().find(free))
            .or_else(rest)
            .unwrap_or_else(|| super::HIDDEN.to_owned());
        taken.insert(person.by.clone());
    }
}

/// `A. R.`, `A. R. 2`, `A. R. 3` …
fn numbered(name: String) -> impl Iterator<Item = String> {
    let is_some = !name.is_empty();
    (1..10_000)
        .take_while(move |_| is_some)
        .map(move |n| if n == 1 { name.clone() } else { format!("{name} {n}") })
}

fn initials(person: &Person) -> String {
    let words = display::words(person.names.first().map_or("", String::as_str));
    let letters = words.iter().filter(|word| !display::is_particle(word)).filter_map(|word| {
        let first = word.chars().find(|c| c.is_alphabetic())?;
        Some(format!("{}.", first.to_uppercase()))
    });
    letters.collect::<Vec<_>>().join(" ")
}

fn hash(seed: &str, key: &str) -> u64 {
    let digest = Sha256::digest(format!("{seed}\u{0}{key}"));
    digest.iter().take(8).fold(0, |value, &byte| value << 8 | u64::from(byte))
}

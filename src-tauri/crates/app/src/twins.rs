//! Names that are likely the same person's, for somebody to say so: nothing is joined by itself.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::wire::{Names, PersonView};

/// What meeting programs write in brackets behind a name.
const ROLES: [&str; 10] = [
    "co-host",
    "cohost",
    "external",
    "guest",
    "host",
    "me",
    "moderator",
    "organizer",
    "panelist",
    "presenter",
];
/// The longest pronoun, in letters.
const PRONOUN: usize = 6;

/// Names that are likely the same person's and are not joined yet. Each group begins with the one that most was written
/// under.
pub(crate) fn likely_twins(people: &[PersonView]) -> Vec<Names> {
    let mut people: Vec<&PersonView> = people.iter().collect();
    people.sort_by_key(|person| Reverse(person.messages));
    let names: Vec<&str> = people.into_iter().map(|person| person.name.as_str()).collect();
    let groups = twins(&names).into_iter().filter_map(|group| {
        let mut names = group.into_iter().map(str::to_owned);
        Some(Names { name: names.next()?, also: names.collect() })
    });
    groups.collect()
}

/// Groups of two names or more that differ in case, dots, spaces or an aside in brackets only. A name with but the
/// first letter of its last word is put behind the full one, if only one fits.
fn twins<'a>(names: &[&'a str]) -> Vec<Vec<&'a str>> {
    let mut groups: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for name in names {
        let words = words(name);
        if words.iter().any(|word| word.contains(char::is_alphabetic)) {
            groups.entry(words).or_default().push(name);
        }
    }
    for (short, full) in abbreviated(groups.keys()) {
        let going = groups.remove(&short).unwrap_or_default();
        groups.entry(full).or_default().extend(going);
    }
    groups.into_values().filter(|group| group.len() > 1).collect()
}

/// The names that only one other spells out, each with that one.
fn abbreviated<'a>(names: impl Iterator<Item = &'a Vec<String>>) -> Vec<(Vec<String>, Vec<String>)> {
    type Spelled<'a> = (Vec<&'a Vec<String>>, Vec<&'a Vec<String>>);
    let mut alike: BTreeMap<(&[String], char), Spelled<'_>> = BTreeMap::new();
    for name in names {
        let Some((last, ahead)) = name.split_last().filter(|(_, ahead)| !ahead.is_empty()) else { continue };
        let mut letters = last.chars();
        if let Some(first) = letters.next().filter(|first| first.is_alphabetic()) {
            let (short, full) = alike.entry((ahead, first)).or_default();
            if letters.next().is_none() { short.push(name) } else { full.push(name) }
        }
    }
    let one_fits =
        alike.into_values().filter_map(|(short, full)| match (short.as_slice(), full.as_slice()) {
            ([short], [full]) => Some(((*short).clone(), (*full).clone())),
            _ => None,
        });
    one_fits.collect()
}

/// The words of a name in small letters, without pronouns and roles in brackets behind it.
fn words(name: &str) -> Vec<String> {
    let mut name = name.trim_end();
    while let Some((ahead, aside)) = aside(name)
        && (is_pronouns(aside) || ROLES.contains(&aside.trim().to_lowercase().as_str()))
    {
        name = ahead.trim_end();
    }
    let divides = |letter: char| letter.is_whitespace() || matches!(letter, '_' | '.');
    name.to_lowercase().split(divides).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

fn aside(name: &str) -> Option<(&str, &str)> {
    let round = name.strip_suffix(')').and_then(|name| name.rsplit_once('('));
    round.or_else(|| name.strip_suffix(']')?.rsplit_once('['))
}

/// As in `she/her`, in any language.
fn is_pronouns(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim();
        !word.is_empty() && word.chars().all(char::is_alphabetic) && word.chars().count() <= PRONOUN
    };
    text.contains('/') && text.split('/').all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_that_most_was_written_under_is_kept() {
        let person = |name: &str, messages| PersonView { name: name.to_owned(), also: Vec::new(), messages };
        let found = likely_twins(&[person("ANA RUIZ", 2), person("Ana Ruiz", 40), person("Ben", 50)]);
        assert_eq!(found, [Names { name: "Ana Ruiz".into(), also: vec!["ANA RUIZ".into()] }]);
    }

    #[test]
    fn names_that_differ_in_dress_only_are_likely_one() {
        let names =
            ["Ana Ruiz (she/her)", "Ben Oyelaran", "Ana  Ruiz", "ana.ruiz", "ANA RUIZ [Host]", "Ana R."];
        let found = twins(&names);
        assert_eq!(found, [["Ana Ruiz (she/her)", "Ana  Ruiz", "ana.ruiz", "ANA RUIZ [Host]", "Ana R."]]);
        assert_eq!(twins(&["Åsa Öhman", "åsa öhman (hon/henne) (Guest)"]).len(), 1, "in any language");
        assert_eq!(twins(&["Ana R.", "Ana Ruiz"]), [["Ana Ruiz", "Ana R."]], "the full name comes first");
    }

    #[test]
    fn where_there_is_doubt_nothing_is_said() {
        for (names, why) in [
            (&["Ana R.", "Ana Ruiz", "Ana Reyes"][..], "either may be meant"),
            (&["Ana", "Ana Ruiz"], "there are many Anas"),
            (&["Ana R.", "Ana Maria Ruiz"], "there are two words more"),
            (&["A. Ruiz", "Ana Ruiz"], "brothers and sisters share a last name"),
            (&["Guest 1", "Guest 12", "Guest 2"], "a number is no letter"),
            (&["Ana Ruiz (Lisbon)", "Ana Ruiz (Oslo)"], "a place tells people apart"),
            (&["+1 555", "+1  555", "???", "??? (me)", "(she/her)", "(he/him)"], "these are no names"),
        ] {
            assert_eq!(twins(names), [[""; 0]; 0], "{why}");
        }
    }
}

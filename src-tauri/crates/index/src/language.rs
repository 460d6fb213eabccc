//! Which language something is in, told by its function words: they are few, frequent, and hardly shared.
//!
//! Only as sure as it needs to be: it decides which endings of a word are taken off, never whether a word is found as it
//! was written.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The languages whose endings are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Language {
    English,
    Spanish,
    French,
    German,
    Italian,
    Portuguese,
}

impl Language {
    pub(crate) const ALL: [Self; 6] =
        [Self::English, Self::Spanish, Self::French, Self::German, Self::Italian, Self::Portuguese];

    /// Its number in the index; 0 stands for no language that is known.
    pub(crate) const fn number(language: Option<Self>) -> u8 {
        match language {
            None => 0,
            Some(language) => language as u8 + 1,
        }
    }

    /// The language with this number.
    pub(crate) fn numbered(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number).checked_sub(1)?).copied()
    }
}

/// Frequent words of each language, folded, that the others do not have or hardly use.
const WORDS: [(Language, &str); 6] = [
    (
        Language::English,
        "the and of to is was were are have has had with that this these those they we you it for from not what \
         which who when where how would could should will been there their our your his her but or if be my by at",
    ),
    (
        Language::Spanish,
        "el los las y que del al es por con para una unos pero mas muy como cuando donde esta este estos eso hay fue \
         son era nos les sus ya lo tambien porque quien ella ellos usted hoy desde sin sobre entre hasta",
    ),
    (
        Language::French,
        "le les et des du est une un dans pour pas que qui sur avec ce cette ces nous vous ils elle sont etait au aux \
         mais ou plus tout tres je il on ne se sa ses leur leurs donc chez etre avoir ont",
    ),
    (
        Language::German,
        "der die das und ist nicht ein eine einen einem einer den dem des mit auf fur von zu im am wir ihr sie ich es \
         auch war waren sind wird werden hat haben wie wo wenn aber oder bei aus nach noch nur sehr kein keine uber",
    ),
    (
        Language::Italian,
        "il gli di che e della delle dei nel nella una uno per con non sono era anche come quando dove questo questa \
         piu ma ci si lo al alla dal dalla hanno abbiamo perche molto loro noi",
    ),
    (
        Language::Portuguese,
        "o os as do da dos das em no na nos nas um uma que nao com para por mais mas muito como quando onde esta este \
         isso foi sao era ao aos pela pelo voce eles elas nosso tambem ja seu sua ha",
    ),
];

/// For each word the languages that have it, as bits.
static KNOWN: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for (language, words) in WORDS {
        for word in words.split_whitespace() {
            *known.entry(word).or_default() |= 1 << (language as u8);
        }
    }
    known
});

/// Whether a word is a function word of any language that is known.
pub(crate) fn is_function_word(word: &str) -> bool {
    KNOWN.contains_key(word)
}

/// How many function words of each language were met.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Votes([u32; 6]);

impl Votes {
    /// Counts the function words of a folded text in. A word that several languages share counts for each.
    pub(crate) fn count(&mut self, words: &str) {
        for word in words.split(' ').filter(|word| word.len() <= 7) {
            if let Some(languages) = KNOWN.get(word) {
                for (n, votes) in self.0.iter_mut().enumerate() {
                    *votes += u32::from(languages >> n & 1);
                }
            }
        }
    }

    /// The language with the most, if these are `least` and more than those of any other.
    pub(crate) fn language(&self, least: u32) -> Option<Language> {
        let most = *self.0.iter().max()?;
        let mut best = Language::ALL.into_iter().zip(self.0).filter(|&(_, votes)| votes == most);
        let (language, _) = best.next()?;
        (most >= least && best.next().is_none()).then_some(language)
    }
}

/// The language of a folded text: its own, if it says enough; else that of the session around it.
pub(crate) fn of(words: &str, session: Option<Language>) -> Option<Language> {
    let mut votes = Votes::default();
    votes.count(words);
    votes.language(2).or(session)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tokens;

    #[test]
    fn a_language_is_told_by_its_small_words() {
        for (text, language) in [
            ("They were there when the mill burned", Some(Language::English)),
            ("Los vecinos hablan de la fiesta y del río", Some(Language::Spanish)),
            ("Nous avons chanté dans les rues avec eux", Some(Language::French)),
            ("Wir haben das Brot mit der Hand geknetet", Some(Language::German)),
            ("Abbiamo cantato nella piazza con gli amici", Some(Language::Italian)),
            ("Não havia luz em casa e os meninos liam na rua", Some(Language::Portuguese)),
            ("Bravo!", None),
            ("会议在三点开始", None),
        ] {
            assert_eq!(of(&tokens::list(text).join(" "), None), language, "{text}");
        }
        assert_eq!(of("bravo", Some(Language::French)), Some(Language::French), "else it is the session's");
        for number in 0..8 {
            let language = Language::numbered(number);
            assert!(language.is_none() || Language::number(language) == number);
        }
    }
}

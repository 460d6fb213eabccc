//! How text is cut into words, for indexing and for asking alike.
//!
//! - A word is a run of letters, digits and the marks on them, in lower case, without the accents of Latin, Greek and
//!   Cyrillic and the points of Hebrew and Arabic: `Éléonore` is `eleonore`, `Straße` is `strasse`, `ﬁ` is `fi`.
//! - A character of a script that is written without spaces (Chinese, Japanese, Thai, Lao, Khmer, Burmese) is a word
//!   by itself, so that a query of any length is found as a run of them.
//!   Katakana are as hiragana.
//! - So is an emoji, whatever its skin tone.
//!
//! The index is given the words with single spaces between them and has nothing left to cut, so what is found there
//! and what is verified here can't differ.

use std::collections::BTreeSet;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut, in the index and in queries alike.
const LONGEST: usize = 64;

/// What a character does to the words around it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// Part of a word.
    Word,
    /// A word by itself.
    Alone,
    /// Belongs to the character before it.
    Attached,
    /// Between words.
    Gap,
}

const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{e01}'..='\u{eff}'       // Thai, Lao
        | '\u{1000}'..='\u{109f}'   // Myanmar
        | '\u{1780}'..='\u{17ff}'   // Khmer
        | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}' | '\u{3031}'..='\u{3035}'
        | '\u{3041}'..='\u{312f}'   // kana, bopomofo
        | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}'   // half-width katakana
        | '\u{20000}'..='\u{3fffd}'
    )
}

const fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27bf}' | '\u{2b50}' | '\u{2b55}' | '\u{1f000}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1faff}')
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Class::Word } else { Class::Gap };
    }
    if is_combining_mark(c) || matches!(c, '\u{ff9e}' | '\u{ff9f}') {
        Class::Attached
    } else if (is_unspaced(c) && c.is_alphanumeric()) || is_emoji(c) {
        Class::Alone
    } else if c.is_alphanumeric() {
        Class::Word
    } else {
        Class::Gap
    }
}

/// Whether a word is one character of a script without spaces, or an emoji.
pub(crate) fn is_alone(word: &str) -> bool {
    word.chars().next().is_some_and(|c| class(c) == Class::Alone)
}

/// Marks that people leave out when they search.
const fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{fe00}'..='\u{fe0f}'
    )
}

/// Letters that Unicode does not take apart but that people type as others.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ı' => "i",
        'ł' => "l",
        'þ' => "th",
        'ς' => "σ",
        _ => return None,
    })
}

/// Katakana as hiragana, for both write the same sounds.
fn hiragana(c: char) -> char {
    match c {
        '\u{30a1}'..='\u{30f6}' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// Appends the word that a piece of text stands for. `piece` holds no gap.
fn fold(piece: &str, word: &mut String) {
    if piece.is_ascii() {
        let start = word.len();
        word.push_str(piece.get(..LONGEST).unwrap_or(piece));
        word.get_mut(start..).unwrap_or_default().make_ascii_lowercase();
        return;
    }
    let bare = piece.nfkd().flat_map(char::to_lowercase).filter(|&c| !is_accent(c)).flat_map(|c| {
        let known = plain(c);
        known.into_iter().flat_map(str::chars).chain(known.is_none().then_some(c))
    });
    word.extend(bare.nfc().map(hiragana).filter(|&c| class(c) != Class::Gap).take(LONGEST));
}

/// Calls `each` with every word of a text, folded, and where it stands.
pub(crate) fn each(text: &str, mut each: impl FnMut(&str, Range<usize>)) {
    let mut word = String::new();
    let mut emit = |range: Range<usize>| {
        word.clear();
        fold(text.get(range.clone()).unwrap_or_default(), &mut word);
        if !word.is_empty() {
            each(&word, range);
        }
    };
    let mut open: Option<(usize, Class)> = None;
    for (at, c) in text.char_indices() {
        let class = class(c);
        let goes_on = match (open, class) {
            (Some(_), Class::Attached) | (Some((_, Class::Word)), Class::Word) => true,
            (_, Class::Word | Class::Alone | Class::Attached | Class::Gap) => false,
        };
        if goes_on {
            continue;
        }
        if let Some((start, _)) = open.take() {
            emit(start..at);
        }
        if matches!(class, Class::Word | Class::Alone) {
            open = Some((at, class));
        }
    }
    if let Some((start, _)) = open {
        emit(start..text.len());
    }
}

/// Appends the words of a text, each with a space before it.
pub(crate) fn append(text: &str, line: &mut String) {
    if text.is_ascii() {
        for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()) {
            line.push(' ');
            fold(word, line);
        }
        return;
    }
    each(text, |word, _| {
        line.push(' ');
        line.push_str(word);
    });
}

/// Whether a word of one text is in the other, too.
pub(crate) fn share_any(one: &str, other: &str) -> bool {
    let words: BTreeSet<String> = list(one).into_iter().collect();
    list(other).iter().any(|word| words.contains(word))
}

/// The words of a text.
pub(crate) fn list(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    each(text, |word, _| words.push(word.to_owned()));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_folded() {
        for (text, words) in [
            ("Éléonore's café", "eleonore s cafe"),
            ("e\u{301}te\u{301}", "ete"),
            ("Straße STRASSE", "strasse strasse"),
            ("Œuvre, Ærø, Łódź", "oeuvre aero lodz"),
            ("ﬁnal ＡＢＣ １２", "final abc 12"),
            ("İstanbul ΣΊΣΥΦΟΣ", "istanbul σισυφοσ"),
            ("foo_bar-baz", "foo bar baz"),
            ("שָׁלוֹם", "שלום"),
            ("हिन्दी", "हिन्दी"),
            ("한국어", "한국어"),
        ] {
            assert_eq!(list(text).join(" "), words, "{text}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_cut_by_character() {
        assert_eq!(
            list("会議中ですOK?"),
            ["会", "議", "中", "て\u{3099}".nfc().collect::<String>().as_str(), "す", "ok"]
        );
        assert_eq!(list("ｶﾞ"), ["が"], "half-width marks belong to their letter, katakana are as hiragana");
        assert_eq!(list("ภาษา").len(), 4);
    }

    #[test]
    fn emoji_are_words_whatever_their_dress() {
        assert_eq!(list("Yes👍🏽!"), ["yes", "👍"]);
        assert_eq!(list("❤\u{fe0f}"), ["❤"]);
    }

    #[test]
    fn ranges_point_at_the_original() {
        let text = "Ça — l’été!";
        let mut pieces = Vec::new();
        each(text, |_, range| pieces.push(text.get(range).unwrap()));
        assert_eq!(pieces, ["Ça", "l", "été"]);
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in ".{0,40}") {
            let once = list(&text);
            let again = list(&once.join(" "));
            prop_assert_eq!(once, again, "a stored word asked for again must be itself");
        }

        #[test]
        fn a_line_has_the_words_that_are_asked_for(text in "[a-zA-Z0-9]{0,80}([ -~]{0,30}|.{0,30})") {
            let mut line = String::new();
            append(&text, &mut line);
            let words: String = list(&text).iter().map(|word| format!(" {word}")).collect();
            prop_assert_eq!(line, words, "the quick way for ASCII and the way for all text are one");
        }

        #[test]
        fn no_word_holds_what_the_index_would_cut(text in "\\PC{0,40}") {
            for word in list(&text) {
                prop_assert!(word.chars().all(|c| !c.is_ascii() || c.is_ascii_alphanumeric()), "{word:?}");
            }
        }
    }
}

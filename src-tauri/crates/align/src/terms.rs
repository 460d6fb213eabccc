//! What two texts can have in common: folded, lightly stemmed words, and pairs of characters where words are not
//! divided by spaces.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Longer words are cut to so many characters: the ending carries grammar in most languages that have one.
const STEM: usize = 6;

/// Words of addresses that say nothing about where they lead.
const OF_ADDRESSES: [&str; 8] = ["http", "https", "www", "com", "org", "net", "html", "pdf"];

/// A term of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Term {
    /// Folded and stemmed.
    pub(crate) key: String,
    /// As it was written, in lower case and without accents.
    pub(crate) word: String,
    /// How many characters of the folded text come before it.
    pub(crate) offset: usize,
    /// Whether it is a piece of a word rather than a word.
    pub(crate) is_piece: bool,
}

/// The terms of a text in its order. A word of one letter or one digit is none.
pub(crate) fn terms(text: &str) -> Vec<Term> {
    let mut found = Vec::new();
    let mut word = String::new();
    let mut letters = 0;
    let mut previous: Option<char> = None;
    for (offset, c) in folded(text).chain(std::iter::once(' ')).enumerate() {
        let is_undivided = is_undivided(c);
        if c.is_alphanumeric() && !is_undivided {
            word.push(c);
            letters += 1;
        } else if letters > 0 {
            found.extend(whole_word(std::mem::take(&mut word), letters, offset - letters));
            letters = 0;
        }
        if let (true, Some(previous)) = (is_undivided, previous) {
            let pair = String::from_iter([previous, c]);
            found.push(Term { key: pair.clone(), word: pair, offset: offset - 1, is_piece: true });
        }
        previous = is_undivided.then_some(c);
    }
    found
}

/// In lower case, without accents, and in compatible forms.
pub(crate) fn folded(text: &str) -> impl Iterator<Item = char> + '_ {
    text.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase)
}

fn whole_word(word: String, letters: usize, offset: usize) -> Option<Term> {
    if letters < 2 || OF_ADDRESSES.contains(&word.as_str()) {
        return None;
    }
    let key = if word.bytes().all(|b| b.is_ascii_digit()) {
        word.clone()
    } else if letters > STEM {
        word.chars().take(STEM).collect()
    } else if letters > 3 {
        word.strip_suffix('s').unwrap_or(&word).to_owned()
    } else {
        word.clone()
    };
    Some(Term { key, word, offset, is_piece: false })
}

/// Whether a character belongs to a script that is written without spaces: Han, kana, Thai, Lao, Myanmar, Khmer.
fn is_undivided(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        && c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|term| term.key).collect()
    }

    #[test]
    fn words_meet_across_case_accents_and_endings() {
        assert_eq!(keys("Émigrés"), keys("emigre"), "accents and a plural are no difference");
        assert_eq!(keys("Glassblowers"), keys("glassblowing"), "nor is the ending of a long word");
        assert_ne!(keys("1848"), keys("1849"), "numbers are never cut");
    }

    #[test]
    fn an_address_gives_the_words_in_it() {
        assert_eq!(keys("https://www.weir-museum.org/loom_1802"), ["weir", "museum", "loom", "1802"]);
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        assert_eq!(keys("水力 織機x10"), ["水力", "織機", "x10"]);
        assert_eq!(keys("ab水c"), ["ab"], "a character alone is no pair");
    }
}

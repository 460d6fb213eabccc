//! Making texts comparable: case and accents away, and scripts without spaces taken apart.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text without case and accents.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Whether a character is of a script that is written without spaces, so that each is a word of its own here: Han,
/// Hiragana, Katakana (Unicode 16, blocks), Thai, Lao and Khmer.
pub(crate) fn stands_alone(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x31F0..=0x31FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xF900..=0xFAFF | 0xFF66..=0xFF9D | 0x20000..=0x3FFFF)
}

/// A text as the index of words takes it in: characters that stand alone are set apart.
pub(crate) fn spaced(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() || !text.chars().any(stands_alone) {
        return text.into();
    }
    let mut spaced = String::with_capacity(text.len() * 2);
    for c in text.chars() {
        if stands_alone(c) {
            spaced.extend([' ', c, ' ']);
        } else {
            spaced.push(c);
        }
    }
    spaced.into()
}

/// A word within a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    /// Folded.
    pub(crate) word: String,
    /// Where it stands in the text, in bytes.
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The words of a text, divided as the index divides them: letters, digits and marks, or one character that stands alone.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut begun: Option<usize> = None;
    let mut close = |begun: &mut Option<usize>, end: usize| {
        if let Some(start) = begun.take()
            && let Some(word) = text.get(start..end)
        {
            tokens.push(Token { word: fold(word), start, end });
        }
    };
    for (at, c) in text.char_indices() {
        if stands_alone(c) {
            close(&mut begun, at);
            begun = Some(at);
            close(&mut begun, at + c.len_utf8());
        } else if c.is_alphanumeric() || is_combining_mark(c) {
            begun.get_or_insert(at);
        } else {
            close(&mut begun, at);
        }
    }
    close(&mut begun, text.len());
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_case_fall_away() {
        assert_eq!(fold("Élève ÀÉÎ Straße"), "eleve aei straße");
        assert_eq!(fold("ÅNGSTRÖM"), "angstrom");
    }

    #[test]
    fn words_are_found_where_they_stand() {
        let text = "Ça va: 図書館 2nd!";
        let found: Vec<(&str, String)> =
            tokens(text).into_iter().map(|token| (&text[token.start..token.end], token.word)).collect();
        let expected = [("Ça", "ca"), ("va", "va"), ("図", "図"), ("書", "書"), ("館", "館"), ("2nd", "2nd")];
        assert_eq!(found, expected.map(|(shown, folded)| (shown, folded.to_owned())));
    }
}

//! Where words begin and end, for scripts that have words and those that have none.

use unicode_normalization::char::is_combining_mark;

use super::Letters;
use super::fold::{is_accent, is_unseen};

/// How a script divides words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// It divides them by what is no letter.
    Words,
    /// It does not divide them: Han, Hiragana, Thai, Lao, Khmer, Burmese.
    Undivided,
    /// Words end where another script begins.
    Katakana,
    /// Particles follow a word without a gap.
    Hangul,
}

/// The script of a letter; `None` if it is none.
pub(crate) fn script(c: char) -> Option<Script> {
    match c {
        '\u{2E80}'..='\u{2FDF}'
        | '々'
        | '〇'
        | '\u{3041}'..='\u{309F}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}'
        | '\u{E01}'..='\u{EFF}'
        | '\u{1000}'..='\u{109F}'
        | '\u{1780}'..='\u{17FF}' => Some(Script::Undivided),
        '\u{30A1}'..='\u{30FA}'
        | '\u{30FC}'..='\u{30FF}'
        | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9F}' => Some(Script::Katakana),
        '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7AF}' => Some(Script::Hangul),
        c if c.is_alphabetic() || is_combining_mark(c) => Some(Script::Words),
        _ => None,
    }
}

/// Whether what stands from one character to another is a word of its own, and not part of a digest.
pub(super) fn is_word(letters: &Letters, from: usize, to: usize) -> bool {
    let Some(last) = (from..to).rev().filter_map(|n| letters.char(n)).find(|&c| is_letter_itself(c)) else {
        return false;
    };
    begins(letters, from) && ends(last, letters.char(to)) && !is_in_digest(letters, from, to)
}

fn is_letter_itself(c: char) -> bool {
    !is_accent(c) && !is_unseen(c)
}

/// The character ahead, with its accents passed over.
pub(super) fn ahead(letters: &Letters, from: usize) -> Option<(usize, char)> {
    (0..from).rev().filter_map(|n| Some((n, letters.char(n)?))).find(|&(_, c)| is_letter_itself(c))
}

fn begins(letters: &Letters, from: usize) -> bool {
    let (Some(first), Some((at, before))) = (letters.char(from), ahead(letters, from)) else { return true };
    match (script(first), script(before)) {
        (None, _) => !(first.is_numeric() && before.is_numeric()),
        (Some(Script::Undivided), _) => true,
        (Some(Script::Words), Some(Script::Words)) => {
            is_new_capital(before, first, letters.char(from + 1)) || is_particle(before, ahead(letters, at))
        }
        (Some(this), that) => that != Some(this),
    }
}

/// `R` in `AnaRuiz`, and in `IBMRuiz`.
fn is_new_capital(before: char, first: char, second: Option<char>) -> bool {
    first.is_uppercase()
        && (before.is_lowercase() || before.is_uppercase() && second.is_some_and(char::is_lowercase))
}

/// The particles of Arabic and Hebrew that are written together with the word behind them: "and", "to", "from".
fn is_particle(c: char, before: Option<(usize, char)>) -> bool {
    let is_first = before.is_none_or(|(_, c)| script(c) != Some(Script::Words));
    is_first && matches!(c, 'و' | 'ف' | 'ب' | 'ك' | 'ل' | 'ו' | 'ב' | 'ל' | 'מ' | 'ש' | 'כ' | 'ה')
}

fn ends(last: char, next: Option<char>) -> bool {
    let Some(next) = next else { return true };
    if is_combining_mark(next) || matches!(next, '\u{1160}'..='\u{11FF}') {
        return false;
    }
    match (script(last), script(next)) {
        (None, _) => !(last.is_numeric() && next.is_numeric()),
        (Some(Script::Undivided | Script::Hangul), _) => true,
        (Some(Script::Words), Some(Script::Words)) => last.is_lowercase() && next.is_uppercase(),
        (Some(this), that) => that != Some(this),
    }
}

/// The least hexadecimal digits that are taken for a digest or a UUID, its hyphens counted.
const HEXADECIMAL: usize = 32;
/// The digits of SHA-256, SHA-384 and SHA-512 in base64, without padding.
const BASE64: [usize; 3] = [43, 64, 86];

/// Digests hold any short name by chance: hexadecimal ones and UUIDs, and those of a page's policy (`sha256-…`).
fn is_in_digest(letters: &Letters, from: usize, to: usize) -> bool {
    let run = |is_part: fn(char) -> bool| {
        let most = 2 * HEXADECIMAL + 64;
        let is_part = |n: &usize| letters.char(*n).is_some_and(is_part);
        let is_whole = (from..to).all(|n| is_part(&n));
        let ahead = (0..from).rev().take(most).take_while(is_part).count();
        let behind = (to..).take(most).take_while(is_part).count();
        if is_whole { (from - ahead, ahead + to - from + behind) } else { (from, 0) }
    };
    if run(|c| c.is_ascii_hexdigit() || c == '-').1 >= HEXADECIMAL {
        return true;
    }
    let (start, length) = run(|c| c.is_ascii_alphanumeric() || c == '+' || c == '/');
    let label: String = (start.saturating_sub(7)..start).filter_map(|n| letters.char(n)).collect();
    BASE64.contains(&length) && matches!(label.as_str(), "sha256-" | "sha384-" | "sha512-")
}

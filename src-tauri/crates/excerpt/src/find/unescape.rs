//! Text with its escapes resolved, and with its markup taken away. Each character keeps the place where it was written.

use super::Letters;

/// The longest reference to a character that is looked at, in characters.
const REFERENCE: usize = 34;
/// The longest tag that is taken away, in characters.
const TAG: usize = 256;

/// UTF-8, and where it is none, Windows-1252, whose letters are those of Latin-1 and seven more; or, if `strict`, U+FFFD.
pub(crate) fn decoded(bytes: &[u8], strict: bool) -> Letters {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut chars = Vec::with_capacity(bytes.len());
    let mut at = 0;
    for chunk in bytes.utf8_chunks() {
        chars.extend(chunk.valid().char_indices().map(|(n, c)| (place(at + n), c)));
        at += chunk.valid().len();
        let invalid = chunk.invalid().iter().enumerate();
        chars
            .extend(invalid.map(|(n, &byte)| (place(at + n), if strict { '\u{FFFD}' } else { latin(byte) })));
        at += chunk.invalid().len();
    }
    Letters { chars, end: place(bytes.len()) }
}

fn latin(byte: u8) -> char {
    match byte {
        0x8A => 'Š',
        0x8C => 'Œ',
        0x8E => 'Ž',
        0x92 => '’',
        0x9A => 'š',
        0x9C => 'œ',
        0x9E => 'ž',
        0x9F => 'Ÿ',
        byte => char::from(byte),
    }
}

/// With references of HTML and XML, percent-encoding, quoted-printable, and backslashes of JSON and Markdown resolved; `None` if
/// there are none.
pub(crate) fn unescaped(letters: &Letters) -> Option<Letters> {
    if !letters.chars.iter().any(|&(_, c)| matches!(c, '%' | '&' | '\\' | '=')) {
        return None;
    }
    let mut out = Vec::with_capacity(letters.chars.len());
    let mut n = 0;
    let mut is_changed = false;
    while let Some(&(at, c)) = letters.chars.get(n) {
        let taken = match c {
            '%' | '=' => bytes(letters, n, c, &mut out),
            '&' => reference(letters, n, &mut out),
            '\\' => backslash(letters, n, &mut out),
            _ => 0,
        };
        if taken == 0 {
            out.push((at, c));
        }
        is_changed |= taken > 0;
        n += taken.max(1);
    }
    is_changed.then_some(Letters { chars: out, end: letters.end })
}

/// A run of `%C3%A9`, or of `=C3=A9` with soft ends of line. Each resolver gives the number of characters that it took.
fn bytes(letters: &Letters, from: usize, mark: char, out: &mut Vec<(u32, char)>) -> usize {
    let (mut run, mut places, mut n) = (Vec::new(), Vec::new(), from);
    while letters.char(n) == Some(mark) {
        if let Some(byte) = hexadecimal(letters, n + 1, 2).and_then(|value| u8::try_from(value).ok()) {
            run.push(byte);
            places.push(letters.offset(n));
            n += 3;
        } else if mark == '=' && letters.char(n + 1) == Some('\n') {
            n += 2;
        } else if mark == '=' && letters.char(n + 1) == Some('\r') && letters.char(n + 2) == Some('\n') {
            n += 3;
        } else {
            break;
        }
    }
    for (at, c) in decoded(&run, false).chars {
        let at = places.get(at as usize).copied().unwrap_or_default();
        out.push((u32::try_from(at).unwrap_or(u32::MAX), c));
    }
    n - from
}

fn hexadecimal(letters: &Letters, from: usize, digits: usize) -> Option<u32> {
    (from..from + digits).try_fold(0, |value, n| Some(value * 16 + letters.char(n)?.to_digit(16)?))
}

fn reference(letters: &Letters, from: usize, out: &mut Vec<(u32, char)>) -> usize {
    let Some(length) = (1..REFERENCE).find(|n| letters.char(from + n) == Some(';')) else { return 0 };
    let written: String = (from..=from + length).filter_map(|n| letters.char(n)).collect();
    let meant = htmlize::unescape(&written);
    if meant == written || meant.contains(';') && meant.len() > 1 {
        return 0;
    }
    let at = letters.chars.get(from).map_or(0, |&(at, _)| at);
    out.extend(meant.chars().map(|c| (at, c)));
    length + 1
}

fn backslash(letters: &Letters, from: usize, out: &mut Vec<(u32, char)>) -> usize {
    let at = letters.chars.get(from).map_or(0, |&(at, _)| at);
    let Some(next) = letters.char(from + 1) else { return 0 };
    let (c, taken) = match next {
        'n' | 'r' | 't' => (' ', 2),
        'u' => {
            let Some(unit) = hexadecimal(letters, from + 2, 4) else { return 0 };
            let low = (letters.char(from + 6) == Some('\\') && letters.char(from + 7) == Some('u'))
                .then(|| hexadecimal(letters, from + 8, 4))
                .flatten();
            match (unit, low) {
                (0xD800..=0xDBFF, Some(low @ 0xDC00..=0xDFFF)) => {
                    let value = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    (char::from_u32(value).unwrap_or('\u{FFFD}'), 12)
                }
                (unit, _) => (char::from_u32(unit).unwrap_or('\u{FFFD}'), 6),
            }
        }
        next if next.is_ascii_punctuation() => (next, 2),
        _ => return 0,
    };
    out.push((at, c));
    taken
}

/// Without tags, such as the times among the words of a cue; `None` if there are none.
pub(crate) fn untagged(letters: &Letters) -> Option<Letters> {
    let mut out = Vec::with_capacity(letters.chars.len());
    let mut n = 0;
    while let Some(&(at, c)) = letters.chars.get(n) {
        let is_tag = c == '<' && letters.char(n + 1).is_some_and(|c| c.is_ascii_alphanumeric() || c == '/');
        let end = if is_tag { (n + 1..n + TAG).find(|&n| letters.char(n) == Some('>')) } else { None };
        if end.is_none() {
            out.push((at, c));
        }
        n = end.unwrap_or(n) + 1;
    }
    (out.len() < letters.chars.len()).then_some(Letters { chars: out, end: letters.end })
}

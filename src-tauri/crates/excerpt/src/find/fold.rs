//! Text as it is compared: compatible forms decomposed (Unicode Standard Annex 15, NFKD), in small letters, without accents and
//! without what nobody sees; what divides the parts of a name is one space.

use unicode_normalization::char::decompose_compatible;

use super::Letters;

/// A string as it is compared.
pub(crate) fn folded(text: &str) -> String {
    fold(&text.into()).0.trim().to_owned()
}

/// The folded text, and for each of its bytes the number of the character that it comes from.
pub(super) fn fold(letters: &Letters) -> (String, Vec<u32>) {
    let mut out = String::with_capacity(letters.chars.len());
    let mut at = Vec::with_capacity(letters.chars.len());
    let mut last: Option<char> = None;
    for (n, &(_, c)) in (0_u32..).zip(&letters.chars) {
        if is_unseen(c) {
            continue;
        }
        if c.is_whitespace() {
            if !last.is_some_and(char::is_whitespace) {
                out.push(' ');
            }
        } else if divides(c) {
            let next = letters.chars.iter().skip(n as usize + 1).map(|&(_, c)| c).find(|&c| !is_unseen(c));
            let is_between =
                last.is_some_and(char::is_alphanumeric) && next.is_some_and(char::is_alphanumeric);
            out.push(if is_between {
                ' '
            } else if c == '_' || c == '.' || c == '+' {
                c
            } else {
                '-'
            });
        } else if c.is_ascii() {
            out.push(c.to_ascii_lowercase());
        } else if matches!(c, '’' | '‘' | 'ʼ' | '′' | '´' | '＇' | 'ʻ') {
            out.push('\'');
        } else {
            decompose_compatible(c, |part| {
                for small in part.to_lowercase().filter(|&small| !is_accent(small)) {
                    plain(small, &mut out);
                }
            });
        }
        at.resize(out.len(), n);
        if !is_accent(c) {
            last = Some(c);
        }
    }
    (out, at)
}

/// What divides the parts of a name in addresses and double names. The full stop does only within a word.
fn divides(c: char) -> bool {
    matches!(c, '_' | '.' | '+' | '-' | '\u{2010}'..='\u{2014}')
}

/// Letters whose stroke or ligature is no accent to Unicode.
fn plain(c: char, out: &mut String) {
    match c {
        'ß' => out.push_str("ss"),
        'æ' => out.push_str("ae"),
        'œ' => out.push_str("oe"),
        'þ' => out.push_str("th"),
        'ø' => out.push('o'),
        'ł' => out.push('l'),
        'đ' | 'ð' => out.push('d'),
        'ħ' => out.push('h'),
        'ı' => out.push('i'),
        'ς' => out.push('σ'),
        c => out.push(c),
    }
}

/// Accents, and the vowel signs of Arabic and Hebrew, which most leave out. The signs of other scripts are letters to
/// their readers.
pub(super) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5BD}' | '\u{5BF}'..='\u{5C7}' | '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}')
}

/// What takes no place: soft hyphens, joiners, marks of direction, variation selectors.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

//! The forms in which a name is written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Style;
use super::display::{Display, GENERIC, PARTICLES, is_generic, is_particle};
use crate::find::{How, Script, folded, script};

/// Names that are common words of English, German, French or Spanish too, and short words that are names elsewhere. They are
/// replaced where they are meant as a name; a person may say that they always are.
static WORDS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| include_str!("words.txt").split_whitespace().collect());

/// The least letters of a joined name that counts as a word rather than as part of an address.
const JOINED: usize = 6;
/// The least digits of a number that counts wherever it stands: a telephone's.
const DIGITS: usize = 7;
/// A form, how it counts, and whether it is all of the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Form {
    pub(super) text: String,
    pub(super) how: How,
    pub(super) is_full: bool,
}

impl Form {
    /// Whether a possessive `s` without an apostrophe may follow it, as in German.
    pub(super) fn takes_s(&self) -> bool {
        let last = self.text.chars().next_back();
        self.how == How::Word
            && self.text.chars().filter(|c| c.is_alphabetic()).count() > 2
            && last.is_some_and(|c| script(c) == Some(Script::Words) && !"sSxXzZßσςсС".contains(c))
            && !WORDS.contains(format!("{}s", folded(&self.text)).as_str())
    }
}

/// All forms of somebody's names.
pub(super) fn of(names: &[String], style: Style) -> Vec<Form> {
    let mut forms = Vec::new();
    for name in names {
        if !is_generic(name) {
            whole(name, &mut forms);
        }
        let display = Display::of(name);
        for nickname in &display.nicknames {
            part(nickname, false, &mut forms);
        }
        spoken(&display, style, &mut forms);
    }
    let mut more = Vec::new();
    for form in &forms {
        variants(form, &mut more);
    }
    forms.extend(more);
    forms
}

fn push(forms: &mut Vec<Form>, text: impl Into<String>, how: How, is_full: bool) {
    forms.push(Form { text: text.into(), how, is_full });
}

/// A name as it is written, all of it.
fn whole(name: &str, forms: &mut Vec<Form>) {
    push(forms, name.trim(), how(name, false), true);
}

/// How a single string counts.
fn how(text: &str, is_handle: bool) -> How {
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let has_words = text.chars().any(char::is_alphabetic);
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let key = folded(text);
    if !has_words && digits < DIGITS || letters < 2 {
        How::Field
    } else if is_handle || is_word(&key) {
        How::Name
    } else {
        How::Word
    }
}

/// Whether every word of it is a common one.
fn is_word(key: &str) -> bool {
    let mut words = key.split([' ', '\'']).filter(|word| !word.is_empty());
    words.all(|word| {
        WORDS.contains(word)
            || GENERIC.contains(&word)
            || PARTICLES.contains(&word)
            || word.chars().count() == 1
    })
}

/// A given name, a family name, a nickname.
fn part(word: &str, is_handle: bool, forms: &mut Vec<Form>) {
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    if letters.len() < 2 || is_particle(word) || GENERIC.contains(&folded(word).as_str()) {
        return;
    }
    push(forms, word, how(word, is_handle), false);
    let pieces: Vec<&str> = word.split(['-', '‐', '‑', '–', '·', '・', '=']).collect();
    if pieces.len() > 1 {
        for piece in pieces.into_iter().filter(|piece| piece.chars().count() > 1 && !is_particle(piece)) {
            push(forms, piece, how(piece, is_handle), false);
        }
    }
}

/// What is made of a name's words.
fn spoken(display: &Display, style: Style, forms: &mut Vec<Form>) {
    let words = &display.words;
    let named: Vec<&String> = words.iter().filter(|word| !is_particle(word)).collect();
    let (Some(&first), Some(&last)) = (named.first(), named.last()) else { return };
    for &word in &named {
        part(word, display.is_handle, forms);
    }
    if words.len() == 1 {
        undivided(first, forms);
        return;
    }
    let full = words.join(" ");
    push(forms, full.as_str(), how(&full, false), true);
    if named.len() < 2 {
        return;
    }
    let family: String = words
        .iter()
        .skip_while(|word| *word == first || !is_particle(word))
        .cloned()
        .collect::<Vec<_>>()
        .join(" ");
    let mut families = vec![last.clone()];
    if family.contains(' ') {
        push(forms, family.as_str(), how(&family, false), false);
        families.push(family);
    }
    for family in families {
        for text in [format!("{first} {family}"), format!("{family} {first}"), format!("{family}, {first}")] {
            let how = how(&text, false);
            push(forms, text, how, false);
        }
    }
    for (one, other) in [(first, last), (last, first)] {
        joined(&format!("{one}{other}"), forms);
    }
    joined(&words.concat(), forms);
    let (a, b) = (initial(first), initial(last));
    for text in [format!("{a}{last}"), format!("{first}{b}")] {
        push(forms, text, How::Handle, false);
    }
    for text in [format!("{a}. {last}"), format!("{a}.{last}"), format!("{first} {b}.")] {
        let how = if is_word(&folded(last)) { How::Name } else { How::Word };
        push(forms, text, how, false);
    }
    if style == Style::MadeUp
        && first.chars().chain(last.chars()).all(|c| script(c) != Some(Script::Undivided))
    {
        for text in [format!("{a}.{b}."), format!("{a}. {b}.")] {
            if !WORDS.contains(text.replace(' ', "").to_lowercase().as_str()) {
                push(forms, text, How::Capitals, false);
            }
        }
    }
}

fn joined(text: &str, forms: &mut Vec<Form>) {
    let how = if text.chars().count() < JOINED { How::Handle } else { How::Word };
    let bare: String = text.chars().filter(|c| !matches!(c, '\'' | '’' | '-' | '‐' | '‑')).collect();
    if bare != text {
        push(forms, bare, how, false);
    }
    push(forms, text, how, false);
}

fn initial(word: &str) -> String {
    word.chars().find(|c| c.is_alphabetic()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

/// A Han or Hangul name is written without a gap: the family's name is its first sign, or two of four.
fn undivided(word: &str, forms: &mut Vec<Form>) {
    let signs: Vec<char> = word.chars().collect();
    let is_han = |c: &char| {
        matches!(script(*c), Some(Script::Undivided))
            && *c > '\u{2E80}'
            && !matches!(*c, '\u{3041}'..='\u{309F}')
    };
    let is_all = signs.iter().all(is_han) || signs.iter().all(|c| matches!(c, '\u{AC00}'..='\u{D7AF}'));
    if !is_all {
        return;
    }
    match signs.as_slice() {
        [_, a, b] => push(forms, [*a, *b].iter().collect::<String>(), How::Word, false),
        [a, b, c, d] => {
            push(forms, [*a, *b].iter().collect::<String>(), How::Word, false);
            push(forms, [*c, *d].iter().collect::<String>(), How::Word, false);
        }
        _ => {}
    }
}

/// Other spellings: without an apostrophe, umlauts as two letters.
fn variants(form: &Form, forms: &mut Vec<Form>) {
    if form.how == How::Field {
        return;
    }
    let text = &form.text;
    let is_inner = |c: char| matches!(c, '\'' | '’' | 'ʼ' | '‘');
    if text.contains(is_inner) && text.chars().filter(|c| c.is_alphabetic()).count() > 2 {
        for instead in ["", " "] {
            let written: String = text.split(is_inner).collect::<Vec<_>>().join(instead);
            let how = if is_word(&folded(&written)) { How::Name } else { form.how };
            push(forms, written, how, form.is_full);
        }
    }
    let mut long = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            'ä' | 'Ä' => long.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' => long.push_str("oe"),
            'ü' | 'Ü' => long.push_str("ue"),
            'å' | 'Å' => long.push_str("aa"),
            c => long.push(c),
        }
    }
    if long != *text {
        push(forms, long, form.how, form.is_full);
    }
}

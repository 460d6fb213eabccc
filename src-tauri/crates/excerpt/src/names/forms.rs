//! The forms in which a name is written.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::Style;
use crate::find::{How, Script, folded, script};

/// Names that are common words of English, German, French or Spanish too, and short words that are names elsewhere. They are
/// replaced where they are meant as a name; a person may say that they always are.
static WORDS: LazyLock<BTreeSet<&str>> =
    LazyLock::new(|| include_str!("words.txt").split_whitespace().collect());

/// What meeting programs and people put into the place of a name, or beside it.
const GENERIC: &[&str] = &[
    "admin",
    "all",
    "android",
    "anonymous",
    "attendee",
    "attendees",
    "audience",
    "bot",
    "caller",
    "chair",
    "co-host",
    "cohost",
    "desktop",
    "direct",
    "dr",
    "everybody",
    "everyone",
    "external",
    "facilitator",
    "group",
    "guest",
    "guests",
    "host",
    "hosts",
    "interviewee",
    "interviewer",
    "ipad",
    "iphone",
    "jr",
    "laptop",
    "librarian",
    "me",
    "meeting",
    "message",
    "moderator",
    "mr",
    "mrs",
    "ms",
    "narrator",
    "organiser",
    "organizer",
    "panelist",
    "panelists",
    "participant",
    "participants",
    "pc",
    "phd",
    "phone",
    "presenter",
    "privately",
    "prof",
    "professor",
    "room",
    "speaker",
    "somebody",
    "someone",
    "sr",
    "staff",
    "student",
    "system",
    "tablet",
    "teacher",
    "tech",
    "to",
    "trainer",
    "translator",
    "unknown",
    "user",
    "voice",
    "webinar",
    "you",
];

/// What joins the names of one person.
const PARTICLES: &[&str] = &[
    "al", "and", "bin", "bint", "da", "das", "de", "dei", "del", "della", "den", "der", "di", "do", "dos",
    "du", "e", "el", "i", "ibn", "la", "las", "le", "los", "of", "ten", "ter", "the", "und", "van", "vom",
    "von", "y", "zu", "zum", "zur",
];

/// The least letters of a joined name that counts as a word rather than as part of an address.
const JOINED: usize = 6;
/// The least digits of a number that counts wherever it stands: a telephone's.
const DIGITS: usize = 7;
/// The longest pronoun, in letters.
const PRONOUN: usize = 6;

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

pub(super) fn is_particle(word: &str) -> bool {
    PARTICLES.contains(&folded(word).as_str())
}

/// Whether it is nobody's name: made of generic words, numbers and marks.
pub(super) fn is_generic(name: &str) -> bool {
    let name = folded(name);
    let mut words = name.split(|c: char| !c.is_alphanumeric() && c != '-').filter(|word| !word.is_empty());
    name.chars().any(char::is_alphabetic)
        && words.all(|word| {
            let letters = word.trim_end_matches(char::is_numeric);
            letters.is_empty() || GENERIC.contains(&letters)
        })
}

/// A display name taken apart.
#[derive(Debug, Default)]
struct Display {
    /// The name's own words, in the order in which they are spoken.
    words: Vec<String>,
    nicknames: Vec<String>,
    /// Whether the words come from an address or a handle, and may be anything.
    is_handle: bool,
}

/// The words of a name, without asides, titles and generic words.
pub(super) fn words(name: &str) -> Vec<String> {
    Display::of(name).words
}

impl Display {
    fn of(name: &str) -> Self {
        let mut display = Self::default();
        let core = display.without_asides(name);
        let pieces = pieces(&core);
        let core =
            pieces.into_iter().find(|piece| !is_generic(piece) && piece.chars().any(char::is_alphabetic));
        let core = core.map_or_else(String::new, |core| match core.split_once(',') {
            Some((family, given)) if !is_generic(given) => format!("{given} {family}"),
            Some((name, _)) => name.to_owned(),
            None => core.to_owned(),
        });
        let mut words: Vec<String> =
            core.split_whitespace().map(bare).filter(|word| !word.is_empty()).collect();
        if let [only] = words.as_slice() {
            let local = only.split_once('@').map_or(only.as_str(), |(local, _)| local).to_owned();
            let parts = divided(&local);
            display.is_handle =
                parts.len() > 1 && !local.chars().any(char::is_uppercase) || local.len() < only.len();
            words = parts;
        }
        words.retain(|word| {
            !GENERIC.contains(&folded(word).as_str()) && word.chars().any(char::is_alphabetic)
        });
        display.words = words;
        display
    }

    /// Takes out what stands in brackets or quotes: pronouns and roles are left, the rest are nicknames.
    fn without_asides(&mut self, name: &str) -> String {
        let mut core = String::new();
        let mut aside: Option<(char, String)> = None;
        let mut before = ' ';
        for c in name.chars() {
            match &mut aside {
                Some((close, text)) if c == *close || (*close == '”' && c == '“') => {
                    self.nickname(text, !matches!(close, ')' | ']'));
                    aside = None;
                    core.push(' ');
                }
                Some((_, text)) => text.push(c),
                None => match closing(c, before) {
                    Some(close) => aside = Some((close, String::new())),
                    None => core.push(c),
                },
            }
            before = c;
        }
        if let Some((_, text)) = aside {
            core.push(' ');
            core.push_str(&text);
        }
        core
    }

    fn nickname(&mut self, text: &str, is_quoted: bool) {
        let text = text.trim();
        let is_pronoun = |word: &str| {
            let word = word.trim();
            !word.is_empty() && word.chars().all(char::is_alphabetic) && word.chars().count() <= PRONOUN
        };
        let is_pronouns = text.contains('/') && text.split('/').all(is_pronoun);
        let is_one = !text.contains(char::is_whitespace);
        if !is_pronouns && !is_generic(text) && (is_quoted || is_one) && text.chars().any(char::is_alphabetic)
        {
            self.nicknames.push(text.to_owned());
        }
    }
}

/// A name and what people put behind it, with a mark between.
fn pieces(core: &str) -> Vec<&str> {
    [" | ", " - ", " – ", " — ", " @ ", " / "]
        .iter()
        .fold(vec![core], |pieces, mark| pieces.into_iter().flat_map(|piece| piece.split(mark)).collect())
}

/// What closes an aside that a character opens. An apostrophe opens one only where a word begins.
fn closing(c: char, before: char) -> Option<char> {
    Some(match c {
        '(' => ')',
        '（' => '）',
        '[' => ']',
        '"' => '"',
        '“' | '„' => '”',
        '«' => '»',
        '「' => '」',
        '\'' if before.is_whitespace() => '\'',
        '‘' if before.is_whitespace() => '’',
        _ => return None,
    })
}

/// A word without the marks around it and a possessive `s`.
fn bare(word: &str) -> String {
    let word =
        word.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '.' | '\'' | '’') && !is_symbol(c));
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let inner = word.trim_matches('.');
    if inner.chars().count() > 1 && !inner.contains('.') { inner.to_owned() } else { word.to_owned() }
}

fn is_symbol(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// `ana_ruiz`, `ana.ruiz` and `AnaRuiz` into their parts. What does not fall into words stays whole.
fn divided(handle: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut before = ' ';
    for c in handle.chars() {
        if matches!(c, '_' | '.' | '+') || c.is_ascii_digit() {
            before = ' ';
            continue;
        }
        match parts.last_mut() {
            Some(part) if before != ' ' && !(before.is_lowercase() && c.is_uppercase()) => part.push(c),
            _ => parts.push(c.to_string()),
        }
        before = c;
    }
    let is_name = parts.len() < 4 && parts.iter().all(|part| part.chars().count() > 1 || parts.len() == 1);
    let is_mac =
        parts.iter().any(|part| matches!(part.as_str(), "Mc" | "Mac" | "De" | "La" | "Le" | "Van" | "Di"));
    if is_name && !is_mac { parts } else { vec![handle.to_owned()] }
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

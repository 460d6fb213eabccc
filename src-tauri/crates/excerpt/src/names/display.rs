//! Names as meeting programs show them, taken apart.

use unicode_normalization::char::is_combining_mark;

use crate::find::folded;

/// What meeting programs and people put into the place of a name, or beside it.
pub(super) const GENERIC: &[&str] = &[
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
pub(super) const PARTICLES: &[&str] = &[
    "al", "and", "bin", "bint", "da", "das", "de", "dei", "del", "della", "den", "der", "di", "do", "dos",
    "du", "e", "el", "i", "ibn", "la", "las", "le", "los", "of", "ten", "ter", "the", "und", "van", "vom",
    "von", "y", "zu", "zum", "zur",
];

/// The longest pronoun, in letters.
const PRONOUN: usize = 6;

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
pub(super) struct Display {
    /// The name's own words, in the order in which they are spoken.
    pub(super) words: Vec<String>,
    pub(super) nicknames: Vec<String>,
    /// Whether the words come from an address or a handle, and may be anything.
    pub(super) is_handle: bool,
}

/// The words of a name, without asides, titles and generic words.
pub(super) fn words(name: &str) -> Vec<String> {
    Display::of(name).words
}

impl Display {
    pub(super) fn of(name: &str) -> Self {
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
    let word = word.trim_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '.' | '\'' | '’') && !is_combining_mark(c)
    });
    let word = word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word);
    let inner = word.trim_matches('.');
    if inner.chars().count() > 1 && !inner.contains('.') { inner.to_owned() } else { word.to_owned() }
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

//! Whether a word is meant as a name, by what stands around it.

use super::bounds::ahead;
use super::{How, Letters, Needle, folded};

/// What follows a name at the beginning of a sentence rather than another word there.
const VERBS: [&str; 26] = [
    "and", "asked", "asks", "can", "could", "did", "does", "had", "has", "here", "is", "joined", "left",
    "said", "says", "should", "spoke", "talked", "thinks", "thought", "told", "was", "will", "would",
    "writes", "wrote",
];
const MONTHS: [&str; 5] = ["april", "august", "june", "may", "juli"];
/// What stands ahead of a month.
const BEFORE_MONTHS: [&str; 16] = [
    "by", "early", "every", "from", "im", "in", "last", "late", "mid", "next", "of", "on", "since", "this",
    "to", "until",
];

/// Whether a needle that stands there is meant: `None` where it is something else, `Some(false)` where only a person can tell.
pub(super) fn fits(
    needle: &Needle,
    letters: &Letters,
    from: usize,
    to: usize,
    in_sentences: bool,
) -> Option<bool> {
    let place = Place { letters, from, to };
    match needle.how {
        How::Word => Some(true),
        How::Capitals => place.written().all(|c| !c.is_lowercase()).then_some(true),
        How::Handle => (place.is_address() || place.is_mention() || place.is_field()).then_some(true),
        How::Field => {
            let same = needle.text.trim().chars().eq(place.written());
            (same && (place.is_mention() || place.is_field() || place.word_behind() == "wrote"))
                .then_some(true)
        }
        How::Name => {
            let is_name = place.is_mention()
                || place.is_capital()
                    && (place.is_field()
                        || place.is_possessive()
                        || in_sentences && !place.is_month() && place.is_in_sentence());
            Some(is_name)
        }
    }
}

struct Place<'a> {
    letters: &'a Letters,
    from: usize,
    to: usize,
}

impl Place<'_> {
    fn written(&self) -> impl Iterator<Item = char> {
        (self.from..self.to).filter_map(|n| self.letters.char(n))
    }

    fn before(&self) -> Option<char> {
        ahead(self.letters, self.from).map(|(_, c)| c)
    }

    fn next(&self) -> Option<char> {
        self.letters.char(self.to)
    }

    /// `@Ana`, `@"Ana`.
    fn is_mention(&self) -> bool {
        match ahead(self.letters, self.from) {
            Some((_, '@')) => true,
            Some((at, '"' | '“' | '”')) => ahead(self.letters, at).is_some_and(|(_, c)| c == '@'),
            _ => false,
        }
    }

    fn is_address(&self) -> bool {
        matches!(self.before(), Some('/' | '~' | '=')) || matches!(self.next(), Some('@'))
    }

    /// Alone between what divides fields in any format, or as a file's name.
    fn is_field(&self) -> bool {
        let (before, next) = (self.before(), self.next());
        let behind = self.letters.char(self.to + 1);
        // A time among the words of a cue is no end of a field.
        let is_time = next == Some('<') && behind.is_some_and(|c| c.is_ascii_digit());
        let gap = (self.from.checked_sub(2).and_then(|n| self.letters.char(n)), before);
        // In captions and in plain text a speaker stands behind `<v`, and between a time and a colon.
        let is_voice = matches!(
            (gap, next),
            ((Some('v'), Some(' ')), Some('>')) | ((Some(' ' | ')'), Some(' ')), Some(':'))
        );
        let has_ending = next == Some('.') && behind.is_some_and(char::is_alphanumeric);
        let opens = |c: char| matches!(c, '"' | '\'' | '>' | '«' | '“' | ',' | ';' | '|' | '*' | '/');
        let closes = |c: char| {
            matches!(c, '"' | '\'' | '<' | '»' | '”' | ',' | ';' | '|' | '*' | ':')
                || before == Some('/') && c == '/'
        };
        let is_opened = before.is_none_or(opens) || self.is_ruled_off(before, self.from.checked_sub(2));
        let is_closed = next.is_none_or(closes) || self.is_ruled_off(next, Some(self.to + 1)) || has_ending;
        is_voice || !is_time && is_opened && is_closed
    }

    /// Whether a character of control divides. A zero does not where every other byte is one: that is UTF-16, read by bytes.
    fn is_ruled_off(&self, mark: Option<char>, beyond: Option<usize>) -> bool {
        let is_control = |n: usize| self.letters.char(n).is_none_or(char::is_control);
        match mark {
            Some('\0') => beyond.is_none_or(is_control),
            mark => mark.is_some_and(char::is_control),
        }
    }

    /// Begins with a capital, and is not in capitals all through.
    fn is_capital(&self) -> bool {
        let mut written = self.written().filter(|c| c.is_alphabetic());
        written.next().is_some_and(char::is_uppercase) && {
            let rest: Vec<char> = written.collect();
            rest.is_empty() || rest.iter().any(|c| !c.is_uppercase())
        }
    }

    fn is_possessive(&self) -> bool {
        matches!(self.next(), Some('\'' | '’')) && matches!(self.letters.char(self.to + 1), Some('s' | 'S'))
    }

    /// The word ahead and what stands between.
    fn word_before(&self) -> String {
        let skipped =
            (0..self.from).rev().filter_map(|n| self.letters.char(n)).skip_while(|c| c.is_whitespace());
        let word: Vec<char> = skipped.take_while(|c| c.is_alphanumeric()).take(20).collect();
        word.into_iter().rev().collect()
    }

    fn word_behind(&self) -> String {
        let skipped = (self.to..).map_while(|n| self.letters.char(n)).skip_while(|c| c.is_whitespace());
        skipped.take_while(|c| c.is_alphanumeric()).take(20).collect()
    }

    fn is_month(&self) -> bool {
        let written = folded(&self.written().collect::<String>());
        let is_number = |word: &str| word.starts_with(|c: char| c.is_numeric());
        let before = self.word_before();
        MONTHS.contains(&written.as_str())
            && (is_number(&before)
                || is_number(&self.word_behind())
                || BEFORE_MONTHS.contains(&before.to_lowercase().as_str()))
    }

    /// Behind a word or a comma, or at a sentence's beginning ahead of what people do, or all that there is of it.
    fn is_in_sentence(&self) -> bool {
        let mut before = (0..self.from).rev().filter_map(|n| self.letters.char(n));
        let gap = before.clone().take_while(|c| c.is_whitespace()).count();
        let word = before.nth(gap);
        if gap > 0 && word.is_some_and(|c| c.is_alphabetic() || c == ',') {
            return true;
        }
        let begins = word.is_none() || gap > 0 || word.is_some_and(|c| matches!(c, '"' | '>' | '(' | ','));
        let behind = self.word_behind();
        let is_last = self.next().is_none_or(char::is_whitespace)
            && (self.to..self.letters.chars.len())
                .filter_map(|n| self.letters.char(n))
                .take(20)
                .all(char::is_whitespace);
        begins && (is_last || VERBS.contains(&behind.as_str()))
    }
}

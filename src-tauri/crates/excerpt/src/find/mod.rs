//! Strings found in text, in whatever way they are written there.
//!
//! Text and needles are folded alike (see [`fold`]), all needles are looked for in one pass, and a hit counts where it is a word of
//! its own (see [`bounds`]) and what stands around it fits how the needle is meant (see [`How`]).

mod bounds;
mod context;
mod fold;
mod unescape;

use std::ops::Range;

use aho_corasick::AhoCorasick;

pub(crate) use self::bounds::{Script, script};
pub(crate) use self::fold::folded;
pub(crate) use self::unescape::{decoded, unescaped, untagged};

/// So often escaped text is taken to be escaped once more, as HTML within XML is.
const ESCAPED: usize = 3;

/// Where a needle counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// As a word of its own, in capitals or not, with accents or without.
    Word,
    /// As [`How::Word`], in capitals only: initials.
    Capitals,
    /// For a name that is a common word too: where it is mentioned (`@Rose`), fills a field, has a possessive `s`, or begins with a
    /// capital inside a sentence.
    Name,
    /// For what is a name as part of an address only: behind `@` or `/`, ahead of `@`, or filling a field.
    Handle,
    /// For a single letter: where it is mentioned or fills a field, written as the needle is.
    Field,
}

/// Something that must not be there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Needle {
    /// How it may be written.
    pub text: String,
    /// Where it counts.
    pub how: How,
}

impl Needle {
    /// A needle that counts as a word of its own.
    pub fn word(text: impl Into<String>) -> Self {
        Self { text: text.into(), how: How::Word }
    }
}

/// The needles that a text of the program's own, such as a page's script and style, does not hold: what stands there
/// anyway tells nothing. One that is there as a word, as `max` is, still counts as a name.
#[must_use]
pub fn apart_from(own: &str, needles: Vec<Needle>) -> Vec<Needle> {
    let strict = |needle: Needle| match needle.how {
        How::Word => Needle { how: How::Name, ..needle },
        How::Capitals | How::Name | How::Handle | How::Field => needle,
    };
    let needles = without(own, needles, |needle| Some(strict(needle)));
    without(own, needles, |_| None)
}

fn without(own: &str, needles: Vec<Needle>, instead: impl Fn(Needle) -> Option<Needle>) -> Vec<Needle> {
    let finder = Finder::new(&needles);
    let letters: Letters = own.into();
    let stripped = untagged(&letters);
    let mut found: Vec<usize> =
        finder.find(&letters).into_iter().filter(Hit::is_sure).map(|hit| hit.needle).collect();
    found.extend(
        stripped.iter().flat_map(|view| finder.look(view, false)).filter(Hit::is_sure).map(|hit| hit.needle),
    );
    found.sort_unstable();
    let kept = needles.into_iter().enumerate();
    kept.filter_map(
        |(n, needle)| if found.binary_search(&n).is_ok() { instead(needle) } else { Some(needle) },
    )
    .collect()
}

/// Characters, each with where it begins in what it was read from.
#[derive(Debug, Clone, Default)]
pub(crate) struct Letters {
    pub(crate) chars: Vec<(u32, char)>,
    /// Where the last one ends.
    pub(crate) end: u32,
}

impl Letters {
    fn char(&self, n: usize) -> Option<char> {
        self.chars.get(n).map(|&(_, c)| c)
    }

    fn offset(&self, n: usize) -> usize {
        self.chars.get(n).map_or(self.end, |&(at, _)| at) as usize
    }
}

impl From<&str> for Letters {
    fn from(text: &str) -> Self {
        let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Self { chars: text.char_indices().map(|(at, c)| (place(at), c)).collect(), end: place(text.len()) }
    }
}

/// A needle found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Its number among the needles.
    pub(crate) needle: usize,
    /// Where, in bytes of what was searched.
    pub(crate) range: Range<usize>,
    /// Whether what stands around it fits. If not, only a person can tell whether it is meant.
    pub(crate) sure: bool,
}

impl Hit {
    fn is_sure(&self) -> bool {
        self.sure
    }
}

/// Looks for all needles at once.
#[derive(Debug)]
pub(crate) struct Finder {
    /// `None` if there are none, or too many.
    automaton: Option<AhoCorasick>,
    needles: Vec<Needle>,
}

impl Finder {
    pub(crate) fn new(needles: &[Needle]) -> Self {
        let patterns: Vec<String> = needles.iter().map(|needle| folded(&needle.text)).collect();
        // An empty pattern would match everywhere.
        let patterns =
            patterns.iter().map(|text| if text.trim().is_empty() { "\u{0}\u{0}" } else { text.as_str() });
        Self {
            automaton: AhoCorasick::new(patterns).ok().filter(|_| !needles.is_empty()),
            needles: needles.to_vec(),
        }
    }

    /// Everything found in text as it is and with its escapes (of HTML, JSON, addresses, Markdown) resolved.
    pub(crate) fn find(&self, letters: &Letters) -> Vec<Hit> {
        let mut hits = self.look(letters, true);
        let mut view = unescaped(letters);
        for _ in 0..ESCAPED {
            let Some(letters) = view else { break };
            hits.extend(self.look(&letters, true));
            view = unescaped(&letters);
        }
        hits
    }

    /// What is found and meant, without overlaps: the longest of those that begin first.
    pub(crate) fn longest(&self, letters: &Letters) -> Vec<Hit> {
        longest(self.find(letters).into_iter().filter(Hit::is_sure).collect())
    }

    /// Everything found in text as it is. Where its sentences are not what was typed, as where markup was taken away, a
    /// capital within one tells nothing.
    pub(crate) fn look(&self, letters: &Letters, in_sentences: bool) -> Vec<Hit> {
        let Some(automaton) = &self.automaton else { return Vec::new() };
        let (text, at) = fold::fold(letters);
        let index = |byte: usize| at.get(byte).map_or(letters.chars.len(), |&n| n as usize);
        let mut hits = Vec::new();
        for found in automaton.find_overlapping_iter(&text) {
            let (from, to) = (index(found.start()), index(found.end()));
            let is_cut = |byte: usize| byte > 0 && at.get(byte).is_some_and(|n| at.get(byte - 1) == Some(n));
            if is_cut(found.start()) || is_cut(found.end()) || !bounds::is_word(letters, from, to) {
                continue;
            }
            let number = found.pattern().as_usize();
            let Some(needle) = self.needles.get(number) else { continue };
            if let Some(sure) = context::fits(needle, letters, from, to, in_sentences) {
                hits.push(Hit { needle: number, range: letters.offset(from)..letters.offset(to), sure });
            }
        }
        hits
    }
}

/// Hits without overlaps: the longest of those that begin first.
pub(crate) fn longest(mut hits: Vec<Hit>) -> Vec<Hit> {
    hits.sort_by(|a, b| (a.range.start, b.range.end, a.needle).cmp(&(b.range.start, a.range.end, b.needle)));
    let mut end = 0;
    hits.retain(|hit| {
        let is_free = hit.range.start >= end && hit.range.end > hit.range.start;
        if is_free {
            end = hit.range.end;
        }
        is_free
    });
    hits
}

#[cfg(test)]
mod tests;

//! The piece of a text around what was found.

use std::ops::Range;

use crate::pattern::Pattern;
use crate::tokens;

/// A piece of a snippet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnippetPart {
    /// Plain text; the parts joined are the snippet.
    pub text: String,
    /// Whether this is what was searched for.
    pub hit: bool,
}

/// About how many words a snippet has.
const WORDS: usize = 32;
/// How many of them stand before the first match.
const BEFORE: usize = 8;

/// The snippet of a text: the whole of it if it is short, else the words around the first match, with `…` where it was cut.
pub(crate) fn snippet(text: &str, patterns: &[Pattern]) -> Vec<SnippetPart> {
    let mut words: Vec<String> = Vec::new();
    let mut places: Vec<Range<usize>> = Vec::new();
    tokens::each(text, |word, place| {
        words.push(word.to_owned());
        places.push(place);
    });
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let hits = hits(&words, patterns);
    let first = hits.first().map_or(0, |hit| hit.start);
    let (from, to) = window(words.len(), first);
    let mut parts = Vec::new();
    let mut push = |range: Range<usize>, hit: bool| {
        if let Some(text) = text.get(range).filter(|text| !text.is_empty()) {
            parts.push(SnippetPart { text: text.to_owned(), hit });
        }
    };
    let start = |word: usize| places.get(word).map_or(text.len(), |place| place.start);
    let end = |word: usize| places.get(word).map_or(text.len(), |place| place.end);
    let mut at = if from == 0 { 0 } else { start(from) };
    let close = if to == words.len() { text.len() } else { start(to) };
    for hit in hits.iter().filter(|hit| hit.start >= from && hit.end <= to) {
        push(at..start(hit.start), false);
        push(start(hit.start)..end(hit.end - 1), true);
        at = end(hit.end - 1);
    }
    push(at..close, false);
    mark_cuts(&mut parts, from > 0, to < words.len());
    parts
}

/// Runs of words that match, in order, none within another.
fn hits(words: &[&str], patterns: &[Pattern]) -> Vec<Range<usize>> {
    let mut hits = Vec::new();
    let mut at = 0;
    while let Some(rest) = words.get(at..).filter(|rest| !rest.is_empty()) {
        let length = patterns.iter().map(|pattern| pattern.length_at(rest)).max().unwrap_or(0);
        if length > 0 {
            hits.push(at..at + length);
        }
        at += length.max(1);
    }
    hits
}

fn window(words: usize, first: usize) -> (usize, usize) {
    if words <= WORDS {
        return (0, words);
    }
    let from = first.saturating_sub(BEFORE).min(words - WORDS);
    (from, from + WORDS)
}

fn mark_cuts(parts: &mut Vec<SnippetPart>, before: bool, after: bool) {
    let mark = || SnippetPart { text: "…".to_owned(), hit: false };
    if before {
        match parts.first_mut() {
            Some(part) if !part.hit => part.text.insert(0, '…'),
            Some(_) | None => parts.insert(0, mark()),
        }
    }
    if after {
        match parts.last_mut() {
            Some(part) if !part.hit => {
                part.text.truncate(part.text.trim_end().len());
                part.text.push('…');
            }
            Some(_) | None => parts.push(mark()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Parsed;

    fn shown(text: &str, query: &str) -> String {
        let patterns: Vec<Pattern> =
            Parsed::new(query).wanted.iter().map(|any| Pattern::any_of(any)).collect();
        snippet(text, &patterns)
            .into_iter()
            .map(|part| if part.hit { format!("[{}]", part.text) } else { part.text })
            .collect()
    }

    #[test]
    fn what_was_found_is_marked_as_it_was_written() {
        assert_eq!(shown("The Café, and the cafés!", "cafe"), "The [Café], and the [cafés]!");
        assert_eq!(shown("Le thé vert — thé noir", "\"the vert\""), "Le [thé vert] — thé noir");
        assert_eq!(shown("会议在三点开始", "三点"), "会议在[三点]开始");
        assert_eq!(shown("nothing", "tea"), "nothing", "a hit by the author's name marks no word");
        assert_eq!(shown("", "tea"), "");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_match() {
        let text = format!("{}needle {}", "before ".repeat(100), "after ".repeat(100));
        let shown = shown(&text, "needle");
        assert!(shown.starts_with("…before ") && shown.ends_with("after…"), "{shown}");
        assert!(shown.contains("before [needle] after"), "{shown}");
        assert!(shown.len() < 300, "{}", shown.len());
    }
}

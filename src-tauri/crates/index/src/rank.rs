//! How well a message fits a query, and the piece of it to show.

use crate::fold::{Token, tokens};
use crate::query::{Parsed, Term};
use crate::search::SnippetPart;

/// Words shown ahead of the first that matched, and the length of a snippet, in words.
const AHEAD: usize = 6;
const SHOWN: usize = 28;

/// The usual length of a message in words, against which a longer one counts less.
const USUAL: f64 = 12.0;

/// Where the terms of a query stand in a text, as ranges of words.
pub(crate) fn matches(parsed: &Parsed, tokens: &[Token]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for term in &parsed.wanted {
        for start in 0..tokens.len() {
            if stands_at(term, tokens, start) {
                found.push((start, start + term.words.len()));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Whether a term stands anywhere in a text.
pub(crate) fn stands_in(term: &Term, tokens: &[Token]) -> bool {
    (0..tokens.len()).any(|start| stands_at(term, tokens, start))
}

fn stands_at(term: &Term, tokens: &[Token], start: usize) -> bool {
    let here = tokens.get(start..start + term.words.len());
    here.is_some_and(|here| here.iter().enumerate().all(|(n, token)| term.is_nth(n, &token.word)))
}

/// How well a text fits, greater is better. As BM25 (Robertson and Zaragoza, 2009) with its usual constants, a term
/// counts the more often it stands, less and less so, and the less the longer the text; terms that stand close to each
/// other and words that match whole count more.
pub(crate) fn score(parsed: &Parsed, text: &str) -> f64 {
    let tokens = tokens(text);
    let length = 1.2 * (0.25 + 0.75 * tokens.len() as f64 / USUAL);
    let mut score = 0.0;
    let mut firsts: Vec<usize> = Vec::new();
    for term in &parsed.wanted {
        let starts: Vec<usize> = (0..tokens.len()).filter(|&start| stands_at(term, &tokens, start)).collect();
        let whole = starts.iter().filter(|&&start| ends_whole(term, &tokens, start)).count();
        let often = starts.len() as f64 + 0.5 * whole as f64;
        score += often * 2.2 / (often + length);
        firsts.extend(starts.first().copied());
    }
    if let (Some(least), Some(most)) = (firsts.iter().min(), firsts.iter().max())
        && firsts.len() > 1
    {
        score += 1.0 / (1.0 + (most - least) as f64);
    }
    score
}

fn ends_whole(term: &Term, tokens: &[Token], start: usize) -> bool {
    let last = tokens.get(start + term.words.len().saturating_sub(1));
    last.is_some_and(|token| term.words.last() == Some(&token.word))
}

/// The part of a text around what matched, with that marked. Without a match by words it is marked by letters, and
/// without any the beginning is shown.
pub(crate) fn snippet(parsed: &Parsed, text: &str) -> Vec<SnippetPart> {
    let tokens = tokens(text);
    let by_words: Vec<(usize, usize)> = matches(parsed, &tokens)
        .into_iter()
        .filter_map(|(from, to)| Some((tokens.get(from)?.start, tokens.get(to.checked_sub(1)?)?.end)))
        .collect();
    let marks = if by_words.is_empty() { by_letters(parsed, &tokens) } else { by_words };
    let first_mark = marks.first().map_or(0, |mark| mark.0);
    let first = tokens.partition_point(|token| token.start < first_mark);
    let from = first.saturating_sub(AHEAD);
    let begin = if from == 0 { 0 } else { tokens.get(from).map_or(0, |token| token.start) };
    let end = tokens.get(from + SHOWN).map_or(text.len(), |token| token.start);
    let mut parts = Parts { text, parts: Vec::new() };
    if begin > 0 {
        parts.push_text("… ");
    }
    let mut at = begin;
    for (start, stop) in marks {
        if start < at || stop > end {
            continue;
        }
        parts.push(at, start, false);
        parts.push(start, stop, true);
        at = stop;
    }
    parts.push(at, end, false);
    if end < text.len() {
        parts.push_text("…");
    }
    parts.parts
}

/// Words that hold the letters of a query somewhere within.
fn by_letters(parsed: &Parsed, tokens: &[Token]) -> Vec<(usize, usize)> {
    let wanted = || parsed.wanted.iter().flat_map(|term| &term.words);
    let holds = |token: &&Token| wanted().any(|word| token.word.contains(word.as_str()));
    tokens.iter().filter(holds).map(|token| (token.start, token.end)).collect()
}

struct Parts<'a> {
    text: &'a str,
    parts: Vec<SnippetPart>,
}

impl Parts<'_> {
    fn push(&mut self, from: usize, to: usize, hit: bool) {
        if let Some(text) = self.text.get(from..to)
            && !text.is_empty()
        {
            self.parts.push(SnippetPart { text: text.to_owned(), hit });
        }
    }

    fn push_text(&mut self, text: &str) {
        self.parts.push(SnippetPart { text: text.to_owned(), hit: false });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(query: &str, text: &str) -> String {
        let part = |part: SnippetPart| if part.hit { format!("[{}]", part.text) } else { part.text };
        snippet(&Parsed::new(query), text).into_iter().map(part).collect()
    }

    #[test]
    fn what_matched_is_marked_as_it_stands_in_the_text() {
        assert_eq!(shown("eleve", "Les élèves, l’Élève."), "Les [élèves], l’[Élève].");
        assert_eq!(shown("\"two words\" x", "Two, words x"), "[Two, words] [x]");
        assert_eq!(shown("書館", "図書館で"), "図[書館]で");
        assert_eq!(shown("okmobil", "the bookmobile came"), "the [bookmobile] came");
        assert_eq!(shown("gone", "nothing here"), "nothing here");
    }

    #[test]
    fn a_long_text_is_shown_around_the_match() {
        let text = format!("{} needle {}", "hay ".repeat(50).trim(), "straw ".repeat(50).trim());
        let snippet = shown("needle ", &text);
        assert!(
            snippet.starts_with("… hay hay") && snippet.contains("[needle] straw") && snippet.ends_with('…'),
            "{snippet}"
        );
        assert!(snippet.len() < 200, "{snippet}");
    }

    #[test]
    fn closer_shorter_and_whole_is_better() {
        let score = |text: &str| score(&Parsed::new("shared desk"), text);
        assert!(score("a shared desk") > score("shared by all of us, this desk"));
        assert!(score("shared desk") > score(&format!("shared desk {}", "and more ".repeat(40))));
        assert!(score("shared desk") > score("shared desktop"));
    }
}

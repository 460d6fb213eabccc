//! What a person types, taken apart. Nothing is ever wrong: what makes no sense as a query is searched as words.

use crate::fold::{fold, spaced, tokens};

/// A question, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Parsed {
    /// All of these must be there.
    pub(crate) wanted: Vec<Term>,
    /// None of these may be there.
    pub(crate) unwanted: Vec<Term>,
}

/// One or more words in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    /// Folded, in order.
    pub(crate) words: Vec<String>,
    /// Whether the last may go on.
    pub(crate) is_prefix: bool,
}

/// The longest query that is looked at, in characters.
const LONGEST: usize = 500;
/// The most terms that are looked at.
const MOST: usize = 16;

impl Parsed {
    /// Understands a query: words, `"a phrase"`, `beginning*`, `-not`. The last word may go on, unless a space or a
    /// quote ends it: it is still being typed.
    pub(crate) fn new(text: &str) -> Self {
        let text: String = text.chars().take(LONGEST).map(|c| if c == '\0' { ' ' } else { c }).collect();
        let mut parsed = Self::default();
        let mut rest = text.as_str();
        while let Some((piece, after)) = next_piece(rest) {
            if parsed.wanted.len() + parsed.unwanted.len() == MOST {
                break;
            }
            let words = words(piece.text);
            let still_typed = after.is_empty() && piece.is_open;
            let is_prefix = !words.is_empty() && (piece.has_star || still_typed);
            if !words.is_empty() {
                let list = if piece.is_negative { &mut parsed.unwanted } else { &mut parsed.wanted };
                list.push(Term { words, is_prefix });
            }
            rest = after;
        }
        if parsed.wanted.is_empty() {
            parsed.wanted = std::mem::take(&mut parsed.unwanted);
        }
        parsed
    }

    /// The question for FTS5. Every word stands in quotes, so none can be an operator.
    pub(crate) fn to_fts(&self) -> Option<String> {
        let all =
            |terms: &[Term], between: &str| terms.iter().map(Term::to_fts).collect::<Vec<_>>().join(between);
        if self.wanted.is_empty() {
            return None;
        }
        let wanted = all(&self.wanted, " AND ");
        if self.unwanted.is_empty() {
            return Some(wanted);
        }
        Some(format!("({wanted}) NOT ({})", all(&self.unwanted, " OR ")))
    }

    /// The same for the index of trigrams, by the letters of each word; none if a word has fewer than three.
    pub(crate) fn to_trigrams(&self) -> Option<String> {
        let mut trigrams = Vec::new();
        for word in self.wanted.iter().flat_map(|term| &term.words) {
            let letters: Vec<char> = word.chars().collect();
            if letters.len() < 3 {
                return None;
            }
            trigrams
                .extend(letters.windows(3).map(|three| format!("\"{}\"", three.iter().collect::<String>())));
        }
        (!trigrams.is_empty()).then(|| trigrams.join(" AND "))
    }
}

impl Term {
    fn to_fts(&self) -> String {
        let star = if self.is_prefix { " *" } else { "" };
        format!("\"{}\"{star}", self.words.join(" "))
    }

    /// Whether a word in a text is this term's `n`th.
    pub(crate) fn is_nth(&self, n: usize, word: &str) -> bool {
        let Some(wanted) = self.words.get(n) else { return false };
        let may_go_on = self.is_prefix && n + 1 == self.words.len();
        if may_go_on { word.starts_with(wanted.as_str()) } else { word == wanted }
    }
}

struct Piece<'a> {
    text: &'a str,
    is_negative: bool,
    has_star: bool,
    /// Whether nothing has closed it: neither a space nor a quote.
    is_open: bool,
}

/// The next word or phrase, and what comes after it.
fn next_piece(text: &str) -> Option<(Piece<'_>, &str)> {
    let text = text.trim_start();
    if text.is_empty() {
        return None;
    }
    let (is_negative, text) = match text.strip_prefix('-') {
        Some(rest) if !rest.starts_with(char::is_whitespace) && !rest.is_empty() => (true, rest),
        _ => (false, text),
    };
    if let Some(quoted) = text.strip_prefix('"') {
        let (phrase, after, is_open) = match quoted.split_once('"') {
            Some((phrase, after)) => (phrase, after, false),
            None => (quoted, "", true),
        };
        let (has_star, after) = match after.strip_prefix('*') {
            Some(after) => (true, after),
            None => (false, after),
        };
        return Some((Piece { text: phrase, is_negative, has_star, is_open }, after));
    }
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, after) = text.split_at_checked(end)?;
    let has_star = word.ends_with('*');
    Some((Piece { text: word, is_negative, has_star, is_open: after.is_empty() }, after))
}

/// The words of a piece, as the index of words divides them.
fn words(piece: &str) -> Vec<String> {
    tokens(&spaced(piece))
        .into_iter()
        .map(|token| fold(&token.word))
        .filter(|word| !word.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fts(query: &str) -> String {
        Parsed::new(query).to_fts().unwrap_or_default()
    }

    #[test]
    fn the_word_that_is_being_typed_may_go_on() {
        assert_eq!(fts("shared desk"), "\"shared\" AND \"desk\" *");
        assert_eq!(fts("shared desk "), "\"shared\" AND \"desk\"", "a space ends a word");
        assert_eq!(fts("\"shared desk\""), "\"shared desk\"", "and a quote ends a phrase");
        assert_eq!(fts("\"shared de"), "\"shared de\" *");
        assert_eq!(fts("sha* desk "), "\"sha\" * AND \"desk\"");
    }

    #[test]
    fn what_is_not_wanted_is_left_out() {
        assert_eq!(fts("desk -old -\"very old\" "), "(\"desk\") NOT (\"old\" OR \"very old\")");
        assert_eq!(fts("-old "), "\"old\"", "with nothing wanted there is nothing to leave it out of");
        assert_eq!(fts("a - b "), "\"a\" AND \"b\"");
    }

    #[test]
    fn nothing_typed_is_an_operator() {
        assert_eq!(fts("AND OR NOT NEAR(a) "), "\"and\" AND \"or\" AND \"not\" AND \"near a\"");
        assert_eq!(fts("text:x ^y (z "), "\"text x\" AND \"y\" AND \"z\"");
        for nothing in ["", "  ", "\"", "*", "-", "!?", "\0"] {
            assert_eq!(fts(nothing), "", "{nothing:?}");
        }
    }

    #[test]
    fn scripts_without_spaces_are_phrases_of_characters() {
        assert_eq!(fts("図書館 "), "\"図 書 館\"");
        assert_eq!(
            Parsed::new("Bücherei").to_trigrams().as_deref(),
            Some("\"buc\" AND \"uch\" AND \"che\" AND \"her\" AND \"ere\" AND \"rei\"")
        );
        assert_eq!(Parsed::new("ab abc").to_trigrams(), None);
    }
}

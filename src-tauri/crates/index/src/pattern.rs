//! One condition of a query, in two forms: for the full-text index, and for a text at hand.

use crate::query::Phrase;

/// Phrases of which one must be there.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    choices: Vec<Choice>,
}

#[derive(Debug, Clone)]
struct Choice {
    phrase: Phrase,
    /// ` the budget ` or, if open, ` the budg`.
    needle: String,
}

/// How often a pattern is in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Times {
    /// As whole words.
    pub(crate) whole: u32,
    /// As the beginning of a longer word.
    pub(crate) begun: u32,
}

impl Pattern {
    pub(crate) fn new(phrase: Phrase) -> Self {
        Self::any([phrase])
    }

    pub(crate) fn any(phrases: impl IntoIterator<Item = Phrase>) -> Self {
        let choice = |phrase: Phrase| {
            let mut needle = format!(" {}", phrase.words.join(" "));
            if !phrase.open {
                needle.push(' ');
            }
            Choice { phrase, needle }
        };
        Self { choices: phrases.into_iter().map(choice).collect() }
    }

    /// In FTS5's query language. Words hold neither quotes nor anything else that has a meaning there.
    pub(crate) fn expression(&self) -> String {
        let one = |choice: &Choice| {
            format!("\"{}\"{}", choice.phrase.words.join(" "), if choice.phrase.open { "*" } else { "" })
        };
        let choices: Vec<String> = self.choices.iter().map(one).collect();
        format!("({})", choices.join(" OR "))
    }

    /// Whether it is in a text, given as words with a space before and after each.
    pub(crate) fn is_in(&self, line: &str) -> bool {
        self.choices.iter().any(|choice| line.contains(&choice.needle))
    }

    /// How often it is in a text, given as words with a space before and after each.
    pub(crate) fn times(&self, line: &str) -> Times {
        let mut times = Times::default();
        for choice in &self.choices {
            for (at, found) in line.match_indices(choice.needle.trim_end()) {
                match line.get(at + found.len()..).is_some_and(|rest| rest.starts_with(' ')) {
                    true => times.whole += 1,
                    false if choice.phrase.open => times.begun += 1,
                    false => {}
                }
            }
        }
        times
    }

    /// The words that a text beginning with these would share with the pattern: how many from its start, or 0.
    pub(crate) fn length_at(&self, words: &[&str]) -> usize {
        let fits = |phrase: &Phrase| {
            let (last, rest) = phrase.words.split_last()?;
            let head = words.get(..rest.len())?;
            let tail = words.get(rest.len())?;
            let ends = if phrase.open { tail.starts_with(last.as_str()) } else { tail == last };
            (ends && head.iter().zip(rest).all(|(a, b)| a == b)).then_some(phrase.words.len())
        };
        self.choices.iter().filter_map(|choice| fits(&choice.phrase)).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str, open: bool) -> Pattern {
        Pattern::new(Phrase { words: text.split(' ').map(str::to_owned).collect(), open })
    }

    #[test]
    fn a_word_is_found_whole_and_a_beginning_as_one() {
        let line = " tea teapot tea ";
        assert_eq!(pattern("tea", false).times(line), Times { whole: 2, begun: 0 });
        assert_eq!(pattern("tea", true).times(line), Times { whole: 2, begun: 1 });
        assert!(!pattern("pot", false).is_in(line), "the end of a word is no word");
        assert!(pattern("tea teap", true).is_in(line) && !pattern("tea teap", false).is_in(line));
    }

    #[test]
    fn a_match_is_as_long_as_its_phrase() {
        let words = ["green", "tea", "teapot"];
        assert_eq!(pattern("green te", true).length_at(&words), 2);
        assert_eq!(pattern("green te", false).length_at(&words), 0);
        assert_eq!(pattern("tea", true).length_at(&words), 0, "only a match at the start counts");
    }
}

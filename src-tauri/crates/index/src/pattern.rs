//! One condition of a query, in two forms: for the full-text index, and for a message at hand.

use crate::lines::Lines;
use crate::marks;
use crate::query::{Phrase, Term};

/// Choices of which one must be true.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    choices: Vec<Choice>,
}

#[derive(Debug, Clone)]
struct Choice {
    phrase: Phrase,
    place: Place,
    /// What it is worth to find it; what only chooses among messages is worth nothing.
    worth: f64,
    /// ` the budget ` or, if open, ` the budg`.
    needle: String,
}

/// Where a phrase is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Anywhere,
    Names,
}

/// What another form of the word is worth, a longer word that begins as asked, and a name.
const FORM: f64 = 0.6;
const BEGUN: f64 = 0.5;
const NAMED: f64 = 0.5;

impl Choice {
    fn new(phrase: Phrase, place: Place, worth: f64) -> Self {
        let mut needle = format!(" {}", phrase.words.join(" "));
        if !phrase.open {
            needle.push(' ');
        }
        Self { phrase, place, worth, needle }
    }

    fn of(term: &Term) -> Self {
        match term {
            Term::Words(phrase) => Self::new(phrase.clone(), Place::Anywhere, 1.0),
            Term::From(phrase) => Self::new(phrase.clone(), Place::Names, 0.0),
            Term::To(phrase) => {
                let words = phrase.words.iter().map(|word| marks::addressed(word)).collect();
                Self::new(Phrase { words, ..phrase.clone() }, Place::Anywhere, 0.0)
            }
            Term::Mark(mark) => Self::new(Phrase::of(mark.word().to_string()), Place::Anywhere, 0.0),
        }
    }

    /// How much of it is in a line.
    fn times(&self, line: &str) -> f64 {
        let mut times = 0.0;
        for (at, found) in line.match_indices(self.needle.trim_end()) {
            match line.get(at + found.len()..).is_some_and(|rest| rest.starts_with(' ')) {
                true => times += self.worth,
                false if self.phrase.open => times += BEGUN * self.worth,
                false => {}
            }
        }
        times
    }
}

impl Pattern {
    /// Any of these.
    pub(crate) fn any_of(terms: &[Term]) -> Self {
        Self { choices: terms.iter().map(Choice::of).collect() }
    }

    /// Any of these phrases.
    pub(crate) fn any(phrases: impl IntoIterator<Item = Phrase>) -> Self {
        Self {
            choices: phrases.into_iter().map(|phrase| Choice::new(phrase, Place::Anywhere, 1.0)).collect(),
        }
    }

    /// Any of these other forms of a word, which are worth less than the word itself.
    pub(crate) fn forms(words: impl IntoIterator<Item = String>) -> Self {
        let choice = |word| Choice::new(Phrase::of(word), Place::Anywhere, FORM);
        Self { choices: words.into_iter().map(choice).collect() }
    }

    /// This or another.
    pub(crate) fn or(mut self, other: Self) -> Self {
        for choice in other.choices {
            if !self.choices.iter().any(|known| known.needle == choice.needle && known.place == choice.place)
            {
                self.choices.push(choice);
            }
        }
        self
    }

    /// What is looked for, of which one must be there.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.choices.iter().map(|choice| &choice.phrase)
    }

    /// In FTS5's query language.
    pub(crate) fn expression(&self) -> String {
        let one = |choice: &Choice| match choice.place {
            Place::Anywhere => choice.phrase.expression(),
            Place::Names => format!("names : {}", choice.phrase.expression()),
        };
        let choices: Vec<String> = self.choices.iter().map(one).collect();
        format!("({})", choices.join(" OR "))
    }

    /// Whether it is in a message.
    pub(crate) fn is_in(&self, lines: &Lines) -> bool {
        self.choices.iter().any(|choice| {
            lines.names.contains(&choice.needle)
                || (choice.place == Place::Anywhere && lines.words.contains(&choice.needle))
        })
    }

    /// How much of it is in a message: whole words count more than beginnings, and these more than names.
    pub(crate) fn times(&self, lines: &Lines) -> f64 {
        let times = |choice: &Choice| choice.times(&lines.words) + NAMED * choice.times(&lines.names);
        self.choices.iter().filter(|choice| choice.worth > 0.0).map(times).sum()
    }

    /// Whether it is looked for in words, rather than choosing among messages.
    pub(crate) fn has_worth(&self) -> bool {
        self.choices.iter().any(|choice| choice.worth > 0.0)
    }

    /// Where it begins in a line.
    pub(crate) fn each_place(&self, line: &str, mut each: impl FnMut(usize)) {
        for choice in self.choices.iter().filter(|choice| choice.worth > 0.0) {
            line.match_indices(&choice.needle).for_each(|(at, _)| each(at));
        }
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
        let shown = self.choices.iter().filter(|choice| choice.worth > 0.0);
        shown.filter_map(|choice| fits(&choice.phrase)).max().unwrap_or(0)
    }
}

/// All conditions in FTS5's query language.
pub(crate) fn expression(wanted: &[Pattern], unwanted: &[Pattern]) -> String {
    let join =
        |patterns: &[Pattern], by| patterns.iter().map(Pattern::expression).collect::<Vec<_>>().join(by);
    let wanted = join(wanted, " AND ");
    if unwanted.is_empty() { wanted } else { format!("({wanted}) NOT ({})", join(unwanted, " OR ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str, open: bool) -> Pattern {
        let words = text.split(' ').map(str::to_owned).collect();
        Pattern::any([Phrase { words, open, quoted: false }])
    }

    fn lines(words: &str, names: &str) -> Lines {
        let mut lines = Lines::default();
        lines.set(words, names, "");
        lines
    }

    #[test]
    fn a_word_is_found_whole_and_a_beginning_as_one() {
        let lines = lines("tea teapot tea", "tea");
        assert!((pattern("tea", false).times(&lines) - 2.5).abs() < 1e-9, "a name is worth half a word");
        assert!((pattern("tea", true).times(&lines) - 3.0).abs() < 1e-9, "and so is a beginning");
        assert!(!pattern("pot", false).is_in(&lines), "the end of a word is no word");
        assert!(pattern("tea teap", true).is_in(&lines) && !pattern("tea teap", false).is_in(&lines));
    }

    #[test]
    fn a_name_is_looked_for_among_names() {
        let from = Pattern::any_of(&[Term::From(Phrase::of("ana".into()))]);
        assert!(from.is_in(&lines("hello", "Ana Ruiz")) && !from.is_in(&lines("hello ana", "Ben")));
    }

    #[test]
    fn a_match_is_as_long_as_its_phrase() {
        let words = ["green", "tea", "teapot"];
        assert_eq!(pattern("green te", true).length_at(&words), 2);
        assert_eq!(pattern("green te", false).length_at(&words), 0);
        assert_eq!(pattern("tea", true).length_at(&words), 0, "only a match at the start counts");
    }
}

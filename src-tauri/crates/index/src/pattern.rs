//! One condition of a query, in two forms: for the full-text index, and for a message at hand.

use std::collections::HashMap;

use memchr::memmem::Finder;

use crate::lines::Lines;
use crate::marks;
use crate::query::{Phrase, Term};

/// Choices of which one must be true.
#[derive(Debug, Clone)]
pub(crate) struct Pattern {
    choices: Vec<Choice>,
    /// What single words are worth, where there are too many to look for each; other choices are looked for one by one.
    words: HashMap<String, f64>,
}

/// Of more choices than these, single words are looked up.
const MANY: usize = 8;

#[derive(Debug, Clone)]
struct Choice {
    phrase: Phrase,
    place: Place,
    /// What it is worth to find it; what only chooses among messages is worth nothing.
    worth: f64,
    /// Finds ` the budget`, of which another word may only be the beginning.
    finder: Finder<'static>,
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
        let finder = Finder::new(&format!(" {}", phrase.words.join(" "))).into_owned();
        Self { phrase, place, worth, finder }
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

    /// The word that it is, if it is a whole one, has a worth and may stand anywhere.
    fn word(&self) -> Option<&str> {
        match self.phrase.words.as_slice() {
            [word] if self.place == Place::Anywhere && !self.phrase.open && self.worth > 0.0 => Some(word),
            _ => None,
        }
    }

    /// Where it begins in a line, and whether it ends with a word there.
    fn places(&self, line: &str) -> impl Iterator<Item = (usize, bool)> {
        let length = self.finder.needle().len();
        let is_whole = move |at| line.as_bytes().get(at + length) == Some(&b' ');
        self.finder
            .find_iter(line.as_bytes())
            .map(move |at| (at, is_whole(at)))
            .filter(|&(_, is_whole)| is_whole || self.phrase.open)
    }

    fn is_in(&self, line: &str) -> bool {
        self.places(line).next().is_some()
    }

    /// How much of it is in a line.
    fn times(&self, line: &str) -> f64 {
        self.places(line).map(|(_, is_whole)| if is_whole { self.worth } else { BEGUN * self.worth }).sum()
    }
}

impl Pattern {
    fn new(choices: Vec<Choice>) -> Self {
        let mut words = HashMap::new();
        if choices.len() > MANY {
            words.extend(choices.iter().filter_map(|choice| Some((choice.word()?.to_owned(), choice.worth))));
        }
        Self { choices, words }
    }

    /// Any of these.
    pub(crate) fn any_of(terms: &[Term]) -> Self {
        Self::new(terms.iter().map(Choice::of).collect())
    }

    /// Any of these phrases.
    pub(crate) fn any(phrases: impl IntoIterator<Item = Phrase>) -> Self {
        Self::new(phrases.into_iter().map(|phrase| Choice::new(phrase, Place::Anywhere, 1.0)).collect())
    }

    /// Any of these other forms of a word, which are worth less than the word itself.
    pub(crate) fn forms(words: impl IntoIterator<Item = String>) -> Self {
        let choice = |word| Choice::new(Phrase::of(word), Place::Anywhere, FORM);
        Self::new(words.into_iter().map(choice).collect())
    }

    /// This or another.
    pub(crate) fn or(self, other: Self) -> Self {
        let mut choices = self.choices;
        for choice in other.choices {
            let is_same = |known: &Choice| {
                known.place == choice.place
                    && known.phrase.open == choice.phrase.open
                    && known.phrase.words == choice.phrase.words
            };
            if !choices.iter().any(is_same) {
                choices.push(choice);
            }
        }
        Self::new(choices)
    }

    /// The choices that are looked for one by one.
    fn looked_for(&self) -> impl Iterator<Item = &Choice> {
        self.choices.iter().filter(|choice| self.words.is_empty() || choice.word().is_none())
    }

    /// What the words of a line are worth that are looked up.
    fn looked_up(&self, line: &str) -> f64 {
        if self.words.is_empty() {
            return 0.0;
        }
        line.split(' ').filter_map(|word| self.words.get(word)).sum()
    }

    /// What is looked for, of which one must be there.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = &Phrase> {
        self.choices.iter().map(|choice| &choice.phrase)
    }

    /// Conditions that are true wherever this is, each of one word: the words of its phrase, where it has only one; else
    /// itself.
    pub(crate) fn each_word(&self) -> Vec<Self> {
        let [Choice { phrase, place, worth, .. }] = self.choices.as_slice() else {
            return vec![self.clone()];
        };
        let last = phrase.words.len().saturating_sub(1);
        let word = |(n, word): (usize, &String)| {
            let phrase = Phrase { open: phrase.open && n == last, ..Phrase::of(word.clone()) };
            Self::new(vec![Choice::new(phrase, *place, *worth)])
        };
        phrase.words.iter().enumerate().map(word).collect()
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
        let is_looked_up = |line: &str| line.split(' ').any(|word| self.words.contains_key(word));
        self.looked_for().any(|choice| {
            choice.is_in(&lines.names) || (choice.place == Place::Anywhere && choice.is_in(&lines.words))
        }) || (!self.words.is_empty() && (is_looked_up(&lines.words) || is_looked_up(&lines.names)))
    }

    /// How much of it is in a message: whole words count more than beginnings, and these more than names.
    pub(crate) fn times(&self, lines: &Lines) -> f64 {
        let times = |choice: &Choice| choice.times(&lines.words) + NAMED * choice.times(&lines.names);
        self.looked_for().filter(|choice| choice.worth > 0.0).map(times).sum::<f64>()
            + self.looked_up(&lines.words)
            + NAMED * self.looked_up(&lines.names)
    }

    /// Whether it is looked for in words, rather than choosing among messages.
    pub(crate) fn has_worth(&self) -> bool {
        self.choices.iter().any(|choice| choice.worth > 0.0)
    }

    /// Where it begins in a line.
    pub(crate) fn each_place(&self, line: &str, mut each: impl FnMut(usize)) {
        for choice in self.looked_for().filter(|choice| choice.worth > 0.0) {
            choice.places(line).for_each(|(at, _)| each(at));
        }
        if self.words.is_empty() {
            return;
        }
        let mut at: usize = 0;
        for word in line.split(' ') {
            if self.words.contains_key(word) {
                each(at.saturating_sub(1));
            }
            at += word.len() + 1;
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
        let shown = self.looked_for().filter(|choice| choice.worth > 0.0);
        let looked_up = words.first().is_some_and(|word| self.words.contains_key(*word));
        shown.filter_map(|choice| fits(&choice.phrase)).max().unwrap_or(0).max(usize::from(looked_up))
    }
}

/// All conditions in FTS5's query language.
pub(crate) fn expression(wanted: &[Pattern], unwanted: &[Pattern]) -> String {
    join(&wanted.iter().map(Pattern::expression).collect::<Vec<_>>(), unwanted)
}

/// The same of conditions that are in that language already.
pub(crate) fn join(wanted: &[String], unwanted: &[Pattern]) -> String {
    let wanted = wanted.join(" AND ");
    if unwanted.is_empty() {
        return wanted;
    }
    let unwanted: Vec<String> = unwanted.iter().map(Pattern::expression).collect();
    format!("({wanted}) NOT ({})", unwanted.join(" OR "))
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
    fn many_words_are_found_as_few_are() {
        let many = |n: usize| {
            let words = ["tea", "green", "cup", "pot", "leaf"].into_iter().map(str::to_owned);
            let more = (0..n).map(|n| format!("other{n}"));
            let phrases = words.chain(more).map(Phrase::of);
            Pattern::any(phrases).or(pattern("iced te", true))
        };
        for (words, names) in
            [("green tea teapot", "tea"), ("iced teas", "Ben"), ("nothing here", "Ana"), ("tea tea tea", "")]
        {
            let (lines, apart) = (lines(words, names), words.split(' ').collect::<Vec<_>>());
            let all = |pattern: &Pattern| {
                let mut first = usize::MAX;
                pattern.each_place(&lines.words, |at| first = first.min(at));
                let times = (pattern.times(&lines) * 2.0).round() as i64;
                (pattern.is_in(&lines), times, first, pattern.length_at(&apart))
            };
            assert_eq!(all(&many(0)), all(&many(60)), "{words:?} by {names:?}");
        }
    }

    #[test]
    fn a_match_is_as_long_as_its_phrase() {
        let words = ["green", "tea", "teapot"];
        assert_eq!(pattern("green te", true).length_at(&words), 2);
        assert_eq!(pattern("green te", false).length_at(&words), 0);
        assert_eq!(pattern("tea", true).length_at(&words), 0, "only a match at the start counts");
    }
}

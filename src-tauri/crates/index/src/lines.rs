//! A message as the full-text index is given it, and as a condition is looked for in it: the same for both.

use crate::tokens;

/// The words of a message, and the names of its author with what it is; a space before each word, and one at the end.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) words: String,
    pub(crate) names: String,
}

impl Lines {
    /// Takes another message in. `marks` are words already, with a space before each.
    pub(crate) fn set(&mut self, text: &str, names: &str, marks: &str) {
        for (source, line) in [(text, &mut self.words), (names, &mut self.names)] {
            line.clear();
            tokens::append(source, line);
        }
        self.names.push_str(marks);
        self.words.push(' ');
        self.names.push(' ');
    }

    /// All its words.
    pub(crate) fn each(&self) -> impl Iterator<Item = &str> {
        self.words.split(' ').chain(self.names.split(' ')).filter(|word| !word.is_empty())
    }
}

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

    /// Takes a message in. One without marks is hidden as a whole, and has no words at all: not even its author's name.
    pub(crate) fn set_message(&mut self, text: &str, names: &str, marks: &str) {
        if marks.is_empty() { self.set("", "", "") } else { self.set(text, names, marks) }
    }

    /// All its words.
    pub(crate) fn each(&self) -> impl Iterator<Item = &str> {
        self.words.split(' ').chain(self.names.split(' ')).filter(|word| !word.is_empty())
    }
}

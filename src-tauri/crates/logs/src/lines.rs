//! Physical lines: LF, CRLF and CR each end one.

/// How a line ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// `\n`
    Lf,
    /// `\r\n`
    CrLf,
    /// `\r` alone.
    Cr,
    /// The file ends.
    End,
}

/// A line without its ending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// From 1.
    pub(crate) number: u32,
    /// What is written on it.
    pub(crate) text: &'a str,
    /// What ends it.
    pub(crate) ending: Ending,
}

/// The lines of a text, in order.
#[derive(Debug, Clone)]
pub(crate) struct Lines<'a> {
    rest: &'a str,
    number: u32,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { rest: text, number: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    type Item = Line<'a>;

    fn next(&mut self) -> Option<Line<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let bytes = self.rest.as_bytes();
        let at = memchr::memchr2(b'\r', b'\n', bytes).unwrap_or(bytes.len());
        let (ending, length) = match (bytes.get(at), bytes.get(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => (Ending::CrLf, 2),
            (Some(b'\r'), _) => (Ending::Cr, 1),
            (Some(_), _) => (Ending::Lf, 1),
            (None, _) => (Ending::End, 0),
        };
        let text = self.rest.get(..at)?;
        self.rest = self.rest.get(at + length..)?;
        self.number = self.number.saturating_add(1);
        Some(Line { number: self.number, text, ending })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn each_kind_of_ending_ends_a_line() {
        let lines: Vec<_> =
            Lines::new("a\nb\r\nc\rd\r\r\ne\u{2028}f").map(|l| (l.number, l.text, l.ending)).collect();
        assert_eq!(
            lines,
            [
                (1, "a", Ending::Lf),
                (2, "b", Ending::CrLf),
                (3, "c", Ending::Cr),
                (4, "d", Ending::Cr),
                (5, "", Ending::CrLf),
                (6, "e\u{2028}f", Ending::End),
            ],
            "CR CR LF ends two lines, and a line separator none"
        );
    }

    proptest! {
        #[test]
        fn lines_and_their_endings_are_the_text(text in "[a\r\n\u{2028}é]{0,40}") {
            let joined: String = Lines::new(&text).map(|line| {
                let ending = match line.ending {
                    Ending::Lf => "\n", Ending::CrLf => "\r\n", Ending::Cr => "\r", Ending::End => "",
                };
                line.text.to_owned() + ending
            }).collect();
            prop_assert_eq!(joined, text);
        }
    }
}

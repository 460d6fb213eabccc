//! What a format is, and what reading one gives.

use causerie_model::{Kind, Message, TimeBase, TimeMs, Warning};

use crate::lines::Lines;
use crate::packed::Packed;
use crate::{json, xml};

/// A way in which logs are written.
pub(crate) trait Format: Sync {
    /// Its name, as in `zoom-two-line`.
    fn name(&self) -> &'static str;

    /// How well it explains what is seen of a log, from 0 to 1.
    fn sniff(&self, sample: &Sample<'_>) -> f64;

    /// Reads the whole log. The messages are numbered from 0 without gaps; there are none if nothing in the log
    /// has the shape of this format.
    fn parse(&self, source: &Source<'_>) -> Parsed;
}

/// A file that is to be read: text, or files packed into one.
pub(crate) struct Source<'a> {
    /// Its name, of use where a platform writes into it what the file does not tell, as a date.
    pub(crate) name: &'a str,
    /// What it says; empty for packed files.
    pub(crate) text: &'a str,
    /// What it is packed of.
    pub(crate) packed: Option<&'a Packed<'a>>,
}

impl<'a> Source<'a> {
    /// Text in a file without a name.
    #[cfg(test)]
    pub(crate) fn of(text: &'a str) -> Self {
        Self { name: "", text, packed: None }
    }
}

/// What formats are told apart by.
pub(crate) struct Sample<'a> {
    /// The file's name.
    pub(crate) name: &'a str,
    /// The first lines; none for packed files.
    pub(crate) head: Vec<&'a str>,
    /// The keys of its first bytes, if it is JSON; else there are none.
    pub(crate) json: json::Keys,
    /// The element around all others, if it is XML.
    pub(crate) xml: Option<xml::Root>,
    /// What it is packed of.
    pub(crate) packed: Option<&'a Packed<'a>>,
}

/// Lines that formats are told apart by.
const SNIFFED: usize = 200;

impl<'a> Sample<'a> {
    pub(crate) fn new(source: &Source<'a>) -> Self {
        Self {
            name: source.name,
            head: head(source.text),
            json: json::Keys::of(source.text),
            xml: xml::root(source.text),
            packed: source.packed,
        }
    }
}

/// The lines that formats are told apart by.
pub(crate) fn head(text: &str) -> Vec<&str> {
    Lines::new(text).take(SNIFFED).map(|line| line.text).collect()
}

/// A log's messages and what was not understood.
pub(crate) struct Parsed {
    /// What the times count from.
    pub(crate) time_base: TimeBase,
    /// When the recording or the log began, as RFC 3339, if the log itself says so.
    pub(crate) started_at: Option<String>,
    /// In the order of the file.
    pub(crate) messages: Vec<Message>,
    /// In any order.
    pub(crate) warnings: Warnings,
}

/// Warnings, up to a number that a person could still read; past it they are only counted, so that a hostile file
/// can't fill the memory with them.
#[derive(Debug, Default)]
pub(crate) struct Warnings {
    kept: Vec<Warning>,
    more: usize,
    last_line: u32,
}

/// Warnings that are kept word for word.
const MOST_WARNINGS: usize = 1000;

/// What is said of text that belongs to no time of its own.
pub(crate) const NO_TIME: &str = "no time on this line; kept as part of the message above";
/// The same where there is no message above.
pub(crate) const NO_TIME_YET: &str = "no time on this line; kept as a message at the first time of the log";

/// What is said of a line that should give the times of a cue.
pub(crate) const BAD_TIMES: &str =
    "the times on this line can't be read; the text below is kept with the message above";

impl Warnings {
    /// Adds one for a line, counted from 1.
    pub(crate) fn add(&mut self, line: u32, reason: impl Into<String>) {
        if self.kept.len() < MOST_WARNINGS {
            self.kept.push(Warning { line, reason: reason.into() });
        } else {
            self.more += 1;
            self.last_line = self.last_line.max(line);
        }
    }

    /// Adds all of another list.
    pub(crate) fn extend(&mut self, other: Self) {
        for warning in other.kept {
            self.add(warning.line, warning.reason);
        }
        self.more += other.more;
        self.last_line = self.last_line.max(other.last_line);
    }

    /// How many there are, with those that are only counted.
    pub(crate) fn count(&self) -> usize {
        self.kept.len() + self.more
    }

    /// All of them in the order of lines.
    pub(crate) fn into_sorted(mut self) -> Vec<Warning> {
        self.kept.sort_by_key(|warning| warning.line);
        if self.more > 0 {
            let reason = format!("{} more warnings up to this line are not listed", self.more);
            self.kept.push(Warning { line: self.last_line, reason });
        }
        self.kept
    }
}

/// A message with nothing but a place, a time and a text; its number is given by [`number`].
pub(crate) fn message(line: u32, source: TimeMs, kind: Kind, text: String) -> Message {
    Message {
        seq: 0,
        line,
        source,
        end: None,
        kind,
        author: String::new(),
        to: None,
        text,
        reply_to: None,
        reactions: Vec::new(),
        words: None,
    }
}

/// Numbers messages from 0 in their order.
pub(crate) fn number(messages: &mut [Message]) {
    for (seq, message) in (0..).zip(messages) {
        message.seq = seq;
    }
}

/// How sure a line format can be: `fitting` of the `timed` lines that begin with a time have its shape, among
/// `written` lines with anything on them. A log in which people write many lines in a message is still one, while a
/// single line of chat quoted in a long text makes no log.
pub(crate) fn line_confidence(fitting: usize, timed: usize, written: usize) -> f64 {
    if fitting == 0 {
        return 0.0;
    }
    let share = fitting as f64 / timed.max(fitting) as f64;
    let density = (4.0 * fitting as f64 / written.max(1) as f64).min(1.0);
    0.98 * share * density
}

/// Turns what escapes and references can bring into a text past [`Lines`] into line ends and replacement characters.
pub(crate) fn plain_lines(text: &mut String) {
    if text.contains(['\r', '\0']) {
        *text = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "\u{FFFD}");
    }
}

/// Appends a line to a text of several.
pub(crate) fn append_line(text: &mut String, line: &str) {
    text.push('\n');
    text.push_str(line);
}

/// Whether a character directs the order of writing, or marks the order of bytes, and is no part of a name.
fn is_invisible_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// A name without the white space and the directional marks around it.
pub(crate) fn clean_name(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || is_invisible_mark(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_beyond_what_can_be_read_are_counted() {
        let mut warnings = Warnings::default();
        for line in (1..=1500).rev() {
            warnings.add(line, "odd");
        }
        let sorted = warnings.into_sorted();
        assert_eq!(sorted.len(), MOST_WARNINGS + 1, "a thousand and one that counts the rest");
        assert!(sorted.last().unwrap().reason.starts_with("500 more"), "{:?}", sorted.last());
        assert!(sorted.is_sorted_by_key(|warning| (warning.reason != "odd", warning.line)), "by line");
    }

    #[test]
    fn a_quoted_line_makes_no_log() {
        assert!(line_confidence(1, 1, 200) < 0.25, "one line in a long text");
        assert!(line_confidence(1, 1, 1) > 0.9, "a log of one message");
        assert!(line_confidence(20, 20, 60) > 0.9, "messages of three lines each");
        assert!(line_confidence(0, 0, 0) == 0.0, "nothing is nothing");
    }

    #[test]
    fn marks_of_direction_are_no_part_of_a_name() {
        assert_eq!(clean_name("\u{200E} \u{200F}Noor\u{200F} "), "Noor");
        assert_eq!(clean_name("No\u{200E}or"), "No\u{200E}or", "what stands within a name stays");
    }
}

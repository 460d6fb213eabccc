//! The line with which a message begins: when, from whom, to whom.

use causerie_model::TimeMs;

use super::words::{Words, privately};
use crate::clock::hms;
use crate::format::clean_name;

/// The parts of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) time: TimeMs,
    pub(super) author: &'a str,
    pub(super) to: Option<&'a str>,
    /// Whether the header says that only `to` could read it.
    pub(super) private: bool,
    /// What stands behind the header on its line.
    pub(super) text: &'a str,
}

/// A line without marks of byte order or direction ahead of its time; files that were appended to each other have them.
pub(super) fn unmarked(line: &str) -> &str {
    line.trim_start_matches(['\u{FEFF}', '\u{200E}', '\u{200F}'])
}

/// `10:01:00 From NAMES`, of a wall clock; gives the time, the words of the language, and what follows `From`.
fn from<'a>(line: &'a str, learnt: Option<Words<'a>>) -> Option<(TimeMs, Words<'a>, &'a str)> {
    let (time, rest) = hms(unmarked(line))?;
    let names = rest.trim_start_matches([' ', '\t']);
    if time >= TimeMs::DAY || names.len() == rest.len() {
        return None;
    }
    let (words, names) = Words::at_start(names, learnt)?;
    Some((time, words, names))
}

/// The words of the language of a log whose headers are as [`one_line`] has them, if they are not known.
pub(super) fn one_line_words<'a>(head: &[&'a str]) -> Option<Words<'a>> {
    Words::learn(head, |rest| one_line_names(rest).map(|(names, _)| names))
}

/// The same for [`two_line`].
pub(super) fn two_line_words<'a>(head: &[&'a str]) -> Option<Words<'a>> {
    Words::learn(head, two_line_names)
}

/// `10:01:00 From NAME to WHO : text`, in a known language or with the words that were learnt; the recipient may be missing.
pub(super) fn one_line<'a>(line: &'a str, learnt: Option<Words<'a>>) -> Option<Header<'a>> {
    let (time, words, rest) = from(line, learnt)?;
    let (names, text) = one_line_names(rest)?;
    named(time, words, names, text)
}

/// What stands ahead of ` : `, and what behind.
fn one_line_names(rest: &str) -> Option<(&str, &str)> {
    rest.split_once(" : ").or_else(|| Some((rest.trim_end().strip_suffix(" :")?, "")))
}

/// `10:01:00 From NAME to WHO:` and nothing behind, in a known language or with the words that were learnt; the recipient
/// may be missing.
pub(super) fn two_line<'a>(line: &'a str, learnt: Option<Words<'a>>) -> Option<Header<'a>> {
    let (time, words, rest) = from(line, learnt)?;
    named(time, words, two_line_names(rest)?, "")
}

/// What stands ahead of a colon at the end.
fn two_line_names(rest: &str) -> Option<&str> {
    rest.trim_end().strip_suffix(':').filter(|names| !names.contains(" : "))
}

fn named<'a>(time: TimeMs, words: Words<'_>, names: &'a str, text: &'a str) -> Option<Header<'a>> {
    let (names, private) = privately(names);
    let (author, to) = words.split(names);
    let author = clean_name(author);
    (!author.is_empty()).then_some(Header { time, author, to: to.map(clean_name), private, text })
}

/// What divides the time from the name in [`cloud`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Divider {
    Tab,
    Space,
}

/// `00:21:14⇥NAME:⇥text`, or with a space behind the time.
pub(super) fn cloud(line: &str) -> Option<(Header<'_>, Divider)> {
    let (time, rest) = hms(unmarked(line))?;
    let (divider, rest) = match rest.strip_prefix('\t') {
        Some(rest) => (Divider::Tab, rest),
        None => (Divider::Space, rest.strip_prefix(' ')?),
    };
    let (author, text) = match rest.split_once(":\t") {
        Some(parts) => parts,
        None if divider == Divider::Tab => (rest.trim_end().strip_suffix(':')?, ""),
        None => return None,
    };
    let author = clean_name(author);
    // " : " ends the name of a header on one line, which may have a tab behind its time too.
    if author.is_empty() || author.contains(" : ") {
        return None;
    }
    Some((Header { time, author, to: None, private: false, text }, divider))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(header: Option<Header<'_>>) -> Option<(&str, Option<&str>, bool, &str)> {
        header.map(|header| (header.author, header.to, header.private, header.text))
    }

    #[test]
    fn one_line_headers() {
        for (line, expected) in [
            ("10:01:00 From Ana to Everyone : Hi", ("Ana", Some("Everyone"), false, "Hi")),
            (
                "10:01:00\t From  Ana  to  Everyone : Hi : there",
                ("Ana", Some("Everyone"), false, "Hi : there"),
            ),
            ("10:01:00\t From Ana : Hi", ("Ana", None, false, "Hi")),
            ("10:01:00 From Ana to Ben(Privately) : Hi", ("Ana", Some("Ben"), true, "Hi")),
            ("10:01:00 From Ana  to  Ben (Direct Message) : Hi", ("Ana", Some("Ben"), true, "Hi")),
            ("10:01:00 From Road to Ruin to Everyone : Hi", ("Road to Ruin", Some("Everyone"), false, "Hi")),
            (
                "10:01:00 From  Ana  to  Road to Ruin(Direct Message) : Hi",
                ("Ana", Some("Road to Ruin"), true, "Hi"),
            ),
            ("\u{FEFF}10:01:00 From \u{200E}Ana\u{200F} to Everyone :", ("Ana", Some("Everyone"), false, "")),
        ] {
            assert_eq!(parts(one_line(line, None)), Some(expected), "{line}");
        }
        for line in [
            "10:01:00 From Ana to Everyone:",
            "24:01:00 From Ana : Hi",
            "10:01:00From Ana : Hi",
            "From Ana : Hi",
        ] {
            assert_eq!(one_line(line, None), None, "{line}");
        }
    }

    #[test]
    fn two_line_headers() {
        for (line, expected) in [
            ("10:01:00 From Ana to Everyone:", ("Ana", Some("Everyone"), false, "")),
            ("10:01:00 From  Ana  To  Everyone: ", ("Ana", Some("Everyone"), false, "")),
            (
                "10:01:00 From  Ana Lee to Open Mike(Direct Message):",
                ("Ana Lee", Some("Open Mike"), true, ""),
            ),
            ("10:01:00 From Ana:", ("Ana", None, false, "")),
        ] {
            assert_eq!(parts(two_line(line, None)), Some(expected), "{line}");
        }
        for line in
            ["10:01:00 From Ana to Everyone : look:", "10:01:00 From Ana to Everyone", "10:01:00 From :"]
        {
            assert_eq!(two_line(line, None), None, "{line}");
        }
    }

    #[test]
    fn cloud_headers() {
        let header = |line| cloud(line).map(|(header, divider)| (header.author, header.text, divider));
        assert_eq!(header("00:21:14\tAna:\tHi:\tyou"), Some(("Ana", "Hi:\tyou", Divider::Tab)));
        assert_eq!(header("00:21:14\tAna: the boss:\tHi"), Some(("Ana: the boss", "Hi", Divider::Tab)));
        assert_eq!(header("00:21:14 Ana:\tHi"), Some(("Ana", "Hi", Divider::Space)));
        assert_eq!(header("00:21:14\tAna:"), Some(("Ana", "", Divider::Tab)));
        for line in
            ["00:21:14 Ana: Hi", "00:21:14\t From Ana : look:\there", "00:21:14\t:\tHi", "00:21:14Ana:\tHi"]
        {
            assert_eq!(header(line), None, "{line}");
        }
    }
}

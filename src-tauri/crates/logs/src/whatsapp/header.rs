//! The line with which a message begins: when, and from whom.

use crate::dates::Written;
use crate::format::clean_name;
use crate::stamp::{self, Clock};

/// How the date and time are set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// In brackets, with a date that begins with its year.
    BracketsYearFirst,
    /// With full stops in the date.
    Dots,
    /// Otherwise.
    Plain,
}

/// The parts of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header<'a> {
    pub(super) look: Look,
    pub(super) date: Written,
    pub(super) clock: Clock,
    /// Nobody, where the app itself tells something.
    pub(super) author: Option<&'a str>,
    /// What stands behind it on its line.
    pub(super) text: &'a str,
}

/// `[date, time] rest` or `date, time - rest`.
pub(super) fn header(line: &str) -> Option<Header<'_>> {
    let line = line.trim_start_matches(['\u{FEFF}', '\u{200E}', '\u{200F}']);
    let inner = line.strip_prefix('[');
    let written = inner.unwrap_or(line);
    // Most lines that go on with a message are told by their first character.
    if !written.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (date, clock, rest) = stamp::date_and_clock(written)?;
    if clock.of_day() >= causerie_model::TimeMs::DAY {
        return None;
    }
    let rest = match inner {
        Some(_) => rest.strip_prefix(']')?.trim_start_matches(' '),
        None => rest.strip_prefix(" - ").or_else(|| rest.strip_prefix(" – "))?,
    };
    let look = match date {
        Written::Sure(_) if inner.is_some() => Look::BracketsYearFirst,
        Written::Sure(_) | Written::Numbers(_) if written.get(..3)?.contains('.') => Look::Dots,
        Written::Sure(_) | Written::Numbers(_) => Look::Plain,
    };
    let (author, text) = match rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, ""))) {
        Some((name, text)) if is_name(name) => (Some(clean_name(name)), text),
        Some(_) | None => (None, rest),
    };
    Some(Header { look, date, clock, author, text })
}

/// Whether what stands before a colon can be a name: the app quotes the names of groups, which may hold a colon.
fn is_name(name: &str) -> bool {
    !clean_name(name).is_empty() && !name.contains(['"', '“', '„', '«'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(line: &str) -> Option<(i64, Option<&str>, &str)> {
        header(line).map(|header| (header.clock.of_day().get() / 60_000, header.author, header.text))
    }

    #[test]
    fn headers_of_both_kinds_of_phone() {
        for (line, expected) in [
            ("[31/05/2024, 10:00:07] Ana: Hi", (600, Some("Ana"), "Hi")),
            ("\u{200E}[31.05.24, 10:00:07] Ana: \u{200E}Hi", (600, Some("Ana"), "\u{200E}Hi")),
            ("[5/31/24, 9:05:07\u{202F}PM] ~\u{202F}Ana: Hi", (1265, Some("~\u{202F}Ana"), "Hi")),
            ("31/05/2024, 10:00 - Ana: Hi: you", (600, Some("Ana"), "Hi: you")),
            ("5/31/24, 9:05 PM - +1 555 0100: Hi", (1265, Some("+1 555 0100"), "Hi")),
            ("2024-05-31 10:00 - Ana: Hi", (600, Some("Ana"), "Hi")),
            ("12.3.2022 klo 14.08 - Ana: Hi", (848, Some("Ana"), "Hi")),
            ("31/05/2024, 10:00 - Ana:", (600, Some("Ana"), "")),
            ("31/05/2024, 10:00 - Ana joined", (600, None, "Ana joined")),
            ("31/05/2024, 10:00 - Ana named it \"a: b\"", (600, None, "Ana named it \"a: b\"")),
            ("31/05/2024, 10:00 - Ana:.", (600, None, "Ana:.")),
        ] {
            assert_eq!(parts(line), Some(expected), "{line}");
        }
        for line in
            ["31/05/2024 Ana: Hi", "[31/05/2024, 10:00 Ana: Hi", "31/05/2024, 25:00 - Ana: Hi", "Hi", ""]
        {
            assert_eq!(parts(line), None, "{line}");
        }
    }
}

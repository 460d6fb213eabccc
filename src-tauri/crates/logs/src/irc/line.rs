//! The time with which a line begins, and the lines that only say which day it is.

use causerie_model::TimeMs;
use jiff::civil::Date;

use crate::clock::digits;
use crate::dates::{self, DateOrder, Written};
use crate::stamp;

/// What a line says of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Day {
    /// Nothing.
    Unsaid,
    Date(Date),
    /// A day of a month of some year.
    NoYear {
        month: i8,
        day: i8,
    },
}

/// A line that begins with a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamped<'a> {
    pub(super) day: Day,
    /// Since midnight.
    pub(super) clock: TimeMs,
    /// Seconds east of Greenwich, where the log tells.
    pub(super) offset: Option<i64>,
    /// What follows, with the white space ahead of it.
    pub(super) rest: &'a str,
}

/// `10:01`, `[10:01:07]`, `2023-05-01T10:01:07Z`, `[15 Jan 10:01]` and white space behind.
pub(super) fn stamped(line: &str) -> Option<Stamped<'_>> {
    let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
    let inner = line.strip_prefix('[');
    let text = inner.unwrap_or(line);
    if !text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (day, text) = match text.as_bytes() {
        // Of most lines this is all that has to be looked at.
        [_, _, b':', ..] | [_, b':', ..] => (Day::Unsaid, text),
        _ => date(text)?,
    };
    let (clock, text) = stamp::clock(text, false)?;
    let (offset, text) = match day {
        Day::Date(_) => stamp::offset(text).map_or((None, text), |(offset, text)| (Some(offset), text)),
        Day::Unsaid | Day::NoYear { .. } => (None, text),
    };
    let rest = if inner.is_some() { text.strip_prefix(']')? } else { text };
    let clock = clock.of_day();
    // Tabs behind a time without a date are Zoom's.
    let divided = rest.starts_with(' ') || (rest.starts_with('\t') && day != Day::Unsaid);
    (clock < TimeMs::DAY && divided).then_some(Stamped { day, clock, offset, rest })
}

/// A date and what divides it from the clock behind.
fn date(text: &str) -> Option<(Day, &str)> {
    let (day, rest) = match dates::numeric(text) {
        Some((Written::Sure(date), rest)) => (Day::Date(date), rest),
        Some((Written::Numbers(_), _)) => return None,
        None => {
            let (dates::Named { day, month, year }, rest) = dates::named(text)?;
            (in_year(year, month, day)?, rest)
        }
    };
    Some((day, rest.strip_prefix(['T', ' '])?))
}

fn in_year(year: Option<u16>, month: u16, day: u16) -> Option<Day> {
    // A leap year, so that no day of any year is refused.
    let date = Written::Numbers([year.unwrap_or(2000), month, day]).in_order(DateOrder::YearMonthDay)?;
    Some(match year {
        Some(_) => Day::Date(date),
        None => Day::NoYear { month: date.month(), day: date.day() },
    })
}

/// What a line without a time says of the day and the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayLine {
    /// From here on it is this day; the log was opened at this time of it, if it says so.
    Is(Date, Option<TimeMs>),
    /// The log is closed, or what channel it is of.
    Other,
}

/// `--- Day changed Tue May 02 2023` and the like.
pub(super) fn day(line: &str) -> Option<DayLine> {
    let line = line.strip_prefix('\u{FEFF}').unwrap_or(line);
    let dated = [
        "--- Log opened ",
        "--- Day changed ",
        "Session Start: ",
        "Session Time: ",
        "**** BEGIN LOGGING AT ",
    ];
    let others = ["--- Log closed ", "Session Close: ", "Session Ident: ", "**** ENDING LOGGING AT "];
    if let Some(rest) = dated.iter().find_map(|start| line.strip_prefix(start)) {
        let (date, clock) = ctime(rest)?;
        return Some(DayLine::Is(date, clock));
    }
    others.iter().any(|start| line.starts_with(start)).then_some(DayLine::Other)
}

/// `Mon May 01 10:00:00 2023` or, without the clock, `Mon May 01 2023`.
fn ctime(text: &str) -> Option<(Date, Option<TimeMs>)> {
    let (_, text) = text.split_once(' ')?;
    let (dates::Named { day, month, year }, rest) = dates::named(text)?;
    let clock = stamp::clock(rest.trim_start(), false);
    let rest = clock.map_or(rest, |(_, rest)| rest);
    let year = match year {
        Some(year) => year,
        None => u16::try_from(digits(rest.trim_start())?.0).ok()?,
    };
    let date = Written::Numbers([year, month, day]).in_order(DateOrder::YearMonthDay)?;
    Some((date, clock.map(|(clock, _)| clock.of_day())))
}

/// A date in a file's name: `2023-05-01`, `2023_05_01`, `20230501`.
pub(super) fn date_in(name: &str) -> Option<Date> {
    let starts = name.char_indices().filter(|(at, c)| {
        let before = name.get(..*at).and_then(|before| before.chars().next_back());
        c.is_ascii_digit() && !before.is_some_and(|c| c.is_ascii_digit())
    });
    starts.filter_map(|(at, _)| name.get(at..)).find_map(|text| {
        let (number, count, rest) = digits(text)?;
        let (year, month, day) = match count {
            8 => (number / 10_000, number / 100 % 100, number % 100),
            4 => {
                let (month, _, rest) = digits(rest.strip_prefix(['-', '_', '.'])?)?;
                (number, month, digits(rest.strip_prefix(['-', '_', '.'])?)?.0)
            }
            _ => return None,
        };
        let year = i16::try_from(year).ok().filter(|year| (1985..2100).contains(year))?;
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn stamps_of_many_programs() {
        let may = Day::Date(date(2023, 5, 1));
        for (line, day, minutes, offset) in [
            ("10:01 <ana> Hi", Day::Unsaid, 601, None),
            ("[10:01] <ana> Hi", Day::Unsaid, 601, None),
            ("[10:01:00] <ana> Hi", Day::Unsaid, 601, None),
            ("2023-05-01 10:01:00\tana\tHi", may, 601, None),
            ("2023-05-01T10:01:00  <ana> Hi", may, 601, None),
            ("2023-05-01T10:01:00Z  <ana> Hi", may, 601, Some(0)),
            ("2023-05-01T10:01:00+02:00 <ana> Hi", may, 601, Some(7200)),
            ("01-May-2023 10:01 <ana> Hi", may, 601, None),
            ("May 01 10:01:00 <ana> Hi", Day::NoYear { month: 5, day: 1 }, 601, None),
            ("[01 May 10:01] <ana!a@host> +Hi", Day::NoYear { month: 5, day: 1 }, 601, None),
        ] {
            let stamped = stamped(line).unwrap();
            let found = (stamped.day, stamped.clock.get() / 60_000, stamped.offset);
            assert_eq!(found, (day, minutes, offset), "{line}");
        }
        for line in
            ["<ana> Hi", "10:01<ana> Hi", "[10:01 <ana> Hi", "24:01 <ana> Hi", "1/5/2023 10:01 <ana> Hi", ""]
        {
            assert_eq!(stamped(line), None, "{line}");
        }
    }

    #[test]
    fn lines_that_tell_the_day() {
        let at = |ms| Some(TimeMs::new(ms));
        for (line, expected) in [
            ("--- Log opened Mon May 01 10:00:00 2023", DayLine::Is(date(2023, 5, 1), at(36_000_000))),
            ("--- Day changed Tue May 02 2023", DayLine::Is(date(2023, 5, 2), None)),
            ("Session Time: Tue May 02 00:00:00 2023", DayLine::Is(date(2023, 5, 2), at(0))),
            ("**** BEGIN LOGGING AT Mon May  1 10:00:00 2023", DayLine::Is(date(2023, 5, 1), at(36_000_000))),
            ("--- Log closed Mon May 01 12:00:00 2023", DayLine::Other),
            ("Session Ident: #room", DayLine::Other),
        ] {
            assert_eq!(day(line), Some(expected), "{line}");
        }
        assert_eq!(day("--- Day changed"), None);
    }

    #[test]
    fn the_date_in_a_name() {
        for name in [
            "2023-05-01.log",
            "#room_20230501.log",
            "net_#room.2023_05_01.txt",
            "room2.2023-05-01-10.01.log.txt",
        ] {
            assert_eq!(date_in(name), Some(date(2023, 5, 1)), "{name}");
        }
        for name in ["room.log", "20231301.log", "1234-05-01.log", "120230501.log"] {
            assert_eq!(date_in(name), None, "{name}");
        }
    }
}

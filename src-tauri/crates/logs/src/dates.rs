//! Dates as logs write them, and which of their numbers is the day.

use std::cmp::Ordering;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::clock::digits;

/// The order of the numbers in a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 2024-05-31; a year of four digits ahead is always read so.
    YearMonthDay,
    /// 31/5/2024
    DayMonthYear,
    /// 5/31/2024
    MonthDayYear,
}

/// A date as it stands in a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It can be read in one way only.
    Sure(Date),
    /// Three numbers whose order the log as a whole has to tell.
    Numbers([u16; 3]),
}

impl Written {
    /// The date, with its numbers in the given order.
    pub(crate) fn in_order(self, order: DateOrder) -> Option<Date> {
        match (self, order) {
            (Self::Sure(date), _) => Some(date),
            (Self::Numbers([year, month, day]), DateOrder::YearMonthDay)
            | (Self::Numbers([day, month, year]), DateOrder::DayMonthYear)
            | (Self::Numbers([month, day, year]), DateOrder::MonthDayYear) => of(year, month, day),
        }
    }

    /// The date in the given order or, where that makes none, in whichever does.
    pub(crate) fn in_any_order(self, first: DateOrder) -> Option<Date> {
        [first, DateOrder::DayMonthYear, DateOrder::MonthDayYear, DateOrder::YearMonthDay]
            .into_iter()
            .find_map(|order| self.in_order(order))
    }
}

/// A date; years of two digits lie between 1970 and 2069.
fn of(year: u16, month: u16, day: u16) -> Option<Date> {
    let year = match year {
        0..70 => 2000 + year,
        70..100 => 1900 + year,
        1000..=9999 => year,
        _ => return None,
    };
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `31/5/2024`, `31.05.24`, `31. 5. 2024`, `2024-05-31` at the start of a text, and what follows.
pub(crate) fn numeric(text: &str) -> Option<(Written, &str)> {
    let (first, firsts, rest) = digits(text)?;
    let mark = rest.chars().next().filter(|mark| matches!(mark, '/' | '.' | '-'))?;
    let (second, seconds, rest) = digits(behind(mark, rest)?)?;
    let (third, thirds, rest) = digits(behind(mark, rest)?)?;
    let fits = match (firsts, thirds) {
        (4, 1 | 2) | (1 | 2, 2 | 4) => seconds <= 2,
        _ => false,
    };
    if !fits {
        return None;
    }
    let number = |number| u16::try_from(number).ok();
    let written = Written::Numbers([number(first)?, number(second)?, number(third)?]);
    let known = if firsts == 4 { written.in_order(DateOrder::YearMonthDay).map(Written::Sure) } else { None };
    (firsts < 4 || known.is_some()).then_some((known.unwrap_or(written), rest))
}

/// What follows a mark between the numbers of a date; behind a full stop there may be a space.
fn behind(mark: char, rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(mark)?;
    Some(if mark == '.' { rest.strip_prefix(' ').unwrap_or(rest) } else { rest })
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// The number of an English month, told by its first three letters, and what follows it.
fn month(text: &str) -> Option<(u16, &str)> {
    let (word, rest) = text.split_at_checked(text.bytes().take_while(u8::is_ascii_alphabetic).count())?;
    let start = word.get(..3)?;
    let (number, _) = (1..).zip(MONTHS).find(|(_, name)| start.eq_ignore_ascii_case(name))?;
    Some((number, rest))
}

/// A day of a month, and what follows it.
fn day(text: &str) -> Option<(u16, &str)> {
    let (number, count, rest) = digits(text)?;
    (count <= 2).then_some((u16::try_from(number).ok()?, rest))
}

/// What follows the marks between the parts of a date.
fn skip(text: &str) -> &str {
    text.trim_start_matches([' ', '-', ',', '.'])
}

/// A day of a month, perhaps of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) day: u16,
    pub(crate) month: u16,
    pub(crate) year: Option<u16>,
}

/// A date with the English name of its month, and what follows: `1 May 2023`, `01-May-2023`, `May 1, 2023`,
/// `May 01`.
pub(crate) fn named(text: &str) -> Option<(Named, &str)> {
    let (day, month, rest) = if let Some((month, rest)) = month(text) {
        let (day, rest) = day(skip(rest))?;
        (day, month, rest)
    } else {
        let (day, rest) = day(text)?;
        let (month, rest) = month(skip(rest))?;
        (day, month, rest)
    };
    let year = digits(skip(rest)).filter(|(_, count, _)| *count == 4);
    Some(match year {
        Some((year, _, rest)) => (Named { day, month, year: u16::try_from(year).ok() }, rest),
        None => (Named { day, month, year: None }, rest),
    })
}

/// Which order the dates of a log are in, and whether that is certain. What tells is, in this order: a number over 12;
/// an order that has fewer dates before the one above; the number that changes more often, which is the day. Where all
/// fail it is `otherwise`.
pub(crate) fn order(dates: impl Iterator<Item = Written>, otherwise: DateOrder) -> (DateOrder, bool) {
    let mut tally = Tally::default();
    for written in dates {
        match written {
            Written::Sure(_) => {}
            Written::Numbers(numbers) => tally.add(numbers),
        }
    }
    tally.settle(otherwise)
}

#[derive(Default)]
struct Tally {
    above: Option<[u16; 3]>,
    unsure: usize,
    /// Dates whose first number is no day, and then dates whose first or second is no month.
    no_day: usize,
    no_month: [usize; 2],
    /// Dates that come before the one above, with the day first and with the month first.
    falls: [usize; 2],
    /// Dates of which the first or the second number is not that of the one above.
    changes: [usize; 2],
}

impl Tally {
    fn add(&mut self, [a, b, year]: [u16; 3]) {
        self.unsure += 1;
        self.no_day += usize::from(a > 31);
        self.no_month[0] += usize::from(a > 12);
        self.no_month[1] += usize::from(b > 12);
        if let Some([above_a, above_b, above_year]) = self.above {
            self.falls[0] += usize::from((year, b, a) < (above_year, above_b, above_a));
            self.falls[1] += usize::from((year, a, b) < (above_year, above_a, above_b));
            self.changes[0] += usize::from(a != above_a);
            self.changes[1] += usize::from(b != above_b);
        }
        self.above = Some([a, b, year]);
    }

    fn settle(&self, otherwise: DateOrder) -> (DateOrder, bool) {
        let more = |[day_first, month_first]: [usize; 2]| match day_first.cmp(&month_first) {
            Ordering::Greater => Some(DateOrder::DayMonthYear),
            Ordering::Less => Some(DateOrder::MonthDayYear),
            Ordering::Equal => None,
        };
        if self.unsure == 0 {
            return (otherwise, true);
        }
        if self.no_day > 0 {
            return (DateOrder::YearMonthDay, true);
        }
        let [day_first, month_first] = self.falls;
        let found =
            more(self.no_month).or_else(|| more([month_first, day_first])).or_else(|| more(self.changes));
        found.map_or((otherwise, false), |order| (order, true))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(year: i16, month: i8, day: i8) -> Date {
        Date::new(year, month, day).unwrap()
    }

    #[test]
    fn dates_of_numbers() {
        let sure = Written::Sure(date(2024, 5, 31));
        for (text, expected) in [
            ("31/5/2024, ", Written::Numbers([31, 5, 2024])),
            ("31.05.24, ", Written::Numbers([31, 5, 24])),
            ("31. 5. 2024, ", Written::Numbers([31, 5, 2024])),
            ("2024-05-31, ", sure),
            ("2024/5/31, ", sure),
        ] {
            assert_eq!(numeric(text), Some((expected, ", ")), "{text}");
        }
        for text in ["31/5-2024", "31/5", "2024-13-01", "310/5/24", "31/512/24", "31/5/024", "10:00", ""] {
            assert_eq!(numeric(text), None, "{text}");
        }
        let read = |numbers, order| Written::Numbers(numbers).in_order(order);
        assert_eq!(read([31, 5, 24], DateOrder::DayMonthYear), Some(date(2024, 5, 31)));
        assert_eq!(read([5, 31, 99], DateOrder::MonthDayYear), Some(date(1999, 5, 31)));
        assert_eq!(read([5, 31, 24], DateOrder::DayMonthYear), None, "there is no month 31");
    }

    #[test]
    fn dates_with_the_name_of_the_month() {
        for (text, expected) in [
            ("1 May 2023 10", (Named { day: 1, month: 5, year: Some(2023) }, " 10")),
            ("01-May-2023 10", (Named { day: 1, month: 5, year: Some(2023) }, " 10")),
            ("May 1, 2023 10", (Named { day: 1, month: 5, year: Some(2023) }, " 10")),
            ("September 12 10", (Named { day: 12, month: 9, year: None }, " 10")),
            ("15 Jan 08:42", (Named { day: 15, month: 1, year: None }, " 08:42")),
        ] {
            assert_eq!(named(text), Some(expected), "{text}");
        }
        assert_eq!(
            named("Maybe 1"),
            Some((Named { day: 1, month: 5, year: None }, "")),
            "three letters are enough"
        );
        assert_eq!(named("Ana 1"), None);
    }

    #[test]
    fn a_number_over_twelve_tells_the_order() {
        let settled = |dates: &[[u16; 3]]| {
            order(dates.iter().map(|&numbers| Written::Numbers(numbers)), DateOrder::DayMonthYear)
        };
        for (dates, expected, why) in [
            (&[[1, 2, 24], [13, 2, 24]][..], (DateOrder::DayMonthYear, true), "there is no month 13"),
            (&[[1, 2, 24], [1, 13, 24]], (DateOrder::MonthDayYear, true), "nor the other way round"),
            (&[[99, 2, 11], [99, 3, 11]], (DateOrder::YearMonthDay, true), "nor a day 99"),
            (&[[9, 1, 24], [1, 2, 24]], (DateOrder::DayMonthYear, true), "September is not before January"),
            (&[[1, 9, 24], [2, 1, 24]], (DateOrder::MonthDayYear, true), "nor the other way round"),
            (
                &[[3, 4, 24], [3, 5, 24], [3, 6, 24]],
                (DateOrder::MonthDayYear, true),
                "days change more often",
            ),
            (&[[3, 4, 24], [3, 4, 24]], (DateOrder::DayMonthYear, false), "nothing tells"),
            (&[], (DateOrder::DayMonthYear, true), "nothing is asked"),
        ] {
            assert_eq!(settled(dates), expected, "{why}");
        }
    }
}

//! A date and a clock as people's own programs write them, in many ways.

use causerie_model::TimeMs;

use crate::clock::digits;
use crate::dates::{self, Written};

/// A reading of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    /// The numbers between the colons: hours, minutes, seconds; or hours and minutes, or minutes and seconds.
    fields: [i64; 3],
    count: usize,
    /// Thousandths of a second.
    thousandths: i64,
    /// Whether it is of the 12-hour kind, and so surely no counter, with its `AM` in capitals or small.
    pub(crate) half: Option<Capitals>,
}

/// How AM and PM are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// `AM`, as Americans write it.
    Large,
    /// `am`, `a.m.`, as others do.
    Small,
}

impl Clock {
    /// The time of day: two numbers are hours and minutes.
    pub(crate) fn of_day(self) -> TimeMs {
        let [hours, minutes, seconds] = self.fields;
        TimeMs::new(((hours * 60 + minutes) * 60 + seconds) * 1000 + self.thousandths)
    }

    /// The time from the start of a recording: two numbers are minutes and seconds.
    pub(crate) fn of_recording(self) -> TimeMs {
        let [first, second, _] = self.fields;
        if self.count == 3 {
            self.of_day()
        } else {
            TimeMs::new((first * 60 + second) * 1000 + self.thousandths)
        }
    }
}

/// The spaces that stand around times: U+202F is put before AM and PM by newer systems.
const SPACES: [char; 4] = [' ', '\u{A0}', '\u{202F}', '\u{2009}'];

/// `9:05`, `09:05:07`, `9:05:07.250`, `9:05 PM`, `9:05 p. m.` at the start of a text, and what follows. With `dots`
/// also `9.05.07`.
pub(crate) fn clock(text: &str, dots: bool) -> Option<(Clock, &str)> {
    let (first, count, rest) = digits(text)?;
    let mark = rest.chars().next().filter(|mark| *mark == ':' || (dots && *mark == '.'))?;
    let (second, rest) = sixtieth(mark, rest)?;
    let (third, count, rest) = match (count, sixtieth(mark, rest)) {
        (1..=3, Some((third, rest))) => (third, 3, rest),
        (1..=3, None) => (0, 2, rest),
        _ => return None,
    };
    let (thousandths, rest) = fraction(rest).filter(|_| mark == ':').unwrap_or((0, rest));
    let (half, rest) = match half(rest) {
        Some((pm, capitals, rest)) => (Some((pm, capitals)), rest),
        None => (None, rest),
    };
    let hours = match half {
        Some((pm, _)) if first <= 12 => first % 12 + if pm { 12 } else { 0 },
        Some(_) | None => first,
    };
    let half = half.map(|(_, capitals)| capitals);
    Some((Clock { fields: [hours, second, third], count, thousandths, half }, rest))
}

/// A mark and two digits under 60.
fn sixtieth(mark: char, text: &str) -> Option<(i64, &str)> {
    let (number, count, rest) = digits(text.strip_prefix(mark)?)?;
    (count == 2 && number < 60).then_some((number, rest))
}

/// `.250` or `,250`, in thousandths.
fn fraction(text: &str) -> Option<(i64, &str)> {
    let (number, count, rest) = digits(text.strip_prefix(['.', ','])?)?;
    let scale = 10_i64.pow(u32::try_from(count).ok()?);
    Some((number * 1000 / scale, rest))
}

/// `AM`, `pm`, `a.m.`, `p. m.`: whether it is the second half of the day, and what follows.
fn half(text: &str) -> Option<(bool, Capitals, &str)> {
    let text = text.trim_start_matches(SPACES);
    let mut letters = text.chars();
    let (pm, capitals) = match letters.next()? {
        'a' => (false, Capitals::Small),
        'p' => (true, Capitals::Small),
        'A' => (false, Capitals::Large),
        'P' => (true, Capitals::Large),
        _ => return None,
    };
    let rest = letters.as_str();
    let rest = rest.strip_prefix('.').map_or(rest, |rest| rest.trim_start_matches(SPACES));
    let rest = rest.strip_prefix(['m', 'M'])?;
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    (!rest.starts_with(char::is_alphanumeric)).then_some((pm, capitals, rest))
}

/// `Z`, ` UTC`, `+02:00`, `-0700` behind a time: seconds east of Greenwich, and what follows.
pub(crate) fn offset(text: &str) -> Option<(i64, &str)> {
    for name in ["Z", " UTC", " GMT"] {
        if let Some(rest) = text.strip_prefix(name).filter(|rest| !rest.starts_with(char::is_alphanumeric)) {
            return Some((0, rest));
        }
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (number, count, rest) = digits(text.get(1..)?)?;
    let (minutes, rest) = match count {
        2 => {
            let (minutes, rest) = sixtieth(':', rest).unwrap_or((0, rest));
            (number * 60 + minutes, rest)
        }
        4 => (number / 100 * 60 + number % 100, rest),
        _ => return None,
    };
    (minutes <= 24 * 60).then_some((sign * minutes * 60, rest))
}

/// A date, of numbers or with a month's name and a year, at the start of a text, and what follows.
pub(crate) fn date(text: &str) -> Option<(Written, &str)> {
    dates::numeric(text).or_else(|| {
        let (dates::Named { day, month, year }, rest) = dates::named(text)?;
        let written = Written::Numbers([year?, month, day]);
        Some((Written::Sure(written.in_order(dates::DateOrder::YearMonthDay)?), rest))
    })
}

/// A date and a clock behind it, with a comma, a `T` or a Finnish `klo` between, and what follows.
pub(crate) fn date_and_clock(text: &str) -> Option<(Written, Clock, &str)> {
    let (written, rest) = date(text)?;
    let between = rest.strip_prefix(['T', ',']).unwrap_or(rest).trim_start_matches(SPACES);
    if between.len() == rest.len() {
        return None;
    }
    let between = between.strip_prefix("klo ").unwrap_or(between);
    let (clock, rest) = clock(between, true)?;
    Some((written, clock, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks() {
        for (text, ms) in [
            ("9:05]", (9 * 60 + 5) * 60_000),
            ("09:05:07]", ((9 * 60 + 5) * 60 + 7) * 1000),
            ("09:05:07.25]", ((9 * 60 + 5) * 60 + 7) * 1000 + 250),
            ("9:05\u{202F}PM]", (21 * 60 + 5) * 60_000),
            ("9:05:00 p. m.]", (21 * 60 + 5) * 60_000),
            ("12:05am]", 5 * 60_000),
            ("12:05 PM]", (12 * 60 + 5) * 60_000),
            ("00:08 a.\u{A0}m.]", 8 * 60_000),
        ] {
            let (clock, rest) = clock(text, false).unwrap();
            assert_eq!((clock.of_day().get(), rest), (ms, "]"), "{text}");
        }
        assert_eq!(clock("9.05.07", true).map(|(clock, _)| clock.of_day().get()), Some(32_707_000));
        for text in ["9.05", "9:5", "9:60", "1234:00", "nine", ""] {
            assert_eq!(clock(text, false), None, "{text}");
        }
        let (clock, rest) = clock("75:10 amid", false).unwrap();
        assert_eq!((clock.of_recording().get(), rest), (4_510_000, " amid"), "minutes, and no AM");
    }

    #[test]
    fn offsets() {
        for (text, seconds) in
            [("Z x", 0), (" UTC x", 0), ("+02:00 x", 7200), ("-0730 x", -27_000), ("+01 x", 3600)]
        {
            assert_eq!(offset(text), Some((seconds, " x")), "{text}");
        }
        for text in [" - Ana", "Zoë", "+5", "-99:00", ""] {
            assert_eq!(offset(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_and_a_clock() {
        for text in [
            "31/5/24, 9:05 x",
            "31/5/24 9:05 x",
            "2024-05-31T09:05 x",
            "12.3.2022 klo 14.08 x",
            "1 May 2023, 9:05 x",
        ] {
            assert!(date_and_clock(text).is_some_and(|(_, _, rest)| rest == " x"), "{text}");
        }
        assert_eq!(date_and_clock("31/5/249:05"), None);
    }
}

//! Times and dates as people in some countries write them.

use causerie_model::TimeMs;
use jiff::civil::{Date, DateTime};

use crate::clock::digits;

/// `7:35:13 AM`, `7:35 pm` or `19:35` at the start of a text, and what follows.
pub(super) fn clock(text: &str) -> Option<(TimeMs, &str)> {
    let (hours, _, rest) = digits(text).filter(|(_, length, _)| *length <= 2)?;
    let (minutes, rest) = below_sixty(rest)?;
    let (seconds, rest) = below_sixty(rest).unwrap_or((0, rest));
    let word = rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
    let half = |name: &str| word.get(..2).is_some_and(|half| half.eq_ignore_ascii_case(name));
    let (hours, rest) = match (half("am"), half("pm")) {
        (false, false) if hours < 24 => (hours, rest),
        (is_am, is_pm) if is_am != is_pm && (1..=12).contains(&hours) => {
            (hours % 12 + if is_pm { 12 } else { 0 }, word.get(2..)?)
        }
        _ => return None,
    };
    Some((TimeMs::new(((hours * 60 + minutes) * 60 + seconds) * 1000), rest))
}

fn below_sixty(text: &str) -> Option<(i64, &str)> {
    let (value, length, rest) = digits(text.strip_prefix(':')?)?;
    (length == 2 && value < 60).then_some((value, rest))
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `Aug 12, 2018`, `12 August 2018`, `12.08.2018` or `2018-08-12`.
pub(super) fn date(text: &str) -> Option<Date> {
    let mut numbers = Vec::new();
    let mut month = None;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(4) {
        match word.parse::<i16>() {
            Ok(value) => numbers.push(value),
            Err(_) => {
                let name = word.get(..3)?.to_ascii_lowercase();
                month = MONTHS.iter().position(|month| *month == name).map(|at| at + 1);
            }
        }
    }
    let dotted = text.contains('.');
    let (year, month, day) = match (numbers.as_slice(), month) {
        ([day, year], Some(month)) => (*year, i16::try_from(month).ok()?, *day),
        ([day, month, year], None) if dotted && *year > 31 => (*year, *month, *day),
        ([year, month, day], None) if *year > 31 => (*year, *month, *day),
        (_, _) => return None,
    };
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        .ok()
        .filter(|date| date.year() >= 1970)
}

/// How long after a day's midnight a moment is; negative if it is before it.
pub(super) fn since(day: Date, at: DateTime) -> TimeMs {
    let span = at.duration_since(day.at(0, 0, 0, 0));
    TimeMs::new(i64::try_from(span.as_millis()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_of_twelve_and_of_24_hours() {
        let minutes = |text| clock(text).map(|(time, rest)| (time.get() / 60_000, rest));
        assert_eq!(minutes("7:35 PM: Hi"), Some((19 * 60 + 35, ": Hi")));
        assert_eq!(minutes("12:05:59\u{202F}am> x"), Some((5, "> x")));
        assert_eq!(minutes("12:00 pm"), Some((12 * 60, "")));
        assert_eq!(minutes("19:35 Uhr"), Some((19 * 60 + 35, " Uhr")));
        for text in ["", "7", "7:5 PM", "13:00 PM", "0:10 am", "24:00", "7:60", "777:00", "7h30", "é7:00"] {
            assert_eq!(minutes(text), None, "{text}");
        }
    }

    #[test]
    fn dates_of_several_countries() {
        for text in
            ["Aug 12, 2018", "12 Aug, 2018", "12 August 2018", "12.08.2018", "2018-08-12", "2018/08/12"]
        {
            assert_eq!(date(text).map(|date| date.to_string()).as_deref(), Some("2018-08-12"), "{text}");
        }
        for text in ["", "soon", "12/08/2018", "Aug 32, 2018", "12 août 2018", "2018"] {
            assert_eq!(date(text), None, "{text}: not one of them, or it could be either of two days");
        }
    }
}

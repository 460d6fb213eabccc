//! A time as it may stand in any log.

use causerie_model::TimeMs;
use jiff::civil::Date;

use crate::clock::digits;
use crate::dates::{DateOrder, Written};
use crate::sheet::midnight;
use crate::stamp::{self, Clock};

/// When something was, as far as its own line tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// A clock's reading, perhaps with a date and with the seconds by which the clock is ahead of UTC.
    Clock { date: Option<Written>, clock: Clock, offset: Option<i64> },
    /// Counted in seconds from the start of the recording.
    Counted(TimeMs),
    /// Counted from 1970.
    Epoch(TimeMs),
}

/// Numbers from here on are seconds since 1970, and from there on milliseconds; no recording is that long.
const EPOCH_SECONDS: i64 = 100_000_000;
const EPOCH_MS: i64 = 100_000_000_000;

impl Moment {
    /// A time at the start of a text, and what follows.
    pub(super) fn at_start(text: &str) -> Option<(Self, &str)> {
        if let Some((date, clock, rest)) = stamp::date_and_clock(text) {
            let (offset, rest) =
                stamp::offset(rest).map_or((None, rest), |(offset, rest)| (Some(offset), rest));
            return Some((Self::Clock { date: Some(date), clock, offset }, rest));
        }
        if let Some((clock, rest)) = stamp::clock(text, false) {
            return Some((Self::Clock { date: None, clock, offset: None }, rest));
        }
        number(text)
    }

    /// The same moment on a day that stands elsewhere.
    pub(super) fn on(self, day: Written) -> Self {
        match self {
            Self::Clock { date, clock, offset } => Self::Clock { date: date.or(Some(day)), clock, offset },
            Self::Counted(_) | Self::Epoch(_) => self,
        }
    }

    /// What was taken for seconds, as milliseconds.
    pub(super) fn in_ms(self) -> Self {
        match self {
            Self::Counted(time) => Self::Counted(TimeMs::new(time.get() / 1000)),
            Self::Clock { .. } | Self::Epoch(_) => self,
        }
    }

    pub(super) fn date(self) -> Option<Written> {
        match self {
            Self::Clock { date, .. } => date,
            Self::Counted(_) | Self::Epoch(_) => None,
        }
    }

    /// The moment in UTC, if it is known.
    pub(super) fn utc(self, order: DateOrder) -> Option<TimeMs> {
        match self {
            Self::Epoch(time) => Some(time),
            Self::Clock { date: Some(date), clock, offset: Some(offset) } => {
                let midnight = midnight(Date::constant(1970, 1, 1), date.in_any_order(order)?);
                Some(midnight + clock.of_day() - TimeMs::new(offset * 1000))
            }
            Self::Clock { .. } | Self::Counted(_) => None,
        }
    }

    /// The time of day.
    pub(super) fn of_day(self) -> Option<TimeMs> {
        match self {
            Self::Clock { clock, .. } => Some(clock.of_day()),
            Self::Counted(_) | Self::Epoch(_) => None,
        }
    }

    /// The time from the start of the recording.
    pub(super) fn of_recording(self) -> Option<TimeMs> {
        match self {
            Self::Clock { clock, .. } => Some(clock.of_recording()),
            Self::Counted(time) => Some(time),
            Self::Epoch(_) => None,
        }
    }
}

/// `12`, `12.5`, `12,5` in seconds; large numbers since 1970.
fn number(text: &str) -> Option<(Moment, &str)> {
    let (whole, count, rest) = digits(text).or_else(|| {
        // Milliseconds and finer since 1970 have more digits than any time.
        let count = text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = text.split_at_checked(count).filter(|_| count == 13)?;
        Some((digits.parse().ok()?, count, rest))
    })?;
    if rest.starts_with(|c: char| c.is_alphabetic() || c == ':') {
        return None;
    }
    let fraction = rest.strip_prefix(['.', ',']).and_then(digits).filter(|_| count < 12);
    let (thousandths, rest) = match fraction {
        Some((fraction, count, rest)) => (fraction * 1000 / 10_i64.pow(u32::try_from(count).ok()?), rest),
        None => (0, rest),
    };
    let ms = TimeMs::new(whole.checked_mul(1000)? + thousandths);
    let moment = match whole {
        EPOCH_MS.. => Moment::Epoch(TimeMs::new(whole)),
        EPOCH_SECONDS.. => Moment::Epoch(ms),
        _ => Moment::Counted(ms),
    };
    Some((moment, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seconds_until_they_are_too_large() {
        for (text, expected) in [
            ("12 x", Moment::Counted(TimeMs::new(12_000))),
            ("12.5 x", Moment::Counted(TimeMs::new(12_500))),
            ("1700000000 x", Moment::Epoch(TimeMs::new(1_700_000_000_000))),
            ("1700000000.25 x", Moment::Epoch(TimeMs::new(1_700_000_000_250))),
            ("1700000000123 x", Moment::Epoch(TimeMs::new(1_700_000_000_123))),
        ] {
            assert_eq!(Moment::at_start(text), Some((expected, " x")), "{text}");
        }
        for text in ["", "x", "12x", "12345678901234"] {
            assert_eq!(Moment::at_start(text), None, "{text}");
        }
    }

    #[test]
    fn a_moment_with_its_zone_is_known_in_utc() {
        let (moment, rest) = Moment::at_start("1970-01-02T01:00:00+01:00]").unwrap();
        assert_eq!((moment.utc(DateOrder::DayMonthYear), rest), (Some(TimeMs::DAY), "]"));
    }
}

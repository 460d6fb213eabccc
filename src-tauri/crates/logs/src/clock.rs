//! Times as logs write them.

use causerie_model::TimeMs;

/// A number of decimal digits at the start of a text, and what follows. `None` if there is no digit, or so many
/// that no time is that long.
pub(crate) fn digits(text: &str) -> Option<(i64, usize, &str)> {
    let count = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(count)?;
    if count > 12 {
        return None;
    }
    Some((digits.parse().ok()?, count, rest))
}

/// `hh:mm:ss` at the start of a text, and what follows, with two digits each.
pub(crate) fn hms(text: &str) -> Option<(TimeMs, &str)> {
    let bytes: &[u8; 8] = text.as_bytes().first_chunk()?;
    let [h1, h2, b':', m1, m2, b':', s1, s2] = bytes else {
        return None;
    };
    let two = |tens: &u8, ones: &u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit())
            .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
    };
    let (hours, minutes, seconds) = (two(h1, h2)?, two(m1, m2)?, two(s1, s2)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    let rest = text.get(8..)?;
    Some((TimeMs::new(((hours * 60 + minutes) * 60 + seconds) * 1000), rest))
}

const HOUR: i64 = 3_600_000;

/// A step of more than this backwards is no disorder among messages: the clock has begun anew.
const MOST_DISORDER: i64 = 2 * HOUR;

/// Turns the times of a wall clock without a date into times that count from the first day's midnight.
#[derive(Debug, Default)]
pub(crate) struct Days {
    /// The midnight before the first time.
    midnight: i64,
    last: Option<i64>,
}

/// How a time stands to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Within the same day, or over midnight.
    Plain,
    /// So far back, yet not over midnight, that it must be another meeting in the same file.
    Anew,
}

impl Days {
    /// Says which midnight the next time comes after.
    pub(crate) fn begin(&mut self, midnight: TimeMs) {
        *self = Self { midnight: midnight.get(), last: None };
    }

    /// The latest time placed; where there is none, the midnight before the first.
    pub(crate) fn latest(&self) -> TimeMs {
        TimeMs::new(self.last.unwrap_or(self.midnight))
    }

    /// The time that `time`, less than a day, has from the first midnight on: between two hours before the message
    /// above and 22 hours after it. So a message out of order near midnight stays with its neighbours.
    pub(crate) fn place(&mut self, time: TimeMs) -> (TimeMs, Step) {
        let day = TimeMs::DAY.get();
        let Some(last) = self.last else {
            let placed = self.midnight + time.get();
            self.last = Some(placed);
            return (TimeMs::new(placed), Step::Plain);
        };
        let same = last - last.rem_euclid(day) + time.get();
        let (placed, step) = if same < last - MOST_DISORDER {
            (same + day, if last - same > day / 2 { Step::Plain } else { Step::Anew })
        } else if same >= last + day - MOST_DISORDER && same >= self.midnight + day {
            (same - day, Step::Plain)
        } else {
            (same, Step::Plain)
        };
        self.last = Some(placed);
        (TimeMs::new(placed), step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(h: i64, m: i64, s: i64) -> i64 {
        ((h * 60 + m) * 60 + s) * 1000
    }

    #[test]
    fn a_clock_is_two_digits_each() {
        assert_eq!(hms("09:05:07 From"), Some((TimeMs::new(at(9, 5, 7)), " From")));
        for text in ["9:05:07", "09:60:00", "09:05:60", "09:05", "09-05-07", "", "０9:05:07", "09:05:0é"] {
            assert_eq!(hms(text), None, "{text}");
        }
    }

    #[test]
    fn midnight_adds_a_day_and_disorder_does_not() {
        let mut days = Days::default();
        let placed: Vec<_> =
            [at(23, 59, 50), at(23, 59, 40), at(0, 0, 5), at(23, 59, 58), at(0, 0, 9), at(1, 0, 0)]
                .map(|time| days.place(TimeMs::new(time)))
                .into();
        let day = at(24, 0, 0);
        let expected = [
            at(23, 59, 50),
            at(23, 59, 40),
            day + at(0, 0, 5),
            at(23, 59, 58),
            day + at(0, 0, 9),
            day + at(1, 0, 0),
        ];
        assert_eq!(placed, expected.map(|time| (TimeMs::new(time), Step::Plain)));
    }

    #[test]
    fn a_second_meeting_in_the_file_is_another_day() {
        let mut days = Days::default();
        days.place(TimeMs::new(at(15, 0, 0)));
        assert_eq!(days.place(TimeMs::new(at(10, 0, 0))), (TimeMs::new(at(34, 0, 0)), Step::Anew));
    }

    #[test]
    fn a_day_that_is_told_is_believed() {
        let mut days = Days::default();
        days.place(TimeMs::new(at(10, 0, 0)));
        days.begin(TimeMs::new(at(72, 0, 0)));
        assert_eq!(days.latest(), TimeMs::new(at(72, 0, 0)));
        let placed =
            [at(10, 0, 0), at(23, 0, 0), at(0, 30, 0)].map(|time| days.place(TimeMs::new(time)).0.get());
        assert_eq!(placed, [at(82, 0, 0), at(95, 0, 0), at(96, 30, 0)], "and midnight goes on from there");
    }

    #[test]
    fn no_message_is_put_before_the_first_day() {
        let mut days = Days::default();
        days.place(TimeMs::new(at(0, 5, 0)));
        assert_eq!(days.place(TimeMs::new(at(23, 30, 0))).0, TimeMs::new(at(23, 30, 0)));
    }
}

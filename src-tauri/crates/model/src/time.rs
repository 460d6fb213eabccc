//! Time, in whole milliseconds.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A moment on a timeline, or a distance between two, in milliseconds. May be negative: a message can
/// come before the recording starts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TimeMs(i64);

impl TimeMs {
    /// The start of a timeline.
    pub const ZERO: Self = Self(0);
    /// One day, after which a wall clock without a date starts anew.
    pub const DAY: Self = Self(86_400_000);

    /// A moment of so many milliseconds.
    pub const fn new(ms: i64) -> Self {
        Self(ms)
    }

    /// The moment in milliseconds.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The moment of so many seconds, rounded to the nearest millisecond; what is out of range is clamped.
    pub fn from_seconds(seconds: f64) -> Self {
        Self((seconds * 1000.0).round() as i64)
    }

    /// The moment in seconds.
    pub fn as_seconds(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// The moment at which frame number `frame` sounds at `rate` frames a second, rounded to the nearest
    /// millisecond. A rate of zero gives zero.
    pub fn from_frames(frame: u64, rate: u32) -> Self {
        if rate == 0 {
            return Self::ZERO;
        }
        let ms = (u128::from(frame) * 1000 + u128::from(rate) / 2) / u128::from(rate);
        Self(i64::try_from(ms).unwrap_or(i64::MAX))
    }

    /// The frame that sounds at this moment at `rate` frames a second, rounded to the nearest; before zero, frame 0.
    pub fn to_frames(self, rate: u32) -> u64 {
        let frames = (u128::from(self.0.max(0).unsigned_abs()) * u128::from(rate) + 500) / 1000;
        u64::try_from(frames).unwrap_or(u64::MAX)
    }

    /// The distance to another moment, never negative.
    pub fn distance(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).saturating_abs())
    }
}

impl Add for TimeMs {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl AddAssign for TimeMs {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for TimeMs {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Neg for TimeMs {
    type Output = Self;
    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

/// A clock as people read it: `0:07`, `24:10`, `1:02:03`; `-0:05` before zero. Milliseconds are cut off.
impl fmt::Display for TimeMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let seconds = self.0.unsigned_abs() / 1000;
        let (h, m, s) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        if h > 0 { write!(f, "{sign}{h}:{m:02}:{s:02}") } else { write!(f, "{sign}{m}:{s:02}") }
    }
}

/// Text that is no time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseTimeError;

impl fmt::Display for ParseTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected a time such as 90, 1:30, 0:01:30.250 or 90500ms")
    }
}

impl std::error::Error for ParseTimeError {}

/// Reads `90` (seconds), `1:30`, `0:01:30.250` or `90500ms`, each with a minus ahead if it lies before zero.
impl FromStr for TimeMs {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let time = match text.strip_suffix("ms") {
            Some(digits) => Self(whole(digits)?),
            None => clock(text)?,
        };
        Ok(if negative { -time } else { time })
    }
}

fn whole(digits: &str) -> Result<i64, ParseTimeError> {
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(ParseTimeError);
    }
    digits.parse().map_err(|_| ParseTimeError)
}

/// `[[h:]m:]s[.fraction]`; behind a colon a field stays under 60.
fn clock(text: &str) -> Result<TimeMs, ParseTimeError> {
    let (whole_part, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let fields = whole_part.split(':').map(whole).collect::<Result<Vec<_>, _>>()?;
    if fields.len() > 3 || fields.iter().skip(1).any(|&field| field >= 60) {
        return Err(ParseTimeError);
    }
    let seconds = fields
        .iter()
        .try_fold(0_i64, |sum, &field| sum.checked_mul(60)?.checked_add(field))
        .ok_or(ParseTimeError)?;
    whole(fraction)?;
    let thousandths: i64 = fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(3)
        .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'));
    let ms = seconds.checked_mul(1000).and_then(|ms| ms.checked_add(thousandths)).ok_or(ParseTimeError)?;
    Ok(TimeMs(ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        for (text, ms) in [
            ("90", 90_000),
            ("1:30", 90_000),
            ("0:01:30.250", 90_250),
            ("90500ms", 90_500),
            ("24:10.5", 1_450_500),
            ("-0:05", -5_000),
            ("100:00", 6_000_000),
        ] {
            assert_eq!(text.parse(), Ok(TimeMs::new(ms)), "{text}");
        }
        for text in ["", ":", "1:60", "1:2:3:4", "ms", "1e3", "１", "1.x", "99999999999999999999"] {
            assert_eq!(text.parse::<TimeMs>(), Err(ParseTimeError), "{text:?} is no time");
        }
    }

    #[test]
    fn a_clock_shows_hours_only_when_there_are_any() {
        let shown = |ms| TimeMs::new(ms).to_string();
        assert_eq!(shown(7_999), "0:07", "a clock never runs ahead");
        assert_eq!(shown(3_723_000), "1:02:03");
        assert_eq!(shown(-5_000), "-0:05");
    }

    #[test]
    fn frames_and_milliseconds_round_to_the_nearest() {
        assert_eq!(TimeMs::from_frames(44, 44_100), TimeMs::new(1));
        assert_eq!(TimeMs::new(1).to_frames(44_100), 44);
        assert_eq!(TimeMs::from_frames(10, 0), TimeMs::ZERO, "no rate, no time");
        assert_eq!(TimeMs::new(-7).to_frames(48_000), 0, "there is no frame before the first");
    }
}

//! Moments as tags write them, made RFC 3339.

use jiff::Timestamp;
use jiff::civil::Time;
use jiff::fmt::temporal::Pieces;

/// A written date, if it has a time of day: `2024-05-06T07:08:09`, `2024-05-06 07:08:09.25`, with `Z`, an offset or
/// neither. Midnight to the very second is how programs fill up a date alone, and is taken for one.
pub(crate) fn written(text: &str) -> Option<String> {
    let pieces = Pieces::parse(text.trim()).ok()?;
    let time = pieces.time().filter(|&time| time != Time::midnight())?;
    let local = Pieces::from(pieces.date().to_datetime(time));
    Some(match pieces.offset() {
        Some(offset) => local.with_offset(offset).to_string(),
        None => local.to_string(),
    })
}

/// Seconds since 1970 in UTC; 0 is unset.
pub(crate) fn unix(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds).ok().filter(|_| seconds != 0).map(|at| at.to_string())
}

/// Nanoseconds since 2001 in UTC, as Matroska's dates are (RFC 8794 §7.6).
pub(crate) fn since_2001(nanoseconds: i64) -> Option<String> {
    const FROM_1970: i128 = 978_307_200_000_000_000;
    Timestamp::from_nanosecond(i128::from(nanoseconds) + FROM_1970).ok().map(|at| at.to_string())
}

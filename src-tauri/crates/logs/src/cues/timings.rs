//! The line that gives a cue's times.

use causerie_model::TimeMs;

use crate::clock::digits;

/// When a cue begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timings {
    pub(super) start: TimeMs,
    pub(super) end: TimeMs,
}

/// What divides the two times.
pub(super) const ARROW: &str = "-->";

/// White space as WebVTT has it.
const SPACE: [char; 4] = [' ', '\t', '\u{C}', '\r'];

/// The times of a WebVTT cue; settings behind them are left alone.
/// <https://www.w3.org/TR/webvtt1/#collect-webvtt-cue-timings-and-settings>
pub(super) fn webvtt(line: &str) -> Option<Timings> {
    let (start, rest) = timestamp(line.trim_start_matches(SPACE))?;
    let rest = rest.trim_start_matches(SPACE).strip_prefix(ARROW)?;
    let (end, _) = timestamp(rest.trim_start_matches(SPACE))?;
    Some(Timings { start, end })
}

/// `hh:mm:ss.mmm` or `mm:ss.mmm` at the start of a text, and what follows.
/// <https://www.w3.org/TR/webvtt1/#collect-a-webvtt-timestamp>
pub(super) fn timestamp(text: &str) -> Option<(TimeMs, &str)> {
    let (first, length, rest) = digits(text)?;
    let (second, rest) = exactly(2, rest.strip_prefix(':')?)?;
    let (hours, minutes, seconds, rest) = if length != 2 || first > 59 || rest.starts_with(':') {
        let (third, rest) = exactly(2, rest.strip_prefix(':')?)?;
        (first, second, third, rest)
    } else {
        (0, first, second, rest)
    };
    let (thousandths, rest) = exactly(3, rest.strip_prefix('.')?)?;
    if minutes > 59 || seconds > 59 {
        return None;
    }
    Some((TimeMs::new(((hours * 60 + minutes) * 60 + seconds) * 1000 + thousandths), rest))
}

fn exactly(length: usize, text: &str) -> Option<(i64, &str)> {
    let (value, found, rest) = digits(text)?;
    (found == length).then_some((value, rest))
}

/// The times of a SubRip cue, as players take them: one digit or more in a field, hours and thousandths may be
/// missing, a comma or a point; coordinates behind them are left alone.
pub(super) fn subrip(line: &str) -> Option<Timings> {
    let (start, end) = line.split_once(ARROW)?;
    let end = end.split_whitespace().next()?;
    Some(Timings { start: lenient(start.trim())?, end: lenient(end)? })
}

/// The times of an SBV cue, which are alone on their line: `0:00:01.500,0:00:04.000`.
pub(super) fn sbv(line: &str) -> Option<Timings> {
    let (start, end) = line.trim().split_once(',')?;
    if !start.contains('.') || !end.contains('.') {
        return None;
    }
    Some(Timings { start: lenient(start)?, end: lenient(end)? })
}

fn lenient(text: &str) -> Option<TimeMs> {
    let (clock, fraction) = text.split_once([',', '.']).unwrap_or((text, ""));
    let mut seconds = 0;
    let mut fields = 0;
    for field in clock.split(':').take(4) {
        let (value, length, rest) = digits(field)?;
        if !rest.is_empty() || length > 3 {
            return None;
        }
        seconds = seconds * 60 + value;
        fields += 1;
    }
    let thousandths = match fraction {
        "" => 0,
        fraction => {
            let (_, _, rest) = digits(fraction)?;
            if !rest.is_empty() {
                return None;
            }
            fraction
                .bytes()
                .chain(std::iter::repeat(b'0'))
                .take(3)
                .fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0'))
        }
    };
    (fields == 2 || fields == 3).then(|| TimeMs::new(seconds * 1000 + thousandths))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn webvtt_times_are_strict() {
        let read = |line| webvtt(line).map(|t| (t.start.get(), t.end.get()));
        assert_eq!(read("00:01.000 --> 01:00:02.500 align:start"), Some((1_000, 3_602_500)));
        assert_eq!(read("\u{C}00:00:01.000\t-->00:00:02.000"), Some((1_000, 2_000)));
        assert_eq!(read("60:00:00.000 --> 100:00:00.000"), Some((216_000_000, 360_000_000)));
        for line in [
            "00:00:01,000 --> 00:00:02,000",
            "00:60.000 --> 01:00.000",
            "0:01.000 --> 00:02.000",
            "00:01.00 --> 00:02.000",
            "00:01.0000 --> 00:02.000",
            "00:01.000 -> 00:02.000",
            "00:01.000 x --> 00:02.000",
            "9999999999999999999:00:01.000 --> 00:02.000",
            "00:01.000 -->",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }

    #[test]
    fn sbv_times_stand_alone() {
        let read = |line| sbv(line).map(|t| (t.start.get(), t.end.get()));
        assert_eq!(read(" 0:00:01.500,1:00:02.250 "), Some((1_500, 3_602_250)));
        assert_eq!(read("00:01.5,00:02.25"), Some((1_500, 2_250)));
        for line in
            ["0:00:01,0:00:02", "0:00:01.5 --> 0:00:02.5", "0:00:01.5,0:00:02.5 Hi", "0:00:01.5,", "1.5,2.5"]
        {
            assert_eq!(read(line), None, "{line}");
        }
        let hands = format!("59{}.5", ":59".repeat(40));
        assert_eq!(read(&format!("{hands},{hands}")), None, "no clock has so many hands");
    }

    #[test]
    fn subrip_times_are_lenient() {
        let read = |line| subrip(line).map(|t| (t.start.get(), t.end.get()));
        assert_eq!(read("00:00:01,500 --> 00:00:02.250"), Some((1_500, 2_250)));
        assert_eq!(
            read("1:39 --> 00:01:41,04 X1:40 X2:600"),
            Some((99_000, 101_040)),
            "a fraction is a fraction"
        );
        for line in ["1 --> 2", "a:b --> c:d", "00:00:01,5x --> 00:00:02", "00:01", "-->", "00:00:01 -->"] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}

//! When a recording began, as the names of files and folders tell it, and notes beside them.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// A moment that a name or a note tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedStart {
    /// RFC 3339 with `Z` or an offset where the zone is known, else without: `2025-04-07T19:30:36`.
    pub at: String,
    /// Whether it is known to be the start of the recording, to the second and with its zone. Else it is a first guess.
    pub trusted: bool,
    /// Whether it is the end of the recording rather than its start.
    pub is_end: bool,
}

impl NamedStart {
    fn guess(at: String) -> Self {
        Self { at, trusted: false, is_end: false }
    }

    fn known(at: String) -> Self {
        Self { at, trusted: true, is_end: false }
    }
}

/// Characters of a name that are looked at; file systems allow 255.
const LONGEST_NAME: usize = 1000;

/// The moment in the name of a file or folder:
///
/// - Zoom's cloud, `GMT20250618-020153_Recording.txt`: UTC, trusted.
/// - Zoom's folder on somebody's own machine, `2025-04-07 19.30.36 Topic`: local; known to be 39 s early in one case.
/// - Google Meet, `abc-defg-hij (2026-04-30 16:54 GMT-7)`: with its zone, to the minute. The colon may be a space or `_`,
///   where file systems know no colons; the newer `Topic - 2026_04_30 16_54 PDT` is from memory, and its zone left out.
/// - Teams, `Topic-20260615_133555-Meeting Recording.mp4`: zone unknown; with `UTC` behind the time it is trusted.
/// - OBS, `2022-07-04 20-55-56.mkv`: local. `Replay 2022-07-04 20-55-56.mkv` is when a replay was saved: its end.
/// - Jibri, `room_2022-07-04-20-55-56.mp4`: by the clock of the server.
pub fn started_in_name(name: &str) -> Option<NamedStart> {
    let end = name.char_indices().nth(LONGEST_NAME).map_or(name.len(), |(at, _)| at);
    let name = name.get(..end)?;
    let mut before = None;
    for (at, c) in name.char_indices() {
        let begins_number = c.is_ascii_digit() && !before.is_some_and(|c: char| c.is_ascii_digit());
        before = Some(c);
        if begins_number
            && let Some((ahead, rest)) = name.split_at_checked(at)
            && let Some(start) = compact(ahead, rest).or_else(|| spelled(ahead, rest))
        {
            return Some(start);
        }
    }
    None
}

/// The moment that the `info.txt` beside the tracks of a Craig recording tells, in `Start time:⇥2021-04-10T18:03:11.442Z`.
pub fn started_in_note(text: &str) -> Option<NamedStart> {
    let value = text.lines().find_map(|line| line.trim_start().strip_prefix("Start time:"))?.trim();
    match value.parse::<Timestamp>() {
        Ok(at) => Some(NamedStart::known(at.to_string())),
        Err(_) => value.parse::<DateTime>().ok().map(|at| NamedStart::guess(at.to_string())),
    }
}

/// `20250618-020153`, as Zoom's cloud and Teams write it.
fn compact(ahead: &str, text: &str) -> Option<NamedStart> {
    let (date, rest) = fixed(8, text)?;
    let (time, behind) = fixed(6, rest.get(1..)?)?;
    let at =
        moment(date / 10_000, date / 100 % 100, date % 100, time / 10_000, time / 100 % 100, time % 100)?;
    let ends = !behind.starts_with(|c: char| c.is_alphanumeric());
    match rest.as_bytes().first()? {
        b'-' if ahead.ends_with("GMT") && ends => Some(NamedStart::known(format!("{at}Z"))),
        b'_' if ahead.ends_with('-') && behind.starts_with("UTC-") => {
            Some(NamedStart::known(format!("{at}Z")))
        }
        b'_' if ahead.ends_with('-') && behind.starts_with('-') => Some(NamedStart::guess(at.to_string())),
        _ => None,
    }
}

/// `2025-04-07 19.30.36` in its many ways.
fn spelled(ahead: &str, text: &str) -> Option<NamedStart> {
    let (year, rest) = fixed(4, text)?;
    let (month, rest) = fixed(2, rest.strip_prefix(['-', '_', '/'])?)?;
    let (day, rest) = fixed(2, rest.strip_prefix(['-', '_', '/'])?)?;
    let (hour, rest) = fixed(2, rest.strip_prefix([' ', '_', '-'])?)?;
    let (minute, rest) = fixed(2, rest.strip_prefix(['.', '-', ':', '_', ' '])?)?;
    let seconds = rest.strip_prefix(['.', '-', ':', '_']).and_then(|rest| fixed(2, rest));
    if let Some((second, behind)) = seconds {
        if behind.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        let at = moment(year, month, day, hour, minute, second)?.to_string();
        let is_end = ahead.get(..6).is_some_and(|word| word.eq_ignore_ascii_case("replay"));
        return Some(NamedStart { is_end, ..NamedStart::guess(at) });
    }
    let at = moment(year, month, day, hour, minute, 0)?;
    let zone = rest.strip_prefix([' ', '_'])?;
    match zone.strip_prefix("GMT") {
        Some(offset) => Some(NamedStart::guess(format!("{at}{}", rfc_offset(offset)?))),
        None => zone_word(zone).then(|| NamedStart::guess(at.to_string())),
    }
}

/// `-7`, `+5:30` or `-07:00` behind `GMT`, or nothing, as RFC 3339 writes it.
fn rfc_offset(text: &str) -> Option<String> {
    let Some(sign) = text.chars().next().filter(|c| matches!(c, '+' | '-' | '−')) else {
        return Some("Z".to_owned());
    };
    let digits = text.get(sign.len_utf8()..)?;
    let count = digits.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (hours, rest) = fixed(count, digits)?;
    let minutes =
        fixed(2, rest.strip_prefix([':', '_', ' ']).unwrap_or(rest)).map_or(0, |(minutes, _)| minutes);
    let sign = if sign == '+' { '+' } else { '-' };
    (count > 0 && hours <= 14 && minutes < 60).then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

/// Whether a word for a time zone stands here, as `PDT`. What it means depends on the country.
fn zone_word(text: &str) -> bool {
    let length = text.bytes().take_while(u8::is_ascii_uppercase).count();
    (3..=5).contains(&length)
        && !text.get(length..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric))
}

/// A number of just so many digits, and what follows.
fn fixed(count: usize, text: &str) -> Option<(i32, &str)> {
    let (digits, rest) = text.split_at_checked(count)?;
    digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    Some((digits.parse().ok()?, rest))
}

/// A date and a time that there can be.
fn moment(year: i32, month: i32, day: i32, hour: i32, minute: i32, second: i32) -> Option<DateTime> {
    let small = |number: i32| i8::try_from(number).ok();
    let year = i16::try_from(year).ok().filter(|year| (1970..2200).contains(year))?;
    DateTime::new(year, small(month)?, small(day)?, small(hour)?, small(minute)?, small(second)?, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(at: &str, trusted: bool, is_end: bool) -> Option<NamedStart> {
        Some(NamedStart { at: at.to_owned(), trusted, is_end })
    }

    #[test]
    fn each_platform_names_its_start() {
        for (name, at, trusted, is_end) in [
            ("GMT20250618-020153_Recording_1920x1080.mp4", "2025-06-18T02:01:53Z", true, false),
            ("GMT20250618-020153_RecordingnewChat.txt", "2025-06-18T02:01:53Z", true, false),
            ("copy of GMT20250618-020153.m4a", "2025-06-18T02:01:53Z", true, false),
            ("2025-04-07 19.30.36 Choir practice 81234567890", "2025-04-07T19:30:36", false, false),
            ("abc-defg-hij (2026-04-30 16:54 GMT-7).mp4", "2026-04-30T16:54:00-07:00", false, false),
            (
                "abc-defg-hij (2026-04-30 16 54 GMT+5_30) - Chat Transcript.sbv",
                "2026-04-30T16:54:00+05:30",
                false,
                false,
            ),
            (
                "abc-defg-hij (2026-04-30 at 1) (2026-04-30 16_54 GMT).txt",
                "2026-04-30T16:54:00Z",
                false,
                false,
            ),
            ("Choir – 2026_04_30 16_54 PDT – Recording.mp4", "2026-04-30T16:54:00", false, false),
            ("Choir-20260615_133555-Meeting Recording.mp4", "2026-06-15T13:35:55", false, false),
            ("Chor-20260615_133555-Besprechungsaufzeichnung.mp4", "2026-06-15T13:35:55", false, false),
            ("Choir-20260615_005925UTC-Meeting Recording.mp4", "2026-06-15T00:59:25Z", true, false),
            ("2022-07-04 20-55-56.mkv", "2022-07-04T20:55:56", false, false),
            ("2022-07-04_20-55-56.mkv", "2022-07-04T20:55:56", false, false),
            ("Replay 2022-07-04 20-55-56.mkv", "2022-07-04T20:55:56", false, true),
            ("Replay_2022-07-04_20-55-56.mkv", "2022-07-04T20:55:56", false, true),
            ("choirpractice_2022-07-04-20-55-56.mp4", "2022-07-04T20:55:56", false, false),
        ] {
            assert_eq!(started_in_name(name), start(at, trusted, is_end), "{name}");
        }
    }

    #[test]
    fn a_number_is_no_moment() {
        for name in [
            "",
            "talk.mp3",
            "GMT20251318-020153_Recording.mp4",
            "GMT20250618-250153_Recording.mp4",
            "20250618-020153.mp4",
            "Choir-20260615_133555.mp4",
            "2022-07-04.mkv",
            "2022-07-04 20-55.mkv",
            "2022-02-30 20-55-56.mkv",
            "2022-07-04-20-55-567.mp4",
            "12022-07-04 20-55-56.mkv",
            "abc (2026-04-30 16:54 GMT-75)",
            "é2026-04-30 16:5é",
        ] {
            assert_eq!(started_in_name(name), None, "{name}");
        }
        assert_eq!(
            started_in_name(&"1 ".repeat(1_000_000)),
            None,
            "a name without end is not read to its end"
        );
    }

    #[test]
    fn a_note_tells_the_start() {
        let note = "Recording abcDEF12\n\nGuild:\t\tChoir (1)\r\nStart time:\t2021-04-10T18:03:11.442Z\r\n\nTracks:\n\tana#0\n";
        assert_eq!(started_in_note(note), start("2021-04-10T18:03:11.442Z", true, false));
        assert_eq!(
            started_in_note("Start time: 2021-04-10 18:03:11"),
            start("2021-04-10T18:03:11", false, false)
        );
        assert_eq!(started_in_note("Start time: soon\n"), None);
        assert_eq!(started_in_note("It began at noon."), None);
    }
}

//! `[0:01:02] ana: Hi` or `[2024-03-05 19:00:00 UTC] ana: Hi`: TwitchDownloader's text (its `ChatText`), by the time of the
//! video or by that of UTC, which may have milliseconds.

use causerie_model::{Kind, TimeBase, TimeMs};
use jiff::civil;

use crate::clock::{digits, hms};
use crate::conversation::{self, Conversation, Order};
use crate::format::{
    self, Format, NO_TIME, NO_TIME_YET, Parsed, Sample, Source, append_line, line_confidence,
};
use crate::lines::Lines;

/// TwitchDownloader's text.
pub(crate) struct Text;

impl Format for Text {
    fn name(&self) -> &'static str {
        "twitch-text"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        let timed = sample.head.iter().filter(|line| line.starts_with('[')).count();
        let fitting = sample.head.iter().filter(|line| Header::of(line).is_some()).count();
        line_confidence(fitting, timed, written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut talk = Conversation::default();
        let utc = Lines::new(source.text)
            .find_map(|line| Header::of(line.text))
            .is_some_and(|header| header.is_utc);
        for line in Lines::new(source.text) {
            match Header::of(line.text).filter(|header| header.is_utc == utc) {
                Some(header) => {
                    let mut message =
                        format::message(line.number, TimeMs::ZERO, Kind::Chat, header.text.to_owned());
                    header.author.clone_into(&mut message.author);
                    talk.add(None, Some(header.time), message);
                }
                None if line.text.trim().is_empty() => {}
                None => match talk.last() {
                    Some(message) => {
                        append_line(&mut message.text, line.text);
                        talk.warn(line.number, NO_TIME);
                    }
                    None => talk.keep(line.number, line.text, NO_TIME_YET),
                },
            }
        }
        talk.finish(Order::Given, if utc { TimeBase::Utc } else { TimeBase::Relative }, None)
    }
}

/// A line that begins a message; each does, as nothing on Twitch has several.
struct Header<'a> {
    time: TimeMs,
    is_utc: bool,
    author: &'a str,
    text: &'a str,
}

impl<'a> Header<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (time, said) = line.strip_prefix('[')?.split_once("] ")?;
        let (author, text) = said.split_once(": ").or_else(|| Some((said.strip_suffix(':')?, "")))?;
        // No name on Twitch has a space or a mark of these; in IRC they stand around names and in what happens.
        if author.is_empty() || author.contains([' ', '<', '>', '[', ']', '*', ':']) {
            return None;
        }
        let (time, is_utc) = match time.strip_suffix(" UTC") {
            Some(time) => (utc(time)?, true),
            None => (offset(time)?, false),
        };
        Some(Self { time, is_utc, author, text })
    }
}

/// `h:mm:ss`, with more hours than a day has if there are. Two digits that begin with 0 are no hours of these.
fn offset(text: &str) -> Option<TimeMs> {
    let (hours, count, rest) = digits(text)?;
    let rest = rest.strip_prefix(':')?.as_bytes();
    let &[m1, m2, b':', s1, s2] = rest else { return None };
    let two = |tens: u8, ones: u8, most: u8| {
        let is_number = tens.is_ascii_digit() && ones.is_ascii_digit();
        is_number.then(|| (tens - b'0') * 10 + (ones - b'0')).filter(|&number| number <= most).map(i64::from)
    };
    if count > 1 && text.starts_with('0') {
        return None;
    }
    conversation::moment(((hours.checked_mul(60)? + two(m1, m2, 59)?) * 60 + two(s1, s2, 59)?) * 1000)
}

/// `2024-03-05 19:00:00` or `2024-03-05 19:00:00.123`.
fn utc(text: &str) -> Option<TimeMs> {
    let (date, time) = text.split_once(' ')?;
    let date: civil::Date = date.parse().ok()?;
    let (time, rest) = hms(time)?;
    let ms = match rest.strip_prefix('.') {
        Some(fraction) if fraction.len() == 3 => digits(fraction)?.0,
        Some(_) => return None,
        None if rest.is_empty() => 0,
        None => return None,
    };
    let days = date.duration_since(civil::date(1970, 1, 1)).as_hours() / 24;
    conversation::moment(days * TimeMs::DAY.get() + time.get() + ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_the_video_and_of_the_world() {
        assert_eq!(offset("0:01:02"), Some(TimeMs::new(62_000)));
        assert_eq!(offset("30:00:00"), Some(TimeMs::new(108_000_000)), "a broadcast of more than a day");
        assert_eq!(offset("00:01:02"), None, "two digits are a clock on the wall");
        assert_eq!(utc("2024-03-05 19:00:00.123"), Some(TimeMs::new(1_709_665_200_123)));
        assert_eq!(utc("2024-02-30 19:00:00"), None);
    }

    #[test]
    fn lines_of_irc_are_none() {
        for line in
            ["[12:00:01] <ana> Hi: there", "[12:00:01] *** Joins: ana", "[12:00] ana: Hi", "[x] ana: Hi"]
        {
            assert!(Header::of(line).is_none(), "{line}");
        }
        let header = Header::of("[0:00:05] 안나: so: this").unwrap();
        assert_eq!((header.author, header.text), ("안나", "so: this"), "a name ends at the first colon");
    }
}

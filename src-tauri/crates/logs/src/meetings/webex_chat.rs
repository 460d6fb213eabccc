//! `2026-04-30 16:54 : Ana Lee : Good morning`, `Chat messages_<topic>_YYYYMMDD.txt` of Webex: a wall clock of minutes, links
//! as HTML, `-----> ` ahead of replies and events. Known at second hand; that a reply belongs to the nearest message above
//! that is none is how such a list reads.

use causerie_model::{Kind, TimeBase};
use jiff::civil::{Date, DateTime};

use super::draft::Draft;
use super::moments::{clock, since};
use crate::format::{Format, Parsed, Sample, Source, line_confidence};
use crate::lines::Lines;

/// The chat of Webex.
pub(crate) struct WebexChat;

const ARROW: &str = "-----> ";

impl Format for WebexChat {
    fn name(&self) -> &'static str {
        "webex-chat"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let count = |is: fn(&str) -> bool| sample.head.iter().filter(|line| is(line)).count();
        line_confidence(
            count(|line| Entry::of(line).is_some_and(|entry| !entry.name.is_empty())),
            count(|line| line.starts_with(|c: char| c.is_ascii_digit())),
            count(|line| !line.trim().is_empty()),
        )
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut draft = Draft::default();
        let mut first: Option<DateTime> = None;
        let mut answered = None;
        for line in Lines::new(source.text) {
            let Some(entry) = Entry::of(line.text) else {
                draft.keep(&line);
                continue;
            };
            let midnight = first.get_or_insert(entry.at).date();
            let kind = if entry.name.is_empty() { Kind::System } else { Kind::Chat };
            let seq = u32::try_from(draft.messages.len()).ok();
            draft.begin(line.number, since(midnight, entry.at), kind, entry.name, entry.text);
            if !entry.arrow {
                answered = seq;
            } else if let (Kind::Chat, Some(message)) = (kind, draft.messages.last_mut()) {
                message.reply_to = answered;
            }
        }
        for message in &mut draft.messages {
            message.text = plain(&message.text);
        }
        draft.finish(TimeBase::WallClock, first.map(|at| at.to_string()))
    }
}

/// A line with a time.
struct Entry<'a> {
    at: DateTime,
    arrow: bool,
    name: &'a str,
    text: &'a str,
}

impl<'a> Entry<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let (ahead, line) = unarrowed(line);
        let (at, rest) = moment(line)?;
        let (inside, rest) = unarrowed(rest.strip_prefix(" : ")?);
        let (name, text) = rest.split_once(" : ").unwrap_or(("", rest));
        let (behind, text) = unarrowed(text);
        Some(Self { at, arrow: ahead || inside || behind, name: name.trim(), text })
    }
}

fn unarrowed(text: &str) -> (bool, &str) {
    text.strip_prefix(ARROW).map_or((false, text), |text| (true, text))
}

/// `2026-04-30 16:54`, and what follows.
fn moment(text: &str) -> Option<(DateTime, &str)> {
    let (stamp, rest) = text.split_at_checked(16)?;
    let (date, time) = stamp.split_once(' ')?;
    let date: Date = date.parse().ok()?;
    let (time, "") = clock(time)? else { return None };
    let minutes = time.get() / 60_000;
    Some((date.at(i8::try_from(minutes / 60).ok()?, i8::try_from(minutes % 60).ok()?, 0, 0), rest))
}

/// A text without HTML: links as `text (url)`, or only the URL if the text says no more.
fn plain(text: &str) -> String {
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("<a ") {
        let (before, tag) = rest.split_at_checked(at).unwrap_or((rest, ""));
        result.push_str(before);
        let Some((link, behind)) = tag.split_once("</a>") else {
            rest = tag;
            break;
        };
        let (open, label) = link.split_once('>').unwrap_or(("", link));
        let url = open.split_once("href=").and_then(|(_, url)| {
            let quote = url.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            url.get(1..)?.split(quote).next()
        });
        result.push_str(label);
        if let Some(url) = url.filter(|url| *url != label) {
            result.push_str(&format!(" ({url})"));
        }
        rest = behind;
    }
    result.push_str(rest);
    htmlize::unescape(result).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_text() {
        for (html, expected) in [
            (
                "see <a href=\"https://a.example/?b=1&amp;c=2\">the plan</a> &amp; come",
                "see the plan (https://a.example/?b=1&c=2) & come",
            ),
            ("<a href='https://a.example/'>https://a.example/</a>", "https://a.example/"),
            ("a <b and <a broken", "a <b and <a broken"),
        ] {
            assert_eq!(plain(html), expected);
        }
    }

    #[test]
    fn a_day_that_is_none_is_no_time() {
        for line in [
            "2026-02-30 16:54 : Ana : Hi",
            "2026-04-30 24:54 : Ana : Hi",
            "2026-04-30 6:054 : Ana : Hi",
            "2026-04-3é 16:54",
        ] {
            assert!(Entry::of(line).is_none(), "{line}");
        }
    }
}

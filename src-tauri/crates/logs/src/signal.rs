//! `[2024-05-31 10:00:07] Ana: Good morning`: a chat that signal-export wrote, `chat.md` (`Message.to_md` of its
//! `models.py`); older versions `[2024-05-31, 10:00]`. Below a text stand reactions, `(- Ben: 👍 -)`, and ahead of it
//! what it answers, quoted with `> `.

use std::collections::HashMap;

use causerie_model::{Kind, Message, Reaction, TimeBase, TimeMs};

use crate::dates::{DateOrder, Written};
use crate::format::{self, Format, Parsed, Sample, Source, clean_name, line_confidence};
use crate::lines::Lines;
use crate::sheet::{self, Sheet};
use crate::stamp;

/// Signal, by signal-export.
pub(crate) struct Signal;

struct Header<'a> {
    date: Written,
    time: TimeMs,
    author: &'a str,
    text: &'a str,
}

impl Format for Signal {
    fn name(&self) -> &'static str {
        "signal"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        // WhatsApp writes such lines in some countries, with marks that Signal has no use for.
        let marked = sample.head.iter().any(|line| line.contains('\u{200E}'));
        if marked || sample.name.contains("WhatsApp") || sample.name.starts_with("_chat") {
            return 0.0;
        }
        let fitting = sample.head.iter().filter(|line| header(line).is_some()).count();
        let timed = sample.head.iter().filter(|line| line.starts_with("[2")).count();
        let written = sample.head.iter().filter(|line| !line.trim().is_empty()).count();
        line_confidence(fitting, timed, written)
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut sheet = Sheet::default();
        let mut dates = Vec::new();
        for line in Lines::new(source.text) {
            let Some(header) = header(line.text) else {
                sheet.go_on(&line);
                continue;
            };
            let mut message = format::message(line.number, header.time, Kind::Chat, header.text.to_owned());
            message.author = header.author.to_owned();
            sheet.messages.push(message);
            dates.push(header.date);
        }
        let began = sheet.messages.first().map(|message| message.source);
        let order = DateOrder::YearMonthDay;
        let date = sheet::put_on_days(&mut sheet.messages, &dates, order, &mut sheet.warnings);
        let started_at = date.zip(began).map(|(date, time)| sheet::local(date, time));
        settle(&mut sheet.messages);
        let (messages, warnings) = sheet.finish();
        Parsed { time_base: TimeBase::WallClock, started_at, messages, warnings }
    }
}

fn header(line: &str) -> Option<Header<'_>> {
    let inside = line.strip_prefix('\u{FEFF}').unwrap_or(line).strip_prefix('[')?;
    let (date @ Written::Sure(_), clock, rest) = stamp::date_and_clock(inside)? else {
        return None;
    };
    let rest = rest.strip_prefix("] ")?;
    let (author, text) = rest.split_once(": ").or_else(|| Some((rest.strip_suffix(':')?, "")))?;
    let time = clock.of_day();
    let written_so = inside.get(4..5) == Some("-") && clock.half.is_none() && time < TimeMs::DAY;
    written_so.then_some(Header { date, time, author: clean_name(author), text })
}

/// Takes quotes and reactions out of the texts. A quote is linked if exactly one earlier message has its text.
fn settle(messages: &mut [Message]) {
    // For each text that is quoted, how many messages had it so far, and the last of them.
    let quotes = messages.iter().filter_map(|message| quoted(&message.text));
    let mut by_text: HashMap<String, (u32, u32)> = quotes.map(|(quote, _)| (quote, (0, 0))).collect();
    for (seq, message) in (0..).zip(messages) {
        if let Some((text, reactions)) = reactions(&message.text) {
            message.reactions = reactions;
            message.text = text;
        }
        if let Some((quote, text)) = quoted(&message.text)
            && let Some((1, to)) = by_text.get(&quote)
        {
            message.text = text;
            message.reply_to = Some(*to);
        }
        let text = plain(&message.text);
        if text == "(This message was deleted)" {
            message.kind = Kind::System;
        }
        message.text = text;
        if let Some((times, last)) = by_text.get_mut(&message.text) {
            (*times, *last) = (*times + 1, seq);
        }
    }
}

/// A text without the two spaces that end its lines in Markdown, and with the names of files for links to them.
fn plain(text: &str) -> String {
    let text = text.trim_end();
    let text = with_names_of_files(text).unwrap_or_else(|| text.to_owned());
    if text.contains("  \n") { text.replace("  \n", "\n") } else { text }
}

/// What divides the name of a file from its place, in `![name](./media/name)`.
const LINK: &str = "](./media/";

/// `None` if there are no files, or what looks like one is none.
fn with_names_of_files(text: &str) -> Option<String> {
    let mut parts: Vec<&str> = text.split(LINK).collect();
    let last = parts.pop().filter(|_| !parts.is_empty())?;
    let mut lines = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        let (_, part) = if at > 0 { part.split_once(')')? } else { ("", part) };
        let (before, name) = part.rsplit_once('[')?;
        lines.extend([before.strip_suffix('!').unwrap_or(before).trim(), name]);
    }
    lines.push(last.split_once(')')?.1.trim());
    lines.retain(|line| !line.is_empty());
    Some(lines.join("\n"))
}

/// What a text quotes at its top, and what stands below.
fn quoted(text: &str) -> Option<(String, String)> {
    let mut lines = text.trim_start().lines();
    let quote: Vec<_> = lines.by_ref().map_while(|line| line.strip_prefix("> ")).map(str::trim_end).collect();
    let text: Vec<_> = lines.collect();
    (!quote.is_empty()).then(|| (quote.join("\n"), text.join("\n").trim().to_owned()))
}

/// Different emoji under one message that are still plausible.
const MOST_REACTIONS: usize = 100;

/// The reactions below a text, and the text without them; files stand behind them.
fn reactions(text: &str) -> Option<(String, Vec<Reaction>)> {
    let (above, line) = text.rsplit_once("\n(- ")?;
    let (inside, files) = line.split_once(" -)")?;
    let mut reactions: Vec<Reaction> = Vec::new();
    for one in inside.split(", ") {
        let (by, emoji) = one.rsplit_once(": ")?;
        if reactions.len() > MOST_REACTIONS {
            return None;
        }
        match reactions.iter_mut().find(|reaction| reaction.emoji == emoji) {
            Some(reaction) => reaction.by.push(by.to_owned()),
            None => reactions.push(Reaction { emoji: emoji.to_owned(), by: vec![by.to_owned()] }),
        }
    }
    Some((format!("{above}{files}"), reactions))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markdown_becomes_plain_text() {
        for (text, expected) in [
            ("Hi  ", "Hi"),
            ("one  \ntwo  ", "one\ntwo"),
            ("Look  ![a b.jpg](./media/a%20b.jpg)  [c.pdf](./media/c.pdf)  ", "Look\na b.jpg\nc.pdf"),
            ("](./media/ is where they are", "](./media/ is where they are"),
        ] {
            assert_eq!(plain(text), expected, "{text}");
        }
    }

    #[test]
    fn reactions_are_taken_from_below_a_text() {
        let (text, found) =
            reactions("Hi  \n(- Ana: 👍, Ben: 👍, Cleo: ❤️ -)![a.jpg](./media/a.jpg)  ").unwrap();
        assert_eq!(text, "Hi  ![a.jpg](./media/a.jpg)  ", "files stand behind them");
        let found: Vec<_> = found.iter().map(|r| (r.emoji.as_str(), r.by.join(" "))).collect();
        assert_eq!(found, [("👍", "Ana Ben".to_owned()), ("❤️", "Cleo".to_owned())]);
        assert_eq!(reactions("a list\n(- one\n- two -)"), None, "nobody gave these");
    }
}

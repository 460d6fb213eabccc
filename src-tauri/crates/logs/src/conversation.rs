//! A conversation as it is gathered from records that name each other by ids.

use std::collections::HashMap;

use causerie_model::{Kind, Message, Reaction, TimeBase, TimeMs};
use serde::Deserialize;

use crate::format::{self, Parsed, Warnings, number};
use crate::json::Element;
use crate::lines::Lines;

/// The messages so far, numbered in the order in which they came.
#[derive(Default)]
pub(crate) struct Conversation {
    messages: Vec<Message>,
    by_id: HashMap<String, u32>,
    /// Which message answers which id.
    answers: Vec<(u32, String)>,
    /// Whether any message had a time of its own.
    timed: bool,
    /// Whether any record was one of the format.
    understood: bool,
    pub(crate) warnings: Warnings,
    /// The file that is read, where there are several: warnings name it.
    pub(crate) file: Option<String>,
}

/// In what order the messages of a conversation are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// As they came.
    Given,
    /// By their times; as they came where these are the same.
    Time,
}

/// What is said in place of a message that was deleted.
pub(crate) const DELETED: &str = "message deleted";

/// No moment of a conversation is further from 1970, or from its start, in milliseconds: the end of the year 9999.
const FARTHEST: i64 = 253_402_300_799_999;

/// A moment of so many milliseconds, unless no conversation can have taken place then.
pub(crate) fn moment(ms: i64) -> Option<TimeMs> {
    (-FARTHEST..=FARTHEST).contains(&ms).then(|| TimeMs::new(ms))
}

/// A moment of so many seconds, likewise.
pub(crate) fn moment_of_seconds(seconds: f64) -> Option<TimeMs> {
    moment(TimeMs::from_seconds(seconds).get())
}

/// A moment as RFC 3339 has it, in UTC.
pub(crate) fn rfc_3339(utc: TimeMs) -> Option<String> {
    jiff::Timestamp::from_millisecond(utc.get()).ok().map(|time| time.to_string())
}

/// The UTC moment that an RFC 3339 text with its offset tells.
pub(crate) fn utc(text: &str) -> Option<TimeMs> {
    moment(text.parse::<jiff::Timestamp>().ok()?.as_millisecond())
}

impl Conversation {
    /// Reads the elements of an array as records. One that is none is kept as it is written.
    pub(crate) fn read_array<'a, T: Deserialize<'a>>(
        &mut self,
        array: Element<'a>,
        mut record: impl FnMut(&mut Self, u32, T),
    ) {
        let mut elements = array.elements();
        for element in elements.by_ref() {
            self.read(element, &mut record);
        }
        if let Some(rest) = elements.rest() {
            self.keep(rest.line, rest.text, "the file ends within this record; kept as it is written");
        }
    }

    /// Reads each line as a record. One that is none is kept as it is written.
    pub(crate) fn read_lines<'a, T: Deserialize<'a>>(
        &mut self,
        text: &'a str,
        mut record: impl FnMut(&mut Self, u32, T),
    ) {
        for line in Lines::new(text).filter(|line| !line.text.trim().is_empty()) {
            self.read(Element { line: line.number, text: line.text }, &mut record);
        }
    }

    fn read<'a, T: Deserialize<'a>>(
        &mut self,
        element: Element<'a>,
        record: &mut impl FnMut(&mut Self, u32, T),
    ) {
        match serde_json::from_str(element.text) {
            Ok(read) => record(self, element.line, read),
            Err(error) => {
                let error = error.to_string();
                let error = error.split(" at line ").next().unwrap_or_default();
                self.keep(element.line, element.text, &format!("{error}; kept as it is written"));
            }
        }
    }

    /// Keeps what is no message of the format as text, with a warning that says why.
    pub(crate) fn keep(&mut self, line: u32, text: &str, reason: &str) {
        let understood = self.understood;
        let message = format::message(line, self.now(), Kind::System, text.to_owned());
        self.warn(line, reason);
        self.push(None, message);
        self.understood = understood;
    }

    /// Adds a message at a time; without one, at that of the message above.
    pub(crate) fn add(&mut self, id: Option<String>, time: Option<TimeMs>, mut message: Message) {
        let above = self.now();
        match time {
            Some(time) if !self.timed => {
                self.messages.iter_mut().for_each(|message| message.source = time);
                self.timed = true;
            }
            Some(_) => {}
            None => self.warn(message.line, "no time that can be read; kept at that of the message above"),
        }
        message.source = time.unwrap_or(above);
        self.push(id, message);
    }

    /// Warns of a line of the file that is read.
    pub(crate) fn warn(&mut self, line: u32, reason: &str) {
        let reason = self.file.as_ref().map_or_else(|| reason.to_owned(), |file| format!("{file}: {reason}"));
        self.warnings.add(line, reason);
    }

    fn now(&self) -> TimeMs {
        self.messages.last().map_or(TimeMs::ZERO, |message| message.source)
    }

    fn push(&mut self, id: Option<String>, mut message: Message) {
        message.seq = u32::try_from(self.messages.len()).unwrap_or(u32::MAX);
        if let Some(id) = id {
            self.by_id.entry(id).or_insert(message.seq);
        }
        self.messages.push(message);
        self.understood = true;
    }

    /// Makes the message that was added last an answer to the one with an id, which may come later in the file.
    pub(crate) fn answers(&mut self, id: Option<String>) {
        if let (Some(id), Some(message)) = (id, self.messages.last()) {
            self.answers.push((message.seq, id));
        }
    }

    /// The message that was added last.
    pub(crate) fn last(&mut self) -> Option<&mut Message> {
        self.messages.last_mut()
    }

    /// The message with an id, if it has come.
    pub(crate) fn find(&mut self, id: &str) -> Option<&mut Message> {
        self.messages.get_mut(*self.by_id.get(id)? as usize)
    }

    /// Turns a message, if it has come, into the word that it was deleted.
    pub(crate) fn delete(&mut self, id: &str) -> bool {
        let found = self.find(id);
        let was_here = found.is_some();
        if let Some(message) = found {
            message.kind = Kind::System;
            DELETED.clone_into(&mut message.text);
        }
        was_here
    }

    /// The whole; without a message if no record was one of the format.
    pub(crate) fn finish(mut self, order: Order, time_base: TimeBase, started_at: Option<String>) -> Parsed {
        if !self.understood {
            self.messages.clear();
        }
        match order {
            Order::Given => {}
            Order::Time => self.messages.sort_by_key(|message| message.source),
        }
        let mut place = vec![0; self.messages.len()];
        for (at, message) in (0..).zip(&self.messages) {
            if let Some(place) = place.get_mut(message.seq as usize) {
                *place = at;
            }
        }
        for (from, id) in &self.answers {
            let to = self.by_id.get(id).and_then(|to| place.get(*to as usize));
            if let (Some(&to), Some(&from)) = (to, place.get(*from as usize))
                && let Some(message) = self.messages.get_mut(from as usize)
                && to < from
            {
                message.reply_to = Some(to);
            }
        }
        number(&mut self.messages);
        self.messages.iter_mut().for_each(|message| tidy(&mut message.text));
        Parsed { time_base, started_at, messages: self.messages, warnings: self.warnings }
    }
}

/// Divides lines by LF alone, and cuts the white space around a text.
fn tidy(text: &mut String) {
    if text.contains('\r') {
        *text = text.replace("\r\n", "\n").replace('\r', "\n");
    }
    if text.contains('\0') {
        *text = text.replace('\0', "\u{FFFD}");
    }
    let trimmed = text.trim();
    if trimmed.len() != text.len() {
        *text = trimmed.to_owned();
    }
}

/// Adds a line to a text, unless one of the two is empty.
pub(crate) fn add_line(text: &mut String, line: &str) {
    if !text.is_empty() && !line.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

/// What a link says, with where it leads if that is something else.
pub(crate) fn link(says: &str, url: &str) -> String {
    let bare = |text: &str| text.trim_start_matches("mailto:").trim_end_matches('/').to_owned();
    match (says.trim(), url) {
        ("", url) => url.to_owned(),
        (says, url) if url.is_empty() || bare(says) == bare(url) => says.to_owned(),
        (says, url) => format!("{says} ({url})"),
    }
}

/// Gathers reactions by emoji, in the order of the first.
pub(crate) fn gather(given: impl IntoIterator<Item = Reaction>) -> Vec<Reaction> {
    let mut gathered: Vec<Reaction> = Vec::new();
    let mut places = HashMap::new();
    for reaction in given {
        let place = *places.entry(reaction.emoji.clone()).or_insert(gathered.len());
        match gathered.get_mut(place) {
            Some(known) => known.by.extend(reaction.by),
            None => gathered.push(reaction),
        }
    }
    gathered
}

/// More people than this are not counted where they have no names.
const MOST_UNNAMED: usize = 1000;

/// A reaction that `count` people gave, of whom some may be named; the others stand as `?`. `None` if nobody did.
pub(crate) fn reaction(
    emoji: String,
    count: u64,
    named: impl IntoIterator<Item = String>,
) -> Option<Reaction> {
    let mut by: Vec<String> = named.into_iter().collect();
    let count = usize::try_from(count).unwrap_or(MOST_UNNAMED).min(MOST_UNNAMED);
    by.resize(count.max(by.len()), "?".to_owned());
    (!by.is_empty()).then_some(Reaction { emoji, by })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: u32, text: &str) -> Message {
        format::message(line, TimeMs::ZERO, Kind::Chat, text.to_owned())
    }

    #[test]
    fn answers_keep_their_messages_through_an_order_by_time() {
        let mut talk = Conversation::default();
        for (id, ms, text, to) in
            [("c", 30, "late", Some("a")), ("a", 10, "early", Some("c")), ("b", 20, "mid", None)]
        {
            talk.add(Some(id.into()), moment(ms), said(1, text));
            talk.answers(to.map(str::to_owned));
        }
        let parsed = talk.finish(Order::Time, TimeBase::Utc, None);
        let found: Vec<_> = parsed.messages.iter().map(|m| (m.text.as_str(), m.reply_to)).collect();
        assert_eq!(found, [("early", None), ("mid", None), ("late", Some(0))], "and no answer comes first");
    }

    #[test]
    fn what_has_no_time_has_that_of_its_neighbours() {
        let mut talk = Conversation::default();
        for (line, ms) in [(1, None), (2, None), (3, Some(30)), (4, None)] {
            talk.add(None, ms.and_then(moment), said(line, "x"));
        }
        let parsed = talk.finish(Order::Given, TimeBase::Utc, None);
        assert!(
            parsed.messages.iter().all(|message| message.source == TimeMs::new(30)),
            "{:?}",
            parsed.messages
        );
        let lines: Vec<_> = parsed.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [1, 2, 4]);
    }

    #[test]
    fn bad_records_are_kept_unless_all_are() {
        #[derive(Deserialize)]
        struct Number(u32);
        let read = |text| {
            let mut talk = Conversation::default();
            talk.read_array(Element::whole(text), |talk, line, Number(n)| {
                talk.add(None, moment(5), said(line, &n.to_string()));
            });
            let parsed = talk.finish(Order::Given, TimeBase::Utc, None);
            let texts: Vec<_> = parsed.messages.iter().map(|m| (m.line, m.text.clone())).collect();
            (texts, parsed.warnings.into_sorted().len())
        };
        let texts = vec![(1, "1".to_owned()), (2, "\"two\"".to_owned()), (3, "{\"three".to_owned())];
        assert_eq!(
            read("[1,\n\"two\",\n{\"three"),
            (texts, 2),
            "a bad one and the cut end stay, with warnings"
        );
        assert_eq!(read("[\"two\"]"), (vec![], 1), "this is no such list");
    }

    #[test]
    fn moments_out_of_all_time_are_none() {
        assert_eq!(moment(i64::MAX), None);
        assert_eq!(moment_of_seconds(f64::INFINITY), None);
        assert_eq!(
            utc("2024-02-03T10:00:00.5+02:00").and_then(rfc_3339).as_deref(),
            Some("2024-02-03T08:00:00.5Z")
        );
    }

    #[test]
    fn links_say_where_they_lead_once() {
        assert_eq!(link("here", "https://example.org"), "here (https://example.org)");
        assert_eq!(link("https://example.org", "https://example.org/"), "https://example.org");
        assert_eq!(link("ana@example.org", "mailto:ana@example.org"), "ana@example.org");
    }

    #[test]
    fn reactions_are_counted_even_without_names() {
        assert_eq!(reaction("👍".into(), 2, ["Ana".to_owned()]).unwrap().by, ["Ana", "?"]);
        assert_eq!(
            reaction("👍".into(), u64::MAX, []).unwrap().by.len(),
            MOST_UNNAMED,
            "no more than can be shown"
        );
        assert_eq!(reaction("👍".into(), 0, []), None, "somebody gives each reaction");
        let given = [("👍", "Ana"), ("🎉", "Ben"), ("👍", "Eva")];
        let given = given.map(|(emoji, by)| Reaction { emoji: emoji.into(), by: vec![by.into()] });
        let counts: Vec<_> = gather(given).iter().map(|reaction| reaction.by.len()).collect();
        assert_eq!(counts, [2, 1], "each emoji stands once");
    }
}

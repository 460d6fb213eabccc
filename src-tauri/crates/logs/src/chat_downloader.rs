//! `[{"message_type": "text_message", "time_in_seconds": 12.5, "time_text": "0:12", "author": {"name": "Ana"}, "message": …`:
//! chat-downloader's JSON, or with a record a line, from YouTube, Twitch and others (its "Chat Item Fields"). What was
//! taken down live has no `time_in_seconds`, only a `timestamp` in microseconds since 1970. Types beside `text_message`
//! and `paid_message` are from memory.

use causerie_model::{Kind, TimeBase, TimeMs};
use serde::Deserialize;

use crate::conversation::{self, Conversation, Order, add_line};
use crate::format::{self, Format, Parsed, Sample, Source};
use crate::json::Element;

/// chat-downloader.
pub(crate) struct ChatDownloader;

impl Format for ChatDownloader {
    fn name(&self) -> &'static str {
        "chat-downloader"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        let has = |key: &str| keys.has(key) || keys.has(&format!("[].{key}"));
        let is_timed = has("time_in_seconds") || has("time_text") || has("timestamp");
        if has("message_type") && is_timed && (has("author.name") || has("action_type")) { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let is_relative = memchr::memmem::find(source.text.as_bytes(), b"\"time_in_seconds\"").is_some();
        let mut reader = Reader { is_relative, start: None };
        let mut talk = Conversation::default();
        if source.text.trim_start().starts_with('[') {
            talk.read_array(Element::whole(source.text), |talk, line, item| reader.add(talk, line, item));
        } else {
            talk.read_lines(source.text, |talk, line, item| reader.add(talk, line, item));
        }
        let time_base = if is_relative { TimeBase::Relative } else { TimeBase::Utc };
        let started_at = reader.start.and_then(conversation::moment).and_then(conversation::rfc_3339);
        talk.finish(Order::Given, time_base, started_at)
    }
}

#[derive(Deserialize)]
struct Item {
    message_type: Option<String>,
    message_id: Option<String>,
    target_message_id: Option<String>,
    time_in_seconds: Option<f64>,
    timestamp: Option<f64>,
    author: Option<Author>,
    message: Option<String>,
    money: Option<Money>,
    header_primary_text: Option<String>,
    header_secondary_text: Option<String>,
    system_message: Option<String>,
}

#[derive(Deserialize)]
struct Author {
    name: Option<String>,
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct Money {
    text: Option<String>,
}

/// Reads items one after the other.
struct Reader {
    is_relative: bool,
    /// When the times of the recording began, in milliseconds since 1970, once an item has told both times.
    start: Option<i64>,
}

impl Reader {
    fn add(&mut self, talk: &mut Conversation, line: u32, item: Item) {
        let of_type = item.message_type.as_deref().unwrap_or_default();
        // What is shown in the ticker stands among the messages too.
        if of_type.starts_with("ticker_") || of_type == "placeholder_item" {
            return;
        }
        if let Some(target) = &item.target_message_id {
            talk.delete(target);
            return;
        }
        let time = self.time(&item);
        let kind = match of_type {
            "" | "text_message" | "paid_message" | "highlighted_message" => Kind::Chat,
            _ => Kind::System,
        };
        let mut text = String::new();
        for head in [&item.header_primary_text, &item.header_secondary_text, &item.system_message] {
            add_line(&mut text, head.as_deref().unwrap_or_default());
        }
        let said = item.message.as_deref().unwrap_or_default();
        match item.money.and_then(|money| money.text) {
            Some(paid) => add_line(&mut text, &format!("[{paid}] {said}")),
            None => add_line(&mut text, said),
        }
        if text.is_empty() && kind == Kind::System {
            text = of_type.replace('_', " ");
        }
        let mut message = format::message(line, TimeMs::ZERO, kind, text);
        let names = item.author.map(|author| [author.display_name, author.name]);
        message.author = names.into_iter().flatten().flatten().next().unwrap_or_default();
        talk.add(item.message_id, time, message);
    }

    fn time(&mut self, item: &Item) -> Option<TimeMs> {
        let utc = item.timestamp.and_then(|micros| conversation::moment_of_seconds(micros / 1e6));
        if !self.is_relative {
            return utc;
        }
        let offset = item.time_in_seconds.and_then(conversation::moment_of_seconds);
        if let (Some(utc), Some(offset), None) = (utc, offset, self.start) {
            self.start = Some(utc.get() - offset.get());
        }
        offset.or_else(|| conversation::moment(utc?.get() - self.start?))
    }
}

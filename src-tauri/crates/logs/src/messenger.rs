//! `{"participants": […], "messages": [{"sender_name": "Ana", "timestamp_ms": 1709665200000, "content": …}], "title": …`:
//! what Messenger and Instagram let people download, `message_1.json` and so on, alone or with the folders around them.
//! The newest message stands first, and each byte of the text's UTF-8 as a character of Latin-1. What is downloaded of
//! encrypted chats has other keys (`senderName`, `text`; from memory) and proper text.

use std::cmp::Reverse;

use causerie_model::{Kind, Message, Reaction, TimeBase, TimeMs};
use serde::Deserialize;

use crate::conversation::{self, Conversation, DELETED, Order, add_line};
use crate::format::{self, Format, Parsed, Sample, Source};
use crate::json::Element;

/// Messenger and Instagram.
pub(crate) struct Messenger;

impl Format for Messenger {
    fn name(&self) -> &'static str {
        "messenger"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        let found = match sample.packed {
            Some(packed) => packed.names().iter().any(|name| Page::of(name).is_some()),
            None => {
                keys.have(&["messages[].sender_name", "messages[].timestamp_ms"])
                    || keys.have(&["threadName", "messages[].senderName", "messages[].timestamp"])
            }
        };
        if found { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut talk = Conversation::default();
        let Some(packed) = source.packed else {
            read(&mut talk, source.text, None);
            return talk.finish(Order::Given, TimeBase::Utc, None);
        };
        let mut pages: Vec<_> = packed.names().iter().filter_map(|name| Page::of(name)).collect();
        pages.sort_unstable();
        let is_one_thread = pages.windows(2).all(|pair| matches!(pair, [a, b] if a.folder == b.folder));
        for page in pages {
            talk.file = Some(page.name.to_owned());
            match packed.text(page.name) {
                Ok((text, warnings)) => {
                    read(&mut talk, &text, if is_one_thread { None } else { title(&text) });
                    talk.warnings.extend(warnings);
                }
                Err(reason) => talk.warn(1, &reason),
            }
        }
        talk.finish(Order::Time, TimeBase::Utc, None)
    }
}

/// A file of messages in a ZIP, ordered by thread, and the one with the oldest messages, which has the highest number,
/// first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Page<'a> {
    folder: &'a str,
    number: Reverse<u32>,
    name: &'a str,
}

impl<'a> Page<'a> {
    fn of(name: &'a str) -> Option<Self> {
        let (folder, file) = name.rsplit_once('/').unwrap_or(("", name));
        let number = file.strip_prefix("message_")?.strip_suffix(".json")?.parse().ok()?;
        Some(Self { folder, number: Reverse(number), name })
    }
}

/// Reads a file of messages, from the oldest on.
fn read(talk: &mut Conversation, text: &str, title: Option<String>) {
    let Some(messages) = Element::whole(text).get("messages") else { return };
    let mut records = Vec::new();
    talk.read_array(messages, |_, line, record: Record| records.push((line, record)));
    let (mut falling, mut rising) = (0_usize, 0_usize);
    for pair in records.windows(2) {
        if let [(_, above), (_, below)] = pair {
            falling += usize::from(above.timestamp > below.timestamp);
            rising += usize::from(above.timestamp < below.timestamp);
        }
    }
    if falling > rising {
        records.reverse();
    }
    for (line, record) in records {
        let mut message = message(&record, line);
        message.to.clone_from(&title);
        talk.add(None, record.timestamp.and_then(conversation::moment), message);
    }
}

fn title(text: &str) -> Option<String> {
    let whole = Element::whole(text);
    let title = whole.get("title").or_else(|| whole.get("threadName"))?;
    serde_json::from_str::<String>(title.text).ok().map(|title| mended(&title))
}

#[derive(Deserialize)]
struct Record {
    #[serde(alias = "senderName", default)]
    sender_name: String,
    #[serde(alias = "timestamp_ms")]
    timestamp: Option<i64>,
    #[serde(alias = "text")]
    content: Option<String>,
    r#type: Option<String>,
    #[serde(alias = "isUnsent", default)]
    is_unsent: bool,
    reactions: Option<Vec<Reacted>>,
    share: Option<Share>,
    sticker: Option<File>,
    photos: Option<Vec<File>>,
    videos: Option<Vec<File>>,
    audio_files: Option<Vec<File>>,
    gifs: Option<Vec<File>>,
    files: Option<Vec<File>>,
    media: Option<Vec<File>>,
}

#[derive(Deserialize)]
struct Reacted {
    reaction: String,
    #[serde(default)]
    actor: String,
}

#[derive(Deserialize)]
struct Share {
    link: Option<String>,
    share_text: Option<String>,
}

#[derive(Deserialize)]
struct File {
    uri: String,
}

fn message(record: &Record, line: u32) -> Message {
    let mut text = String::new();
    if record.is_unsent {
        text.push_str(DELETED);
    }
    add_line(&mut text, &mended(record.content.as_deref().unwrap_or_default()));
    if let Some(share) = &record.share {
        for part in [&share.share_text, &share.link].into_iter().flatten().map(|part| mended(part)) {
            if !text.contains(&part) {
                add_line(&mut text, &part);
            }
        }
    }
    let lists =
        [&record.photos, &record.videos, &record.audio_files, &record.gifs, &record.files, &record.media];
    for file in record.sticker.iter().chain(lists.into_iter().flatten().flatten()) {
        add_line(&mut text, &mended(&file.uri));
    }
    let happened = matches!(record.r#type.as_deref(), Some("Subscribe" | "Unsubscribe" | "Call"));
    let kind = if record.is_unsent || happened { Kind::System } else { Kind::Chat };
    let mut message = format::message(line, TimeMs::ZERO, kind, text);
    message.author = mended(&record.sender_name);
    message.reactions = conversation::gather(
        record
            .reactions
            .iter()
            .flatten()
            .map(|reacted| Reaction { emoji: mended(&reacted.reaction), by: vec![mended(&reacted.actor)] }),
    );
    message
}

/// Text whose UTF-8 was written as Latin-1; other text as it is.
fn mended(text: &str) -> String {
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(c).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_else(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_latin_1_by_mistake_is_mended() {
        assert_eq!(mended("Zo\u{c3}\u{ab} \u{f0}\u{9f}\u{91}\u{8d}"), "Zoë 👍");
        assert_eq!(mended("Zoë"), "Zoë", "one proper letter is no UTF-8");
        assert_eq!(mended("👍 Ã«"), "👍 Ã«", "there are no such bytes");
    }

    #[test]
    fn a_file_that_is_in_order_stays_so() {
        let text = r#"{"messages":[{"sender_name":"Ana","timestamp_ms":1,"content":"a"},{"sender_name":"Ana","timestamp_ms":2,"content":"b"}]}"#;
        let parsed = Messenger.parse(&Source::of(text));
        let texts: Vec<_> = parsed.messages.iter().map(|message| message.text.as_str()).collect();
        assert_eq!(texts, ["a", "b"]);
    }
}

//! `{"name": "Talk", "messages": [{"id": 1, "type": "message", "date": "2024-03-05T19:00:00", "from": "Ana", "text": …`:
//! Telegram Desktop's `result.json`, of one chat or, under `chats.list`, of all. The `text` is a string or an array of
//! strings and entities; `date` is local to whoever exported it, and `date_unixtime`, where there is one, is UTC. The
//! names of the less usual fields (polls, places, calls) are from memory of tdesktop's `export_output_json.cpp`.

use causerie_model::{Kind, Message, Reaction, TimeBase, TimeMs};
use jiff::civil;
use serde::Deserialize;

use crate::conversation::{self, Conversation, Order, add_line, link};
use crate::format::{self, Format, Parsed, Sample, Source};
use crate::json::Element;

/// Telegram, as its desktop client exports chats.
pub(crate) struct Telegram;

impl Format for Telegram {
    fn name(&self) -> &'static str {
        "telegram"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let has = |key: &str| {
            ["messages[]", "chats.list[].messages[]"]
                .iter()
                .any(|list| sample.json.has(&format!("{list}.{key}")))
        };
        if has("text") && (has("date_unixtime") || (has("date") && (has("from_id") || has("actor_id")))) {
            return 0.95;
        }
        // All that is exported of an account may begin with more contacts than are looked at.
        let account = sample.json.has("about") && sample.json.has("personal_information.user_id");
        if account { 0.8 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut clock = Clock::of(source.text);
        let mut talk = Conversation::default();
        let whole = Element::whole(source.text);
        if let Some(messages) = whole.get("messages") {
            talk.read_array(messages, |talk, line, record| add(talk, &mut clock, None, line, record));
            return talk.finish(Order::Given, clock.time_base(), clock.started_at());
        }
        let lists = [["chats", "list"], ["left_chats", "list"]];
        for (number, chat) in
            lists.iter().filter_map(|path| whole.at(path)).flat_map(Element::elements).enumerate()
        {
            let Some(messages) = chat.get("messages") else { continue };
            let chat = Chat::of(number, &chat);
            talk.read_array(messages, |talk, line, record| add(talk, &mut clock, Some(&chat), line, record));
        }
        talk.finish(Order::Time, clock.time_base(), clock.started_at())
    }
}

/// One of all chats of an account.
struct Chat {
    /// Its place in the file: the numbers of messages begin anew in each chat.
    number: usize,
    name: String,
    kind: Kind,
}

impl Chat {
    fn of(number: usize, chat: &Element<'_>) -> Self {
        let text = |key| {
            let value = chat.get(key)?;
            serde_json::from_str::<Option<String>>(value.text).ok()?
        };
        let of_type = text("type");
        let (kind, unnamed) = match of_type.as_deref() {
            Some("saved_messages") => (Kind::Private, "Saved Messages"),
            Some("personal_chat" | "bot_chat") => (Kind::Private, "Deleted Account"),
            Some(_) | None => (Kind::Chat, "?"),
        };
        Self { number, name: text("name").unwrap_or_else(|| unnamed.to_owned()), kind }
    }
}

/// Reads times: as UTC if the file tells any so, else by the clock on the wall.
struct Clock {
    is_utc: bool,
    first: Option<civil::DateTime>,
    /// Local time less UTC, in milliseconds, as last seen.
    offset: i64,
}

impl Clock {
    fn of(text: &str) -> Self {
        let is_utc = memchr::memmem::find(text.as_bytes(), b"\"date_unixtime\"").is_some();
        Self { is_utc, first: None, offset: 0 }
    }

    fn time(&mut self, date: Option<&str>, unix: Option<&str>) -> Option<TimeMs> {
        let date = date.and_then(|date| date.parse::<civil::DateTime>().ok());
        let since = |date: civil::DateTime, start: civil::Date| {
            i64::try_from(date.duration_since(start.at(0, 0, 0, 0)).as_millis()).ok()
        };
        if !self.is_utc {
            let date = date?;
            let first = *self.first.get_or_insert(date);
            return conversation::moment(since(date, first.date())?);
        }
        let local = date.and_then(|date| since(date, civil::date(1970, 1, 1)));
        let utc = unix
            .and_then(|unix| conversation::moment(unix.parse::<i64>().ok()?.checked_mul(1000)?))
            .map(TimeMs::get);
        if let (Some(utc), Some(local)) = (utc, local) {
            self.offset = local - utc;
        }
        conversation::moment(utc.or(local.map(|local| local - self.offset))?)
    }

    fn time_base(&self) -> TimeBase {
        if self.is_utc { TimeBase::Utc } else { TimeBase::WallClock }
    }

    fn started_at(&self) -> Option<String> {
        self.first.map(|first| first.to_string())
    }
}

/// A message, or what happened in the chat.
#[derive(Deserialize)]
struct Record {
    id: Option<i64>,
    r#type: Option<String>,
    date: Option<String>,
    date_unixtime: Option<String>,
    #[serde(alias = "actor")]
    from: Option<String>,
    #[serde(alias = "actor_id")]
    from_id: Option<serde_json::Value>,
    text: Option<Text>,
    reply_to_message_id: Option<i64>,
    forwarded_from: Option<String>,
    reactions: Option<Vec<Reacted>>,
    #[serde(flatten)]
    media: Media,
    #[serde(flatten)]
    event: Event,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    // Before what has fields: an array would pass for these in their order.
    Parts(Vec<Text>),
    Entity { r#type: Option<String>, text: String, href: Option<String> },
}

#[derive(Deserialize)]
struct Reacted {
    emoji: Option<String>,
    #[serde(default)]
    count: u64,
    recent: Option<Vec<Reactor>>,
}

#[derive(Deserialize)]
struct Reactor {
    from: Option<String>,
}

/// What a message carries beside its text.
#[derive(Deserialize)]
struct Media {
    photo: Option<String>,
    file: Option<String>,
    file_name: Option<String>,
    media_type: Option<String>,
    sticker_emoji: Option<String>,
    poll: Option<Poll>,
    contact_information: Option<Contact>,
    location_information: Option<Location>,
}

#[derive(Deserialize)]
struct Poll {
    question: Text,
    #[serde(default)]
    answers: Vec<Answer>,
}

#[derive(Deserialize)]
struct Answer {
    text: Text,
    #[serde(default)]
    voters: u64,
}

#[derive(Deserialize)]
struct Contact {
    first_name: Option<String>,
    last_name: Option<String>,
    phone_number: Option<String>,
}

#[derive(Deserialize)]
struct Location {
    latitude: f64,
    longitude: f64,
}

/// What happened, in a record of the type `service`.
#[derive(Deserialize)]
struct Event {
    action: Option<String>,
    members: Option<Vec<Option<String>>>,
    title: Option<String>,
    message_id: Option<i64>,
    duration_seconds: Option<u64>,
}

fn add(talk: &mut Conversation, clock: &mut Clock, chat: Option<&Chat>, line: u32, record: Record) {
    let number = chat.map_or(0, |chat| chat.number);
    let id = |id: i64| format!("{number}/{id}");
    let time = clock.time(record.date.as_deref(), record.date_unixtime.as_deref());
    let answered = record.reply_to_message_id.or(record.event.message_id).map(id);
    let message = message(&record, chat, line);
    talk.add(record.id.map(id), time, message);
    talk.answers(answered);
}

fn message(record: &Record, chat: Option<&Chat>, line: u32) -> Message {
    let is_event = record.r#type.as_deref() == Some("service");
    let kind = if is_event { Kind::System } else { chat.map_or(Kind::Chat, |chat| chat.kind) };
    let mut text = String::new();
    if let Some(from) = &record.forwarded_from {
        add_line(&mut text, &format!("Forwarded from {from}:"));
    }
    if let Some(action) = &record.event.action {
        add_line(&mut text, &happened(action, &record.event));
    }
    let mut said = String::new();
    record.text.iter().for_each(|part| write(&mut said, part));
    add_line(&mut text, &said);
    carry(&mut text, &record.media);

    let mut message = format::message(line, TimeMs::ZERO, kind, text);
    message.author = match (&record.from, &record.from_id) {
        (Some(from), _) => from.clone(),
        (None, Some(serde_json::Value::String(id))) => id.clone(),
        (None, _) => String::new(),
    };
    message.to = chat.map(|chat| chat.name.clone());
    message.reactions = conversation::gather(record.reactions.iter().flatten().filter_map(reaction));
    message
}

fn reaction(reacted: &Reacted) -> Option<Reaction> {
    let named =
        reacted.recent.iter().flatten().map(|reactor| reactor.from.clone().unwrap_or_else(|| "?".to_owned()));
    let emoji = reacted.emoji.clone().unwrap_or_else(|| ":custom:".to_owned());
    conversation::reaction(emoji, reacted.count, named)
}

/// Writes what is said in parts, links with where they lead. Parts in parts, which Telegram does not write, are left out.
fn write(out: &mut String, text: &Text) {
    match text {
        Text::Parts(parts) => {
            for part in parts {
                write_part(out, part);
            }
        }
        Text::Plain(_) | Text::Entity { .. } => write_part(out, text),
    }
}

fn write_part(out: &mut String, part: &Text) {
    match part {
        Text::Plain(plain) => out.push_str(plain),
        Text::Entity { r#type, text, href: Some(href) } if r#type.as_deref() == Some("text_link") => {
            out.push_str(&link(text, href));
        }
        Text::Entity { text, .. } => out.push_str(text),
        Text::Parts(_) => {}
    }
}

fn happened(action: &str, event: &Event) -> String {
    let members: Vec<_> = event.members.iter().flatten().map(|name| name.as_deref().unwrap_or("?")).collect();
    let duration = event.duration_seconds.map(|seconds| format!("{seconds} s"));
    let details: Vec<_> = [event.title.clone(), (!members.is_empty()).then(|| members.join(", ")), duration]
        .into_iter()
        .flatten()
        .collect();
    let action = action.replace('_', " ");
    if details.is_empty() { action } else { format!("{action}: {}", details.join(", ")) }
}

fn carry(text: &mut String, media: &Media) {
    if let Some(photo) = &media.photo {
        add_line(text, photo);
    }
    let kind = media.media_type.as_deref().map(|kind| kind.replace('_', " "));
    let file = media.file_name.as_ref().or(media.file.as_ref()).or(kind.as_ref());
    if let Some(file) = file {
        let emoji = media.sticker_emoji.as_ref().map(|emoji| format!("{emoji} ")).unwrap_or_default();
        add_line(text, &format!("{emoji}{file}"));
    }
    if let Some(poll) = &media.poll {
        let mut question = String::new();
        write(&mut question, &poll.question);
        add_line(text, &question);
        for answer in &poll.answers {
            let mut line = "– ".to_owned();
            write(&mut line, &answer.text);
            add_line(text, &format!("{line} ({})", answer.voters));
        }
    }
    if let Some(Contact { first_name, last_name, phone_number }) = &media.contact_information {
        let known: Vec<_> = [first_name, last_name, phone_number]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .filter(|known| !known.is_empty())
            .collect();
        add_line(text, &known.join(" "));
    }
    if let Some(place) = &media.location_information {
        add_line(text, &format!("{}, {}", place.latitude, place.longitude));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_date_alone_is_a_clock_on_the_wall() {
        let parsed = Telegram.parse(&Source::of(
            r#"{"messages":[{"id":1,"date":"2024-03-05T23:59:00","from":"Ana","text":"Hi"},
                            {"id":2,"date":"2024-03-06T00:01:00","from":"Ben","text":"Ho"}]}"#,
        ));
        let times: Vec<_> = parsed.messages.iter().map(|message| message.source.get() / 60_000).collect();
        assert_eq!(times, [1439, 1441], "from the first day's midnight on, in minutes");
        assert_eq!(
            (parsed.time_base, parsed.started_at.as_deref()),
            (TimeBase::WallClock, Some("2024-03-05T23:59:00"))
        );
    }

    #[test]
    fn one_message_without_utc_takes_the_offset_of_the_others() {
        let mut clock = Clock::of("\"date_unixtime\"");
        clock.time(Some("2024-03-05T20:00:00"), Some("1709665200"));
        let next = clock.time(Some("2024-03-05T20:00:07"), None);
        assert_eq!(next, Some(TimeMs::new(1_709_665_207_000)), "an hour east of Greenwich, as before");
    }
}

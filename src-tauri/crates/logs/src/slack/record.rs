//! One record of a channel.

use causerie_model::{Kind, TimeMs};
use serde::Deserialize;

use super::names::{Channel, Names, Profile};
use super::text::plain;
use crate::conversation::{self, Conversation, DELETED, add_line, link};
use crate::format;

#[derive(Deserialize)]
pub(super) struct Record {
    subtype: Option<String>,
    user: Option<String>,
    username: Option<String>,
    bot_id: Option<String>,
    user_profile: Option<Profile>,
    comment: Option<Comment>,
    text: Option<String>,
    ts: Option<String>,
    thread_ts: Option<String>,
    reactions: Option<Vec<Reacted>>,
    files: Option<Vec<File>>,
    attachments: Option<Vec<Attachment>>,
    /// What a message was changed into, in a record of that.
    message: Option<Box<Record>>,
    deleted_ts: Option<String>,
}

/// Who commented on a file, in older exports.
#[derive(Deserialize)]
struct Comment {
    user: Option<String>,
}

#[derive(Deserialize)]
struct Reacted {
    name: String,
    #[serde(default)]
    count: u64,
    users: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct File {
    name: Option<String>,
    title: Option<String>,
    url_private: Option<String>,
}

/// What is shown of a page that is linked to, or what a bot laid out.
#[derive(Deserialize)]
struct Attachment {
    pretext: Option<String>,
    title: Option<String>,
    title_link: Option<String>,
    text: Option<String>,
    fields: Option<Vec<Field>>,
    fallback: Option<String>,
}

#[derive(Deserialize)]
struct Field {
    title: Option<String>,
    value: Option<serde_json::Value>,
}

/// Adds what a record tells.
pub(super) fn add(talk: &mut Conversation, names: &Names, to: &Channel, line: u32, record: Record) {
    let id = |ts: &str| format!("{}/{ts}", to.folder);
    if let (Some("message_changed"), Some(changed)) = (record.subtype.as_deref(), &record.message) {
        let text = said(changed, names);
        match changed.ts.as_deref().and_then(|ts| talk.find(&id(ts))) {
            Some(message) => message.text = text,
            None => add_one(talk, names, to, line, changed),
        }
        return;
    }
    if let (Some("message_deleted"), Some(deleted)) = (record.subtype.as_deref(), &record.deleted_ts)
        && talk.delete(&id(deleted))
    {
        return;
    }
    add_one(talk, names, to, line, &record);
}

fn add_one(talk: &mut Conversation, names: &Names, to: &Channel, line: u32, record: &Record) {
    let id = |ts: &String| format!("{}/{ts}", to.folder);
    let kind = match record.subtype.as_deref() {
        None
        | Some(
            "bot_message" | "me_message" | "thread_broadcast" | "file_share" | "file_comment"
            | "reply_broadcast",
        ) => to.kind,
        Some(_) => Kind::System,
    };
    let mut text = match record.subtype.as_deref() {
        Some("tombstone" | "message_deleted") => DELETED.to_owned(),
        Some(_) | None => said(record, names),
    };
    let author = author(record, names);
    if kind == Kind::System
        && let Some(happened) = text.strip_prefix(&format!("@{author} "))
    {
        text = happened.to_owned();
    }
    let mut message = format::message(line, TimeMs::ZERO, kind, text);
    message.author = author;
    message.to = Some(to.shown.clone());
    message.reactions = conversation::gather(record.reactions.iter().flatten().filter_map(|reacted| {
        let named = reacted.users.iter().flatten().map(|id| names.user(id));
        conversation::reaction(format!(":{}:", reacted.name), reacted.count, named)
    }));
    talk.add(record.ts.as_ref().map(id), record.ts.as_deref().and_then(time), message);
    talk.answers(record.thread_ts.as_ref().filter(|thread| record.ts.as_ref() != Some(*thread)).map(id));
}

fn author(record: &Record, names: &Names) -> String {
    let id = record.user.as_ref().or(record.comment.as_ref().and_then(|comment| comment.user.as_ref()));
    match id.map(|id| (id, names.user(id))) {
        Some((id, known)) if *id != known => known,
        Some((id, _)) => {
            // Somebody of another workspace is in no list.
            let profile = record.user_profile.as_ref();
            profile.and_then(Profile::shown).or(record.username.as_deref()).unwrap_or(id).to_owned()
        }
        None => record.username.as_ref().or(record.bot_id.as_ref()).cloned().unwrap_or_default(),
    }
}

/// Seconds since 1970 and a fraction, which also tells apart what was written in the same second.
fn time(ts: &str) -> Option<TimeMs> {
    let (seconds, fraction) = ts.split_once('.').unwrap_or((ts, ""));
    let ms = fraction.get(..3).unwrap_or("0").parse::<i64>().ok()?;
    conversation::moment(seconds.parse::<i64>().ok()?.checked_mul(1000)?.checked_add(ms)?)
}

fn said(record: &Record, names: &Names) -> String {
    let plain = |text: &Option<String>| plain(text.as_deref().unwrap_or_default(), names);
    let mut text = plain(&record.text);
    for file in record.files.iter().flatten() {
        let name = [&file.name, &file.title, &file.url_private].into_iter().flatten().next();
        add_line(&mut text, name.map_or("", String::as_str));
    }
    for attachment in record.attachments.iter().flatten() {
        let before = text.len();
        add_line(&mut text, &plain(&attachment.pretext));
        let url = attachment.title_link.as_deref().unwrap_or_default();
        if let Some(title) = &attachment.title {
            add_line(&mut text, &link(title, url));
        }
        add_line(&mut text, &plain(&attachment.text));
        for field in attachment.fields.iter().flatten() {
            let value = field.value.as_ref().and_then(|value| value.as_str()).unwrap_or_default();
            add_line(&mut text, &format!("{}: {}", field.title.as_deref().unwrap_or_default(), value));
        }
        if text.len() == before {
            add_line(&mut text, &plain(&attachment.fallback));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_read_to_the_millisecond() {
        assert_eq!(time("1709665200.123456"), Some(TimeMs::new(1_709_665_200_123)));
        assert_eq!(time("1709665200"), Some(TimeMs::new(1_709_665_200_000)));
        assert_eq!(time("soon"), None);
        assert_eq!(time("99999999999999999.0"), None, "no workspace is that old");
    }
}

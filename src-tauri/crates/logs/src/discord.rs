//! `{"guild": {…}, "channel": {…}, "messages": [{"id": "7", "type": "Reply", "timestamp": "2024-03-05T19:00:00+00:00",
//! "content": "Hi", "author": {…}, …`: Discord, as DiscordChatExporter writes it (its `JsonMessageWriter`). With its
//! Markdown left as it is, mentions and emojis stand in the text as `<@1>` and `<:name:2>`.

use std::collections::{HashMap, HashSet};

use causerie_model::{Kind, Message, TimeBase, TimeMs};
use serde::Deserialize;

use crate::conversation::{self, Conversation, Order, add_line, link};
use crate::format::{self, Format, Parsed, Sample, Source};
use crate::json::Element;

/// Discord, as DiscordChatExporter saves a channel.
pub(crate) struct Discord;

impl Format for Discord {
    fn name(&self) -> &'static str {
        "discord"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        if keys.have(&["guild", "channel", "messages[].timestamp", "messages[].author"]) {
            return 0.95;
        }
        0.0
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut talk = Conversation::default();
        if let Some(messages) = Element::whole(source.text).get("messages") {
            talk.read_array(messages, add);
        }
        talk.finish(Order::Given, TimeBase::Utc, None)
    }
}

/// A message, or what happened in the channel.
#[derive(Deserialize)]
struct Record {
    id: String,
    r#type: Option<String>,
    timestamp: Option<String>,
    content: Option<String>,
    author: User,
    reference: Option<Reference>,
    reactions: Option<Vec<Reacted>>,
    mentions: Option<Vec<User>>,
    #[serde(flatten)]
    carried: Carried,
    #[serde(rename = "forwardedMessage")]
    forwarded: Option<Forwarded>,
    interaction: Option<Interaction>,
}

#[derive(Deserialize)]
struct User {
    id: Option<String>,
    name: String,
    /// The name on this server; only newer exports give it.
    nickname: Option<String>,
}

impl User {
    fn shown(&self) -> String {
        self.nickname.as_ref().filter(|name| !name.is_empty()).unwrap_or(&self.name).clone()
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Reference {
    message_id: Option<String>,
}

#[derive(Deserialize)]
struct Reacted {
    emoji: Emoji,
    #[serde(default)]
    count: u64,
    users: Option<Vec<User>>,
}

#[derive(Deserialize)]
struct Emoji {
    id: Option<String>,
    name: String,
}

/// What comes with a text.
#[derive(Deserialize)]
struct Carried {
    attachments: Option<Vec<Attachment>>,
    stickers: Option<Vec<Sticker>>,
    embeds: Option<Vec<Embed>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Attachment {
    file_name: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct Sticker {
    name: String,
}

/// What is shown of a page that is linked to, or what a bot laid out.
#[derive(Deserialize)]
struct Embed {
    title: Option<String>,
    url: Option<String>,
    description: Option<String>,
    fields: Option<Vec<Field>>,
}

#[derive(Deserialize)]
struct Field {
    name: String,
    value: String,
}

#[derive(Deserialize)]
struct Forwarded {
    content: Option<String>,
    #[serde(flatten)]
    carried: Carried,
}

#[derive(Deserialize)]
struct Interaction {
    name: String,
    user: User,
}

fn add(talk: &mut Conversation, line: u32, record: Record) {
    let time = record.timestamp.as_deref().and_then(conversation::utc);
    let message = message(&record, line);
    let answered = record.reference.and_then(|reference| reference.message_id);
    talk.add(Some(record.id), time, message);
    talk.answers(answered);
}

fn message(record: &Record, line: u32) -> Message {
    let mut text = String::new();
    if let Some(Interaction { name, user }) = &record.interaction {
        add_line(&mut text, &format!("{} used /{name}", user.shown()));
    }
    let mentioned = record.mentions.iter().flatten();
    let names = mentioned.filter_map(|user| Some((user.id.as_deref()?, user.shown()))).collect();
    let content = record.content.as_deref().unwrap_or_default();
    add_line(&mut text, &plain(content, &names));
    carry(&mut text, &record.carried, content);
    if let Some(forwarded) = &record.forwarded {
        add_line(&mut text, "Forwarded:");
        let content = forwarded.content.as_deref().unwrap_or_default();
        add_line(&mut text, &plain(content, &names));
        carry(&mut text, &forwarded.carried, content);
    }

    let kind = kind(record.r#type.as_deref().unwrap_or_default());
    let mut message = format::message(line, TimeMs::ZERO, kind, text);
    message.author = record.author.shown();
    message.reactions = conversation::gather(record.reactions.iter().flatten().filter_map(|reacted| {
        let emoji = match &reacted.emoji {
            Emoji { id: Some(id), name } if !id.is_empty() => format!(":{name}:"),
            Emoji { name, .. } => name.clone(),
        };
        conversation::reaction(emoji, reacted.count, reacted.users.iter().flatten().map(User::shown))
    }));
    message
}

/// Types that the exporter has no name for come as Discord's numbers: 20 and 23 are commands of bots, which answer in
/// the words of their message; 21 begins a thread. All others tell what happened.
fn kind(of_type: &str) -> Kind {
    match of_type {
        "" | "Default" | "Reply" | "20" | "21" | "23" => Kind::Chat,
        _ => Kind::System,
    }
}

fn carry(text: &mut String, carried: &Carried, content: &str) {
    for attachment in carried.attachments.iter().flatten() {
        let name = attachment.file_name.as_deref().or(attachment.url.as_deref());
        add_line(text, name.unwrap_or_default());
    }
    for sticker in carried.stickers.iter().flatten() {
        add_line(text, &format!(":{}:", sticker.name));
    }
    // The URL of a page that the text itself links to would stand there twice.
    let linked: HashSet<_> = content.split(|c: char| c.is_whitespace() || "<>()".contains(c)).collect();
    for embed in carried.embeds.iter().flatten() {
        let url = embed.url.as_deref().filter(|url| !linked.contains(url)).unwrap_or_default();
        add_line(text, &link(embed.title.as_deref().unwrap_or_default(), url));
        add_line(text, embed.description.as_deref().unwrap_or_default());
        for field in embed.fields.iter().flatten() {
            add_line(text, &format!("{}: {}", field.name, field.value));
        }
    }
}

/// Text with its mentions and emojis as people see them.
fn plain(content: &str, names: &HashMap<&str, String>) -> String {
    let mut out = String::with_capacity(content.len());
    let mut rest = content;
    while let Some((before, marked)) = rest.split_once('<') {
        out.push_str(before);
        // No mark is longer than two ids and a name, so that text full of `<` takes no longer than other text.
        let end = marked.bytes().take(100).position(|byte| byte == b'>');
        let read = end.and_then(|end| Some((shown(marked.get(..end)?, names)?, marked.get(end + 1..)?)));
        rest = if let Some((shown, after)) = read {
            out.push_str(&shown);
            after
        } else {
            out.push('<');
            marked
        };
    }
    out.push_str(rest);
    out
}

fn shown(mark: &str, names: &HashMap<&str, String>) -> Option<String> {
    if let Some(id) = mark.strip_prefix('@') {
        return names.get(id.trim_start_matches('!')).map(|name| format!("@{name}"));
    }
    let (name, id) = mark.strip_prefix('a').unwrap_or(mark).strip_prefix(':')?.split_once(':')?;
    id.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!(":{name}:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_shown_as_people_see_them() {
        let names = HashMap::from([("7", "Ana".to_owned())]);
        let cases = [
            ("Hi <@7> and <@!7>", "Hi @Ana and @Ana"),
            ("<:wave:12><a:party:13>", ":wave::party:"),
            ("<@8> 1 < 2 > 0 <", "<@8> 1 < 2 > 0 <"),
        ];
        for (content, expected) in cases {
            assert_eq!(plain(content, &names), expected);
        }
    }
}

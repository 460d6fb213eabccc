//! `{"room_name": "Talk", "exported_by": "@ana:example.org", "messages": [{"type": "m.room.message", "sender": …`: a Matrix
//! room, as Element exports it (matrix-react-sdk's `JSONExport`). The messages are events as the Matrix specification
//! has them (client-server API, "Instant Messaging", "Event replacements", "Redactions"), so an edit, a reaction and a
//! redaction are events of their own, about another by its id.

use std::collections::{HashMap, HashSet};

use causerie_model::{Kind, Message, Reaction, TimeBase, TimeMs};
use serde::Deserialize;

use crate::conversation::{self, Conversation, DELETED, Order, add_line};
use crate::format::{self, Format, Parsed, Sample, Source};
use crate::json;

/// A Matrix room, as Element exports it.
pub(crate) struct Element;

impl Format for Element {
    fn name(&self) -> &'static str {
        "element"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        let is_export = keys.have(&["room_name", "exported_by", "messages"]);
        match (is_export, keys.has("messages[].origin_server_ts")) {
            (true, true) => 0.95,
            (true, false) => 0.4,
            (false, _) => 0.0,
        }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut room = Room::default();
        let mut talk = Conversation::default();
        if let Some(messages) = json::Element::whole(source.text).get("messages") {
            talk.read_array(messages, |talk, line, event| room.add(talk, line, event));
        }
        room.give_reactions(&mut talk);
        talk.finish(Order::Given, TimeBase::Utc, None)
    }
}

#[derive(Deserialize)]
struct Event {
    r#type: String,
    event_id: Option<String>,
    sender: String,
    origin_server_ts: Option<i64>,
    state_key: Option<String>,
    redacts: Option<String>,
    content: Option<Content>,
    unsigned: Option<Unsigned>,
}

#[derive(Deserialize, Default)]
struct Content {
    body: Option<String>,
    filename: Option<String>,
    membership: Option<String>,
    displayname: Option<String>,
    topic: Option<String>,
    name: Option<String>,
    reason: Option<String>,
    redacts: Option<String>,
    #[serde(rename = "m.new_content")]
    new: Option<Box<Content>>,
    #[serde(rename = "m.relates_to")]
    relates: Option<Relation>,
}

#[derive(Deserialize, Default)]
struct Relation {
    rel_type: Option<String>,
    event_id: Option<String>,
    key: Option<String>,
    #[serde(rename = "m.in_reply_to")]
    in_reply_to: Option<InReplyTo>,
}

#[derive(Deserialize)]
struct InReplyTo {
    event_id: Option<String>,
}

#[derive(Deserialize, Default)]
struct Unsigned {
    redacted_because: Option<serde::de::IgnoredAny>,
    prev_content: Option<Box<Content>>,
}

/// What is to be remembered while events are read.
#[derive(Default)]
struct Room {
    /// What people are called, by their Matrix ids.
    names: HashMap<String, String>,
    reactions: Vec<Given>,
    /// The events of these reactions.
    reaction_ids: HashSet<String>,
    /// The events that were taken back.
    redacted: HashSet<String>,
}

/// A reaction that somebody gave.
struct Given {
    id: String,
    to: String,
    reaction: Reaction,
}

impl Room {
    fn add(&mut self, talk: &mut Conversation, line: u32, event: Event) {
        let content = event.content.unwrap_or_default();
        let unsigned = event.unsigned.unwrap_or_default();
        let id = event.event_id.unwrap_or_default();
        if let ("m.room.member", Some(whom), Some(name)) =
            (event.r#type.as_str(), &event.state_key, &content.displayname)
        {
            self.names.insert(whom.clone(), name.clone());
        }
        let author = self.name(&event.sender);
        let relation = content.relates.as_ref();
        let about = relation.and_then(|relation| relation.event_id.as_deref());
        let mut message = match (event.r#type.as_str(), relation, about) {
            ("m.reaction", Some(Relation { key: Some(emoji), .. }), Some(to)) => {
                let reaction = Reaction { emoji: emoji.clone(), by: vec![author] };
                self.reaction_ids.insert(id.clone());
                self.reactions.push(Given { id, to: to.to_owned(), reaction });
                return;
            }
            ("m.room.message", Some(relation), Some(to)) if relation.is("m.replace") => {
                let text = content.new.as_deref().map_or_else(|| said(&content), said);
                if let Some(edited) = talk.find(to) {
                    edited.text = text;
                    return;
                }
                format::message(line, TimeMs::ZERO, Kind::Chat, text)
            }
            ("m.room.redaction", ..) => {
                let to = event.redacts.or(content.redacts.clone()).unwrap_or_default();
                let is_known = talk.delete(&to) || self.reaction_ids.contains(&to);
                self.redacted.insert(to);
                if is_known {
                    return;
                }
                system(line, DELETED)
            }
            ("m.room.message", ..) if unsigned.redacted_because.is_some() => system(line, DELETED),
            ("m.room.message" | "m.sticker", ..) => {
                format::message(line, TimeMs::ZERO, Kind::Chat, said(&content))
            }
            ("m.room.member", ..) => {
                let before = unsigned.prev_content.and_then(|content| content.membership);
                let whom = event.state_key.filter(|whom| *whom != event.sender).map(|whom| self.name(&whom));
                system(line, &moved(&content, before.as_deref(), whom.as_deref()))
            }
            (of_type, ..) => system(line, &happened(of_type, &content)),
        };
        message.author = author;
        talk.add(Some(id), event.origin_server_ts.and_then(conversation::moment), message);
        talk.answers(content.relates.and_then(Relation::answered));
    }

    /// What somebody is called: their Matrix id until the file says more.
    fn name(&self, id: &str) -> String {
        self.names.get(id).map_or(id, String::as_str).to_owned()
    }

    /// Puts the reactions that were not taken back under their messages.
    fn give_reactions(self, talk: &mut Conversation) {
        let mut given: HashMap<String, Vec<Reaction>> = HashMap::new();
        for reaction in self.reactions.into_iter().filter(|given| !self.redacted.contains(&given.id)) {
            given.entry(reaction.to).or_default().push(reaction.reaction);
        }
        for (to, reactions) in given {
            if let Some(message) = talk.find(&to) {
                message.reactions = conversation::gather(reactions);
            }
        }
    }
}

impl Relation {
    fn is(&self, kind: &str) -> bool {
        self.rel_type.as_deref() == Some(kind)
    }

    /// The event that is answered. What begins a thread is answered by all in it.
    fn answered(self) -> Option<String> {
        let of_thread = self.is("m.thread").then_some(self.event_id).flatten();
        self.in_reply_to.and_then(|to| to.event_id).or(of_thread)
    }
}

fn system(line: u32, text: &str) -> Message {
    format::message(line, TimeMs::ZERO, Kind::System, text.to_owned())
}

/// What a message says. One that answers another may quote it above, for programs that know no answers: that is cut.
fn said(content: &Content) -> String {
    let mut body = content.body.as_deref().unwrap_or_default();
    if content.relates.as_ref().is_some_and(|relation| relation.in_reply_to.is_some())
        && body.starts_with("> ")
    {
        body = body.split_once("\n\n").map_or(body, |(_, said)| said);
    }
    let mut text = body.to_owned();
    if let Some(file) = content.filename.as_deref().filter(|file| *file != body) {
        add_line(&mut text, file);
    }
    text
}

/// What became of somebody's place in the room.
fn moved(content: &Content, before: Option<&str>, whom: Option<&str>) -> String {
    let membership = content.membership.as_deref().unwrap_or("changed");
    let mut text = match (membership, whom) {
        ("join", None) if before == Some("join") => "changed their profile".to_owned(),
        ("join", None) => "joined".to_owned(),
        ("leave", None) => "left".to_owned(),
        ("leave", Some(whom)) => format!("removed {whom}"),
        ("invite", Some(whom)) => format!("invited {whom}"),
        ("ban", Some(whom)) => format!("banned {whom}"),
        (other, None) => other.to_owned(),
        (other, Some(whom)) => format!("{other} {whom}"),
    };
    if let Some(reason) = &content.reason {
        text.push_str(": ");
        text.push_str(reason);
    }
    text
}

/// Other events, in the words of the specification where there are no better.
fn happened(of_type: &str, content: &Content) -> String {
    let detail =
        |what: &str, detail: &Option<String>| format!("{what}: {}", detail.as_deref().unwrap_or_default());
    match of_type {
        "m.room.topic" => detail("topic", &content.topic),
        "m.room.name" => detail("name of the room", &content.name),
        "m.room.encrypted" => "a message that could not be decrypted".to_owned(),
        other => other.to_owned(),
    }
}

//! A line of JSON each: `{"type":"version","version":1}`, then teams, channels, users and
//! `{"type":"post","post":{"team":"t","channel":"talks","user":"ana","message":"Hi","create_at":1709665200000,"replies":[…]}}`:
//! Mattermost's bulk export, as its documentation on bulk loading lays down. Posts stand by channel, with what answers
//! them inside, so they are put in order of time.

use std::collections::HashMap;

use causerie_model::{Kind, Reaction, TimeBase, TimeMs};
use serde::Deserialize;

use crate::conversation::{self, Conversation, Order, add_line};
use crate::format::{self, Format, Parsed, Sample, Source};

/// Mattermost's bulk export.
pub(crate) struct Mattermost;

impl Format for Mattermost {
    fn name(&self) -> &'static str {
        "mattermost"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let first = sample.head.iter().find(|line| !line.trim().is_empty()).copied();
        let is_version = first.and_then(|line| serde_json::from_str::<First>(line).ok());
        if is_version.is_some_and(|first| first.r#type == "version") { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut talk = Conversation::default();
        let mut names = Names::default();
        talk.read_lines(source.text, |talk, line, record: Line| match record {
            Line { user: Some(user), .. } => names.add_user(user),
            Line { channel: Some(channel), .. } => names.add_channel(channel),
            Line { post: Some(post), .. } | Line { direct_post: Some(post), .. } => {
                names.add_post(talk, line, None, None, post);
            }
            Line { .. } => {}
        });
        talk.finish(Order::Time, TimeBase::Utc, None)
    }
}

#[derive(Deserialize)]
struct First {
    r#type: String,
    #[serde(rename = "version")]
    _version: u32,
}

/// One object of the export, of the kinds that matter here.
#[derive(Deserialize)]
struct Line {
    user: Option<User>,
    channel: Option<Channel>,
    post: Option<Post>,
    direct_post: Option<Post>,
}

#[derive(Deserialize)]
struct User {
    username: String,
    first_name: Option<String>,
    last_name: Option<String>,
}

#[derive(Deserialize)]
struct Channel {
    name: String,
    display_name: Option<String>,
}

#[derive(Deserialize)]
struct Post {
    channel: Option<String>,
    channel_members: Option<Vec<String>>,
    user: String,
    r#type: Option<String>,
    #[serde(default)]
    message: String,
    create_at: Option<i64>,
    reactions: Option<Vec<Reacted>>,
    replies: Option<Vec<Post>>,
    attachments: Option<Vec<Attachment>>,
}

#[derive(Deserialize)]
struct Reacted {
    user: String,
    emoji_name: String,
}

#[derive(Deserialize)]
struct Attachment {
    path: String,
}

/// What users and channels are called.
#[derive(Default)]
struct Names {
    users: HashMap<String, String>,
    channels: HashMap<String, String>,
    /// Posts so far, which have no ids of their own.
    posts: usize,
}

impl Names {
    fn add_user(&mut self, user: User) {
        let full = [user.first_name, user.last_name].into_iter().flatten().collect::<Vec<_>>().join(" ");
        if !full.trim().is_empty() {
            self.users.insert(user.username, full.trim().to_owned());
        }
    }

    fn add_channel(&mut self, channel: Channel) {
        if let Some(shown) = channel.display_name.filter(|name| !name.is_empty()) {
            self.channels.insert(channel.name, shown);
        }
    }

    fn user(&self, name: String) -> String {
        self.users.get(&name).cloned().unwrap_or(name)
    }

    /// Adds a post and what answers it; `to` is where the post was made that it answers.
    fn add_post(
        &mut self,
        talk: &mut Conversation,
        line: u32,
        to: Option<(Kind, Option<String>)>,
        answered: Option<String>,
        post: Post,
    ) {
        let is_event = post.r#type.is_some_and(|kind| kind.starts_with("system_"));
        let author = self.user(post.user);
        let (kind, to) = to.unwrap_or_else(|| match post.channel_members {
            Some(members) => {
                let members: Vec<_> = members.into_iter().map(|name| self.user(name)).collect();
                (Kind::Private, Some(members.join(", ")))
            }
            None => (Kind::Chat, post.channel.map(|name| self.channels.get(&name).cloned().unwrap_or(name))),
        });
        let mut message = format::message(line, TimeMs::ZERO, kind, post.message);
        if is_event {
            message.kind = Kind::System;
        }
        message.author = author;
        message.to.clone_from(&to);
        for attachment in post.attachments.into_iter().flatten() {
            let name = attachment.path.rsplit('/').next().unwrap_or_default();
            add_line(&mut message.text, name);
        }
        message.reactions = conversation::gather(post.reactions.into_iter().flatten().map(|reacted| {
            Reaction { emoji: format!(":{}:", reacted.emoji_name), by: vec![self.user(reacted.user)] }
        }));
        let id = self.posts.to_string();
        self.posts += 1;
        talk.add(Some(id.clone()), post.create_at.and_then(conversation::moment), message);
        talk.answers(answered);
        for reply in post.replies.into_iter().flatten() {
            self.add_post(talk, line, Some((kind, to.clone())), Some(id.clone()), reply);
        }
    }
}

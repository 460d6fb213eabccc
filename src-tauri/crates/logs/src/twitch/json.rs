//! `{"streamer": {…}, "video": {"start": 0, …}, "comments": [{"content_offset_seconds": 12, "commenter": {"display_name":
//! "Ana"}, "message": {"body": "Hi", …`: TwitchDownloader's JSON (its `ChatRoot`). A download may be of a part of a video:
//! then offsets still count from the video's start, and `video.start` tells where the part begins. That chapters count
//! likewise, and the values of `msg-id`, are from memory.

use causerie_model::{Kind, Message, TimeBase, TimeMs};
use serde::Deserialize;

use crate::conversation::{self, Conversation, Order};
use crate::format::{self, Format, Parsed, Sample, Source};
use crate::json::Element;

/// TwitchDownloader's JSON.
pub(crate) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "twitch-json"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        if keys.have(&["comments[].content_offset_seconds", "comments[].message"]) { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let whole = Element::whole(source.text);
        let video: Option<Video> = whole.get("video").and_then(|video| serde_json::from_str(video.text).ok());
        let start = TimeMs::from_seconds(video.as_ref().and_then(|video| video.start).unwrap_or_default());
        let mut talk = Conversation::default();
        let line = whole.get("video").map_or(1, |video| video.line);
        for chapter in video.iter().flat_map(|video| video.chapters.iter().flatten()) {
            chapter.add(&mut talk, line, start);
        }
        if let Some(comments) = whole.get("comments") {
            talk.read_array(comments, |talk, line, comment: Comment| comment.add(talk, line, start));
        }
        let began = video.and_then(|video| conversation::utc(&video.created_at?));
        let started_at = began.and_then(|began| {
            conversation::rfc_3339(conversation::moment(began.get().checked_add(start.get())?)?)
        });
        talk.finish(Order::Time, TimeBase::Relative, started_at)
    }
}

#[derive(Deserialize)]
struct Video {
    created_at: Option<String>,
    /// In seconds.
    start: Option<f64>,
    chapters: Option<Vec<Chapter>>,
}

/// A part of the video, as long as one game was played.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chapter {
    start_milliseconds: i64,
    length_milliseconds: Option<i64>,
    description: Option<String>,
    game_display_name: Option<String>,
}

impl Chapter {
    fn add(&self, talk: &mut Conversation, line: u32, start: TimeMs) {
        let from = |ms: i64| conversation::moment(ms.checked_sub(start.get())?.max(0));
        let names = [&self.description, &self.game_display_name];
        let name = names.into_iter().flatten().find(|name| !name.is_empty());
        let Some(name) = name else { return };
        let mut marker = format::message(line, TimeMs::ZERO, Kind::Marker, name.clone());
        let end = self.length_milliseconds.and_then(|length| self.start_milliseconds.checked_add(length));
        marker.end = end.and_then(from);
        talk.add(None, from(self.start_milliseconds), marker);
    }
}

#[derive(Deserialize)]
struct Comment {
    #[serde(rename = "_id")]
    id: Option<String>,
    content_offset_seconds: Option<f64>,
    commenter: Option<Commenter>,
    message: Body,
}

#[derive(Deserialize)]
struct Commenter {
    display_name: Option<String>,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Body {
    #[serde(default)]
    body: String,
    user_notice_params: Option<Notice>,
}

#[derive(Deserialize)]
struct Notice {
    #[serde(rename = "msg-id", alias = "msg_id")]
    of: Option<String>,
}

impl Comment {
    fn add(self, talk: &mut Conversation, line: u32, start: TimeMs) {
        let time = self
            .content_offset_seconds
            .and_then(conversation::moment_of_seconds)
            .and_then(|offset| conversation::moment(offset.get().checked_sub(start.get())?));
        let id = self.id.clone();
        let message = self.message(line);
        talk.add(id, time, message);
    }

    fn message(self, line: u32) -> Message {
        let notice = self.message.user_notice_params.and_then(|notice| notice.of);
        let kind = match notice.as_deref() {
            None | Some("" | "highlighted-message" | "announcement") => Kind::Chat,
            Some(_) => Kind::System,
        };
        let mut message = format::message(line, TimeMs::ZERO, kind, self.message.body);
        let names = self.commenter.map(|commenter| [commenter.display_name, commenter.name]);
        message.author = names.into_iter().flatten().flatten().next().unwrap_or_default();
        message
    }
}

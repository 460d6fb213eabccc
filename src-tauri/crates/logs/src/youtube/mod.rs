//! A line of JSON for each moment of a YouTube chat: yt-dlp's `.live_chat.json`. A replay has
//! `{"replayChatItemAction": {"actions": […], "videoOffsetTimeMsec": "12000"}}`. What was taken down live has the offset
//! beside the action, with `"isLive": true`, and it counts from when somebody began to take it down; so there the
//! messages' own `timestampUsec` tells the time. Renderers beside those of texts and payments are from memory.

mod renderer;
mod words;

use std::collections::{BTreeMap, HashMap};

use causerie_model::{TimeBase, TimeMs};
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::conversation::{self, Conversation, Order};
use crate::format::{Format, Parsed, Sample, Source};
use renderer::{Item, Renderer};

/// A YouTube chat, as yt-dlp saves it.
pub(crate) struct LiveChat;

impl Format for LiveChat {
    fn name(&self) -> &'static str {
        "youtube-live-chat"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        if sample.json.has("replayChatItemAction.actions") { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let is_live = memchr::memmem::find(source.text.as_bytes(), b"\"isLive\"").is_some();
        let mut chat = Chat { is_live, start: None, by_author: HashMap::new() };
        let mut talk = Conversation::default();
        talk.read_lines(source.text, |talk, line, moment| chat.add(talk, line, moment));
        let time_base = if is_live { TimeBase::Utc } else { TimeBase::Relative };
        let started_at = chat.start.filter(|_| !is_live).and_then(conversation::moment);
        talk.finish(Order::Given, time_base, started_at.and_then(conversation::rfc_3339))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Moment {
    replay_chat_item_action: Replay,
    video_offset_time_msec: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Replay {
    actions: Option<Vec<Action>>,
    video_offset_time_msec: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Action {
    add_chat_item_action: Option<Add>,
    replace_chat_item_action: Option<Replace>,
    #[serde(alias = "markChatItemAsDeletedAction")]
    remove_chat_item_action: Option<Remove>,
    #[serde(alias = "markChatItemsByAuthorAsDeletedAction")]
    remove_chat_item_by_author_action: Option<RemoveAll>,
    #[serde(flatten)]
    others: BTreeMap<String, IgnoredAny>,
}

#[derive(Deserialize)]
struct Add {
    item: Item,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Replace {
    target_item_id: String,
    replacement_item: Item,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Remove {
    target_item_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RemoveAll {
    external_channel_id: String,
}

/// Actions that show again what is among the messages, or only how it is shown.
const SHOWN_ALREADY: [&str; 8] = [
    "clickTrackingParams",
    "addLiveChatTickerItemAction",
    "addBannerToLiveChatCommand",
    "removeBannerForLiveChatCommand",
    "closeLiveChatActionPanelAction",
    "liveChatReportModerationStateCommand",
    "replaceLiveChatRendererAction",
    "showLiveChatTooltipCommand",
];

/// A chat while it is read.
struct Chat {
    is_live: bool,
    /// When the video began, in milliseconds since 1970, once a message has told both times.
    start: Option<i64>,
    /// The ids of what somebody wrote, by their channel.
    by_author: HashMap<String, Vec<String>>,
}

impl Chat {
    fn add(&mut self, talk: &mut Conversation, line: u32, moment: Moment) {
        let Replay { actions, video_offset_time_msec } = moment.replay_chat_item_action;
        let offset = video_offset_time_msec.or(moment.video_offset_time_msec);
        let offset = offset.and_then(|offset| conversation::moment(offset.parse().ok()?));
        for action in actions.into_iter().flatten() {
            self.act(talk, line, offset, action);
        }
    }

    fn act(&mut self, talk: &mut Conversation, line: u32, offset: Option<TimeMs>, action: Action) {
        if let Some(Add { item }) = action.add_chat_item_action {
            self.say(talk, line, offset, item);
        }
        if let Some(Replace { target_item_id, replacement_item }) = action.replace_chat_item_action {
            let text = replacement_item.values().next().map(Renderer::said).unwrap_or_default();
            match talk.find(&target_item_id) {
                Some(message) if !text.is_empty() => message.text = text,
                Some(_) => {}
                None => self.say(talk, line, offset, replacement_item),
            }
        }
        if let Some(Remove { target_item_id }) = action.remove_chat_item_action {
            talk.delete(&target_item_id);
        }
        if let Some(RemoveAll { external_channel_id }) = action.remove_chat_item_by_author_action {
            for id in self.by_author.remove(&external_channel_id).into_iter().flatten() {
                talk.delete(&id);
            }
        }
        for other in action.others.keys().filter(|other| !SHOWN_ALREADY.contains(&other.as_str())) {
            talk.warn(line, &format!("{other} is not known, and left out"));
        }
    }

    fn say(&mut self, talk: &mut Conversation, line: u32, offset: Option<TimeMs>, item: Item) {
        for (name, renderer) in item {
            let time = self.time(offset, &renderer);
            if let (Some(author), Some(id)) = (&renderer.author_external_channel_id, &renderer.id) {
                self.by_author.entry(author.clone()).or_default().push(id.clone());
            }
            if let Some(message) = renderer.message(&name, line) {
                talk.add(renderer.id, time, message);
            }
        }
    }

    fn time(&mut self, offset: Option<TimeMs>, renderer: &Renderer) -> Option<TimeMs> {
        let utc = renderer.timestamp_usec.as_deref();
        let utc = utc.and_then(|micros| conversation::moment(micros.parse::<i64>().ok()? / 1000));
        if self.is_live {
            return utc;
        }
        let offset =
            offset.map(|offset| renderer.before_start().filter(|_| offset == TimeMs::ZERO).unwrap_or(offset));
        if let (Some(utc), Some(offset), None) = (utc, offset, self.start)
            && offset > TimeMs::ZERO
        {
            self.start = Some(utc.get() - offset.get());
        }
        offset.or_else(|| conversation::moment(utc?.get() - self.start?))
    }
}

//! What is shown in a chat, each by its renderer.

use std::collections::BTreeMap;

use causerie_model::{Kind, Message, TimeMs};
use serde::Deserialize;

use super::words::Words;
use crate::clock::digits;
use crate::conversation::add_line;
use crate::format;

/// One renderer under its name.
pub(super) type Item = BTreeMap<String, Renderer>;

/// The fields that renderers have, each some of them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Renderer {
    pub(super) id: Option<String>,
    pub(super) timestamp_usec: Option<String>,
    pub(super) author_external_channel_id: Option<String>,
    timestamp_text: Option<Words>,
    author_name: Option<Words>,
    message: Option<Words>,
    purchase_amount_text: Option<Words>,
    sticker: Option<Sticker>,
    header_primary_text: Option<Words>,
    header_subtext: Option<Words>,
    header: Option<Header>,
    text: Option<Words>,
    subtext: Option<Words>,
}

#[derive(Deserialize)]
struct Sticker {
    accessibility: Option<Accessibility>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Accessibility {
    accessibility_data: Label,
}

#[derive(Deserialize)]
struct Label {
    label: String,
}

/// Who gave memberships away.
#[derive(Deserialize)]
struct Header {
    #[serde(rename = "liveChatSponsorshipsHeaderRenderer")]
    given: Option<Given>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Given {
    author_name: Option<Words>,
    primary_text: Option<Words>,
}

impl Renderer {
    /// What is shown, if anything is: a placeholder keeps the place of what may come, and does not.
    pub(super) fn message(&self, name: &str, line: u32) -> Option<Message> {
        let given = self.header.as_ref().and_then(|header| header.given.as_ref());
        let kind = match name {
            "liveChatPlaceholderItemRenderer" => return None,
            "liveChatTextMessageRenderer" => Kind::Chat,
            "liveChatPaidMessageRenderer" if self.message.is_some() => Kind::Chat,
            _ => Kind::System,
        };
        let mut message = format::message(line, TimeMs::ZERO, kind, self.said());
        let author = self.author_name.as_ref().or(given.and_then(|given| given.author_name.as_ref()));
        message.author = author.map(Words::plain).unwrap_or_default();
        Some(message)
    }

    /// All words of it, what was paid in brackets before them.
    pub(super) fn said(&self) -> String {
        let given = self.header.as_ref().and_then(|header| header.given.as_ref());
        let given = given.and_then(|given| given.primary_text.as_ref());
        let mut text = String::new();
        for head in [&self.header_primary_text, &self.header_subtext, &self.text, &self.subtext] {
            add_line(&mut text, &head.as_ref().map(Words::plain).unwrap_or_default());
        }
        add_line(&mut text, &given.map(Words::plain).unwrap_or_default());
        let mut said = self.message.as_ref().map(Words::plain).unwrap_or_default();
        if let Some(label) = self.sticker.as_ref().and_then(|sticker| sticker.accessibility.as_ref()) {
            said.push_str(&label.accessibility_data.label);
        }
        if let Some(paid) = &self.purchase_amount_text {
            said = format!("[{}] {said}", paid.plain());
        }
        add_line(&mut text, &said);
        text
    }

    /// The time before the start that is shown as `-1:05`, where the offset can only say 0.
    pub(super) fn before_start(&self) -> Option<TimeMs> {
        let shown = self.timestamp_text.as_ref()?.plain();
        let mut seconds = 0_i64;
        for part in shown.strip_prefix('-')?.splitn(3, ':') {
            seconds = seconds.checked_mul(60)?.checked_add(digits(part)?.0)?;
        }
        Some(TimeMs::new(seconds.checked_mul(-1000)?))
    }
}

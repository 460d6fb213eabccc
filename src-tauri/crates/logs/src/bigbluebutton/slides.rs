//! `slides_new.xml`, and `video.xml` of newer servers: `<popcorn><chattimeline in="12.3" direction="down" name="Ana"
//! message="Hi" target="chat"/>…</popcorn>`, in seconds of the recording as it is played, without its pauses. `out` is when
//! the chat was cleared.

use std::collections::HashMap;

use causerie_model::{Kind, Message, TimeBase, TimeMs};

use crate::format::{Format, Parsed, Sample, Source, Warnings, message};
use crate::plain;
use crate::records::time_or_above;
use crate::xml::{Step, Walk};

/// The chat of BigBlueButton's playback.
pub(crate) struct Slides;

impl Format for Slides {
    fn name(&self) -> &'static str {
        "bigbluebutton-slides"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let is_popcorn = sample.xml.as_ref().is_some_and(|root| root.name == "popcorn");
        let chats = sample.head.iter().any(|line| line.contains("<chattimeline"));
        if is_popcorn && chats { 0.98 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut messages = Vec::new();
        let mut ids = HashMap::new();
        let mut walk = Walk::new(source.text);
        for (seq, tag) in (0..).zip(walk.by_ref().filter_map(|step| match step {
            Step::Open(tag) if tag.name() == "chattimeline" => Some(tag),
            Step::Open(_) | Step::Close(_) => None,
        })) {
            let text =
                |name| tag.attribute(name).map(|value| plain::text(&value)).filter(|value| !value.is_empty());
            let time = text("in").and_then(|time| time.parse().ok()).filter(|time: &f64| time.is_finite());
            let above = messages.last().map(|above: &Message| above.source).unwrap_or_default();
            let time = time_or_above(time.map(TimeMs::from_seconds), above, tag.line, &mut warnings);
            let said = plain::html(&tag.attribute("message").unwrap_or_default());
            let mut chat = message(tag.line, time, Kind::Chat, said);
            chat.seq = seq;
            chat.author = text("name").unwrap_or_default();
            chat.reply_to = text("replyToMessageId").and_then(|id| ids.get(&id).copied());
            if let Some(id) = text("id") {
                ids.insert(id, seq);
            }
            messages.push(chat);
        }
        walk.warn(&mut warnings);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_attributes() {
        let text = "<popcorn><chattimeline id=\"a\" in=\"12.3\" out=\"40\" name=\"Ana &amp; Co\" message=\"see &lt;a href=&quot;https://example.org&quot;&gt;this&lt;/a&gt; &amp;lt;3\"/>\n\
            <chattimeline in=\"x\" name=\"Ben\" replyToMessageId=\"a\" message=\"ok\"/></popcorn>";
        let parsed = Slides.parse(&Source::of(text));
        let found: Vec<_> = parsed
            .messages
            .iter()
            .map(|m| (m.source.get(), m.author.as_str(), m.text.as_str(), m.reply_to))
            .collect();
        assert_eq!(
            found,
            [(12_300, "Ana & Co", "see this (https://example.org) <3", None), (12_300, "Ben", "ok", Some(0))]
        );
        assert_eq!(parsed.warnings.into_sorted().len(), 1);
    }
}

//! `events.xml`, `<recording meeting_id="hash-1462807897120" bbb_version="…">`: all that happened in a meeting, as the server's
//! `record-and-playback` reads it.
//!
//! `<event timestamp="1240" module="CHAT" eventname="PublicChatEvent">` counts milliseconds of the server; newer ones have
//! `timestampUTC` within. Old chats name their `sender`, newer ones also a `senderId` that a ParticipantJoinEvent gives a name.

use std::collections::HashMap;

use causerie_model::{Kind, Message, TimeBase, TimeMs};
use jiff::Timestamp;

use super::timeline::Timeline;
use crate::format::{Format, Parsed, Sample, Source, Warnings, message, number};
use crate::plain;
use crate::records::time_or_above;
use crate::xml::{Record, Step, Walk};

/// The chat of a meeting, and who came and went; times count from the start of the recording, pauses taken out.
pub(crate) struct Events;

impl Format for Events {
    fn name(&self) -> &'static str {
        "bigbluebutton-events"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let root = sample.xml.as_ref().filter(|root| root.name == "recording");
        if root.is_some_and(|root| root.attributes.contains_key("meeting_id")) { 0.98 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut meeting = Meeting::default();
        let mut walk = Walk::new(source.text);
        while let Some(step) = walk.next() {
            let Step::Open(tag) = step else { continue };
            match tag.name() {
                "recording" => meeting.id = tag.attribute("meeting_id").unwrap_or_default(),
                "event" => {
                    let event = walk.record(tag);
                    meeting.add(&event);
                }
                _ => {}
            }
        }
        walk.warn(&mut meeting.warnings);
        meeting.into_parsed()
    }
}

#[derive(Default)]
struct Meeting {
    id: String,
    /// The time of the first event.
    first: Option<TimeMs>,
    /// The time of the event above.
    last: TimeMs,
    /// When the recording began by the wall clock, if the event says so.
    began: Option<i64>,
    timeline: Timeline,
    names: HashMap<String, String>,
    /// At the server's times.
    messages: Vec<Message>,
    warnings: Warnings,
}

impl Meeting {
    fn add(&mut self, event: &Record<'_>) {
        let attribute = |name| event.tag.attribute(name).unwrap_or_default();
        let known = attribute("timestamp").trim().parse().ok().map(TimeMs::new);
        let time = time_or_above(known, self.last, event.tag.line, &mut self.warnings);
        self.first = self.first.or(known);
        self.last = time;
        let text = |name| plain::text(event.text(name).unwrap_or_default());
        match attribute("eventname").as_str() {
            "PublicChatEvent" => {
                let said = plain::html(event.text("message").unwrap_or_default());
                let sender = Some(text("sender")).filter(|sender| !sender.is_empty());
                let known = || self.names.get(&text("senderId")).cloned();
                let author = sender.or_else(known).unwrap_or_default();
                self.push(event, time, Kind::Chat, author, said);
            }
            "ClearPublicChatEvent" => {
                self.push(event, time, Kind::System, String::new(), "cleared the public chat".into());
            }
            "ParticipantJoinEvent" => {
                let name = text("name");
                self.names.insert(text("userId"), name.clone());
                self.push(event, time, Kind::System, name, "joined".into());
            }
            "ParticipantLeftEvent" => {
                let name = self.names.get(&text("userId")).cloned().unwrap_or_default();
                self.push(event, time, Kind::System, name, "left".into());
            }
            "RecordStatusEvent" => {
                let on = text("status") == "true";
                if on && self.timeline.begin().is_none() {
                    self.began = text("timestampUTC").parse().ok();
                }
                self.timeline.record(time, on);
            }
            _ => {}
        }
    }

    fn push(&mut self, event: &Record<'_>, time: TimeMs, kind: Kind, author: String, text: String) {
        let mut message = message(event.tag.line, time, kind, text);
        message.author = author;
        self.messages.push(message);
    }

    fn into_parsed(mut self) -> Parsed {
        let begin = self.timeline.begin();
        let first = self.first.unwrap_or_default();
        if begin.is_none() {
            // Before there was a button for it, all of a meeting was recorded.
            self.timeline.record(first, true);
        }
        // [M] The number at the end of a meeting's id is when its first event was.
        let by_id = || {
            Some(self.id.rsplit_once('-')?.1.parse::<i64>().ok()? + (begin.unwrap_or(first) - first).get())
        };
        let began = self.began.or_else(by_id).and_then(|ms| Timestamp::from_millisecond(ms).ok());
        for message in &mut self.messages {
            message.source = self.timeline.place(message.source);
        }
        number(&mut self.messages);
        Parsed {
            time_base: TimeBase::Relative,
            started_at: began.map(|began| began.to_string()),
            messages: self.messages,
            warnings: self.warnings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(events: &str) -> (Option<String>, Vec<(i64, String, String)>) {
        let text = format!("<recording meeting_id=\"ab-1462807897120\">{events}</recording>");
        let parsed = Events.parse(&Source::of(&text));
        let messages = parsed.messages.into_iter().map(|m| (m.source.get(), m.author, m.text)).collect();
        (parsed.started_at, messages)
    }

    #[test]
    fn without_a_button_all_is_recorded() {
        let chat = "<event timestamp='1000' eventname='CreatePresentationPodEvent'/>\
            <event timestamp='3500' module='CHAT' eventname='PublicChatEvent'><sender>Ana</sender><message><![CDATA[a &lt; <u>b</u>]]></message></event>";
        let (began, messages) = read(chat);
        assert_eq!(began.as_deref(), Some("2016-05-09T15:31:37.12Z"), "the meeting's id tells");
        assert_eq!(messages, [(2_500, "Ana".into(), "a < b".into())]);
    }

    #[test]
    fn the_first_start_of_the_recording_is_its_begin() {
        let status = |time, on| {
            format!(
                "<event timestamp='{time}' eventname='RecordStatusEvent'><status>{on}</status><timestampUTC>17000000{time}</timestampUTC></event>"
            )
        };
        let chat = |time| {
            format!(
                "<event timestamp='{time}' eventname='PublicChatEvent'><senderId>u</senderId><message>x</message></event>"
            )
        };
        let events = [
            chat(10000),
            status(20000, true),
            chat(21000),
            status(30000, false),
            chat(40000),
            status(50000, true),
            chat(51000),
        ];
        let (began, messages) = read(&events.concat());
        assert_eq!(began.as_deref(), Some("2023-11-14T22:13:40Z"));
        let times: Vec<_> = messages.iter().map(|(time, ..)| *time).collect();
        assert_eq!(times, [-10_000, 1_000, 10_000, 11_000]);
    }
}

//! Meetings that MeetBot keeps the minutes of: what people say with a `#` ahead of it between `#startmeeting` and
//! `#endmeeting`. Topics become markers that last until the next one; what goes into the minutes becomes a marker, too.
//! The list of commands is from memory of MeetBot's manual.

use causerie_model::{Kind, Message, TimeMs};

/// Commands whose text goes into the minutes.
const MINUTED: [&str; 14] = [
    "startmeeting",
    "endmeeting",
    "info",
    "action",
    "agreed",
    "agree",
    "accepted",
    "accept",
    "rejected",
    "reject",
    "idea",
    "link",
    "help",
    "meetingname",
];

/// Makes markers of a meeting's commands.
pub(super) fn mark(messages: &mut [Message]) {
    let mut under_way = false;
    let mut topic: Option<&mut Message> = None;
    for message in messages.iter_mut().filter(|message| message.kind == Kind::Chat) {
        let Some((command, rest)) = command(&message.text) else {
            continue;
        };
        under_way |= command == "startmeeting";
        if !under_way {
            continue;
        }
        let is_topic = command == "topic" && !rest.is_empty();
        let ends = command == "endmeeting";
        if is_topic || MINUTED.contains(&command.as_str()) {
            message.kind = Kind::Marker;
        }
        if is_topic || ends {
            end(topic.take(), message.source);
        }
        if is_topic {
            message.text = rest.to_owned();
            topic = Some(message);
        }
        under_way &= !ends;
    }
}

fn end(topic: Option<&mut Message>, at: TimeMs) {
    if let Some(topic) = topic {
        topic.end = Some(at);
    }
}

/// `#topic Shelves`: the command, in small letters, and what follows.
fn command(text: &str) -> Option<(String, &str)> {
    let rest = text.strip_prefix('#')?;
    let (command, rest) = rest.split_once(' ').unwrap_or((rest, ""));
    (command.len() <= 16).then(|| (command.to_ascii_lowercase(), rest.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format;

    #[test]
    fn commands_count_within_a_meeting_only() {
        let texts = [
            "#topic early",
            "#startmeeting",
            "#topic Shelves",
            "#info three",
            "#1 is best",
            "#topic Doors",
            "#ENDMEETING",
            "#info late",
        ];
        let mut messages: Vec<_> = (0..)
            .zip(texts)
            .map(|(at, text)| format::message(1, TimeMs::new(at), Kind::Chat, text.to_owned()))
            .collect();
        mark(&mut messages);
        let found: Vec<_> = messages
            .iter()
            .filter(|message| message.kind == Kind::Marker)
            .map(|message| (message.text.as_str(), message.end.map(TimeMs::get)))
            .collect();
        let expected = [
            ("#startmeeting", None),
            ("Shelves", Some(5)),
            ("#info three", None),
            ("Doors", Some(6)),
            ("#ENDMEETING", None),
        ];
        assert_eq!(found, expected, "a topic lasts until the next or the end");
    }
}

//! One stream of a recording: what is in its messages.

use std::collections::HashMap;

use causerie_model::{Kind, Message, TimeMs};

use crate::format::{Warnings, message};
use crate::plain;
use crate::records::time_or_above;
use crate::xml::{Record, Step, Walk};

/// Who is behind the names that the platform gave.
#[derive(Default)]
pub(super) struct Names(HashMap<String, String>);

impl Names {
    /// Adds the `attendees` of an `indexstream.xml`.
    pub(super) fn read(&mut self, text: &str, warnings: &mut Warnings) {
        let mut walk = Walk::new(text);
        let mut given = None;
        for step in walk.by_ref() {
            let Step::Close(closed) = step else { continue };
            match closed.name() {
                "anonymousName" => given = Some(single_spaced(&closed.text)),
                "fullName" => {
                    let full = single_spaced(&closed.text);
                    if let Some(given) = given.take().filter(|_| !full.is_empty()) {
                        self.0.insert(given, full);
                    }
                }
                _ => {}
            }
        }
        walk.warn(warnings);
    }

    fn of(&self, name: &str) -> String {
        let name = single_spaced(name);
        self.0.get(&name).cloned().unwrap_or(name)
    }
}

fn single_spaced(name: &str) -> String {
    plain::text(name).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The messages of a stream, in its order. What says nothing to people, as that somebody looked at another page, is passed by.
pub(super) fn messages(text: &str, names: &Names, warnings: &mut Warnings) -> Vec<Message> {
    let mut all: Vec<Message> = Vec::new();
    let mut walk = Walk::new(text);
    while let Some(step) = walk.next() {
        let Step::Open(tag) = step else { continue };
        if tag.name() != "Message" {
            continue;
        }
        let record = walk.record(tag);
        let Some((kind, author, text)) = said(&record, names) else { continue };
        let line = record.tag.line;
        let time = record.tag.attribute("time").or_else(|| record.text("time").map(str::to_owned));
        let time = time.and_then(|time| time.trim().parse().ok()).map(TimeMs::new);
        let above = all.last().map(|above| above.source).unwrap_or_default();
        let time = time_or_above(time, above, line, warnings);
        let mut message = message(line, time, kind, text);
        message.author = author;
        all.push(message);
    }
    walk.warn(warnings);
    all
}

/// What a record says and who. There are two shapes of chat, and notices, files and title cards.
fn said(record: &Record<'_>, names: &Names) -> Option<(Kind, String, String)> {
    if let Some(text) = record.text("MSG") {
        return Some(match record.text("SND") {
            Some(name) => (Kind::Chat, names.of(name), plain_or_rich(text)),
            None => {
                let (name, text) = notice(text);
                (Kind::System, names.of(name), plain_or_rich(text))
            }
        });
    }
    if let Some(label) = record.text("label") {
        let is_chat = record.text("iconType").is_none_or(|icon| icon == "chat");
        let kind = if is_chat { Kind::Chat } else { Kind::System };
        return Some((kind, names.of(record.text("name").unwrap_or_default()), plain_or_rich(label)));
    }
    if let Some(file) = record.text("fileName") {
        return Some((
            Kind::System,
            names.of(record.text("userName").unwrap_or_default()),
            plain::text(file),
        ));
    }
    let card = plain::html(record.text("newValue")?);
    (!card.is_empty()).then_some((Kind::Marker, String::new(), card))
}

/// `[James Lewis] has joined the stage.`
fn notice(text: &str) -> (&str, &str) {
    text.strip_prefix('[').and_then(|text| text.split_once("] ")).unwrap_or(("", text))
}

/// Chat is text, but for pods that keep the fonts.
fn plain_or_rich(text: &str) -> String {
    if text.contains("<TEXTFORMAT") || text.contains("<FONT") { plain::html(text) } else { plain::text(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_has_no_sender() {
        let text = "<root><Message time='0'><MSG>[Ana  Pinto] has joined the stage.</MSG></Message>\
            <Message time='x'><MSG>[1] is a number &lt;3</MSG><SND>Ben</SND></Message>\
            <Message time='9'><Method>playEvent</Method></Message>\
            <Message time='10'><newValue>&lt;TEXTFORMAT>&lt;P>One&lt;/P>&lt;/TEXTFORMAT>&lt;P>Two&lt;/P></newValue></Message></root>";
        let mut warnings = Warnings::default();
        let found: Vec<_> = messages(text, &Names::default(), &mut warnings)
            .into_iter()
            .map(|m| (m.kind, m.source.get(), m.author, m.text))
            .collect();
        let expected = [
            (Kind::System, 0, "Ana Pinto", "has joined the stage."),
            (Kind::Chat, 0, "Ben", "[1] is a number <3"),
            (Kind::Marker, 10, "", "One\nTwo"),
        ];
        assert_eq!(found, expected.map(|(kind, at, who, text)| (kind, at, who.to_owned(), text.to_owned())));
        assert_eq!(warnings.into_sorted().len(), 1);
    }
}

//! Plain text, to be read and printed.

use std::fmt::Write;

use causerie_model::Kind;

use crate::escape::{lines, one_line};
use crate::{Document, Placed};

/// So much of a message is quoted by the reply to it, in characters.
const QUOTED: usize = 120;

/// What stands ahead of a text's further lines.
const INDENT: &str = "          ";

/// A heading, then a line for each message.
pub(crate) fn write(document: &Document) -> String {
    let mut out = one_line(&document.session.title);
    out.push('\n');
    for fact in facts(document) {
        let _ = writeln!(out, "{fact}");
    }
    out.push('\n');
    for placed in &document.messages {
        let _ = write!(out, "{:>8}  {}", placed.at.to_string(), who(document, placed));
        let text: Vec<&str> = lines(&placed.message.text).collect();
        let _ = writeln!(out, "{}", text.join(&format!("\n{INDENT}")));
        if let Some(reactions) = reactions(placed) {
            let _ = writeln!(out, "{INDENT}{reactions}");
        }
    }
    out
}

/// The session's day, series, length and people, each a line.
pub(crate) fn facts(document: &Document) -> Vec<String> {
    let session = &document.session;
    let people: Vec<String> = document.people().into_iter().map(one_line).collect();
    let day = [session.date.as_deref(), session.series.as_deref()].into_iter().flatten().map(one_line);
    let mut facts: Vec<String> = day.collect();
    facts.push(session.duration.to_string());
    if let Some(excerpt) = &document.excerpt {
        facts.push(format!("From “{}”, {} to {}", one_line(&excerpt.title), excerpt.from, excerpt.to));
    }
    if !people.is_empty() {
        facts.push(format!("With {}", people.join(", ")));
    }
    facts
}

/// Who, how and to whom, ahead of the text: `Ana: `, `Ana wrote: `, `Ana wrote to Ben: `.
fn who(document: &Document, placed: &Placed) -> String {
    let name = one_line(document.author(placed));
    let off = place(document, placed).map(|place| format!("({place}) ")).unwrap_or_default();
    let who = match placed.message.kind {
        Kind::Transcript if name.is_empty() => String::new(),
        Kind::Transcript => format!("{name}: "),
        Kind::Chat | Kind::Private => {
            let name = if name.is_empty() { "Somebody" } else { &name };
            let answering = document
                .answered(placed)
                .map(|answered| format!(", answering {}", quote(document, answered)));
            format!("{name} wrote{}{}: ", to(document, placed), answering.unwrap_or_default())
        }
        Kind::System => "* ".to_owned(),
        Kind::Marker => "== ".to_owned(),
    };
    format!("{off}{who}")
}

/// Where a message lies that is not on the timeline at its own moment.
pub(crate) fn place(document: &Document, placed: &Placed) -> Option<&'static str> {
    match placed.off_record {
        true => Some("off the record"),
        false => document.is_just_before(placed).then_some("just before"),
    }
}

/// `Ben: “Morning from a very wet …”`, on one line.
pub(crate) fn quote(document: &Document, answered: &Placed) -> String {
    let name = one_line(document.author(answered));
    let name = if name.is_empty() { "Somebody" } else { &name };
    format!("{name}: “{}”", quoted(&answered.message.text))
}

/// The beginning of a text, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}

/// ` to Ben`, for what was typed to some.
pub(crate) fn to(document: &Document, placed: &Placed) -> String {
    match (&placed.message.to, placed.message.kind) {
        (Some(to), Kind::Private) => format!(" to {}", one_line(document.shown(to))),
        (None, Kind::Private) => " to some".to_owned(),
        (_, Kind::Chat | Kind::Transcript | Kind::System | Kind::Marker) => String::new(),
    }
}

/// `👍 Ana, Ben  ❤ Cem`; `None` if there are none.
pub(crate) fn reactions(placed: &Placed) -> Option<String> {
    let reactions = placed.message.reactions.iter();
    let all: Vec<String> = reactions
        .map(|reaction| one_line(&format!("{} {}", reaction.emoji, reaction.by.join(", "))))
        .collect();
    (!all.is_empty()).then(|| all.join("  "))
}

#[cfg(test)]
mod tests {
    use causerie_model::Reaction;

    use super::*;
    use crate::testing::{document, placed, said, wrote};

    #[test]
    fn a_line_tells_who_said_or_wrote_what_when() {
        let mut document = document([
            wrote("l1.0", -2_000, "Ana", "hello?"),
            said("l1.1", 1_000, "Ben", "Welcome\nall"),
            placed("l1.2", 3_000, Kind::Private, "Ana", "you first"),
            placed("l1.3", 4_000, Kind::Marker, "", "Boats"),
        ]);
        document.messages[2].message.to = Some("Ben".into());
        document.messages[0].message.reactions =
            vec![Reaction { emoji: "👍".into(), by: vec!["Ben".into()] }];
        let expected = "Boats & <b>bridges</b>\n2008-05-14\nHarbour talks\n1:00\nWith Ana, Ben\n\n\
            \x20  -0:02  (off the record) Ana wrote: hello?\n          👍 Ben\n\
            \x20   0:01  Ben: Welcome\n          all\n\
            \x20   0:03  Ana wrote to Ben: you first\n\
            \x20   0:04  == Boats\n";
        assert_eq!(write(&document), expected);
    }
}

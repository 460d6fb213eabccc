//! Messages as a table: CSV by RFC 4180, in UTF-8, with a heading.
//!
//! A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a CR for a formula, and a formula may do harm (OWASP,
//! "CSV Injection"). Such a cell has an apostrophe put ahead of it; numbers are written as they are.

use std::fmt::Write;

use causerie_model::{Reaction, TimeMs};

use crate::{Document, plain};

const HEADING: [&str; 14] = [
    "id",
    "at_ms",
    "at",
    "end_ms",
    "kind",
    "author",
    "to",
    "text",
    "reply_to",
    "reactions",
    "off_record",
    "log",
    "line",
    "quote",
];

/// A line for each message, in the order of time. Times are on the session's timeline; who is shown by another name than
/// the log's is named so. What came just before an excerpt is off its record; a reply in it quotes what is not in it.
pub(crate) fn write(document: &Document) -> String {
    let mut out = Row::default();
    HEADING.into_iter().for_each(|name| out.text(name));
    out.end();
    for placed in &document.messages {
        let message = &placed.message;
        out.text(placed.id.as_str());
        out.number(placed.at.get());
        out.text(&clock(placed.at));
        out.maybe(document.end(placed).map(TimeMs::get));
        out.text(message.kind.as_str());
        out.text(document.author(placed));
        out.text(message.to.as_deref().map_or("", |name| document.shown(name)));
        out.text(&message.text);
        out.text(placed.answers().as_ref().map_or("", |id| id.as_str()));
        out.text(&reactions(&message.reactions));
        out.text(if plain::place(document, placed).is_some() { "true" } else { "false" });
        out.text(placed.log.as_str());
        out.number(message.line.into());
        out.text(
            &document.answered(placed).map(|answered| plain::quote(document, answered)).unwrap_or_default(),
        );
        out.end();
    }
    out.written
}

/// `0:07:02.500`; a moment before the start has none, since what begins with a minus would be a formula.
fn clock(at: TimeMs) -> String {
    if at < TimeMs::ZERO { String::new() } else { crate::cues::stamp(at, '.') }
}

/// `👍 Ana, Ben; ❤ Cem`.
fn reactions(reactions: &[Reaction]) -> String {
    let one =
        |reaction: &Reaction| format!("{} {}", reaction.emoji, reaction.by.join(", ")).trim_end().to_owned();
    reactions.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A table as it is written, cell by cell.
#[derive(Default)]
pub(crate) struct Row {
    pub(crate) written: String,
    begun: bool,
}

impl Row {
    /// A cell that holds what people typed.
    pub(crate) fn text(&mut self, text: &str) {
        self.comma();
        let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
        if text.contains([',', '"', '\r', '\n']) {
            let _ = write!(self.written, "\"{guard}{}\"", text.replace('"', "\"\""));
        } else {
            let _ = write!(self.written, "{guard}{text}");
        }
    }

    /// A cell that holds a number.
    pub(crate) fn number(&mut self, number: i64) {
        self.comma();
        let _ = write!(self.written, "{number}");
    }

    /// A cell that holds a number or nothing.
    pub(crate) fn maybe(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.number(number),
            None => self.comma(),
        }
    }

    fn comma(&mut self) {
        if self.begun {
            self.written.push(',');
        }
        self.begun = true;
    }

    /// Ends the line.
    pub(crate) fn end(&mut self) {
        self.written.push_str("\r\n");
        self.begun = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, wrote};

    #[test]
    fn cells_are_quoted_and_no_formula_gets_through() {
        let mut document =
            document([wrote("l1.0", -1, "=cmd()", "say \"hi\",\nall"), wrote("l1.1", 1_500, "Ana", "-1+2")]);
        document.messages[1].message.reply_to = Some(0);
        document.messages[1].message.reactions =
            vec![Reaction { emoji: "👍".into(), by: vec!["Ben".into(), "Cem".into()] }];
        let table = write(&document);
        let lines: Vec<&str> = table.split("\r\n").collect();
        assert_eq!(
            lines[0],
            "id,at_ms,at,end_ms,kind,author,to,text,reply_to,reactions,off_record,log,line,quote"
        );
        assert_eq!(lines[1], "l1.0,-1,,,chat,'=cmd(),,\"say \"\"hi\"\",\nall\",,,true,l1,1,");
        assert_eq!(lines[2], "l1.1,1500,00:00:01.500,,chat,Ana,,'-1+2,l1.0,\"👍 Ben, Cem\",false,l1,2,");
        assert_eq!(lines[3..], [""], "the last line ends too");
    }
}

//! Markdown as CommonMark has it (<https://spec.commonmark.org/0.31.2/>): what was said as paragraphs, what was written as quotes.

use std::fmt::Write;

use causerie_model::Kind;

use crate::escape::{lines, one_line};
use crate::{Document, Placed, plain};

/// A heading, facts, then a paragraph for each message; markers are headings of their own.
pub(crate) fn write(document: &Document) -> String {
    let mut out = format!("# {}\n\n", text(&document.session.title));
    for fact in plain::facts(document) {
        let _ = writeln!(out, "- {}", text(&fact));
    }
    for placed in &document.messages {
        let _ = write!(out, "\n{}\n", block(document, placed));
    }
    out
}

fn block(document: &Document, placed: &Placed) -> String {
    let off = plain::place(document, placed).map(|place| format!(" ({place})")).unwrap_or_default();
    let head = format!("**{}**{off}", placed.at);
    let name = one_line(document.author(placed));
    let name = if name.is_empty() { name } else { format!(" **{}**", text(&name)) };
    let body = text(&placed.message.text);
    let to = text(&plain::to(document, placed));
    let quote = document.answered(placed).map(|answered| text(&plain::quote(document, answered)));
    let quote = quote.map(|quote| format!(" (answering {quote})")).unwrap_or_default();
    let reactions = plain::reactions(placed).map(|all| format!("\\\n{}", text(&all))).unwrap_or_default();
    match placed.message.kind {
        Kind::Transcript => format!("{head}{name} {body}"),
        Kind::Chat | Kind::Private => {
            format!("> {head}{name}{to}{quote} {body}{reactions}").replace('\n', "\n> ")
        }
        Kind::System => format!("{head} *{}*", body.replace("\\\n", " ")),
        Kind::Marker => format!("## {} {}", placed.at, body.replace("\\\n", " · ")),
    }
}

/// What people typed, with everything escaped that could be markup; lines end in hard breaks.
fn text(text: &str) -> String {
    lines(text).map(line).collect::<Vec<_>>().join("\\\n")
}

/// Any ASCII punctuation may be escaped (section 2.4); a mark that counts only at the start of a line is escaped there.
fn line(line: &str) -> String {
    let line = line.trim_start();
    let mut out = String::with_capacity(line.len() + line.len() / 8);
    let number = line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, c) in line.char_indices() {
        let anywhere = matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&' | '!' | '#' | '|' | '~' | '$' | '@'
        );
        let at_start = at == 0 && matches!(c, '-' | '+' | '=' | ':')
            || at == number && number > 0 && matches!(c, '.' | ')');
        if anywhere || at_start {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use causerie_model::Reaction;

    use super::*;
    use crate::testing::{document, placed, said, wrote};

    #[test]
    fn speech_is_paragraphs_and_writing_is_quotes() {
        let mut document = document([
            placed("l1.0", 0, Kind::Marker, "", "Boats\nold ones"),
            said("l1.1", 1_000, "Ben", "Two *boats*\n\n# one"),
            wrote("l1.2", 2_000, "Ana", "1. first\n- <b>then</b>"),
        ]);
        document.messages[2].message.reactions =
            vec![Reaction { emoji: "👍".into(), by: vec!["Ben".into()] }];
        let expected = "# Boats \\& \\<b\\>bridges\\</b\\>\n\n\
            - 2008-05-14\n- Harbour talks\n- 1:00\n- With Ben, Ana\n\n\
            ## 0:00 Boats · old ones\n\n\
            **0:01** **Ben** Two \\*boats\\*\\\n\\# one\n\n\
            > **0:02** **Ana** 1\\. first\\\n> \\- \\<b\\>then\\</b\\>\\\n> 👍 Ben\n";
        assert_eq!(write(&document), expected);
    }
}

//! WebVTT, by the W3C's rules for authors: <https://www.w3.org/TR/webvtt1/#file-structure>.
//!
//! What was said and what was written are cues alike, each with its author as voice and its message's id; a kind other than speech
//! is a class on the text, so that a player may style it and a reader take it away.

use std::fmt::Write;

use crate::cues::{self, Cue, cues, stamp};
use crate::escape::{lines, one_line};
use crate::{Document, escape};

/// The recorded messages as cues in the order of time. How many lie off the record is told in a comment.
pub(crate) fn write(document: &Document) -> String {
    let mut out = String::from("WEBVTT\n\n");
    let _ = write!(out, "NOTE\n{}\n", escape::xml(&one_line(&document.session.title)));
    let cues = cues(document);
    let others = document.messages.iter().filter(|placed| placed.off_record).count();
    if others > 0 {
        let _ = writeln!(out, "messages outside of what was recorded, which are left out: {others}");
    }
    for cue in cues {
        let (start, end) = (stamp(cue.start, '.'), stamp(cue.end, '.'));
        let _ = write!(out, "\n{}\n{start} --> {end}\n{}\n", cue.placed.id, text(document, &cue));
    }
    out
}

/// The cue's text, within its voice.
fn text(document: &Document, cue: &Cue<'_>) -> String {
    let message = &cue.placed.message;
    let author = escape::xml(&one_line(document.author(cue.placed)));
    let voice = if author.is_empty() { String::new() } else { format!("<v {author}>") };
    if message.kind.is_spoken() {
        return format!("{voice}{}", spoken(document, cue));
    }
    format!("{voice}<c.{}>{}</c>", message.kind.as_str(), payload(&cues::text(document, cue.placed)))
}

/// Speech with the times of its words, as far as those go on within the cue.
fn spoken(document: &Document, cue: &Cue<'_>) -> String {
    let words = document.words(cue.placed);
    if words.is_empty() {
        return payload(&cue.placed.message.text);
    }
    let (mut out, mut last) = (String::new(), cue.start);
    for word in &words {
        if word.source > last && word.source < cue.end {
            let _ = write!(out, "<{}>", stamp(word.source, '.'));
            last = word.source;
        }
        out.push_str(&escape::xml(&word.text));
    }
    lines(&out).collect::<Vec<_>>().join("\n")
}

/// Text without an empty line, which would end the cue; an arrow loses its head to the escaping.
fn payload(text: &str) -> String {
    lines(text).map(escape::xml).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use causerie_model::{TimeMs, Word};

    use super::*;
    use crate::testing::{document, said, wrote};

    #[test]
    fn cues_have_voices_and_nothing_typed_is_markup() {
        let mut document = document([
            said("l1.0", 1_000, "Dov <Lind>", "One\n\ntwo --> three & <i>four"),
            wrote("l1.1", 2_000, "ana\nruiz", "hello"),
            wrote("l1.2", 61_000, "Ana", "late"),
        ]);
        document.names.insert("ana\nruiz".into(), "Ana Ruiz".into());
        let expected = "WEBVTT\n\nNOTE\nBoats &amp; &lt;b&gt;bridges&lt;/b&gt;\n\
            messages outside of what was recorded, which are left out: 1\n\n\
            l1.0\n00:00:01.000 --> 00:00:04.180\n<v Dov &lt;Lind&gt;>One\ntwo --&gt; three &amp; &lt;i&gt;four\n\n\
            l1.1\n00:00:02.000 --> 00:00:03.800\n<v Ana Ruiz><c.chat>hello</c>\n";
        assert_eq!(write(&document), expected);
    }

    #[test]
    fn times_of_words_go_on_within_the_cue() {
        let mut document = document([said("l1.0", 1_000, "", "one two three")]);
        let word = |at, text: &str| Word { source: TimeMs::new(at), text: text.into() };
        document.messages[0].message.words =
            Some(vec![word(1_000, "one "), word(1_500, "two "), word(900, "three")]);
        let text = write(&document);
        assert!(text.ends_with("\none <00:00:01.500>two three\n"), "{text}");
    }

    proptest::proptest! {
        /// The rules of the W3C that a file must meet: no empty line or arrow within a cue, starts ascending, ends after them.
        #[test]
        fn the_file_is_valid(messages in proptest::collection::vec((0_i64..61_000, ".{0,20}", "[a<&>\r\n -]{1,20}"), 0..9)) {
            let mut messages: Vec<_> = messages.into_iter().zip(0..).map(|((at, author, text), n)| {
                if n % 2 == 0 { said(&format!("l1.{n}"), at, &author, &text) } else { wrote(&format!("l1.{n}"), at, &author, &text) }
            }).collect();
            messages.sort_by_key(|placed| placed.at);
            let count = messages.iter().filter(|p| !p.off_record && !p.message.text.trim().is_empty()).count();
            let text = write(&document(messages));
            let blocks: Vec<&str> = text.trim_end().split("\n\n").skip(2).collect();
            proptest::prop_assert_eq!(blocks.len(), count, "an empty line ends a cue: {}", text);
            let mut last = String::new();
            for block in blocks {
                let lines: Vec<&str> = block.lines().collect();
                let (start, end) = lines[1].split_once(" --> ").unwrap();
                proptest::prop_assert!(last.as_str() <= start && start < end, "{}", block);
                proptest::prop_assert!(!lines[2..].join("\n").contains("-->") && lines.len() > 2, "{}", block);
                last = start.to_owned();
            }
        }
    }
}

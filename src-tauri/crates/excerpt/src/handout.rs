//! The pages of a packet that play nothing: the list of its clips, and a handout to be printed.

use std::fmt::Write;

use causerie_export::{Document, encoded, html};
use causerie_model::TimeMs;

use crate::cite::{CitationStyle, cite};
use crate::clip::Clip;
use crate::packet::{Entry, Packet};
use crate::sound::Written;

/// So much of a clip's words stands in the handout, in characters: about a third of a page.
const QUOTED: usize = 1_500;

/// The list of clips, each with the way to its page and its files.
pub(crate) fn index(packet: &Packet, entries: &[Entry<'_>], reel: Option<&Written>) -> String {
    let mut out = top(packet, &format!("{} · {}", count(entries.len()), total(entries)));
    out.push_str("<main>\n<ol class=\"list\">\n");
    for entry in entries {
        let title = html::text(&entry.clip.title);
        let page = encoded(entry.file(".html").unwrap_or_default());
        let _ = writeln!(out, "<li><a href=\"{page}\" dir=\"auto\">{title}</a>");
        let _ = writeln!(out, "<p>{} · {}</p>", times(entry.clip), entry.sound.duration());
        note(&mut out, entry.clip);
        let sound = entry.file(&entry.sound.name).unwrap_or_default();
        let files = [
            (sound, "Sound"),
            (entry.file(".vtt").unwrap_or_default(), "Captions"),
            (entry.file(".txt").unwrap_or_default(), "Text"),
        ];
        let links =
            files.map(|(file, what)| format!("<a class=\"file\" href=\"{}\">{what}</a>", encoded(file)));
        let _ = writeln!(out, "<p>{}</p></li>", links.join(" · "));
    }
    out.push_str("</ol>\n<p class=\"beside\">");
    let mut rest =
        vec![("handout.html".to_owned(), "Handout to print"), ("citations.txt".to_owned(), "Citations")];
    rest.extend(reel.map(|reel| (encoded(&reel.name), "All clips in one, with chapters")));
    rest.push(("provenance.json".to_owned(), "Where all of this is from"));
    let rest = rest.iter().map(|(file, what)| format!("<a href=\"{file}\">{what}</a>")).collect::<Vec<_>>();
    let _ = write!(out, "{}</p>\n</main>\n</body>\n</html>\n", rest.join(" · "));
    out
}

/// The handout: of each clip its title and times, its words, what is asked about it, and how to cite it.
pub(crate) fn handout(packet: &Packet, styles: &[CitationStyle]) -> String {
    let mut out = top(packet, &count(packet.clips.len()));
    out.push_str("<main>\n");
    for (n, clip) in packet.clips.iter().enumerate() {
        let title = html::text(&clip.title);
        let _ = writeln!(out, "<section class=\"clip\">\n<h2 dir=\"auto\">{}. {title}</h2>", n + 1);
        let _ = writeln!(out, "<p class=\"times\">{}</p>", times(clip));
        for remark in clip.remarks() {
            let _ = writeln!(out, "<p dir=\"auto\">{}</p>", html::text(remark));
        }
        quotations(&mut out, &clip.document);
        let questions: Vec<String> = clip
            .questions()
            .map(|question| format!("<li dir=\"auto\">{}</li>", html::text(question)))
            .collect();
        if !questions.is_empty() {
            let _ =
                writeln!(out, "<h3>Questions</h3>\n<ol class=\"questions\">{}</ol>", questions.join("\n"));
        }
        let cited = clip.cited();
        for style in styles {
            let citation = cite(&cited, *style);
            let (entry, pointer) = (citation.entry.html(), citation.pointer.html());
            let _ = writeln!(out, "<p class=\"cite\" dir=\"auto\">{}: {entry} {pointer}</p>", style.label());
        }
        out.push_str("</section>\n");
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// What was said and written, until it is enough for a handout.
fn quotations(out: &mut String, document: &Document) {
    let mut left = QUOTED;
    let messages = document
        .messages
        .iter()
        .filter(|placed| placed.message.kind.is_spoken() || placed.message.kind.is_typed());
    // Who speaks; nobody, where somebody wrote.
    let mut last: Option<Option<&str>> = None;
    for placed in messages {
        let text = placed.message.text.trim();
        let length = text.chars().count();
        if length > left {
            let _ = writeln!(out, "{}<p>…</p>", if last.is_some() { "</blockquote>\n" } else { "" });
            return;
        }
        left -= length;
        let who = document.author(placed);
        // Sentences of one speaker are read on.
        let goes_on = placed.message.kind.is_spoken() && last == Some(Some(who));
        if goes_on {
            let _ = write!(out, " {}", html::text(text));
            continue;
        }
        if last.is_some() {
            out.push_str("</blockquote>\n");
        }
        let name = if who.is_empty() { "Somebody" } else { who };
        let wrote = if placed.message.kind.is_typed() { " wrote" } else { "" };
        let _ = write!(
            out,
            "<blockquote class=\"quote\" dir=\"auto\"><b>{}{wrote}, {}</b> {}",
            html::text(name),
            placed.at,
            html::text(text)
        );
        last = Some(wrote.is_empty().then_some(who));
    }
    if last.is_some() {
        out.push_str("</blockquote>\n");
    }
}

fn top(packet: &Packet, facts: &str) -> String {
    let mut out = html::head(&packet.title, None);
    let title = html::text(&packet.title);
    let _ = write!(out, "<body>\n<header>\n<h1 dir=\"auto\">{title}</h1>\n<p>{facts}</p>\n");
    if !packet.notes.trim().is_empty() {
        let _ = writeln!(out, "<p class=\"note\" dir=\"auto\">{}</p>", html::text(packet.notes.trim()));
    }
    out.push_str("</header>\n");
    out
}

fn note(out: &mut String, clip: &Clip) {
    let tags = if clip.tags.is_empty() { String::new() } else { format!("\n{}", clip.tags.join(", ")) };
    let note = format!("{}{tags}", clip.note.trim());
    if !note.trim().is_empty() {
        let _ = writeln!(out, "<p class=\"note\" dir=\"auto\">{}</p>", html::text(note.trim()));
    }
}

/// `0:54 to 1:30 of The tape`.
fn times(clip: &Clip) -> String {
    let (from, to) = clip.span();
    format!("{from} to {to} of {}", html::text(clip.session_title()))
}

fn count(clips: usize) -> String {
    if clips == 1 { "1 clip".to_owned() } else { format!("{clips} clips") }
}

fn total(entries: &[Entry<'_>]) -> TimeMs {
    entries.iter().fold(TimeMs::ZERO, |sum, entry| sum + entry.sound.duration())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{clip, document, said, wrote};

    fn packet(messages: impl IntoIterator<Item = causerie_export::Placed>) -> Packet {
        let mut clip = clip(&document(messages), 0, 50_000);
        clip.title = "<The> turn".into();
        clip.note = "Listen <b>twice</b>.\nWho & why?".into();
        Packet { title: "Workshop <1>".into(), notes: String::new(), clips: vec![clip] }
    }

    #[test]
    fn a_handout_quotes_and_asks_and_nothing_typed_is_markup() {
        let packet = packet([
            said("l1.0", 1_000, "Ben", "One."),
            said("l1.1", 2_000, "Ben", "Two <i>."),
            wrote("l1.2", 3_000, "Ana", "hm"),
            said("l1.3", 4_000, "Ben", "Three."),
        ]);
        let page = handout(&packet, &[CitationStyle::Apa]);
        for part in [
            "<h2 dir=\"auto\">1. &lt;The&gt; turn</h2>\n<p class=\"times\">0:00 to 0:50 of Boats</p>",
            "<p dir=\"auto\">Listen &lt;b&gt;twice&lt;/b&gt;.</p>",
            "<b>Ben, 0:01</b> One. Two &lt;i&gt;.</blockquote>",
            "<b>Ana wrote, 0:03</b> hm</blockquote>",
            "<b>Ben, 0:04</b> Three.</blockquote>",
            "<ol class=\"questions\"><li dir=\"auto\">Who &amp; why?</li></ol>",
            "APA: Ruiz, A. (2008, May 14). Boats [Audio recording]. In <i>Harbour talks</i>. (Ruiz, 2008, 0:00–0:50)",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert_eq!(page.matches("<blockquote").count(), page.matches("</blockquote>").count());
        assert!(page.contains("script-src 'none'"));
    }

    #[test]
    fn a_long_clip_is_quoted_until_it_is_enough() {
        let text = "a sentence of some length ".repeat(20);
        let page = handout(&packet((0..9).map(|n| said(&format!("l1.{n}"), n * 1_000, "Ben", &text))), &[]);
        assert_eq!(page.matches("a sentence").count(), 40, "two of them, whole");
        assert!(page.contains("</blockquote>\n<p>…</p>"));
    }
}

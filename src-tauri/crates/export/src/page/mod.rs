//! A session as one web page that plays with its transcript and chat, offline, in any browser.
//!
//! The page loads nothing but its recordings: its policy allows its own style and script by their digests, and sound
//! (<https://www.w3.org/TR/CSP3/>). What people typed is escaped. Without scripts the recordings have the browser's own
//! controls, and printed the page is a transcript.

mod base64;

use std::collections::BTreeMap;
use std::fmt::Write;

use causerie_model::{Kind, MessageId, TimeMs};
use sha2::{Digest, Sha256};

use crate::escape::{one_line, xml};
use crate::options::encoded;
use crate::rows::{Row, rows};
use crate::{Document, Options, Placed, Recording, plain};

/// The style of all pages.
pub(crate) const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// The bytes of a recording as an address that a page can hold: a `data:` URL.
pub fn embedded(recording: &Recording, bytes: &[u8]) -> String {
    let kind = recording.media_type().unwrap_or("application/octet-stream");
    format!("data:{kind};base64,{}", base64::encoded(bytes))
}

/// The page.
pub(crate) fn write(document: &Document, options: &Options) -> String {
    let rows = rows(document);
    let is_single = rows.iter().all(|row| row.spoken.is_empty());
    let mut out = head(&document.session.title, Some(SCRIPT));
    let class = if is_single { " class=\"single\"" } else { "" };
    let _ = write!(out, "<body{class}>\n<header>\n");
    if let Some(up) = &options.up {
        let _ = writeln!(out, "<p class=\"up\"><a href=\"{}\">{}</a></p>", xml(&up.address), xml(&up.text));
    }
    let facts = plain::facts(document).join(" · ");
    let _ = write!(
        out,
        "<h1 dir=\"auto\">{}</h1>\n<p>{}</p>\n",
        xml(&one_line(&document.session.title)),
        xml(&facts)
    );
    for note in &options.notes {
        let _ = writeln!(out, "<p class=\"note\" dir=\"auto\">{}</p>", xml(note));
    }
    out.push_str(&sounds(document, options));
    out.push_str("</header>\n<main>\n<div class=\"heads\" aria-hidden=\"true\"><span>Time</span>");
    out.push_str(if is_single {
        "<span>Written</span></div>\n"
    } else {
        "<span>Spoken</span><span>Written</span></div>\n"
    });
    out.push_str("<ol>\n");
    let outside = document.excerpt.iter().flat_map(|excerpt| &excerpt.answered);
    let known: BTreeMap<MessageId, &Placed> =
        document.messages.iter().chain(outside).map(|placed| (placed.id.clone(), placed)).collect();
    for row in &rows {
        out.push_str(&row_of(document, &known, row, is_single));
    }
    out.push_str("</ol>\n</main>\n");
    if !options.sources.is_empty() {
        out.push_str("<footer>\n");
        for source in &options.sources {
            let _ = writeln!(out, "<p dir=\"auto\">{source}</p>");
        }
        out.push_str("</footer>\n");
    }
    if !document.recordings.is_empty() {
        out.push_str(BAR);
    }
    let _ = write!(out, "<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

/// All ahead of the body, with the style of all pages, and a policy under which nothing is loaded but sound that lies
/// beside the page. A page without a script allows none.
pub fn head(title: &str, script: Option<&str>) -> String {
    let digest = |text: &str| format!("'sha256-{}'", base64::encoded(&Sha256::digest(text)));
    let script = script.map_or_else(|| "'none'".to_owned(), digest);
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {script}; style-src {}; \
         media-src 'self' file: data:; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n",
        digest(STYLE),
        xml(&one_line(title)),
    )
}

/// The recordings, with the browser's controls until the script takes over.
fn sounds(document: &Document, options: &Options) -> String {
    if document.recordings.is_empty() {
        return String::new();
    }
    let mut out = String::from("<div class=\"sounds\">\n");
    for (n, recording) in document.recordings.iter().enumerate() {
        let address = match options.sounds.get(n) {
            Some(address) => address.clone(),
            None => options.address(&recording.path).unwrap_or_else(|| encoded(&recording.path)),
        };
        let _ = writeln!(
            out,
            "<audio controls preload=\"metadata\" data-length=\"{}\" aria-label=\"{}\" src=\"{}\"></audio>",
            recording.duration.get(),
            xml(recording.file()),
            xml(&address)
        );
    }
    out.push_str("</div>\n");
    out
}

/// What steers the recordings.
const BAR: &str = r##"<div class="bar" role="group" aria-label="Player">
<button type="button" id="play" class="play" aria-label="Play" aria-keyshortcuts="Space"><span class="start"><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1l11 7-11 7z"/></svg></span><span class="pause" hidden><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1h4v14H3zM9 1h4v14H9z"/></svg></span></button>
<button type="button" id="back" aria-label="Back 10 seconds">↺ 10</button>
<button type="button" id="on" aria-label="On 10 seconds">10 ↻</button>
<span id="clock" class="clock"></span>
<input type="range" id="seek" min="0" max="0" value="0" step="100" aria-label="Place in the recording">
<select id="speed" aria-label="Speed"><option value="0.75">0.75×</option><option value="1" selected>1×</option><option value="1.25">1.25×</option><option value="1.5">1.5×</option><option value="2">2×</option></select>
<label><input type="checkbox" id="follow" checked> Follow</label>
<button type="button" id="now" hidden>Back to now</button>
<p id="failed" class="failed" role="alert" hidden></p>
</div>
"##;

fn row_of(
    document: &Document,
    known: &BTreeMap<MessageId, &Placed>,
    row: &Row<'_>,
    is_single: bool,
) -> String {
    let mut out = String::new();
    let at = row.at;
    let time = if row.off_record {
        let _ = write!(out, "<li class=\"row off\"><span class=\"t\">{at}</span>");
        " <span class=\"tag\">(not recorded)</span>"
    } else {
        let seconds = at.max(TimeMs::ZERO).as_seconds();
        let _ = write!(
            out,
            "<li class=\"row\" data-at=\"{}\"><a class=\"t\" href=\"#t={seconds}\">{at}</a>",
            at.get()
        );
        ""
    };
    if !is_single {
        out.push_str("<div class=\"said\">");
        if let Some(first) = row.spoken.first() {
            let name = xml(&one_line(document.author(first)));
            if !name.is_empty() || !time.is_empty() {
                let _ = write!(out, "<b>{name}{time}</b>");
            }
            let text: Vec<String> = row.spoken.iter().map(|placed| xml(placed.message.text.trim())).collect();
            let _ = write!(out, "<p dir=\"auto\">{}</p>", text.join(" "));
        }
        out.push_str("</div>");
    }
    out.push_str("<div class=\"wrote\">");
    for placed in &row.written {
        out.push_str(&written(document, known, placed, if row.spoken.is_empty() { time } else { "" }));
    }
    out.push_str("</div></li>\n");
    out
}

fn written(document: &Document, known: &BTreeMap<MessageId, &Placed>, placed: &Placed, tag: &str) -> String {
    let text = xml(placed.message.text.trim());
    let name = one_line(document.author(placed));
    match placed.message.kind {
        Kind::Marker => return format!("<h2 dir=\"auto\">{}</h2>", text.replace('\n', "<br>")),
        Kind::System => return format!("<p class=\"sys\" dir=\"auto\">{text}{tag}</p>"),
        Kind::Chat | Kind::Private | Kind::Transcript => {}
    }
    let name = if name.is_empty() { "Somebody" } else { &name };
    let mut out = String::from("<div>");
    if let Some(answered) = placed.answers().and_then(|id| known.get(&id)) {
        let quote = plain::quoted(&answered.message.text);
        let _ = write!(
            out,
            "<blockquote dir=\"auto\">{}: {}</blockquote>",
            xml(&one_line(document.author(answered))),
            xml(&quote)
        );
    }
    let to = plain::to(document, placed);
    let to = if to.is_empty() { to } else { format!("<span class=\"tag\">{}</span> ", xml(&to)) };
    let tag = if document.is_just_before(placed) { " <span class=\"tag\">(just before)</span>" } else { tag };
    let _ = write!(out, "<p dir=\"auto\"><b>{}</b> {to}{text}{tag}</p>", xml(name));
    for reaction in &placed.message.reactions {
        let by: Vec<&str> = reaction.by.iter().map(|name| document.shown(name)).collect();
        let count = if by.len() > 1 { format!(" {}", by.len()) } else { String::new() };
        let _ = write!(
            out,
            "<span class=\"rx\" title=\"{}\">{}{count}</span>",
            xml(&one_line(&by.join(", "))),
            xml(&one_line(&reaction.emoji))
        );
    }
    out.push_str("</div>");
    out
}

#[cfg(test)]
mod tests {
    use causerie_model::Reaction;

    use super::*;
    use crate::Link;
    use crate::testing::{document, placed, said, wrote};

    const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=\"alert(1)\">";

    fn sample() -> Document {
        let mut document = document([
            wrote("l1.0", -1_000, "Ana", "early"),
            said("l1.1", 1_000, HOSTILE, HOSTILE),
            wrote("l1.2", 1_500, HOSTILE, HOSTILE),
            placed("l1.3", 5_000, Kind::Marker, "", HOSTILE),
            placed("l1.4", 6_000, Kind::System, "", HOSTILE),
            wrote("l1.5", 7_000, "Ana", "answer"),
        ]);
        document.session.title = HOSTILE.into();
        document.session.series = Some(HOSTILE.into());
        document.messages[5].message.reply_to = Some(2);
        document.messages[5].message.reactions =
            vec![Reaction { emoji: HOSTILE.into(), by: vec![HOSTILE.into(), "Ben".into()] }];
        document
    }

    #[test]
    fn nothing_that_was_typed_is_markup() {
        let page = write(
            &sample(),
            &Options {
                up: Some(Link { address: "\"><b>".into(), text: HOSTILE.into() }),
                notes: vec![HOSTILE.into()],
                sounds: vec!["\"onplay=".into()],
                ..Options::default()
            },
        );
        let ours = page.matches("<script").count();
        assert_eq!((ours, page.matches("</script").count()), (1, 1), "the page's own");
        assert!(
            !page.contains("<img") && !page.contains("onerror=\"") && !page.contains("\"onplay"),
            "{page}"
        );
    }

    #[test]
    fn the_policy_allows_the_pages_own_style_and_script_and_no_others() {
        let page = write(&sample(), &Options::default());
        let between =
            |from: &str, to: &str| page.split_once(from).unwrap().1.split_once(to).unwrap().0.to_owned();
        let digest = |text: String| format!("'sha256-{}'", base64::encoded(&Sha256::digest(text)));
        let policy = between("Content-Security-Policy\" content=\"", "\"");
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(policy.contains(&digest(between("<style>", "</style>"))), "{policy}");
        assert!(policy.contains(&digest(between("<script>", "</script>"))), "{policy}");
        assert!(!policy.contains("unsafe") && !policy.contains("http"), "{policy}");
        assert!(
            !page.contains("http:") && !page.contains("https:") && !page.contains("url("),
            "nothing is loaded"
        );
    }

    #[test]
    fn rows_lead_to_their_moments() {
        let page = write(&sample(), &Options::default());
        assert!(
            page.contains("<li class=\"row\" data-at=\"1000\"><a class=\"t\" href=\"#t=1\">0:01</a>"),
            "{page}"
        );
        assert!(
            page.contains("<li class=\"row off\"><span class=\"t\">-0:01</span>"),
            "there is nothing to hear"
        );
        assert!(page.contains("data-length=\"40000\" aria-label=\"one.mp3\" src=\"data/one.mp3\""));
        assert!(page.contains("src=\"data/two%20%26%20more.ogg\""));
        assert!(page.contains("(not recorded)") && page.contains("<blockquote"));
    }

    #[test]
    fn a_session_without_speech_or_sound_has_one_column_and_no_player() {
        let mut silent = document([wrote("l1.0", 0, "Ana", "hi")]);
        silent.recordings.clear();
        let page = write(&silent, &Options::default());
        assert!(
            page.contains("<body class=\"single\">")
                && !page.contains("<audio")
                && !page.contains("id=\"play\"")
        );
    }

    #[test]
    fn a_long_session_stays_small() {
        let text = "a sentence of the usual length, with what people say in it and no more";
        let spoken = (0..900).map(|n| said(&format!("l1.{n}"), n * 60, "Ben", text));
        let written = (900..1_200).map(|n| wrote(&format!("l1.{n}"), n * 50, "Ana", text));
        let mut messages: Vec<_> = spoken.chain(written).collect();
        messages.sort_by_key(|placed| placed.at);
        assert!(write(&document(messages), &Options::default()).len() < 300_000);
    }

    #[test]
    fn sound_can_be_held_by_the_page() {
        let document = sample();
        assert_eq!(embedded(&document.recordings[0], b"abcd"), "data:audio/mpeg;base64,YWJjZA==");
    }
}

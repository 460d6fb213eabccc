//! OHMS, the Oral History Metadata Synchronizer, as its version 6 writes an interview:
//! <https://www.oralhistoryonline.org/>. The names of `description` and of the fields of a point that the reader does not know
//! are from memory.
//!
//! What was said is the transcript, verbatim, in WebVTT. Chapters, and whatever else was written, are points of the index, so that
//! nothing stands in the transcript that nobody said.

use std::fmt::Write;

use causerie_model::{Kind, TimeMs};

use crate::cues::{cues, stamp};
use crate::escape::{one_line, xml};
use crate::{Document, Options, Placed, plain};

/// The recorded messages. A name such as `<interviewee>` is left empty: nobody told who is who.
pub(crate) fn write(document: &Document, options: &Options) -> String {
    let session = &document.session;
    let day = session.date.as_deref().filter(|date| date.len() == 10).unwrap_or_default();
    let media =
        document.recordings.first().and_then(|first| options.address(&first.path)).unwrap_or_default();
    let mut out = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms">
  <record id="{}">
    <version>6.0</version>
    <date value="{}" format="yyyy-mm-dd"/>
    <title>{}</title>
    <accession>{}</accession>
    <duration>{}</duration>
    <series_name>{}</series_name>
    <interviewee/>
    <interviewer/>
    <media_url>{}</media_url>
    <mediafile>
      <host>Other</host>
      <clip_format>audio</clip_format>
    </mediafile>
    <description>{}</description>
    <index>
"#,
        session.id,
        xml(day),
        xml(&one_line(&session.title)),
        session.id,
        whole_seconds(session.duration),
        xml(session.series.as_deref().unwrap_or_default()),
        xml(&media),
        xml(&plain::facts(document).join("; ")),
    );
    for cue in cues(document).iter().filter(|cue| !cue.placed.message.kind.is_spoken()) {
        out.push_str(&point(document, cue.placed));
    }
    let _ = write!(out, "    </index>\n    <vtt_transcript><![CDATA[{}", transcript(document));
    out.push_str("]]></vtt_transcript>\n  </record>\n</ROOT>\n");
    out
}

fn whole_seconds(at: TimeMs) -> String {
    stamp(at, '.').split('.').next().unwrap_or_default().to_owned()
}

/// Cues as OHMS has them: lines end in `<br>`, and a cue without a voice belongs to the one above.
fn transcript(document: &Document) -> String {
    let mut out = String::from("WEBVTT\n\nNOTE\nTRANSCRIPTION BEGIN\n");
    let mut is_named = false;
    for cue in cues(document).iter().filter(|cue| cue.placed.message.kind.is_spoken()) {
        let name = one_line(document.author(cue.placed));
        let voice = match (name.is_empty(), is_named) {
            (false, _) => format!("<v {}>", xml(&name)),
            (true, true) => "<v Somebody>".to_owned(),
            (true, false) => String::new(),
        };
        is_named |= !name.is_empty();
        let text = xml(cue.placed.message.text.trim()).replace('\n', "<br>");
        let _ = write!(out, "\n{} --> {}\n{voice}{text}\n", stamp(cue.start, '.'), stamp(cue.end, '.'));
    }
    out.push_str("\nNOTE\nTRANSCRIPTION END\n\n");
    out.replace("]]>", "]]]]><![CDATA[>")
}

/// What stands ahead of the fields of a point when it is read, and the fields.
const LABELS: [(&str, &str); 4] =
    [("Keywords: ", "keywords"), ("Subjects: ", "subjects"), ("Place: ", "gps_text"), ("GPS: ", "gps")];

/// A point: the first line is its title; a line behind that begins as one of the fields does is that field, and the others are
/// its synopsis. Whoever wrote it stands in the title.
fn point(document: &Document, placed: &Placed) -> String {
    let name = one_line(document.author(placed));
    let mut lines = placed.message.text.trim().lines();
    let title = match placed.message.kind {
        Kind::Marker | Kind::System | Kind::Transcript => lines.next().unwrap_or_default().to_owned(),
        Kind::Chat | Kind::Private => {
            let name = if name.is_empty() { "Somebody" } else { &name };
            format!("{name} wrote{}", plain::to(document, placed))
        }
    };
    let (mut synopsis, mut fields) = (Vec::new(), String::new());
    for line in lines {
        match LABELS.iter().find_map(|(label, field)| Some((field, line.strip_prefix(label)?))) {
            Some((field, text)) if placed.message.kind == Kind::Marker => {
                let _ = writeln!(fields, "        <{field}>{}</{field}>", markup(text));
            }
            Some(_) | None => synopsis.push(line),
        }
    }
    let seconds = placed.at.as_seconds();
    let (title, synopsis) = (markup(&title), markup(&synopsis.join("\n")));
    format!(
        "      <point>\n        <time>{seconds}</time>\n        <title>{title}</title>\n        \
         <synopsis>{synopsis}</synopsis>\n{fields}      </point>\n"
    )
}

/// The fields of a point hold HTML.
fn markup(text: &str) -> String {
    xml(&xml(text).replace('\n', "<br>"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{document, placed, said, wrote};

    #[test]
    fn speech_is_the_transcript_and_all_else_the_index() {
        let document = document([
            placed("l1.0", 0, Kind::Marker, "", "Boats & <oars>\nOld ones.\nKeywords: wood; tar"),
            said("l1.1", 1_000, "Ben ]]", "One\n\ntwo ]]> <i>"),
            wrote("l1.2", 2_500, "Ana", "Keywords: none"),
            said("l1.3", 4_000, "", "Who?"),
            wrote("l1.4", 99_000, "Ana", "late"),
        ]);
        let options = Options { base: Some("https://example.org/talks/".into()), ..Options::default() };
        let text = write(&document, &options);
        for (part, why) in [
            ("<title>Boats &amp; &lt;b&gt;bridges&lt;/b&gt;</title>", "a title is text"),
            ("<media_url>https://example.org/talks/data/one.mp3</media_url>", "the first recording"),
            ("<title>Boats &amp;amp; &amp;lt;oars&amp;gt;</title>", "a point's fields hold HTML"),
            (
                "<synopsis>Old ones.</synopsis>\n        <keywords>wood; tar</keywords>",
                "fields have their own places",
            ),
            (
                "<time>2.5</time>\n        <title>Ana wrote</title>\n        <synopsis>Keywords: none<",
                "but not in a chat",
            ),
            (
                "00:00:01.000 --> 00:00:03.460\n<v Ben ]]]]><![CDATA[>One<br><br>two ]]&gt; &lt;i&gt;\n",
                "CDATA ends where it should",
            ),
            ("<v Somebody>Who?", "a cue without a voice would be Ben's"),
        ] {
            assert!(text.contains(part), "{why}: {text}");
        }
        assert!(!text.contains("late"), "what was not recorded has no place on the recording");
    }
}

//! What Podlove publishes beside a podcast's sound: chapters, as JSON or as Podlove Simple Chapters, and transcripts.
//! <https://podlove.org/simple-chapters/>, <https://docs.podlove.org/podlove-web-player/>

use causerie_model::{Kind, Message, TimeBase, TimeMs};
use serde::Deserialize;

use crate::format::{Format, Parsed, Sample, Source, Warnings, append_line, message, number};
use crate::plain;
use crate::records::{self, Time, time_or_above};
use crate::turns::Piece;
use crate::xml::{Step, Walk};

/// `[{"start": "00:01:15.911", "title": "Observatories", "href": "", "image": ""}, …]` or
/// `<psc:chapters><psc:chapter start="1:15" title="Observatories"/></psc:chapters>`
pub(crate) struct Chapters;

/// `[{"start": "00:00:01.000", "start_ms": 1000, "end": …, "speaker": "1", "voice": "Ana", "text": "Good morning"}, …]`, of
/// which older ones have `start` and `end` in seconds and nobody's name.
pub(crate) struct Transcript;

impl Format for Chapters {
    fn name(&self) -> &'static str {
        "podlove-chapters"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let xml = sample.xml.as_ref().is_some_and(|root| {
            root.name == "chapters"
                && root.attributes.values().any(|value| value.contains("podlove.org/simple-chapters"))
        });
        let json = sample.json.have(&["[].start", "[].title"]) && !sample.json.has("[].text");
        if xml || json { 0.95 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let chapters = if source.text.trim_start().starts_with('<') {
            from_xml(source.text, &mut warnings)
        } else {
            records::each::<Chapter>(source.text, "", "chapter", &mut warnings)
        };
        let mut messages: Vec<Message> = Vec::new();
        for (line, chapter) in chapters {
            let above = messages.last().map(|above| above.source).unwrap_or_default();
            let start = time_or_above(chapter.start.known(), above, line, &mut warnings);
            let mut text = plain::text(&chapter.title);
            if let Some(href) = chapter.href.map(|href| plain::text(&href)).filter(|href| !href.is_empty()) {
                append_line(&mut text, &href);
            }
            messages.push(message(line, start, Kind::Marker, text));
        }
        relative(messages, warnings)
    }
}

#[derive(Deserialize)]
struct Chapter {
    #[serde(default)]
    start: Time,
    title: String,
    href: Option<String>,
}

fn from_xml(text: &str, warnings: &mut Warnings) -> Vec<(u32, Chapter)> {
    let mut walk = Walk::new(text);
    let mut chapters = Vec::new();
    for step in walk.by_ref() {
        if let Step::Open(tag) = step
            && tag.name() == "chapter"
        {
            let attribute = |name| tag.attribute(name);
            let start = attribute("start").map_or(Time::Missing, Time::Clock);
            let title = attribute("title").unwrap_or_default();
            chapters.push((tag.line, Chapter { start, title, href: attribute("href") }));
        }
    }
    walk.warn(warnings);
    chapters
}

impl Format for Transcript {
    fn name(&self) -> &'static str {
        "podlove-transcript"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        let of_whisper = ["[].words", "[].tokens", "[].seek"].into_iter().any(|key| keys.has(key));
        if of_whisper || !keys.have(&["[].start", "[].end", "[].text"]) {
            return 0.0;
        }
        if keys.has("[].start_ms") { 0.98 } else { 0.85 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut messages = Vec::new();
        let mut heard = TimeMs::ZERO;
        for (line, segment) in records::each::<Segment>(source.text, "", "segment", &mut warnings) {
            let text = plain::text(&segment.text);
            let known = segment.start_ms.map(TimeMs::new).or(segment.start.known());
            let start = time_or_above(known, heard, line, &mut warnings);
            let end = segment.end_ms.map(TimeMs::new).or(segment.end.known());
            heard = end.unwrap_or(start);
            let speaker =
                segment.voice.filter(|voice| !voice.is_empty()).or(segment.speaker).unwrap_or_default();
            messages.push(Piece { line, start, end, speaker: plain::text(&speaker), text }.into_message());
        }
        relative(messages, warnings)
    }
}

#[derive(Deserialize)]
struct Segment {
    #[serde(default)]
    start: Time,
    #[serde(default)]
    end: Time,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    speaker: Option<String>,
    voice: Option<String>,
    text: String,
}

fn relative(mut messages: Vec<Message>, warnings: Warnings) -> Parsed {
    number(&mut messages);
    Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(format: &dyn Format, text: &str) -> (Vec<(i64, String, String)>, usize) {
        let parsed = format.parse(&Source::of(text));
        let found = parsed.messages.into_iter().map(|m| (m.source.get(), m.author, m.text)).collect();
        (found, parsed.warnings.into_sorted().len())
    }

    #[test]
    fn chapters_are_json_or_xml() {
        let json = r#"[{"start":"00:01:15.911","title":"Stars","href":""},{"start":"soon","title":"x"}]"#;
        assert_eq!(
            read(&Chapters, json),
            (vec![(75_911, String::new(), "Stars".into()), (75_911, String::new(), "x".into())], 1)
        );
        let xml = "<psc:chapters version=\"1.2\" xmlns:psc=\"http://podlove.org/simple-chapters\">\
            <psc:chapter start=\"1:15\" title=\"Stars &amp; dust\" href=\"https://example.org\"/></psc:chapters>";
        assert_eq!(
            read(&Chapters, xml),
            (vec![(75_000, String::new(), "Stars & dust\nhttps://example.org".into())], 0)
        );
    }

    #[test]
    fn a_segment_s_time_is_in_any_of_three_ways() {
        let json = r#"[{"start":0.018,"end":1.5,"text":"one"},{"start":"00:00:02.000","end":"00:00:03.000","text":"two","voice":"","speaker":"Ana"},
            {"start":"?","start_ms":4000,"end":"?","end_ms":5000,"text":"three","voice":"Ben","speaker":"2"},{"start":"?","end":null,"text":"four"}]"#;
        let expected = [(18, "", "one"), (2_000, "Ana", "two"), (4_000, "Ben", "three"), (5_000, "", "four")];
        let expected = expected.map(|(at, who, text)| (at, who.to_owned(), text.to_owned())).to_vec();
        assert_eq!(read(&Transcript, json), (expected, 1));
    }
}

//! What podcasts publish beside their sound, by the Podcasting 2.0 namespace: transcripts and chapters as JSON.
//! <https://github.com/Podcastindex-org/podcast-namespace/tree/main/docs>

use causerie_model::{Kind, Message, TimeBase, TimeMs};
use serde::Deserialize;

use crate::format::{Format, Parsed, Sample, Source, Warnings, append_line, message, number};
use crate::plain;
use crate::records::{self, Time, time_or_above};
use crate::turns::{self, Piece};

/// `{"version": "1.0.0", "segments": [{"speaker": "Ana", "startTime": 0.5, "endTime": 0.75, "body": "Good"}, …]}`, in which
/// a segment may be a sentence or a word.
pub(crate) struct Transcript;

/// `{"version": "1.2.0", "chapters": [{"startTime": 168, "title": "Hearing aids", "url": …}, …]}`
pub(crate) struct Chapters;

impl Format for Transcript {
    fn name(&self) -> &'static str {
        "podcast-transcript"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let told = sample.json.have(&["segments[].startTime", "segments[].body"]);
        if told { 0.98 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut pieces = Vec::new();
        let mut heard = TimeMs::ZERO;
        for (line, segment) in records::each::<Segment>(source.text, "segments", "segment", &mut warnings) {
            let start = time_or_above(segment.start_time.known(), heard, line, &mut warnings);
            let text = plain::text(&segment.body);
            if !text.is_empty() {
                let end = segment.end_time.known();
                heard = end.unwrap_or(start);
                pieces.push(Piece {
                    line,
                    start,
                    end,
                    speaker: plain::text(&segment.speaker.unwrap_or_default()),
                    text,
                });
            }
        }
        let messages = if turns::are_words(&pieces) {
            turns::joined(pieces)
        } else {
            pieces.into_iter().map(Piece::into_message).collect()
        };
        relative(messages, warnings)
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segment {
    speaker: Option<String>,
    #[serde(default)]
    start_time: Time,
    #[serde(default)]
    end_time: Time,
    body: String,
}

impl Format for Chapters {
    fn name(&self) -> &'static str {
        "podcast-chapters"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        if sample.json.has("chapters[].startTime") { 0.98 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut messages: Vec<Message> = Vec::new();
        for (line, chapter) in records::each::<Chapter>(source.text, "chapters", "chapter", &mut warnings) {
            let above = messages.last().map(|above| above.source).unwrap_or_default();
            let start = time_or_above(chapter.start_time.known(), above, line, &mut warnings);
            messages.push(chapter.into_marker(line, start));
        }
        relative(messages, warnings)
    }
}

/// A chapter; one that is not to be listed may have a picture or a place and no title.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Chapter {
    #[serde(default)]
    start_time: Time,
    #[serde(default)]
    end_time: Time,
    title: Option<String>,
    url: Option<String>,
    img: Option<String>,
    location: Option<Location>,
}

#[derive(Deserialize)]
struct Location {
    name: Option<String>,
}

impl Chapter {
    fn into_marker(self, line: u32, start: TimeMs) -> Message {
        let place = self.location.and_then(|location| location.name);
        let said = [self.title, place, self.url].into_iter().flatten();
        let mut text = lines(said);
        if text.is_empty() {
            text = lines(self.img.into_iter());
        }
        let mut marker = message(line, start, Kind::Marker, text);
        marker.end = self.end_time.known().filter(|end| *end > start);
        marker
    }
}

fn lines(texts: impl Iterator<Item = String>) -> String {
    let mut all = String::new();
    for text in texts.map(|text| plain::text(&text)).filter(|text| !text.is_empty()) {
        if all.is_empty() {
            all = text;
        } else {
            append_line(&mut all, &text);
        }
    }
    all
}

fn relative(mut messages: Vec<Message>, warnings: Warnings) -> Parsed {
    number(&mut messages);
    Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_stay_apart() {
        let text = r#"{"segments":[{"startTime":1,"endTime":0.5,"body":"Good morning"},
            {"startTime":"x","body":"lost?"},{"speaker":"Ben","startTime":2,"body":" Hello to you "},{"startTime":3,"body":""},{"#;
        let parsed = Transcript.parse(&Source::of(text));
        let found: Vec<_> = parsed
            .messages
            .iter()
            .map(|m| (m.source.get(), m.end, m.author.as_str(), m.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (1_000, None, "", "Good morning"),
                (500, None, "", "lost?"),
                (2_000, None, "Ben", "Hello to you")
            ]
        );
        let lines: Vec<_> = parsed.warnings.into_sorted().iter().map(|warning| warning.line).collect();
        assert_eq!(lines, [2, 2], "a bad time, and the end that is cut off");
    }

    #[test]
    fn a_chapter_without_a_title_tells_what_it_has() {
        let text = r#"{"chapters":[{"startTime":0,"title":"Start","url":"https://example.org"},{"startTime":5,"img":"a.png"},
            {"startTime":6,"endTime":9,"img":"a.png","location":{"name":"Lisbon"}}]}"#;
        let parsed = Chapters.parse(&Source::of(text));
        let found: Vec<_> =
            parsed.messages.iter().map(|m| (m.end.map(TimeMs::get), m.text.as_str())).collect();
        assert_eq!(found, [(None, "Start\nhttps://example.org"), (None, "a.png"), (Some(9_000), "Lisbon")]);
    }
}

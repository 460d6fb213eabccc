//! What Whisper and the tools around it write as JSON.
//!
//! openai-whisper, faster-whisper, stable-ts and OpenAI's service: `{"segments": [{"start": 0.0, "end": 2.5, "text": " Good
//! morning", "words": [{"word": " Good", "start": 0.0, "end": 0.4}, …]}, …]}`. whisper-timestamped has a word under `text`,
//! whisperX has a `speaker` and words without times, transformers has `chunks` with a `timestamp` of two. Some write only the
//! array of segments, and some only `words` or `word_segments`.

use causerie_model::{Message, TimeBase, TimeMs};
use serde::Deserialize;

use crate::format::{Format, Parsed, Sample, Source, Warnings, number};
use crate::json::Element;
use crate::plain;
use crate::records::{self, Time};
use crate::turns::{self, Piece};

/// Whisper, with times in seconds.
pub(crate) struct Whisper;

/// Keys that no other format has beside `start`, `end` and `text`.
const OWN_KEYS: [&str; 9] = [
    "words",
    "tokens",
    "seek",
    "avg_logprob",
    "no_speech_prob",
    "temperature",
    "compression_ratio",
    "confidence",
    "id",
];

impl Format for Whisper {
    fn name(&self) -> &'static str {
        "whisper"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let keys = &sample.json;
        if keys.have(&["segments[].start", "segments[].end", "segments[].text"]) {
            return 0.98;
        }
        let of_segments = keys.have(&["[].start", "[].end", "[].text"]);
        if of_segments && OWN_KEYS.iter().filter(|key| keys.has(&format!("[].{key}"))).count() > 1 {
            return 0.95;
        }
        let others = keys.have(&["chunks[].timestamp", "chunks[].text"])
            || keys.have(&["words[].word", "words[].start"])
            || keys.have(&["word_segments[].word", "word_segments[].start"]);
        if others { 0.9 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut read = |key, what| records::each::<Segment>(source.text, key, what, &mut warnings);
        let has =
            |key| Element::whole(source.text).get(key).is_some_and(|found| found.elements().next().is_some());
        let mut messages = if has("segments") {
            spoken(read("segments", "segment"))
        } else if has("chunks") {
            spoken(read("chunks", "chunk"))
        } else if let Some(key) = ["words", "word_segments"].into_iter().find(|key| has(key)) {
            let mut heard = TimeMs::ZERO;
            let words = read(key, "word").into_iter();
            turns::joined(words.filter_map(|(line, word)| word.into_piece(line, &mut heard)).collect())
        } else {
            spoken(read("", "segment"))
        };
        number(&mut messages);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

/// A segment, or a word on its own.
#[derive(Deserialize)]
struct Segment {
    #[serde(default)]
    start: Time,
    #[serde(default)]
    end: Time,
    /// Both, of transformers.
    timestamp: Option<(Option<f64>, Option<f64>)>,
    text: Option<String>,
    word: Option<String>,
    speaker: Option<String>,
    #[serde(default)]
    words: Option<Vec<Segment>>,
}

impl Segment {
    fn start(&self) -> Option<TimeMs> {
        self.start.known().or_else(|| Some(TimeMs::from_seconds(self.timestamp?.0?)))
    }

    fn end(&self) -> Option<TimeMs> {
        self.end.known().or_else(|| Some(TimeMs::from_seconds(self.timestamp?.1?)))
    }

    /// Its text and times, unless it has no text. Without a time it begins where the one before it was `heard` to end.
    fn into_piece(self, line: u32, heard: &mut TimeMs) -> Option<Piece> {
        let (start, end) = (self.start().unwrap_or(*heard), self.end());
        let text = plain::text(&self.word.or(self.text)?);
        *heard = end.unwrap_or(start);
        let speaker = plain::text(&self.speaker.unwrap_or_default());
        (!text.is_empty()).then_some(Piece { line, start, end, speaker, text })
    }
}

/// A message a segment.
fn spoken(segments: Vec<(u32, Segment)>) -> Vec<Message> {
    let mut messages = Vec::with_capacity(segments.len());
    let mut heard = TimeMs::ZERO;
    for (line, mut segment) in segments {
        let words = segment.words.take().unwrap_or_default();
        if segment.start().is_none() {
            heard = words.iter().find_map(Segment::start).unwrap_or(heard);
        }
        let Some(piece) = segment.into_piece(line, &mut heard) else { continue };
        let mut message = piece.into_message();
        let timed = words.into_iter().map(|word| (word.start(), word.word.or(word.text).unwrap_or_default()));
        message.words = turns::words(&message.text, timed);
        messages.push(message);
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let parsed = Whisper.parse(&Source::of(text));
        let show = |m: Message| {
            let words = m.words.unwrap_or_default();
            let words: Vec<_> =
                words.iter().map(|word| format!("{}{}", word.source.get(), word.text)).collect();
            format!(
                "{}-{} {}: {} [{}]",
                m.source.get(),
                m.end.unwrap_or_default().get(),
                m.author,
                m.text,
                words.join("|")
            )
        };
        parsed.messages.into_iter().map(show).collect()
    }

    #[test]
    fn words_are_under_either_key_and_may_have_no_times() {
        let openai = r#"{"text":"all","segments":[{"id":0,"start":0.0,"end":2.5,"text":" Good morning","words":[
            {"word":" Good","start":0.1,"end":0.4},{"word":" morning","start":0.5,"end":1.0}]}]}"#;
        assert_eq!(read(openai), ["0-2500 : Good morning [100Good |500morning]"]);
        let timestamped = openai.replace("\"word\"", "\"text\"");
        assert_eq!(read(&timestamped), read(openai));
        let whisperx = r#"{"segments":[{"start":1.0,"end":2.0,"text":" In 2014 we","speaker":"SPEAKER_00","words":[
            {"word":"In","start":1.0,"end":1.2},{"word":"2014"},{"word":"we","start":1.8}]}],"word_segments":[]}"#;
        assert_eq!(read(whisperx), ["1000-2000 SPEAKER_00: In 2014 we [1000In 2014 |1800we]"]);
    }

    #[test]
    fn other_shapes_are_read_too() {
        let bare = r#"[{"start":1,"end":2,"text":"Hi","seek":0,"tokens":[1],"words":null}]"#;
        assert_eq!(read(bare), ["1000-2000 : Hi []"]);
        let chunks =
            r#"{"chunks":[{"timestamp":[0.0,1.5],"text":" Hi"},{"timestamp":[1.5,null],"text":" there"}]}"#;
        assert_eq!(read(chunks), ["0-1500 : Hi []", "1500-0 : there []"]);
        let words = r#"{"text":"Hi there. Ho","words":[{"word":"Hi","start":0,"end":0.2},{"word":"there.","start":0.3,"end":0.5},{"word":"Ho","start":0.6,"end":0.8}]}"#;
        assert_eq!(read(words), ["0-500 : Hi there. [0Hi |300there.]", "600-800 : Ho [600Ho]"]);
    }

    #[test]
    fn a_segment_without_a_time_follows_the_one_above() {
        let text =
            r#"{"segments":[{"start":0,"end":2,"text":"a"},{"text":"b"},{"start":3,"end":4,"text":" "}]}"#;
        assert_eq!(read(text), ["0-2000 : a []", "2000-0 : b []"]);
    }
}

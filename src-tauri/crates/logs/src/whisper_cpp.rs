//! `{"transcription": [{"timestamps": …, "offsets": {"from": 0, "to": 2500}, "text": " Good morning", "tokens": […]}, …]}`:
//! what whisper.cpp writes with `--output-json` and, with tokens, `--output-json-full`. Offsets are in milliseconds.

use causerie_model::{TimeBase, TimeMs};
use serde::Deserialize;

use crate::format::{Format, Parsed, Sample, Source, Warnings, number};
use crate::turns::{self, Piece};
use crate::{plain, records};

/// whisper.cpp
pub(crate) struct WhisperCpp;

impl Format for WhisperCpp {
    fn name(&self) -> &'static str {
        "whisper-cpp"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let told = sample.json.have(&["transcription[].offsets.from", "transcription[].text"]);
        if told { 0.98 } else { 0.0 }
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let mut warnings = Warnings::default();
        let mut messages = Vec::new();
        for (line, segment) in
            records::each::<Segment>(source.text, "transcription", "segment", &mut warnings)
        {
            let text = plain::text(&segment.text);
            if text.is_empty() {
                continue;
            }
            let (start, end) = (TimeMs::new(segment.offsets.from), Some(TimeMs::new(segment.offsets.to)));
            let speaker = segment.speaker.filter(|speaker| speaker != "?").unwrap_or_default();
            let speaker = if speaker.parse::<u32>().is_ok() {
                format!("Speaker {speaker}")
            } else {
                plain::text(&speaker)
            };
            let words = turns::words(&text, words(segment.tokens.unwrap_or_default()).into_iter());
            let mut message = Piece { line, start, end, speaker, text }.into_message();
            message.words = words;
            messages.push(message);
        }
        number(&mut messages);
        Parsed { time_base: TimeBase::Relative, started_at: None, messages, warnings }
    }
}

#[derive(Deserialize)]
struct Segment {
    offsets: Offsets,
    text: String,
    /// A number, or `?` where it can't be told.
    speaker: Option<String>,
    tokens: Option<Vec<Token>>,
}

#[derive(Deserialize)]
struct Offsets {
    from: i64,
    to: i64,
}

/// A word or a part of one. A token such as `[_BEG_]` is none.
#[derive(Deserialize)]
struct Token {
    text: String,
    offsets: Option<Offsets>,
}

/// Tokens as words: one begins where a token begins with a space.
fn words(tokens: Vec<Token>) -> Vec<(Option<TimeMs>, String)> {
    let mut words: Vec<(Option<TimeMs>, String)> = Vec::new();
    for token in tokens {
        if token.text.starts_with("[_") {
            continue;
        }
        match words.last_mut() {
            Some((_, word)) if !token.text.starts_with(' ') => word.push_str(&token.text),
            Some(_) | None => {
                words.push((token.offsets.map(|offsets| TimeMs::new(offsets.from)), token.text))
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_joined_to_words() {
        let text = r#"{"transcription":[{"offsets":{"from":0,"to":2500},"text":" Good morning.","speaker":"1","tokens":[
            {"text":"[_BEG_]","offsets":{"from":0,"to":0}},{"text":" Good","offsets":{"from":10,"to":20}},
            {"text":" mor","offsets":{"from":400,"to":500}},{"text":"ning","offsets":{"from":500,"to":600}},{"text":"."}]}]}"#;
        let parsed = WhisperCpp.parse(&Source::of(text));
        let message = &parsed.messages[0];
        let words: Vec<_> =
            message.words.iter().flatten().map(|word| (word.source.get(), word.text.as_str())).collect();
        assert_eq!((message.author.as_str(), words), ("Speaker 1", vec![(10, "Good "), (400, "morning.")]));
    }
}

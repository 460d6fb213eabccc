//! Chat logs and transcripts: the bytes of a file in, the messages of the model out. Nothing here touches a file.
//!
//! A format is one file behind the [`format::Format`] trait. Which one a log is in is decided by how much of its
//! first 200 lines each format explains, never by the first line or the file's extension alone. What a format does
//! not understand becomes a warning with its line, and its text stays with the messages.

mod adobe_connect;
mod audacity;
mod bigbluebutton;
mod chat_downloader;
mod clock;
mod considered;
mod conversation;
mod cues;
mod dates;
mod discord;
mod elan;
mod element;
mod encoding;
mod error;
mod format;
mod irc;
mod json;
mod lines;
mod mattermost;
mod meetings;
mod messenger;
mod ohms;
mod otranscribe;
mod otter;
mod packed;
mod plain;
mod podcast;
mod podlove;
mod recipe;
mod records;
mod sheet;
mod signal;
mod slack;
mod stamp;
mod started;
mod telegram;
mod turns;
mod twitch;
mod whatsapp;
mod whisper;
mod whisper_cpp;
mod xml;
mod youtube;
mod zoom;

use causerie_model::ParsedLog;
use encoding_rs::{Encoding, UTF_8};

pub use considered::Considered;
pub use dates::DateOrder;
pub use error::LogError;
use format::{Format, Parsed, Sample, Source};
use packed::Packed;
pub use recipe::{
    Field, Holds, Recipe, Shape, Times, column_names, first_lines, propose, read_if_fitting, read_with,
};
pub use started::{NamedStart, started_in_name, started_in_note};

/// The largest log that is read, in bytes: 64 MiB. A day of busy chat is below one.
pub const LIMIT: u64 = 64 * 1024 * 1024;

/// Below this a guess is no better than none.
const LEAST_CONFIDENCE: f64 = 0.25;

/// The formats, the most specific first.
const FORMATS: &[&dyn Format] = &[
    &cues::WebVtt,
    &zoom::TwoLine,
    &zoom::OneLine,
    &zoom::Cloud,
    &cues::SubRip,
    &podcast::Transcript,
    &podcast::Chapters,
    &podlove::Chapters,
    &podlove::Transcript,
    &otter::Otter,
    &otranscribe::OTranscribe,
    &audacity::Labels,
    &whisper::Whisper,
    &whisper_cpp::WhisperCpp,
    &bigbluebutton::Events,
    &bigbluebutton::Slides,
    &bigbluebutton::Export,
    &ohms::Ohms,
    &elan::Elan,
    &adobe_connect::AdobeConnect,
    &cues::Sbv,
    &telegram::Telegram,
    &discord::Discord,
    &messenger::Messenger,
    &element::Element,
    &mattermost::Mattermost,
    &slack::Slack,
    &youtube::LiveChat,
    &twitch::Json,
    &twitch::Text,
    &chat_downloader::ChatDownloader,
    &whatsapp::WhatsApp,
    &signal::Signal,
    &irc::Irc,
    &recipe::Csv,
    &meetings::GoogleMeetChat,
    &meetings::GoToWebinar,
    &meetings::Jigasi,
    &meetings::TeamsDocx,
    &meetings::WebexChat,
];

/// The names of all formats that can be read, as [`read_as`] takes them.
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name()).collect()
}

/// Reads a log whose format has to be found out.
///
/// `name` is the file's name, which may say what the file does not, and is given in messages.
///
/// # Errors
///
/// If the bytes are more than [`LIMIT`], no text and no ZIP, empty, or in no known format.
pub fn read(name: &str, bytes: &[u8]) -> Result<ParsedLog, LogError> {
    recognised(name, bytes).map(Reading::into_log)
}

/// Reads a log in the named format, with a confidence of 1.
///
/// # Errors
///
/// As [`read`], and if there is no such format or the log has no message in it.
pub fn read_as(format: &str, name: &str, bytes: &[u8]) -> Result<ParsedLog, LogError> {
    let unknown = || LogError::UnknownFormat { format: format.into(), known: formats() };
    let format = FORMATS.iter().copied().find(|known| known.name() == format).ok_or_else(unknown)?;
    let reading = with_source(name, bytes, |source| {
        Reading::of(source, format, 1.0).or_else(|error| match source.packed {
            Some(packed) => the_one_log_in(packed, name, |inner| inner.format == format.name()),
            None => Err(error),
        })
    });
    reading.map(|reading| Reading { confidence: 1.0, ..reading }.into_log())
}

fn recognised(name: &str, bytes: &[u8]) -> Result<Reading, LogError> {
    with_source(name, bytes, |source| {
        let sample = Sample::new(source);
        let scores: Vec<(&dyn Format, f64)> =
            FORMATS.iter().map(|&format| (format, format.sniff(&sample))).collect();
        let mut best: Option<(&dyn Format, f64)> = None;
        for &(format, confidence) in &scores {
            if confidence >= LEAST_CONFIDENCE && best.is_none_or(|(_, most)| confidence > most) {
                best = Some((format, confidence));
            }
        }
        match (best, source.packed) {
            (Some((format, confidence)), _) => Reading::of(source, format, confidence),
            (None, Some(packed)) => the_one_log_in(packed, name, |_| true),
            (None, None) => {
                let considered = considered::nearest(&sample, scores);
                Err(LogError::Unrecognised { name: name.into(), considered })
            }
        }
    })
}

/// Decodes or unpacks a file, and adds to what is read from it what that took.
fn with_source(
    name: &str,
    bytes: &[u8],
    read: impl FnOnce(&Source<'_>) -> Result<Reading, LogError>,
) -> Result<Reading, LogError> {
    if packed::is_zip(bytes) {
        let packed = Packed::open(bytes).map_err(|reason| LogError::Packed { name: name.into(), reason })?;
        return read(&Source { name, text: "", packed: Some(&packed) });
    }
    let decoded = encoding::decode(name, bytes)?;
    let mut reading = read(&Source { name, text: &decoded.text, packed: None })?;
    reading.encoding = decoded.encoding;
    reading.parsed.warnings.extend(decoded.warnings);
    Ok(reading)
}

/// The log in a ZIP that is no format of its own, if there is just one that is `wanted`. A ZIP in the ZIP is left alone.
fn the_one_log_in(
    packed: &Packed<'_>,
    name: &str,
    wanted: impl Fn(&Reading) -> bool,
) -> Result<Reading, LogError> {
    let mut logs = packed
        .names()
        .iter()
        .filter_map(|inner| {
            let bytes = packed.read(inner).ok().filter(|bytes| !packed::is_zip(bytes))?;
            recognised(inner.rsplit('/').next()?, &bytes).ok()
        })
        .filter(wanted);
    match (logs.next(), logs.next()) {
        (Some(log), None) => Ok(log),
        (None, _) => {
            Err(LogError::Packed { name: name.into(), reason: "holds no log in a known format".into() })
        }
        (Some(_), Some(_)) => {
            Err(LogError::Packed { name: name.into(), reason: "holds several logs".into() })
        }
    }
}

/// What became of a file.
struct Reading {
    format: &'static str,
    confidence: f64,
    encoding: &'static Encoding,
    parsed: Parsed,
}

impl Reading {
    fn of(source: &Source<'_>, format: &dyn Format, confidence: f64) -> Result<Self, LogError> {
        Self::made(source, format.name(), confidence, format.parse(source))
    }

    fn made(
        source: &Source<'_>,
        format: &'static str,
        confidence: f64,
        mut parsed: Parsed,
    ) -> Result<Self, LogError> {
        if parsed.messages.is_empty() {
            return Err(LogError::NoMessages { name: source.name.into(), format: format.into() });
        }
        for message in &mut parsed.messages {
            let words = message.words.iter_mut().flatten().map(|word| &mut word.text);
            [&mut message.text].into_iter().chain(words).for_each(format::plain_lines);
            message.end = message.end.filter(|end| *end >= message.source);
        }
        Ok(Self { format, confidence, encoding: UTF_8, parsed })
    }

    fn into_log(self) -> ParsedLog {
        ParsedLog {
            format: self.format.into(),
            confidence: self.confidence,
            encoding: self.encoding.name().to_ascii_lowercase(),
            time_base: self.parsed.time_base,
            started_at: self.parsed.started_at,
            messages: self.parsed.messages,
            warnings: self.parsed.warnings.into_sorted(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    fn confidence(format: &dyn Format, path: &Path, bytes: &[u8]) -> f64 {
        let name = path.file_name().unwrap().to_str().unwrap();
        if packed::is_zip(bytes) {
            let packed = Packed::open(bytes).unwrap();
            return format.sniff(&Sample::new(&Source { name, text: "", packed: Some(&packed) }));
        }
        let text = encoding::decode(name, bytes).unwrap().text;
        format.sniff(&Sample::new(&Source { name, text: &text, packed: None }))
    }

    #[test]
    fn each_format_knows_its_own_by_a_clear_margin() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        for own in formats() {
            for file in fs::read_dir(root.join(own)).unwrap() {
                let path = file.unwrap().path();
                let bytes = fs::read(&path).unwrap();
                let score = |format: &dyn Format| confidence(format, &path, &bytes);
                let (ours, others): (Vec<_>, Vec<_>) =
                    FORMATS.iter().copied().partition(|format| format.name() == own);
                let ours = score(ours[0]);
                for other in others {
                    let theirs = score(other);
                    let path = path.display();
                    assert!(
                        ours > 0.6 && ours > theirs + 0.3,
                        "{path}: {own} {ours}, {} {theirs}",
                        other.name()
                    );
                }
            }
        }
    }
}

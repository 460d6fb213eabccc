//! Chat logs and transcripts: the bytes of a file in, the messages of the model out. Nothing here touches a file.
//!
//! A format is one file behind the [`format::Format`] trait. Which one a log is in is decided by how much of its
//! first 200 lines each format explains, never by the first line or the file's extension alone. What a format does
//! not understand becomes a warning with its line, and its text stays with the messages.

mod clock;
mod cues;
mod encoding;
mod error;
mod format;
mod lines;
mod zoom;

use causerie_model::ParsedLog;

pub use error::LogError;
use format::Format;
use lines::Lines;

/// The largest log that is read, in bytes: 64 MiB. A day of busy chat is below one.
pub const LIMIT: u64 = 64 * 1024 * 1024;

/// Lines that formats are told apart by.
const SNIFFED: usize = 200;

/// Below this a guess is no better than none.
const LEAST_CONFIDENCE: f64 = 0.25;

/// The formats, the most specific first.
const FORMATS: [&dyn Format; 5] =
    [&cues::WebVtt, &zoom::TwoLine, &zoom::OneLine, &zoom::Cloud, &cues::SubRip];

/// The names of all formats that can be read, as [`read_as`] takes them.
pub fn formats() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name()).collect()
}

/// Reads a log whose format has to be found out.
///
/// `name` is the file's name and serves only for messages.
///
/// # Errors
///
/// If the bytes are more than [`LIMIT`], no text, empty, or in no known format.
pub fn read(name: &str, bytes: &[u8]) -> Result<ParsedLog, LogError> {
    let decoded = encoding::decode(name, bytes)?;
    let head: Vec<&str> = Lines::new(&decoded.text).take(SNIFFED).map(|line| line.text).collect();
    let mut best: Option<(&dyn Format, f64)> = None;
    for format in FORMATS {
        let confidence = format.sniff(&head);
        if confidence >= LEAST_CONFIDENCE && best.is_none_or(|(_, most)| confidence > most) {
            best = Some((format, confidence));
        }
    }
    let (format, confidence) = best.ok_or_else(|| LogError::Unrecognised { name: name.into() })?;
    parse(format, confidence, name, decoded)
}

/// Reads a log in the named format, with a confidence of 1.
///
/// # Errors
///
/// As [`read`], and if there is no such format or the log has no message in it.
pub fn read_as(format: &str, name: &str, bytes: &[u8]) -> Result<ParsedLog, LogError> {
    let unknown = || LogError::UnknownFormat { format: format.into(), known: formats() };
    let format = FORMATS.into_iter().find(|known| known.name() == format).ok_or_else(unknown)?;
    parse(format, 1.0, name, encoding::decode(name, bytes)?)
}

fn parse(
    format: &dyn Format,
    confidence: f64,
    name: &str,
    decoded: encoding::Decoded<'_>,
) -> Result<ParsedLog, LogError> {
    let parsed = format.parse(&decoded.text);
    if parsed.messages.is_empty() {
        return Err(LogError::NoMessages { name: name.into(), format: format.name().into() });
    }
    let mut warnings = decoded.warnings;
    warnings.extend(parsed.warnings);
    Ok(ParsedLog {
        format: format.name().into(),
        confidence,
        encoding: decoded.encoding.name().to_ascii_lowercase(),
        time_base: parsed.time_base,
        started_at: None,
        messages: parsed.messages,
        warnings: warnings.into_sorted(),
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    #[test]
    fn each_format_knows_its_own_by_a_clear_margin() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        for own in formats() {
            for file in fs::read_dir(root.join(own)).unwrap() {
                let path = file.unwrap().path();
                let bytes = fs::read(&path).unwrap();
                let text = encoding::decode("fixture", &bytes).unwrap().text.into_owned();
                let head: Vec<&str> = Lines::new(&text).take(SNIFFED).map(|line| line.text).collect();
                let score = |format: &dyn Format| format.sniff(&head);
                let (ours, others): (Vec<_>, Vec<_>) =
                    FORMATS.into_iter().partition(|format| format.name() == own);
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

//! What a recording is, as its head, its tags and its sound tell.

use std::path::Path;

use causerie_audio::{Chapter, Start, Trust};
use causerie_model::TimeMs;
use serde::Serialize;

use crate::Result;
use crate::reading::name_of;

/// What is known of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct About {
    /// The file's name.
    pub file: String,
    /// The codec's common short name: `mp3`, `aac`, `opus`.
    pub codec: String,
    /// Frames a second.
    pub sample_rate: u32,
    /// Channels.
    pub channels: u16,
    /// The true length, by what can be decoded.
    pub duration_ms: TimeMs,
    /// The same in frames.
    pub frames: u64,
    /// The length that the file's head or tag claims, if it claims one.
    pub header_duration_ms: Option<TimeMs>,
    /// Whether it holds more than is played: HE-AAC plays at its core, without its highest frequencies.
    pub core_only: bool,
    /// Its title.
    pub title: Option<String>,
    /// Who made it or speaks in it.
    pub artist: Option<String>,
    /// The series or collection.
    pub album: Option<String>,
    /// A comment or description.
    pub comment: Option<String>,
    /// When it began, or may have begun, the more trusted first.
    pub starts: Vec<StartView>,
    /// Its chapters.
    pub chapters: Vec<ChapterView>,
}

/// A moment at which a recording may have begun.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StartView {
    /// In RFC 3339; without an offset where the file tells none.
    pub at: String,
    /// Where it was found.
    pub from: String,
    /// `start`, or `made` where it may be the end, or a copy's time, as well.
    pub trust: &'static str,
}

/// A chapter of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ChapterView {
    /// Where it starts.
    pub start_ms: TimeMs,
    /// Where it ends, if the file says so.
    pub end_ms: Option<TimeMs>,
    /// Its title; empty if it has none.
    pub title: String,
}

/// Tells what a recording is, without an archive.
///
/// # Errors
/// If the file can't be read, or is no recording that can be.
pub fn about(path: &Path) -> Result<About> {
    let info = causerie_audio::probe(path)?;
    let tags = causerie_audio::tags(path)?;
    Ok(About {
        file: name_of(path),
        codec: info.codec,
        sample_rate: info.sample_rate,
        channels: info.channels,
        duration_ms: info.duration,
        frames: info.frames,
        header_duration_ms: info.claimed,
        core_only: info.core_only,
        title: tags.title,
        artist: tags.artist,
        album: tags.album,
        comment: tags.comment,
        starts: tags.starts.into_iter().map(start).collect(),
        chapters: tags.chapters.into_iter().map(chapter).collect(),
    })
}

fn start(Start { at, from, trust }: Start) -> StartView {
    let trust = match trust {
        Trust::Start => "start",
        Trust::Made => "made",
    };
    StartView { at, from: from.to_string(), trust }
}

fn chapter(Chapter { start, end, title }: Chapter) -> ChapterView {
    ChapterView { start_ms: start, end_ms: end, title }
}

//! Reading recordings: any place of any file, to the very sample.

pub(crate) mod aac;
mod aiff;
mod caf;
mod clusters;
mod decoder;
mod demux;
pub(crate) mod ebml;
mod flac;
mod laid;
mod links;
pub(crate) mod matroska;
pub(crate) mod mp3;
pub(crate) mod mp4;
mod ogg;
pub(crate) mod reader;
pub(crate) mod section;
mod sniff;
mod source;
mod wave;
pub(crate) mod window;

use std::path::Path;

use causerie_model::TimeMs;

pub use reader::Reader;

use crate::AudioError;

/// What a recording's sound is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaInfo {
    /// The codec's common short name: `mp3`, `aac`, `opus`.
    pub codec: String,
    /// Frames a second, as the decoder gives them out.
    pub sample_rate: u32,
    /// Channels, as the decoder gives them out.
    pub channels: u16,
    /// The length in frames, without the silence that encoders add.
    pub frames: u64,
    /// The length.
    pub duration: TimeMs,
    /// The length that the file's own head or tag claims, where it claims one; of the first stream, where several are
    /// joined.
    pub claimed: Option<TimeMs>,
    /// Whether the file holds more than is decoded: HE-AAC plays at its core, without its highest frequencies.
    pub core_only: bool,
}

/// A stretch of a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) at: u64,
    pub(crate) size: u64,
}

/// Looks at a file without playing it. Cheap where the file says the truth about itself: its head is read
/// and its last second decoded. Else it is walked through.
///
/// # Errors
/// What [`Reader::open`] gives.
pub fn probe(path: &Path) -> Result<MediaInfo, AudioError> {
    Reader::open(path).map(|reader| reader.info().clone())
}

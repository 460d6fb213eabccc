//! Copying: which kind of file a recording's packets go into, and why some can't be copied.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::sync::atomic::AtomicBool;

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_MP3, CODEC_ID_OPUS, CODEC_ID_VORBIS,
};

use super::packets::Stretch;
use super::{Cut, CutOptions, CutPart, Failed, flac, m4a, mp3, opened, opus, vorbis, wav};
use crate::decode::section::Section;
use crate::{AudioError, Reader};

/// The files that packets can be copied into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Mp3,
    M4a,
    Opus,
    Vorbis,
    Flac,
    Wav,
}

impl Kind {
    /// Which, or why none.
    fn of(section: &Section, params: &AudioCodecParameters) -> Result<Self, String> {
        let kind = match params.codec {
            CODEC_ID_MP3 => Self::Mp3,
            CODEC_ID_AAC | CODEC_ID_ALAC => Self::M4a,
            CODEC_ID_OPUS => Self::Opus,
            CODEC_ID_VORBIS => Self::Vorbis,
            CODEC_ID_FLAC => Self::Flac,
            codec if wav::is_pcm(codec) => Self::Wav,
            _ => return Err("it is coded in blocks that can't be taken apart".into()),
        };
        if section.is_rounded() && kind != Self::Opus {
            return Err("a Matroska or WebM file does not tell exactly where its sound stands".into());
        }
        Ok(kind)
    }

    fn ending(self) -> &'static str {
        match self {
            Self::Mp3 => "mp3",
            Self::M4a => "m4a",
            Self::Opus => "opus",
            Self::Vorbis => "ogg",
            Self::Flac => "flac",
            Self::Wav => "wav",
        }
    }
}

/// The ending, without a dot, of what a recording can be cut into without encoding it anew.
///
/// # Errors
/// What [`Reader::open`] gives, and [`AudioError::NotCopied`].
pub fn copies_as(path: &Path) -> Result<&'static str, AudioError> {
    let mut reader = Reader::open(path)?;
    let refused = |why| AudioError::NotCopied { path: path.into(), why };
    let (section, _) = reader.stream(&(0..1))?.ok_or_else(|| refused("nothing is in it".into()))?;
    let kind = Kind::of(section, &section.coding()).map_err(refused)?;
    Ok(kind.ending())
}

/// Copies one stretch of a recording.
pub(super) fn copy(
    parts: &[CutPart],
    options: &CutOptions,
    file: &File,
    cancel: &AtomicBool,
) -> Result<Cut, Failed> {
    let [part] = parts else {
        return Err(refused(parts.first(), "it is one of several recordings that are joined").into());
    };
    if options.fade.get() > 0 || options.gain.is_some_and(|gain| gain != 0.0) || !options.muted.is_empty() {
        return Err(refused(Some(part), "fades, another loudness and muted spans change the sound").into());
    }
    let mut reader = opened(part)?;
    let info = reader.info().clone();
    let Some((section, frames)) = reader.stream(&(part.from..part.to))? else {
        return Err(refused(Some(part), "the span runs over a place where two files were joined").into());
    };
    let params = section.coding();
    let kind = Kind::of(section, &params).map_err(|why| refused(Some(part), &why))?;
    let mut out = BufWriter::with_capacity(1 << 16, file);
    let stretch =
        Stretch { part, params, rate: info.sample_rate, channels: info.channels, section, frames, cancel };
    let length = part.to - part.from;
    let late = match kind {
        Kind::Mp3 => mp3::copy(stretch, &options.tags, &mut out)?,
        Kind::M4a => m4a::copy(stretch, &options.tags, &mut out)?,
        Kind::Opus => opus::copy(stretch, &options.tags, &mut out)?,
        Kind::Vorbis => vorbis::copy(stretch, &options.tags, &mut out)?,
        Kind::Flac => flac::copy(stretch, &options.tags, &mut out)?,
        Kind::Wav => wav::copy(stretch, &options.tags, &mut out)?,
    };
    out.flush()?;
    Ok(Cut {
        codec: if kind == Kind::Wav { "pcm".into() } else { info.codec },
        lossless: true,
        start_error_ms: late as f64 * 1000.0 / f64::from(info.sample_rate.max(1)),
        frames: length,
        sample_rate: info.sample_rate,
        ending: kind.ending(),
    })
}

fn refused(part: Option<&CutPart>, why: &str) -> AudioError {
    let path = part.map(|part| part.path.clone()).unwrap_or_default();
    AudioError::NotCopied { path, why: why.into() }
}

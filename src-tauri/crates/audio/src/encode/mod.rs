//! Sound as a file of another kind: from decoded recordings, through what is done to the sound, to an encoder.

mod flac;
mod mix;
mod mp3;
pub(crate) mod ogg;
pub(crate) mod opus;
mod vorbis;
pub(crate) mod wav;

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::sync::atomic::AtomicBool;

use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_ALAC, CODEC_ID_FLAC, CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_F64BE,
    CODEC_ID_PCM_F64LE, CODEC_ID_PCM_S16BE, CODEC_ID_PCM_S16LE, CODEC_ID_PCM_S24BE, CODEC_ID_PCM_S24LE,
    CODEC_ID_PCM_S32BE, CODEC_ID_PCM_S32LE,
};

use crate::cut::{Failed, opened};
use crate::{AudioError, Cut, CutOptions, CutPart, CutTags, Reader, Target};
pub(crate) use flac::{BLOCK, Blocks, StreamInfo};

/// Something that takes interleaved samples and writes a file of them.
trait Encoder {
    fn add(&mut self, samples: &[f32]) -> io::Result<()>;

    /// Writes what is left.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// What the samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Format {
    rate: u32,
    /// 1 or 2.
    channels: u16,
    depth: Depth,
}

/// How finely a sample is told where nothing is lost by coding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    Sixteen,
    TwentyFour,
    Float,
}

impl Depth {
    /// What holds every sample of a recording, as it is decoded here, and whether the recording itself lost nothing. Of
    /// what lost anyway, sixteen bits hold all that is heard.
    fn of(reader: &mut Reader) -> Result<(Self, bool), AudioError> {
        let Some((section, _)) = reader.stream(&(0..1))? else { return Ok((Self::Sixteen, false)) };
        let params = section.coding();
        let (depth, exact) = match params.codec {
            CODEC_ID_PCM_S16BE | CODEC_ID_PCM_S16LE => (Self::Sixteen, true),
            CODEC_ID_PCM_S24BE | CODEC_ID_PCM_S24LE => (Self::TwentyFour, true),
            CODEC_ID_PCM_F32BE | CODEC_ID_PCM_F32LE => (Self::Float, true),
            CODEC_ID_PCM_S32BE | CODEC_ID_PCM_S32LE | CODEC_ID_PCM_F64BE | CODEC_ID_PCM_F64LE => {
                (Self::Float, false)
            }
            CODEC_ID_FLAC | CODEC_ID_ALAC => match params.bits_per_sample {
                Some(..=16) => (Self::Sixteen, true),
                Some(17..=24) => (Self::TwentyFour, true),
                Some(25..) => (Self::Float, false),
                None => (Self::TwentyFour, true),
            },
            _ => (Self::Sixteen, false),
        };
        Ok((depth, exact))
    }

    fn bytes(self) -> usize {
        match self {
            Self::Sixteen => 2,
            Self::TwentyFour => 3,
            Self::Float => 4,
        }
    }

    /// The nearest whole number that stands for a sample.
    pub(crate) fn integer(self, sample: f32) -> i32 {
        let full = match self {
            Self::Sixteen => 32_768.0,
            Self::TwentyFour | Self::Float => 8_388_608.0,
        };
        (f64::from(sample) * full).round_ties_even().clamp(-full, full - 1.0) as i32
    }
}

/// Encodes stretches of recordings one behind the other.
pub(crate) fn encode(
    parts: &[CutPart],
    options: &CutOptions,
    file: &File,
    cancel: &AtomicBool,
) -> Result<Cut, Failed> {
    let (mut rate, mut channels, mut depth, mut exact) = (0, 1, Depth::Sixteen, true);
    for part in parts {
        let mut reader = opened(part)?;
        let info = reader.info();
        let (own_rate, own_channels) = (info.sample_rate, info.channels);
        rate = if rate == 0 { own_rate } else { rate };
        channels = channels.max(own_channels.min(2));
        let (own, whole) = Depth::of(&mut reader)?;
        depth = depth.max(own);
        exact &= whole && own_rate == rate && own_channels <= 2;
    }
    let first_rate = rate;
    let (codec, rate, ending) = match options.target {
        Target::Mp3 => ("mp3", mp3::rate(rate), "mp3"),
        Target::Flac => {
            exact &= depth != Depth::Float;
            depth = depth.min(Depth::TwentyFour);
            ("flac", flac::rate(rate), "flac")
        }
        Target::Vorbis => ("vorbis", vorbis::rate(rate), "ogg"),
        Target::Opus => ("opus", opus::RATE, "opus"),
        Target::Wav | Target::Copy => ("pcm", rate, "wav"),
    };
    let lossy = matches!(options.target, Target::Mp3 | Target::Vorbis | Target::Opus);
    let untouched = options.fade.get() <= 0
        && options.gain.is_none_or(|gain| gain == 0.0)
        && options.muted.is_empty()
        && rate == first_rate;
    let format = Format { rate, channels, depth };
    let out = BufWriter::with_capacity(1 << 16, file);
    let mut encoder = encoder(options.target, format, &options.tags, out)?;
    let frames = mix::mix(parts, options, format, first_rate, cancel, &mut |samples| encoder.add(samples))?;
    encoder.finish()?;
    Ok(Cut {
        codec: codec.into(),
        lossless: exact && untouched && !lossy,
        // The reader is exact to the sample, and so is what the encoders tell of their delay.
        start_error_ms: 0.0,
        frames,
        sample_rate: rate,
        ending,
    })
}

fn encoder<'a, W: Write + Seek + 'a>(
    target: Target,
    format: Format,
    tags: &'a CutTags,
    out: W,
) -> io::Result<Box<dyn Encoder + 'a>> {
    Ok(match target {
        Target::Mp3 => Box::new(mp3::Mp3::new(out, format, tags)?),
        Target::Flac => Box::new(flac::Flac::new(out, format, tags)?),
        Target::Vorbis => Box::new(vorbis::Vorbis::new(out, format, tags)?),
        Target::Opus => Box::new(opus::Opus::new(out, format, tags)?),
        Target::Wav | Target::Copy => Box::new(wav::Wav::new(out, format, tags)?),
    })
}

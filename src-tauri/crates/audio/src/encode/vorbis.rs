//! Vorbis in Ogg, by Xiph's encoder as tuned by Aoyumi.

use std::io::{self, Write};
use std::num::{NonZeroU8, NonZeroU32};

use vorbis_rs::{VorbisBitrateManagementStrategy, VorbisEncoder, VorbisEncoderBuilder, VorbisError};

use super::{Encoder, Format};
use crate::CutTags;
use crate::encode::ogg::SERIAL;
use crate::tags::written::comments;

/// The highest rate that the encoder knows settings for, in frames a second.
const MOST_RATE: u32 = 192_000;
/// About 128 kbit/s for stereo, on the encoder's scale up to 1.
const QUALITY: f32 = 0.4;

/// The rate at which sound of some rate is encoded.
pub(super) fn rate(rate: u32) -> u32 {
    rate.clamp(8_000, MOST_RATE)
}

/// An Ogg file of sound.
pub(super) struct Vorbis<W: Write> {
    encoder: VorbisEncoder<W>,
    channels: Vec<Vec<f32>>,
}

impl<W: Write> Vorbis<W> {
    pub(super) fn new(out: W, format: Format, tags: &CutTags) -> io::Result<Self> {
        let rate = NonZeroU32::new(format.rate).unwrap_or(NonZeroU32::MIN);
        let count = u8::try_from(format.channels).ok().and_then(NonZeroU8::new).unwrap_or(NonZeroU8::MIN);
        let mut builder = VorbisEncoderBuilder::new_with_serial(rate, count, out, SERIAL.cast_signed());
        builder.bitrate_management_strategy(VorbisBitrateManagementStrategy::QualityVbr {
            target_quality: QUALITY,
        });
        builder.comment_tags(comments::of(tags)).map_err(failed)?;
        let encoder = builder.build().map_err(failed)?;
        Ok(Self { encoder, channels: vec![Vec::new(); format.channels.into()] })
    }
}

impl<W: Write> Encoder for Vorbis<W> {
    fn add(&mut self, samples: &[f32]) -> io::Result<()> {
        if samples.is_empty() {
            return Ok(());
        }
        let count = self.channels.len();
        for (number, channel) in self.channels.iter_mut().enumerate() {
            channel.clear();
            channel.extend(samples.iter().skip(number).step_by(count));
        }
        self.encoder.encode_audio_block(&self.channels).map_err(failed)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.encoder.finish().map_err(failed)?.flush()
    }
}

fn failed(error: VorbisError) -> io::Error {
    if let VorbisError::Io(error) = error { error } else { io::Error::other(error.to_string()) }
}

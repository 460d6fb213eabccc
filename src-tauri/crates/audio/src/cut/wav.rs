//! WAV: the samples as they are, byte for byte, in the order of bytes that WAV has.

use std::io::{Seek, Write};

use symphonia::core::codecs::audio::AudioCodecId;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_PCM_ALAW, CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_F64BE, CODEC_ID_PCM_F64LE,
    CODEC_ID_PCM_MULAW, CODEC_ID_PCM_S8, CODEC_ID_PCM_S16BE, CODEC_ID_PCM_S16LE, CODEC_ID_PCM_S24BE,
    CODEC_ID_PCM_S24LE, CODEC_ID_PCM_S32BE, CODEC_ID_PCM_S32LE, CODEC_ID_PCM_U8,
};

use super::packets::Stretch;
use super::{CutTags, Failed};
use crate::encode::wav::{ALAW, FLOAT, INTEGER, MULAW, Writer};

/// How a sample of a codec stands in WAV.
#[derive(Debug, Clone, Copy)]
struct Sample {
    /// WAV's number of its coding.
    coding: u16,
    bytes: u16,
    /// How its bytes become WAV's.
    change: Change,
}

#[derive(Debug, Clone, Copy)]
enum Change {
    Nothing,
    /// WAV has the lowest byte first.
    Order,
    /// WAV's eight bits have no sign.
    Sign,
}

pub(super) fn is_pcm(codec: AudioCodecId) -> bool {
    sample(codec).is_some()
}

fn sample(codec: AudioCodecId) -> Option<Sample> {
    use Change::{Nothing, Order, Sign};
    let (coding, bytes, change) = match codec {
        CODEC_ID_PCM_U8 => (INTEGER, 1, Nothing),
        CODEC_ID_PCM_S8 => (INTEGER, 1, Sign),
        CODEC_ID_PCM_S16LE => (INTEGER, 2, Nothing),
        CODEC_ID_PCM_S16BE => (INTEGER, 2, Order),
        CODEC_ID_PCM_S24LE => (INTEGER, 3, Nothing),
        CODEC_ID_PCM_S24BE => (INTEGER, 3, Order),
        CODEC_ID_PCM_S32LE => (INTEGER, 4, Nothing),
        CODEC_ID_PCM_S32BE => (INTEGER, 4, Order),
        CODEC_ID_PCM_F32LE => (FLOAT, 4, Nothing),
        CODEC_ID_PCM_F32BE => (FLOAT, 4, Order),
        CODEC_ID_PCM_F64LE => (FLOAT, 8, Nothing),
        CODEC_ID_PCM_F64BE => (FLOAT, 8, Order),
        CODEC_ID_PCM_ALAW => (ALAW, 1, Nothing),
        CODEC_ID_PCM_MULAW => (MULAW, 1, Nothing),
        _ => return None,
    };
    Some(Sample { coding, bytes, change })
}

/// Copies a stretch, and gives how many frames late the file says it begins.
pub(super) fn copy<W: Write + Seek>(mut stretch: Stretch<'_>, tags: &CutTags, out: W) -> Result<i64, Failed> {
    let Some(sample) = sample(stretch.params.codec) else {
        return Err(stretch.refused("it is not PCM").into());
    };
    let block = usize::from(sample.bytes) * usize::from(stretch.channels);
    let mut writer = Writer::new(out, sample.coding, sample.bytes, stretch.rate, stretch.channels)?;
    stretch.seek(stretch.from())?;
    let mut at = stretch.from();
    while at < stretch.to() {
        let packet = stretch.wanted()?;
        let frame =
            |frame: i64| usize::try_from(frame - packet.start).unwrap_or_default().saturating_mul(block);
        if packet.start > at {
            return Err(stretch.refused("there is a hole in its sound").into());
        }
        let end = packet.end.min(stretch.to());
        if end <= at {
            continue;
        }
        let mut bytes = packet.data.get(frame(at)..frame(end)).unwrap_or_default().to_vec();
        match sample.change {
            Change::Nothing => {}
            Change::Order => bytes.chunks_exact_mut(sample.bytes.into()).for_each(<[u8]>::reverse),
            Change::Sign => bytes.iter_mut().for_each(|byte| *byte ^= 0x80),
        }
        writer.add(&bytes)?;
        at = end;
    }
    writer.finish(tags)?;
    Ok(0)
}

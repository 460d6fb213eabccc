//! AIFF and AIFF-C (Apple, "Audio Interchange File Format", 1989 and 1991).

use std::io;

use symphonia::core::codecs::audio::AudioCodecId;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_PCM_ALAW, CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F64BE, CODEC_ID_PCM_MULAW, CODEC_ID_PCM_S8,
    CODEC_ID_PCM_S16BE, CODEC_ID_PCM_S16LE, CODEC_ID_PCM_S24BE, CODEC_ID_PCM_S24LE, CODEC_ID_PCM_S32BE,
    CODEC_ID_PCM_S32LE, CODEC_ID_PCM_U8,
};

use super::laid::{Found, Layout};
use super::mp4::be32;
use super::window::Window;

/// The most chunks that are looked at.
const MOST_CHUNKS: usize = 10_000;

/// Where the sound of the file that begins at `start` stands.
pub(crate) fn read(window: &mut Window, start: u64) -> io::Result<Found> {
    let (mut common, mut sound, mut at) = (None, None, start + 12);
    for _ in 0..MOST_CHUNKS {
        let &[a, b, c, d, s, t, u, v] = window.at(at, 8)? else { break };
        let (content, size) = (at + 8, u64::from(u32::from_be_bytes([s, t, u, v])));
        match &[a, b, c, d] {
            b"COMM" if common.is_none() => common = Some(window.bytes(content, size.min(22))?),
            b"SSND" if sound.is_none() => {
                // Where the sound starts behind these two numbers; what says that there is none is broken.
                let offset = be32(window.at(content, 8)?, 0).map_or(0, u64::from);
                let ahead = 8 + if offset + 8 < size { offset } else { 0 };
                sound = Some((content + ahead, size.saturating_sub(ahead)));
            }
            _ => {}
        }
        at = content + size + size % 2;
    }
    let (Some(common), Some((at, size))) = (common, sound) else {
        return Ok(Found::Broken("its index of the sound is missing or cut off"));
    };
    Ok(described(&common, at, size.min(window.len().saturating_sub(at))))
}

fn described(common: &[u8], at: u64, size: u64) -> Found {
    let number =
        |at: usize| common.get(at..at + 2).map_or(0, |b| b.iter().fold(0_u16, |n, &b| n << 8 | u16::from(b)));
    let (channels, bits) = (number(0), number(6));
    let coding = common.get(18..22).unwrap_or(b"NONE");
    let rate = common.get(8..18).and_then(extended).unwrap_or_default();
    let Some((codec, bytes)) = pcm(coding, bits.div_ceil(8)) else {
        let name = String::from_utf8_lossy(coding).trim().to_owned();
        return Found::Unread(format!("an AIFF file coded in a rare way ({name})"));
    };
    // The number of frames is told too, but what was cut off or never finished has fewer or none told.
    let told = be32(common, 2).map_or(0, u64::from);
    let block = bytes * u64::from(channels);
    let size = if told > 0 { size.min(told.saturating_mul(block)) } else { size };
    Layout::pcm(codec, rate, channels, at, size, block)
}

/// The coding and the bytes of a sample.
fn pcm(coding: &[u8], bytes: u16) -> Option<(AudioCodecId, u64)> {
    Some(match (coding, bytes) {
        (b"raw ", 1) => (CODEC_ID_PCM_U8, 1),
        (b"NONE" | b"twos" | b"sowt", 1) => (CODEC_ID_PCM_S8, 1),
        (b"NONE" | b"twos", 2) => (CODEC_ID_PCM_S16BE, 2),
        (b"NONE" | b"twos", 3) | (b"in24", _) => (CODEC_ID_PCM_S24BE, 3),
        (b"NONE" | b"twos", 4) | (b"in32", _) => (CODEC_ID_PCM_S32BE, 4),
        (b"sowt", 2) => (CODEC_ID_PCM_S16LE, 2),
        (b"sowt", 3) => (CODEC_ID_PCM_S24LE, 3),
        (b"sowt", 4) => (CODEC_ID_PCM_S32LE, 4),
        (b"fl32" | b"FL32", _) => (CODEC_ID_PCM_F32BE, 4),
        (b"fl64" | b"FL64", _) => (CODEC_ID_PCM_F64BE, 8),
        (b"alaw" | b"ALAW", _) => (CODEC_ID_PCM_ALAW, 1),
        (b"ulaw" | b"ULAW", _) => (CODEC_ID_PCM_MULAW, 1),
        _ => return None,
    })
}

/// A whole number of frames a second from eighty bits of IEEE 754's extended precision.
fn extended(bytes: &[u8]) -> Option<u32> {
    let &[a, b, ref mantissa @ ..] = bytes else { return None };
    let exponent = u32::from(a & 0x7f) << 8 | u32::from(b);
    let mantissa = mantissa.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
    u32::try_from(mantissa.checked_shr((16_383 + 63_u32).checked_sub(exponent)?)?).ok()
}

//! Core Audio files (Apple, "Core Audio Format Specification 1.0"): PCM, and packets that a table tells the lengths of.

use std::io;

use symphonia::core::codecs::audio::AudioCodecId;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_AAC, CODEC_ID_ALAC, CODEC_ID_OPUS, CODEC_ID_PCM_ALAW, CODEC_ID_PCM_F32BE, CODEC_ID_PCM_F32LE,
    CODEC_ID_PCM_F64BE, CODEC_ID_PCM_F64LE, CODEC_ID_PCM_MULAW, CODEC_ID_PCM_S8, CODEC_ID_PCM_S16BE,
    CODEC_ID_PCM_S16LE, CODEC_ID_PCM_S24BE, CODEC_ID_PCM_S24LE, CODEC_ID_PCM_S32BE, CODEC_ID_PCM_S32LE,
};

use super::laid::{Found, Layout, Packets, params};
use super::mp4::{be32, be64};
use super::window::Window;

/// The most chunks that are looked at.
const MOST_CHUNKS: usize = 10_000;
/// The largest table of packets and the largest description of a codec, in bytes.
const LARGEST_TABLE: u64 = 64 * 1024 * 1024;
const LARGEST_COOKIE: u64 = 64 * 1024;

/// Where the sound of the file that begins at `start` stands.
pub(crate) fn read(window: &mut Window, start: u64) -> io::Result<Found> {
    let (mut description, mut cookie, mut table, mut data) = (Vec::new(), Vec::new(), Vec::new(), None);
    let mut at = start + 8;
    for _ in 0..MOST_CHUNKS {
        let head = window.at(at, 12)?;
        let (Some(kind), Some(size)) = (head.get(..4), be64(head, 4)) else { break };
        let (kind, content) = (kind.to_vec(), at + 12);
        // Sound of no told length goes to the end of the file.
        let size = if size > i64::MAX.unsigned_abs() { window.len().saturating_sub(content) } else { size };
        match kind.as_slice() {
            b"desc" => description = window.bytes(content, size.min(32))?,
            b"kuki" => cookie = window.bytes(content, size.min(LARGEST_COOKIE))?,
            b"pakt" => table = window.bytes(content, size.min(LARGEST_TABLE))?,
            // The number of an edit comes first.
            b"data" => {
                data =
                    Some((content + 4, size.saturating_sub(4).min(window.len().saturating_sub(content + 4))))
            }
            _ => {}
        }
        at = content.saturating_add(size);
    }
    let Some((at, size)) = data else { return Ok(Found::Broken("it has no chunk of sound")) };
    Ok(described(&description, &cookie, &table, at, size)
        .unwrap_or(Found::Broken("its head describes no sound")))
}

fn described(description: &[u8], cookie: &[u8], table: &[u8], at: u64, size: u64) -> Option<Found> {
    let rate = f64::from_bits(be64(description, 0)?);
    let rate = if (1.0..4e9).contains(&rate) { rate as u32 } else { return None };
    let kind = description.get(8..12)?;
    let flags = be32(description, 12)?;
    let (bytes, frames) = (u64::from(be32(description, 16)?), u64::from(be32(description, 20)?));
    let channels = u16::try_from(be32(description, 24)?).ok()?;
    let per_sample = bytes.checked_div(u64::from(channels))?;
    let pcm = match kind {
        b"lpcm" => pcm(flags & 1 != 0, flags & 2 != 0, per_sample),
        b"alaw" => Some(CODEC_ID_PCM_ALAW),
        b"ulaw" => Some(CODEC_ID_PCM_MULAW),
        _ => None,
    };
    if let Some(codec) = pcm {
        return Some(Layout::pcm(codec, rate, channels, at, size, bytes));
    }
    let codec = match kind {
        b"alac" => CODEC_ID_ALAC,
        b"aac " => CODEC_ID_AAC,
        b"opus" => CODEC_ID_OPUS,
        _ => {
            let name = String::from_utf8_lossy(kind).trim().to_owned();
            return Some(Found::Unread(format!("a Core Audio file coded in a rare way ({name})")));
        }
    };
    let mut params = params(codec, rate, channels);
    params.with_max_frames_per_packet(frames.clamp(1, 1 << 16));
    let extra = if codec == CODEC_ID_AAC { audio_specific_config(cookie)? } else { cookie };
    if !extra.is_empty() {
        params.with_extra_data(extra.into());
    }
    let valid = be64(table, 8)?;
    let packets = Packets::Table(places(table.get(24..)?, at, size, bytes, frames));
    Some(Found::Laid(Layout {
        params,
        packets,
        lead: u64::from(be32(table, 16)?),
        frames: Some(valid).filter(|&valid| valid > 0),
    }))
}

fn pcm(float: bool, little: bool, bytes: u64) -> Option<AudioCodecId> {
    Some(match (float, little, bytes) {
        (false, _, 1) => CODEC_ID_PCM_S8,
        (false, false, 2) => CODEC_ID_PCM_S16BE,
        (false, true, 2) => CODEC_ID_PCM_S16LE,
        (false, false, 3) => CODEC_ID_PCM_S24BE,
        (false, true, 3) => CODEC_ID_PCM_S24LE,
        (false, false, 4) => CODEC_ID_PCM_S32BE,
        (false, true, 4) => CODEC_ID_PCM_S32LE,
        (true, false, 4) => CODEC_ID_PCM_F32BE,
        (true, true, 4) => CODEC_ID_PCM_F32LE,
        (true, false, 8) => CODEC_ID_PCM_F64BE,
        (true, true, 8) => CODEC_ID_PCM_F64LE,
        _ => return None,
    })
}

/// The places and first frames of the packets and of what is behind the last one. The table gives each packet's
/// length in bytes and in frames, as far as these are not the same for all.
fn places(mut table: &[u8], at: u64, size: u64, bytes: u64, frames: u64) -> Vec<(u64, u64)> {
    let end = at.saturating_add(size);
    let mut places = vec![(at, 0)];
    let (mut place, mut frame) = (at, 0_u64);
    while !table.is_empty() && place < end {
        let length = if bytes == 0 { number(&mut table) } else { Some(bytes) };
        let count = if frames == 0 { number(&mut table) } else { Some(frames) };
        let (Some(length), Some(count)) = (length, count) else { break };
        if bytes != 0 && frames != 0 {
            break;
        }
        place = place.saturating_add(length);
        frame = frame.saturating_add(count.min(1 << 16));
        places.push((place, frame));
    }
    places
}

/// A number of seven bits a byte, all but the last one marked.
fn number(table: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    loop {
        let (&byte, rest) = table.split_first()?;
        *table = rest;
        number = number.checked_mul(128)? | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
}

/// What an AAC decoder needs out of the descriptors that hold it (ISO/IEC 14496-1 §7.2.6), each in the one before:
/// stream, decoder, configuration.
fn audio_specific_config(mut cookie: &[u8]) -> Option<&[u8]> {
    for (tag, ahead) in [(3, 3), (4, 13), (5, 0)] {
        let (&found, mut rest) = cookie.split_first()?;
        if found != tag {
            return None;
        }
        let size = usize::try_from(number(&mut rest)?).ok()?;
        cookie = rest.get(ahead..size.min(rest.len()))?;
    }
    Some(cookie)
}

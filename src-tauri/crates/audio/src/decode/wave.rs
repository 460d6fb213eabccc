//! WAV and its larger kin: RF64 (EBU Tech 3306), BW64 (ITU-R BS.2088) and Sony's Wave64.

use std::io;

use symphonia::core::codecs::audio::AudioCodecId;
use symphonia::core::codecs::audio::well_known::{
    CODEC_ID_ADPCM_IMA_WAV, CODEC_ID_ADPCM_MS, CODEC_ID_PCM_ALAW, CODEC_ID_PCM_F32LE, CODEC_ID_PCM_F64LE,
    CODEC_ID_PCM_MULAW, CODEC_ID_PCM_S16LE, CODEC_ID_PCM_S24LE, CODEC_ID_PCM_S32LE, CODEC_ID_PCM_U8,
};

use super::Extent;
use super::laid::{Found, Layout, Packets, params};
use super::window::Window;

/// Behind `riff` and `wave` in the names of Wave64's chunks.
pub(crate) const WAVE64: [u8; 16] = *b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00";
/// The most chunks that are looked at.
const MOST_CHUNKS: usize = 10_000;
/// A length that stands elsewhere, or was never filled in.
const UNTOLD: u64 = 0xffff_ffff;

/// Where the sound of the file that begins at `start` stands.
pub(crate) fn read(window: &mut Window, start: u64) -> io::Result<Found> {
    let wide = window.at(start, 16)? == WAVE64;
    // A recorder that was cut short left the length of the whole at what it wrote first.
    let told = le(window.at(start + 4, 4)?);
    let (mut format, mut data, mut long, mut fact) = (Vec::new(), None, None, None);
    let mut at = start + if wide { 40 } else { 12 };
    for _ in 0..MOST_CHUNKS {
        let head = window.at(at, if wide { 24 } else { 8 })?;
        let (Some(id), Some(size)) = (head.get(..4), head.get(if wide { 16..24 } else { 4..8 })) else {
            break;
        };
        let (id, content, size) = (id.to_vec(), at + head.len() as u64, le(size));
        let mut size = if wide { size.saturating_sub(24) } else { size };
        match id.as_slice() {
            b"ds64" => long = Some(le(window.at(content + 8, 8)?)),
            b"fmt " if format.is_empty() => format = window.bytes(content, size.min(40))?,
            b"fact" => fact = Some(le(window.at(content, 4)?)),
            b"data" if data.is_none() => {
                let unfinished = size == 0 && start + 8 + told <= content;
                size = match long {
                    Some(long) if size == UNTOLD => long,
                    None if size == UNTOLD && !wide || unfinished => u64::MAX,
                    Some(_) | None => size,
                }
                .min(window.len().saturating_sub(content));
                data = Some((content, size));
            }
            _ => {}
        }
        if data.is_some() && !format.is_empty() {
            break;
        }
        at = content.saturating_add(size).saturating_add(if wide {
            size.wrapping_neg() % 8
        } else {
            size % 2
        });
    }
    let Some((at, size)) = data else { return Ok(Found::Broken("it has no chunk of sound")) };
    Ok(described(&format, at, size, fact))
}

fn described(format: &[u8], at: u64, size: u64, fact: Option<u64>) -> Found {
    let number = |at: usize| format.get(at..at + 2).map_or(0, le);
    let tag = if number(0) == 0xfffe { number(24) } else { number(0) };
    let (channels, align) = (u16::try_from(number(2)).unwrap_or_default(), number(12));
    let rate = format.get(4..8).map_or(0, le);
    let rate = u32::try_from(rate).unwrap_or_default();
    if tag == 0x55 {
        return Found::Mp3(Extent { at, size });
    }
    if let Some((codec, frames)) = adpcm(tag, align, u64::from(channels)) {
        if rate == 0 || frames == 0 || channels > 2 {
            return Found::Broken("its head describes no sound");
        }
        let mut params = params(codec, rate, channels);
        params.with_max_frames_per_packet(frames).with_frames_per_block(frames);
        let packets = Packets::Even { at, size, block: align, frames };
        return Found::Laid(Layout { params, packets, lead: 0, frames: fact.filter(|&fact| fact > 0) });
    }
    let known = align.checked_div(u64::from(channels)).and_then(|bytes| pcm(tag, bytes));
    match known {
        Some(codec) => Layout::pcm(codec, rate, channels, at, size, align),
        None if channels == 0 || tag <= 1 => Found::Broken("its head describes no sound"),
        None => Found::Unread(match tag {
            0x31 => "a WAV file of GSM speech".into(),
            0x50 => "a WAV file of MPEG layer II sound".into(),
            0x92 | 0x2000 => "a WAV file of Dolby Digital sound".into(),
            0x160..=0x163 => "a WAV file of Windows Media sound".into(),
            _ => format!("a WAV file coded in a rare way ({tag:#06x})"),
        }),
    }
}

/// Uncompressed sound by its tag and the bytes of a sample.
fn pcm(tag: u64, bytes: u64) -> Option<AudioCodecId> {
    Some(match (tag, bytes) {
        (1, 1) => CODEC_ID_PCM_U8,
        (1, 2) => CODEC_ID_PCM_S16LE,
        (1, 3) => CODEC_ID_PCM_S24LE,
        (1, 4) => CODEC_ID_PCM_S32LE,
        (3, 4) => CODEC_ID_PCM_F32LE,
        (3, 8) => CODEC_ID_PCM_F64LE,
        (6, 1) => CODEC_ID_PCM_ALAW,
        (7, 1) => CODEC_ID_PCM_MULAW,
        _ => return None,
    })
}

/// A dictating machine's four bits a sample, and the frames of a block of `align` bytes: its head holds the first one
/// or two.
fn adpcm(tag: u64, align: u64, channels: u64) -> Option<(AudioCodecId, u64)> {
    let (codec, head, first) = match tag {
        0x02 => (CODEC_ID_ADPCM_MS, 7, 2),
        0x11 => (CODEC_ID_ADPCM_IMA_WAV, 4, 1),
        _ => return None,
    };
    let coded = align.saturating_sub(head * channels);
    Some((
        codec,
        (coded * 2).checked_div(channels).filter(|&frames| frames > 0).map_or(0, |frames| frames + first),
    ))
}

fn le(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte))
}

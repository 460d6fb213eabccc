//! Opus in Ogg (RFC 7845): whole packets from 240 ms ahead on, which the head says are to be skipped.

use std::io::Write;

use symphonia::core::codecs::audio::AudioCodecParameters;

use super::packets::Stretch;
use super::{CutTags, Failed};
use crate::encode::ogg::Pages;
use crate::encode::opus::{head, tags_packet};

/// A decoder that starts so many frames ahead is as good as one that heard all before: what it predicts from is right to
/// a thousandth. After the 80 ms that RFC 7845 §4.6 asks for at least, it is right to a tenth.
const AHEAD: i64 = 11_520;

/// Copies a stretch, and gives how many frames late the file says it begins.
pub(super) fn copy<W: Write>(mut stretch: Stretch<'_>, tags: &CutTags, out: W) -> Result<i64, Failed> {
    let lead = stretch.lead_in(AHEAD)?;
    let start = lead.first().map_or(0, |packet| packet.start);
    let skip = u16::try_from(stretch.from() - start).unwrap_or_default();
    let mut pages = Pages::new(out, 48_000);
    let head = head_like(&stretch.params, stretch.channels, skip)
        .ok_or_else(|| stretch.refused("its channels are laid out in a way that Ogg does not tell"))?;
    pages.header(head, true)?;
    pages.header(tags_packet(tags), true)?;
    let granule = |frame: i64| u64::try_from(frame - start).unwrap_or_default();
    let mut end = start;
    for packet in lead {
        end = packet.end;
        pages.packet(packet.data.into(), granule(end), false)?;
    }
    while end < stretch.to() {
        let packet = stretch.following(end)?;
        end = packet.end;
        pages.packet(packet.data.into(), granule(end), false)?;
    }
    pages.finish(granule(stretch.to()))?;
    Ok(start + i64::from(skip) - stretch.from())
}

/// The head of a stream like another, with another number of frames to be skipped; `None` where it can't be told.
fn head_like(params: &AudioCodecParameters, channels: u16, skip: u16) -> Option<Vec<u8>> {
    let told = params.extra_data.as_deref().and_then(|data| data.strip_prefix(b"OpusHead"));
    let rate = |bytes: &[u8]| Some(u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?));
    // MP4 tells the same with the highest byte first (Opus in ISOBMFF §4.3.2), which makes an impossible rate.
    match told {
        Some(told) if rate(told).is_some_and(|rate| rate <= 768_000) => {
            let mut whole = [b"OpusHead", told].concat();
            whole.get_mut(10..12)?.copy_from_slice(&skip.to_le_bytes());
            Some(whole)
        }
        Some(told) if told.get(10) == Some(&0) || channels <= 2 => {
            let gain = i16::from_be_bytes(told.get(8..10)?.try_into().ok()?);
            Some(head(u8::try_from(channels).ok()?, skip, gain))
        }
        None if channels <= 2 => Some(head(u8::try_from(channels).ok()?, skip, 0)),
        Some(_) | None => None,
    }
}

//! Vorbis in Ogg (the Vorbis I specification, §A): whole packets, of which the first gives nothing but its overlap with
//! the second. A first page whose granule is less than what its packets give has so much cut off from its beginning.

use std::io::Write;

use super::packets::Stretch;
use super::{CutTags, Failed};
use crate::encode::ogg::Pages;
use crate::tags::written::comments;

/// The longest block.
const LONGEST: i64 = 8192;
/// The length of the identification header, behind which a demuxer puts the setup header.
const IDENTIFICATION: usize = 30;

/// Copies a stretch, and gives how many frames late the file says it begins.
pub(super) fn copy<W: Write>(mut stretch: Stretch<'_>, tags: &CutTags, out: W) -> Result<i64, Failed> {
    let headers = stretch.params.extra_data.as_deref().and_then(|data| data.split_at_checked(IDENTIFICATION));
    let Some((identification, setup)) = headers.filter(|(_, setup)| setup.starts_with(b"\x05vorbis")) else {
        return Err(stretch.refused("its headers are missing").into());
    };
    let mut pages = Pages::new(out, stretch.rate);
    pages.header(identification.to_vec(), true)?;
    let comment = [b"\x03vorbis", &comments::header(tags)[..], &[1]].concat();
    pages.header(comment, false)?;
    pages.header(setup.to_vec(), true)?;

    let lead = stretch.lead_in(2 * LONGEST)?;
    let from = stretch.from();
    let granule = |frame: i64| u64::try_from(frame - from).unwrap_or_default();
    let mut end = from;
    // The packet that holds the first frame, and the one before it, if it is not the stream's first.
    let needed = lead.len().saturating_sub(2);
    for packet in lead.into_iter().skip(needed) {
        end = packet.end;
        if end >= stretch.to() {
            // Of a page that is the first and the last, the end is cut off, not the beginning.
            return Err(stretch.refused("the span is shorter than a packet of its sound").into());
        }
        // They make up the first page, of which decoders cut off what lies ahead of frame 0.
        pages.packet(packet.data.into(), granule(end), end > from)?;
    }
    while end < stretch.to() {
        let packet = stretch.following(end)?;
        end = packet.end;
        pages.packet(packet.data.into(), granule(end), false)?;
    }
    pages.finish(granule(stretch.to()))?;
    Ok(0)
}

//! What the index of an MP4 file says and its demuxer does not: above all the edit list, which stretch of the coded sound
//! is to be heard (ISO/IEC 14496-12 §8.6.6).
//!
//! An AAC encoder puts some 20–50 ms of priming ahead of the sound; the edit list is where the file says so.

use std::io;

use super::window::Window;

/// A `moov` box beyond this is no index of a recording.
const LARGEST_INDEX: u64 = 256 * 1024 * 1024;

/// What is to be heard of a track, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edit {
    /// Where in the coded sound the presentation starts.
    pub(crate) start: f64,
    /// Silence ahead of it.
    pub(crate) silence: f64,
    /// How long the presentation is; `None` means to the end of the coded sound.
    pub(crate) length: Option<f64>,
}

/// The content of the `moov` box; `None` if there is none, or none of a sensible size.
pub(crate) fn moov(window: &mut Window) -> io::Result<Option<Vec<u8>>> {
    let mut at = 0;
    while at < window.len() {
        let header = window.at(at, 16)?;
        let Some((kind, head, size)) = box_header(header) else {
            return Ok(None);
        };
        let size = if size == 0 { window.len() - at } else { size };
        if kind == *b"moov" {
            return if size <= LARGEST_INDEX {
                window.bytes(at + head, size - head).map(Some)
            } else {
                Ok(None)
            };
        }
        at = at.saturating_add(size);
    }
    Ok(None)
}

/// The length that the boxes of an MP4 file add up to, where they say.
pub(crate) fn whole_length(window: &mut Window) -> io::Result<Option<u64>> {
    let mut at = 0_u64;
    while at < window.len() {
        match box_header(window.at(at, 16)?) {
            Some((_, _, size)) if size > 0 => at = at.saturating_add(size),
            _ => return Ok(None),
        }
    }
    Ok(Some(at))
}

/// A box's kind, the length of its header, and its whole length (0: to the end).
fn box_header(bytes: &[u8]) -> Option<([u8; 4], u64, u64)> {
    let kind = bytes.get(4..8)?.try_into().ok()?;
    match be32(bytes, 0)? {
        1 => be64(bytes, 8).filter(|&size| size >= 16).map(|size| (kind, 16, size)),
        size @ (0 | 8..) => Some((kind, 8, u64::from(size))),
        _ => None,
    }
}

/// The boxes inside a box's content, in order.
pub(crate) fn boxes(mut content: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (kind, head, size) = box_header(content)?;
        let size = if size == 0 { content.len() } else { usize::try_from(size).ok()?.min(content.len()) };
        let body = content.get(usize::try_from(head).ok()?..size)?;
        content = content.get(size..).unwrap_or_default();
        Some((kind, body))
    })
}

/// The content of the first box of a kind.
pub(crate) fn child<'a>(content: &'a [u8], kind: &[u8; 4]) -> Option<&'a [u8]> {
    boxes(content).find(|(found, _)| found == kind).map(|(_, body)| body)
}

/// The edit of track `id`, or `None` if the file has none.
pub(crate) fn edit(moov: &[u8], id: u32) -> Option<Edit> {
    let movie_scale = timescale(child(moov, b"mvhd")?)?;
    let track = track(moov, id)?;
    let media_scale = timescale(child(child(track, b"mdia")?, b"mdhd")?)?;
    let list = child(child(track, b"edts")?, b"elst")?;
    let wide = list.first() == Some(&1);
    let (mut silence, mut length, mut start) = (0, 0, None);
    let entry_size = if wide { 20 } else { 12 };
    for entry in list.get(8..)?.chunks_exact(entry_size).take(be32(list, 4)? as usize) {
        let (duration, media_time) = if wide {
            (be64(entry, 0)?, be64(entry, 8)?.cast_signed())
        } else {
            (u64::from(be32(entry, 0)?), i64::from(be32(entry, 4)?.cast_signed()))
        };
        match (start, u64::try_from(media_time)) {
            (None, Err(_)) => silence += duration,
            (None, Ok(time)) => (start, length) = (Some(time), duration),
            // Cuts inside the sound are not followed: it is heard from its first stretch to its end.
            (Some(_), _) => length = 0,
        }
    }
    Some(Edit {
        start: start? as f64 / media_scale,
        silence: silence as f64 / movie_scale,
        length: (length > 0).then(|| length as f64 / movie_scale),
    })
}

/// Whether PCM whose kind tells no order of its bytes has the highest first, as it has in QuickTime unless an `enda` box
/// (Apple, "QuickTime File Format", sound media) says otherwise.
pub(crate) fn highest_first(moov: &[u8], id: u32) -> bool {
    track(moov, id).and_then(sample_entry).is_some_and(|(kind, entry)| {
        let enda = entry.windows(4).position(|bytes| bytes == b"enda");
        let lowest_first = enda.and_then(|at| entry.get(at + 4..at + 6)) == Some(&[0, 1]);
        matches!(&kind, b"in24" | b"in32" | b"fl32" | b"fl64") && !lowest_first
    })
}

/// How the first track of sound is coded, by the four letters of its description.
pub(crate) fn coding(moov: &[u8]) -> Option<[u8; 4]> {
    let traks = boxes(moov).filter(|(kind, _)| kind == b"trak").map(|(_, body)| body);
    let sound = |trak: &&[u8]| {
        let handler = child(trak, b"mdia").and_then(|mdia| child(mdia, b"hdlr"));
        handler.is_some_and(|handler| handler.get(8..12) == Some(b"soun"))
    };
    traks.filter(sound).find_map(sample_entry).map(|(kind, _)| kind)
}

/// The first description of a track's samples: its kind and its content.
fn sample_entry(trak: &[u8]) -> Option<([u8; 4], &[u8])> {
    let stbl = child(child(child(trak, b"mdia")?, b"minf")?, b"stbl")?;
    boxes(child(stbl, b"stsd")?.get(8..)?).next()
}

/// The content of the `trak` box of track `id`.
pub(crate) fn track(moov: &[u8], id: u32) -> Option<&[u8]> {
    boxes(moov).filter(|(kind, _)| kind == b"trak").map(|(_, body)| body).find(|trak| {
        child(trak, b"tkhd").and_then(|tkhd| be32(tkhd, if tkhd.first() == Some(&1) { 20 } else { 12 }))
            == Some(id)
    })
}

/// The time scale in an `mvhd` or `mdhd` box, in ticks a second.
pub(crate) fn timescale(header: &[u8]) -> Option<f64> {
    be32(header, if header.first() == Some(&1) { 20 } else { 12 }).filter(|&scale| scale > 0).map(f64::from)
}

/// The big-endian number at `at`.
pub(crate) fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The big-endian number at `at`.
pub(crate) fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_be_bytes(bytes.get(at..at + 8)?.try_into().ok()?))
}

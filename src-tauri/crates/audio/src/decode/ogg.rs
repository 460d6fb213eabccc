//! Where the links of a chained Ogg file begin: streams one after the other, each whole (RFC 3533 §4).

use std::io;
use std::ops::Range;

use super::source::Piece;
use super::window::Window;
use super::{Extent, links};

/// The places where another link begins in the file that begins at `start`; none in one that is not chained.
pub(crate) fn joins(window: &mut Window, start: u64) -> io::Result<Vec<u64>> {
    let (mut joins, mut at, mut opening) = (Vec::new(), start, true);
    while let Some((place, opens, size)) = page(window, at)? {
        if opens && !opening && joins.len() + 1 < links::MOST {
            joins.push(place);
        }
        opening = opens;
        at = place + size;
    }
    Ok(joins)
}

/// A stretch of a file without its broken pages, over the first and last of which its demuxer gives up. Of those
/// that lead the sound, which break nothing by a wrong letter in a tag, the checksum is mended.
pub(crate) fn mended(window: &mut Window, extent: Extent) -> io::Result<Vec<Piece>> {
    let end = extent.at.saturating_add(extent.size).min(window.len());
    let (mut pieces, mut at, mut from) = (Vec::new(), extent.at, extent.at);
    while let Some((place, _, size)) = page(window, at)?.filter(|(place, ..)| *place < end) {
        let page = window.bytes(place, size)?;
        at = place + size;
        let told =
            page.get(CHECKSUM).map(|sum| sum.iter().rev().fold(0, |sum, &byte| sum << 8 | u32::from(byte)));
        let sum = checksum(&page);
        let whole = page.len() as u64 == size;
        if whole && told == Some(sum) {
            continue;
        }
        if place > from {
            pieces.push(Piece::File(from, place - from));
        }
        from = at;
        let leads = page.get(6..14) == Some(&[0; 8]);
        if whole && leads {
            let mut page = without_tags(&page).unwrap_or(page);
            let sum = checksum(&page).to_le_bytes();
            page.splice(CHECKSUM, sum);
            pieces.push(Piece::Bytes(page));
        }
    }
    pieces.push(Piece::File(from, end.saturating_sub(from)));
    Ok(pieces)
}

/// The page of Opus' tags (RFC 7845 §5.2) with none in it, since the lengths in it may be what is broken.
fn without_tags(page: &[u8]) -> Option<Vec<u8>> {
    const NONE: &[u8; 16] = b"OpusTags\0\0\0\0\0\0\0\0";
    let (head, behind) = page.split_at_checked(26)?;
    let (&segments, behind) = behind.split_first()?;
    let body = behind.get(usize::from(segments)..)?;
    body.starts_with(b"OpusTags").then(|| [head, &[1, NONE.len() as u8], NONE].concat())
}

/// Where a page's checksum stands in it.
const CHECKSUM: Range<usize> = 22..26;

/// A page's checksum (RFC 3533 §6), its own place counted as zeros.
fn checksum(page: &[u8]) -> u32 {
    page.iter().enumerate().fold(0, |sum, (at, &byte)| {
        let byte = if CHECKSUM.contains(&at) { 0 } else { byte };
        (0..8).fold(sum ^ (u32::from(byte) << 24), |sum, _| (sum << 1) ^ ((sum >> 31) * 0x04c1_1db7))
    })
}

/// The first page at or behind `at`: its place, whether it opens a stream, and its length.
fn page(window: &mut Window, mut at: u64) -> io::Result<Option<(u64, bool, u64)>> {
    const MARK: &[u8] = b"OggS";
    loop {
        let bytes = window.at(at, 27 + 255)?;
        if bytes.len() < 27 {
            return Ok(None);
        }
        if bytes.starts_with(MARK) {
            let segments = bytes.get(26).copied().map_or(0, usize::from);
            let sizes = bytes.get(27..).unwrap_or_default().iter().take(segments);
            let size = 27 + segments as u64 + sizes.map(|&size| u64::from(size)).sum::<u64>();
            return Ok(Some((at, bytes.get(5).is_some_and(|flags| flags & 2 != 0), size)));
        }
        let bytes = window.at(at, 4096)?;
        let found = bytes.windows(MARK.len()).skip(1).position(|bytes| bytes == MARK);
        at += found.map_or(bytes.len().saturating_sub(3), |found| found + 1).max(1) as u64;
    }
}

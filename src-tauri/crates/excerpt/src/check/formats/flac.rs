//! FLAC (RFC 9639): metadata blocks, then frames.

use std::io;

use super::super::bytes::{self, Source, big, part, size};
use super::super::layout::{LARGEST, Layout, Matter};
use super::{id3, vorbis};

/// Reads from `at`, where `fLaC` stands.
pub(in super::super) fn read(
    source: &mut dyn Source,
    at: u64,
    length: u64,
    layout: &mut Layout,
) -> io::Result<()> {
    let mut at = at + 4;
    loop {
        let header = bytes::read(source, at, 4)?;
        let (Some(&kind), Some(size)) = (header.first(), big(&header, 1, 3)) else { return Ok(()) };
        let data = bytes::read(source, at + 4, size.min(LARGEST))?;
        if block(kind & 0x7F, &data, layout) {
            layout.span(at..at + 4 + data.len() as u64, Matter::Seen);
        }
        at += 4 + size;
        if kind & 0x80 != 0 || at >= length {
            break;
        }
    }
    let tail = bytes::read(source, length.saturating_sub(id3::VERSION_1), id3::VERSION_1)?;
    let is_tag = tail.starts_with(b"TAG");
    if is_tag {
        id3::version_1(&tail, layout);
    }
    let end = if is_tag { length - id3::VERSION_1 } else { length };
    if at < end {
        layout.span(at..end, Matter::Compressed);
    }
    Ok(())
}

/// What a block says, and whether that is all of it.
pub(super) fn block(kind: u8, data: &[u8], layout: &mut Layout) -> bool {
    match kind {
        // Of the stream, and of places to seek to: numbers.
        0 | 3 => true,
        4 => {
            vorbis::comments(data, layout);
            true
        }
        6 => {
            picture(data, layout);
            true
        }
        _ => false,
    }
}

/// A picture with its description (section 8.8).
pub(super) fn picture(data: &[u8], layout: &mut Layout) {
    let length = |at: usize| size(big(data, at, 4).unwrap_or_default()).min(data.len());
    let kind = length(4);
    layout.text("picture", part(data, 8, kind));
    let described = 8 + kind;
    let description = length(described);
    layout.text("picture", part(data, described + 4, description));
    let image = described + 4 + description + 16;
    let bytes = length(image);
    layout.picture("picture", part(data, image + 4, bytes));
    layout.text("picture", part(data, image + 4 + bytes, usize::MAX));
}

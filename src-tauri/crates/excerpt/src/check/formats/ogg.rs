//! Ogg pages (RFC 3533) with Vorbis, Opus (RFC 7845), FLAC or Theora in them: comments are put together from the pages and laces
//! over which they are spread.

use std::collections::BTreeMap;
use std::io;

use super::super::bytes::{self, Source, little, part, size};
use super::super::layout::{LARGEST, Layout, Matter};
use super::{flac, vorbis};

const HEADER: u64 = 27;

/// A stream, while its headers are read.
#[derive(Default)]
struct Stream {
    /// The packet that is being put together.
    packet: Vec<u8>,
    is_flac: bool,
    is_known: bool,
    /// Whether all that says something was read.
    is_sound: bool,
}

pub(in super::super) fn read(source: &mut dyn Source, length: u64, layout: &mut Layout) -> io::Result<()> {
    let mut streams: BTreeMap<u64, Stream> = BTreeMap::new();
    let mut at = 0;
    while at < length {
        let head = bytes::read(source, at, HEADER + 255)?;
        let segments = head.get(26).map_or(0, |&count| usize::from(count));
        let laces = part(&head, size(HEADER), segments);
        let (Some(serial), true) =
            (little(&head, 14, 4), head.starts_with(b"OggS") && laces.len() == segments)
        else {
            at = next(source, at + 1, length)?;
            continue;
        };
        let body = laces.iter().map(|&lace| u64::from(lace)).sum::<u64>();
        let start = at + HEADER + segments as u64;
        let end = (start + body).min(length);
        let is_first = head.get(5).is_some_and(|flags| flags & 2 != 0);
        if is_first {
            streams.insert(serial, Stream::default());
        }
        let stream = streams.entry(serial).or_default();
        if !stream.is_sound {
            let body = bytes::read(source, start, body)?;
            stream.page(laces, &body, layout);
        }
        if stream.is_known {
            layout.span(at..end, Matter::Compressed);
        }
        at = end;
    }
    Ok(())
}

/// Where the next page begins, past damage.
fn next(source: &mut dyn Source, at: u64, length: u64) -> io::Result<u64> {
    let mut at = at;
    while at < length {
        let bytes = bytes::read(source, at, 1 << 16)?;
        if let Some(found) = bytes.windows(4).position(|window| window == b"OggS") {
            return Ok(at + found as u64);
        }
        at += (bytes.len() as u64).saturating_sub(3).max(1);
    }
    Ok(length)
}

impl Stream {
    fn page(&mut self, laces: &[u8], body: &[u8], layout: &mut Layout) {
        let mut at = 0;
        for &lace in laces {
            self.packet.extend_from_slice(part(body, at, usize::from(lace)));
            at += usize::from(lace);
            if lace < 255 {
                let packet = std::mem::take(&mut self.packet);
                if !self.is_sound {
                    self.packet(&packet, layout);
                }
            }
        }
        if self.packet.len() as u64 > LARGEST {
            (self.is_sound, self.is_known) = (true, false);
            self.packet.clear();
        }
    }

    fn packet(&mut self, packet: &[u8], layout: &mut Layout) {
        let behind = |mark: &[u8]| packet.strip_prefix(mark);
        if let Some(rest) = behind(b"\x7FFLAC") {
            (self.is_flac, self.is_known) = (true, true);
            layout.text("Ogg header", rest);
        } else if [&b"\x01vorbis"[..], b"OpusHead", b"\x80theora"].iter().any(|mark| packet.starts_with(mark))
        {
            self.is_known = true;
        } else if let Some(rest) =
            behind(b"\x03vorbis").or_else(|| behind(b"OpusTags")).or_else(|| behind(b"\x81theora"))
        {
            vorbis::comments(rest, layout);
            self.is_sound = true;
        } else if self.is_flac && packet.first() != Some(&0xFF) {
            let kind = packet.first().copied().unwrap_or_default();
            let data = part(packet, 4, usize::MAX);
            if !flac::block(kind & 0x7F, data, layout) {
                layout.text("FLAC block", data);
            }
        } else {
            self.is_sound = true;
        }
    }
}

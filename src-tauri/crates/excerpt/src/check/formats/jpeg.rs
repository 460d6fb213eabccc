//! Segments of JPEG (ITU-T T.81, annex B): comments, Exif and XMP are text, the rest is the picture.

use std::io;

use super::super::bytes::{self, Source, big, part};
use super::super::layout::{Layout, Matter};

pub(in super::super) fn read(source: &mut dyn Source, length: u64, layout: &mut Layout) -> io::Result<()> {
    let mut at = 2;
    while at + 4 <= length {
        let head = bytes::read(source, at, 4)?;
        let (Some(0xFF), Some(&marker), Some(size)) = (head.first(), head.get(1), big(&head, 2, 2)) else {
            break;
        };
        match marker {
            // Fill, and markers without a length.
            0xFF => at += 1,
            0x01 | 0xD0..=0xD8 => at += 2,
            0xD9 => return Ok(()),
            0xDA => {
                let end = end_of_scans(source, at, length)?;
                layout.span(at..end, Matter::Compressed);
                at = end;
            }
            _ => {
                let end = (at + 2 + size.max(2)).min(length);
                if matches!(marker, 0xE0..=0xEF | 0xFE) {
                    let data = bytes::read(source, at + 4, end.saturating_sub(at + 4))?;
                    let name =
                        if marker == 0xFE { "comment".to_owned() } else { format!("APP{}", marker - 0xE0) };
                    // A profile of colours is numbers, but for what it says in words.
                    let is_profile = data.starts_with(b"ICC_PROFILE");
                    if is_profile {
                        layout.picture(format!("JPEG {name}"), &data)
                    } else {
                        layout.text(format!("JPEG {name}"), &data)
                    }
                    layout.span(at..end, Matter::Seen);
                } else {
                    layout.span(at..end, Matter::Compressed);
                }
                at = end;
            }
        }
    }
    Ok(())
}

/// Where the coded picture ends: at the first marker that stands neither for a byte of 0xFF nor for a restart.
fn end_of_scans(source: &mut dyn Source, at: u64, length: u64) -> io::Result<u64> {
    let mut at = at + 2;
    while at < length {
        let bytes = bytes::read(source, at, 1 << 16)?;
        let is_end =
            |pair: &[u8]| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xD0..=0xD7 | 0xFF));
        if let Some(found) = bytes.windows(2).position(is_end) {
            return Ok(at + found as u64);
        }
        at += (part(&bytes, 0, usize::MAX).len() as u64).saturating_sub(1).max(1);
    }
    Ok(length)
}

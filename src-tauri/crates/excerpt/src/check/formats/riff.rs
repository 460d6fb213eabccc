//! Chunks of WAV and AIFF, the latter with the most significant byte first.

use std::io;

use super::super::bytes::{self, Source, big, little, part, size};
use super::super::layout::{LARGEST, Layout, Matter};
use super::id3;

const HEADER: u64 = 8;
/// The numbers of formats whose samples are plain: PCM, floating point, and either in the extensible form.
const PLAIN: [u64; 3] = [1, 3, 0xFFFE];

pub(in super::super) fn read(
    source: &mut dyn Source,
    length: u64,
    is_little: bool,
    layout: &mut Layout,
) -> io::Result<()> {
    let mut at = 12;
    let mut matter = Matter::Samples;
    while at + HEADER <= length {
        let header = bytes::read(source, at, HEADER)?;
        let number = if is_little { little(&header, 4, 4) } else { big(&header, 4, 4) };
        let id = String::from_utf8_lossy(part(&header, 0, 4)).into_owned();
        // A size of 32 ones is told elsewhere, or not at all: the chunk goes on to the end.
        let told = number.filter(|&number| number != u64::from(u32::MAX)).unwrap_or(length);
        let end = (at + HEADER).saturating_add(told).min(length);
        match id.as_str() {
            "data" | "SSND" => layout.span(at + HEADER..end, matter),
            "VP8 " | "VP8L" | "ALPH" => layout.span(at + HEADER..end, Matter::Compressed),
            _ if end - at <= LARGEST => {
                let data = bytes::read(source, at + HEADER, end - at - HEADER)?;
                if id == "fmt " && !little(&data, 0, 2).is_some_and(|format| PLAIN.contains(&format)) {
                    matter = Matter::Compressed;
                }
                chunk(&id, &data, is_little, layout);
                layout.span(at..end, Matter::Seen);
            }
            _ => {}
        }
        // Chunks begin at even places.
        at = end + (end - at) % 2;
    }
    Ok(())
}

fn chunk(id: &str, data: &[u8], is_little: bool, layout: &mut Layout) {
    match id {
        "LIST" => {
            let mut rest = part(data, 4, usize::MAX);
            layout.text("RIFF LIST", part(data, 0, 4));
            loop {
                let length = if is_little { little(rest, 4, 4) } else { big(rest, 4, 4) };
                let Some(length) = length.map(size).filter(|&length| length <= rest.len() - size(HEADER))
                else {
                    layout.text("RIFF LIST", rest);
                    return;
                };
                let id = String::from_utf8_lossy(part(rest, 0, 4));
                layout.text(format!("RIFF {id}"), part(rest, size(HEADER), length));
                rest = part(rest, size(HEADER) + length + length % 2, usize::MAX);
            }
        }
        "id3 " | "ID3 " if data.starts_with(b"ID3") => id3::whole(data, layout),
        _ => {
            layout.text("RIFF chunk", id.as_bytes());
            layout.text(format!("RIFF {id}"), data);
        }
    }
}

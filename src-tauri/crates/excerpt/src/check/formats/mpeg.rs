//! Frames of MPEG audio (ISO/IEC 11172-3 and 13818-3, section 2.4.1.3) and of ADTS. What lies between them, and tags at the end, is text.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::super::bytes::{Source, part};
use super::super::layout::{LARGEST, Layout, Matter};
use super::{ape, id3};

/// Kilobits a second of MPEG 1, layers I to III, then of MPEG 2, layer I and layers II and III.
const RATES: [[u64; 15]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
/// Samples a second of MPEG 1; half as many for MPEG 2, a quarter for 2.5.
const SAMPLES: [u64; 3] = [44_100, 48_000, 32_000];
const HEADER: usize = 7;

/// The length of the frame whose header this is; `None` if it is none.
pub(in super::super) fn frame(header: &[u8]) -> Option<u64> {
    let &[a, b, c, d, ..] = header else { return None };
    // 0xFE would be layer I with a checksum, which nobody writes, and is how UTF-16 begins.
    if a != 0xFF || b & 0xE0 != 0xE0 || b == 0xFE {
        return None;
    }
    if b & 0xF6 == 0xF0 {
        let (e, f) = (u64::from(*header.get(4)?), u64::from(*header.get(5)?));
        let length = u64::from(d & 3) << 11 | e << 3 | f >> 5;
        return (length > 7 && c >> 2 & 15 < 13).then_some(length);
    }
    let (version, layer) = (b >> 3 & 3, 4 - (b >> 1 & 3));
    if version == 1 || layer == 4 {
        return None;
    }
    let table = match (version, layer) {
        (3, layer) => usize::from(layer) - 1,
        (_, 1) => 3,
        _ => 4,
    };
    let kilobits = *RATES.get(table)?.get(usize::from(c >> 4)).filter(|&&rate| rate > 0)?;
    let divisor = match version {
        3 => 1,
        2 => 2,
        _ => 4,
    };
    let samples = SAMPLES.get(usize::from(c >> 2 & 3))? / divisor;
    let padding = u64::from(c >> 1 & 1);
    Some(match (layer, version) {
        (1, _) => (12_000 * kilobits / samples + padding) * 4,
        (3, 0 | 2) => 72_000 * kilobits / samples + padding,
        _ => 144_000 * kilobits / samples + padding,
    })
}

/// Finds the frames from `at` on. One counts if another follows it, or it follows another.
pub(in super::super) fn read(
    source: &mut dyn Source,
    at: u64,
    length: u64,
    layout: &mut Layout,
) -> io::Result<()> {
    let mut source = BufReader::with_capacity(1 << 16, source);
    let mut position = at;
    let mut is_in_step = false;
    source.seek(SeekFrom::Start(at))?;
    while position < length {
        let here = header(&mut source, position)?;
        if let Some(end) = tag(&mut source, &here, position, layout)? {
            layout.span(position..end, Matter::Seen);
            position = end;
            continue;
        }
        if let Some(size) = frame(&here) {
            let end = (position + size).min(length);
            if is_in_step || frame(&header(&mut source, end)?).is_some() {
                layout.span(position..end, Matter::Compressed);
                position = end;
                is_in_step = true;
                continue;
            }
        }
        is_in_step = false;
        position += 1;
    }
    Ok(())
}

/// Reads a tag that stands behind the frames, and gives where it ends.
fn tag(
    source: &mut BufReader<&mut dyn Source>,
    header: &[u8],
    at: u64,
    layout: &mut Layout,
) -> io::Result<Option<u64>> {
    let mut read = |most| {
        source.seek(SeekFrom::Start(at))?;
        let mut bytes = Vec::new();
        source.take(most).read_to_end(&mut bytes)?;
        io::Result::Ok(bytes)
    };
    if header.starts_with(b"TAG") {
        let tag = read(id3::VERSION_1)?;
        id3::version_1(&tag, layout);
        return Ok(Some(at + tag.len() as u64));
    }
    if header.starts_with(b"APETAGE") {
        let tag = read(LARGEST)?;
        let items = ape::items(part(&tag, ape::HEADER, usize::MAX), layout);
        let end = (ape::HEADER + items).min(tag.len());
        layout.text("APE", part(&tag, 0, ape::HEADER));
        return Ok(Some(at + end as u64));
    }
    Ok(None)
}

fn header(source: &mut BufReader<&mut dyn Source>, at: u64) -> io::Result<Vec<u8>> {
    let now = source.stream_position()?;
    source.seek_relative(i64::try_from(at).unwrap_or(i64::MAX) - i64::try_from(now).unwrap_or(i64::MAX))?;
    let mut header = Vec::with_capacity(HEADER);
    source.take(HEADER as u64).read_to_end(&mut header)?;
    Ok(header)
}

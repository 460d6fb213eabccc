//! Files within text: what stands in base64 behind `;base64,`, as in `data:` addresses.

use std::io::{self, BufReader, Read, SeekFrom};
use std::ops::Range;

use super::bytes::{Source, part};

/// What stands ahead of a file in an address.
const DATA: &[u8] = b";base64,";
/// The least characters of base64 that are taken for a file.
const LEAST: u64 = 16;
/// So much is read at once, in bytes.
const CHUNK: usize = 256 << 10;

/// Where base64 stands.
pub(super) fn base64_runs(source: &mut dyn Source) -> io::Result<Vec<Range<u64>>> {
    source.seek(SeekFrom::Start(0))?;
    let mut runs = Vec::new();
    let (mut matched, mut begin): (usize, Option<u64>) = (0, None);
    let mut reader = BufReader::new(source);
    let mut at = 0_u64;
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = reader.read(&mut buffer)?;
        for &byte in part(&buffer, 0, read) {
            if let Some(start) = begin
                && !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
            {
                begin = None;
                runs.extend((at - start >= LEAST).then_some(start..at));
            }
            if begin.is_none() {
                matched = match DATA.get(matched) {
                    Some(&next) if next == byte => matched + 1,
                    _ => usize::from(byte == b';'),
                };
                if matched == DATA.len() {
                    (matched, begin) = (0, Some(at + 1));
                }
            }
            at += 1;
        }
        if read == 0 {
            break;
        }
    }
    runs.extend(begin.filter(|start| at - start >= LEAST).map(|start| start..at));
    Ok(runs)
}

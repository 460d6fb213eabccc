//! Numbers and stretches of bytes, which may be missing.

use std::io::{self, Read, Seek, SeekFrom};

/// What is looked through.
pub(super) trait Source: Read + Seek {}

impl<T: Read + Seek> Source for T {}

/// The bytes from `at` on, as many as there are, at most `most`.
pub(super) fn read(source: &mut dyn Source, at: u64, most: u64) -> io::Result<Vec<u8>> {
    source.seek(SeekFrom::Start(at))?;
    let mut bytes = Vec::new();
    source.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A number of up to eight bytes, the most significant first.
pub(super) fn big(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    Some(bytes.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

/// A number of up to eight bytes, the least significant first.
pub(super) fn little(bytes: &[u8], at: usize, size: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(size)?)?;
    Some(bytes.iter().rev().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

/// A length as a number of bytes in memory.
pub(super) fn size(value: u64) -> usize {
    usize::try_from(value).unwrap_or(usize::MAX)
}

/// A stretch of bytes, cut where they end.
pub(super) fn part(bytes: &[u8], at: usize, length: usize) -> &[u8] {
    let end = at.saturating_add(length).min(bytes.len());
    bytes.get(at.min(end)..end).unwrap_or_default()
}

/// What is ahead of a mark, and what is behind it; all and nothing where there is none.
pub(super) fn split<'a>(bytes: &'a [u8], mark: &[u8]) -> (&'a [u8], &'a [u8]) {
    let found = bytes.windows(mark.len()).position(|window| window == mark);
    match found {
        Some(at) => (part(bytes, 0, at), part(bytes, at + mark.len(), usize::MAX)),
        None => (bytes, &[]),
    }
}

//! Where the links of a chained Ogg file begin: streams one after the other, each whole (RFC 3533 §4).

use std::io;

use super::links;
use super::window::Window;

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

//! A file seen through a window that moves: bytes at any place, read a quarter of a megabyte at a time.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;

use super::Extent;

const CHUNK: usize = 256 * 1024;
/// The system copies slowly to where a page is reached a few bytes later than in the file: with `rep movsb`, on AMD Zen, to
/// a fourth of its speed. It is read from page to page.
const PAGE: usize = 4096;

/// Random access to a file's bytes without holding the file.
pub(crate) struct Window {
    file: File,
    /// Where in the file the window's place 0 is.
    base: u64,
    len: u64,
    start: u64,
    buffer: Vec<u8>,
    /// What of the buffer holds what is at `start`.
    held: Range<usize>,
}

impl Window {
    pub(crate) fn new(file: File) -> io::Result<Self> {
        Self::part(file, Extent { at: 0, size: u64::MAX })
    }

    /// As if a part of the file were all of it.
    pub(crate) fn part(file: File, Extent { at: base, size }: Extent) -> io::Result<Self> {
        let len = file.metadata()?.len().saturating_sub(base).min(size);
        Ok(Self { file, base, len, start: 0, buffer: Vec::new(), held: 0..0 })
    }

    /// The length in bytes when it was opened.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// The `count` bytes (at most a chunk) at `at`; fewer only where the file ends.
    pub(crate) fn at(&mut self, at: u64, count: usize) -> io::Result<&[u8]> {
        let count = count.min(CHUNK);
        let inside = at.checked_sub(self.start).and_then(|offset| usize::try_from(offset).ok());
        let held = inside.is_some_and(|offset| offset.saturating_add(count) <= self.held.len());
        let behind_the_end = self.reaches_end() && inside.is_some();
        if !held && !behind_the_end {
            self.fill(at)?;
        }
        let offset = usize::try_from(at.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let held = self.buffer.get(self.held.clone()).unwrap_or_default();
        let rest = held.get(offset..).unwrap_or_default();
        Ok(rest.get(..count).unwrap_or(rest))
    }

    /// All of the `size` bytes at `at`, in memory of their own; fewer only where the file ends.
    pub(crate) fn bytes(&mut self, at: u64, size: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let (mut at, end) = (at, at.saturating_add(size).min(self.len));
        while at < end {
            let part = self.at(at, usize::try_from(end - at).unwrap_or(usize::MAX))?;
            if part.is_empty() {
                break;
            }
            bytes.extend_from_slice(part);
            at += part.len() as u64;
        }
        Ok(bytes)
    }

    fn reaches_end(&self) -> bool {
        !self.held.is_empty() && self.start + self.held.len() as u64 >= self.len
    }

    fn fill(&mut self, at: u64) -> io::Result<()> {
        self.buffer.resize(PAGE + CHUNK + PAGE, 0);
        let first = self.buffer.as_ptr().align_offset(PAGE).min(PAGE);
        let place = self.base.saturating_add(at);
        self.start = at - (place % PAGE as u64).min(at);
        self.held = first..first;
        if at >= self.len {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(self.base.saturating_add(self.start)))?;
        let wanted = (self.len - self.start).min((CHUNK + PAGE) as u64);
        let mut left = self.file.by_ref().take(wanted);
        loop {
            match left.read(self.buffer.get_mut(self.held.end..).unwrap_or_default()) {
                Ok(0) => return Ok(()),
                Ok(read) => self.held.end += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn wherever_it_is_asked_for_it_gives_what_is_there() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"0123456789").unwrap();
        let mut window = Window::new(file).unwrap();
        assert_eq!(window.at(2, 3).unwrap(), b"234");
        // Where a broken file says that something is.
        assert_eq!(window.at(u64::MAX, 8).unwrap(), b"");
        assert_eq!(window.at(8, 8).unwrap(), b"89");
        assert_eq!(window.at(u64::MAX - 1, 8).unwrap(), b"");
        assert_eq!(window.bytes(9, u64::MAX).unwrap(), b"9");
    }
}

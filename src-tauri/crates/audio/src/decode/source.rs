//! What a demuxer is shown of a file: the sound and what it takes to find it. Tags, which the demuxers do without, and
//! over which they fail, are left out.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::io::MediaSource;

use super::window::Window;
use super::{matroska, mp3, mp4};

/// The most of an AIFF file's description of its sound that is shown, in bytes.
const LARGEST_COMMON: u64 = 1024;

/// What a file's first bytes, behind ID3 tags, show it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Aiff,
    Matroska,
    /// Of another kind with a signature of its own.
    Signed,
    /// A bare stream, or no sound at all.
    Unsigned,
}

impl Kind {
    fn of(head: &[u8]) -> Self {
        match (head.get(..4).unwrap_or_default(), head.get(4..8).unwrap_or_default(), head.get(8..12)) {
            (b"FORM", _, Some(b"AIFF" | b"AIFC")) => Self::Aiff,
            (b"\x1a\x45\xdf\xa3", ..) => Self::Matroska,
            (b"RIFF" | b"FORM" | b"OggS" | b"fLaC", ..) | (_, b"ftyp", _) => Self::Signed,
            _ => Self::Unsigned,
        }
    }
}

/// A file as a demuxer sees it: pieces of it and others that stand in for some, one after the other.
pub(crate) struct Source {
    file: File,
    kind: Kind,
    pieces: Vec<Piece>,
    /// The length of all pieces.
    len: u64,
    at: u64,
}

enum Piece {
    /// So many bytes of the file from a place on; there may be fewer.
    File(u64, u64),
    Bytes(Vec<u8>),
}

impl Piece {
    fn len(&self) -> u64 {
        match self {
            Self::File(_, len) => *len,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl Source {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let mut window = Window::new(File::open(path)?)?;
        let start = mp3::skip_id3(&mut window, 0)?;
        let head = window.at(start, 12)?.to_vec();
        let kind = Kind::of(&head);
        let rest = window.len().saturating_sub(start);
        let pieces = match kind {
            Kind::Aiff => aiff(&mut window, start, head)?,
            Kind::Matroska => around(start, rest, matroska::hidden(&mut window, start)?),
            Kind::Signed if head.get(4..8) == Some(b"ftyp") => {
                // The demuxer gives up a file whose last box is not all there, though what is there can be played: it
                // is shown at its full length, and reading what is lost meets the end.
                let whole = mp4::whole_length(&mut window)?.unwrap_or_default();
                vec![Piece::File(start, rest.max(whole.saturating_sub(start)))]
            }
            Kind::Signed | Kind::Unsigned => vec![Piece::File(start, rest)],
        };
        let len = pieces.iter().map(Piece::len).fold(0, u64::saturating_add);
        Ok(Self { file: File::open(path)?, kind, pieces, len, at: 0 })
    }

    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }
}

/// The file from `start` on, with other bytes in some places.
fn around(start: u64, rest: u64, others: Vec<(u64, Vec<u8>)>) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), start);
    for (place, bytes) in others {
        if let Some(before) = place.checked_sub(at) {
            pieces.push(Piece::File(at, before));
            at = place + bytes.len() as u64;
            pieces.push(Piece::Bytes(bytes));
        }
    }
    pieces.push(Piece::File(at, (start + rest).saturating_sub(at)));
    pieces
}

/// The sound of an AIFF file, then the description of it, which the demuxer may leave before its end: nothing stands
/// behind it that could be taken for a chunk.
fn aiff(window: &mut Window, start: u64, head: Vec<u8>) -> io::Result<Vec<Piece>> {
    let (mut sound, mut common, mut at) = (None, None, start + 12);
    while let &[a, b, c, d, s, t, u, v] = window.at(at, 8)? {
        let (content, size) = (at + 8, u64::from(u32::from_be_bytes([s, t, u, v])));
        match &[a, b, c, d] {
            b"SSND" if sound.is_none() => {
                sound = Some((content, size.min(window.len().saturating_sub(content))));
            }
            b"COMM" if common.is_none() => common = Some(window.bytes(content, size.min(LARGEST_COMMON))?),
            _ => {}
        }
        at = content + size + size % 2;
    }
    let mut behind = Vec::new();
    let mut pieces = Vec::new();
    let number = |size: u64| u32::try_from(size).unwrap_or(u32::MAX).to_be_bytes();
    if let Some((content, size)) = sound {
        pieces.push(Piece::Bytes([b"SSND", &number(size)[..]].concat()));
        pieces.push(Piece::File(content, size));
        behind.resize(usize::from(size % 2 == 1), 0);
    }
    if let Some(common) = common {
        behind.extend([b"COMM", &number(common.len() as u64)[..], &common].concat());
    }
    pieces.push(Piece::Bytes(behind));
    let form = head.get(8..).unwrap_or_default();
    let size = pieces.iter().map(Piece::len).sum::<u64>() + form.len() as u64;
    pieces.insert(0, Piece::Bytes([b"FORM", &number(size)[..], form].concat()));
    Ok(pieces)
}

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut inside = self.at;
        for piece in &self.pieces {
            let Some(left) = piece.len().checked_sub(inside).filter(|&left| left > 0) else {
                inside -= piece.len();
                continue;
            };
            let read = match piece {
                Piece::File(from, _) => {
                    self.file.seek(SeekFrom::Start(from.saturating_add(inside)))?;
                    self.file.by_ref().take(left).read(buffer)?
                }
                Piece::Bytes(bytes) => {
                    let inside = usize::try_from(inside).unwrap_or(usize::MAX);
                    bytes.get(inside..).unwrap_or_default().read(buffer)?
                }
            };
            self.at += read as u64;
            return Ok(read);
        }
        Ok(0)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
        };
        self.at = place.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

impl MediaSource for Source {
    fn is_seekable(&self) -> bool {
        true
    }

    fn byte_len(&self) -> Option<u64> {
        Some(self.len)
    }
}

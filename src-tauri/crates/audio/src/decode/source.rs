//! What a demuxer is shown of a file: the sound and what it takes to find it. Tags, which the demuxers do without, and
//! over which they fail, are left out.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use symphonia::core::io::MediaSource;

use super::wave::WAVE64;
use super::window::Window;
use super::{Extent, clusters, matroska, mp3, mp4, ogg};

/// What a file's first bytes, behind ID3 tags, show it to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Aiff,
    Caf,
    Matroska,
    Mp4,
    Ogg,
    /// WAV or its larger kin.
    Wave,
    /// Of another kind with a signature of its own.
    Signed,
    /// A bare stream, or no sound at all.
    Unsigned,
}

impl Kind {
    /// The kind, and where the file begins behind its tags.
    pub(crate) fn find(window: &mut Window) -> io::Result<(Self, u64)> {
        let start = mp3::skip_id3(window, 0)?;
        let head = window.at(start, 16)?;
        let kind =
            match (head.get(..4).unwrap_or_default(), head.get(4..8).unwrap_or_default(), head.get(8..12)) {
                (b"FORM", _, Some(b"AIFF" | b"AIFC")) => Self::Aiff,
                (b"caff", ..) => Self::Caf,
                (b"\x1a\x45\xdf\xa3", ..) => Self::Matroska,
                (_, b"ftyp", _) => Self::Mp4,
                (b"OggS", ..) => Self::Ogg,
                (b"RIFF" | b"RF64" | b"BW64", _, Some(b"WAVE")) => Self::Wave,
                (b"riff", ..) if *head == WAVE64 => Self::Wave,
                (b"RIFF" | b"FORM" | b"fLaC", ..) => Self::Signed,
                _ => Self::Unsigned,
            };
        Ok((kind, start))
    }
}

/// A file as a demuxer sees it: pieces of it and others that stand in for some, one after the other.
pub(crate) struct Source {
    file: File,
    /// The pieces and where each ends.
    pieces: Vec<(u64, Piece)>,
    at: u64,
}

pub(crate) enum Piece {
    /// So many bytes of the file from a place on; there may be fewer.
    File(u64, u64),
    Bytes(Vec<u8>),
}

impl Piece {
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::File(_, len) => *len,
            Self::Bytes(bytes) => bytes.len() as u64,
        }
    }
}

impl Source {
    /// A stretch of the file at `path`.
    pub(crate) fn open(path: &Path, extent: Extent) -> io::Result<Self> {
        let mut window = Window::part(File::open(path)?, extent)?;
        let (kind, start) = Kind::find(&mut window)?;
        let rest = window.len().saturating_sub(start);
        let pieces = match kind {
            Kind::Matroska => around(start, rest, matroska::hidden(&mut window, start)?),
            Kind::Mp4 => {
                // The demuxer gives up a file whose last box is not all there, though what is there can be played: it
                // is shown at its full length, and reading what is lost meets the end.
                let whole = mp4::whole_length(&mut window)?.unwrap_or_default();
                vec![Piece::File(start, rest.max(whole.saturating_sub(start)))]
            }
            Kind::Aiff | Kind::Caf | Kind::Ogg | Kind::Wave | Kind::Signed | Kind::Unsigned => {
                vec![Piece::File(extent.at + start, rest)]
            }
        };
        Self::of(path, pieces)
    }

    /// A stretch of the Ogg or Matroska file at `path` without what is broken in it.
    pub(crate) fn mended(path: &Path, extent: Extent) -> io::Result<Self> {
        let mut window = Window::new(File::open(path)?)?;
        let (kind, start) = Kind::find(&mut window)?;
        let pieces = match kind {
            Kind::Matroska => clusters::mended(&mut window, start)?,
            Kind::Aiff | Kind::Caf | Kind::Mp4 | Kind::Ogg | Kind::Wave | Kind::Signed | Kind::Unsigned => {
                ogg::mended(&mut window, extent)?
            }
        };
        Self::of(path, pieces)
    }

    fn of(path: &Path, pieces: Vec<Piece>) -> io::Result<Self> {
        let mut end = 0_u64;
        let pieces = pieces.into_iter().map(|piece| {
            end = end.saturating_add(piece.len());
            (end, piece)
        });
        Ok(Self { pieces: pieces.collect(), file: File::open(path)?, at: 0 })
    }

    /// The length of all pieces.
    fn len(&self) -> u64 {
        self.pieces.last().map_or(0, |(end, _)| *end)
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

impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // Of many pieces none is looked at in vain.
        let number = self.pieces.partition_point(|(end, _)| *end <= self.at);
        let Some((end, piece)) = self.pieces.get(number) else { return Ok(0) };
        let left = end - self.at;
        let inside = piece.len().saturating_sub(left);
        let read = match piece {
            Piece::File(from, _) => {
                // Files end long before; the system refuses places beyond.
                let place = from.saturating_add(inside).min(i64::MAX.unsigned_abs());
                self.file.seek(SeekFrom::Start(place))?;
                self.file.by_ref().take(left).read(buffer)?
            }
            Piece::Bytes(bytes) => {
                let inside = usize::try_from(inside).unwrap_or(usize::MAX);
                bytes.get(inside..).unwrap_or_default().read(buffer)?
            }
        };
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Source {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
            SeekFrom::End(by) => self.len().checked_add_signed(by),
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
        Some(self.len())
    }
}

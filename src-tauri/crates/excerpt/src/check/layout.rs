//! What a file consists of.

use std::io;
use std::ops::Range;

use super::bytes::{Source, read};
use super::formats::{flac, id3, jpeg, mp4, mpeg, ogg, png, riff};

/// The largest part that is taken into memory, in bytes.
pub(super) const LARGEST: u64 = 32 << 20;

/// What a stretch of bytes is, where it is not text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Matter {
    /// Compressed, and so as good as random.
    Compressed,
    /// Samples of sound as numbers.
    Samples,
    /// Looked at in another form.
    Seen,
}

/// Something that a file says, taken out of its dress.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) label: String,
    pub(super) bytes: Vec<u8>,
    /// Else it is a picture or the like, and matter where it is not known.
    pub(super) is_text: bool,
}

/// What a file consists of. What is no span is text.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// In order, without overlaps.
    pub(super) spans: Vec<(Range<u64>, Matter)>,
    pub(super) parts: Vec<Part>,
}

impl Layout {
    pub(super) fn span(&mut self, range: Range<u64>, matter: Matter) {
        match self.spans.last_mut() {
            Some((last, known)) if *known == matter && last.end == range.start => last.end = range.end,
            _ => self.spans.push((range, matter)),
        }
    }

    pub(super) fn text(&mut self, label: impl Into<String>, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.parts.push(Part { label: label.into(), bytes: bytes.to_vec(), is_text: true });
        }
    }

    pub(super) fn picture(&mut self, label: impl Into<String>, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.parts.push(Part { label: label.into(), bytes: bytes.to_vec(), is_text: false });
        }
    }
}

/// The kinds of file that are taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Gzip,
    Png,
    Jpeg,
    Flac,
    Ogg,
    Riff,
    Aiff,
    Mp4,
    Mpeg,
    Text,
}

impl Kind {
    /// By the first bytes.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [0x1F, 0x8B, 8, ..] => Self::Gzip,
            [0x89, b'P', b'N', b'G', ..] => Self::Png,
            [0xFF, 0xD8, 0xFF, ..] => Self::Jpeg,
            [b'f', b'L', b'a', b'C', ..] => Self::Flac,
            [b'O', b'g', b'g', b'S', ..] => Self::Ogg,
            [b'R', b'I' | b'F', b'F' | b'6', b'F' | b'4', ..] => Self::Riff,
            [b'F', b'O', b'R', b'M', ..] => Self::Aiff,
            [_, _, _, _, b'f', b't', b'y', b'p', ..] => Self::Mp4,
            [b'I', b'D', b'3', ..] => Self::Mpeg,
            head if mpeg::frame(head).is_some() => Self::Mpeg,
            _ => Self::Text,
        }
    }
}

/// Takes a file apart. One that is damaged is text from there on.
pub(super) fn of(kind: Kind, source: &mut dyn Source, length: u64) -> io::Result<Layout> {
    let mut layout = Layout::default();
    match kind {
        Kind::Png => png::read(source, length, &mut layout)?,
        Kind::Jpeg => jpeg::read(source, length, &mut layout)?,
        Kind::Flac => flac::read(source, 0, length, &mut layout)?,
        Kind::Ogg => ogg::read(source, length, &mut layout)?,
        Kind::Riff => riff::read(source, length, true, &mut layout)?,
        Kind::Aiff => riff::read(source, length, false, &mut layout)?,
        Kind::Mp4 => mp4::read(source, length, &mut layout)?,
        Kind::Mpeg => {
            let begin = id3::read(source, 0, length, &mut layout)?;
            if read(source, begin, 4)? == b"fLaC" {
                flac::read(source, begin, length, &mut layout)?;
            } else {
                mpeg::read(source, begin, length, &mut layout)?;
            }
        }
        Kind::Zip | Kind::Gzip | Kind::Text => {}
    }
    Ok(layout)
}

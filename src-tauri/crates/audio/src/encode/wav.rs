//! WAV (Microsoft's Multimedia Programming Interface, 1991), and RF64 (EBU Tech 3306) where it is longer than 4 GiB.

use std::io::{self, Seek, SeekFrom, Write};

use super::{Depth, Encoder, Format};
use crate::CutTags;
use crate::tags::written::riff;

/// WAV's numbers of the ways to code a sample.
pub(crate) const INTEGER: u16 = 1;
pub(crate) const FLOAT: u16 = 3;
pub(crate) const ALAW: u16 = 6;
pub(crate) const MULAW: u16 = 7;
/// The number that says that the true one stands in an extension.
const EXTENSIBLE: u16 = 0xfffe;
/// What follows the true number there: the rest of a GUID.
const EXTENSION: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
/// What is kept free for the lengths that RF64 has, behind the first twelve bytes.
const LONG_LENGTHS: u32 = 28;

/// A WAV file whose samples are added as bytes.
pub(crate) struct Writer<W> {
    out: W,
    rate: u32,
    block: u16,
    /// Whether the number of frames is told just ahead of the samples.
    counted: bool,
    /// Where the samples begin.
    data: u64,
    size: u64,
    /// How many bytes it may have before it becomes RF64.
    limit: u64,
}

impl<W: Write + Seek> Writer<W> {
    /// Writes the head of a file of samples of so many bytes.
    pub(crate) fn new(mut out: W, coding: u16, bytes: u16, rate: u32, channels: u16) -> io::Result<Self> {
        let block = bytes.saturating_mul(channels);
        let extensible = channels > 2 || coding == INTEGER && bytes > 2;
        let mut format = Vec::new();
        format.extend(if extensible { EXTENSIBLE } else { coding }.to_le_bytes());
        format.extend(channels.to_le_bytes());
        format.extend(rate.to_le_bytes());
        format.extend(rate.saturating_mul(block.into()).to_le_bytes());
        format.extend(block.to_le_bytes());
        format.extend((bytes * 8).to_le_bytes());
        if extensible {
            // The usual places of so many loudspeakers; none for more than there are names.
            let places = match channels {
                1 => 4_u32,
                2..=18 => (1 << channels) - 1,
                _ => 0,
            };
            format.extend(22_u16.to_le_bytes());
            format.extend((bytes * 8).to_le_bytes());
            format.extend(places.to_le_bytes());
            format.extend(coding.to_le_bytes());
            format.extend(EXTENSION);
        } else if coding != INTEGER {
            format.extend(0_u16.to_le_bytes());
        }
        let mut head = [b"RIFF\0\0\0\0WAVEJUNK", &LONG_LENGTHS.to_le_bytes()[..]].concat();
        head.resize(head.len() + LONG_LENGTHS as usize, 0);
        head.extend(riff::chunk(b"fmt ", &format));
        if coding != INTEGER {
            head.extend(riff::chunk(b"fact", &[0; 4]));
        }
        head.extend(b"data\0\0\0\0");
        out.write_all(&head)?;
        let counted = coding != INTEGER;
        Ok(Self { out, rate, block, counted, data: head.len() as u64, size: 0, limit: u32::MAX.into() })
    }

    pub(crate) fn add(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.size += bytes.len() as u64;
        self.out.write_all(bytes)
    }

    /// Writes the tags, and the lengths into the head.
    pub(crate) fn finish(mut self, tags: &CutTags) -> io::Result<()> {
        if self.size % 2 == 1 {
            self.out.write_all(&[0])?;
        }
        self.out.write_all(&riff::tags(tags, self.rate))?;
        let end = self.out.stream_position()?;
        let frames = self.size / u64::from(self.block.max(1));
        let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
        let riff = end.saturating_sub(8);
        let long = riff > self.limit;
        let told = |number| if long { [0xff; 4] } else { short(number) };
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&[if long { b"RF64" } else { b"RIFF" }, &told(riff)[..]].concat())?;
        if long {
            let lengths = [riff, self.size, frames].map(u64::to_le_bytes).concat();
            self.out.seek(SeekFrom::Start(12))?;
            self.out.write_all(&[b"ds64", &LONG_LENGTHS.to_le_bytes()[..], &lengths, &[0; 4]].concat())?;
        }
        if self.counted {
            self.out.seek(SeekFrom::Start(self.data - 12))?;
            self.out.write_all(&told(frames))?;
        }
        self.out.seek(SeekFrom::Start(self.data - 4))?;
        self.out.write_all(&told(self.size))?;
        self.out.seek(SeekFrom::Start(end))?;
        self.out.flush()
    }
}

/// A WAV file of sound.
pub(super) struct Wav<'a, W> {
    writer: Writer<W>,
    depth: Depth,
    tags: &'a CutTags,
    bytes: Vec<u8>,
}

impl<'a, W: Write + Seek> Wav<'a, W> {
    pub(super) fn new(out: W, format: Format, tags: &'a CutTags) -> io::Result<Self> {
        let (coding, bytes) = match format.depth {
            Depth::Sixteen => (INTEGER, 2),
            Depth::TwentyFour => (INTEGER, 3),
            Depth::Float => (FLOAT, 4),
        };
        let writer = Writer::new(out, coding, bytes, format.rate, format.channels)?;
        Ok(Self { writer, depth: format.depth, tags, bytes: Vec::new() })
    }
}

impl<W: Write + Seek> Encoder for Wav<'_, W> {
    fn add(&mut self, samples: &[f32]) -> io::Result<()> {
        self.bytes.clear();
        for &sample in samples {
            match self.depth {
                Depth::Float => self.bytes.extend(sample.to_le_bytes()),
                depth @ (Depth::Sixteen | Depth::TwentyFour) => {
                    let bytes = depth.integer(sample).to_le_bytes();
                    self.bytes.extend(bytes.iter().take(depth.bytes()));
                }
            }
        }
        self.writer.add(&self.bytes)
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        self.writer.finish(self.tags)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    #[test]
    fn what_is_too_long_for_wav_becomes_rf64() {
        let mut file = Cursor::new(Vec::new());
        let mut writer = Writer::new(&mut file, INTEGER, 2, 48_000, 2).unwrap();
        writer.limit = 1000;
        writer.add(&[1; 4000]).unwrap();
        writer.finish(&CutTags::default()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("long.wav");
        std::fs::write(&path, file.into_inner()).unwrap();
        assert!(std::fs::read(&path).unwrap().starts_with(b"RF64\xff\xff\xff\xffWAVEds64"));
        assert_eq!(crate::probe(&path).unwrap().frames, 1000);
    }
}

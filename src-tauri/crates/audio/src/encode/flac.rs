//! FLAC (RFC 9639): blocks of 4096 frames, and a head that is filled in at the end.

use std::io::{self, Seek, SeekFrom, Write};

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, StreamInfo as EncoderInfo};
use flacenc::config;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Fill, FrameBuf};
use md5::{Digest, Md5};

use super::{Depth, Encoder, Format};
use crate::CutTags;
use crate::tags::written::comments;

/// Frames in a block.
pub(crate) const BLOCK: usize = 4096;
/// The highest rate that the head can tell, in frames a second.
const MOST_RATE: u32 = 655_350;

/// The rate at which sound of some rate is encoded.
pub(super) fn rate(rate: u32) -> u32 {
    rate.min(MOST_RATE)
}

/// The head of a FLAC file, as far as it is known.
pub(crate) struct StreamInfo {
    pub(crate) rate: u32,
    pub(crate) channels: u16,
    pub(crate) bits: u32,
    /// Whether blocks are of any length and numbered by their samples.
    variable: bool,
    /// The fewest and most frames in a block, the last one aside, and bytes of a coded block.
    blocks: Option<(u16, u16)>,
    last: Option<u16>,
    sizes: Option<(u32, u32)>,
    frames: u64,
    /// Of the samples, where all of them are at hand.
    sum: Option<Md5>,
}

impl StreamInfo {
    pub(crate) fn new(rate: u32, channels: u16, bits: u32, variable: bool) -> Self {
        Self { variable, rate, channels, bits, blocks: None, last: None, sizes: None, frames: 0, sum: None }
    }

    /// Takes note of a block that was written.
    pub(crate) fn add(&mut self, frames: usize, bytes: usize) {
        let frames = u16::try_from(frames).unwrap_or(u16::MAX);
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        if let Some(last) = self.last.replace(frames) {
            let (fewest, most) = self.blocks.unwrap_or((last, last));
            self.blocks = Some((fewest.min(last), most.max(last)));
        }
        let (least, most) = self.sizes.unwrap_or((bytes, bytes));
        self.sizes = Some((least.min(bytes), most.max(bytes)));
        self.frames += u64::from(frames);
    }

    /// Frames that were written.
    pub(crate) fn frames(&self) -> u64 {
        self.frames
    }

    /// Takes samples into the checksum.
    pub(crate) fn sum(&mut self, samples: &[i32]) {
        let bytes = self.bits.div_ceil(8) as usize;
        let mut packed = Vec::with_capacity(samples.len() * bytes);
        for sample in samples {
            packed.extend(sample.to_le_bytes().iter().take(bytes));
        }
        self.sum.get_or_insert_default().update(&packed);
    }

    /// The head of the file, with its tags.
    pub(crate) fn head(&self, tags: &CutTags) -> Vec<u8> {
        // No block but the last may be shorter than 16 frames (§8.2).
        let last = self.last.unwrap_or_default();
        let (fewest, most) = self.blocks.unwrap_or((last, last));
        let most = most.max(last).max(17);
        // Readers take it that blocks are numbered one by one where both are the same.
        let fewest = if self.variable && fewest == most { 16 } else { fewest.max(16) };
        let (least_bytes, most_bytes) = self.sizes.unwrap_or_default();
        let mut info = [fewest, most].map(u16::to_be_bytes).concat();
        info.extend(least_bytes.to_be_bytes().iter().skip(1));
        info.extend(most_bytes.to_be_bytes().iter().skip(1));
        let channels = u64::from(self.channels.saturating_sub(1));
        let bits = u64::from(self.bits.saturating_sub(1));
        let packed = u64::from(self.rate) << 44 | channels << 41 | bits << 36 | self.frames & 0xf_ffff_ffff;
        info.extend(packed.to_be_bytes());
        // All zero where it is not known (§8.2).
        info.extend(self.sum.clone().map(Md5::finalize).unwrap_or_default());
        let block = |kind: u8, body: &[u8]| {
            let size = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
            [&[kind], size.get(1..).unwrap_or_default(), body].concat()
        };
        // The last block of metadata is marked by the highest bit.
        [&b"fLaC"[..], &block(0, &info), &block(4 | 0x80, &comments::header(tags))].concat()
    }
}

/// Makes blocks of FLAC, one by one.
pub(crate) struct Blocks {
    config: Verified<config::Encoder>,
    info: EncoderInfo,
    buffer: FrameBuf,
    number: usize,
}

impl Blocks {
    pub(crate) fn new(rate: u32, channels: u16, bits: u32) -> io::Result<Self> {
        let mut config = config::Encoder::default();
        config.block_size = BLOCK;
        let config = config.into_verified().map_err(|(_, error)| failed(error))?;
        let channels = usize::from(channels);
        let info = EncoderInfo::new(rate as usize, channels, bits as usize).map_err(failed)?;
        let buffer = FrameBuf::with_size(channels, BLOCK).map_err(failed)?;
        Ok(Self { config, info, buffer, number: 0 })
    }

    /// The block of some interleaved samples, at most [`BLOCK`] frames of them.
    pub(crate) fn block(&mut self, samples: &[i32]) -> io::Result<Vec<u8>> {
        self.buffer.fill_interleaved(samples).map_err(failed)?;
        let frame = flacenc::encode_fixed_size_frame(&self.config, &self.buffer, self.number, &self.info)
            .map_err(failed)?;
        self.number += 1;
        let mut sink = ByteSink::new();
        frame.write(&mut sink).map_err(failed)?;
        Ok(sink.into_inner())
    }
}

/// A FLAC file of sound.
pub(super) struct Flac<'a, W> {
    out: W,
    tags: &'a CutTags,
    depth: Depth,
    info: StreamInfo,
    blocks: Blocks,
    /// Samples that make no whole block yet.
    held: Vec<i32>,
}

impl<'a, W: Write + Seek> Flac<'a, W> {
    pub(super) fn new(mut out: W, format: Format, tags: &'a CutTags) -> io::Result<Self> {
        let bits = if format.depth == Depth::Sixteen { 16 } else { 24 };
        let info = StreamInfo::new(format.rate, format.channels, bits, false);
        let blocks = Blocks::new(format.rate, format.channels, bits)?;
        out.write_all(&info.head(tags))?;
        Ok(Self { out, tags, depth: format.depth, info, blocks, held: Vec::new() })
    }

    fn write(&mut self, frames: usize) -> io::Result<()> {
        let channels = usize::from(self.info.channels);
        let rest = self.held.split_off((frames * channels).min(self.held.len()));
        let samples = std::mem::replace(&mut self.held, rest);
        let block = self.blocks.block(&samples)?;
        self.info.sum(&samples);
        self.info.add(samples.len() / channels.max(1), block.len());
        self.out.write_all(&block)
    }
}

impl<W: Write + Seek> Encoder for Flac<'_, W> {
    fn add(&mut self, samples: &[f32]) -> io::Result<()> {
        self.held.extend(samples.iter().map(|&sample| self.depth.integer(sample)));
        let block = BLOCK * usize::from(self.info.channels);
        while self.held.len() >= block {
            self.write(BLOCK)?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if !self.held.is_empty() {
            self.write(BLOCK)?;
        }
        self.out.seek(SeekFrom::Start(0))?;
        self.out.write_all(&self.info.head(self.tags))?;
        self.out.flush()
    }
}

fn failed(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(error.to_string())
}

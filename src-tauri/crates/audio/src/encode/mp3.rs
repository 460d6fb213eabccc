//! MP3, by LAME.

use std::io::{self, Seek, SeekFrom, Write};

use mp3lame_encoder::{
    Builder, DualPcm, Encoder as Lame, FlushGap, MonoPcm, Quality, VbrMode, max_required_buffer_size,
};

use super::{Encoder, Format};
use crate::CutTags;
use crate::tags::written::id3;

/// The rates of MPEG-1, 2 and 2.5, in frames a second.
const RATES: [u32; 9] = [8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000];
/// As much as is left in LAME at the end, in bytes.
const FLUSH: usize = 7200;
/// About as many frames are given to LAME at once.
const MOST: usize = 8192;

/// The rate at which sound of some rate is encoded: the next higher one, or the highest.
pub(super) fn rate(rate: u32) -> u32 {
    RATES.into_iter().find(|&known| known >= rate).unwrap_or(48_000)
}

/// An MP3 file of sound.
pub(super) struct Mp3<W> {
    out: W,
    lame: Lame,
    channels: usize,
    /// Where the frame stands that tells the delay and the padding.
    place: u64,
    coded: Vec<u8>,
    sides: [Vec<f32>; 2],
}

impl<W: Write + Seek> Mp3<W> {
    pub(super) fn new(mut out: W, format: Format, tags: &CutTags) -> io::Result<Self> {
        let channels = u8::try_from(format.channels).unwrap_or(2);
        let lame = Builder::new().ok_or_else(|| io::Error::other("no memory for the MP3 encoder"))?;
        let lame = lame
            .with_num_channels(channels)
            .and_then(|lame| lame.with_sample_rate(format.rate))
            .and_then(|lame| lame.with_output_sample_rate(std::num::NonZeroU32::new(format.rate)))
            .and_then(|lame| lame.with_vbr_mode(VbrMode::Mtrh))
            .and_then(|lame| lame.with_vbr_quality(Quality::Nice))
            .and_then(|lame| lame.with_quality(Quality::VeryNice))
            .and_then(|lame| lame.with_to_write_vbr_tag(true))
            .and_then(Builder::build)
            .map_err(|error| io::Error::other(error.to_string()))?;
        out.write_all(&id3::tag(tags))?;
        let place = out.stream_position()?;
        Ok(Self { out, lame, channels: channels.into(), place, coded: Vec::new(), sides: Default::default() })
    }

    fn write(&mut self) -> io::Result<()> {
        let written = self.out.write_all(&self.coded);
        self.coded.clear();
        written
    }
}

impl<W: Write + Seek> Encoder for Mp3<W> {
    fn add(&mut self, samples: &[f32]) -> io::Result<()> {
        for part in samples.chunks(MOST * self.channels) {
            self.coded.reserve(max_required_buffer_size(part.len() / self.channels));
            let done = if self.channels == 1 {
                self.lame.encode_to_vec(MonoPcm(part), &mut self.coded)
            } else {
                let [left, right] = &mut self.sides;
                left.clear();
                right.clear();
                for frame in part.as_chunks::<2>().0 {
                    left.push(frame[0]);
                    right.push(frame[1]);
                }
                self.lame.encode_to_vec(DualPcm { left, right }, &mut self.coded)
            };
            done.map_err(|error| io::Error::other(error.to_string()))?;
            self.write()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.coded.reserve(FLUSH);
        self.lame
            .flush_to_vec::<FlushGap>(&mut self.coded)
            .map_err(|error| io::Error::other(error.to_string()))?;
        self.write()?;
        self.coded.reserve(self.lame.lame_tag_size());
        if self.lame.lame_tag_encode_to_vec(&mut self.coded).is_some() {
            self.out.seek(SeekFrom::Start(self.place))?;
            self.write()?;
        }
        self.out.flush()
    }
}

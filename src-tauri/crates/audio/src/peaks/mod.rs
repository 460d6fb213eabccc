//! A recording's outline: the lowest and highest sample of each stretch, as audiowaveform stores it.

mod outline;

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

pub(crate) use outline::Outline;

use crate::pieces::{Cut, Piece, in_pieces};
use crate::{AudioError, Reader};

/// Bytes of a version 2 header, in little endian: version, flags (bit 0: 8 bits), sample rate, samples per pixel,
/// length in pixels, channels
/// (<https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md>).
const HEADER: usize = 24;
/// The same without channels, in version 1.
const HEADER_1: usize = 20;

/// How finely a sample is kept in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// In 8 bits: a sample of 16 divided by 256, cut off towards zero.
    Eight,
    /// In 16 bits.
    Sixteen,
}

/// The peaks of a recording, all channels mixed into one, in 16 bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peaks {
    sample_rate: u32,
    samples_per_pixel: u32,
    channels: u32,
    /// The lowest and highest sample of each pixel; interleaved by channel where there are several.
    pairs: Vec<(i16, i16)>,
}

impl Peaks {
    /// Decodes all of `path`, on every core, and takes the peaks of each `samples_per_pixel` frames.
    /// `progress` is told the share done, 0 to 1, from whichever thread; `cancel` is looked at all along.
    ///
    /// # Errors
    /// What [`Reader::open`] gives, and [`AudioError::Cancelled`].
    pub fn compute(
        path: &Path,
        samples_per_pixel: u32,
        progress: &(dyn Fn(f32) + Sync),
        cancel: &AtomicBool,
    ) -> Result<Self, AudioError> {
        let info = Reader::open(path)?.info().clone();
        let pixel = u64::from(samples_per_pixel.max(1));
        let done = AtomicU64::new(0);
        let measure = |piece: &mut Piece<'_>| -> Result<_, AudioError> {
            let mut outline = Outline::new(pixel, usize::from(info.channels));
            while let frames @ 1.. = piece.ready(false)? {
                outline.take(piece.take(frames));
            }
            let length = piece.frames.end - piece.frames.start;
            let done = done.fetch_add(length, Ordering::Relaxed) + length;
            progress(done as f32 / info.frames as f32);
            Ok(outline.finish())
        };
        let cut = Cut { unit: pixel, lead: 0, together: 1 };
        let pairs = in_pieces(path, &info, &cut, cancel, |pieces| pieces.iter_mut().map(measure).collect())?;
        progress(1.0);
        Ok(Self::new(info.sample_rate, samples_per_pixel.max(1), pairs.concat()))
    }

    /// The peaks of a recording whose channels were mixed into one.
    pub(crate) fn new(sample_rate: u32, samples_per_pixel: u32, pairs: Vec<(i16, i16)>) -> Self {
        Self { sample_rate, samples_per_pixel, channels: 1, pairs }
    }

    /// The same, with each `by` pixels taken together.
    pub fn folded(&self, by: u32) -> Self {
        let by = by.max(1);
        let channels = self.channels.max(1) as usize;
        let pairs = self
            .pairs
            .chunks(channels * by as usize)
            .flat_map(|pixels| {
                (0..channels).map(|channel| together(pixels.iter().skip(channel).step_by(channels)))
            })
            .collect();
        Self {
            sample_rate: self.sample_rate,
            samples_per_pixel: self.samples_per_pixel.saturating_mul(by),
            channels: self.channels,
            pairs,
        }
    }

    /// The peaks in audiowaveform's binary format, version 2.
    pub fn to_dat(&self, depth: Depth) -> Vec<u8> {
        let length = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let flags = u32::from(depth == Depth::Eight);
        let mut dat = Vec::with_capacity(HEADER + self.pairs.len() * 4);
        for word in [2, flags, self.sample_rate, self.samples_per_pixel, length, self.channels] {
            dat.extend_from_slice(&word.to_le_bytes());
        }
        for value in self.pairs.iter().flat_map(|&(low, high)| [low, high]) {
            match depth {
                Depth::Eight => dat.push(to_8(value).cast_unsigned()),
                Depth::Sixteen => dat.extend_from_slice(&value.to_le_bytes()),
            }
        }
        dat
    }

    /// Reads audiowaveform's binary format, version 1 or 2.
    ///
    /// # Errors
    /// [`AudioError::Peaks`] if the bytes are of another version, or fewer than their header says.
    pub fn from_dat(dat: &[u8]) -> Result<Self, AudioError> {
        let broken = |reason: &str| AudioError::Peaks { reason: reason.into() };
        let word = |n: usize| -> Option<u32> {
            Some(u32::from_le_bytes(dat.get(n * 4..n * 4 + 4)?.try_into().ok()?))
        };
        let header = || Some((word(0)?, word(1)?, word(2)?, word(3)?, word(4)?));
        let (version, flags, sample_rate, samples_per_pixel, length) =
            header().ok_or_else(|| broken("it is shorter than its header"))?;
        let (start, channels) = match version {
            1 => (HEADER_1, 1),
            2 => (HEADER, word(5).ok_or_else(|| broken("it is shorter than its header"))?),
            _ => return Err(broken("it is of a version that is not known")),
        };
        if sample_rate == 0 || samples_per_pixel == 0 || channels == 0 {
            return Err(broken("its header holds a zero where none can be"));
        }
        let depth = if flags & 1 == 1 { Depth::Eight } else { Depth::Sixteen };
        let size = match depth {
            Depth::Eight => 2,
            Depth::Sixteen => 4,
        };
        let count = usize::try_from(u64::from(length) * u64::from(channels)).unwrap_or(usize::MAX);
        let data = dat.get(start..).unwrap_or_default();
        let data = data
            .get(..count.saturating_mul(size))
            .ok_or_else(|| broken("it is shorter than its header says"))?;
        let pairs = match depth {
            Depth::Eight => {
                data.as_chunks::<2>().0.iter().map(|&[low, high]| (from_8(low), from_8(high))).collect()
            }
            Depth::Sixteen => data
                .as_chunks::<4>()
                .0
                .iter()
                .map(|&[a, b, c, d]| (i16::from_le_bytes([a, b]), i16::from_le_bytes([c, d])))
                .collect(),
        };
        Ok(Self { sample_rate, samples_per_pixel, channels, pairs })
    }

    /// How many pixels there are.
    pub fn len(&self) -> usize {
        self.pairs.len() / self.channels.max(1) as usize
    }

    /// Whether there is no pixel at all.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The recording's frames a second.
    pub fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    /// How many frames a pixel covers.
    pub fn samples_per_pixel(&self) -> u32 {
        self.samples_per_pixel
    }

    /// The lowest and highest sample of each of `count` equal stretches, for drawing so many bars. With fewer
    /// pixels than bars some bars are alike.
    pub fn buckets(&self, count: usize) -> Vec<(i16, i16)> {
        self.between(0..self.len(), count)
    }

    /// The same of some of its pixels.
    pub fn between(&self, pixels: Range<usize>, count: usize) -> Vec<(i16, i16)> {
        let channels = self.channels.max(1) as usize;
        let pixel = |bar: usize| pixels.start + pixels.len() * bar / count.max(1);
        (0..count)
            .map(|bar| {
                let from = pixel(bar);
                let to = pixel(bar + 1).max(from + 1).min(self.len());
                together(self.pairs.get(from * channels..to * channels).unwrap_or_default().iter())
            })
            .collect()
    }
}

/// The lowest low and the highest high; nothing is flat.
pub(crate) fn together<'a>(pairs: impl Iterator<Item = &'a (i16, i16)>) -> (i16, i16) {
    pairs.copied().reduce(|(low, high), (l, h)| (low.min(l), high.max(h))).unwrap_or_default()
}

/// A sample in 8 bits, cut off towards zero.
fn to_8(value: i16) -> i8 {
    i8::try_from(value / 256).unwrap_or_default()
}

fn from_8(byte: u8) -> i16 {
    i16::from(byte.cast_signed()) * 256
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_read_is_written_the_same(
            version in 0_u32..4,
            flags in 0_u32..3,
            words in proptest::collection::vec(0_u32..9, 4),
            data in proptest::collection::vec(any::<u8>(), 0..64),
        ) {
            let mut dat: Vec<u8> = [version, flags].iter().chain(&words).flat_map(|w| w.to_le_bytes()).collect();
            dat.extend(data);
            if let Ok(peaks) = Peaks::from_dat(&dat) {
                prop_assert_eq!(peaks.buckets(5).len(), 5);
                let depth = if flags & 1 == 1 { Depth::Eight } else { Depth::Sixteen };
                let again = Peaks::from_dat(&peaks.to_dat(depth)).ok();
                prop_assert_eq!(again, Some(peaks), "nothing is lost in the file");
            }
        }
    }
}

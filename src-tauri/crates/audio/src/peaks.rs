//! A recording's outline: the lowest and highest sample of each stretch, as audiowaveform stores it.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::{AudioError, Reader};

/// Bytes of a version 2 header, in little endian: version, flags (bit 0: 8 bits), sample rate, samples per pixel,
/// length in pixels, channels
/// (<https://github.com/bbc/audiowaveform/blob/master/doc/DataFormat.md>).
const HEADER: usize = 24;
/// The same without channels, in version 1.
const HEADER_1: usize = 20;
/// Shorter parts than this, in seconds, are not worth a decoder of their own.
const SHORTEST_PART: u64 = 30;

/// The peaks of a recording, all channels mixed into one, in 8 bits or 16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peaks {
    sample_rate: u32,
    samples_per_pixel: u32,
    channels: u32,
    bits: u8,
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
        let pixel = u64::from(samples_per_pixel.max(1));
        let info = Reader::open(path)?.info().clone();
        let pixels = info.frames.div_ceil(pixel);
        let seconds = info.frames / u64::from(info.sample_rate.max(1));
        let threads = rayon::current_num_threads() as u64;
        let parts = if threads > 1 { (seconds / SHORTEST_PART).clamp(1, threads * 4) } else { 1 };
        let done = AtomicU64::new(0);
        let report = |frames: usize| {
            let before = done.fetch_add(frames as u64, Ordering::Relaxed);
            let share = |frames: u64| (frames as f32 / info.frames.max(1) as f32).min(1.0);
            if (share(before) * 200.0) as u32 != (share(before + frames as u64) * 200.0) as u32 {
                progress(share(before + frames as u64));
            }
        };
        let pairs: Vec<Vec<(i16, i16)>> = (0..parts)
            .into_par_iter()
            .map(|part| {
                let from = pixels * part / parts * pixel;
                let to = if part + 1 == parts { u64::MAX } else { pixels * (part + 1) / parts * pixel };
                outline(path, from..to, pixel, &report, cancel)
            })
            .collect::<Result<_, _>>()?;
        progress(1.0);
        Ok(Self {
            sample_rate: info.sample_rate,
            samples_per_pixel: samples_per_pixel.max(1),
            channels: 1,
            bits: 8,
            pairs: pairs.concat(),
        })
    }

    /// The peaks in audiowaveform's binary format, version 2.
    pub fn to_dat(&self) -> Vec<u8> {
        let length = u32::try_from(self.len()).unwrap_or(u32::MAX);
        let flags = u32::from(self.bits == 8);
        let mut dat = Vec::with_capacity(HEADER + self.pairs.len() * 4);
        for word in [2, flags, self.sample_rate, self.samples_per_pixel, length, self.channels] {
            dat.extend_from_slice(&word.to_le_bytes());
        }
        for &(low, high) in &self.pairs {
            for value in [low, high] {
                match self.bits {
                    8 => dat.push(to_8(value).cast_unsigned()),
                    _ => dat.extend_from_slice(&value.to_le_bytes()),
                }
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
        let bits = if flags & 1 == 1 { 8 } else { 16 };
        let count = usize::try_from(u64::from(length) * u64::from(channels)).unwrap_or(usize::MAX);
        let data = dat.get(start..).unwrap_or_default();
        let data = data
            .get(..count.saturating_mul(usize::from(bits) / 4))
            .ok_or_else(|| broken("it is shorter than its header says"))?;
        let pairs = if bits == 8 {
            data.as_chunks::<2>().0.iter().map(|&[low, high]| (from_8(low), from_8(high))).collect()
        } else {
            data.as_chunks::<4>()
                .0
                .iter()
                .map(|&[a, b, c, d]| (i16::from_le_bytes([a, b]), i16::from_le_bytes([c, d])))
                .collect()
        };
        Ok(Self { sample_rate, samples_per_pixel, channels, bits, pairs })
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
        let pixels = self.len();
        let channels = self.channels.max(1) as usize;
        (0..count)
            .map(|bar| {
                let from = pixels * bar / count.max(1);
                let to = (pixels * (bar + 1) / count.max(1)).max(from + 1).min(pixels);
                self.pairs
                    .get(from * channels..to * channels)
                    .unwrap_or_default()
                    .iter()
                    .copied()
                    .reduce(|(low, high), (l, h)| (low.min(l), high.max(h)))
                    .unwrap_or_default()
            })
            .collect()
    }
}

/// The peaks of the frames in `range`.
fn outline(
    path: &Path,
    range: std::ops::Range<u64>,
    pixel: u64,
    report: &(dyn Fn(usize) + Sync),
    cancel: &AtomicBool,
) -> Result<Vec<(i16, i16)>, AudioError> {
    let mut reader = Reader::open(path)?;
    reader.seek(range.start)?;
    let channels = usize::from(reader.info().channels.max(1));
    let end = range.end.min(reader.info().frames);
    let mut pairs = Vec::new();
    let (mut low, mut high, mut held) = (f32::MAX, f32::MIN, 0_u64);
    let mut block = Vec::new();
    let mut at = range.start;
    while at < end {
        if cancel.load(Ordering::Relaxed) {
            return Err(AudioError::Cancelled { path: path.into() });
        }
        let frames = reader.read(&mut block)?;
        if frames == 0 {
            break;
        }
        let wanted = usize::try_from(end - at).unwrap_or(usize::MAX).min(frames);
        let mut samples = block.get(..wanted * channels).unwrap_or_default();
        at += wanted as u64;
        while !samples.is_empty() {
            let room = usize::try_from(pixel - held).unwrap_or(usize::MAX).min(samples.len() / channels);
            let (now, later) = samples.split_at(room * channels);
            (low, high) = extremes(now, channels, (low, high));
            held += room as u64;
            samples = later;
            if held == pixel {
                pairs.push((quantise(low), quantise(high)));
                (low, high, held) = (f32::MAX, f32::MIN, 0);
            }
        }
        report(wanted);
    }
    if held > 0 {
        pairs.push((quantise(low), quantise(high)));
    }
    Ok(pairs)
}

fn extremes(samples: &[f32], channels: usize, so_far: (f32, f32)) -> (f32, f32) {
    let widen = |(low, high): (f32, f32), value: f32| (low.min(value), high.max(value));
    match channels {
        1 => samples.iter().copied().fold(so_far, widen),
        2 => samples.as_chunks::<2>().0.iter().map(|&[l, r]| (l + r) * 0.5).fold(so_far, widen),
        _ => samples
            .chunks_exact(channels)
            .map(|frame| frame.iter().sum::<f32>() / channels as f32)
            .fold(so_far, widen),
    }
}

/// A sample in 16 bits with the lower eight cut off towards zero, as audiowaveform keeps it in 8.
fn quantise(sample: f32) -> i16 {
    let wide = (sample * 32768.0).clamp(-32768.0, 32767.0) as i16;
    wide / 256 * 256
}

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
                prop_assert_eq!(Peaks::from_dat(&peaks.to_dat()).ok(), Some(peaks), "nothing is lost in the file");
            }
        }
    }
}

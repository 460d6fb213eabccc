//! From samples to the lowest and highest of each pixel.

use fearless_simd::{Level, dispatch};

/// So many mixed samples are compared side by side, which the processor does at once.
const LANES: usize = 8;

/// The peaks of a stretch of sound as it comes in, its channels mixed into one as audiowaveform does: by their mean.
pub(crate) struct Outline {
    level: Level,
    /// Frames that a pixel covers.
    pixel: usize,
    channels: usize,
    pairs: Vec<(i16, i16)>,
    low: [f32; LANES],
    high: [f32; LANES],
    /// Frames that the pixel being made covers so far.
    held: usize,
}

impl Outline {
    pub(crate) fn new(pixel: u64, channels: usize) -> Self {
        Self {
            level: Level::new(),
            pixel: usize::try_from(pixel.max(1)).unwrap_or(usize::MAX),
            channels: channels.max(1),
            pairs: Vec::new(),
            low: [f32::MAX; LANES],
            high: [f32::MIN; LANES],
            held: 0,
        }
    }

    /// Takes in whole frames, interleaved.
    pub(crate) fn take(&mut self, samples: &[f32]) {
        dispatch!(self.level, _simd => self.look(samples));
    }

    #[inline(always)]
    fn look(&mut self, mut samples: &[f32]) {
        while !samples.is_empty() {
            let room = (self.pixel - self.held).saturating_mul(self.channels);
            let (now, later) = samples.split_at(room.min(samples.len()));
            match self.channels {
                1 => self.widen(now, |sample: &f32| *sample),
                2 => self.widen(now.as_chunks::<2>().0, |[left, right]| (left + right) * 0.5),
                // The few files with more channels are mixed first.
                channels => {
                    let mean = |frame: &[f32]| frame.iter().sum::<f32>() / channels as f32;
                    let mixed: Vec<f32> = now.chunks_exact(channels).map(mean).collect();
                    self.widen(&mixed, |sample| *sample);
                }
            }
            self.held += now.len() / self.channels;
            samples = later;
            if self.held >= self.pixel {
                self.end_pixel();
            }
        }
    }

    /// The pixels; the last may cover fewer frames.
    pub(crate) fn finish(mut self) -> Vec<(i16, i16)> {
        if self.held > 0 {
            self.end_pixel();
        }
        self.pairs
    }

    #[inline(always)]
    fn widen<T>(&mut self, frames: &[T], mix: impl Fn(&T) -> f32) {
        let (rows, rest) = frames.as_chunks::<LANES>();
        let (mut low, mut high) = (self.low, self.high);
        for row in rows {
            for ((frame, low), high) in row.iter().zip(&mut low).zip(&mut high) {
                let sample = mix(frame);
                *low = if sample < *low { sample } else { *low };
                *high = if sample > *high { sample } else { *high };
            }
        }
        for ((frame, low), high) in rest.iter().zip(&mut low).zip(&mut high) {
            *low = low.min(mix(frame));
            *high = high.max(mix(frame));
        }
        (self.low, self.high) = (low, high);
    }

    fn end_pixel(&mut self) {
        let low = self.low.into_iter().fold(f32::MAX, f32::min);
        let high = self.high.into_iter().fold(f32::MIN, f32::max);
        self.pairs.push((quantise(low), quantise(high)));
        (self.low, self.high, self.held) = ([f32::MAX; LANES], [f32::MIN; LANES], 0);
    }
}

/// A sample in 16 bits, cut off towards zero.
fn quantise(sample: f32) -> i16 {
    (sample * 32768.0).clamp(-32768.0, 32767.0) as i16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(samples: &[i32], channels: usize, pixel: u64, step: usize) -> Vec<(i16, i16)> {
        let samples: Vec<f32> = samples.iter().map(|&sample| sample as f32 / 32768.0).collect();
        let mut outline = Outline::new(pixel, channels);
        samples.chunks(step * channels).for_each(|part| outline.take(part));
        outline.finish()
    }

    #[test]
    fn figures_are_those_that_audiowaveform_works_out() {
        // The mean of the channels in whole numbers, cut off towards zero; then the extremes of each pixel.
        let stereo = [100, 201, -100, -201, 32767, 32767, -32768, -32768, 5, -8];
        let wanted = [(-150, 150), (-32768, 32767), (-1, -1)];
        assert_eq!(pixels(&stereo, 2, 2, 5), wanted, "in one go");
        assert_eq!(pixels(&stereo, 2, 2, 1), wanted, "frame by frame");
        assert_eq!(pixels(&[-7, 9, 256], 1, 2, 3), [(-7, 9), (256, 256)], "one channel");
        assert_eq!(pixels(&[3, 3, 6, -3, -3, -9], 3, 8, 1), [(-5, 4)], "three channels");
    }

    #[test]
    fn no_sample_of_a_long_pixel_is_missed() {
        for at in 0..40 {
            let mut samples = [0; 40];
            samples[at] = 1000;
            assert_eq!(pixels(&samples, 1, 40, 17), [(0, 1000)], "a peak at {at}");
            assert_eq!(pixels(&samples.map(|s| -s), 1, 40, 17), [(-1000, 0)], "a trough at {at}");
        }
    }
}

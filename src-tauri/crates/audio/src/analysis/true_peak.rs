//! The highest point of the curve through the samples: ITU-R BS.1770-4, annex 2.

use std::f32::consts::PI;
use std::sync::atomic::{AtomicU32, Ordering};

use fearless_simd::{Level, dispatch};

/// Points that are looked at for each sample.
const PHASES: usize = 4;
/// Samples that a point is made of.
const TAPS: usize = 12;
/// So many points of each phase are drawn side by side, which the processor does at once.
const LANES: usize = 8;
/// Frames that are looked at or passed over together.
const STRETCH: usize = 256;

/// Looks for the highest point in a stretch of sound as it comes in. Where even the worst curve through the samples at hand
/// would stay below the highest point known, none is drawn: that is nearly everywhere.
pub(crate) struct TruePeak<'a> {
    level: Level,
    /// The weight of each tap in each phase.
    curve: [[f32; PHASES]; TAPS],
    /// How much higher than its samples a curve can be.
    bound: f32,
    /// The highest point of all who look, as bits: those of positive numbers are ordered as the numbers are.
    highest: &'a AtomicU32,
    channels: usize,
    /// The last samples, of which the next points are made too.
    recent: Vec<f32>,
}

impl<'a> TruePeak<'a> {
    pub(crate) fn new(channels: usize, highest: &'a AtomicU32) -> Self {
        let curve = curve();
        let phase = |phase: usize| curve.iter().filter_map(move |tap| tap.get(phase)).map(|w| w.abs()).sum();
        let bound = (0..PHASES).map(phase).fold(1.0, f32::max);
        let channels = channels.max(1);
        Self {
            level: Level::new(),
            curve,
            bound,
            highest,
            channels,
            recent: vec![0.0; (TAPS - 1) * channels],
        }
    }

    /// Takes in whole frames, interleaved.
    pub(crate) fn take(&mut self, samples: &[f32]) {
        dispatch!(self.level, _simd => self.look(samples));
    }

    #[inline(always)]
    fn look(&mut self, samples: &[f32]) {
        for stretch in samples.chunks(STRETCH * self.channels) {
            if self.is_below(loudest(stretch).max(loudest(&self.recent))) {
                self.lead(stretch);
            } else {
                self.recent.extend_from_slice(stretch);
                for channel in 0..self.channels {
                    let found = self.draw(channel).min(f32::MAX);
                    self.highest.fetch_max(found.to_bits(), Ordering::Relaxed);
                }
                self.forget();
            }
        }
    }

    /// Takes in frames of which only the curve through the next ones is to know.
    pub(crate) fn lead(&mut self, samples: &[f32]) {
        let wanted = (TAPS - 1) * self.channels;
        self.recent
            .extend_from_slice(samples.get(samples.len().saturating_sub(wanted)..).unwrap_or_default());
        self.forget();
    }

    fn forget(&mut self) {
        self.recent.drain(..self.recent.len().saturating_sub((TAPS - 1) * self.channels));
    }

    /// Whether no curve through samples up to `height` would be a new highest.
    #[inline(always)]
    fn is_below(&self, height: f32) -> bool {
        height * self.bound <= f32::from_bits(self.highest.load(Ordering::Relaxed))
    }

    /// The highest point of the curve through the samples of one channel, if it is a new highest.
    #[inline(always)]
    fn draw(&self, channel: usize) -> f32 {
        let samples: Vec<f32> = self.recent.iter().skip(channel).step_by(self.channels).copied().collect();
        let count = samples.len().saturating_sub(TAPS - 1);
        let mut highest = [0.0_f32; LANES];
        for first in (0..count).step_by(LANES) {
            let mut near = [0.0; (LANES + TAPS - 1).next_multiple_of(LANES)];
            near.iter_mut().zip(samples.iter().skip(first)).for_each(|(near, sample)| *near = *sample);
            if self.is_below(loudest(&near)) {
                continue;
            }
            let mut points = [[0.0_f32; LANES]; PHASES];
            for (tap, window) in self.curve.iter().zip(near.array_windows::<LANES>()) {
                for (points, weight) in points.iter_mut().zip(tap) {
                    for (point, sample) in points.iter_mut().zip(window) {
                        *point += weight * sample;
                    }
                }
            }
            for points in &points {
                for (highest, point) in highest.iter_mut().zip(points).take(count - first) {
                    *highest = highest.max(point.abs());
                }
            }
        }
        highest.into_iter().fold(0.0, f32::max)
    }
}

/// The highest sample, whatever its sign and channel.
#[inline(always)]
fn loudest(samples: &[f32]) -> f32 {
    let higher = |sample: f32, highest: f32| if sample > highest { sample } else { highest };
    let (rows, rest) = samples.as_chunks::<LANES>();
    let mut highest = [0.0_f32; LANES];
    for row in rows {
        for (sample, highest) in row.iter().zip(&mut highest) {
            *highest = higher(sample.abs(), *highest);
        }
    }
    for (sample, highest) in rest.iter().zip(&mut highest) {
        *highest = higher(sample.abs(), *highest);
    }
    let mut all = 0.0;
    for sample in highest {
        all = higher(sample, all);
    }
    all
}

/// A sinc in a Hann window, cut into phases: taps of the newest sample last.
fn curve() -> [[f32; PHASES]; TAPS] {
    const MIDDLE: f32 = (PHASES * TAPS / 2) as f32;
    std::array::from_fn(|tap| {
        std::array::from_fn(|phase| {
            let from = ((TAPS - 1 - tap) * PHASES + phase) as f32 - MIDDLE;
            let angle = from * PI / PHASES as f32;
            let sinc = if from == 0.0 { 1.0 } else { angle.sin() / angle };
            sinc * 0.5 * (1.0 + (PI * from / MIDDLE).cos())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(samples: &[f32], channels: usize, step: usize) -> f32 {
        let highest = AtomicU32::new(0);
        let mut true_peak = TruePeak::new(channels, &highest);
        samples.chunks(step * channels).for_each(|part| true_peak.take(part));
        f32::from_bits(highest.into_inner())
    }

    #[test]
    fn what_lies_between_the_samples_is_found() {
        // A quarter of the rate, at 45 degrees: every sample is 3 dB below the crest.
        let tone: Vec<f32> = (0..4800).map(|n| 0.5 * ((n as f32 + 0.5) * PI / 2.0).sin()).collect();
        let decibels = 20.0 * peak(&tone, 1, 480).log10();
        assert!((-6.4..=-5.8).contains(&decibels), "{decibels} dBTP of -6.0 (+0.2, -0.4: EBU Tech 3341)");
    }

    #[test]
    fn no_peak_is_passed_over() {
        let mut state = 1_u32;
        let noise: Vec<f32> = (0..40_000)
            .map(|n| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state as f32 / u32::MAX as f32 - 0.5) * if n % 9000 < 300 { 1.9 } else { 0.5 }
            })
            .collect();
        let highest = AtomicU32::new(0);
        let mut patient = TruePeak::new(2, &highest);
        patient.bound = f32::INFINITY;
        patient.take(&noise);
        let wanted = f32::from_bits(highest.load(Ordering::Relaxed));
        for step in [1, 7, 256, 20_000] {
            assert_eq!(peak(&noise, 2, step), wanted, "in steps of {step}");
        }
    }
}

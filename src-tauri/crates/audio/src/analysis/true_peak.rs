//! The highest point of the curve through the samples: ITU-R BS.1770-4, annex 2.

use std::f32::consts::PI;
use std::sync::atomic::{AtomicU32, Ordering};

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f32x8};

/// Points that are looked at for each sample.
const PHASES: usize = 4;
/// Samples that a point is made of.
const TAPS: usize = 12;
/// So many points of each phase are drawn side by side, which the processor does at once.
const LANES: usize = 8;
/// Frames that are looked at or passed over together, and samples within them.
const STRETCH: usize = 256;
const SPAN: usize = 4 * LANES;

/// Looks for the highest point in a stretch of sound as it comes in. Where even the worst curve through the samples at hand
/// would stay below the highest point known, none is drawn: that is nearly everywhere.
pub(crate) struct TruePeak<'a> {
    level: Level,
    /// The weight of each tap in each phase.
    curve: [[f32; PHASES]; TAPS],
    /// How high a curve can be through samples that all are 1, and through samples that are 1 or −1.
    even: f32,
    uneven: f32,
    /// The highest point of all who look, as bits: those of positive numbers are ordered as the numbers are.
    highest: &'a AtomicU32,
    channels: usize,
    /// The last samples, of which the next points are made too.
    recent: Vec<f32>,
}

impl<'a> TruePeak<'a> {
    pub(crate) fn new(channels: usize, highest: &'a AtomicU32) -> Self {
        let curve = curve();
        let most = |of: fn(f32) -> f32| {
            let phase = |number: usize| {
                curve.iter().filter_map(|tap| tap.get(number)).map(|&weight| of(weight)).sum()
            };
            (0..PHASES).map(phase).map(f32::abs).fold(1.0, f32::max)
        };
        let (even, uneven) = (most(|weight| weight), most(f32::abs));
        let channels = channels.max(1);
        let recent = vec![0.0; (TAPS - 1) * channels];
        Self { level: Level::new(), curve, even, uneven, highest, channels, recent }
    }

    /// Takes in whole frames, interleaved.
    pub(crate) fn take(&mut self, samples: &[f32]) {
        dispatch!(self.level, simd => self.look(simd, samples));
    }

    #[inline(always)]
    fn look<S: Simd>(&mut self, simd: S, samples: &[f32]) {
        for stretch in samples.chunks(STRETCH * self.channels) {
            let ((low, high), (before_low, before_high)) =
                (extremes(simd, stretch), extremes(simd, &self.recent));
            if self.is_below((low.min(before_low), high.max(before_high))) {
                self.lead(stretch);
            } else {
                self.recent.extend_from_slice(stretch);
                self.draw(simd, stretch.len());
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

    /// Whether no curve through samples between these would be a new highest: it is one through the middle of them, and one
    /// through what they are off it.
    #[inline(always)]
    fn is_below(&self, (low, high): (f32, f32)) -> bool {
        let (middle, off) = ((high + low).abs() / 2.0, (high - low) / 2.0);
        middle * self.even + off * self.uneven <= f32::from_bits(self.highest.load(Ordering::Relaxed))
    }

    /// Draws the curves through the last `count` samples and looks for their highest point, wherever a new highest can be. The
    /// samples of one channel are as far from each other as there are channels, so those of all are drawn as they lie.
    #[inline(always)]
    fn draw<S: Simd>(&mut self, simd: S, count: usize) {
        let whole = self.recent.len();
        self.recent.resize(whole + LANES, 0.0);
        for first in (0..count).step_by(SPAN) {
            let end = count.min(first + SPAN);
            let near = self.recent.get(first..end + (TAPS - 1) * self.channels).unwrap_or_default();
            if self.is_below(extremes(simd, near)) {
                continue;
            }
            let mut highest = [0.0_f32; LANES];
            for at in (first..end).step_by(LANES) {
                let mut points = [[0.0_f32; LANES]; PHASES];
                for (number, tap) in self.curve.iter().enumerate() {
                    let from = self.recent.get(at + number * self.channels..).unwrap_or_default();
                    let Some(window) = from.first_chunk::<LANES>() else { break };
                    for (points, weight) in points.iter_mut().zip(tap) {
                        for (point, sample) in points.iter_mut().zip(window) {
                            *point += weight * sample;
                        }
                    }
                }
                for points in &points {
                    for (highest, point) in highest.iter_mut().zip(points).take(end - at) {
                        *highest = highest.max(point.abs());
                    }
                }
            }
            let found = highest.into_iter().fold(0.0, f32::max).min(f32::MAX);
            self.highest.fetch_max(found.to_bits(), Ordering::Relaxed);
        }
        self.recent.truncate(whole);
    }
}

/// The lowest and the highest sample, whatever their channels; 0 is taken to be among them.
#[inline(always)]
fn extremes<S: Simd>(simd: S, samples: &[f32]) -> (f32, f32) {
    let (rows, rest) = samples.as_chunks::<LANES>();
    let mut last = [0.0; LANES];
    last.iter_mut().zip(rest).for_each(|(last, sample)| *last = *sample);
    let last = f32x8::simd_from(simd, last);
    let (low, high) = rows.iter().fold((last, last), |(low, high), &row| {
        let row = f32x8::simd_from(simd, row);
        (row.min(low), row.max(high))
    });
    (low.reduce_min(), high.reduce_max())
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
        patient.uneven = f32::INFINITY;
        patient.take(&noise);
        let wanted = f32::from_bits(highest.load(Ordering::Relaxed));
        for step in [1, 7, 256, 20_000] {
            assert_eq!(peak(&noise, 2, step), wanted, "in steps of {step}");
        }
    }
}

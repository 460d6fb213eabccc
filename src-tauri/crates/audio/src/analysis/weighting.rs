//! The energy of sound as loud as people hear it: ITU-R BS.1770-4, annex 1.

use std::f64::consts::PI;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f64x4};

/// Below this a filter's memory is silence; smaller numbers would only slow the processor down. What is no number comes
/// from a broken file and would never leave it.
const NOTHING: f64 = 1e-20;

/// Two poles and two zeros, in direct form II; `b0` is factored out, so the first zero's weight is 1.
#[derive(Clone, Copy)]
struct Biquad {
    b: [f64; 2],
    a: [f64; 2],
}

/// So many recordings are weighted side by side: with two channels of each, the processor does all four at once.
pub(crate) const SIDES: usize = 2;
const LANES: usize = 2 * SIDES;

/// A filter's memory of the two steps before, for two channels of each recording.
type Memory = [[f64; LANES]; 2];

/// A filter at work on two channels of each recording, with its poles' weights negated so that all sums are of products that
/// the processor adds in one go.
struct Working<S: Simd> {
    b: [f64x4<S>; 2],
    a: [f64x4<S>; 2],
    memory: [f64x4<S>; 2],
}

impl<S: Simd> Working<S> {
    #[inline(always)]
    fn new(simd: S, Biquad { b, a }: Biquad, memory: Memory) -> Self {
        let same = |weight: f64| f64x4::splat(simd, weight);
        Self {
            b: b.map(same),
            a: a.map(|a| same(-a)),
            memory: memory.map(|step| f64x4::simd_from(simd, step)),
        }
    }

    /// One step. The order of the sums keeps what must wait for the step before to one product.
    #[inline(always)]
    fn step(&mut self, input: f64x4<S>) -> f64x4<S> {
        let ([b1, b2], [a1, a2], [one, two]) = (self.b, self.a, self.memory);
        let inner = a1.mul_add(one, a2.mul_add(two, input));
        self.memory = [inner, one];
        b1.mul_add(one, b2.mul_add(two, inner))
    }

    /// What it remembers, but for what [`NOTHING`] says.
    #[inline(always)]
    fn memory(self) -> Memory {
        self.memory.map(|step| {
            let size = step.abs();
            let is_sound = size.simd_ge(NOTHING) & size.simd_lt(f64::INFINITY);
            is_sound.select(step, f64x4::splat(step.simd, 0.0)).into()
        })
    }
}

/// The K-weighting of recordings of a few channels: a shelf for the head, then a high-pass.
pub(crate) struct Weighting {
    level: Level,
    shelf: Biquad,
    pass: Biquad,
    /// What both filters' factored out weights come to, squared.
    gain: f64,
    channels: usize,
    /// The memories of both filters for each two channels.
    memories: Vec<(Memory, Memory)>,
}

impl Weighting {
    /// The recommendation gives coefficients for 48 kHz alone; those for other rates come from the analogue filters behind
    /// them, by the bilinear transform (B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement",
    /// AES 145, 2018).
    pub(crate) fn new(rate: u32, channels: usize) -> Self {
        let k = |frequency: f64| (PI * frequency / f64::from(rate.max(1))).tan();
        let (gain, q) = (10_f64.powf(3.999_843_853_973_347 / 20.0), 0.707_175_236_955_419_6);
        let bent = gain.powf(0.499_666_774_154_541_6);
        let k1 = k(1_681.974_450_955_533);
        let a0 = 1.0 + k1 / q + k1 * k1;
        let b0 = gain + bent * k1 / q + k1 * k1;
        let shelf = Biquad {
            b: [2.0 * (k1 * k1 - gain) / b0, (gain - bent * k1 / q + k1 * k1) / b0],
            a: [2.0 * (k1 * k1 - 1.0) / a0, (1.0 - k1 / q + k1 * k1) / a0],
        };
        let q = 0.500_327_037_323_877_3;
        let k2 = k(38.135_470_876_024_44);
        let c0 = 1.0 + k2 / q + k2 * k2;
        let pass = Biquad { b: [-2.0, 1.0], a: [2.0 * (k2 * k2 - 1.0) / c0, (1.0 - k2 / q + k2 * k2) / c0] };
        let channels = channels.max(1);
        let memories = vec![Default::default(); channels.div_ceil(2)];
        Self { level: Level::new(), shelf, pass, gain: (b0 / a0).powi(2), channels, memories }
    }

    /// Takes in whole frames of each recording, interleaved, and adds the sum of each channel's weighted squares to its
    /// `sums`. All have equally many frames; one that has none is silent.
    pub(crate) fn take(&mut self, samples: [&[f32]; SIDES], mut sums: [&mut [f64]; SIDES]) {
        let channels = self.channels;
        let silence = if samples.iter().any(|side| side.is_empty()) {
            vec![0.0; samples.iter().map(|side| side.len()).max().unwrap_or_default()]
        } else {
            Vec::new()
        };
        let [left, right] = samples.map(|side| if side.is_empty() { silence.as_slice() } else { side });
        for pair in 0..self.memories.len() {
            let found = match channels {
                1 => self.run(pair, left.iter().zip(right).map(|(&a, &b)| [a, 0.0, b, 0.0])),
                2 => {
                    let frames = left.as_chunks().0.iter().zip(right.as_chunks().0);
                    self.run(pair, frames.map(|(&[a, b], &[c, d])| [a, b, c, d]))
                }
                _ => {
                    let of = |frame: &[f32], side| frame.get(pair * 2 + side).copied().unwrap_or_default();
                    let frames = left.chunks_exact(channels).zip(right.chunks_exact(channels));
                    self.run(pair, frames.map(|(l, r)| [of(l, 0), of(l, 1), of(r, 0), of(r, 1)]))
                }
            };
            for (sums, found) in sums.iter_mut().zip(found.as_chunks::<2>().0) {
                let gain = self.gain;
                sums.iter_mut().skip(pair * 2).zip(found).for_each(|(sum, found)| *sum += found * gain);
            }
        }
    }

    fn run(&mut self, pair: usize, frames: impl Iterator<Item = [f32; LANES]>) -> [f64; LANES] {
        let (shelf, pass) = (self.shelf, self.pass);
        let Some(kept) = self.memories.get_mut(pair) else {
            return [0.0; LANES];
        };
        let sum = dispatch!(self.level, simd => {
            let (mut first, mut second) = (Working::new(simd, shelf, kept.0), Working::new(simd, pass, kept.1));
            let mut sum = f64x4::splat(simd, 0.0);
            for frame in frames {
                let weighted = second.step(first.step(f64x4::simd_from(simd, frame.map(f64::from))));
                sum = weighted.mul_add(weighted, sum);
            }
            *kept = (first.memory(), second.memory());
            <[f64; LANES]>::from(sum)
        });
        sum.map(|sum| if sum.is_finite() { sum } else { 0.0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_48_khz_the_coefficients_are_those_of_the_recommendation() {
        let Weighting { shelf, pass, gain, .. } = Weighting::new(48_000, 1);
        let b0 = 1.535_124_859_586_97;
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-8, "{found} of {wanted}");
        near(gain.sqrt(), b0);
        near(shelf.b[0] * b0, -2.691_696_189_406_38);
        near(shelf.b[1] * b0, 1.198_392_810_852_85);
        near(shelf.a[0], -1.690_659_293_182_41);
        near(shelf.a[1], 0.732_480_774_215_85);
        near(pass.a[0], -1.990_047_454_833_98);
        near(pass.a[1], 0.990_072_250_366_21);
    }
}

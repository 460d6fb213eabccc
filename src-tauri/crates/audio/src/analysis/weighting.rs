//! The energy of sound as loud as people hear it: ITU-R BS.1770-4, annex 1.

use std::f64::consts::PI;

use fearless_simd::prelude::*;
use fearless_simd::{Level, dispatch, f32x8};

/// Below this a filter's memory is silence; smaller numbers would only slow the processor down. What is no number comes
/// from a broken file and would never leave it.
const NOTHING: f32 = 1e-15;

/// So many recordings are weighted side by side: with two channels of each, the processor does all eight at once.
pub(crate) const SIDES: usize = 4;
const LANES: usize = 2 * SIDES;

/// What one step leaves to the next, for two channels of each recording: the last two sums of the shelf, and both integrators
/// of the high-pass.
type Memory = [[f32; LANES]; 4];

/// The shelf for the head: two poles and two zeros, in direct form II; `b0` is factored out, so the first zero's weight is 1.
/// The poles' weights are negated, so that all sums are of products that the processor adds in one go.
#[derive(Clone, Copy)]
struct Shelf {
    b: [f64; 2],
    a: [f64; 2],
}

/// The high-pass, by what two integrators in a row take from the sound (H. Chamberlin, "Musical Applications of
/// Microprocessors", 1980): both zeros are at 0 Hz. Its poles lie too near to it for a direct form of 32 bits.
#[derive(Clone, Copy)]
struct Pass {
    /// How much of the sound goes into the integrators.
    gain: f64,
    /// How much of the first one is taken from the sound, beside all of the second.
    damping: f64,
}

/// The K-weighting of recordings of a few channels: a shelf for the head, then a high-pass.
pub(crate) struct Weighting {
    level: Level,
    shelf: Shelf,
    pass: Pass,
    /// What both filters' factored out weights come to, squared.
    gain: f64,
    channels: usize,
    /// The memory of both filters for each two channels.
    memories: Vec<Memory>,
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
        let shelf = Shelf {
            b: [2.0 * (k1 * k1 - gain) / b0, (gain - bent * k1 / q + k1 * k1) / b0],
            a: [2.0 * (1.0 - k1 * k1) / a0, (k1 / q - 1.0 - k1 * k1) / a0],
        };
        let q = 0.500_327_037_323_877_3;
        let k2 = k(38.135_470_876_024_44);
        let c0 = 1.0 + k2 / q + k2 * k2;
        let pass = Pass { gain: 4.0 * k2 * k2 / c0, damping: 1.0 / (2.0 * k2 * q) };
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
        let samples = samples.map(|side| if side.is_empty() { silence.as_slice() } else { side });
        for pair in 0..self.memories.len() {
            let found = match channels {
                1 => self.run(pair, samples.map(|side| side.iter().map(|&sample| [sample, 0.0]))),
                2 => self.run(pair, samples.map(|side| side.as_chunks::<2>().0.iter().copied())),
                _ => {
                    let of = |frame: &[f32], one| frame.get(pair * 2 + one).copied().unwrap_or_default();
                    let frames = samples.map(|side| side.chunks_exact(channels));
                    self.run(pair, frames.map(|side| side.map(|frame| [of(frame, 0), of(frame, 1)])))
                }
            };
            for (sums, found) in sums.iter_mut().zip(found.as_chunks::<2>().0) {
                let gain = self.gain;
                sums.iter_mut().skip(pair * 2).zip(found).for_each(|(sum, &found)| {
                    *sum += if found.is_finite() { f64::from(found) * gain } else { 0.0 };
                });
            }
        }
    }

    /// The sums of the weighted squares of two channels of each side. The order of the sums keeps what must wait for the step
    /// before to two products.
    fn run<I: Iterator<Item = [f32; 2]>>(&mut self, pair: usize, [a, b, c, d]: [I; SIDES]) -> [f32; LANES] {
        let frames = a.zip(b).zip(c).zip(d);
        let (shelf, Pass { gain, damping }) = (self.shelf, self.pass);
        let Some(memory) = self.memories.get_mut(pair) else {
            return [0.0; LANES];
        };
        dispatch!(self.level, simd => {
            let all = |weight: f64| f32x8::splat(simd, weight as f32);
            let ([b1, b2], [a1, a2]) = (shelf.b.map(all), shelf.a.map(all));
            let (into, out, damped, kept) = (all(gain), all(-gain), all(-damping), all(1.0 - gain * damping));
            let [mut one, mut two, mut first, mut second] = memory.map(|it| f32x8::simd_from(simd, it));
            let mut sum = all(0.0);
            for ((([a, b], [c, d]), [e, f]), [g, h]) in frames {
                let samples = f32x8::simd_from(simd, [a, b, c, d, e, f, g, h]);
                let inner = a1.mul_add(one, a2.mul_add(two, samples));
                let shelved = b1.mul_add(one, b2.mul_add(two, inner));
                (one, two) = (inner, one);
                let weighted = damped.mul_add(first, shelved - second);
                // The first integrator adds `into * weighted` to what it holds, the second what the first then holds.
                let fed = into * shelved;
                let next = kept.mul_add(first, out.mul_add(second, fed));
                second = out.mul_add(second, second) + kept.mul_add(first, fed);
                first = next;
                sum = weighted.mul_add(weighted, sum);
            }
            *memory = [one, two, first, second].map(|it| {
                let is_sound = it.abs().simd_ge(NOTHING) & it.abs().simd_lt(f32::INFINITY);
                is_sound.select(it, all(0.0)).into()
            });
            sum.into()
        })
    }
}

#[cfg(test)]
mod tests {
    use std::array::from_fn;

    use super::*;

    /// Those of the recommendation for 48 kHz: the zeros and the poles of the shelf, and the poles of the high-pass.
    const ZEROS: [f64; 3] = [1.535_124_859_586_97, -2.691_696_189_406_38, 1.198_392_810_852_85];
    const POLES: [f64; 2] = [-1.690_659_293_182_41, 0.732_480_774_215_85];
    const LOW: [f64; 2] = [-1.990_047_454_833_98, 0.990_072_250_366_21];
    const HOP: usize = 960;

    #[test]
    fn at_48_khz_the_coefficients_are_those_of_the_recommendation() {
        let Weighting { shelf, pass, gain, .. } = Weighting::new(48_000, 1);
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-8, "{found} of {wanted}");
        near(gain.sqrt(), ZEROS[0]);
        near(shelf.b[0] * ZEROS[0], ZEROS[1]);
        near(shelf.b[1] * ZEROS[0], ZEROS[2]);
        near(-shelf.a[0], POLES[0]);
        near(-shelf.a[1], POLES[1]);
        near(pass.gain, 1.0 + LOW[0] + LOW[1]);
        near(pass.gain * pass.damping, 1.0 - LOW[1]);
    }

    /// The sum of the weighted squares of each hop, by the recommendation's own sums in 64 bits.
    fn hops(samples: &[f32]) -> Vec<f64> {
        let (mut sound, mut shelved, mut passed) = ([0.0; 3], [0.0; 3], [0.0; 3]);
        let mut square = |&sample: &f32| {
            for memory in [&mut sound, &mut shelved, &mut passed] {
                memory.rotate_right(1);
            }
            sound[0] = f64::from(sample);
            let zeros: f64 = ZEROS.iter().zip(sound).map(|(weight, sample)| weight * sample).sum();
            shelved[0] = zeros - POLES[0] * shelved[1] - POLES[1] * shelved[2];
            let zeros = shelved[0] - 2.0 * shelved[1] + shelved[2];
            passed[0] = zeros - LOW[0] * passed[1] - LOW[1] * passed[2];
            passed[0] * passed[0]
        };
        samples.chunks(HOP).map(|hop| hop.iter().map(&mut square).sum()).collect()
    }

    #[test]
    fn what_is_weighted_in_32_bits_is_as_true_as_in_64() {
        let sound = |height: f32, hertz: f32, offset: f32| -> Vec<f32> {
            (0..50 * HOP)
                .map(|n| offset + height * (2.0 * PI as f32 * hertz * n as f32 / 48_000.0).sin())
                .collect()
        };
        // A voice, a hum, what is as quiet as the gate of silence beside an offset of half the scale, and nothing.
        let sides = [sound(0.1, 997.0, 0.0), sound(0.7, 31.0, 0.0), sound(0.000_1, 9_001.0, 0.5), Vec::new()];
        for channels in [1, 2, 3] {
            let mut weighting = Weighting::new(48_000, channels);
            let wanted = sides.each_ref().map(|side| hops(side));
            for hop in 0..50 {
                let spread: [Vec<f32>; SIDES] = from_fn(|side| {
                    let part = sides[side].chunks(HOP).nth(hop).unwrap_or_default();
                    part.iter().flat_map(|&sample| std::iter::repeat_n(sample, channels)).collect()
                });
                let mut sums = [const { [0.0; 3] }; SIDES];
                let each = sums.each_mut().map(|sums| &mut sums[..channels]);
                weighting.take(spread.each_ref().map(Vec::as_slice), each);
                for (side, sums) in sums.iter().enumerate() {
                    let wanted = wanted[side].get(hop).copied().unwrap_or_default();
                    for sum in &sums[..channels] {
                        let off = (sum - wanted).abs();
                        assert!(
                            off <= wanted * 1e-4 + 2e-7,
                            "{channels} channels, {side}: {sum} of {wanted} in {hop}"
                        );
                    }
                }
            }
        }
    }
}

//! From a recording's rate to the device's, by band-limited interpolation: a Kaiser-windowed sinc
//! (J. O. Smith, Digital Audio Resampling, <https://ccrma.stanford.edu/~jos/resample/>).
//!
//! Output frame n holds exactly the sound at n · in / out of the input: the filter delays nothing.

use std::f64::consts::PI;

/// Zero crossings of the sinc on either side.
const CROSSINGS: usize = 16;
/// Places between two input frames that have a row of weights; what lies between these is interpolated.
const STEPS: usize = 256;
/// So many frames are weighted side by side, which the processor does at once.
const LANES: usize = 4;
/// The Kaiser window's shape, for some 80 dB of stop band.
const BETA: f64 = 8.0;
/// How much of the band is kept, below the lower of both Nyquist frequencies.
const BAND: f64 = 0.94;

/// Stereo frames from one rate to another.
pub(crate) struct Resampler {
    /// Input frames an output frame.
    step: f64,
    /// Taps on either side, in input frames.
    reach: usize,
    /// The weights of all taps, for each place and once more for the next input frame; none where the rate stays.
    weights: Vec<f32>,
    /// Input, the first frame of which is number `base`.
    held: Vec<[f32; 2]>,
    base: i64,
    /// Output frames made.
    made: u64,
}

impl Resampler {
    pub(crate) fn new(from: u32, to: u32) -> Self {
        let step = f64::from(from.max(1)) / f64::from(to.max(1));
        // As a share of the input's Nyquist frequency.
        let cutoff = BAND * (1.0 / step).min(1.0);
        let reach = ((CROSSINGS as f64 / cutoff).ceil() as usize).next_multiple_of(LANES);
        let top = bessel(BETA);
        let weight = |place: usize, tap: usize| {
            let distance = place as f64 / STEPS as f64 + (reach - 1) as f64 - tap as f64;
            (cutoff * lobe(distance.abs() * cutoff) / top) as f32
        };
        let places = if from == to { 0..0 } else { 0..STEPS + 1 };
        let weights = places.flat_map(|place| (0..2 * reach).map(move |tap| weight(place, tap))).collect();
        let mut resampler = Self { step, reach, weights, held: Vec::new(), base: 0, made: 0 };
        resampler.begin(0);
        resampler
    }

    /// Input frames ahead of a place that its sound depends on.
    pub(crate) fn reach(&self) -> u64 {
        if self.weights.is_empty() { 0 } else { self.reach as u64 }
    }

    /// Starts anew: the input's first `lead` frames, up to [`Self::reach`], come ahead of the first output frame.
    pub(crate) fn begin(&mut self, lead: u64) {
        let lead = usize::try_from(lead).unwrap_or_default().min(self.reach);
        self.made = 0;
        self.held.clear();
        if !self.weights.is_empty() {
            self.held.resize(self.reach - lead, [0.0; 2]);
            self.base = -(self.reach as i64);
        }
    }

    /// Takes more input and adds the output that it allows to `out`.
    pub(crate) fn push(&mut self, input: &[[f32; 2]], out: &mut Vec<[f32; 2]>) {
        if self.weights.is_empty() {
            out.extend_from_slice(input);
            return;
        }
        self.held.extend_from_slice(input);
        let end = self.base + self.held.len() as i64;
        self.make(end - self.reach as i64, out);
    }

    /// Adds what is left at the end of the input.
    pub(crate) fn finish(&mut self, out: &mut Vec<[f32; 2]>) {
        if !self.weights.is_empty() {
            let end = self.base + self.held.len() as i64;
            self.held.extend(std::iter::repeat_n([0.0; 2], self.reach));
            self.make(end, out);
        }
    }

    /// Makes the output frames whose place is before input frame `end`.
    fn make(&mut self, end: i64, out: &mut Vec<[f32; 2]>) {
        loop {
            let place = self.made as f64 * self.step;
            let whole = place.floor();
            if whole as i64 >= end {
                break;
            }
            let first = whole as i64 - self.reach as i64 + 1;
            let offset = usize::try_from(first - self.base).unwrap_or_default();
            let taps = self.held.get(offset..).unwrap_or_default();
            let place = (place - whole) * STEPS as f64;
            let mut rows = self.weights.chunks_exact(2 * self.reach).skip(place as usize);
            let [[left, right], [next_left, next_right]] =
                [rows.next(), rows.next()].map(|row| weighted(taps, row.unwrap_or_default()));
            let beyond = place.fract() as f32;
            out.push([left + (next_left - left) * beyond, right + (next_right - right) * beyond]);
            self.made += 1;
        }
        let first = (self.made as f64 * self.step).floor() as i64 - self.reach as i64 + 1;
        let drop = usize::try_from(first - self.base).unwrap_or_default().min(self.held.len());
        if drop > 4096 {
            self.held.drain(..drop);
            self.base += drop as i64;
        }
    }
}

/// The sum of the frames, each by its weight.
fn weighted(frames: &[[f32; 2]], weights: &[f32]) -> [f32; 2] {
    let mut sums = [[0.0; 2]; LANES];
    for (frames, weights) in frames.as_chunks::<LANES>().0.iter().zip(weights.as_chunks::<LANES>().0) {
        for (([left, right], frame), weight) in sums.iter_mut().zip(frames).zip(weights) {
            *left += frame[0] * weight;
            *right += frame[1] * weight;
        }
    }
    sums.into_iter().fold([0.0; 2], |[left, right], sum| [left + sum[0], right + sum[1]])
}

/// The windowed sinc, `x` zero crossings from its middle; the window is not yet brought to a height of 1.
fn lobe(x: f64) -> f64 {
    let reach = CROSSINGS as f64;
    if x >= reach {
        return 0.0;
    }
    let sinc = if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) };
    sinc * bessel(BETA * (1.0 - (x / reach).powi(2)).sqrt())
}

/// The modified Bessel function of the first kind and order zero, by its series.
fn bessel(x: f64) -> f64 {
    let mut term = 1.0;
    let mut sum = 1.0;
    for n in 1..40 {
        term *= (x / 2.0 / f64::from(n)).powi(2);
        sum += term;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resampled(from: u32, to: u32, tone: f64) -> Vec<f32> {
        let input: Vec<[f32; 2]> =
            (0..from).map(|n| [(2.0 * PI * tone * f64::from(n) / f64::from(from)).sin() as f32; 2]).collect();
        let mut resampler = Resampler::new(from, to);
        let mut out = Vec::new();
        for part in input.chunks(1000) {
            resampler.push(part, &mut out);
        }
        resampler.finish(&mut out);
        out.into_iter().map(|[left, _]| left).collect()
    }

    #[test]
    fn a_tone_stays_where_it_was_at_any_rate() {
        for (from, to) in
            [(44_100, 48_000), (48_000, 44_100), (16_000, 48_000), (96_000, 48_000), (8_000, 44_100)]
        {
            let out = resampled(from, to, 1000.0);
            assert_eq!(out.len(), to as usize, "one second at {from} is one second at {to}");
            let error = out
                .iter()
                .enumerate()
                .skip(2000)
                .take(out.len() - 4000)
                .map(|(n, &is)| (f64::from(is) - (2.0 * PI * 1000.0 * n as f64 / f64::from(to)).sin()).abs())
                .fold(0.0, f64::max);
            assert!(error < 0.002, "{from} to {to}: off by {error}, so shifted or distorted");
        }
    }

    #[test]
    fn what_starts_in_the_middle_sounds_as_if_it_had_come_from_the_start() {
        let input: Vec<[f32; 2]> = (0..44_100).map(|n| [(f64::from(n) * 0.1).sin() as f32; 2]).collect();
        let mut resampler = Resampler::new(44_100, 48_000);
        let (mut whole, mut later) = (Vec::new(), Vec::new());
        resampler.push(&input, &mut whole);
        resampler.begin(resampler.reach());
        // 147 frames at 44.1 kHz are 160 at 48.
        resampler.push(&input[1470 - resampler.reach() as usize..], &mut later);
        for (n, (a, b)) in whole[1600..].iter().zip(&later).enumerate() {
            assert!((a[0] - b[0]).abs() < 1e-5, "frame {n} is {} and was {}", b[0], a[0]);
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_hold_is_left_out() {
        let out = resampled(48_000, 16_000, 11_000.0);
        let loudest = out.iter().skip(200).take(15_000).fold(0.0_f32, |loud, s| loud.max(s.abs()));
        assert!(loudest < 0.002, "11 kHz would come back as 5 kHz: {loudest}");
    }
}

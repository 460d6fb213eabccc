//! A limiter that looks ahead: no peak, also between samples, is louder than −1 dBTP.

use std::collections::VecDeque;

/// The loudest that is let through: 1 dB below full scale (EBU R 128), and what is lost to the moving gain below that.
const CEILING: f32 = 0.885;
/// How far it looks ahead, which is how long it takes to turn down, in milliseconds.
const AHEAD_MS: u32 = 5;
/// In this time, in seconds, it has turned up most of the way again.
const RELEASE: f32 = 0.15;
/// Four times oversampling by four sets of taps (ITU-R BS.1770-4, annex 2). The two not written out are these,
/// reversed.
const TAPS: usize = 12;
const PHASES: [[f32; TAPS]; 2] = [
    [
        0.001_708_984_4,
        0.010_986_328,
        -0.019_653_32,
        0.033_203_125,
        -0.059_448_242,
        0.137_329_1,
        0.972_167_97,
        -0.102_294_92,
        0.047_607_422,
        -0.026_611_328,
        0.014_892_578,
        -0.008_300_781,
    ],
    [
        -0.029_174_805,
        0.029_296_875,
        -0.051_757_812,
        0.089_111_33,
        -0.166_503_9,
        0.465_087_9,
        0.779_785_16,
        -0.200_317_38,
        0.101_562_5,
        -0.058_227_54,
        0.033_081_055,
        -0.018_920_898,
    ],
];
/// The taps' delay: what they tell lies between the sixth and the fifth frame before the newest.
const DELAY: usize = TAPS / 2;

/// The loudest between the two frames in the middle of twelve, of both channels.
pub(crate) fn true_peak(frames: &[[f32; 2]; TAPS]) -> f32 {
    let mut loudest = 0.0_f32;
    for phase in &PHASES {
        let mut sums = [0.0_f32; 4];
        for ((&tap, &[left, right]), &[left_back, right_back]) in
            phase.iter().zip(frames).zip(frames.iter().rev())
        {
            let [a, b, c, d] = sums;
            sums = [a + left * tap, b + right * tap, c + left_back * tap, d + right_back * tap];
        }
        loudest = sums.iter().fold(loudest, |loudest, sum| loudest.max(sum.abs()));
    }
    loudest
}

/// A frame waiting for its gain comes out so many pushes after it went in.
pub(crate) struct Limiter {
    ahead: usize,
    release: f32,
    /// The last frames that went in.
    recent: [[f32; 2]; TAPS],
    /// The gains that the last frames need, those only that are less than all behind them, and their numbers.
    needs: VecDeque<(u64, f32)>,
    pushed: u64,
    envelope: f32,
    /// The last of the envelope, and its sum: the gain is their mean, which glides.
    glide: VecDeque<f32>,
    sum: f64,
}

impl Limiter {
    pub(crate) fn new(rate: u32) -> Self {
        let ahead = (rate * AHEAD_MS / 1000).max(1) as usize;
        Self {
            ahead,
            release: 1.0 - (-1.0 / (RELEASE * rate as f32)).exp(),
            recent: [[0.0; 2]; TAPS],
            needs: VecDeque::with_capacity(ahead + 2),
            pushed: 0,
            envelope: 1.0,
            glide: VecDeque::from(vec![1.0; ahead]),
            sum: ahead as f64,
        }
    }

    /// How many pushes later the gain for a frame is known.
    pub(crate) fn delay(&self) -> usize {
        self.ahead + DELAY
    }

    /// Takes a frame and gives the gain of the one that went in [`Self::delay`] pushes before.
    pub(crate) fn push(&mut self, frame: [f32; 2]) -> f32 {
        self.recent.rotate_left(1);
        if let Some(last) = self.recent.last_mut() {
            *last = frame;
        }
        let [left, right] = self.recent.get(DELAY - 1).copied().unwrap_or_default();
        let peak = true_peak(&self.recent).max(left.abs()).max(right.abs());
        let need = if peak > CEILING { CEILING / peak } else { 1.0 };

        while self.needs.back().is_some_and(|&(_, last)| last >= need) {
            self.needs.pop_back();
        }
        self.needs.push_back((self.pushed, need));
        // A peak concerns the two frames that it lies between, so it holds for one frame more.
        let since = self.pushed.saturating_sub(self.ahead as u64 + 1);
        while self.needs.front().is_some_and(|&(number, _)| number < since) {
            self.needs.pop_front();
        }
        let least = self.needs.front().map_or(1.0, |&(_, least)| least);
        self.pushed += 1;

        self.envelope = (self.envelope + (1.0 - self.envelope) * self.release).min(least);
        let out = self.glide.pop_front().unwrap_or(1.0);
        self.glide.push_back(self.envelope);
        self.sum += f64::from(self.envelope) - f64::from(out);
        ((self.sum / self.ahead as f64) as f32).min(1.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limited(sound: &[[f32; 2]]) -> Vec<[f32; 2]> {
        let mut limiter = Limiter::new(48_000);
        let delay = limiter.delay();
        let silence = vec![[0.0; 2]; delay];
        let gains: Vec<f32> = sound.iter().chain(&silence).map(|&frame| limiter.push(frame)).collect();
        sound.iter().zip(&gains[delay..]).map(|([left, right], gain)| [left * gain, right * gain]).collect()
    }

    fn loudest(sound: &[[f32; 2]]) -> f32 {
        sound.array_windows().map(true_peak).fold(0.0, f32::max)
    }

    fn db(gain: f32) -> f32 {
        20.0 * gain.log10()
    }

    #[test]
    fn the_taps_are_those_of_the_recommendation() {
        // A tone at a quarter of the rate, sampled 45° off its peaks, is 3 dB louder than its samples say.
        let tone: Vec<[f32; 2]> =
            (0..200).map(|n| [(std::f32::consts::FRAC_PI_2 * (n as f32 + 0.5)).sin(); 2]).collect();
        assert!(tone.iter().all(|[left, _]| left.abs() < 0.7072), "no sample is louder than −3 dB");
        assert!(db(loudest(&tone[50..150])).abs() < 0.3, "{} dBTP", db(loudest(&tone[50..150])));
    }

    #[test]
    fn nothing_is_louder_than_one_below_full_scale() {
        let mut noise = 1_u32;
        let mut random = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 8) as f32 / (1 << 23) as f32 - 1.0
        };
        let bursts: Vec<[f32; 2]> = (0..96_000)
            .map(|n| {
                let loud = if n / 3000 % 4 == 1 { 6.0 } else { 0.3 };
                [random() * loud, (n as f32 * 0.9).sin() * loud * 0.5]
            })
            .collect();
        let out = limited(&bursts);
        assert!(db(loudest(&bursts)) > 12.0, "it has something to do");
        assert!(db(loudest(&out)) <= -1.0, "{} dBTP", db(loudest(&out)));
        assert!(db(loudest(&out)) > -1.6, "and does no more than it must: {}", db(loudest(&out)));
    }

    #[test]
    fn what_is_quiet_enough_is_left_alone() {
        let tone: Vec<[f32; 2]> = (0..9600).map(|n| [(n as f32 * 0.05).sin() * 0.8; 2]).collect();
        let out = limited(&tone);
        for (is, was) in out.iter().zip(&tone) {
            assert!((is[0] - was[0]).abs() < 1e-6, "{} was {}", is[0], was[0]);
        }
    }
}

//! Spans that must not be heard: silence or a tone in their place.

use std::f64::consts::{FRAC_PI_2, TAU};

use crate::Muted;

/// How long the sound takes to go before a span and to come back behind it, in seconds.
const FADE: f64 = 0.005;
const TONE_HZ: f64 = 1000.0;
/// Quiet: 26 dB below full scale.
const TONE_LEVEL: f64 = 0.05;

/// Spans in frames of what is written, in order.
pub(crate) struct Mutes {
    spans: Vec<(u64, u64, bool)>,
    fade: u64,
    rate: f64,
}

impl Mutes {
    /// The spans, told at one rate, at another.
    pub(crate) fn new(muted: &[Muted], told: u32, rate: u32) -> Self {
        let scale = |frame: u64| u128::from(frame) * u128::from(rate);
        let told = u128::from(told.max(1));
        let whole = |frames: u128| u64::try_from(frames).unwrap_or(u64::MAX);
        // Nothing of a span stays, so it is rounded outwards.
        let spans = muted.iter().filter(|muted| muted.from < muted.to).map(|muted| {
            (whole(scale(muted.from) / told), whole(scale(muted.to).div_ceil(told)), muted.tone)
        });
        let mut spans: Vec<_> = spans.collect();
        spans.sort_unstable();
        Self { spans, fade: (FADE * f64::from(rate)) as u64, rate: f64::from(rate) }
    }

    /// Mutes what is to be of some frames, the first of which is number `first`.
    pub(crate) fn apply(&self, first: u64, frames: &mut [[f32; 2]]) {
        let end = first + frames.len() as u64;
        for &(from, to, _) in &self.spans {
            if from.saturating_sub(self.fade) >= end || to.saturating_add(self.fade) <= first {
                continue;
            }
            for (frame, number) in frames.iter_mut().zip(first..) {
                let gain = self.share(number, from, to) as f32;
                let [left, right] = *frame;
                *frame = [left * gain, right * gain];
            }
        }
        // The tones come last, so that no other span takes them away; a span in silence is no place for one.
        for (frame, number) in frames.iter_mut().zip(first..) {
            let within = |span: &&(u64, u64, bool)| span.0 <= number && number < span.1;
            let mut inside = self.spans.iter().filter(within);
            if let Some(&(from, to, true)) = inside.next() {
                let edge = (number - from).min(to - 1 - number);
                let loud = (edge as f64 / self.fade.max(1) as f64).min(1.0);
                let tone = TONE_LEVEL * loud * (TAU * TONE_HZ * (number - from) as f64 / self.rate).sin();
                *frame = [tone as f32; 2];
            }
        }
    }

    /// How much of a frame's sound is left by one span: a quarter of a sine wave down to nothing.
    fn share(&self, number: u64, from: u64, to: u64) -> f64 {
        let away = if number < from { from - number } else { (number + 1).saturating_sub(to) };
        if away >= self.fade.max(1) { 1.0 } else { (FRAC_PI_2 * away as f64 / self.fade as f64).sin() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_span_is_left_and_nothing_far_from_it_is_touched() {
        let muted =
            [Muted { from: 1000, to: 2000, tone: false }, Muted { from: 1900, to: 3000, tone: false }];
        let mutes = Mutes::new(&muted, 48_000, 48_000);
        let mut frames = vec![[1.0_f32, -1.0]; 4000];
        let (early, late) = frames.split_at_mut(1500);
        mutes.apply(0, early);
        mutes.apply(1500, late);
        for (number, frame) in frames.iter().enumerate() {
            match number {
                0..=760 | 3239.. => assert_eq!(frame[0], 1.0, "frame {number}"),
                1000..3000 => assert_eq!(*frame, [0.0, 0.0], "frame {number}"),
                _ => assert!(frame[0] > 0.0 && frame[0] < 1.0, "frame {number}: {frame:?}"),
            }
        }
    }

    #[test]
    fn a_tone_stands_in_for_a_span_at_another_rate() {
        let mutes = Mutes::new(&[Muted { from: 441, to: 44_100, tone: true }], 44_100, 48_000);
        let mut frames = vec![[1.0_f32; 2]; 48_480];
        mutes.apply(0, &mut frames);
        let crossings =
            frames[480..48_000].array_windows().filter(|[a, b]| a[0] <= 0.0 && b[0] > 0.0).count();
        assert!((989..=991).contains(&crossings), "{crossings} waves in 0.99 s");
        let loudest = frames[480..48_000].iter().fold(0.0_f32, |loud, frame| loud.max(frame[0].abs()));
        assert!((0.049..0.051).contains(&loudest), "{loudest}");
        assert_eq!(frames[100], [1.0; 2]);
    }
}

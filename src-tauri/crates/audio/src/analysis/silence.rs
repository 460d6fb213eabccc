//! Where nobody speaks.

use std::ops::Range;

use causerie_model::TimeMs;

use super::loudness::{energy, lufs};

/// The quietest that a background is taken for, in LUFS: the absolute gate of ITU-R BS.1770.
const QUIETEST: f64 = -70.0;
/// What is less than this below the speech is never silence, in LU: it may be somebody far from the microphone.
const NEAREST: f64 = 15.0;
/// How much of a silence is left beside the sound that borders on it, in milliseconds: words end softly.
const PADDING: i64 = 200;
/// Shorter silences, without their padding, are a breath and not worth a jump; in milliseconds.
const SHORTEST: i64 = 500;

/// The silences of a recording of `length`: where its hops, each a mean square of weighted samples, are quieter than a
/// third of the way up from the background (the quietest tenth of all hops) to the `speech`, its integrated loudness in
/// LUFS. The way is measured in decibels. A recording with no loudness is silent all through.
pub(crate) fn silences(
    hops: &[f32],
    speech: Option<f64>,
    length: TimeMs,
    start_of: impl Fn(usize) -> TimeMs,
) -> Vec<Range<TimeMs>> {
    let threshold = speech.map_or(f64::INFINITY, |speech| {
        let background = lufs(quietest_tenth(hops)).max(QUIETEST);
        energy((background + (speech - background) / 3.0).min(speech - NEAREST))
    });
    let (mut found, mut hop) = (Vec::new(), 0);
    for run in hops.chunk_by(|&a, &b| (f64::from(a) < threshold) == (f64::from(b) < threshold)) {
        let from = hop;
        hop += run.len();
        if run.first().is_none_or(|&first| f64::from(first) >= threshold) {
            continue;
        }
        let (first, last) = (from == 0, hop == hops.len());
        let start = if first { TimeMs::ZERO } else { start_of(from) + TimeMs::new(PADDING) };
        let end = if last { length } else { start_of(hop) - TimeMs::new(PADDING) };
        if (end - start).get() >= SHORTEST {
            found.push(start..end);
        }
    }
    found
}

/// What a tenth of all hops do not exceed.
fn quietest_tenth(hops: &[f32]) -> f64 {
    let mut hops = hops.to_vec();
    let place = hops.len() / 10;
    if place >= hops.len() {
        return 0.0;
    }
    f64::from(*hops.select_nth_unstable_by(place, f32::total_cmp).1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hops of 20 ms of so many LUFS, and the silences among them.
    fn found(parts: &[(f64, i64)], speech: Option<f64>) -> Vec<(i64, i64)> {
        let hops: Vec<f32> = parts
            .iter()
            .flat_map(|&(lufs, ms)| std::iter::repeat_n(energy(lufs) as f32, ms as usize / 20))
            .collect();
        let start_of = |hop| TimeMs::new(hop as i64 * 20);
        let spans = silences(&hops, speech, start_of(hops.len()), start_of);
        spans.into_iter().map(|span| (span.start.get(), span.end.get())).collect()
    }

    #[test]
    fn a_silence_keeps_its_distance_from_the_words() {
        let talk = [(-60.0, 2000), (-23.0, 3000), (-60.0, 2000), (-23.0, 3000), (-60.0, 1000)];
        assert_eq!(found(&talk, Some(-23.0)), [(0, 1800), (5200, 6800), (10_200, 11_000)]);
        let breath = [(-23.0, 3000), (-60.0, 880), (-23.0, 3000), (-60.0, 900), (-23.0, 3000)];
        assert_eq!(found(&breath, Some(-23.0)), [(6880 + 200, 7780 - 200)], "880 ms leave too little");
    }

    #[test]
    fn somebody_far_from_the_microphone_is_not_silence() {
        let talk = [(-23.0, 4000), (-65.0, 2000), (-43.0, 4000), (-65.0, 2000)];
        assert_eq!(found(&talk, Some(-23.0)), [(4200, 5800), (10_200, 12_000)]);
    }

    #[test]
    fn without_pauses_nothing_is_silent() {
        assert_eq!(found(&[(-23.0, 4000), (-31.0, 4000)], Some(-25.0)), []);
        assert_eq!(found(&[(-33.0, 4000), (-23.0, 4000)], Some(-24.0)), [], "a loud background");
    }

    #[test]
    fn what_has_no_loudness_is_silent() {
        assert_eq!(found(&[(-90.0, 4000)], None), [(0, 4000)]);
        assert_eq!(found(&[], None), []);
    }
}

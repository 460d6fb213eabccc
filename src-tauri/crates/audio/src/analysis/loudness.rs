//! How loud a recording is as a whole: EBU R 128 by the gates of ITU-R BS.1770-4, annex 1.

use serde::{Deserialize, Serialize};

use super::HOPS_A_SECOND;

/// A gating block is 400 ms long, in hops, and starts 100 ms after the one before.
const BLOCK: usize = HOPS_A_SECOND as usize * 2 / 5;
const STEP: usize = HOPS_A_SECOND as usize / 10;
/// Blocks below this loudness are never counted, in LUFS.
const ABSOLUTE_GATE: f64 = -70.0;
/// Blocks so far below the mean of the others are not counted either, in LU.
const RELATIVE_GATE: f64 = -10.0;

/// How loud a recording is, for bringing several to one volume.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Loudness {
    /// The integrated loudness of EBU R 128, in LUFS.
    pub integrated: f64,
    /// The highest point between the samples too, in dBTP (ITU-R BS.1770-4, annex 2). May be above 0.
    pub true_peak: f64,
}

/// The loudness of a mean square of weighted samples, summed over the channels, in LUFS; −∞ for silence.
pub(crate) fn lufs(energy: f64) -> f64 {
    -0.691 + 10.0 * energy.log10()
}

/// The other way round.
pub(crate) fn energy(lufs: f64) -> f64 {
    10_f64.powf((lufs + 0.691) / 10.0)
}

/// The integrated loudness of `hops`, each a mean square of weighted samples summed over the channels, in LUFS. `None` if
/// all is as good as silent, or there are no 400 ms.
pub(crate) fn integrated(hops: &[f32]) -> Option<f64> {
    let mean = |hops: &[f32]| hops.iter().copied().map(f64::from).sum::<f64>() / BLOCK as f64;
    let blocks: Vec<f64> = hops.windows(BLOCK).step_by(STEP).map(mean).collect();
    let gated = |gate: f64| {
        let (sum, count) = blocks
            .iter()
            .filter(|&&block| block > gate)
            .fold((0.0, 0_u32), |(sum, count), block| (sum + block, count + 1));
        (count > 0).then(|| sum / f64::from(count))
    };
    let gate = energy(ABSOLUTE_GATE);
    let above = gated(gate)?;
    gated(gate.max(above * 10_f64.powf(RELATIVE_GATE / 10.0))).map(lufs)
}

/// How much a channel counts: surround channels more, the one for low effects not at all. Channels are taken to stand in
/// the order of WAV files (left, right, centre, low effects, surround); what is behind 5.1 is left out.
pub(crate) fn weights(channels: usize) -> Vec<f64> {
    let known: &[f64] = match channels {
        0..=3 => &[1.0; 3],
        4 => &[1.0, 1.0, 1.41, 1.41],
        5 => &[1.0, 1.0, 1.0, 1.41, 1.41],
        _ => &[1.0, 1.0, 1.0, 0.0, 1.41, 1.41],
    };
    (0..channels).map(|channel| known.get(channel).copied().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hops(parts: &[(f64, usize)]) -> Vec<f32> {
        parts
            .iter()
            .flat_map(|&(lufs, seconds)| {
                std::iter::repeat_n(energy(lufs) as f32, seconds * HOPS_A_SECOND as usize)
            })
            .collect()
    }

    fn assert_loudness(parts: &[(f64, usize)], wanted: f64, why: &str) {
        let found = integrated(&hops(parts)).unwrap();
        assert!((found - wanted).abs() < 0.1, "{why}: {found} of {wanted}");
    }

    /// EBU Tech 3341, minimum requirements test signals 3 to 5.
    #[test]
    fn gates_are_those_of_the_ebu() {
        assert_loudness(&[(-36.0, 10), (-23.0, 60), (-36.0, 10)], -23.0, "the relative gate");
        let parts = [(-72.0, 10), (-36.0, 10), (-23.0, 60), (-36.0, 10), (-72.0, 10)];
        assert_loudness(&parts, -23.0, "the absolute gate");
        assert_loudness(&[(-26.0, 20), (-20.0, 20), (-26.0, 20)], -23.0, "the mean of what passes");
    }

    #[test]
    fn silence_has_no_loudness() {
        assert_eq!(integrated(&hops(&[(-71.0, 5)])), None, "below the absolute gate");
        assert_eq!(integrated(&hops(&[(-20.0, 1)])[..BLOCK - 1]), None, "shorter than a block");
        assert_eq!(integrated(&[]), None, "nothing");
    }
}

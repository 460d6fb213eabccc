//! A track of clicks on a bed of faint noise, and where the clicks are in what was heard.

use std::path::Path;

use super::{noise, write_wav};

/// The length of a click in seconds: a decaying burst, long enough that no change of speed can skip it whole.
const CLICK: f64 = 0.1;
/// Below this, of 32767, is no click.
const LOUD: u16 = 7000;

/// Writes a track of `seconds` with clicks at these times in seconds.
pub(crate) fn clicks(path: &Path, rate: u32, seconds: f64, times: &[f64]) {
    let frames = (seconds * f64::from(rate)) as usize;
    let mut samples: Vec<f32> = (0..frames).map(|n| noise(n as u64) * 0.01).collect();
    for time in times {
        let start = (time * f64::from(rate)).round() as usize;
        for n in 0..((CLICK * f64::from(rate)) as usize).min(frames - start) {
            let decay = (-(n as f32) / (0.042 * rate as f32)).exp();
            samples[start + n] = decay * 0.8 * if n / 12 % 2 == 0 { 1.0 } else { -1.0 };
        }
    }
    let stereo: Vec<f32> = samples.iter().flat_map(|&s| [s, s]).collect();
    write_wav(path, rate, 2, &stereo);
}

/// The samples at which clicks start.
pub(crate) fn onsets(samples: &[i16], rate: u32) -> Vec<usize> {
    let apart = rate as usize / 10;
    let mut found: Vec<usize> = Vec::new();
    for (n, sample) in samples.iter().enumerate() {
        if sample.unsigned_abs() > LOUD && found.last().is_none_or(|last| n - last > apart) {
            found.push(n);
        }
    }
    found
}

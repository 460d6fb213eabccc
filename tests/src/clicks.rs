//! Recordings of clicks at known moments, and the way back: finding the clicks in what was heard.

use std::path::Path;

use anyhow::Result;

/// Frames a second of every recording made here.
pub const RATE: u32 = 48_000;

/// A click is a burst this long, in frames: longer than the stretch that is left out when sound is played at double
/// speed, so that none is skipped.
const BURST: usize = 1_440;

/// Writes a stereo WAV of silence with a click at each of `at_ms`.
///
/// # Errors
/// If the file can't be written.
pub fn write_wav(path: &Path, length_ms: u32, at_ms: &[u32]) -> Result<()> {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let frames = (length_ms as usize) * (RATE as usize) / 1000;
    let mut sound = vec![0_i16; frames];
    for at in at_ms {
        let begin = (*at as usize) * (RATE as usize) / 1000;
        for (n, sample) in sound.iter_mut().skip(begin).take(BURST).enumerate() {
            let phase = n as f32 * 1_000.0 * std::f32::consts::TAU / RATE as f32;
            *sample = (phase.cos() * 24_000.0) as i16;
        }
    }
    let mut writer = hound::WavWriter::create(path, spec)?;
    for sample in sound {
        writer.write_sample(sample)?;
        writer.write_sample(sample)?;
    }
    Ok(writer.finalize()?)
}

/// The frames of a mono recording at which clicks begin: where it grows loud after at least `quiet` silent frames.
pub fn onsets(samples: &[i16], quiet: usize) -> Vec<usize> {
    const LOUD: u16 = 6_000;
    let mut onsets = Vec::new();
    let mut last_loud = None::<usize>;
    for (frame, _) in samples.iter().enumerate().filter(|(_, sample)| sample.unsigned_abs() > LOUD) {
        if last_loud.is_none_or(|last| frame - last > quiet) {
            onsets.push(frame);
        }
        last_loud = Some(frame);
    }
    onsets
}

//! Sound files made at test time with ffmpeg, and tools to compare what was decoded.
#![allow(dead_code, reason = "each test binary uses its own share")]

pub(crate) mod listening;
pub(crate) mod pulse;
pub(crate) mod tagged;
pub(crate) mod track;

use std::path::{Path, PathBuf};
use std::process::Command;

use causerie_audio::Reader;

/// Runs a tool of the system's to its end.
pub(crate) fn run(program: &str, args: &[&str]) {
    let output = Command::new(program)
        .args(args)
        .output()
        .unwrap_or_else(|error| panic!("{program} must be installed for the tests: {error}"));
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Converts `from` with ffmpeg into `name` beside it.
pub(crate) fn ffmpeg(from: &Path, args: &[&str], name: &str) -> PathBuf {
    let to = from.with_file_name(name);
    let mut all = vec!["-v", "error", "-y", "-bitexact", "-i", from.to_str().unwrap()];
    all.extend_from_slice(args);
    all.push(to.to_str().unwrap());
    run("ffmpeg", &all);
    to
}

/// A number between -1 and 1 that depends on `n` alone.
pub(crate) fn noise(n: u64) -> f32 {
    let mut x = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((x >> 40) as f32) / (1 << 23) as f32 - 1.0
}

/// Writes `seconds` of a sound that nowhere repeats itself: noise in syllables over a gliding tone.
pub(crate) fn babble(path: &Path, rate: u32, channels: u16, seconds: f64) -> Vec<f32> {
    let frames = (seconds * f64::from(rate)) as u64;
    let mut smooth = 0.0_f32;
    let samples: Vec<f32> = (0..frames)
        .flat_map(|n| {
            let t = n as f64 / f64::from(rate);
            let loud = (0.5 + 0.5 * (t * 19.0 + (t * 0.7).sin() * 5.0).sin()) as f32;
            smooth += (noise(n) - smooth) * 0.3;
            let tone = ((t * 900.0 + (t * 0.37).sin() * 300.0).sin() * 0.2) as f32;
            let sample = smooth * loud * 0.6 + tone;
            (0..channels).map(move |channel| if channel == 0 { sample } else { sample * 0.6 })
        })
        .collect();
    write_wav(path, rate, channels, &samples);
    samples
}

/// Writes 16-bit WAV.
pub(crate) fn write_wav(path: &Path, rate: u32, channels: u16, samples: &[f32]) {
    let spec = hound::WavSpec {
        channels,
        sample_rate: rate,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in samples {
        writer.write_sample((sample * 32767.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

/// The shift of `found` against `source` (first channels, from frame `at`) at which they are most alike, and how much.
pub(crate) fn lag(source: &[f32], found: &[f32], channels: usize, at: usize, reach: i64) -> (i64, f64) {
    const LENGTH: usize = 8000;
    let pick = |samples: &[f32], frame: i64| {
        usize::try_from(frame).ok().and_then(|frame| samples.get(frame * channels)).copied().unwrap_or(0.0)
    };
    let target: Vec<f32> = (0..LENGTH).map(|n| pick(source, (at + n) as i64)).collect();
    (-reach..=reach)
        .map(|lag| {
            let (mut xy, mut xx, mut yy) = (0.0_f64, 1e-12_f64, 1e-12_f64);
            for (n, &x) in target.iter().enumerate() {
                let y = pick(found, (at + n) as i64 + lag);
                (xy, xx, yy) = (xy + f64::from(x * y), xx + f64::from(x * x), yy + f64::from(y * y));
            }
            (lag, xy / (xx * yy).sqrt())
        })
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .unwrap()
}

/// All samples from where a reader is, interleaved.
pub(crate) fn read_all(reader: &mut Reader) -> Vec<f32> {
    let (mut all, mut block) = (Vec::new(), Vec::new());
    while reader.read(&mut block).unwrap() > 0 {
        all.extend_from_slice(&block);
    }
    all
}

/// What ffmpeg makes of a file, interleaved as ours.
pub(crate) fn decoded_by_ffmpeg(path: &Path, decoder: &[&str]) -> Vec<f32> {
    let raw = path.with_extension("raw");
    let mut args = vec!["-v", "error", "-y"];
    args.extend_from_slice(decoder);
    args.extend(["-i", path.to_str().unwrap(), "-map", "0:a:0", "-f", "f32le", raw.to_str().unwrap()]);
    run("ffmpeg", &args);
    let bytes = std::fs::read(&raw).unwrap();
    std::fs::remove_file(&raw).unwrap();
    bytes.as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect()
}

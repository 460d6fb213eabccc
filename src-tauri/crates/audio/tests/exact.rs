//! Every kind of file: its length to the frame, its first sample in its place, every seek to the very sample, and
//! read to the very end. Prints a table: `cargo test -p causerie-audio --test exact -- --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod kinds;
mod support;

use std::path::Path;

use causerie_audio::Reader;
use kinds::{Kind, Sources, kinds};
use support::{decoded_by_ffmpeg, lag, noise, read_all};

/// How much is compared behind a seek, in frames.
const STRETCH: usize = 4000;
const SEEKS: u64 = 20;
const SECONDS: f64 = 12.0;

/// Up to `frames` frames from frame `at` on, through a reader that was elsewhere.
fn read_at(reader: &mut Reader, at: u64, frames: usize) -> Vec<f32> {
    reader.seek(at).unwrap();
    assert_eq!(reader.position(), at, "a reader tells where it is");
    let (mut found, mut block) = (Vec::new(), Vec::new());
    let wanted = frames * usize::from(reader.info().channels);
    while found.len() < wanted && reader.read(&mut block).unwrap() > 0 {
        found.extend_from_slice(&block);
    }
    found.truncate(wanted);
    found
}

fn likeness(a: &[f32], b: &[f32]) -> f64 {
    let (mut xy, mut xx, mut yy) = (0.0_f64, 1e-12_f64, 1e-12_f64);
    for (&x, &y) in a.iter().zip(b) {
        (xy, xx, yy) = (xy + f64::from(x * y), xx + f64::from(x * x), yy + f64::from(y * y));
    }
    xy / (xx * yy).sqrt()
}

/// Places to seek to: both ends, the middle of everything, and what stands between.
fn places(frames: u64) -> impl Iterator<Item = u64> {
    let ends = [0, 1, 1023, 1153, frames - 1, frames - 1000, frames - 5000];
    let random = move |n: u64| ((f64::from(noise(n + 77)) * 0.5 + 0.5) * frames as f64) as u64 % frames;
    ends.into_iter().chain((0..SEEKS - ends.len() as u64).map(random))
}

/// The defects found in one file, which is shown as a row of the table.
fn check(path: &Path, kind: &Kind, sources: &Sources) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(error) => {
            println!("{:<22} {error}", kind.name);
            return vec![format!("{}: {error}", kind.name)];
        }
    };
    let info = reader.info().clone();
    let channels = usize::from(info.channels);
    let all = read_all(&mut reader);
    let frames = (all.len() / channels) as u64;
    if frames != info.frames {
        wrong.push(format!("told {} frames and gave {frames}", info.frames));
    }

    let source = sources.interleaved(kind.sound, info.sample_rate, channels);
    let expected = (source.len() / channels) as i64 * i64::from(kind.times);
    let longer = frames as i64 - expected;
    if !(0..=kind.longer).contains(&longer) {
        wrong.push(format!("{frames} frames of {expected}"));
    }
    let than_theirs = kind.decoder.map_or("-".into(), |decoder| {
        let theirs = decoded_by_ffmpeg(path, decoder);
        format!("{:+}", frames as i64 - (theirs.len() / channels) as i64)
    });

    let mut lags = Vec::new();
    let mut likes = 1.0_f64;
    for at in [3000, expected as usize / 2, expected as usize - 15_000] {
        let wanted: Vec<f32> = match kind.times {
            1 => source.clone(),
            times => source.repeat(times as usize),
        };
        let (found, like) = lag(&wanted, &all, channels, at, 1600);
        lags.push(found);
        likes = likes.min(like);
        if found != kind.late || like < 0.8 {
            wrong.push(format!("at {at} {found} frames late ({like:.2})"));
        }
    }
    if kind.lossless && all != source {
        wrong.push("not what was put in, bit for bit".into());
    }

    let (mut off, mut like) = (0.0_f32, 1.0_f64);
    for at in places(frames) {
        let found = read_at(&mut reader, at, STRETCH);
        let wanted = &all[at as usize * channels..];
        let wanted = &wanted[..wanted.len().min(STRETCH * channels)];
        if found.len() != wanted.len() {
            wrong.push(format!("{} samples of {} behind a seek to {at}", found.len(), wanted.len()));
        }
        off = found.iter().zip(wanted).map(|(f, w)| (f - w).abs()).fold(off, f32::max);
        like = like.min(likeness(&found, wanted));
    }
    // Of a decoder that gives the same samples every time no likeness need be asked; a single frame has none.
    if off > kind.tolerance || kind.tolerance > 0.0 && like < 0.99 {
        wrong.push(format!("seeks land off by {off} ({like:.3} alike)"));
    }
    let _ = read_at(&mut reader, frames - 1, 10);
    if reader.position() != frames {
        wrong.push(format!("ends at {} of {frames}", reader.position()));
    }
    reader.seek(frames + 1000).unwrap();
    if reader.read(&mut Vec::new()).unwrap() != 0 {
        wrong.push("behind the end is something".into());
    }
    println!(
        "{:<22} {:<10} {:>6} Hz {channels} ch {frames:>7} frames {longer:>+5} {than_theirs:>6} ffmpeg  lag {lags:?} \
         {likes:.3}  seeks {off:.5} {like:.4} {}",
        kind.name,
        info.codec,
        info.sample_rate,
        if wrong.is_empty() { "ok" } else { "WRONG" }
    );
    wrong.into_iter().map(|what| format!("{}: {what}", kind.name)).collect()
}

#[test]
fn every_kind_is_exact() {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::write(dir.path(), SECONDS);
    let only = std::env::var("KIND").unwrap_or_default();
    let mut wrong = Vec::new();
    println!("{SECONDS} s of sound; duration against the source and against ffmpeg's decoder, in frames");
    for kind in kinds().iter().filter(|kind| kind.name.contains(&only)) {
        let path = (kind.make)(kind, &sources);
        wrong.extend(check(&path, kind, &sources));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

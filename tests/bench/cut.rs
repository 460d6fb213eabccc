//! A minute cut out of three hours without encoding it anew, beside ffmpeg and, for MP3, mp3splt: how long it takes, how
//! late the sound begins, and how much of its head is damaged.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_audio::{CutOptions, CutPart, CutTags, Reader, Target, cut};
use causerie_model::TimeMs;
use causerie_tests::noise::noise;

const ROUNDS: usize = 5;
const RATE: u64 = 48_000;
/// Where the minute begins, in frames: 1:56:59.123 and a little.
const FROM: u64 = 7019 * RATE + 5907;
const LENGTH: u64 = 60 * RATE;
const FORMATS: [(&str, &str, &[&str]); 8] = [
    ("MP3, constant", "cbr.mp3", &["-c:a", "libmp3lame", "-b:a", "128k"]),
    ("MP3, variable", "vbr.mp3", &["-c:a", "libmp3lame", "-q:a", "4"]),
    ("AAC in M4A", "aac.m4a", &["-c:a", "aac", "-aac_pns", "0", "-b:a", "128k"]),
    ("ALAC in M4A", "alac.m4a", &["-c:a", "alac"]),
    ("Opus", "opus.opus", &["-c:a", "libopus", "-b:a", "64k"]),
    ("Vorbis", "vorbis.ogg", &["-c:a", "libvorbis", "-q:a", "4"]),
    ("FLAC", "flac.flac", &["-c:a", "flac", "-compression_level", "0"]),
    ("WAV", "pcm.wav", &["-c:a", "pcm_s16le"]),
];

/// What a cut is like beside the recording.
struct Found {
    /// How much later than asked it begins, in milliseconds.
    late: f64,
    /// How much of its head is not what the recording holds there, in milliseconds.
    damaged: f64,
    /// How much longer it is than asked, in milliseconds.
    longer: f64,
}

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    println!("60 s from {:.3} s of three hours of 48 kHz stereo on", FROM as f64 / RATE as f64);
    println!("kind           with       time     ratio  starts late  head damaged  longer");
    for (format, name, codec) in FORMATS {
        let file = folder.path().join(name);
        noise(&file, 3 * 3600, codec)?;
        let wanted = decoded(&file, FROM.saturating_sub(RATE), LENGTH + 2 * RATE)?;

        let mut rows = vec![("causerie", measured(&file, &wanted, ours)?)];
        rows.push(("ffmpeg", measured(&file, &wanted, ffmpeg)?));
        if name.ends_with("mp3") {
            rows.push(("mp3splt", measured(&file, &wanted, mp3splt)?));
        }
        let own = rows.first().map_or(Duration::ZERO, |(_, (time, _))| *time);
        for (with, (time, found)) in rows {
            println!(
                "{format:14} {with:8} {:>8.2} ms  {:>5.2}  {:>+8.2} ms  {:>9.1} ms  {:+.2} ms",
                time.as_secs_f64() * 1000.0,
                own.as_secs_f64() / time.as_secs_f64(),
                found.late,
                found.damaged,
                found.longer,
            );
        }
        std::fs::remove_file(file)?;
    }
    Ok(())
}

/// The median time of some cuts, and what the last one is like.
fn measured(
    file: &Path,
    wanted: &[f32],
    cut: fn(&Path, &Path) -> Result<PathBuf>,
) -> Result<(Duration, Found)> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let folder = tempfile::tempdir()?;
        let begun = Instant::now();
        cut(file, folder.path())?;
        times.push(begun.elapsed());
    }
    let folder = tempfile::tempdir()?;
    let made = cut(file, folder.path())?;
    times.sort();
    Ok((times[times.len() / 2], compared(&decoded_by_ffmpeg(&made)?, wanted)))
}

fn ours(file: &Path, folder: &Path) -> Result<PathBuf> {
    let out = folder.join("cut").with_extension(file.extension().unwrap_or_default());
    let part = CutPart { path: file.into(), from: FROM, to: FROM + LENGTH };
    let tags = CutTags { title: Some("A minute".into()), ..CutTags::default() };
    let options =
        CutOptions { target: Target::Copy, fade: TimeMs::ZERO, gain: None, muted: Vec::new(), tags };
    cut(&[part], &options, &out, &AtomicBool::new(false))?;
    Ok(out)
}

fn ffmpeg(file: &Path, folder: &Path) -> Result<PathBuf> {
    let out = folder.join("cut").with_extension(file.extension().unwrap_or_default());
    let from = format!("{:.6}", FROM as f64 / RATE as f64);
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-ss", &from, "-t", "60", "-i"]).arg(file).args(["-c", "copy"]).arg(&out);
    ensure!(ffmpeg.status()?.success(), "{ffmpeg:?}");
    Ok(out)
}

fn mp3splt(file: &Path, folder: &Path) -> Result<PathBuf> {
    // Minutes, seconds, hundredths: it knows no finer ones.
    let clock = |seconds: f64| format!("{}.{:05.2}", (seconds / 60.0) as u64, seconds % 60.0);
    let from = FROM as f64 / RATE as f64;
    let mut mp3splt = Command::new("mp3splt");
    mp3splt.args(["-Q", "-d"]).arg(folder).args(["-o", "cut"]).arg(file);
    mp3splt.args([clock(from), clock(from + 60.0)]);
    let status = mp3splt.status().context("mp3splt is needed: scripts/setup.sh bench")?;
    ensure!(status.success(), "{mp3splt:?}");
    Ok(folder.join("cut.mp3"))
}

/// The first channel of so many frames of the recording, from a frame on.
fn decoded(file: &Path, from: u64, frames: u64) -> Result<Vec<f32>> {
    let mut reader = Reader::open(file)?;
    reader.seek(from)?;
    let (mut samples, mut block) = (Vec::new(), Vec::new());
    while (samples.len() as u64) < frames && reader.read(&mut block)? > 0 {
        samples.extend(block.iter().step_by(2));
    }
    Ok(samples)
}

/// The first channel of what ffmpeg decodes: it plays no part in how we read. Of Vorbis, its command line plays what lies
/// ahead of time 0 unless it keeps the file's own times.
fn decoded_by_ffmpeg(file: &Path) -> Result<Vec<f32>> {
    let mut ffmpeg = Command::new("ffmpeg");
    let (reading, filter): (&[&str], &[&str]) = match file.extension().and_then(|ending| ending.to_str()) {
        Some("opus") => (&["-c:a", "libopus"], &[]),
        Some("ogg") => (&["-copyts"], &["-af", "atrim=start_pts=0"]),
        _ => (&[], &[]),
    };
    ffmpeg.args(["-v", "quiet"]).args(reading).arg("-i").arg(file).args(filter);
    let output = ffmpeg.args(["-map", "0:a:0", "-f", "f32le", "-"]).output()?;
    ensure!(output.status.success(), "{ffmpeg:?}");
    let left = output.stdout.as_chunks::<8>().0.iter();
    Ok(left.map(|&[a, b, c, d, ..]| f32::from_le_bytes([a, b, c, d])).collect())
}

/// What a cut is like beside the recording, of which `wanted` begins a second early.
fn compared(found: &[f32], wanted: &[f32]) -> Found {
    const PIECE: usize = 48;
    let second = RATE as usize;
    // The shift at which a stretch from its midst is most alike, to a fraction of a frame.
    let (at, length) = (10 * second, 4096);
    let likeness = |late: i64| {
        let first = (second + at) as i64 - late;
        let there = wanted.iter().skip(usize::try_from(first).unwrap_or_default());
        let pairs = found.iter().skip(at).take(length).zip(there);
        let (mut xy, mut xx, mut yy) = (0.0_f64, 1e-12_f64, 1e-12_f64);
        for (&x, &y) in pairs {
            (xy, xx, yy) = (xy + f64::from(x * y), xx + f64::from(x * x), yy + f64::from(y * y));
        }
        xy / (xx * yy).sqrt()
    };
    let reach = second as i64;
    let best = (-reach..=reach).map(|late| (late, likeness(late))).max_by(|a, b| a.1.total_cmp(&b.1));
    let (shift, _) = best.unwrap_or_default();
    let (before, top, behind) = (likeness(shift - 1), likeness(shift), likeness(shift + 1));
    let fraction =
        if top < 0.999_999 { 0.5 * (before - behind) / (before - 2.0 * top + behind) } else { 0.0 };
    // Pieces of a millisecond from the head on, until one is clean.
    let damaged = (0..found.len() / PIECE).find(|piece| {
        let from = piece * PIECE;
        let first = (second + from) as i64 - shift;
        let there = wanted.iter().skip(usize::try_from(first).unwrap_or_default());
        let (off, loud) = found
            .iter()
            .skip(from)
            .take(PIECE)
            .zip(there)
            .fold((0.0, 1e-9), |(off, loud), (a, b)| (off + (a - b).powi(2), loud + b.powi(2)));
        off / loud < 0.001
    });
    let ms = |frames: f64| frames * 1000.0 / RATE as f64;
    Found {
        late: ms(shift as f64 + fraction),
        damaged: ms((damaged.unwrap_or_default() * PIECE) as f64),
        longer: ms(found.len() as f64 - LENGTH as f64),
    }
}

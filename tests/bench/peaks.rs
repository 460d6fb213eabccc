//! All that is learned of an hour of sound by decoding it (waveform, loudness, silences), on every core, beside ffmpeg
//! decoding it to nothing on one thread, and beside audiowaveform making a waveform of it; and the same while every byte is
//! checked, as it is when a recording is heard for the first time, which neither of them does. No package of Debian has
//! audiowaveform: it is measured where it is on the `PATH`.

use std::fs::File;
use std::hint::black_box;
use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, ensure};
use causerie_audio::Analysis;
use causerie_tests::noise::noise;
use sha2::{Digest, Sha256};

/// What is measured, and what it does with a file.
type Measured = (&'static str, fn(&Path) -> Result<()>);

const ROUNDS: usize = 5;
const FORMATS: [(&str, &str, &[&str]); 6] = [
    ("MP3", "hour.mp3", &["-c:a", "libmp3lame", "-b:a", "128k"]),
    ("M4A", "hour.m4a", &["-c:a", "aac", "-b:a", "128k"]),
    ("Vorbis", "hour.ogg", &["-c:a", "libvorbis", "-q:a", "4"]),
    ("Opus", "hour.opus", &["-c:a", "libopus", "-b:a", "64k"]),
    ("FLAC", "hour.flac", &["-c:a", "flac"]),
    ("WAV", "hour.wav", &["-c:a", "pcm_s16le"]),
];

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    println!("one hour of 48 kHz stereo, analysed on {} cores", thread::available_parallelism()?);
    let has_audiowaveform = Command::new("audiowaveform").arg("--version").output().is_ok();
    if !has_audiowaveform {
        println!("audiowaveform is not installed, and left out");
    }
    for (format, name, codec) in FORMATS {
        let file = folder.path().join(name);
        noise(&file, 3600, codec)?;
        let mut peers: Vec<Measured> = vec![("ffmpeg -f null", decode)];
        if has_audiowaveform && format != "M4A" {
            peers.push(("audiowaveform", audiowaveform));
        }
        let ours: [Measured; 2] = [("analysis", analyse), ("analysis and fixity", hear)];
        let mut times = vec![Vec::new(); ours.len() + peers.len()];
        for _ in 0..ROUNDS {
            for ((_, work), times) in ours.iter().chain(&peers).zip(&mut times) {
                times.push(timed(|| work(&file))?);
            }
        }
        let medians: Vec<Duration> = times.iter_mut().map(|times| median(times)).collect();
        let (mine, others) = medians.split_at(ours.len());
        for ((what, _), mine) in ours.iter().zip(mine) {
            for ((peer, _), other) in peers.iter().zip(others) {
                println!(
                    "{what} of one hour of {format}: {mine:.2?}; {peer} {other:.2?}; ratio {:.2}",
                    mine.as_secs_f64() / other.as_secs_f64()
                );
            }
        }
        std::fs::remove_file(file)?;
    }
    Ok(())
}

fn analyse(file: &Path) -> Result<()> {
    Analysis::compute(file, &|_| (), &AtomicBool::new(false))?;
    Ok(())
}

fn hear(file: &Path) -> Result<()> {
    thread::scope(|scope| {
        let checking = scope.spawn(|| digest(file));
        analyse(file)?;
        checking.join().map_err(|_| anyhow!("no digest was taken"))?
    })
}

fn digest(file: &Path) -> Result<()> {
    let (mut file, mut sha, mut block) = (File::open(file)?, Sha256::new(), vec![0; 1 << 18]);
    loop {
        match file.read(&mut block)? {
            0 => break,
            read => sha.update(&block[..read]),
        }
    }
    black_box(sha.finalize());
    Ok(())
}

fn decode(file: &Path) -> Result<()> {
    let mut ffmpeg = Command::new("ffmpeg");
    ffmpeg.args(["-v", "error", "-threads", "1", "-i"]).arg(file).args(["-f", "null", "-"]);
    ensure!(ffmpeg.status()?.success(), "{ffmpeg:?}");
    Ok(())
}

fn audiowaveform(file: &Path) -> Result<()> {
    let mut audiowaveform = Command::new("audiowaveform");
    audiowaveform
        .args(["-q", "-z", "256", "-b", "8", "-i"])
        .arg(file)
        .arg("-o")
        .arg(file.with_extension("dat"));
    ensure!(audiowaveform.status()?.success(), "{audiowaveform:?}");
    Ok(())
}

fn timed(work: impl FnOnce() -> Result<()>) -> Result<Duration> {
    let begun = Instant::now();
    work()?;
    Ok(begun.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

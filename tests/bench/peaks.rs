//! All that is learned of an hour of sound by decoding it (waveform, loudness, silences), on every core, beside ffmpeg
//! decoding it to nothing on one thread, and beside audiowaveform making a waveform of it. No package of Debian has
//! audiowaveform: it is measured where it is on the `PATH`.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use causerie_audio::Analysis;
use causerie_tests::noise::noise;

/// Another program's name, and what it does with a file.
type Peer = (&'static str, fn(&Path) -> Result<()>);

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
    println!("one hour of 48 kHz stereo, analysed on {} cores", std::thread::available_parallelism()?);
    let has_audiowaveform = Command::new("audiowaveform").arg("--version").output().is_ok();
    if !has_audiowaveform {
        println!("audiowaveform is not installed, and left out");
    }
    for (format, name, codec) in FORMATS {
        let file = folder.path().join(name);
        noise(&file, 3600, codec)?;
        let mut peers: Vec<Peer> = vec![("ffmpeg -f null", decode)];
        if has_audiowaveform && format != "M4A" {
            peers.push(("audiowaveform", audiowaveform));
        }
        let (mut ours, mut theirs) = (Vec::new(), vec![Vec::new(); peers.len()]);
        for _ in 0..ROUNDS {
            ours.push(timed(|| {
                Analysis::compute(&file, &|_| (), &AtomicBool::new(false))?;
                Ok(())
            })?);
            for ((_, work), times) in peers.iter().zip(&mut theirs) {
                times.push(timed(|| work(&file))?);
            }
        }
        let ours = median(&mut ours);
        for ((peer, _), times) in peers.iter().zip(&mut theirs) {
            let theirs = median(times);
            println!(
                "analysis of one hour of {format}: {ours:.2?}; {peer} {theirs:.2?}; ratio {:.2}",
                ours.as_secs_f64() / theirs.as_secs_f64()
            );
        }
        std::fs::remove_file(file)?;
    }
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

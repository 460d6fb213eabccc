//! The waveform of an hour of MP3, beside ffmpeg decoding it to nothing on one thread.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_tests::program;

const ROUNDS: usize = 5;

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mp3 = folder.path().join("hour.mp3");
    // Noise through a slow tremolo stands in for speech: the decoder's work depends on the bit rate, not on the words.
    let sound = "anoisesrc=color=pink:sample_rate=48000:duration=3600:seed=7,tremolo=f=3:d=0.9";
    ffmpeg(&["-f", "lavfi", "-i", sound, "-ac", "2", "-b:a", "128k"], &mp3)?;
    let causerie = program("causerie")?;
    let out = folder.path().join("hour.dat");
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(Command::new(&causerie).arg("peaks").arg(&mp3).arg("-o").arg(&out))?);
        theirs.push(timed(
            Command::new("ffmpeg")
                .args(["-v", "error", "-threads", "1", "-i"])
                .arg(&mp3)
                .args(["-f", "null", "-"]),
        )?);
    }
    let (ours, theirs) = (median(&mut ours), median(&mut theirs));
    println!(
        "peaks of one hour of MP3: {ours:.2?}; ffmpeg -f null {theirs:.2?}; ratio {:.2}",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
    Ok(())
}

fn ffmpeg(arguments: &[&str], to: &Path) -> Result<()> {
    let status = Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).arg(to).status();
    ensure!(
        status.context("ffmpeg is needed: scripts/setup.sh test")?.success(),
        "ffmpeg made {}",
        to.display()
    );
    Ok(())
}

fn timed(command: &mut Command) -> Result<Duration> {
    let begun = Instant::now();
    ensure!(command.output()?.status.success(), "{command:?}");
    Ok(begun.elapsed())
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

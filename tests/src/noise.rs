//! Sound to measure with.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// Lets ffmpeg make so many seconds of 48 kHz stereo, coded as its words say. Noise through a slow tremolo stands in for
/// speech: a decoder's work depends on the bit rate, not on the words, and the sound nowhere repeats itself.
///
/// # Errors
/// If there is no ffmpeg, or it fails.
pub fn noise(file: &Path, seconds: u32, codec: &[&str]) -> Result<()> {
    let sound = format!("anoisesrc=color=pink:sample_rate=48000:duration={seconds}:seed=7,tremolo=f=3:d=0.9");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", &sound, "-ac", "2"])
        .args(codec)
        .arg(file)
        .status();
    ensure!(
        made.context("ffmpeg is needed: scripts/setup.sh test")?.success(),
        "ffmpeg made {}",
        file.display()
    );
    Ok(())
}

//! All that is learned of an hour of sound by decoding it (waveform, loudness, silences), on every core, beside ffmpeg
//! decoding it to nothing on one thread, and beside audiowaveform making a waveform of it; the same while every byte is
//! checked, as the program does when a recording is heard for the first time, and neither of them does; and that check
//! alone, which one core has to do, as no digest can be taken in parts. No package of Debian has audiowaveform: it is
//! measured where it is on the `PATH`.

use std::path::Path;
use std::process::Command;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_app::wire::AddOptions;
use causerie_app::{App, Job, Places, Surroundings};
use causerie_audio::Analysis;
use causerie_tests::noise::noise;

/// What is measured, and what it does with a file.
type Measured<'a> = (&'static str, &'a dyn Fn(&Path) -> Result<()>);

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
        let mut peers: Vec<Measured<'_>> = vec![("ffmpeg -f null", &decode)];
        if has_audiowaveform && format != "M4A" {
            peers.push(("audiowaveform", &audiowaveform));
        }
        let home = tempfile::tempdir()?;
        let places = Places { archive: home.path().join("archive"), index: home.path().join("index") };
        let app = App::open(&places, Surroundings::real())?;
        let added = app.add(std::slice::from_ref(&file), &AddOptions::default(), &Job::new())?;
        let id = added.sessions.first().context("the recording was added")?.id;
        let hear = |_: &Path| {
            for item in std::fs::read_dir(&places.index)? {
                let kept = item?.path();
                if kept.extension().is_some_and(|ending| ending == "peaks") {
                    std::fs::remove_dir_all(kept)?;
                }
            }
            app.sounds(id, &Job::new())?;
            Ok(())
        };
        let check = |_: &Path| {
            ensure!(app.verify(Some(id), &Job::new())?.bad.is_empty(), "the recording is whole");
            Ok(())
        };
        let ours: [Measured<'_>; 3] =
            [("analysis", &analyse), ("analysis and fixity", &hear), ("fixity", &check)];
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

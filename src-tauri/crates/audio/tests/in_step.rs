//! The clock tells what is heard: real sound through a sound server, captured, against the clock's word.
//!
//! The player runs in a program of its own (`examples/clicks.rs`), so that the server it finds is a matter of
//! its environment. What it says is brought to this process's clock by the least delay of any of its lines; what
//! is captured, by the least delay of its pieces.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::pulse::{Heard, Pulse, RATE};
use support::track::{clicks, onsets};

/// The most that a click may be heard before or after the clock passed it.
const WORST_MS: f64 = 20.0;

/// A line of the program's, and when it was said by this process's clock, in milliseconds.
struct Said {
    line: Value,
    at: f64,
}

/// Does a measurement up to three times. Where other work takes the machine's cores for long enough, a device runs
/// dry and its sound is late for once, which no clock can foresee; an error of the clock's own is there each time.
fn measure(measurement: impl Fn()) {
    // One at a time: what is measured would otherwise be how the tests disturb each other.
    static SOUND: Mutex<()> = Mutex::new(());
    let _alone = SOUND.lock().unwrap_or_else(PoisonError::into_inner);
    for _ in 0..2 {
        if catch_unwind(AssertUnwindSafe(&measurement)).is_ok() {
            return;
        }
        println!("once more, in case the machine was busy");
    }
    measurement();
}

/// Plays `file` through `pulse` and gives what the program said, and when clicks were heard.
fn play(
    pulse: &Pulse,
    file: impl AsRef<std::ffi::OsStr>,
    times: &[f64],
    words: &[&str],
) -> (Vec<Said>, Vec<f64>) {
    let recording = pulse.record();
    std::thread::sleep(Duration::from_millis(300));
    let list: Vec<String> = times.iter().map(|t| (t * 1000.0).round().to_string()).collect();
    let zero = Instant::now();
    let mut program = pulse
        .command(program())
        .arg(file)
        .arg(list.join(","))
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let stdout = program.stdout.take().unwrap();
    let reader = std::thread::spawn(move || {
        BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .map(|line| (zero.elapsed().as_secs_f64() * 1000.0, line))
            .collect::<Vec<_>>()
    });
    assert!(program.wait().unwrap().success(), "the player did as it was told");
    let lines = reader.join().unwrap();
    std::thread::sleep(Duration::from_millis(200));
    let heard = recording.stop();

    let lines: Vec<(f64, Value)> =
        lines.into_iter().map(|(came, line)| (came, serde_json::from_str(&line).expect(&line))).collect();
    let delay =
        lines.iter().filter_map(|(came, line)| Some(came - line["at"].as_f64()?)).fold(f64::MAX, f64::min);
    let said =
        lines.into_iter().map(|(_, line)| Said { at: line["at"].as_f64().unwrap() + delay, line }).collect();
    let heard = click_times(&heard, zero);
    (said, heard)
}

/// The player's program, which `cargo test --test in_step` alone would not build.
fn program() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
        let mut args = vec!["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", "clicks"];
        if folder.ends_with("release") {
            args.push("--release");
        }
        support::run(env!("CARGO"), &args);
        folder.join("examples/clicks")
    });
    &PROGRAM
}

/// When clicks were heard, in milliseconds of this process's clock.
fn click_times(heard: &Heard, zero: Instant) -> Vec<f64> {
    onsets(&heard.samples, RATE).iter().map(|&n| heard.time(n, zero)).collect()
}

/// Holds each moment at which the clock passed a click against the nearest click heard.
fn compare(name: &str, said: &[Said], heard: &[f64], least: usize) {
    let mut off: Vec<f64> = said
        .iter()
        .filter(|said| said.line.get("click").is_some())
        .map(|said| {
            heard
                .iter()
                .map(|heard| said.at - heard)
                .min_by(|a, b| a.abs().total_cmp(&b.abs()))
                .unwrap_or(f64::MAX)
        })
        .collect();
    assert!(off.len() >= least, "{name}: {} clicks passed of at least {least}", off.len());
    off.sort_by(f64::total_cmp);
    let worst = off.iter().fold(0.0_f64, |worst, off| worst.max(off.abs()));
    println!("{name}: {} clicks, median {:+.1} ms, worst {worst:.1} ms", off.len(), off[off.len() / 2]);
    assert!(worst <= WORST_MS, "{name}: a click was heard {worst:.1} ms off the clock: {off:.1?}");
}

fn word<'a>(said: &'a [Said], word: &str) -> &'a Said {
    said.iter().find(|said| said.line["word"] == word).unwrap_or_else(|| panic!("{word} was done"))
}

/// Irregular times, so that no click can be taken for its neighbour.
fn times(seconds: f64) -> Vec<f64> {
    let mut times = vec![0.5];
    for n in 0.. {
        let next = times[n] + 0.45 + 0.3 * (f64::from(support::noise(n as u64 + 7)) + 1.0) / 2.0;
        if next > seconds - 0.5 {
            return times;
        }
        times.push(next);
    }
    unreachable!("the loop ends at the end of the track")
}

#[test]
fn what_is_heard_is_what_the_clock_says() {
    let dir = tempfile::tempdir().unwrap();
    let times = times(30.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 44_100, 30.0, &times);
    let mp3 = support::ffmpeg(&track, &["-c:a", "libmp3lame", "-b:a", "128k"], "clicks.mp3");
    let pulse = Pulse::start();

    for (name, file, speed, until) in [
        ("1x", &track, "speed=1", "until=3500"),
        ("1.5x", &track, "speed=1.5", "until=5500"),
        ("2x", &mp3, "speed=2", "until=7000"),
        ("0.5x", &track, "speed=0.5", "until=1800"),
        ("3x", &mp3, "speed=3", "until=10500"),
    ] {
        measure(|| {
            let (said, heard) = play(&pulse, file, &times, &[speed, "play", until, "pause", "wait=150"]);
            compare(name, &said, &heard, 3);
        });
    }
}

#[test]
fn the_clock_holds_after_a_seek_a_pause_and_a_change_of_speed() {
    let dir = tempfile::tempdir().unwrap();
    let times = times(30.0);
    let wav = dir.path().join("clicks.wav");
    clicks(&wav, 48_000, 30.0, &times);
    let track = support::ffmpeg(&wav, &["-c:a", "aac", "-b:a", "128k"], "clicks.m4a");
    let pulse = Pulse::start();

    let words =
        ["play", "until=2000", "seek=14000", "wait=2500", "seek=4000", "wait=2000", "pause", "wait=150"];
    measure(|| {
        let (said, heard) = play(&pulse, &track, &times, &words);
        compare("after seeks", &said, &heard, 7);
        let sought = word(&said, "seek=14000");
        let first = said.iter().find(|s| s.line["click"].as_f64().is_some_and(|c| c > 14_000.0)).unwrap();
        let late = (first.at - sought.at) - (first.line["click"].as_f64().unwrap() - 14_000.0);
        println!("seek: the new place sounds {late:.0} ms after it was asked for");
        assert!(late < 150.0, "a seek takes {late:.0} ms to be heard");
    });

    let words =
        ["play", "until=1600", "pause", "wait=700", "wait=300", "play", "until=4000", "pause", "wait=200"];
    measure(|| {
        let (said, heard) = play(&pulse, &track, &times, &words);
        compare("after a pause", &said, &heard, 5);
        let stood = |s: &Said| s.line["after"].as_f64().unwrap();
        let (first, second) = (stood(word(&said, "wait=700")), stood(word(&said, "wait=300")));
        assert!((first - second).abs() < 1e-9, "paused, the clock stands: {first} and {second}");
        let wanted = times.iter().filter(|&&t| t < 3.95).count();
        let got = heard.len();
        assert_eq!(got, wanted, "nothing is lost and nothing is heard twice");
        println!(
            "pause: the clock went on {:.0} ms",
            first - word(&said, "pause").line["before"].as_f64().unwrap()
        );
    });

    let words = [
        "play",
        "until=2000",
        "speed=2",
        "until=6000",
        "speed=0.75",
        "until=8000",
        "speed=1.25",
        "until=10500",
        "speed=1",
        "wait=2000",
        "pause",
        "wait=150",
    ];
    measure(|| {
        let (said, heard) = play(&pulse, &track, &times, &words);
        compare("changing speed", &said, &heard, 14);
    });
}

#[test]
fn parts_of_any_rate_are_one_timeline_to_its_end_and_again() {
    let dir = tempfile::tempdir().unwrap();
    let (first, second) = (dir.path().join("one.wav"), dir.path().join("two.wav"));
    clicks(&first, 44_100, 3.0, &[0.7, 1.3, 2.1, 2.8]);
    clicks(&second, 16_000, 2.5, &[0.25, 0.9, 1.7]);
    let first = support::ffmpeg(&first, &["-c:a", "libmp3lame"], "one.mp3");
    let both = format!("{}+{}", first.display(), second.display());
    let times = [0.7, 1.3, 2.1, 2.8, 3.25, 3.9, 4.7];
    let pulse = Pulse::start();
    let words = [
        "play",
        "until=9000",
        "wait=100",
        "play",
        "until=1500",
        "seek=2500",
        "wait=2000",
        "pause",
        "wait=150",
    ];
    measure(|| {
        let (said, heard) = play(&pulse, &both, &times, &words);
        compare("parts", &said, &heard, 7 + 2 + 3);
        assert_eq!(heard.len(), 7 + 2 + 3, "each click is heard once as often as it was played");
        let end = word(&said, "until=9000");
        assert_eq!(end.line["state"], "Ended", "the end is told");
        let at = end.line["after"].as_f64().unwrap();
        assert!((at - 5500.0).abs() < 2.0, "and is where the last part ends: {at}");
    });
}

#[test]
fn a_device_that_vanishes_pauses_and_one_that_comes_back_plays_on() {
    let dir = tempfile::tempdir().unwrap();
    let times = times(30.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 48_000, 30.0, &times);
    let mut pulse = Pulse::start();
    let words = ["play", "until=2000", "wait=5000", "until=5000"];
    let list: Vec<String> = times.iter().map(|t| (t * 1000.0).round().to_string()).collect();
    let mut program = pulse
        .command(program())
        .arg(&track)
        .arg(list.join(","))
        .args(words)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut until =
        |what: &str| lines.find(|line| line.contains(what)).unwrap_or_else(|| panic!("{what} is said"));
    until("until=2000");
    pulse.kill();
    until("DeviceLost");
    until("Changed(Paused)");
    pulse.restart();
    until("DeviceBack");
    until("Changed(Playing)");
    until("until=5000");
    assert!(program.wait().unwrap().success(), "the player plays on to where it was told");
}

#[test]
fn without_an_output_playing_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let track = dir.path().join("clicks.wav");
    clicks(&track, 48_000, 3.0, &[1.0]);
    let mut pulse = Pulse::start();
    pulse.kill();
    let start = Instant::now();
    let output = pulse.command(program()).arg(&track).arg("1000").args(["play"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("NoOutput"), "it says why: {said}");
    assert!(start.elapsed() < Duration::from_secs(9), "and does not hang");
}

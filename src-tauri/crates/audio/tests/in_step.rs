//! The clock tells what is heard: real sound through a sound server, captured, against the clock's word.
//!
//! The player runs in a program of its own (`examples/clicks.rs`), so that the server it finds is a matter of
//! its environment. Both sides are brought to this process's clock by the least delay of anything that arrived
//! from them.

mod support;

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::LazyLock;
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

/// Plays `file` through `pulse` and gives what the program said, and when each sample was heard.
fn play(
    pulse: &mut Pulse,
    file: &Path,
    times: &[f64],
    words: &[&str],
    meanwhile: impl FnOnce(&mut Pulse),
) -> (Vec<Said>, Heard, Instant) {
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
    meanwhile(pulse);
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
    (said, heard, zero)
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
    let origin = heard.origin.expect("something was recorded");
    let start = if origin >= zero {
        origin.duration_since(zero).as_secs_f64()
    } else {
        -zero.duration_since(origin).as_secs_f64()
    };
    onsets(&heard.samples, RATE).iter().map(|&n| (start + n as f64 / f64::from(RATE)) * 1000.0).collect()
}

/// Holds each moment at which the clock passed a click against the nearest click heard. Gives the differences.
fn compare(name: &str, said: &[Said], heard: &[f64], least: usize) -> Vec<f64> {
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
    off
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
    let mut pulse = Pulse::start();
    let nothing = |_: &mut Pulse| {};

    for (name, file, speed, until) in [
        ("1x", &track, "speed=1", "until=4500"),
        ("1.5x", &track, "speed=1.5", "until=7500"),
        ("2x", &mp3, "speed=2", "until=10000"),
        ("0.5x", &track, "speed=0.5", "until=2200"),
        ("3x", &mp3, "speed=3", "until=11000"),
    ] {
        let (said, heard, zero) = play(&mut pulse, file, &times, &[speed, "play", until], nothing);
        let heard = click_times(&heard, zero);
        compare(name, &said, &heard, 3);
    }
}

#[test]
fn the_clock_holds_after_a_seek_a_pause_and_a_change_of_speed() {
    let dir = tempfile::tempdir().unwrap();
    let times = times(30.0);
    let wav = dir.path().join("clicks.wav");
    clicks(&wav, 48_000, 30.0, &times);
    let track = support::ffmpeg(&wav, &["-c:a", "aac", "-b:a", "128k"], "clicks.m4a");
    let mut pulse = Pulse::start();
    let nothing = |_: &mut Pulse| {};

    let words = ["play", "until=2500", "seek=14000", "wait=3000", "seek=4000", "wait=2500"];
    let (said, heard, zero) = play(&mut pulse, &track, &times, &words, nothing);
    compare("after seeks", &said, &click_times(&heard, zero), 8);
    let sought = word(&said, "seek=14000");
    let first = said.iter().find(|s| s.line["click"].as_f64().is_some_and(|c| c > 14_000.0)).unwrap();
    let late = (first.at - sought.at) - (first.line["click"].as_f64().unwrap() - 14_000.0);
    println!("seek: the new place sounds {late:.0} ms after it was asked for");
    assert!(late < 150.0, "a seek takes {late:.0} ms to be heard");

    let words =
        ["play", "until=2300", "pause", "wait=700", "wait=300", "play", "until=5000", "pause", "wait=200"];
    let (said, heard, zero) = play(&mut pulse, &track, &times, &words, nothing);
    let clicks_heard = click_times(&heard, zero);
    compare("after a pause", &said, &clicks_heard, 6);
    let stood = |s: &Said| s.line["after"].as_f64().unwrap();
    let (first, second) = (stood(word(&said, "wait=700")), stood(word(&said, "wait=300")));
    assert!((first - second).abs() < 1e-9, "paused, the clock stands: {first} and {second}");
    let wanted = times.iter().filter(|&&t| t < 4.95).count();
    let got = clicks_heard.len();
    assert_eq!(got, wanted, "nothing is lost and nothing is heard twice");
    println!(
        "pause: the clock went on {:.0} ms",
        first - word(&said, "pause").line["before"].as_f64().unwrap()
    );

    let words = [
        "play",
        "until=2000",
        "speed=2",
        "until=6000",
        "speed=0.75",
        "until=8000",
        "speed=1.25",
        "until=11000",
        "speed=1",
        "wait=2000",
    ];
    let (said, heard, zero) = play(&mut pulse, &track, &times, &words, nothing);
    compare("changing speed", &said, &click_times(&heard, zero), 14);
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

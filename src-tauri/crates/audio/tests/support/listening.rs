//! The player's program listened to: what it said when, and what was heard when.
//!
//! It runs as a program of its own (`examples/clicks.rs`), so that the server it finds is a matter of its
//! environment. What it says is brought to this process's clock by the least delay of any of its lines; what is
//! captured, by the least delay of its pieces.
#![allow(clippy::print_stdout, reason = "a measurement is to be seen")]

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::pulse::{Heard, Host, Pulse, RATE};
use super::track::onsets;

/// The most that a click may be heard before or after the clock passed it, nearly always and ever, in milliseconds.
pub(crate) const P99_MS: f64 = 10.0;
pub(crate) const WORST_MS: f64 = 20.0;

/// A line of the program's, and when it was said by this process's clock, in milliseconds.
pub(crate) struct Said {
    pub(crate) line: Value,
    pub(crate) at: f64,
}

/// Does a measurement up to three times. Where other work takes the machine's cores for long enough, a device runs
/// dry and its sound is late for once, which no clock can foresee; an error of the clock's own is there each time.
pub(crate) fn measure(measurement: impl Fn()) {
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
pub(crate) fn play(
    (pulse, host): (&Pulse, Host),
    file: impl AsRef<OsStr>,
    times: &[f64],
    words: &[&str],
) -> (Vec<Said>, Vec<f64>) {
    let recording = pulse.record("out");
    std::thread::sleep(Duration::from_millis(300));
    let list: Vec<String> = times.iter().map(|t| (t * 1000.0).round().to_string()).collect();
    let zero = Instant::now();
    let mut program = pulse
        .player(program(), host)
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
pub(crate) fn program() -> &'static Path {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
        let mut args = vec!["build", "--quiet", "--package", env!("CARGO_PKG_NAME"), "--example", "clicks"];
        if folder.ends_with("release") {
            args.push("--release");
        }
        super::run(env!("CARGO"), &args);
        folder.join("examples/clicks")
    });
    &PROGRAM
}

/// When clicks were heard, in milliseconds of this process's clock.
pub(crate) fn click_times(heard: &Heard, zero: Instant) -> Vec<f64> {
    onsets(&heard.samples, RATE).iter().map(|&n| heard.time(n, zero)).collect()
}

/// How far each moment at which the clock passed a click is from the nearest click heard, in order of size.
pub(crate) fn offsets(said: &[Said], heard: &[f64]) -> Vec<f64> {
    let passed = said.iter().filter(|said| said.line.get("click").is_some());
    let mut off: Vec<f64> = passed
        .map(|said| {
            let nearest = heard.iter().map(|heard| said.at - heard);
            nearest.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or(f64::MAX)
        })
        .collect();
    off.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    off
}

/// Holds each moment at which the clock passed a click against the nearest click heard.
pub(crate) fn compare(name: &str, said: &[Said], heard: &[f64], least: usize) {
    let off = offsets(said, heard);
    assert!(off.len() >= least, "{name}: {} clicks passed of at least {least}", off.len());
    let [p50, p99, worst] = [50, 99, 100].map(|share| off[(off.len() * share).div_ceil(100) - 1]);
    println!("{name}: {} clicks, p50 {p50:+.1} ms, p99 {p99:+.1} ms, worst {worst:+.1} ms", off.len());
    assert!(worst.abs() <= WORST_MS, "{name}: a click was heard {worst:.1} ms off the clock: {off:.1?}");
    // Of fewer than a hundred, one may be what the machine and not the clock did.
    let most = off[(off.len() * 99 / 100).saturating_sub(1)];
    assert!(most.abs() <= P99_MS, "{name}: clicks were heard {most:.1} ms off the clock: {off:.1?}");
}

pub(crate) fn word<'a>(said: &'a [Said], word: &str) -> &'a Said {
    said.iter().find(|said| said.line["word"] == word).unwrap_or_else(|| panic!("{word} was done"))
}

/// Irregular times, so that no click can be taken for its neighbour.
pub(crate) fn times(seconds: f64) -> Vec<f64> {
    let mut times = vec![0.5];
    for n in 0.. {
        let next = times[n] + 0.45 + 0.3 * (f64::from(super::noise(n as u64 + 7)) + 1.0) / 2.0;
        if next > seconds - 0.5 {
            return times;
        }
        times.push(next);
    }
    unreachable!("the loop ends at the end of the track")
}

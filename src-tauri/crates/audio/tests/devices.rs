//! The outputs: listed, chosen, lost and found again, by both of the ways in which a server is reached.

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
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use support::listening::{click_times, program, times};
use support::pulse::{Host, Pulse};
use support::track::clicks;

/// A player's program, read line by line.
struct Program {
    child: Child,
    lines: BufReader<ChildStdout>,
}

impl Program {
    fn start(pulse: &Pulse, host: Host, track: &Path, times: &[f64], words: &[&str]) -> Self {
        let list: Vec<String> = times.iter().map(|t| (t * 1000.0).round().to_string()).collect();
        let mut command = pulse.player(program(), host);
        command.arg(track).arg(list.join(",")).args(words).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self { child, lines }
    }

    /// Reads on to the line that says `what`.
    fn until(&mut self, what: &str) -> Value {
        let mut line = String::new();
        while self.lines.read_line(&mut line).unwrap() > 0 {
            if line.contains(what) {
                return serde_json::from_str(&line).unwrap();
            }
            line.clear();
        }
        panic!("{what} is never said")
    }

    /// Reads on to the end.
    fn end(mut self) {
        for line in (&mut self.lines).lines() {
            line.unwrap();
        }
        assert!(self.child.wait().unwrap().success(), "the player did as it was told");
    }
}

fn track(dir: &tempfile::TempDir) -> (std::path::PathBuf, Vec<f64>) {
    let times = times(30.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 48_000, 30.0, &times);
    (track, times)
}

#[test]
fn a_device_that_vanishes_pauses_and_one_that_comes_back_plays_on_from_there() {
    let dir = tempfile::tempdir().unwrap();
    let (track, times) = track(&dir);
    for host in [Host::Pulse, Host::Alsa] {
        let mut pulse = Pulse::start();
        let words = ["play", "until=2000", "wait=6000", "until=5000"];
        let mut program = Program::start(&pulse, host, &track, &times, &words);
        program.until("until=2000");
        pulse.kill();
        program.until("DeviceLost");
        program.until("Changed(Paused)");
        pulse.restart();
        program.until("DeviceBack");
        program.until("Changed(Playing)");
        let first = program.until("\"click\"")["click"].as_f64().unwrap();
        let next = times.iter().map(|time| time * 1000.0).find(|&time| time > 2_000.0).unwrap();
        assert!(first <= next + 1_000.0, "{host:?}: it goes on where it was, at 2 s, and not at {first} ms");
        program.until("until=5000");
        program.end();
    }
}

#[test]
fn what_is_chosen_is_what_is_played_through_and_holds_through_a_loss() {
    let dir = tempfile::tempdir().unwrap();
    let (track, times) = track(&dir);
    let mut pulse = Pulse::start();
    let words = [
        "outputs",
        "output=pulseaudio:other",
        "play",
        "until=3000",
        "output=",
        "wait=3000",
        "output=pulseaudio:other",
        "wait=9000",
    ];
    let recorded = |pulse: &Pulse| {
        let recordings = ["out", "other"].map(|sink| pulse.record(sink));
        std::thread::sleep(Duration::from_millis(300));
        recordings
    };
    let zero = Instant::now();
    let now = || zero.elapsed().as_secs_f64() * 1000.0;
    let recordings = recorded(&pulse);
    let mut program = Program::start(&pulse, Host::Pulse, &track, &times, &words);
    let listed = program.until("outputs");
    assert_eq!(listed["default"], "pulseaudio:out", "the default is told: {listed}");
    assert!(listed["others"].as_str().unwrap().contains("pulseaudio:other"), "and what else there is");
    program.until("until=3000");
    let first = now();
    program.until("wait=3000");
    let second = now();
    let [out, other] = recordings.map(|recording| click_times(&recording.stop(), zero));
    let split = |clicks: Vec<f64>| {
        let (before, after): (Vec<f64>, Vec<f64>) = clicks.into_iter().partition(|&click| click < first);
        (before.len(), after.iter().filter(|&&click| click < second).count())
    };
    let (out, other) = (split(out), split(other));
    println!("clicks on the default: {out:?}, on the other: {other:?}");
    assert!(out.0 == 0 && other.0 >= 4, "first all is heard on the one that was chosen");
    assert!(out.1 >= 2 && other.1 <= 1, "then on the default again");

    program.until("output=pulseaudio:other");
    pulse.kill();
    program.until("DeviceLost");
    pulse.restart();
    let recordings = recorded(&pulse);
    program.until("DeviceBack");
    program.until("wait=9000");
    let [out, other] = recordings.map(|recording| click_times(&recording.stop(), zero).len());
    assert!(out == 0 && other >= 3, "a loss changes no choice: {out} clicks on the default, {other} on it");
    program.end();
}

#[test]
fn an_output_that_is_gone_is_waited_for_and_another_can_be_chosen() {
    let dir = tempfile::tempdir().unwrap();
    let (track, times) = track(&dir);
    let pulse = Pulse::start();
    let words = ["output?=pulseaudio:nowhere", "play?", "wait=100", "output", "play", "until=2000"];
    let mut program = Program::start(&pulse, Host::Pulse, &track, &times, &words);
    assert!(program.until("output?")["refused"].is_string(), "there is no such output");
    let refused = program.until("play?");
    assert!(refused["refused"].as_str().unwrap().contains("nowhere"), "it is told which: {refused}");
    assert_eq!(refused["state"], "Paused", "and nothing has changed");
    program.until("until=2000");
    program.end();
}

#[test]
fn an_output_that_sleeps_for_a_while_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let (track, times) = track(&dir);
    let sleeps = [
        (Host::Pulse, "suspend-sink out 1", "suspend-sink out 0"),
        // As when the server hangs.
        (Host::Alsa, "STOP", "CONT"),
    ];
    for (host, asleep, awake) in sleeps {
        let pulse = Pulse::start();
        let recording = pulse.record("out");
        std::thread::sleep(Duration::from_millis(300));
        let zero = Instant::now();
        let words = ["play", "until=2000", "until=9000"];
        let mut program = Program::start(&pulse, host, &track, &times, &words);
        program.until("until=2000");
        pulse.told(asleep);
        program.until("DeviceLost");
        program.until("Changed(Paused)");
        std::thread::sleep(Duration::from_secs(2));
        pulse.told(awake);
        program.until("DeviceBack");
        program.until("Changed(Playing)");
        program.until("until=9000");
        program.end();
        let heard = click_times(&recording.stop(), zero);
        let due = times.iter().filter(|&&time| time < 9.0).count();
        println!("{host:?}: {} of {due} clicks are heard", heard.len());
        assert!(heard.len().abs_diff(due) <= 1, "{host:?}: each click is heard, and once: {heard:?}");
        let pauses = heard.windows(2).filter(|pair| pair[1] - pair[0] > 2_000.0).count();
        assert_eq!(pauses, 1, "{host:?}: it stands still as long as the output sleeps: {heard:?}");
    }
}

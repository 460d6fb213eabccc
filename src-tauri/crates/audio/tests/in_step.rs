//! The clock tells what is heard: real sound through a sound server, captured, against the clock's word.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::time::{Duration, Instant};

use support::listening::{Said, compare, measure, play, program, times, word};
use support::pulse::{Host, Pulse};
use support::track::clicks;

#[test]
fn what_is_heard_is_what_the_clock_says() {
    let dir = tempfile::tempdir().unwrap();
    let times = times(30.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 44_100, 30.0, &times);
    let mp3 = support::ffmpeg(&track, &["-c:a", "libmp3lame", "-b:a", "128k"], "clicks.mp3");
    let pulse = Pulse::start();

    for host in [Host::Pulse, Host::Alsa] {
        for (name, file, speed, until) in [
            ("1x", &track, "speed=1", "until=3500"),
            ("1.5x", &track, "speed=1.5", "until=5500"),
            ("2x", &mp3, "speed=2", "until=7000"),
            ("0.5x", &track, "speed=0.5", "until=1800"),
            ("3x", &mp3, "speed=3", "until=10500"),
        ] {
            measure(|| {
                let words = [speed, "play", until, "pause", "wait=150"];
                let (said, heard) = play((&pulse, host), file, &times, &words);
                compare(&format!("{host:?} {name}"), &said, &heard, 3);
            });
        }
    }
}

#[test]
fn the_clock_holds_in_a_loop_and_over_silences() {
    let dir = tempfile::tempdir().unwrap();
    let times = times(30.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 44_100, 30.0, &times);
    let pulse = Pulse::start();
    let click = |n: usize| (times[n] * 1000.0) as i64;

    // From ahead of the third click to ahead of the sixth.
    let stretch = format!("loop={}-{}", click(2) - 150, click(5) - 150);
    measure(|| {
        let words = [&stretch, "play", "wait=7000", "pause", "wait=150"];
        let (said, heard) = play((&pulse, Host::Pulse), &track, &times, &words);
        compare("in a loop", &said, &heard, 8);
        let after = word(&said, "wait=7000").line["after"].as_f64().unwrap();
        assert!((after as i64) < click(5), "the loop holds: {after}");
    });
    let silences =
        format!("silences={}-{},{}-{}", click(1) + 150, click(3) - 100, click(6) + 150, click(20) - 100);
    measure(|| {
        let words = [&silences, "speed=1.5", "play", "wait=6500", "pause", "wait=150"];
        let (said, heard) = play((&pulse, Host::Pulse), &track, &times, &words);
        compare("over silences", &said, &heard, 8);
        let after = word(&said, "wait=6500").line["after"].as_f64().unwrap();
        assert!(after as i64 > click(20), "fourteen clicks were skipped: {after}");
    });
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
        let (said, heard) = play((&pulse, Host::Pulse), &track, &times, &words);
        compare("after seeks", &said, &heard, 7);
        let sought = word(&said, "seek=14000");
        let first = said.iter().find(|s| s.line["click"].as_f64().is_some_and(|c| c > 14_000.0)).unwrap();
        let late = (first.at - sought.at) - (first.line["click"].as_f64().unwrap() - 14_000.0);
        println!("seek: the new place sounds {late:.0} ms after it was asked for");
        assert!(late < 150.0, "a seek takes {late:.0} ms to be heard");
    });

    // No click sounds while a pause sets in: what is cut in two is heard twice.
    let words =
        ["play", "until=1300", "pause", "wait=700", "wait=300", "play", "until=4000", "pause", "wait=200"];
    measure(|| {
        let (said, heard) = play((&pulse, Host::Pulse), &track, &times, &words);
        compare("after a pause", &said, &heard, 5);
        let stood = |s: &Said| s.line["after"].as_f64().unwrap();
        let (first, second) = (stood(word(&said, "wait=700")), stood(word(&said, "wait=300")));
        assert!((first - second).abs() < 1e-9, "paused, the clock stands: {first} and {second}");
        let end = stood(word(&said, "wait=200"));
        let wanted = times.iter().filter(|&&t| t * 1000.0 < end).count();
        assert_eq!(heard.len(), wanted, "nothing is lost and nothing is heard twice");
        let late = first - word(&said, "pause").line["before"].as_f64().unwrap();
        assert!(late < 150.0, "a pause takes {late:.0} ms to be heard");
        println!("pause: the clock went on {late:.0} ms");
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
        let (said, heard) = play((&pulse, Host::Pulse), &track, &times, &words);
        compare("changing speed", &said, &heard, 14);
    });
}

#[test]
fn a_pause_is_heard_at_once() {
    const LATE_MS: f64 = 40.0;
    let dir = tempfile::tempdir().unwrap();
    let track = dir.path().join("clicks.wav");
    let times: Vec<f64> = (1..80).map(|n| f64::from(n) * 0.11).collect();
    clicks(&track, 48_000, 10.0, &times);
    let pulse = Pulse::start();

    for host in [Host::Pulse, Host::Alsa] {
        measure(|| {
            // A click is due 55 ms later, for which a sound server has the sound already.
            let words = ["play", "until=1475", "pause", "wait=600", "play", "wait=1000", "pause", "wait=600"];
            let (said, heard) = play((&pulse, host), &track, &times, &words);
            let paused = word(&said, "pause").at;
            let late: Vec<f64> = heard.iter().map(|heard| heard - paused).collect();
            println!("{host:?}: from the pause on clicks are heard at {late:.0?} ms");
            assert!(late.iter().any(|&late| late < 0.0), "it was playing");
            assert!(
                !late.iter().any(|late| (LATE_MS..500.0).contains(late)),
                "no click sounds behind a pause"
            );
            assert!(late.iter().any(|&late| late > 600.0), "and it goes on");
        });
    }
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
        let (said, heard) = play((&pulse, Host::Pulse), &both, &times, &words);
        compare("parts", &said, &heard, 7 + 2 + 3);
        assert_eq!(heard.len(), 7 + 2 + 3, "each click is heard once as often as it was played");
        let end = word(&said, "until=9000");
        assert_eq!(end.line["state"], "Ended", "the end is told");
        let at = end.line["after"].as_f64().unwrap();
        assert!((at - 5500.0).abs() < 2.0, "and is where the last part ends: {at}");
    });
}

#[test]
fn without_an_output_playing_is_refused_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let track = dir.path().join("clicks.wav");
    clicks(&track, 48_000, 3.0, &[1.0]);
    let mut pulse = Pulse::start();
    pulse.kill();
    let start = Instant::now();
    let output =
        pulse.player(program(), Host::Pulse).arg(&track).arg("1000").args(["play"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("NoOutput"), "it says why: {said}");
    assert!(start.elapsed() < Duration::from_secs(9), "and does not hang");
}

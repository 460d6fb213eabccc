//! In step: the moment of a message, as `play --json` tells it, is the moment at which its click is heard.

use std::io::{BufRead, BufReader};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use causerie_tests::clicks::{RATE, onsets, write_wav};
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use serde_json::Value;

/// A message may be told so long before or after its click is heard.
const IN_STEP: f64 = 20.0;

/// Moments with no rhythm in them, so that one can't be taken for the next.
fn moments() -> Vec<u32> {
    (0..16)
        .scan(1_000, |at, n| {
            *at += 700 + (n * 577) % 411;
            Some(*at)
        })
        .collect()
}

/// A session of clicks with a cue at each.
fn click_session(desk: &Desk) -> Result<String> {
    let moments = moments();
    let talk = desk.path("clicks.wav");
    write_wav(&talk, moments.last().map_or(0, |last| last + 1_000), &moments)?;
    let stamp = |ms: u32| format!("{:02}:{:02}.{:03}", ms / 60_000, ms / 1_000 % 60, ms % 1_000);
    let cues: String = moments
        .iter()
        .map(|&at| format!("{} --> {}\n<v Dov Lind>click at {at}\n\n", stamp(at), stamp(at + 300)))
        .collect();
    let words = desk.write("clicks.vtt", format!("WEBVTT\n\n{cues}"))?;
    let added = desk.json(["add".as_ref(), talk.as_os_str(), words.as_os_str()])?;
    Ok(added["sessions"][0]["id"].as_str().context("an id")?.to_owned())
}

/// Plays, listens, and gives for each message how much later it was told than its click was heard, in milliseconds.
fn play(desk: &Desk, sound: &Pulse, id: &str, from_ms: u32, speed: &str) -> Result<Vec<f64>> {
    let capture = sound.listen()?;
    std::thread::sleep(Duration::from_millis(300));
    let mut playing = desk
        .command()?
        .args(["--json", "play", id, "--speed", speed, "--at", &format!("{from_ms}ms")])
        .envs(sound.environment())
        .stdout(Stdio::piped())
        .spawn()?;
    let lines = BufReader::new(playing.stdout.take().context("a pipe")?).lines();
    let mut told: Vec<(Instant, Value)> = Vec::new();
    for line in lines {
        let line = line?;
        told.push((Instant::now(), serde_json::from_str(&line)?));
    }
    ensure!(playing.wait()?.success(), "playing went to the end");
    std::thread::sleep(Duration::from_millis(300));
    let (samples, zero) = capture.stop()?;

    let expected: Vec<i64> = moments().into_iter().filter(|at| *at >= from_ms).map(i64::from).collect();
    let at: Vec<i64> = told.iter().filter_map(|(_, line)| line["at_ms"].as_i64()).collect();
    ensure!(at == expected, "each message is told once, in order: {at:?}");
    let late =
        told.iter().filter_map(|(_, line)| Some(line["clock_ms"].as_i64()? - line["at_ms"].as_i64()?)).max();
    ensure!(
        late.is_some_and(|late| (0..20).contains(&late)),
        "none is told by a clock before or long after it: {late:?}"
    );

    let heard = onsets(&samples, RATE as usize / 8);
    ensure!(heard.len() == told.len(), "{} clicks were heard for {} messages", heard.len(), told.len());
    let heard = heard.iter().map(|frame| zero + Duration::from_secs_f64(*frame as f64 / f64::from(RATE)));
    let apart = |told: Instant, heard: Instant| match told.checked_duration_since(heard) {
        Some(after) => after.as_secs_f64() * 1000.0,
        None => -heard.duration_since(told).as_secs_f64() * 1000.0,
    };
    Ok(told.iter().zip(heard).map(|((told, _), heard)| apart(*told, heard)).collect())
}

/// Does something again while the machine was busy with something else meanwhile, as a thread that should wake every
/// millisecond tells; a program that is not let run is late whatever it does.
fn undisturbed<T>(work: impl Fn() -> Result<T>) -> Result<T> {
    const HELD_UP: Duration = Duration::from_millis(8);
    const TRIES: usize = 6;
    let mut held_up = Duration::ZERO;
    for _ in 0..TRIES {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let done = std::thread::scope(|scope| {
            let watch = scope.spawn(|| {
                let mut longest = Duration::ZERO;
                while !stop.load(std::sync::atomic::Ordering::Relaxed) {
                    let asleep = Instant::now();
                    std::thread::sleep(Duration::from_millis(1));
                    longest = longest.max(asleep.elapsed());
                }
                longest
            });
            let done = work();
            stop.store(true, std::sync::atomic::Ordering::Relaxed);
            held_up = watch.join().unwrap_or(Duration::MAX);
            done
        });
        if held_up < HELD_UP {
            return done;
        }
        println!("held up for {held_up:?} by other work; once more");
    }
    bail!("the machine is busy with other work: it held the test up for {held_up:?}")
}

#[test]
fn messages_are_told_when_their_clicks_are_heard() -> Result<()> {
    let sound = Pulse::start()?;
    let desk = Desk::new()?;
    let id = click_session(&desk)?;
    for (from_ms, speed) in [(0, "1"), (0, "1.5"), (0, "2"), (6_345, "1"), (6_345, "1.5")] {
        let in_order = undisturbed(|| play(&desk, &sound, &id, from_ms, speed))?;
        let mut apart = in_order.clone();
        apart.sort_by(f64::total_cmp);
        let median = apart[apart.len() / 2];
        let worst = apart.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or_default();
        println!(
            "{speed}× from {from_ms} ms, {} clicks: median {median:.1} ms, worst {worst:.1} ms",
            apart.len()
        );
        assert!(worst.abs() <= IN_STEP, "{speed}× from {from_ms} ms: {in_order:.1?}");
    }
    Ok(())
}

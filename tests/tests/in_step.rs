//! In step: the moment of a message, as `play --json` tells it, is the moment at which its click is heard.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
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

/// How a round goes, and the messages that are to be told.
struct Round {
    name: &'static str,
    from_ms: u32,
    speed: &'static str,
    /// After the message of this moment is told, so many milliseconds later, this is asked.
    steps: &'static [(u32, u64, &'static str)],
    expected: Vec<u32>,
}

impl Round {
    fn straight(from_ms: u32, speed: &'static str) -> Self {
        let expected = moments().into_iter().filter(|at| *at >= from_ms).collect();
        Self {
            name: if from_ms == 0 { "straight" } else { "from within" },
            from_ms,
            speed,
            steps: &[],
            expected,
        }
    }
}

/// Plays and listens. Each message has to be told within [`IN_STEP`] of its click.
fn play(desk: &Desk, sound: &Pulse, id: &str, round: &Round) -> Result<()> {
    let capture = sound.listen()?;
    std::thread::sleep(Duration::from_millis(300));
    let mut playing = desk
        .command()?
        .args(["--json", "play", id, "--speed", round.speed, "--at", &format!("{}ms", round.from_ms)])
        .envs(sound.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut steering = playing.stdin.take().context("a pipe")?;
    let mut told: Vec<(Instant, Value)> = Vec::new();
    for line in BufReader::new(playing.stdout.take().context("a pipe")?).lines() {
        let line: Value = serde_json::from_str(&line?)?;
        told.push((Instant::now(), line.clone()));
        for (_, after_ms, asked) in round.steps.iter().filter(|(at, ..)| line["at_ms"] == *at) {
            std::thread::sleep(Duration::from_millis(*after_ms));
            writeln!(steering, "{asked}")?;
        }
    }
    ensure!(playing.wait()?.success(), "playing went to the end");
    std::thread::sleep(Duration::from_millis(300));
    let (samples, zero) = capture.stop()?;

    let at: Vec<i64> = told.iter().filter_map(|(_, line)| line["at_ms"].as_i64()).collect();
    let expected: Vec<i64> = round.expected.iter().map(|&at| i64::from(at)).collect();
    ensure!(at == expected, "each message is told once, in order: {at:?}, not {expected:?}");
    let late =
        told.iter().filter_map(|(_, line)| Some(line["clock_ms"].as_i64()? - line["at_ms"].as_i64()?)).max();
    // Sound that is stretched leaps by up to the stretch that is searched for the best join.
    let most = (IN_STEP * round.speed.parse::<f64>()?) as i64;
    ensure!(
        late.is_some_and(|late| (0..=most).contains(&late)),
        "none is told by a clock before or long after it: {late:?}"
    );

    let heard = onsets(&samples, RATE as usize / 8);
    ensure!(heard.len() == told.len(), "{} clicks were heard for {} messages", heard.len(), told.len());
    let heard = heard.iter().map(|frame| zero + Duration::from_secs_f64(*frame as f64 / f64::from(RATE)));
    let apart = |told: Instant, heard: Instant| match told.checked_duration_since(heard) {
        Some(after) => after.as_secs_f64() * 1000.0,
        None => -heard.duration_since(told).as_secs_f64() * 1000.0,
    };
    let in_order: Vec<f64> = told.iter().zip(heard).map(|((told, _), heard)| apart(*told, heard)).collect();
    let mut sorted = in_order.clone();
    sorted.sort_by(f64::total_cmp);
    let worst = sorted.iter().copied().max_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap_or_default();
    println!(
        "{}, {}×, {} clicks: median {:.1} ms, worst {worst:.1} ms",
        round.name,
        round.speed,
        sorted.len(),
        sorted[sorted.len() / 2]
    );
    ensure!(worst.abs() <= IN_STEP, "told so much after their clicks: {in_order:.1?}");
    Ok(())
}

/// Does something that failed again if the machine was busy with something else meanwhile, as a thread tells that should
/// wake every millisecond: a program that is not let run is late whatever it does.
fn undisturbed(work: impl Fn() -> Result<()>) -> Result<()> {
    const HELD_UP: Duration = Duration::from_millis(6);
    const TRIES: usize = 8;
    let mut failed = None;
    for _ in 0..TRIES {
        let stop = AtomicBool::new(false);
        let (done, held_up) = std::thread::scope(|scope| {
            let watch = scope.spawn(|| {
                let mut longest = Duration::ZERO;
                while !stop.load(Ordering::Relaxed) {
                    let asleep = Instant::now();
                    std::thread::sleep(Duration::from_millis(1));
                    longest = longest.max(asleep.elapsed());
                }
                longest
            });
            let done = work();
            stop.store(true, Ordering::Relaxed);
            (done, watch.join().unwrap_or(Duration::MAX))
        });
        match done {
            Err(error) if held_up > HELD_UP => {
                println!("held up for {held_up:?} by other work; once more, after: {error}");
                failed = Some(error);
            }
            done => return done,
        }
    }
    failed.map_or(Ok(()), Err)
}

#[test]
fn messages_are_told_when_their_clicks_are_heard() -> Result<()> {
    let sound = Pulse::start()?;
    let desk = Desk::new()?;
    let id = click_session(&desk)?;
    let moments = moments();
    let steered = Round {
        name: "after a pause and a seek",
        from_ms: 0,
        speed: "1",
        // Between the second click and the third it pauses; between the fourth and the fifth it goes ahead.
        steps: &[(2_566, 300, "pause"), (2_566, 800, "play"), (4_385, 300, "seek 0:10.5")],
        expected: moments.iter().copied().filter(|at| *at < 5_000 || *at > 10_500).collect(),
    };
    let straight = [(0, "1"), (0, "1.5"), (0, "2"), (6_345, "1"), (6_345, "1.5")];
    let rounds = straight.into_iter().map(|(from, speed)| Round::straight(from, speed));
    for round in rounds.chain([steered]) {
        undisturbed(|| play(&desk, &sound, &id, &round)).context(round.name)?;
    }
    Ok(())
}

//! What the player promises, measured: how far the clock is from what is heard, how soon a seek is heard, what it costs.
//! These take minutes, and a quiet machine:
//! `cargo test --release -p causerie-audio --test measured -- --ignored --nocapture --test-threads=1`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use support::listening::{compare, play, program, times};
use support::pulse::{Heard, Host, Pulse, RATE};
use support::track::clicks;

const HOUR: f64 = 3600.0;

/// A variable of the environment as a number, to measure for longer or shorter.
fn set(name: &str, otherwise: f64) -> f64 {
    std::env::var(name).ok().and_then(|value| value.parse().ok()).unwrap_or(otherwise)
}

/// Three hours of VBR MP3: noise over a tone of 400 Hz in the first half, of 1500 Hz in the second. Kept for the next
/// run.
fn long_file() -> PathBuf {
    let path = std::env::temp_dir().join("causerie-three-hours.mp3");
    if !path.exists() {
        let tones = format!(
            "aevalsrc='0.4*sin(2*PI*t*if(lt(t,{half}),400,1500))+0.02*(0.5+0.5*sin(t))*(2*random(0)-1)':s=44100:d={all}",
            half = 1.5 * HOUR,
            all = 3.0 * HOUR
        );
        let part = path.with_extension("part.mp3");
        let to = part.to_str().unwrap();
        support::run(
            "ffmpeg",
            &["-v", "error", "-y", "-f", "lavfi", "-i", &tones, "-ac", "2", "-q:a", "5", to],
        );
        std::fs::rename(part, &path).unwrap();
    }
    path
}

fn percentiles(mut values: Vec<f64>) -> [f64; 3] {
    values.sort_by(f64::total_cmp);
    [50, 99, 100].map(|share| values[(values.len() * share).div_ceil(100) - 1])
}

#[test]
#[ignore = "takes minutes"]
fn the_clock_at_every_speed_by_both_hosts() {
    let dir = tempfile::tempdir().unwrap();
    let seconds = set("MEASURE_SECONDS", 15.0);
    let times = times(seconds * 3.0 + 5.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 44_100, seconds * 3.0 + 5.0, &times);
    let pulse = Pulse::start();
    for host in [Host::Pulse, Host::Alsa] {
        for speed in [0.5, 0.75, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0] {
            let (set, until) = (format!("speed={speed}"), format!("until={}", seconds * speed * 1000.0));
            let (said, heard) =
                play((&pulse, host), &track, &times, &[&set, "play", &until, "pause", "wait=150"]);
            compare(&format!("{host:?} {speed}x"), &said, &heard, 5);
        }
    }
}

#[test]
#[ignore = "takes half an hour"]
fn the_clock_does_not_drift_in_half_an_hour() {
    let dir = tempfile::tempdir().unwrap();
    let seconds = set("MEASURE_SECONDS", 1800.0);
    let times = times(seconds + 5.0);
    let track = dir.path().join("clicks.wav");
    clicks(&track, 44_100, seconds + 5.0, &times);
    let pulse = Pulse::start();
    let until = format!("until={}", seconds * 1000.0);
    let (said, heard) = play((&pulse, Host::Pulse), &track, &times, &["play", &until, "pause", "wait=150"]);
    let off = |said: &support::listening::Said| {
        let nearest = heard.iter().map(|heard| said.at - heard);
        nearest.min_by(|a, b| a.abs().total_cmp(&b.abs())).unwrap()
    };
    let off: Vec<f64> = said.iter().filter(|said| said.line.get("click").is_some()).map(off).collect();
    let (early, late) = (&off[..off.len() / 10], &off[off.len() * 9 / 10..]);
    let [early, late] = [early, late].map(|off| percentiles(off.to_vec())[0]);
    println!("{} clicks: off by {early:+.1} ms at the start and {late:+.1} ms at the end", off.len());
    assert!((late - early).abs() < 5.0, "it drifts");
}

/// When the sound changed between the two halves of the long file, in milliseconds since `zero`, and whether to the
/// second.
fn changes(heard: &Heard, zero: Instant) -> Vec<(f64, bool)> {
    // Samples since the tone last crossed zero upwards: 120 at 400 Hz, 32 at 1500.
    let (mut found, mut high, mut last, mut run) = (Vec::new(), None, 0, 0);
    for (n, pair) in heard.samples.windows(2).enumerate() {
        if pair[0] >= 0 || pair[1] < 0 {
            continue;
        }
        let period = n - last;
        let now = match period {
            28..=36 => true,
            110..=130 => false,
            _ => {
                last = n;
                continue;
            }
        };
        run = if high == Some(now) { 0 } else { run + 1 };
        if run == 2 || high.is_none() {
            if high.is_some() {
                // Two whole periods of the new tone are behind.
                found.push((heard.time(n - 2 * period, zero), now));
            }
            (high, run) = (Some(now), 0);
        }
        last = n;
    }
    found
}

/// Of each seek, the first and every other of which goes to the second half, how much later that was heard.
fn latencies(asked: &[f64], changes: &[(f64, bool)]) -> Vec<f64> {
    let ends = asked.iter().skip(1).copied().chain([f64::MAX]);
    let late = |(n, (&asked, end)): (usize, (&f64, f64))| {
        let second = n.is_multiple_of(2);
        let heard = changes.iter().find(|&&(at, to)| at > asked && at < end && to == second);
        heard.map(|(at, _)| at - asked)
    };
    asked.iter().zip(ends).enumerate().filter_map(late).collect()
}

/// Places all over the long file, from one half to the other and back.
fn places(count: usize) -> Vec<f64> {
    let place = |n: usize| {
        let half = f64::from(u8::from(n.is_multiple_of(2))) * 1.5 * HOUR;
        half + 60.0 + (f64::from(support::noise(n as u64)) + 1.0) / 2.0 * (1.5 * HOUR - 120.0)
    };
    (0..count).map(place).collect()
}

#[test]
#[ignore = "takes minutes"]
fn a_seek_is_heard_at_once_measured_beside_mpv() {
    let (file, places) = (long_file(), places(set("MEASURE_SEEKS", 200.0) as usize));
    let pulse = Pulse::start();
    let words: Vec<String> = std::iter::once("play".to_owned())
        .chain(["wait=1000".to_owned()])
        .chain(places.iter().flat_map(|at| [format!("seek={}", (at * 1000.0) as i64), "sleep=700".into()]))
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();

    let (ours, told) = {
        let recording = pulse.record("out");
        std::thread::sleep(Duration::from_millis(300));
        let zero = Instant::now();
        let mut command = pulse.player(program(), Host::Pulse);
        let mut child = command.arg(&file).arg("1").args(&words).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let lines: Vec<(f64, serde_json::Value)> = lines
            .map(|line| (zero.elapsed().as_secs_f64() * 1000.0, serde_json::from_str(&line).unwrap()))
            .collect();
        child.wait().unwrap();
        let delay =
            lines.iter().map(|(came, line)| came - line["at"].as_f64().unwrap()).fold(f64::MAX, f64::min);
        let seeks =
            lines.iter().filter(|(_, line)| line["word"].as_str().is_some_and(|w| w.starts_with("seek")));
        let asked: Vec<f64> = seeks.map(|(_, line)| line["at"].as_f64().unwrap() + delay).collect();
        (latencies(&asked, &changes(&recording.stop(), zero)), asked.len())
    };
    let theirs = {
        let socket = std::env::temp_dir().join(format!("causerie-mpv-{}", std::process::id()));
        let recording = pulse.record("out");
        let zero = Instant::now();
        let mut mpv = pulse
            .command("mpv")
            .args(["--no-config", "--no-video", "--really-quiet", "--ao=pulse"])
            .arg(format!("--input-ipc-server={}", socket.display()))
            .arg(&file)
            .spawn()
            .expect("mpv must be installed for this");
        std::thread::sleep(Duration::from_millis(2500));
        let mut ipc = UnixStream::connect(&socket).unwrap();
        // It is given time, and so fewer of the places.
        let asked: Vec<f64> = places
            .iter()
            .take(places.len() / 3)
            .map(|at| {
                let now = zero.elapsed().as_secs_f64() * 1000.0;
                writeln!(ipc, "{{\"command\":[\"seek\",{at},\"absolute+exact\"]}}").unwrap();
                std::thread::sleep(Duration::from_millis(2000));
                now
            })
            .collect();
        mpv.kill().unwrap();
        mpv.wait().unwrap();
        latencies(&asked, &changes(&recording.stop(), zero))
    };
    let (count, counted) = (ours.len(), theirs.len());
    let ([p50, p99, worst], [their_p50, their_p99, their_worst]) = (percentiles(ours), percentiles(theirs));
    println!("seek to sound: p50 {p50:.0} ms, p99 {p99:.0} ms, worst {worst:.0} ms ({count} of {told})");
    println!(
        "mpv, told to be exact: p50 {their_p50:.0} ms, p99 {their_p99:.0} ms, worst {their_worst:.0} ms ({counted})"
    );
    println!(
        "ratio: p50 {:.2}, p99 {:.2}, worst {:.2}",
        p50 / their_p50,
        p99 / their_p99,
        worst / their_worst
    );
    assert!(count * 10 >= told * 9, "nearly all are heard");
    assert!(p50 < their_p50, "sooner than mpv");
}

/// A player's program at work, and what the system says of it.
struct Worker(Child);

impl Worker {
    fn start(pulse: &Pulse, file: &Path, words: &[&str]) -> Self {
        let mut command = pulse.player(program(), Host::Pulse);
        Self(command.arg(file).arg("1").args(words).stdout(Stdio::null()).spawn().unwrap())
    }

    /// Of a line of `/proc/PID/status`, or of all its threads', the sum of the numbers.
    fn status(&self, name: &str, threads: bool) -> u64 {
        let process = PathBuf::from(format!("/proc/{}", self.0.id()));
        let folders: Vec<PathBuf> = if threads {
            std::fs::read_dir(process.join("task")).unwrap().map(|task| task.unwrap().path()).collect()
        } else {
            vec![process]
        };
        let of = |folder: &PathBuf| {
            let status = std::fs::read_to_string(folder.join("status")).unwrap_or_default();
            let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
            line.trim_matches([':', '\t', ' ', 'k', 'B']).parse::<u64>().unwrap_or_default()
        };
        folders.iter().map(of).sum()
    }

    /// Seconds of a core's time so far.
    fn cpu(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.0.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        (fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()) / 100.0
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
#[ignore = "takes minutes"]
fn playing_costs_little_and_pausing_nothing() {
    let file = long_file();
    let pulse = Pulse::start();
    let _listening = pulse.record("out");
    let seconds = set("MEASURE_SECONDS", 30.0);
    for (speed, most) in [("1", 3.0), ("2", 5.0)] {
        let worker = Worker::start(&pulse, &file, &[&format!("speed={speed}"), "play", "sleep=600000"]);
        std::thread::sleep(Duration::from_secs(5));
        let before = worker.cpu();
        std::thread::sleep(Duration::from_secs_f64(seconds));
        let share = (worker.cpu() - before) / seconds * 100.0;
        let (idle, playing) = (idle_kb(&pulse, &file), worker.status("VmHWM", false));
        let more = playing.saturating_sub(idle) as f64 / 1024.0;
        println!(
            "{speed}x: {share:.1} % of a core, {more:.1} MB above the {:.1} of a player that rests",
            idle as f64 / 1024.0
        );
        assert!(share < most && more < 40.0, "it is light");
    }
    let worker = Worker::start(&pulse, &file, &["play", "sleep=1000", "pause", "sleep=600000"]);
    std::thread::sleep(Duration::from_secs(9));
    let before = worker.status("voluntary_ctxt_switches", true);
    let cpu = worker.cpu();
    std::thread::sleep(Duration::from_secs(10));
    let wakeups = worker.status("voluntary_ctxt_switches", true) - before;
    println!("paused: {wakeups} wake-ups and {:.2} s of a core in 10 s", worker.cpu() - cpu);
    assert!(wakeups < 50, "paused, it sleeps");
}

/// The memory of a player that has loaded nothing, in kB.
fn idle_kb(pulse: &Pulse, file: &Path) -> u64 {
    let nothing = file.with_file_name("causerie-nothing.wav");
    support::write_wav(&nothing, RATE, 1, &[0.0; 4800]);
    let worker = Worker::start(pulse, &nothing, &["sleep=600000"]);
    std::thread::sleep(Duration::from_secs(1));
    worker.status("VmHWM", false)
}

/// Threads that do nothing, as fast as they can.
struct Load(Arc<AtomicBool>);

impl Load {
    fn on_every_core() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        for _ in 0..std::thread::available_parallelism().unwrap().get() {
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || while !stop.load(Ordering::Relaxed) {});
        }
        Self(stop)
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn nothing_is_missed_at_twice_the_speed_on_a_machine_with_no_core_to_spare() {
    let dir = tempfile::tempdir().unwrap();
    let seconds = set("MEASURE_SECONDS", 20.0);
    let file = dir.path().join("tone.mp3");
    let tone = format!("sine=f=440:r=44100:d={}", seconds * 2.0 + 10.0);
    support::run("ffmpeg", &["-v", "error", "-f", "lavfi", "-i", &tone, "-q:a", "5", file.to_str().unwrap()]);
    let pulse = Pulse::start();
    let _load = Load::on_every_core();
    let recording = pulse.record("out");
    let sleep = format!("sleep={}", seconds * 1000.0);
    let mut command: Command = pulse.player(program(), Host::Pulse);
    let words = ["speed=2", "play", &sleep, "pause"];
    let output = command.arg(&file).arg("1").args(words).output().unwrap();
    let heard = recording.stop();
    let said = String::from_utf8(output.stdout).unwrap();
    let last: serde_json::Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    let loud = |sample: &i16| sample.unsigned_abs() > 500;
    let (from, to) = (heard.samples.iter().position(loud), heard.samples.iter().rposition(loud));
    let sounding = &heard.samples[from.unwrap()..to.unwrap()];
    let gaps = sounding.split(loud).filter(|quiet| quiet.len() > 100).count();
    println!("{seconds} s at 2x on busy cores: {} frames missed, {gaps} gaps heard", last["missed"]);
    assert!(sounding.len() as f64 > (seconds - 3.0) * f64::from(RATE), "it played");
    assert_eq!(last["missed"], 0, "the feeder kept up");
    assert!(gaps <= 1, "no gap is heard, but for one where others want the cores, too: {gaps}");
}

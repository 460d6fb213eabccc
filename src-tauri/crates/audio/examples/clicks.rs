//! Plays files as one session and prints, as lines of JSON, when the clock passed each of the given times;
//! steered by the words that follow: `clicks FILE[+FILE…] MS,MS,… [WORD…]`.
//!
//! Words are done in order: `play`, `pause`, `speed=1.5`, `seek=12000`, `volume=0.5`, `gain=6`, `loop=500-900`,
//! `silences=100-200,700-950`, `output=ID` (the default without one), `wait=500` (milliseconds during which the clock
//! is watched), `until=9000` (watched until the clock is there), `sleep=500` (it is not), and `outputs` (lists them). A word with a question
//! mark, `play?`, may be refused.
//! Each line says `at` which millisecond of the program's life it happened.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use causerie_audio::{OutputDevice, Part, Player, State, outputs, probe};
use causerie_model::TimeMs;

type Failure = Box<dyn std::error::Error>;

struct Watch {
    player: Player,
    times: Vec<f64>,
    start: Instant,
    /// The last look: when, and what the clock was.
    last: (f64, f64),
}

impl Watch {
    /// Watches the clock for a millisecond and tells what it passed.
    fn look(&mut self) -> f64 {
        // On a busy machine this thread may be put aside between two readings: then read again.
        let (now, clock) = loop {
            let (early, clock, late) = (self.start.elapsed(), self.player.clock(), self.start.elapsed());
            if late.saturating_sub(early) < Duration::from_micros(500) {
                break (late.as_secs_f64() * 1000.0, clock);
            }
        };
        let (was, before) = self.last;
        let forward = clock.at_ms - before;
        if (0.0..400.0).contains(&forward) {
            for time in self.times.iter().filter(|&&time| before < time && time <= clock.at_ms) {
                // Between two looks the clock runs evenly, however late the second came.
                let at = was + (now - was) * (time - before) / forward;
                say(&format!("{{\"click\":{time},\"clock\":{},\"at\":{at}}}", clock.at_ms));
            }
        }
        self.last = (now, clock.at_ms);
        std::thread::sleep(Duration::from_millis(1));
        clock.at_ms
    }

    fn done(&mut self, word: &str) -> Result<(), Failure> {
        let (name, text) = word.split_once('=').unwrap_or((word, ""));
        let value: f64 = text.parse().unwrap_or_default();
        let before = self.look();
        let at = self.start.elapsed().as_secs_f64() * 1000.0;
        let (mut more, mut asked) = (String::new(), Ok(()));
        match name.trim_end_matches('?') {
            "play" => asked = self.player.play(),
            "pause" => self.player.pause()?,
            "speed" => self.player.set_speed(value)?,
            "volume" => self.player.set_volume(value as f32)?,
            "seek" => self.player.seek(TimeMs::new(value as i64))?,
            "gain" => self.player.set_gain(value)?,
            "loop" => self.player.set_loop(spans(text)?.pop())?,
            "silences" => self.player.set_silences(spans(text)?)?,
            "output" => asked = self.player.set_output((!text.is_empty()).then(|| text.to_owned())),
            "outputs" => {
                let (default, others): (Vec<_>, Vec<_>) =
                    outputs().into_iter().partition(|output| output.is_default);
                let ids =
                    |list: Vec<OutputDevice>| list.into_iter().map(|o| o.id).collect::<Vec<_>>().join(" ");
                more = format!(",\"default\":\"{}\",\"others\":\"{}\"", ids(default), ids(others));
            }
            "wait" => {
                let end = Instant::now() + Duration::from_millis(value as u64);
                while Instant::now() < end {
                    self.look();
                }
            }
            "sleep" => std::thread::sleep(Duration::from_millis(value as u64)),
            "until" => while self.look() < value && self.player.clock().state != State::Ended {},
            _ => return Err(format!("no such word: {word}").into()),
        }
        match asked {
            Err(refused) if name.ends_with('?') => more = format!(",\"refused\":\"{refused}\""),
            asked => asked?,
        }
        let clock = self.player.clock();
        say(&format!(
            "{{\"word\":\"{word}\",\"at\":{at},\"before\":{before},\"after\":{},\"state\":\"{:?}\",\"missed\":{}{more}}}",
            clock.at_ms,
            clock.state,
            self.player.missed_frames()
        ));
        Ok(())
    }
}

/// `100-200,700-950`.
fn spans(text: &str) -> Result<Vec<Range<TimeMs>>, Failure> {
    let span = |text: &str| {
        let (from, to) = text.split_once('-').ok_or("a stretch is FROM-TO")?;
        Ok(TimeMs::new(from.parse()?)..TimeMs::new(to.parse()?))
    };
    text.split(',').filter(|text| !text.is_empty()).map(span).collect()
}

#[expect(clippy::print_stdout, reason = "printing is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}

fn main() -> Result<(), Failure> {
    let mut arguments = std::env::args().skip(1);
    let files = arguments.next().ok_or("a file is wanted")?;
    let times = arguments.next().ok_or("times are wanted")?;
    let times = times.split(',').map(str::parse).collect::<Result<_, _>>()?;
    let parts = files
        .split('+')
        .map(|file| Ok(Part { path: PathBuf::from(file), duration: probe(Path::new(file))?.duration }))
        .collect::<Result<_, Failure>>()?;
    let start = Instant::now();
    let player = Player::spawn(move |event| {
        let now = start.elapsed().as_secs_f64() * 1000.0;
        say(&format!("{{\"event\":\"{}\",\"at\":{now}}}", format!("{event:?}").replace('"', "'")));
    })?;
    say("{\"word\":\"empty\",\"at\":0}");
    player.load(parts, Vec::new(), TimeMs::ZERO)?;
    while player.clock().state == State::Loading {
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut watch = Watch { player, times, start, last: (0.0, 0.0) };
    for word in arguments {
        watch.done(&word)?;
    }
    Ok(())
}

//! Playing on the command line, steered by a person's keys or a program's lines.

mod screen;
mod wish;

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use causerie_app::model::{MessageId, TimeMs};
use causerie_app::wire::{AppError, ClockReading, Code, PlayerCommand, PlayerEvent, PlayerState};
use causerie_app::{App, DueCues, Playback};
use crossterm::event::{self, KeyEventKind};
use serde::Serialize;

use crate::arguments::{Play, SPEEDS};
use crate::log::line;
use crate::output::{Output, Stop};
use screen::Screen;
use wish::{KEYS, Wish};

/// The clock is read so often at least, in case something happens that no event tells.
const LOOK: Duration = Duration::from_millis(50);
/// A file that is not loaded by then never will be.
const PATIENCE: Duration = Duration::from_secs(30);

/// What playing hears from elsewhere.
enum Told {
    Player(PlayerEvent),
    Wished(Result<Wish, AppError>),
}

#[derive(Serialize)]
struct Due {
    clock_ms: i64,
    message: MessageId,
    at_ms: TimeMs,
}

pub(crate) fn run(app: &App, command: &Play, output: &Output) -> Result<(), Stop> {
    let session = app.find(&command.session)?.id;
    let (tell, told) = mpsc::channel();
    let stop = tell.clone();
    let _ = ctrlc::set_handler(move || drop(stop.send(Told::Wished(Ok(Wish::Quit)))));
    let events = tell.clone();
    let playback = Playback::start(move |event| drop(events.send(Told::Player(event))))?;
    let mut cues = app.due_cues(session)?;
    cues.seek(command.at);
    let show = app.show(session, command.redacted)?;
    playback.command(app, &PlayerCommand::Speed { speed: command.speed })?;
    playback.command(app, &PlayerCommand::Load { session, at_ms: command.at })?;
    if command.redacted {
        playback.command(app, &PlayerCommand::AsRecorded { on: true })?;
    }
    wait_until_loaded(&playback, &told)?;
    playback.command(app, &PlayerCommand::Play)?;
    let lines = show.messages.iter().map(|shown| (&shown.id, line(&shown.message))).collect();
    let moments = show.messages.iter().filter(|shown| !shown.off_record).map(|shown| shown.at).collect();
    let screen = if output.is_json() { None } else { Screen::take() };
    listen(tell, screen.is_some());
    let mut playing = Playing {
        app,
        playback: &playback,
        cues: &mut cues,
        lines,
        moments,
        length: show.session.duration,
        heard: String::new(),
        output,
        screen,
    };
    playing.follow(&told)
}

/// Takes keys from a person, or lines from a program that steers by a pipe.
fn listen(tell: Sender<Told>, keys: bool) {
    if keys {
        std::thread::spawn(move || {
            while let Ok(event) = event::read() {
                let key = event.as_key_event().filter(|key| key.kind != KeyEventKind::Release);
                if let Some(wish) = key.and_then(Wish::of_key)
                    && tell.send(Told::Wished(Ok(wish))).is_err()
                {
                    return;
                }
            }
        });
    } else if !std::io::stdin().is_terminal() {
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if tell.send(Told::Wished(Wish::of_line(&line))).is_err() {
                    return;
                }
            }
        });
    }
}

fn wait_until_loaded(playback: &Playback, told: &Receiver<Told>) -> Result<(), Stop> {
    let begun = Instant::now();
    while playback.clock().state == PlayerState::Loading {
        match told.recv_timeout(LOOK) {
            Ok(Told::Player(PlayerEvent::Failed { error })) => return Err(error.into()),
            Ok(Told::Wished(Ok(Wish::Quit))) => return Err(Stop::NobodyListens),
            _ if begun.elapsed() > PATIENCE => {
                let help = "Check that its disk answers.";
                return Err(AppError::new(Code::Failed, "the recording did not load", help).into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// A session that plays.
struct Playing<'a> {
    app: &'a App,
    playback: &'a Playback,
    cues: &'a mut DueCues,
    lines: BTreeMap<&'a MessageId, String>,
    /// When each message is due, in order.
    moments: Vec<TimeMs>,
    length: TimeMs,
    /// The message whose moment came last.
    heard: String,
    output: &'a Output,
    screen: Option<Screen>,
}

impl Playing<'_> {
    /// Prints each message as its moment comes, until the end.
    fn follow(&mut self, told: &Receiver<Told>) -> Result<(), Stop> {
        loop {
            let clock = self.playback.clock();
            self.tell_due(&clock)?;
            if clock.state == PlayerState::Ended {
                return Ok(());
            }
            if let Some(screen) = &mut self.screen {
                screen.show(&live_line(&clock, self.length, &self.heard))?;
            }
            let until_next = self.cues.next_at().map_or(LOOK, |next| {
                let away = (next.get() as f64 - clock.at_ms).max(0.0) / clock.speed;
                Duration::from_secs_f64(away / 1000.0).clamp(Duration::from_millis(1), LOOK)
            });
            match told.recv_timeout(until_next) {
                Ok(Told::Player(PlayerEvent::Failed { error })) => return Err(error.into()),
                Ok(Told::Player(PlayerEvent::DeviceLost { message })) => {
                    let help = "Playing stands still; it goes on when there is an output again.";
                    self.complain(&AppError::new(Code::NoSound, message, help))?;
                }
                Ok(Told::Wished(Ok(Wish::Quit))) => return Ok(()),
                Ok(Told::Wished(wish)) => {
                    if let Err(error) = wish.and_then(|wish| self.obey(wish, &clock)) {
                        self.complain(&error)?;
                    }
                }
                Ok(Told::Player(PlayerEvent::Changed { .. } | PlayerEvent::DeviceBack)) | Err(_) => {}
            }
        }
    }

    fn tell_due(&mut self, clock: &ClockReading) -> Result<(), Stop> {
        for (at, message) in self.cues.due(clock.at()) {
            let text = self.lines.get(message).map(String::as_str).unwrap_or_default();
            if let Some(screen) = &mut self.screen {
                screen.tell(&format!("{:>9}  {text}", at.to_string()))?;
                text.clone_into(&mut self.heard);
            } else {
                let due = Due { clock_ms: clock.at().get(), message: message.clone(), at_ms: *at };
                self.output.result(&due, |out| writeln!(out, "{:>9}  {text}", at.to_string()))?;
            }
        }
        Ok(())
    }

    fn complain(&mut self, error: &AppError) -> Result<(), Stop> {
        match &mut self.screen {
            Some(screen) => screen.tell(&format!("error: {} {}", error.message, error.help))?,
            None => self.output.error(error),
        }
        Ok(())
    }

    fn obey(&mut self, wish: Wish, clock: &ClockReading) -> Result<(), AppError> {
        let now = clock.at();
        let command = match wish {
            Wish::Player(command) => command,
            Wish::Toggle if clock.state == PlayerState::Playing => PlayerCommand::Pause,
            Wish::Toggle => PlayerCommand::Play,
            Wish::Skip(ms) => PlayerCommand::Seek { at_ms: now + TimeMs::new(ms) },
            Wish::Message { next } => match self.neighbour(now, next) {
                Some(at_ms) => PlayerCommand::Seek { at_ms },
                None => return Ok(()),
            },
            Wish::Faster(by) => {
                // Whole steps, whatever the sums of fractions come to.
                let speed = ((clock.speed + by) * 20.0).round() / 20.0;
                PlayerCommand::Speed { speed: speed.clamp(*SPEEDS.start(), *SPEEDS.end()) }
            }
            Wish::Help => {
                if let Some(screen) = &mut self.screen {
                    let _ = screen.tell(KEYS);
                }
                return Ok(());
            }
            Wish::Quit => return Ok(()),
        };
        self.playback.command(self.app, &command)?;
        if let PlayerCommand::Seek { at_ms } = command {
            self.cues.seek(at_ms.max(TimeMs::ZERO));
            self.heard.clear();
        }
        Ok(())
    }

    /// The moment of the next message, or of the one before; one that came a moment ago is not before.
    fn neighbour(&self, now: TimeMs, next: bool) -> Option<TimeMs> {
        if next {
            return self.moments.iter().copied().find(|at| *at > now);
        }
        let well_before = now - TimeMs::new(1_000);
        self.moments.iter().rev().copied().find(|at| *at < well_before)
    }
}

/// Where playing is, who wrote or spoke last, and what.
fn live_line(clock: &ClockReading, length: TimeMs, heard: &str) -> String {
    let sign = if clock.state == PlayerState::Playing { '▶' } else { '⏸' };
    let at = TimeMs::new(clock.at().get() / 1000 * 1000);
    let speed = if (clock.speed - 1.0).abs() < 1e-6 { String::new() } else { format!("  {}×", clock.speed) };
    let heard = if heard.is_empty() { "? for keys" } else { heard };
    format!("{sign} {at} / {length}{speed}  {heard}")
}

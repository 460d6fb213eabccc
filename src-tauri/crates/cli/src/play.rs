use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

use causerie_app::model::{MessageId, SessionId, TimeMs};
use causerie_app::wire::{AppError, Code, PlayerCommand, PlayerEvent, PlayerState};
use causerie_app::{App, DueCues, Playback};
use serde::Serialize;

use crate::arguments::Play;
use crate::log::line;
use crate::output::{Output, Stop};

/// The clock is read so often at least, in case something happens that no event tells.
const LOOK: Duration = Duration::from_millis(50);
/// A file that is not loaded by then never will be.
const PATIENCE: Duration = Duration::from_secs(30);

/// What playing hears from elsewhere.
enum Told {
    Player(PlayerEvent),
    /// A line of standard input, where a program steers.
    Steered(String),
    Stop,
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
    let _ = ctrlc::set_handler(move || drop(stop.send(Told::Stop)));
    listen(tell.clone());
    let playback = Playback::start(move |event| drop(tell.send(Told::Player(event))))?;
    let mut cues = app.due_cues(session)?;
    cues.seek(command.at);
    playback.command(app, &PlayerCommand::Speed { speed: command.speed })?;
    playback.command(app, &PlayerCommand::Load { session, at_ms: command.at })?;
    wait_until_loaded(&playback, &told)?;
    playback.command(app, &PlayerCommand::Play)?;
    follow(app, session, &playback, &mut cues, &told, output)
}

/// Takes lines from a program that steers by a pipe. A person's keys are not read.
fn listen(tell: Sender<Told>) {
    if std::io::stdin().is_terminal() {
        return;
    }
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            if tell.send(Told::Steered(line)).is_err() {
                return;
            }
        }
    });
}

fn wait_until_loaded(playback: &Playback, told: &Receiver<Told>) -> Result<(), Stop> {
    let begun = Instant::now();
    while playback.clock().state == PlayerState::Loading {
        match told.recv_timeout(LOOK) {
            Ok(Told::Player(PlayerEvent::Failed { error })) => return Err(error.into()),
            Ok(Told::Stop) => return Err(Stop::NobodyListens),
            _ if begun.elapsed() > PATIENCE => {
                let help = "Check that its disk answers.";
                return Err(AppError::new(Code::Failed, "the recording did not load", help).into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Prints each message as its moment comes, until the end.
fn follow(
    app: &App,
    session: SessionId,
    playback: &Playback,
    cues: &mut DueCues,
    told: &Receiver<Told>,
    output: &Output,
) -> Result<(), Stop> {
    let show = app.show(session)?;
    let lines: BTreeMap<_, _> = show.messages.iter().map(|shown| (&shown.id, &shown.message)).collect();
    loop {
        let clock = playback.clock();
        for (at, message) in cues.due(clock.at()) {
            let due = Due { clock_ms: clock.at().get(), message: message.clone(), at_ms: *at };
            output.result(&due, |out| {
                let text = lines.get(message).map(|message| line(message)).unwrap_or_default();
                writeln!(out, "{:>9}  {text}", at.to_string())
            })?;
        }
        if clock.state == PlayerState::Ended {
            return Ok(());
        }
        let until_next = cues.next_at().map_or(LOOK, |next| {
            let away = (next.get() as f64 - clock.at_ms).max(0.0) / clock.speed;
            Duration::from_secs_f64(away / 1000.0).clamp(Duration::from_millis(1), LOOK)
        });
        match told.recv_timeout(until_next) {
            Ok(Told::Player(PlayerEvent::Failed { error })) => return Err(error.into()),
            Ok(Told::Player(PlayerEvent::DeviceLost { message })) => {
                let help = "Playing stands still; it goes on when there is an output again.";
                output.error(&AppError::new(Code::NoSound, message, help));
            }
            Ok(Told::Steered(line)) => {
                if let Err(error) = steer(app, playback, cues, &line) {
                    output.error(&error);
                }
            }
            Ok(Told::Stop) => return Ok(()),
            Ok(Told::Player(PlayerEvent::Changed { .. } | PlayerEvent::DeviceBack)) | Err(_) => {}
        }
    }
}

/// Does what a line asks for: `play`, `pause`, `seek T`, `speed X`.
fn steer(app: &App, playback: &Playback, cues: &mut DueCues, line: &str) -> Result<(), AppError> {
    let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
    let command = match word {
        "play" => Some(PlayerCommand::Play),
        "pause" => Some(PlayerCommand::Pause),
        "seek" => rest.parse().ok().map(|at_ms| PlayerCommand::Seek { at_ms }),
        "speed" => rest.parse().ok().map(|speed| PlayerCommand::Speed { speed }),
        _ => None,
    };
    let command = command.ok_or_else(|| {
        let help = "Send one of: play, pause, seek T (as in 1:30), speed X (from 0.5 to 3).";
        AppError::new(Code::Failed, format!("{:?} is nothing that play understands", line.trim()), help)
    })?;
    playback.command(app, &command)?;
    if let PlayerCommand::Seek { at_ms } = command {
        cues.seek(at_ms);
    }
    Ok(())
}

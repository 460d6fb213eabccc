use std::sync::mpsc;
use std::time::{Duration, Instant};

use causerie_app::model::{MessageId, SessionId, TimeMs};
use causerie_app::wire::{AppError, Code, PlayerCommand, PlayerEvent, PlayerState};
use causerie_app::{App, DueCues, Playback};
use serde::Serialize;
use std::collections::BTreeMap;

use crate::arguments::Play;
use crate::log::line;
use crate::output::{Output, Stop};

/// The clock is read so often at least, in case something happens that no event tells.
const LOOK: Duration = Duration::from_millis(50);
/// A file that is not loaded by then never will be.
const PATIENCE: Duration = Duration::from_secs(30);

#[derive(Serialize)]
struct Due {
    clock_ms: i64,
    message: MessageId,
    at_ms: TimeMs,
}

pub(crate) fn run(app: &App, command: &Play, output: &Output) -> Result<(), Stop> {
    let session = app.find(&command.session)?.id;
    let (told, events) = mpsc::channel();
    let stopped = told.clone();
    let playback = Playback::start(move |event| drop(told.send(Some(event))))?;
    let _ = ctrlc::set_handler(move || drop(stopped.send(None)));
    let mut cues = app.due_cues(session)?;
    cues.seek(command.at);
    playback.command(app, &PlayerCommand::Speed { speed: command.speed })?;
    playback.command(app, &PlayerCommand::Load { session, at_ms: command.at })?;
    wait_until_loaded(&playback, &events)?;
    playback.command(app, &PlayerCommand::Play)?;
    follow(app, session, &playback, &mut cues, &events, output)
}

fn wait_until_loaded(playback: &Playback, events: &mpsc::Receiver<Option<PlayerEvent>>) -> Result<(), Stop> {
    let begun = Instant::now();
    while playback.clock().state == PlayerState::Loading {
        match events.recv_timeout(LOOK) {
            Ok(Some(PlayerEvent::Failed { error })) => return Err(error.into()),
            Ok(None) => return Err(Stop::NobodyListens),
            _ if begun.elapsed() > PATIENCE => {
                return Err(AppError::new(
                    Code::Failed,
                    "the recording did not load",
                    "Check that its disk answers.",
                )
                .into());
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
    events: &mpsc::Receiver<Option<PlayerEvent>>,
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
        match events.recv_timeout(until_next) {
            Ok(Some(PlayerEvent::Failed { error })) => return Err(error.into()),
            Ok(Some(PlayerEvent::DeviceLost { message })) => {
                output.error(&AppError::new(
                    Code::NoSound,
                    message,
                    "Playing stands still; it goes on when there is an output again.",
                ));
            }
            Ok(None) => return Ok(()),
            Ok(Some(PlayerEvent::Changed { .. } | PlayerEvent::DeviceBack)) | Err(_) => {}
        }
    }
}

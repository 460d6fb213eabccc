//! Playing a session of the archive.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use causerie_audio::{Clock, Event, OutputDevice, Part, Player, Refused, State};
use causerie_model::{SessionId, TimeMs};

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{ClockReading, Output, PlayerCommand, PlayerEvent, PlayerState};

/// The player, and what a shell may ask of it.
pub struct Playback {
    pub(crate) player: Player,
    loaded: Mutex<Option<SessionId>>,
    /// Whether what is redacted is heard.
    as_recorded: AtomicBool,
}

impl Playback {
    /// Starts the player, which tells of itself by `on_event`.
    ///
    /// # Errors
    /// If its thread can't be started.
    pub fn start(on_event: impl Fn(PlayerEvent) + Send + 'static) -> Result<Self> {
        let player = Player::spawn(move |event| on_event(event.into()))?;
        Ok(Self { player, loaded: Mutex::default(), as_recorded: AtomicBool::new(false) })
    }

    /// Does what is asked, and tells the clock as it stands then.
    ///
    /// # Errors
    /// If there is no such session, or the command means nothing in the player's state, which then stays as it is.
    pub fn command(&self, app: &App, command: &PlayerCommand) -> Result<ClockReading> {
        match command {
            PlayerCommand::Load { session, at_ms } => {
                self.player.load(app.parts(*session)?, app.muted(*session)?, *at_ms)?;
                self.as_recorded.store(false, Ordering::Relaxed);
                *lock(&self.loaded) = Some(*session);
            }
            PlayerCommand::Play => self.player.play()?,
            PlayerCommand::Pause => self.player.pause()?,
            PlayerCommand::Seek { at_ms } => self.player.seek(*at_ms)?,
            PlayerCommand::Speed { speed } => self.player.set_speed(*speed)?,
            PlayerCommand::Step { hundredths } => self.player.step(*hundredths)?,
            PlayerCommand::Loop { span_ms } => self.player.set_loop(span_ms.map(|(from, to)| from..to))?,
            PlayerCommand::Volume { volume } => self.player.set_volume(*volume)?,
            PlayerCommand::AsRecorded { on } => {
                self.as_recorded.store(*on, Ordering::Relaxed);
                self.heed_redactions(app)?;
            }
            PlayerCommand::Output { id } => self.player.set_output(id.clone())?,
        }
        Ok(self.clock())
    }

    /// Lets hear and mutes what is redacted now in the session that is loaded, as after a change.
    ///
    /// # Errors
    /// If the session is gone, or the player.
    pub fn heed_redactions(&self, app: &App) -> Result<()> {
        let Some(session) = *lock(&self.loaded) else { return Ok(()) };
        let muted = if self.as_recorded.load(Ordering::Relaxed) { Vec::new() } else { app.muted(session)? };
        match self.player.set_muted(muted) {
            // What could not be loaded can't be heard either.
            Err(Refused::Empty) => Ok(()),
            done => Ok(done?),
        }
    }

    pub(crate) fn is_loaded(&self, session: SessionId) -> bool {
        *lock(&self.loaded) == Some(session)
    }

    /// What is heard now.
    pub fn clock(&self) -> ClockReading {
        self.player.clock().into()
    }
}

/// What sound can be played through, as the system orders it. May take seconds where a sound server hangs.
pub fn outputs() -> Vec<Output> {
    let output = |OutputDevice { id, name, is_default }| Output { id, name, is_default };
    causerie_audio::outputs().into_iter().map(output).collect()
}

impl App {
    /// The files of a session, in the order in which they play.
    fn parts(&self, id: SessionId) -> Result<Vec<Part>> {
        let row = self.row(id)?;
        let part = |recording: causerie_model::Recording| {
            Ok(Part { path: self.archive.file(&row.folder, &recording.path)?, duration: recording.duration })
        };
        row.session.recordings.into_iter().map(part).collect()
    }
}

impl ClockReading {
    /// The moment that is heard, in whole milliseconds.
    pub fn at(&self) -> TimeMs {
        TimeMs::new(self.at_ms as i64)
    }
}

impl From<Clock> for ClockReading {
    fn from(clock: Clock) -> Self {
        Self {
            at_ms: clock.at_ms,
            state: clock.state.into(),
            speed: clock.speed,
            generation: clock.generation,
        }
    }
}

impl From<Event> for PlayerEvent {
    fn from(event: Event) -> Self {
        match event {
            Event::Changed(state) => Self::Changed { state: state.into() },
            Event::Failed { error, .. } => Self::Failed { error: error.into() },
            Event::DeviceLost { message } => Self::DeviceLost { message },
            Event::DeviceBack => Self::DeviceBack,
        }
    }
}

impl From<State> for PlayerState {
    fn from(state: State) -> Self {
        match state {
            State::Empty => Self::Empty,
            State::Loading => Self::Loading,
            State::Paused => Self::Paused,
            State::Playing => Self::Playing,
            State::Ended => Self::Ended,
        }
    }
}

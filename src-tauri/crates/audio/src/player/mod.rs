//! The player: commands in, events out, one state, and a clock that tells what is heard now.
//!
//! ```text
//! Player ──commands──▸ actor ──feed──▸ feeder: tape ▸ stretch ▸ level ──ring──▸ source ─▸ mixer ─▸ device
//!    ◂──────events────────┘                                                          │
//!    ◂──────clock: blocks written and when they sound ◂──────────────────────────────┘
//! ```

mod actor;
mod clock;
mod deck;
mod devices;
mod feed;
mod input;
mod level;
mod limiter;
mod output;
mod pull;
#[cfg(target_os = "linux")]
mod pulse;
mod queue;
mod resample;
mod route;
mod settings;
mod source;
mod stretch;
mod tape;

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use causerie_model::TimeMs;
use crossbeam_channel::{Sender, bounded};

use crate::{AudioError, Muted};

use actor::{Actor, Message};
use clock::Keeper;
pub(crate) use deck::to_stereo;
pub use devices::{OutputDevice, outputs};
pub(crate) use limiter::Limiter;
pub(crate) use resample::Resampler;
use source::Controls;

/// The slowest speed there is.
pub(crate) const SLOWEST: f64 = 0.5;
/// The fastest.
pub(crate) const FASTEST: f64 = 3.0;
/// How far a step goes.
pub(crate) const STEP: TimeMs = TimeMs::new(10);
/// The most that a gain turns up or down, in decibels.
pub(crate) const MOST_GAIN: f64 = 40.0;
/// How long a command waits for the player, at most; opening a device may take a few seconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// One file of a session's sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The file.
    pub path: PathBuf,
    /// How long it is on the session's timeline.
    pub duration: TimeMs,
}

/// A stretch of a session that is not to be heard. Nothing of its sound is left; the 5 ms on either side of it are faded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mute {
    /// Where it begins on the session's timeline.
    pub from: TimeMs,
    /// Where it ends.
    pub to: TimeMs,
    /// Whether a quiet tone is heard instead, rather than nothing.
    pub tone: bool,
}

impl Mute {
    /// The frames of a recording that it holds, rounded outwards; the recording starts at a moment of the timeline, and has
    /// `rate` frames a second. None, which begin where they end, if it lies before the recording.
    pub fn frames(&self, start: TimeMs, rate: u32) -> Muted {
        let thousandths = |at: TimeMs| {
            let since = u64::try_from((at - start).get()).unwrap_or_default();
            u128::from(since) * u128::from(rate)
        };
        let whole = |frames: u128| u64::try_from(frames).unwrap_or(u64::MAX);
        let (from, to) = (thousandths(self.from) / 1000, thousandths(self.to).div_ceil(1000));
        Muted { from: whole(from), to: whole(to), tone: self.tone }
    }
}

/// What the player is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Nothing is loaded.
    Empty,
    /// A session is being opened.
    Loading,
    /// Loaded and silent.
    Paused,
    /// Sounding.
    Playing,
    /// Played to the very end.
    Ended,
}

/// What happened.
#[derive(Debug)]
pub enum Event {
    /// The state is another now.
    Changed(State),
    /// A file could not be opened or read on. If it was the one to be loaded, the player is empty.
    Failed {
        /// The file.
        file: PathBuf,
        /// Why.
        error: AudioError,
    },
    /// The output vanished; playback stands where it was, and goes on when there is one again.
    DeviceLost {
        /// What the system said.
        message: String,
    },
    /// There is an output again.
    DeviceBack,
}

/// The place of now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Clock {
    /// What is heard now, in milliseconds of the session's timeline.
    pub at_ms: f64,
    /// What the player is doing.
    pub state: State,
    /// The speed that was asked for; 1 is as recorded.
    pub speed: f64,
    /// Counts loads and seeks: a clock of another generation is on another stretch of the timeline.
    pub generation: u64,
}

/// A command that the player did not take. Its state is what it was.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Refused {
    /// There is nothing to play.
    #[error("nothing is loaded to play")]
    Empty,
    /// A session of no parts.
    #[error("the session has no recording to play")]
    NoParts,
    /// A speed that is none.
    #[error("speed {speed} is not between 0.5 and 3")]
    Speed {
        /// What was asked for.
        speed: f64,
    },
    /// There is no output.
    #[error("no sound output: {message}")]
    NoOutput {
        /// What the system said.
        message: String,
    },
    /// The player's thread does not answer or is gone.
    #[error("the player does not answer")]
    Stopped,
}

impl Refused {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Empty => "Open a session first.".into(),
            Self::NoParts => "Add a recording to the session.".into(),
            Self::Speed { .. } => "Choose a speed between 0.5 and 3.".into(),
            Self::NoOutput { message } => AudioError::Output { message: message.clone() }.help(),
            Self::Stopped => "Close the program and open it again.".into(),
        }
    }
}

/// A handle to a player. Clones steer the same one; it ends when the last is dropped.
#[derive(Clone)]
pub struct Player {
    messages: Sender<Message>,
    keeper: Arc<Keeper>,
    controls: Arc<Controls>,
}

/// What a handle asks of the player.
#[derive(Debug)]
pub(crate) enum Command {
    Load { parts: Vec<Part>, muted: Vec<Mute>, at: TimeMs },
    Play,
    Pause,
    Seek(TimeMs),
    Step(i32),
    Speed(f64),
    Volume(f32),
    Gain { db: f64 },
    Mono(bool),
    Loop(Option<Range<TimeMs>>),
    Silences(Vec<Range<TimeMs>>),
    Muted(Vec<Mute>),
    Output(Option<String>),
    Stop,
}

impl Player {
    /// Starts a player, empty. `on_event` is called on the player's own thread: it must not wait for the player.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn spawn(on_event: impl Fn(Event) + Send + 'static) -> Result<Self, AudioError> {
        let keeper = Arc::new(Keeper::default());
        let controls = Arc::new(Controls::default());
        let messages = Actor::spawn(Arc::clone(&keeper), Arc::clone(&controls), Box::new(on_event))
            .map_err(|error| AudioError::Output { message: error.to_string() })?;
        Ok(Self { messages, keeper, controls })
    }

    /// Opens a session at a place, some stretches of it muted. Answers at once; then the state is `Loading`, and `Paused` follows, or
    /// `Failed` and `Empty`. A later load replaces an earlier one. The loop, the silences and the gain belong to the
    /// session, and are none then; speed, volume, mono and output stay.
    ///
    /// # Errors
    /// There are no parts.
    pub fn load(&self, parts: Vec<Part>, muted: Vec<Mute>, at: TimeMs) -> Result<(), Refused> {
        self.ask(Command::Load { parts, muted, at })
    }

    /// Plays on from where it stands; from the beginning if it had ended. While loading: as soon as loaded.
    ///
    /// # Errors
    /// Nothing is loaded, or there is no output.
    pub fn play(&self) -> Result<(), Refused> {
        self.ask(Command::Play)
    }

    /// Falls silent and stands.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn pause(&self) -> Result<(), Refused> {
        self.ask(Command::Pause)
    }

    /// Goes to a place; beyond the ends means to the end. Playing goes on playing; what was ended is paused.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn seek(&self, at: TimeMs) -> Result<(), Refused> {
        self.ask(Command::Seek(at))
    }

    /// Pauses, goes by so many hundredths of a second from what is heard, backward if negative, and lets hear a
    /// scrap of 60 ms of what is there, which does not move the clock.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn step(&self, hundredths: i32) -> Result<(), Refused> {
        self.ask(Command::Step(hundredths))
    }

    /// Plays at another speed, 0.5 to 3, with the pitch kept. Legal at any time.
    ///
    /// # Errors
    /// The speed is out of range.
    pub fn set_speed(&self, speed: f64) -> Result<(), Refused> {
        self.ask(Command::Speed(speed))
    }

    /// Sets the volume, 0 (silent) to 1 (as recorded); what is beyond is clamped. Legal at any time.
    ///
    /// # Errors
    /// The player is gone.
    pub fn set_volume(&self, volume: f32) -> Result<(), Refused> {
        self.ask(Command::Volume(volume))
    }

    /// Turns the session up or down by so many decibels, at most 40, for an even loudness. What would become louder
    /// than −1 dBTP is held down by a limiter that looks ahead. 0 leaves the sound as it was recorded, whatever its
    /// peaks.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn set_gain(&self, db: f64) -> Result<(), Refused> {
        self.ask(Command::Gain { db })
    }

    /// Plays the mean of both channels on both sides, as where one channel is dead. Legal at any time.
    ///
    /// # Errors
    /// The player is gone.
    pub fn set_mono(&self, mono: bool) -> Result<(), Refused> {
        self.ask(Command::Mono(mono))
    }

    /// Repeats a stretch of the timeline, to the sample: who plays up to its end goes on at its beginning. Who
    /// plays behind it when it is set goes to its beginning; who seeks behind it plays on from there. A stretch
    /// shorter than 50 ms is made as long. It is heard whole: silences inside it are not skipped.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn set_loop(&self, stretch: Option<Range<TimeMs>>) -> Result<(), Refused> {
        self.ask(Command::Loop(stretch))
    }

    /// Leaves these stretches of the timeline out, in place of any before; their order is of no matter. Who seeks
    /// into one hears the rest of it. Those under 40 ms are played. The clock jumps with the sound; its
    /// generation stays.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn set_silences(&self, silences: Vec<Range<TimeMs>>) -> Result<(), Refused> {
        self.ask(Command::Silences(silences))
    }

    /// Lets nothing be heard of these stretches of the timeline, in place of any before. It sets in, and is lifted, a
    /// fraction of a second later; the clock runs on through them.
    ///
    /// # Errors
    /// Nothing is loaded.
    pub fn set_muted(&self, muted: Vec<Mute>) -> Result<(), Refused> {
        self.ask(Command::Muted(muted))
    }

    /// Plays through this of the [`outputs`], or through whichever is the system's default. A choice holds: when
    /// that output is lost, the player pauses until it is there again or another is chosen. Legal at any time;
    /// playing goes on where it was.
    ///
    /// # Errors
    /// There is no such output. The choice holds all the same.
    pub fn set_output(&self, id: Option<String>) -> Result<(), Refused> {
        self.ask(Command::Output(id))
    }

    /// Lets go of the session. Legal at any time.
    ///
    /// # Errors
    /// The player is gone.
    pub fn stop(&self) -> Result<(), Refused> {
        self.ask(Command::Stop)
    }

    /// What is heard now. Cheap, from any thread.
    pub fn clock(&self) -> Clock {
        self.keeper.now()
    }

    /// How many frames the device asked for, since the player started, that were not ready in time. What a seek
    /// keeps the device waiting is not counted.
    pub fn missed_frames(&self) -> u64 {
        self.controls.missed.load(Ordering::Relaxed)
    }

    fn ask(&self, command: Command) -> Result<(), Refused> {
        let (answer, answered) = bounded(1);
        self.messages.send(Message::Command(command, answer)).map_err(|_| Refused::Stopped)?;
        answered.recv_timeout(PATIENCE).unwrap_or(Err(Refused::Stopped))
    }
}

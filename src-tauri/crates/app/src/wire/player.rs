use causerie_model::{SessionId, TimeMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::AppError;

/// What the window asks of the player.
#[derive(Debug, Clone, PartialEq, Deserialize, TS)]
#[serde(tag = "do", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum PlayerCommand {
    /// Takes up a session and stands still at a moment of it.
    Load {
        /// The session.
        #[ts(type = "string")]
        session: SessionId,
        /// When, on the timeline.
        #[ts(type = "number")]
        at_ms: TimeMs,
    },
    /// Goes on from where it is.
    Play,
    /// Stands still.
    Pause,
    /// Goes to a moment.
    Seek {
        /// When, on the timeline.
        #[ts(type = "number")]
        at_ms: TimeMs,
    },
    /// From 0.5 to 3, the pitch kept.
    Speed {
        /// How fast; 1 is as recorded.
        speed: f64,
    },
    /// Pauses and goes by hundredths of a second, letting hear a scrap of what is there.
    Step {
        /// So many; back where negative.
        hundredths: i32,
    },
    /// Repeats a stretch, or none.
    Loop {
        /// From when to when, on the timeline.
        #[ts(type = "[number, number] | null")]
        span_ms: Option<(TimeMs, TimeMs)>,
    },
    /// From 0 to 1.
    Volume {
        /// How loud.
        volume: f32,
    },
    /// Lets hear what is redacted, until another session is loaded; or no more.
    AsRecorded {
        /// Whether to.
        on: bool,
    },
    /// Plays through one of the outputs, or through the system's choice. It holds: where it is lost, the player waits.
    Output {
        /// Which, as [`Output::id`] says; null for the system's choice.
        id: Option<String>,
    },
}

/// An output that sound can be played through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Output {
    /// What names it to the system, today and after a restart.
    pub id: String,
    /// What names it to people.
    pub name: String,
    /// The system's choice.
    pub is_default: bool,
}

/// What the player is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum PlayerState {
    /// Nothing is loaded.
    Empty,
    /// A session is being opened.
    Loading,
    /// Loaded and silent.
    Paused,
    /// Sounding.
    Playing,
    /// At the end.
    Ended,
}

/// What is heard now.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ClockReading {
    /// The moment of the session that is heard, with a fraction.
    pub at_ms: f64,
    /// What the player is doing.
    pub state: PlayerState,
    /// How fast; 1 is as recorded.
    pub speed: f64,
    /// Grows with every load and seek; readings of an older one are stale.
    #[ts(type = "number")]
    pub generation: u64,
}

/// What the player tells by itself; sent as the event `player`.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum PlayerEvent {
    /// The state changed; the clock is to be read anew.
    Changed {
        /// What it is doing now.
        state: PlayerState,
    },
    /// A file could not be played.
    Failed {
        /// Why, naming the file.
        error: AppError,
    },
    /// The output went away; playing has paused where it was.
    DeviceLost {
        /// What the system said.
        message: String,
    },
    /// There is an output again.
    DeviceBack,
}

/// A media key of the system, or of what shows the player elsewhere; sent as the event `media`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "key", rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum MediaKey {
    /// Goes on.
    Play,
    /// Stands still.
    Pause,
    /// The one or the other.
    Toggle,
    /// The next message.
    Next,
    /// The message before.
    Previous,
    /// Goes forward, or back where negative.
    Skip {
        /// So many milliseconds.
        #[ts(type = "number")]
        ms: i64,
    },
    /// Goes to a moment.
    Seek {
        /// When, on the timeline.
        #[ts(type = "number")]
        at_ms: TimeMs,
    },
}

/// How somebody likes to listen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Comforts {
    /// Silences are left out, but for moments at which a message is due.
    pub skip_silence: bool,
    /// Every session is as loud as the others.
    pub even_volume: bool,
    /// Both channels on both sides.
    pub mono: bool,
}

/// What a session's sound has for those who like it comfortable, whether or not it is asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Comforted {
    /// The silences that can be left out, from when to when on the timeline.
    #[ts(type = "[number, number][]")]
    pub silences_ms: Vec<(TimeMs, TimeMs)>,
    /// By how many decibels an even volume turns it up, or down.
    pub gain_db: f64,
    /// One channel is silent while another speaks.
    pub dead_channel: bool,
}

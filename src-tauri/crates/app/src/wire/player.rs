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
        #[ts(type = "string")]
        session: SessionId,
        #[ts(type = "number")]
        at_ms: TimeMs,
    },
    Play,
    Pause,
    Seek {
        #[ts(type = "number")]
        at_ms: TimeMs,
    },
    /// From 0.5 to 3, the pitch kept.
    Speed { speed: f64 },
    /// From 0 to 1.
    Volume { volume: f32 },
}

/// What the player is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum PlayerState {
    /// Nothing is loaded.
    Empty,
    Loading,
    Paused,
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
    pub state: PlayerState,
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
    /// The state changed.
    Changed { clock: ClockReading },
    /// A file could not be played.
    Failed { error: AppError },
    /// The output went away; playing has paused where it was.
    DeviceLost { message: String },
    /// There is an output again.
    DeviceBack,
}

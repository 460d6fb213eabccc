//! How the session is to sound: what the player holds, and the feeder follows.

use std::ops::Range;

use causerie_model::TimeMs;

use super::Mute;
use super::route::Route;

/// How everything sounds, wherever it plays.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Settings {
    pub(crate) speed: f64,
    pub(crate) gain_db: f32,
    pub(crate) mono: bool,
    pub(crate) repeat: Option<Range<TimeMs>>,
    pub(crate) silences: Vec<Range<TimeMs>>,
    pub(crate) muted: Vec<Mute>,
}

impl Default for Settings {
    fn default() -> Self {
        Self { speed: 1.0, gain_db: 0.0, mono: false, repeat: None, silences: Vec::new(), muted: Vec::new() }
    }
}

impl Settings {
    /// The way through the timeline that they make.
    pub(crate) fn route(&self) -> Route {
        Route::new(self.repeat.as_ref(), &self.silences)
    }
}

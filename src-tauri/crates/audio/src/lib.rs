//! The sound of a session: recordings decoded to the very sample, what their tags say, their peaks, and a
//! player whose clock tells what is being heard.

mod decode;
mod error;
mod peaks;
mod player;
mod tags;

pub use decode::{MediaInfo, Reader, probe};
pub use error::AudioError;
pub use peaks::Peaks;
pub use player::{Clock, Event, OutputDevice, Part, Player, Refused, State, outputs};
pub use tags::{Chapter, Place, Start, Tags, Trust, tags};

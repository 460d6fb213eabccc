//! The sound of a session: recordings decoded to the very sample, what their tags say, what is heard in them (peaks,
//! loudness, silences), and a player whose clock tells what is being heard.

mod analysis;
mod decode;
mod error;
mod peaks;
mod pieces;
mod player;
mod tags;

pub use analysis::{Analysis, ChannelLevel, Loudness, Sound, Stretch};
pub use decode::{MediaInfo, Reader, probe};
pub use error::AudioError;
pub use peaks::{Depth, Peaks};
pub use player::{Clock, Event, OutputDevice, Part, Player, Refused, State, outputs};
pub use tags::{Chapter, Place, Start, Tags, Trust, tags};

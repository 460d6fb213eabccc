//! The sound of a session: recordings decoded to the very sample, what their tags say, what is heard in them (peaks,
//! loudness, silences), stretches of them cut out, and a player whose clock tells what is being heard.

mod analysis;
mod cut;
mod decode;
mod encode;
mod error;
mod mute;
mod peaks;
mod pieces;
mod player;
mod tags;

pub use analysis::{Analysis, ChannelLevel, Loudness, Sound, Stretch};
pub use cut::{Cut, CutOptions, CutPart, CutTags, Muted, Target, copies_as, cut};
pub use decode::{MediaInfo, Reader, probe};
pub use error::AudioError;
pub use peaks::{Depth, Peaks};
pub use player::{Clock, Event, Mute, OutputDevice, Part, Player, Refused, State, outputs};
pub use tags::{Chapter, Place, Start, Tags, Trust, tags};

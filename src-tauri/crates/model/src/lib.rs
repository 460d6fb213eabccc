//! The words of the domain, as types: what a session is, what was said and written in it, and how a log's
//! clock meets the recording's. Nothing here reads or writes anything.

mod alignment;
mod ids;
mod log;
mod session;
mod time;

pub use alignment::{Alignment, Anchor, Method};
pub use ids::{LogId, MessageId, RecordingId, SessionId};
pub use log::{Kind, Message, ParsedLog, Reaction, TimeBase, Warning, Word};
pub use session::{Log, Person, Recording, Session};
pub use time::{ParseTimeError, TimeMs};

//! How a chat's clock meets the recording's, found by the words that were both said and written.
//!
//! Each message is read as a remark on some moment of the talk: it shares rare words with what was said there, and came
//! some seconds after it (or before it, where somebody read it out). That makes every shift of the chat more or less
//! likely, message by message; the shift that explains the most is proposed, if nothing else explains nearly as much.
//! Where the clock of the chat ran on while nothing was recorded, the shift changes on the way, and there are several
//! anchors.

mod belief;
mod course;
mod evidence;
mod grid;
mod lag;
mod proposal;
mod remark;
mod scores;
mod spoken;
mod terms;
#[cfg(test)]
mod tests;
mod verdict;

pub use evidence::Match;
pub use proposal::{Hints, Proposal, propose};
pub use verdict::Reason;

//! Which words speak for a proposal.

use causerie_model::TimeMs;

/// A message that says what was being said.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// The number of the message in the chat.
    pub chat: u32,
    /// The number of the message in the transcript.
    pub transcript: u32,
    /// The words that both have, as the message spells them, without accents and in lower case.
    pub words: Vec<String>,
    /// When the message was written, on the chat's clock.
    pub source: TimeMs,
    /// When the words were said, on the timeline.
    pub at: TimeMs,
}

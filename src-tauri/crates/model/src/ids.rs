//! Identities. Each is text in JSON and in SQLite, and each means the same on every machine.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Wraps text that was stored earlier; no check is made.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The id as it is stored.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id! {
    /// A recording within its session: `r1`, `r2`, in the order in which they were added.
    RecordingId
}
text_id! {
    /// A log within its session: `l1`, `l2`, in the order in which they were added.
    LogId
}
text_id! {
    /// A message within its session: its log's id and its number there, as `l1.42`. Since a log is never edited,
    /// the same message has the same id after every reindexing, on every machine.
    MessageId
}

impl RecordingId {
    /// The id of the `n`th recording of a session, counted from 1.
    pub fn nth(n: usize) -> Self {
        Self(format!("r{n}"))
    }
}

impl LogId {
    /// The id of the `n`th log of a session, counted from 1.
    pub fn nth(n: usize) -> Self {
        Self(format!("l{n}"))
    }

    /// The id of the message with the sequence number `seq` in this log.
    pub fn message(&self, seq: u32) -> MessageId {
        MessageId(format!("{}.{seq}", self.0))
    }
}

impl MessageId {
    /// The log and the sequence number that this id is made of; `None` if it was not made by [`LogId::message`].
    pub fn parts(&self) -> Option<(LogId, u32)> {
        let (log, seq) = self.0.rsplit_once('.')?;
        Some((LogId::new(log), seq.parse().ok()?))
    }
}

/// A session, wherever its folder lies: a UUID, kept in `session.json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SessionId(Uuid);

impl SessionId {
    /// Wraps a UUID.
    pub const fn new(id: Uuid) -> Self {
        Self(id)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for SessionId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_names_its_log_and_number() {
        let id = LogId::nth(2).message(42);
        assert_eq!(id.as_str(), "l2.42");
        assert_eq!(id.parts(), Some((LogId::nth(2), 42)), "an id can be taken apart again");
        assert_eq!(MessageId::new("l2").parts(), None, "text without a number is no message id");
    }
}

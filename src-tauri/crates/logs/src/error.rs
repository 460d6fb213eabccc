//! Why a file could not be read as a log.

use crate::LIMIT;

/// A file that is no log, or none that can be read. The message says what is wrong with which file;
/// [`LogError::help`] says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// There is nothing in it but, at most, white space.
    #[error("{name} is empty")]
    Empty {
        /// The file.
        name: String,
    },
    /// It is larger than [`LIMIT`].
    #[error("{name} is too large for a chat log: {} MiB, and {} MiB is the most", size.div_ceil(MIB), LIMIT / MIB)]
    TooLarge {
        /// The file.
        name: String,
        /// Its size in bytes.
        size: u64,
    },
    /// It is not text.
    #[error("{name} is not text; it looks like sound, a picture or a program")]
    Binary {
        /// The file.
        name: String,
    },
    /// It is a ZIP that can't be unpacked, or one that no log is.
    #[error("{name} {reason}")]
    Packed {
        /// The file.
        name: String,
        /// What is wrong with it, as the end of the sentence.
        reason: String,
    },
    /// It is text, in no known format.
    #[error("{name} is in no known chat log or transcript format")]
    Unrecognised {
        /// The file.
        name: String,
    },
    /// It was read as a certain format, and not a single message was found.
    #[error("{name} has no message in the format {format}")]
    NoMessages {
        /// The file.
        name: String,
        /// The format that it was read as.
        format: String,
    },
    /// A format was asked for that does not exist.
    #[error("there is no log format {format}")]
    UnknownFormat {
        /// What was asked for.
        format: String,
        /// The formats that there are.
        known: Vec<&'static str>,
    },
}

const MIB: u64 = 1024 * 1024;

impl LogError {
    /// What a person can do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Empty { .. } => {
                "save the chat again from where it was held; this file holds nothing".into()
            }
            Self::TooLarge { .. } => {
                format!("divide the log into files of at most {} MiB and add each of them", LIMIT / MIB)
            }
            Self::Binary { .. } => {
                "add recordings as recordings, and save a chat that is in a document as plain text".into()
            }
            Self::Packed { .. } => "unpack it yourself, and add what is in it".into(),
            Self::Unrecognised { .. } => {
                format!("if you know what wrote it, name the format: {}", crate::formats().join(", "))
            }
            Self::NoMessages { .. } => "look whether it is the right file, or name another format".into(),
            Self::UnknownFormat { known, .. } => format!("the formats are {}", known.join(", ")),
        }
    }
}

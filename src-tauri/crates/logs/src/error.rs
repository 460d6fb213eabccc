//! Why a file could not be read as a log.

use crate::LIMIT;
use crate::considered::{Considered, told};

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
    #[error("{name} is in no known chat log or transcript format: {}", told(considered))]
    Unrecognised {
        /// The file.
        name: String,
        /// The formats that came nearest, the best first; none if nothing in it fits any.
        considered: Vec<Considered>,
    },
    /// It was read as a certain format, and not a single message was found.
    #[error("{name} has no message in the format {format}")]
    NoMessages {
        /// The file.
        name: String,
        /// The format that it was read as.
        format: String,
    },
    /// A pattern of lines can't be understood.
    #[error("the pattern {pattern} is wrong at character {at}, {part}: {reason}")]
    Pattern {
        /// All of it.
        pattern: String,
        /// The number of the character from which it is wrong, from 1.
        at: usize,
        /// The part of the pattern that is wrong.
        part: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A table has no column that the recipe says holds the text.
    #[error("{name} has no column for the text; its columns are {}", columns.join(", "))]
    NoText {
        /// The file.
        name: String,
        /// The columns that it has.
        columns: Vec<String>,
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
                format!(
                    "if its lines are alike, tell what they look like, by a recipe or by a pattern such as \
                     “[{{time}}] {{author}}: {{text}}”; if you know what wrote it, name the format: {}",
                    crate::formats().join(", ")
                )
            }
            Self::NoMessages { .. } => "look whether it is the right file, or name another format".into(),
            Self::Pattern { .. } => {
                "a line such as “[10:02] Ana: Hello” has the pattern “[{time}] {author}: {text}”; a space stands for any white space, and {? … } is around what may be missing".into()
            }
            Self::NoText { .. } => "say which of the columns holds the text, and what stands between the cells".into(),
            Self::UnknownFormat { known, .. } => format!("the formats are {}", known.join(", ")),
        }
    }
}

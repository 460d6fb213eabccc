//! What can go wrong with the index.

use std::path::PathBuf;

/// A failure of the index. None of them loses anything: the index can be made anew.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file is no SQLite database, or a damaged one.
    #[error("the index {} is damaged: {reason}", path.display())]
    Corrupt {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        reason: String,
    },
    /// The file was made by a version that came later.
    #[error("the index {} was made by a later version", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
    },
    /// A newer search took its place.
    #[error("the search was interrupted")]
    Interrupted,
    /// The folder of the index can't be made.
    #[error("{}: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Any other failure of SQLite.
    #[error("the index {}: {source}", path.display())]
    Sqlite {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl IndexError {
    pub(crate) fn at(path: &std::path::Path) -> impl Fn(rusqlite::Error) -> Self + '_ {
        move |source| {
            use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, OperationInterrupted};
            match source.sqlite_error_code() {
                Some(OperationInterrupted) => Self::Interrupted,
                Some(NotADatabase | DatabaseCorrupt) => {
                    Self::Corrupt { path: path.to_owned(), reason: source.to_string() }
                }
                _ => Self::Sqlite { path: path.to_owned(), source },
            }
        }
    }
}

//! What can go wrong with an index.

use std::path::{Path, PathBuf};

use causerie_model::SessionId;
use rusqlite::ErrorCode;
use rusqlite_migration::MigrationDefinitionError;

/// Why the index could not answer or be written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The file is no index, or a damaged one, or one of a version too early to be brought up to date.
    #[error("the index {} is damaged or too old; set it aside and it is made anew from the archive", path.display())]
    Corrupt {
        /// The index.
        path: PathBuf,
        /// What SQLite said of it.
        source: Option<rusqlite::Error>,
    },
    /// The file was written by a later version.
    #[error("the index {} was written by a later version of Causerie; use that version, or set the file aside and it is made anew from the archive", path.display())]
    Newer {
        /// The index.
        path: PathBuf,
    },
    /// The query was interrupted because nobody waits for its answer any more.
    #[error("the search was given up for a newer one")]
    Interrupted,
    /// The folder of the index could not be made.
    #[error("the folder of the index, {}, can't be made; check that you may write there", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// An index that was filled could not be forced to the disk.
    #[error("the index {} can't be written to the disk: {source}; check the disk and try again", path.display())]
    Unforced {
        /// The index.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A session was to be changed that the index does not hold.
    #[error("the session {0} is not in the index; scan the archive first")]
    NoSession(SessionId),
    /// A session with more messages than the index has numbers for.
    #[error(
        "the session {id} has {messages} messages, more than the index can hold in one session; divide its logs"
    )]
    TooMany {
        /// The session.
        id: SessionId,
        /// How many it has.
        messages: usize,
    },
    /// Anything else that SQLite refuses: a full disk, no permission, a lock that is held too long.
    #[error("the index {} can't be used: {source}; check the disk and try again", path.display())]
    Sqlite {
        /// The index.
        path: PathBuf,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl IndexError {
    /// Whether the index is to be set aside and made anew.
    pub const fn is_damage(&self) -> bool {
        matches!(self, Self::Corrupt { .. } | Self::Newer { .. })
    }

    pub(crate) fn new(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        if matches!(
            source,
            rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..)
        ) {
            return Self::Corrupt { path, source: Some(source) };
        }
        match source.sqlite_error_code() {
            Some(ErrorCode::OperationInterrupted) => Self::Interrupted,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Corrupt { path, source: Some(source) }
            }
            _ => Self::Sqlite { path, source },
        }
    }

    pub(crate) fn migrating(path: &Path, source: rusqlite_migration::Error) -> Self {
        use rusqlite_migration::Error;
        let path = path.to_owned();
        match source {
            Error::MigrationDefinition(MigrationDefinitionError::DatabaseTooFarAhead) => Self::Newer { path },
            Error::RusqliteError { err, .. } => Self::new(&path, err),
            other @ (Error::SpecifiedSchemaVersion(_)
            | Error::InvalidUserVersion
            | Error::MigrationDefinition(_)
            | Error::ForeignKeyCheck(_)
            | Error::Hook(_)
            | Error::FileLoad(_)
            | Error::Unrecognized(_)
            | _) => {
                tracing::warn!(%other, "the schema of the index can't be brought up to date");
                Self::Corrupt { path, source: None }
            }
        }
    }
}

/// What SQLite itself would say of a query that was interrupted.
pub(crate) fn interrupted() -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_INTERRUPT), None)
}

/// A stored value that does not read back as what was written.
pub(crate) fn unreadable(
    column: usize,
    cause: impl std::error::Error + Send + Sync + 'static,
) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(cause))
}

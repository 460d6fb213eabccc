//! What can go wrong with an archive.

use std::io;
use std::path::{Path, PathBuf};

use crate::FieldConflict;
use crate::paths::shown;

/// A failure, naming the file it is about. [`ArchiveError::help`] says what to do.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The folder holds no `causerie.json`.
    #[error("{} is not an archive: it holds no causerie.json", shown(.root))]
    NotAnArchive {
        /// The folder.
        root: PathBuf,
    },
    /// The archive was made by a version that came later.
    #[error("{} has archive format {format}, which this version does not know", shown(.root))]
    NewerFormat {
        /// The folder.
        root: PathBuf,
        /// The format it names.
        format: u64,
    },
    /// Nothing can be written there.
    #[error("{} is read-only: {why}", shown(.path))]
    ReadOnly {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// The disk is full.
    #[error("no space left to write {}, {needed} bytes in all", shown(.file))]
    NoSpace {
        /// Bytes that the whole of the work takes.
        needed: u64,
        /// The file that no longer fitted.
        file: PathBuf,
    },
    /// There is no such file or folder.
    #[error("{} is not there", shown(.path))]
    NotFound {
        /// What was looked for.
        path: PathBuf,
    },
    /// Somebody else changed the file after it was read.
    #[error("{} was changed by somebody else in the meantime", shown(.file))]
    ChangedUnderneath {
        /// The file.
        file: PathBuf,
    },
    /// Somebody else changed the same fields after they were read.
    #[error("{} was changed by somebody else in the meantime, in the same place: {}", shown(.file), names(.fields))]
    Conflict {
        /// The file.
        file: PathBuf,
        /// What was changed, in both versions.
        fields: Vec<FieldConflict>,
    },
    /// A file or a bag is damaged.
    #[error("{} is damaged: {reason}", shown(.file))]
    Corrupt {
        /// The file or the bag.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A path that is unsafe, or not a part of the session.
    #[error("the path {path:?} is refused: {reason}")]
    BadPath {
        /// The path as it was written.
        path: String,
        /// Why it is refused.
        reason: &'static str,
    },
    /// A note that can't be written as a moment of the session.
    #[error("the note {id} can't be kept: {reason}")]
    BadNote {
        /// The note.
        id: uuid::Uuid,
        /// Why.
        reason: &'static str,
    },
    /// Something is there already.
    #[error("{} exists already", shown(.path))]
    Exists {
        /// What is in the way.
        path: PathBuf,
    },
    /// The system's trash would not take it, or give it back.
    #[error("{} and the system's trash: {why}", shown(.path))]
    Trash {
        /// What was to be moved.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A file was written to while it was being copied.
    #[error("{} changed while it was being copied", shown(.file))]
    SourceChanged {
        /// The file.
        file: PathBuf,
    },
    /// The person stopped it; nothing was left behind.
    #[error("cancelled")]
    Cancelled,
    /// Any other failure of the file system.
    #[error("{}: {source}", shown(.file))]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ArchiveError {
    /// What a person can do about it.
    pub fn help(&self) -> String {
        match self {
            Self::NotAnArchive { .. } => "choose another folder, or make an archive there first".into(),
            Self::NewerFormat { .. } => "update Causerie; the archive was left as it is".into(),
            Self::ReadOnly { .. } => {
                "ask for permission to write there, or copy the archive to a place of your own; \
                 playing, searching and exporting work as they are"
                    .into()
            }
            Self::NoSpace { needed, .. } => {
                format!("free at least {needed} bytes on that disk and try again; nothing was left behind")
            }
            Self::NotFound { .. } => "check the name, and that the disk or network drive is connected".into(),
            Self::Conflict { .. } => {
                "choose between the two versions, then make your change once more".into()
            }
            Self::ChangedUnderneath { .. } => "read it again, then make your change once more".into(),
            Self::Corrupt { .. } => "take the file or the folder from a backup; nothing was changed".into(),
            Self::BadPath { .. } => "correct the path; it must stay inside the session's data folder".into(),
            Self::BadNote { .. } => "choose a start at or after 0:00, and an end after it".into(),
            Self::Exists { .. } => "choose another place, or open what is there".into(),
            Self::Trash { .. } => {
                "nothing was deleted; where there is no trash, move the folder out of the archive by hand"
                    .into()
            }
            Self::SourceChanged { .. } => "wait until nothing writes to it any more, and add it again".into(),
            Self::Cancelled => "nothing was changed; start again when you like".into(),
            Self::Io { .. } => "check that the disk or network drive is connected and can be read".into(),
        }
    }

    /// A failure to read `file`.
    pub(crate) fn reading(file: &Path, source: io::Error) -> Self {
        let file = file.to_path_buf();
        if source.kind() == io::ErrorKind::NotFound {
            Self::NotFound { path: file }
        } else {
            Self::Io { file, source }
        }
    }

    /// A failure to write `file`, as a part of work that takes `needed` bytes.
    pub(crate) fn writing(file: &Path, needed: u64, source: io::Error) -> Self {
        let kind = source.kind();
        if is_full(kind) {
            Self::NoSpace { needed, file: file.to_path_buf() }
        } else if matches!(kind, io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied) {
            Self::ReadOnly { path: file.to_path_buf(), why: kind.to_string() }
        } else {
            Self::reading(file, source)
        }
    }

    /// The same failure, of work that takes `bytes` in all.
    pub(crate) fn of_work(mut self, bytes: u64) -> Self {
        if let Self::NoSpace { needed, .. } = &mut self {
            *needed = bytes.max(*needed);
        }
        self
    }

    pub(crate) fn corrupt(file: &Path, reason: impl ToString) -> Self {
        Self::Corrupt { file: file.to_path_buf(), reason: reason.to_string() }
    }
}

fn names(fields: &[FieldConflict]) -> String {
    fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>().join(", ")
}

/// Whether a write failed for want of space.
pub(crate) fn is_full(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

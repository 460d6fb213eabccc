//! The one place where failures of the parts become what a person reads.

use std::io::ErrorKind;

use causerie_archive::{ArchiveError, FieldConflict};
use causerie_audio::{AudioError, Refused};
use causerie_excerpt::ExcerptError;
use causerie_excerpt::check::CheckError;
use causerie_index::IndexError;
use causerie_logs::LogError;

use crate::wire::{AppError, Code, TwoVersions};

impl From<ArchiveError> for AppError {
    fn from(error: ArchiveError) -> Self {
        let code = match &error {
            ArchiveError::Cancelled => Code::Cancelled,
            ArchiveError::ReadOnly { .. } => Code::ReadOnly,
            ArchiveError::NotFound { .. } => Code::NotFound,
            ArchiveError::ChangedUnderneath { .. } | ArchiveError::Conflict { .. } => Code::Changed,
            ArchiveError::Exists { .. } => Code::Exists,
            ArchiveError::NotAnArchive { .. }
            | ArchiveError::NewerFormat { .. }
            | ArchiveError::NoSpace { .. }
            | ArchiveError::Corrupt { .. }
            | ArchiveError::BadPath { .. }
            | ArchiveError::BadNote { .. }
            | ArchiveError::Trash { .. }
            | ArchiveError::SourceChanged { .. }
            | ArchiveError::Io { .. } => Code::Failed,
        };
        let app = told(code, &error, error.help());
        if let ArchiveError::Conflict { fields, .. } = error {
            AppError { versions: versions(fields), ..app }
        } else {
            app
        }
    }
}

/// Both versions of what two people changed.
pub(crate) fn versions(fields: Vec<FieldConflict>) -> Vec<TwoVersions> {
    let both = |FieldConflict { field, mine, theirs }| TwoVersions { field, mine, theirs };
    fields.into_iter().map(both).collect()
}

impl From<IndexError> for AppError {
    fn from(error: IndexError) -> Self {
        let code = match &error {
            IndexError::Interrupted => Code::Superseded,
            IndexError::NoSession(_) => Code::NotFound,
            IndexError::Corrupt { .. }
            | IndexError::Newer { .. }
            | IndexError::Folder { .. }
            | IndexError::TooMany { .. }
            | IndexError::Unforced { .. }
            | IndexError::Sqlite { .. } => Code::Failed,
        };
        let help =
            "The index can be made anew at any time: causerie reindex. Nothing but the index is touched.";
        told(code, &error, help.to_owned())
    }
}

impl From<LogError> for AppError {
    fn from(error: LogError) -> Self {
        let (code, considered) = match &error {
            LogError::Unrecognised { considered, .. } => (Code::Unrecognised, considered.clone()),
            LogError::Empty { .. }
            | LogError::TooLarge { .. }
            | LogError::Binary { .. }
            | LogError::Packed { .. }
            | LogError::NoMessages { .. }
            | LogError::Pattern { .. }
            | LogError::NoText { .. }
            | LogError::UnknownFormat { .. } => (Code::Failed, Vec::new()),
        };
        Self { considered, ..told(code, &error, error.help()) }
    }
}

impl From<AudioError> for AppError {
    fn from(error: AudioError) -> Self {
        let code = match &error {
            AudioError::Cancelled { .. } => Code::Cancelled,
            AudioError::Output { .. } => Code::NoSound,
            AudioError::Io { .. }
            | AudioError::Folder { .. }
            | AudioError::Empty { .. }
            | AudioError::Unsupported { .. }
            | AudioError::Locked { .. }
            | AudioError::NotAudio { .. }
            | AudioError::NoSound { .. }
            | AudioError::Damaged { .. }
            | AudioError::Peaks { .. }
            | AudioError::NoSpan { .. }
            | AudioError::NotCopied { .. }
            | AudioError::Write { .. } => Code::Failed,
        };
        told(code, &error, error.help())
    }
}

impl From<ExcerptError> for AppError {
    fn from(error: ExcerptError) -> Self {
        let help = match &error {
            ExcerptError::Io { file, source } => return io("write", file, source),
            ExcerptError::Export(_) => "Make the index anew: causerie reindex.",
            ExcerptError::Span { .. } => "Choose another beginning and end.",
            ExcerptError::NoM4a { .. } => {
                "Choose --audio copy, or a kind that is encoded: mp3, flac, wav, ogg or opus."
            }
            ExcerptError::TooLarge { .. } => {
                "Choose a shorter span, or sound that takes less room: --audio mp3."
            }
            ExcerptError::Audio(_) | ExcerptError::Archive(_) => "",
        };
        match error {
            ExcerptError::Audio(error) => error.into(),
            ExcerptError::Archive(error) => error.into(),
            error @ (ExcerptError::Export(_)
            | ExcerptError::Io { .. }
            | ExcerptError::Span { .. }
            | ExcerptError::NoM4a { .. }
            | ExcerptError::TooLarge { .. }) => told(Code::Failed, &error, help.to_owned()),
        }
    }
}

impl From<CheckError> for AppError {
    fn from(error: CheckError) -> Self {
        let help = "Nothing was written. Check that the disk is there and readable, then try again.";
        told(Code::Failed, &error, help.to_owned())
    }
}

impl From<Refused> for AppError {
    fn from(refused: Refused) -> Self {
        let code = match &refused {
            Refused::NoOutput { .. } => Code::NoSound,
            Refused::Empty | Refused::NoParts | Refused::Speed { .. } | Refused::Stopped => Code::Failed,
        };
        told(code, &refused, refused.help())
    }
}

/// A file that could not be read or written, with the system's reason.
pub(crate) fn io(doing: &str, path: &std::path::Path, error: &std::io::Error) -> AppError {
    let is = |kind| error.kind() == kind;
    let code = if is(ErrorKind::NotFound) { Code::NotFound } else { Code::Failed };
    let help = if is(ErrorKind::NotFound) {
        "Check the path; the file may have been moved or renamed."
    } else if is(ErrorKind::PermissionDenied) {
        "Check that you may read the file and its folder."
    } else if is(ErrorKind::StorageFull) || is(ErrorKind::QuotaExceeded) {
        "Make room on the disk, or choose a place on another."
    } else {
        "Check that the disk is there and readable, then try again."
    };
    AppError::new(code, format!("can't {doing} {}: {error}", path.display()), help)
}

/// The chain of causes goes to the log; the person reads the message.
fn told(code: Code, error: &dyn std::error::Error, help: String) -> AppError {
    let causes: Vec<String> =
        std::iter::successors(error.source(), |cause| cause.source()).map(ToString::to_string).collect();
    tracing::debug!(%error, ?causes, "failed");
    AppError::new(code, error.to_string(), help)
}

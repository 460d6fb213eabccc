//! What can go wrong with an excerpt.

use std::io;
use std::path::{Path, PathBuf};

use causerie_archive::ArchiveError;
use causerie_audio::AudioError;
use causerie_export::ExportError;

/// A failure to make an excerpt or a packet.
#[derive(Debug, thiserror::Error)]
pub enum ExcerptError {
    /// A recording could not be read, or the sound not be written.
    #[error(transparent)]
    Audio(#[from] AudioError),
    /// The archive, or the packet as a bag.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The words could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A file could not be read or written.
    #[error("{} could not be written: {source}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A span that is not in the session.
    #[error("{reason}")]
    Span {
        /// What is wrong with it.
        reason: String,
    },
    /// M4A is only cut where the recording is coded so.
    #[error("{} can't be cut into M4A: it is cut into {instead} without encoding it anew", path.display())]
    NoM4a {
        /// The recording.
        path: PathBuf,
        /// The ending of what it can be cut into.
        instead: String,
    },
    /// The sound is too large for a page to hold.
    #[error("the sound of “{title}” is too large for a page to hold")]
    TooLarge {
        /// The clip.
        title: String,
    },
}

impl ExcerptError {
    pub(crate) fn io(file: &Path, source: io::Error) -> Self {
        Self::Io { file: file.to_path_buf(), source }
    }
}

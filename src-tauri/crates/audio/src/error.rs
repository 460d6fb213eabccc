//! What can go wrong with a sound file or an output, in words for the person who hit it.

use std::io;
use std::path::{Path, PathBuf};

/// A failure to read a recording, to make or read its peaks, or to reach an output.
#[derive(Debug, thiserror::Error)]
pub enum AudioError {
    /// The file could not be opened or read at all.
    #[error("{} could not be read: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// A folder was given where a file belongs.
    #[error("{} is a folder, not a recording", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
    },
    /// The file has no bytes.
    #[error("{} is empty", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is sound or video of a kind that is not read.
    #[error("{} is {what}, which is not read", path.display())]
    Unsupported {
        /// The file.
        path: PathBuf,
        /// The kind, with its article: "an MPEG transport stream".
        what: String,
    },
    /// The file's sound is encrypted.
    #[error("{} is locked by {by}", path.display())]
    Locked {
        /// The file.
        path: PathBuf,
        /// By what: "iTunes' copy protection (FairPlay)".
        by: String,
    },
    /// The file is nothing that holds sound, whatever its name says.
    #[error("{} is not a recording: {what}", path.display())]
    NotAudio {
        /// The file.
        path: PathBuf,
        /// What was found instead.
        what: String,
    },
    /// A container without a track of sound.
    #[error("{} has no sound in it", path.display())]
    NoSound {
        /// The file.
        path: PathBuf,
    },
    /// The file is of a kind that is read, but its content is broken.
    #[error("{} is damaged: {reason}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What the decoder said.
        reason: String,
    },
    /// Bytes that are no peaks in audiowaveform's format.
    #[error("the waveform could not be read: {reason}")]
    Peaks {
        /// What is wrong with them.
        reason: String,
    },
    /// The work was called off.
    #[error("the work on {} was cancelled", path.display())]
    Cancelled {
        /// The file.
        path: PathBuf,
    },
    /// A stretch of a recording that is none, or is not in it.
    #[error("nothing can be cut from {}: {reason}", path.display())]
    NoSpan {
        /// The recording.
        path: PathBuf,
        /// What is wrong with the stretch.
        reason: String,
    },
    /// A stretch of a recording that can't be had without encoding it anew.
    #[error("{} can't be cut without encoding it anew: {why}", path.display())]
    NotCopied {
        /// The recording.
        path: PathBuf,
        /// Why.
        why: String,
    },
    /// A file could not be written.
    #[error("{} could not be written: {source}", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system, or an encoder, said.
        #[source]
        source: io::Error,
    },
    /// There is no output to play through, or it failed.
    #[error("no sound output: {message}")]
    Output {
        /// What the system said.
        message: String,
    },
}

impl AudioError {
    /// What to do about it.
    pub fn help(&self) -> String {
        match self {
            Self::Io { source, .. } if source.kind() == io::ErrorKind::NotFound => {
                "Check that the file is still there and that its drive is connected.".into()
            }
            Self::Io { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "Check that you are allowed to read this file.".into()
            }
            Self::Io { .. } => "Check the drive or network share that holds the file, then try again.".into(),
            Self::Folder { .. } => "Choose the recording inside it.".into(),
            Self::Empty { .. } => "Copy the recording again from where it came from.".into(),
            Self::Unsupported { path, .. } => convert(path),
            Self::Locked { .. } => {
                "Get the recording without copy protection from where it came from, or export it \
                 as MP3, M4A or WAV with the program that made or plays it: no other program can convert it."
                    .into()
            }
            Self::NotAudio { .. } => {
                "Choose an MP3, M4A, MP4, Ogg, Opus, FLAC, WAV, AIFF, CAF, MKV or WebM file.".into()
            }
            Self::NoSound { .. } => "Choose the file that holds the sound of this recording.".into(),
            Self::Damaged { .. } => "Copy the file again from where it came from, or let ffmpeg repair it: \
                 ffmpeg -i broken.mp4 -c copy repaired.mp4"
                .into(),
            Self::Peaks { .. } => "Delete the stored waveform; it is made anew from the recording.".into(),
            Self::Cancelled { .. } => "Ask for it again when it is needed.".into(),
            Self::NoSpan { .. } => "Choose a span that begins and ends within the recording.".into(),
            Self::NotCopied { .. } => {
                "Let it be encoded: as FLAC or WAV, which lose nothing, or as MP3, Opus or Vorbis, which are smaller."
                    .into()
            }
            Self::Write { source, .. } => help_to_write(source.kind()).into(),
            Self::Output { .. } => {
                "Connect or switch on headphones or loudspeakers, check the system's sound settings, \
                 then play again."
                    .into()
            }
        }
    }

    pub(crate) fn io(path: &Path, source: io::Error) -> Self {
        Self::Io { path: path.into(), source }
    }

    pub(crate) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.into(), reason: reason.into() }
    }
}

fn convert(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    format!("Convert it, for example with ffmpeg, and add the result: ffmpeg -i \"{name}\" \"{stem}.flac\"")
}

/// What to do where a file can't be written.
fn help_to_write(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind::{
        AlreadyExists, NotFound, PermissionDenied, QuotaExceeded, ReadOnlyFilesystem, StorageFull,
    };
    let is = |kinds: &[io::ErrorKind]| kinds.contains(&kind);
    if is(&[AlreadyExists]) {
        "Choose another name, or take that file away first."
    } else if is(&[NotFound]) {
        "Make the folder first, or name another."
    } else if is(&[PermissionDenied, ReadOnlyFilesystem]) {
        "Choose a folder that you may write to."
    } else if is(&[StorageFull, QuotaExceeded]) {
        "Free some space on that drive, or choose another."
    } else {
        "Choose another place for it, or another kind of file, then try again."
    }
}

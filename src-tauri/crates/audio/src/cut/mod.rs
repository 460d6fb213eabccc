//! A stretch of a recording, or of several, as a sound file of its own: copied as it is coded, exact to the sample, where
//! the container can say where the sound begins and ends, else encoded anew.

mod copy;
mod flac;
mod m4a;
mod mp3;
mod opus;
mod packets;
mod vorbis;
mod wav;

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use causerie_model::TimeMs;
use tempfile::{Builder, NamedTempFile};

use crate::decode::reader::guarded;
use crate::{AudioError, Reader, encode};
pub use copy::copies_as;

/// A stretch of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutPart {
    /// The recording.
    pub path: PathBuf,
    /// Its first frame, counted as [`Reader`] does.
    pub from: u64,
    /// The frame behind its last.
    pub to: u64,
}

/// What a cut becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// As the recording is coded, without encoding it anew: MP3, AAC and ALAC in M4A, Opus and Vorbis in Ogg, FLAC, PCM
    /// in WAV.
    Copy,
    /// MP3 of variable bit rate.
    Mp3,
    /// FLAC.
    Flac,
    /// WAV.
    Wav,
    /// Vorbis in Ogg.
    Vorbis,
    /// Opus in Ogg.
    Opus,
}

/// How a cut is to be.
#[derive(Debug, Clone, PartialEq)]
pub struct CutOptions {
    /// What it becomes.
    pub target: Target,
    /// How long the sound takes to come in and to go out, at both ends and where two recordings meet of which one does not
    /// go on from the other. At most half a part is taken up by each.
    pub fade: TimeMs,
    /// How much louder it becomes, in decibels. What would become louder than −1 dBTP is held down by a limiter.
    pub gain: Option<f32>,
    /// What must not be heard of it.
    pub muted: Vec<Muted>,
    /// What is told of it in the file.
    pub tags: CutTags,
}

/// A span that must not be heard. Nothing of its sound is left; the 5 ms on either side of it are faded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Muted {
    /// Its first frame from the beginning of the cut on, at the rate of the first recording.
    pub from: u64,
    /// The frame behind its last.
    pub to: u64,
    /// Whether a quiet tone of 1 kHz is heard instead, rather than silence.
    pub tone: bool,
}

/// What is told of a cut in its tags. Nothing of the recording's own tags is carried over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CutTags {
    /// The title.
    pub title: Option<String>,
    /// The session.
    pub album: Option<String>,
    /// Who speaks in it.
    pub artist: Option<String>,
    /// When it was recorded, in ISO 8601 as far as it is known: `2024-05-14`.
    pub date: Option<String>,
    /// The span and the source.
    pub comment: Option<String>,
    /// Where each begins and ends in the cut, and its title. They have no place in M4A.
    pub chapters: Vec<(TimeMs, TimeMs, String)>,
}

/// What was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Cut {
    /// The codec's common short name: `mp3`, `aac`, `alac`, `opus`, `vorbis`, `flac`, `pcm`.
    pub codec: String,
    /// Whether every sample is what a decoder makes of the recording.
    pub lossless: bool,
    /// How much later than asked for the sound begins, by what the file says, in milliseconds.
    pub start_error_ms: f64,
    /// The length in frames.
    pub frames: u64,
    /// Frames a second.
    pub sample_rate: u32,
    /// The ending of a file of this kind, without a dot.
    pub ending: &'static str,
}

/// What goes wrong while a file is written: with what is read, or with the file.
pub(crate) enum Failed {
    Read(AudioError),
    Write(io::Error),
}

impl From<AudioError> for Failed {
    fn from(error: AudioError) -> Self {
        Self::Read(error)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Writes stretches of recordings, one behind the other, into the file `out`, which appears when it is whole. A file that
/// is there is not replaced. `cancel` is looked at all along.
///
/// A copy is of one stretch, without fades, gain or muted spans. It holds a little of the sound ahead of the stretch,
/// hidden, since decoders need it: up to 0.1 s, of Opus 0.3 s.
///
/// # Errors
/// A stretch is not in its recording, or a recording can't be read or ends before it should; [`AudioError::NotCopied`]
/// where copying is impossible, with what to choose instead; the file can't be written, or is there already; and
/// [`AudioError::Cancelled`].
pub fn cut(
    parts: &[CutPart],
    options: &CutOptions,
    out: &Path,
    cancel: &AtomicBool,
) -> Result<Cut, AudioError> {
    let failed = |source| AudioError::Write { path: out.into(), source };
    let Some(first) = parts.first() else {
        return Err(AudioError::NoSpan {
            path: out.into(),
            reason: "no part of a recording was named".into(),
        });
    };
    if out.symlink_metadata().is_ok() {
        return Err(failed(io::ErrorKind::AlreadyExists.into()));
    }
    let temporary = temporary_beside(out).map_err(failed)?;
    let done = guarded(&first.path, || {
        let file = temporary.as_file();
        let written = match options.target {
            Target::Copy => copy::copy(parts, options, file, cancel),
            Target::Mp3 | Target::Flac | Target::Wav | Target::Vorbis | Target::Opus => {
                encode::encode(parts, options, file, cancel)
            }
        };
        written.map_err(|failure| match failure {
            Failed::Read(error) => error,
            Failed::Write(source) => failed(source),
        })
    })?;
    temporary.as_file().sync_all().map_err(failed)?;
    temporary.persist_noclobber(out).map_err(|error| failed(error.error))?;
    Ok(done)
}

/// A recording, opened for a stretch of it that is there.
pub(crate) fn opened(part: &CutPart) -> Result<Reader, AudioError> {
    let reader = Reader::open(&part.path)?;
    let info = reader.info();
    let refused = |reason| Err(AudioError::NoSpan { path: part.path.clone(), reason });
    let time = |frame| TimeMs::from_frames(frame, info.sample_rate);
    let (from, to, end) = (time(part.from), time(part.to), time(info.frames));
    if part.from >= part.to {
        return refused(format!("the end of the span, {to}, is not behind its beginning, {from}"));
    }
    if part.to > info.frames {
        return refused(format!("the span from {from} to {to} is not in it: it ends at {end}"));
    }
    Ok(reader)
}

/// That a recording ended before the stretch did.
pub(crate) fn too_short(path: &Path) -> AudioError {
    AudioError::damaged(path, "it ends sooner than it says")
}

pub(crate) fn check(cancel: &AtomicBool, path: &Path) -> Result<(), AudioError> {
    if cancel.load(Ordering::Relaxed) {
        return Err(AudioError::Cancelled { path: path.into() });
    }
    Ok(())
}

fn temporary_beside(out: &Path) -> io::Result<NamedTempFile<File>> {
    let folder = out.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
    let mut builder = Builder::new();
    builder.prefix(".causerie-").suffix(".tmp");
    #[cfg(unix)]
    {
        // Others may read it: the umask decides, as with any new file.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

//! The sound of what goes out, where some of it is redacted.

use std::path::PathBuf;

use causerie_audio::{CutTags, probe};
use causerie_excerpt::redact::{Redaction, between};
use causerie_excerpt::{ClipSound, SoundKind, SoundWish};
use causerie_export::{Document, Format, Recording};
use causerie_model::TimeMs;
use tempfile::TempDir;

use crate::open::App;
use crate::{Job, Result};

/// The recordings of a session as they go out.
#[derive(Default)]
pub(super) struct Outgoing {
    /// Their files: those of the archive, and, where something of one is redacted, copies without that.
    pub(super) files: Vec<PathBuf>,
    /// Where the copies are, until they are taken.
    _stage: Option<TempDir>,
}

impl Outgoing {
    /// Makes copies, in a folder that `stage` gives, and lets the document tell of them.
    ///
    /// # Errors
    /// If a recording can't be read, a copy not be written, or the job was cancelled.
    pub(super) fn new(
        app: &App,
        document: &mut Document,
        redactions: &[Redaction],
        stage: impl Fn() -> Result<TempDir>,
        job: &Job,
    ) -> Result<Self> {
        let mut outgoing = Self::default();
        let (title, folder) = (&document.session.title, &document.session.folder);
        let mut begin = TimeMs::ZERO;
        for (n, recording) in document.recordings.iter_mut().enumerate() {
            let file = app.archive.file(folder, &recording.path)?;
            let end = begin + recording.duration;
            let redacted = between(redactions, begin, end);
            begin = end;
            if redacted.is_empty() {
                outgoing.files.push(file);
                continue;
            }
            let stage = match &mut outgoing._stage {
                Some(stage) => stage,
                none => none.insert(stage()?),
            };
            let wish = SoundWish { kind: kind_of(&probe(&file)?.codec), fade: Some(TimeMs::ZERO) };
            let length = recording.duration;
            let sound = ClipSound::between(&[(file, length)], TimeMs::ZERO, length)?;
            let sound = ClipSound { redactions: redacted, ..sound };
            let tags = CutTags { title: Some(title.clone()), ..CutTags::default() };
            let written = sound.write(stage.path(), &n.to_string(), wish, tags, job.flag())?;
            let stem = recording.path.rsplit_once('.').map_or(recording.path.as_str(), |(stem, _)| stem);
            recording.path = format!("{stem}.{}", written.cut.ending);
            outgoing.files.push(stage.path().join(written.name));
        }
        Ok(outgoing)
    }
}

/// What a recording becomes when it is encoded anew: what is nearest to it of what can be.
fn kind_of(codec: &str) -> SoundKind {
    match codec {
        "flac" | "alac" => SoundKind::Flac,
        "vorbis" => SoundKind::Vorbis,
        "opus" => SoundKind::Opus,
        pcm if pcm.starts_with("pcm") => SoundKind::Wav,
        _ => SoundKind::Mp3,
    }
}

/// Warns of recordings that a format leads to, where they lie as they are.
pub(super) fn led_to(document: &Document, redactions: &[Redaction], format: Format) -> Vec<String> {
    let leads = match format {
        Format::Iiif | Format::Ohms => true,
        Format::Vtt | Format::Srt | Format::Csv | Format::Json | Format::Txt | Format::Md | Format::Html => {
            false
        }
    };
    let mut begin = TimeMs::ZERO;
    let mut warnings = Vec::new();
    for recording in document.recordings.iter().filter(|_| leads) {
        let end = begin + recording.duration;
        if !between(redactions, begin, end).is_empty() {
            warnings.push(warning(recording));
        }
        begin = end;
    }
    warnings
}

fn warning(recording: &Recording) -> String {
    let file = recording.file();
    format!(
        "it leads to {file} as it was recorded, with what is redacted: put a copy without that in its place"
    )
}

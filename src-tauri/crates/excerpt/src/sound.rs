//! A clip's sound: which stretches of which recordings, and as what kind of file.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use causerie_audio::{AudioError, Cut, CutOptions, CutPart, CutTags, Muted, Target, copies_as, cut, probe};
use causerie_model::TimeMs;

use crate::ExcerptError;
use crate::redact::Redaction;

/// What the sound is to become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SoundKind {
    /// A copy without encoding it anew, where that can be, else MP3.
    #[default]
    Best,
    /// A copy without encoding it anew.
    Copy,
    /// The same, in M4A.
    M4a,
    /// MP3.
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

/// How the sound of clips is to be.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SoundWish {
    /// What it becomes.
    pub kind: SoundKind,
    /// How long it takes to come in and to go out; by default [`FADE`] where it is encoded anew.
    pub fade: Option<TimeMs>,
}

/// Long enough that nothing clicks, and too short to be heard as a fade.
pub const FADE: TimeMs = TimeMs::new(5);

/// The sound of one clip.
#[derive(Debug, Clone, PartialEq)]
pub struct ClipSound {
    /// The stretches of recordings, in order.
    pub parts: Vec<CutPart>,
    /// Frames a second of the first.
    pub rate: u32,
    /// How much louder it becomes, in decibels.
    pub gain: Option<f32>,
    /// What must not be heard, from the clip's start.
    pub redactions: Vec<Redaction>,
}

/// Sound that was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The file's name.
    pub name: String,
    /// What the cut came to.
    pub cut: Cut,
    /// Why it is no copy, where one would have been made.
    pub why_encoded: Option<String>,
}

impl Written {
    /// How long it plays.
    pub fn duration(&self) -> TimeMs {
        TimeMs::from_frames(self.cut.frames, self.cut.sample_rate)
    }
}

impl ClipSound {
    /// The stretches between two moments of the timeline that `recordings`, each with its length, make one behind the other.
    ///
    /// # Errors
    /// If a recording can't be read, or nothing of any lies between.
    pub fn between(recordings: &[(PathBuf, TimeMs)], from: TimeMs, to: TimeMs) -> Result<Self, ExcerptError> {
        let (mut parts, mut rate, mut begin) = (Vec::new(), 0, TimeMs::ZERO);
        for (path, duration) in recordings {
            let (starts, ends) = (begin, begin + *duration);
            begin = ends;
            if ends <= from || starts >= to {
                continue;
            }
            let info = probe(path)?;
            let frame = |at: TimeMs| (at - starts).to_frames(info.sample_rate).min(info.frames);
            let last = if ends <= to { info.frames } else { frame(to) };
            let part = CutPart { path: path.clone(), from: frame(from), to: last };
            if part.from < part.to {
                rate = if parts.is_empty() { info.sample_rate } else { rate };
                parts.push(part);
            }
        }
        if parts.is_empty() {
            let reason = format!("nothing is recorded between {from} and {to}");
            return Err(ExcerptError::Span { reason });
        }
        Ok(Self { parts, rate, gain: None, redactions: Vec::new() })
    }

    /// Writes the sound into a folder, as `stem` with the ending of what it became.
    ///
    /// # Errors
    /// If a recording can't be read, or not be copied where nothing else was wanted; if the file can't be written; and
    /// if the work was cancelled.
    pub fn write(
        &self,
        folder: &Path,
        stem: &str,
        wish: SoundWish,
        tags: CutTags,
        cancel: &AtomicBool,
    ) -> Result<Written, ExcerptError> {
        let (target, mut why) = match wish.kind {
            SoundKind::Best => match self.why_no_copy(wish) {
                Some(why) => (Target::Mp3, Some(why)),
                None => (Target::Copy, None),
            },
            SoundKind::Copy => (Target::Copy, None),
            SoundKind::M4a => {
                self.check_m4a()?;
                (Target::Copy, None)
            }
            SoundKind::Mp3 => (Target::Mp3, None),
            SoundKind::Flac => (Target::Flac, None),
            SoundKind::Wav => (Target::Wav, None),
            SoundKind::Vorbis => (Target::Vorbis, None),
            SoundKind::Opus => (Target::Opus, None),
        };
        let unnamed = folder.join(format!("{stem}.sound"));
        let mut options = self.options(target, wish, tags);
        let done = match cut(&self.parts, &options, &unnamed, cancel) {
            Err(AudioError::NotCopied { why: reason, .. }) if wish.kind == SoundKind::Best => {
                why = Some(reason);
                options = self.options(Target::Mp3, wish, options.tags);
                cut(&self.parts, &options, &unnamed, cancel)?
            }
            other => other?,
        };
        let name = format!("{stem}.{}", done.ending);
        let file = folder.join(&name);
        std::fs::rename(&unnamed, &file).map_err(|error| ExcerptError::io(&file, error))?;
        Ok(Written { name, cut: done, why_encoded: why })
    }

    fn options(&self, target: Target, wish: SoundWish, tags: CutTags) -> CutOptions {
        let fade = wish.fade.unwrap_or(if target == Target::Copy { TimeMs::ZERO } else { FADE });
        let muted = self.redactions.iter().map(|redaction| Muted {
            from: redaction.from.to_frames(self.rate),
            to: redaction.to.to_frames(self.rate),
            tone: redaction.tone,
        });
        CutOptions { target, fade, gain: self.gain, muted: muted.collect(), tags }
    }

    /// What would be lost by a copy.
    fn why_no_copy(&self, wish: SoundWish) -> Option<String> {
        let why = if !self.redactions.is_empty() {
            "a part of it is silenced"
        } else if self.parts.len() > 1 {
            "it runs over several recordings"
        } else if self.gain.is_some() {
            "its volume is evened out"
        } else if wish.fade.is_some_and(|fade| fade > TimeMs::ZERO) {
            "it fades"
        } else {
            return None;
        };
        Some(why.to_owned())
    }

    fn check_m4a(&self) -> Result<(), ExcerptError> {
        for part in &self.parts {
            let instead = copies_as(&part.path)?;
            if instead != "m4a" {
                return Err(ExcerptError::NoM4a { path: part.path.clone(), instead: instead.to_uppercase() });
            }
        }
        Ok(())
    }
}

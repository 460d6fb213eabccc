//! Clips: stretches of sessions as files.

use std::path::Path;

use causerie_excerpt::{CitationStyle, ClipFiles, SoundWish};
use causerie_export::Format;
use causerie_model::TimeMs;
use serde::Serialize;

use crate::destination::Destination;
use crate::gathering::{ClipSpan, ExcerptOptions, Gathering, stem, unstaged};
use crate::open::App;
use crate::wire::{Code, NameForm, NameReplaced, Stage};
use crate::{Job, Result};

/// How clips are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ClipOptions {
    /// The sound.
    pub sound: SoundWish,
    /// What is written beside it: any that tells words, and web pages.
    pub with: Vec<Format>,
    /// What excerpts have in common.
    pub excerpt: ExcerptOptions,
    /// Whether files that are there already are replaced.
    pub force: bool,
}

/// A clip that was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClipWritten {
    /// Its files, the sound first.
    pub files: Vec<String>,
    /// Where it begins on the session's timeline.
    pub from_ms: TimeMs,
    /// Where it ends there.
    pub to_ms: TimeMs,
    /// Its sound.
    pub audio: AudioWritten,
    /// What it is called.
    #[serde(skip)]
    pub title: String,
    /// Why the sound is no copy, where one would have been made.
    #[serde(skip)]
    pub why_encoded: Option<String>,
}

/// Sound that was written.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AudioWritten {
    /// The codec's common short name.
    pub codec: String,
    /// Whether every sample is as in the recording.
    pub lossless: bool,
    /// How much later than asked for it begins.
    pub start_error_ms: f64,
}

/// Clips that were written, each with its outcome, in the order in which they were asked for.
#[derive(Debug)]
pub struct ClipsWritten {
    /// The outcomes.
    pub clips: Vec<Result<ClipWritten>>,
    /// How many private messages of their sessions were left out.
    pub private_left_out: usize,
}

/// Tells that sound is no copy.
pub(crate) fn encoded_anew(title: &str, why: &str) -> String {
    format!("{title}: the sound was encoded anew, since {why}")
}

impl App {
    /// Writes clips into a folder, which is made if need be. Each appears whole or not at all, behind a look through all that was
    /// written for what is hidden or redacted; one that fails does not keep the others back.
    ///
    /// # Errors
    /// If a session can't be read, or the job was cancelled.
    pub fn clips(
        &self,
        spans: &[ClipSpan],
        options: &ClipOptions,
        out: &Path,
        job: &Job,
    ) -> Result<ClipsWritten> {
        let to = Destination::new(self.folder(), options.force)?;
        to.check_room(out)?;
        let sessions = spans.iter().map(|span| span.session);
        let gathering = Gathering::new(self, sessions, &options.excerpt, job)?;
        let mut clips = Vec::with_capacity(spans.len());
        for (n, span) in spans.iter().enumerate() {
            job.check()?;
            job.tell(Stage::Cutting, &span.title, n as f64 / spans.len() as f64);
            match self.write_clip(&gathering, span, options, out, &to, job) {
                Err(error) if error.code == Code::Cancelled => return Err(error),
                outcome => clips.push(outcome),
            }
        }
        Ok(ClipsWritten { clips, private_left_out: gathering.private_left_out })
    }

    fn write_clip(
        &self,
        gathering: &Gathering,
        span: &ClipSpan,
        options: &ClipOptions,
        out: &Path,
        to: &Destination,
        job: &Job,
    ) -> Result<ClipWritten> {
        let clip = gathering.clip(self, span, job)?;
        let stem = stem(&clip.title);
        for format in &options.with {
            to.check_inside(&out.join(format.file_name(&stem)))?;
        }
        let stage = to.stage(out)?;
        let files = ClipFiles {
            stem: &stem,
            sound: options.sound,
            formats: &options.with,
            styles: &CitationStyle::ALL,
            up: None,
        };
        let (sound, names) = clip
            .write(stage.path(), &files, job.flag())
            .map_err(|error| unstaged(error, stage.path(), out))?;
        let staged: Vec<_> = names.iter().map(|name| stage.path().join(name)).collect();
        gathering.check(stage.path(), &staged)?;
        let files = to.place(stage.path(), &names, out)?;
        let (from_ms, to_ms) = clip.span();
        Ok(ClipWritten {
            files,
            from_ms,
            to_ms,
            audio: AudioWritten {
                codec: sound.cut.codec,
                lossless: sound.cut.lossless,
                start_error_ms: sound.cut.start_error_ms,
            },
            title: clip.title,
            why_encoded: sound.why_encoded,
        })
    }

    /// The names that would be replaced in excerpts of some sessions.
    ///
    /// # Errors
    /// If a session can't be read.
    pub fn names_replaced(
        &self,
        spans: &[ClipSpan],
        options: &ExcerptOptions,
        job: &Job,
    ) -> Result<Vec<NameReplaced>> {
        let options = ExcerptOptions { even: false, ..options.clone() };
        let gathering = Gathering::new(self, spans.iter().map(|span| span.session), &options, job)?;
        let form = |form: causerie_excerpt::names::Form| NameForm {
            text: form.text,
            count: form.count,
            example: form.example,
            replaced: form.replaced,
        };
        let named = |replaced: causerie_excerpt::names::Replacement| NameReplaced {
            name: replaced.name,
            by: replaced.by,
            forms: replaced.forms.into_iter().map(form).collect(),
        };
        Ok(gathering.replacements().into_iter().map(named).collect())
    }
}

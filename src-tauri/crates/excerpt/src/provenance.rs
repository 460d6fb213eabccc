//! Where an excerpt is from, for those who want to go back: `provenance.json`, described by
//! `assets/schemas/provenance.schema.json`. Of what was hidden it tells how much, never what.

use causerie_model::{Alignment, SessionId, TimeMs};
use serde::{Serialize, Serializer};

use crate::clip::Clip;
use crate::names::Style;
use crate::sound::Written;

/// What a clip was made of.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Origin {
    /// The session.
    pub session: SessionId,
    /// The recordings that are heard in it, in order.
    pub recordings: Vec<SourceFile>,
    /// The logs that are read in it.
    pub logs: Vec<SourceLog>,
    /// How many spans of it are redacted.
    pub redacted_spans: usize,
}

/// A file of the session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceFile {
    /// Its name; masked where names are hidden.
    pub name: String,
    /// Its digest, as lower-case hexadecimal.
    pub sha256: String,
}

/// A log of the session.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceLog {
    /// Its file.
    #[serde(flatten)]
    pub file: SourceFile,
    /// The format by which it is read.
    pub format: String,
    /// How its clock meets the session's timeline.
    pub alignment: Alignment,
}

/// How names were hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Hidden {
    /// How many people's.
    pub people: usize,
    /// By what.
    #[serde(serialize_with = "style")]
    pub style: Style,
}

fn style<S: Serializer>(style: &Style, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(match style {
        Style::MadeUp => "made_up",
        Style::Initials => "initials",
    })
}

/// All that is told of a packet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Provenance<'a> {
    pub(crate) made_by: String,
    pub(crate) made_at: &'a str,
    pub(crate) title: &'a str,
    /// Nothing where names stand as they are.
    pub(crate) names_hidden: Option<Hidden>,
    pub(crate) clips: Vec<ClipOrigin<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reel: Option<SoundOrigin<'a>>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct ClipOrigin<'a> {
    title: &'a str,
    session_title: &'a str,
    #[serde(flatten)]
    origin: &'a Origin,
    from_ms: TimeMs,
    to_ms: TimeMs,
    audio: SoundOrigin<'a>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct SoundOrigin<'a> {
    file: String,
    codec: &'a str,
    lossless: bool,
    start_error_ms: f64,
    duration_ms: TimeMs,
}

impl<'a> SoundOrigin<'a> {
    /// Of a sound in the folder of this name.
    pub(crate) fn of(sound: &'a Written, folder: &str) -> Self {
        Self {
            file: format!("{folder}{}", sound.name),
            codec: &sound.cut.codec,
            lossless: sound.cut.lossless,
            start_error_ms: sound.cut.start_error_ms,
            duration_ms: sound.duration(),
        }
    }
}

impl<'a> ClipOrigin<'a> {
    pub(crate) fn of(clip: &'a Clip, sound: &'a Written, folder: &str) -> Self {
        let (from_ms, to_ms) = clip.span();
        Self {
            title: &clip.title,
            session_title: clip.session_title(),
            origin: &clip.origin,
            from_ms,
            to_ms,
            audio: SoundOrigin::of(sound, folder),
        }
    }
}

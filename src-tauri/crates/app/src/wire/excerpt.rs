use causerie_model::{SessionId, TimeMs};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A stretch of a session, as the window wants it cut out.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct ClipWish {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// Where it begins.
    #[ts(type = "number")]
    pub from_ms: TimeMs,
    /// Where it ends.
    #[ts(type = "number")]
    pub to_ms: TimeMs,
    /// What it is called; empty to call it by its session and times.
    pub title: String,
    /// What was noted about it.
    pub text: String,
    /// Its tags.
    pub tags: Vec<String>,
}

/// What all excerpts can be asked to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, TS)]
#[serde(default)]
#[ts(export, export_to = "wire.ts")]
pub struct ExcerptWish {
    /// What the sound becomes.
    pub audio: ExcerptAudio,
    /// Whether volumes are evened out.
    pub even: bool,
    /// Also what was typed to some only.
    pub private: bool,
    /// Whether what came just before a clip and is answered in it is put at its start.
    pub context: bool,
    /// Whether and how names are hidden.
    pub hide: Option<HideWish>,
    /// Whether files that are there already are replaced.
    pub force: bool,
}

/// What the sound of excerpts becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum ExcerptAudio {
    /// A copy without encoding it anew, where that can be, else MP3.
    #[default]
    Best,
    /// A copy, or nothing.
    Copy,
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

/// How names are hidden.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct HideWish {
    /// By what.
    pub style: HideStyle,
    /// Names that are to be hidden too, each alone or with what stands for it, as in `Ana Ruiz=Mira Sand`.
    #[serde(default)]
    pub also: Vec<String>,
    /// Names that are to stay.
    #[serde(default)]
    pub except: Vec<String>,
}

/// By what names are replaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export, export_to = "wire.ts")]
pub enum HideStyle {
    /// Names that nobody bears.
    #[default]
    MadeUp,
    /// Initials.
    Initials,
}

/// A name that is replaced in excerpts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct NameReplaced {
    /// The name.
    pub name: String,
    /// What stands for it.
    pub by: String,
    /// The forms of it that were found.
    pub forms: Vec<NameForm>,
}

/// A form in which a name was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct NameForm {
    /// As it is written.
    pub text: String,
    /// How often.
    #[ts(type = "number")]
    pub count: usize,
    /// The first place, with what stands around it.
    pub example: String,
    /// Whether it is replaced. Else it may be a common word, which is replaced if it is added.
    pub replaced: bool,
}

/// How to point others to a stretch of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Pointer {
    /// A link that opens it in Causerie.
    pub link: String,
    /// It cited, by each of the styles.
    pub citations: Vec<CitationView>,
}

/// A citation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct CitationView {
    /// The style's name.
    pub style: String,
    /// The recording in a list of works, and the stretch of it.
    pub text: String,
}

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[ts(export, export_to = "wire.ts")]
pub struct Moment {
    /// The session.
    #[ts(type = "string")]
    pub session: SessionId,
    /// The moment, where the link names one.
    #[ts(type = "number | null")]
    pub at_ms: Option<TimeMs>,
}

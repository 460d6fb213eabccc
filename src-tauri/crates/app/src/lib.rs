//! The use cases of Causerie, and the types that cross to its shells.
//!
//! [`App`] joins the parts: the folder of sessions, its index, the readers of logs and the player. A shell holds one
//! and does nothing of its own but show and ask.

mod about;
mod add;
mod align;
mod analysis;
mod chapters;
mod clips;
mod comforts;
mod cues;
mod describe;
mod destination;
mod error;
mod export;
mod export_task;
mod files;
mod gathering;
mod importer;
mod indexing;
mod job;
mod known;
mod lookout;
mod notes;
mod open;
mod packets;
mod peaks;
mod people;
mod places;
mod playing;
mod pointers;
mod reading;
mod recipes;
mod redactions;
mod removing;
mod sample;
mod saved_searches;
mod scan;
mod score;
mod search;
mod sessions;
mod show;
mod spans;
mod trays;
mod troubles;
mod twins;
mod verify;
pub mod wire;

pub use about::{About, ChapterView, StartView, about};
pub use add::{AddOutcome, NotRead};
pub use causerie_audio::{ChannelLevel, Depth, Loudness, Sound};
pub use causerie_excerpt::names::Style as NameStyle;
pub use causerie_excerpt::redact::Redaction;
pub use causerie_excerpt::{CitationStyle, SoundKind, SoundWish};
pub use causerie_export::Format as ExportFormat;
pub use clips::{AudioWritten, ClipOptions, ClipWritten, ClipsWritten};
pub use cues::DueCues;
pub use export::{Exported, Text as ExportedText};
pub use gathering::{ClipSpan, ExcerptOptions, HideNames};
pub use importer::{preview, propose};
pub use job::Job;
pub use known::{forget_archive, known_archives, show_archive, shown_archive};
pub use lookout::{Caller, Lookout};
pub use open::{App, Surroundings};
pub use packets::{CheckedCount, HiddenCount, PacketMade, PacketOptions, TrayClips};
pub use places::Places;
pub use playing::{Playback, outputs};
pub use reading::{read_log, write_peaks};
pub use recipes::NamedRecipe;
pub use show::{Show, ShownLog, ShownMessage, ShownRecording, ShownSession};
pub use spans::SpanLine;
pub use verify::{BadFile, Verified};

/// The words of the domain, for the shells, which see no other part.
pub use causerie_model as model;

/// What went well, or what a person reads.
pub type Result<T, E = wire::AppError> = std::result::Result<T, E>;

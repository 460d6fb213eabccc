//! A stretch of a session for a workshop: its sound, its words and its chat, with names hidden and spans redacted where
//! that is wanted.

pub mod check;
mod cite;
mod clip;
mod error;
mod find;
mod handout;
pub mod names;
mod own;
mod packet;
mod provenance;
pub mod redact;
mod sound;
mod zipped;

#[cfg(test)]
mod testing;

pub use cite::{Citation, CitationStyle, Cited, Phrase, cite};
pub use clip::{Clip, ClipFiles, document};
pub use error::ExcerptError;
pub use find::{How, Needle, apart_from};
pub use packet::{Packet, PacketWish, PacketWritten, own_text};
pub use provenance::{Hidden, Origin, SourceFile, SourceLog};
pub use sound::{ClipSound, FADE, SoundKind, SoundWish, Written};
pub use zipped::zip;

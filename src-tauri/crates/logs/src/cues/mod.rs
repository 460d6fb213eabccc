//! Transcripts as cues: text between two times of the recording.

mod draft;
mod ids;
mod markup;
mod paragraphs;
mod rolling;
#[cfg(test)]
mod rules;
mod sbv;
mod speakers;
mod subrip;
mod timings;
mod webvtt;

pub(crate) use sbv::Sbv;
pub(crate) use subrip::SubRip;
pub(crate) use webvtt::WebVtt;

//! A stretch of a session for a workshop: its sound, its words and its chat, with names hidden and spans redacted where
//! that is wanted.

pub mod check;
mod find;
pub mod names;
mod own;
pub mod redact;

#[cfg(test)]
mod testing;

pub use find::{How, Needle, apart_from};

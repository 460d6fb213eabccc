//! A session on its timeline as other programs and people read it: a [`Document`] in, text out. Nothing here reads or
//! writes a file.

mod cues;
mod document;
mod escape;
mod format;
mod iiif;
mod json;
mod markdown;
mod ohms;
mod options;
mod page;
mod plain;
mod rows;
mod site;
mod span;
mod subrip;
mod table;
mod webvtt;

pub mod html;

#[cfg(test)]
mod iiif_rules;
#[cfg(test)]
mod testing;

pub use document::{Document, Excerpt, Facts, Log, Placed, Recording};
pub use format::{ExportError, Format, write};
pub use options::{Link, Options, encoded};
pub use page::embedded;
pub use site::{Entry, catalogue_page, catalogue_table};

//! Every byte of what was written, looked at for what must not be there.
//!
//! Text is read as UTF-8, Latin-1 and UTF-16, with its escapes resolved, and what holds other files is opened. Sound and pictures
//! are told apart from what is written about them by their formats' own structure: a tag is text, however short what it says.
//!
//! Compressed sound and pictures are bytes as good as random, and by chance hold any short name: three letters, in capitals
//! or not, stand at a given place with a chance of 2⁻²¹, so once in two megabytes. What is found in them counts only with
//! 56 bits or more of evidence, which are 7 for a letter, 8 for any other byte, and 1¼ for each readable character around it
//! (95 of 256 bytes are readable). In a packet of 1 GB with 1,000 needles that is met by chance once in 70,000 packets
//! (2³⁰ × 10³ / 2⁵⁶ = 1.5 × 10⁻⁵), while "Ana Ruiz", or a sentence with a shorter name, is found there too. Uncompressed samples
//! are not random, neighbours being alike, so twice as many bits are asked for, from the needle alone.

mod bytes;
mod embedded;
mod evidence;
mod formats;
mod layout;
mod scan;
mod views;

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use self::scan::Scan;
use crate::Needle;

/// Something that must not be there, and is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file.
    pub file: PathBuf,
    /// What within it: a name, an entry, a tag; outer ones first, with ` › ` between.
    pub inside: Option<String>,
    /// What was found, as the needle has it.
    pub needle: String,
    /// Where, in bytes from the beginning of that.
    pub at: u64,
}

/// Why files could not be looked through, so that nothing is known of them.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// A file can't be read.
    #[error("{} can't be read: {source}", file.display())]
    Read {
        /// The file.
        file: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file holds something that can't be opened.
    #[error("{}: {inside} can't be looked into: {reason}", file.display())]
    Closed {
        /// The file.
        file: PathBuf,
        /// What can't be opened.
        inside: String,
        /// Why.
        reason: String,
    },
}

/// Looks through files, and folders with all that they hold, for needles. Of each, the first place in each thing is told. The
/// names of the files and folders are looked at too, from the given ones on. Memory stays bounded: what is unpacked and
/// large goes to a temporary file that has no name.
///
/// # Errors
/// If something can't be read or opened: what has not been looked at is not known to be clean.
pub fn check(files: &[PathBuf], needles: &[Needle]) -> Result<Vec<Finding>, CheckError> {
    let mut scan = Scan::new(needles);
    for given in files {
        let above = given.parent().unwrap_or(Path::new(""));
        for entry in WalkDir::new(given).follow_links(true).sort_by_file_name() {
            let entry =
                entry.map_err(|error| CheckError::Read { file: given.clone(), source: error.into() })?;
            let names = entry.path().strip_prefix(above).unwrap_or(entry.path());
            scan.file(entry.path(), names, entry.file_type().is_file())?;
        }
    }
    Ok(scan.findings())
}

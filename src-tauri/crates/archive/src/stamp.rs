//! Whether a file is still the one that was read.

use std::fmt;
use std::fs::Metadata;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// What a `session.json` looked like: size, time of change, inode. Two stamps are equal when these are; as text
/// (`size-nanoseconds-inode`) it can be stored and compared. A stamp that came from reading the file also knows
/// the SHA-256 of what was read, which decides where there is doubt: a change within one tick of the file
/// system's clock, or a file that was only touched.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Stamp {
    size: u64,
    modified: i128,
    inode: u64,
    digest: Option<[u8; 32]>,
}

impl Stamp {
    pub(crate) fn of(meta: &Metadata) -> Self {
        let modified = meta.modified().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
            Ok(after) => nanos(after.as_nanos()),
            Err(before) => -nanos(before.duration().as_nanos()),
        });
        Self { size: meta.len(), modified, inode: inode(meta), digest: None }
    }

    pub(crate) fn with_content(meta: &Metadata, content: &[u8]) -> Self {
        Self { digest: Some(crate::digest::sha256(content)), ..Self::of(meta) }
    }

    /// Whether the file that `now` describes is still the one that `self` describes.
    pub(crate) fn still(&self, now: &Self) -> bool {
        match (self.digest, now.digest) {
            (Some(then), Some(now)) => then == now,
            (None, _) | (_, None) => self == now,
        }
    }
}

fn nanos(nanos: u128) -> i128 {
    i128::try_from(nanos).unwrap_or(i128::MAX)
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

impl PartialEq for Stamp {
    fn eq(&self, other: &Self) -> bool {
        (self.size, self.modified, self.inode) == (other.size, other.modified, other.inode)
    }
}

impl Eq for Stamp {}

impl Hash for Stamp {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.size, self.modified, self.inode).hash(state);
    }
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.size, self.modified, self.inode)
    }
}

/// Text that is no stamp.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a stamp: size-nanoseconds-inode")]
pub struct ParseStampError;

impl FromStr for Stamp {
    type Err = ParseStampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (size, rest) = text.split_once('-').ok_or(ParseStampError)?;
        let (modified, inode) = rest.rsplit_once('-').ok_or(ParseStampError)?;
        Ok(Self {
            size: size.parse().map_err(|_| ParseStampError)?,
            modified: modified.parse().map_err(|_| ParseStampError)?,
            inode: inode.parse().map_err(|_| ParseStampError)?,
            digest: None,
        })
    }
}

impl TryFrom<String> for Stamp {
    type Error = ParseStampError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> Self {
        stamp.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_survives_as_text() {
        for text in ["12-1700000000123456789-99", "0--5-0"] {
            let stamp: Stamp = text.parse().unwrap();
            assert_eq!(stamp.to_string(), text, "an index stores stamps as text");
        }
        for text in ["", "1-2", "a-b-c", "1-2-3-x"] {
            assert_eq!(text.parse::<Stamp>(), Err(ParseStampError), "{text:?} is no stamp");
        }
    }

    #[test]
    fn what_was_read_decides_where_it_is_known() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let meta = file.as_file().metadata().unwrap();
        let (a, b) = (Stamp::with_content(&meta, b"a"), Stamp::with_content(&meta, b"b"));
        assert!(!a.still(&b), "a change within one tick of the clock is seen");
        assert!(Stamp::of(&meta).still(&b), "without a digest only the metadata can tell");
        let touched = Stamp { modified: 1, ..a.clone() };
        assert!(touched.still(&a), "a touched file says the same");
        assert_ne!(touched, a, "but a scan sees it as new");
    }
}

//! Whether a file is still the one that was read.

use std::fmt;
use std::fs::Metadata;
use std::str::FromStr;
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

/// What a `session.json` looked like: size, time of change, inode. Two stamps are equal when these are; as text
/// (`size-nanoseconds-inode`) it can be stored and compared.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Stamp {
    size: u64,
    modified: i64,
    inode: u64,
}

impl Stamp {
    pub(crate) fn of(meta: &Metadata) -> Self {
        Self { size: meta.len(), modified: modified(meta), inode: inode(meta) }
    }
}

/// When a file was last changed, in nanoseconds since 1970, which end in 2262; 0 where that is not known.
pub(crate) fn modified(meta: &Metadata) -> i64 {
    meta.modified().map_or(0, |time| match time.duration_since(UNIX_EPOCH) {
        Ok(after) => nanos(after.as_nanos()),
        Err(before) => -nanos(before.duration().as_nanos()),
    })
}

fn nanos(nanos: u128) -> i64 {
    i64::try_from(nanos).unwrap_or(i64::MAX)
}

#[cfg(unix)]
fn inode(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
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
}

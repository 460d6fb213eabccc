//! When each session was last checked, and how that went: one small file for all, beside the sessions, so that it holds
//! for everybody who uses the archive, and no bag is touched by being checked.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use causerie_model::SessionId;
use serde::{Deserialize, Serialize};

use crate::turn::{Turn, Turns};
use crate::{Archive, ArchiveError, Fixity, atomic};

const FILE: &str = ".causerie-fixity.json";
/// So many bad files of a session are remembered by name.
const NAMED: usize = 100;

/// The last check of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// When it ended, as RFC 3339.
    pub at: String,
    /// How many files were as they should be.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How many were not.
    pub bad: u64,
    /// The first of those.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub named: Vec<BadOne>,
}

/// A file that was not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadOne {
    /// From the session's folder.
    pub file: String,
    /// What was wrong with it, in a word: see [`crate::Reason::kind`].
    pub kind: String,
    /// The same in a sentence.
    pub reason: String,
}

impl Check {
    /// What is remembered of a check that ended at a moment.
    pub fn new(at: String, fixity: &Fixity) -> Self {
        let named = fixity.bad.iter().take(NAMED).map(|bad| BadOne {
            file: bad.file.clone(),
            kind: bad.reason.kind().to_owned(),
            reason: bad.reason.to_string(),
        });
        let (files, bytes, bad) = (fixity.files, fixity.bytes, fixity.bad.len() as u64);
        Self { at, files, bytes, bad, named: named.collect() }
    }
}

/// The last check of each session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// By session.
    pub sessions: BTreeMap<SessionId, Check>,
}

impl Archive {
    /// Where the checks of this archive are remembered, unless it can't be written to.
    pub fn checks_file(&self) -> PathBuf {
        self.root().join(FILE)
    }
}

impl Checks {
    /// What a file remembers; nothing if it is not there or can't be read: checking again is all that it takes.
    pub fn read(file: &Path) -> Self {
        let content = atomic::read(file).ok().map(|(content, _)| content);
        content.and_then(|content| serde_json::from_slice(&content).ok()).unwrap_or_default()
    }

    /// Remembers these in a file, beside what others put there; of two checks of a session the later stays.
    pub fn remember(self, file: &Path) -> Result<(), ArchiveError> {
        let _turn = Turn::wait(file.parent().unwrap_or(Path::new(".")), Turns::Locks);
        let all = Self::read(file).with(self);
        atomic::write(file, &atomic::json(file, &all)?).map(drop)
    }

    /// Both together; of two checks of a session the later stays.
    #[must_use]
    pub fn with(mut self, other: Self) -> Self {
        let moment = |check: &Check| check.at.parse::<jiff::Timestamp>().ok();
        for (session, check) in other.sessions {
            let is_newer = self.sessions.get(&session).is_none_or(|known| moment(known) <= moment(&check));
            if is_newer {
                self.sessions.insert(session, check);
            }
        }
        self
    }
}

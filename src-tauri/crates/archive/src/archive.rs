//! The archive itself, and what is in it.

use std::fs;
use std::path::{Component, Path, PathBuf};

use causerie_model::Session;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;
use walkdir::WalkDir;

use crate::error::is_full;
use crate::inspection::relative;
use crate::paths::{self, check_payload};
use crate::saving::LAST_GOOD;
use crate::scanning::DEPTH;
use crate::turn::Turns;
use crate::{ArchiveError, Stamp, atomic, bag, disk, mounts};

pub(crate) const IDENTITY: &str = "causerie.json";
pub(crate) const SESSION: &str = "session.json";
const FORMAT: u64 = 1;

/// An archive that has been opened. Cheap to clone; holds no file open.
#[derive(Debug, Clone)]
pub struct Archive {
    root: PathBuf,
    identity: Identity,
    read_only: Option<String>,
    pub(crate) turns: Turns,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Identity {
    format: u64,
    id: Uuid,
    #[serde(default)]
    title: String,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

impl Identity {
    fn read(root: &Path) -> Result<Self, ArchiveError> {
        let file = root.join(IDENTITY);
        let (content, _) = atomic::read(&file)?;
        let identity: Self =
            serde_json::from_slice(&content).map_err(|error| ArchiveError::corrupt(&file, error))?;
        if identity.format > FORMAT {
            return Err(ArchiveError::NewerFormat { root: root.to_path_buf(), format: identity.format });
        }
        Ok(identity)
    }

    fn write(&self, root: &Path) -> Result<(), ArchiveError> {
        let file = root.join(IDENTITY);
        atomic::write(&file, &atomic::json(&file, self)?).map(drop)
    }
}

impl Archive {
    /// Opens the archive at `root`. One that can't be written to opens as well.
    pub fn open(root: &Path) -> Result<Self, ArchiveError> {
        check_is_archive(root)?;
        let identity = Identity::read(root)?;
        let resolved = root.canonicalize().unwrap_or_else(|_| root.to_path_buf());
        let is_remote = mounts::remote_kind(&resolved).is_some();
        let turns = if is_remote { Turns::LocksAndClaims } else { Turns::Locks };
        Ok(Self { root: root.to_path_buf(), identity, read_only: why_read_only(root), turns })
    }

    /// Makes an archive at `root`, in a new folder, an empty one, or one that holds nothing but bags and hidden
    /// files.
    pub fn create(root: &Path, id: Uuid, title: &str) -> Result<Self, ArchiveError> {
        let fail = |error| ArchiveError::writing(root, 0, error);
        disk::make_folder(root).map_err(fail)?;
        for item in fs::read_dir(root).map_err(fail)? {
            let item = item.map_err(fail)?;
            if !item.file_name().to_string_lossy().starts_with('.') && !bag::is_bag(&item.path()) {
                return Err(ArchiveError::Exists { path: item.path() });
            }
        }
        let identity = Identity { format: FORMAT, id, title: title.to_owned(), unknown: Map::new() };
        identity.write(root)?;
        Self::open(root)
    }

    /// The archive's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Who it is, wherever its folder lies.
    pub fn id(&self) -> Uuid {
        self.identity.id
    }

    /// What people call it, whoever said so last.
    pub fn title(&self) -> String {
        Identity::read(&self.root).map_or_else(|_| self.identity.title.clone(), |now| now.title)
    }

    /// Gives it another title.
    pub fn retitle(&self, title: &str) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let _turn = self.turn();
        let identity = Identity { title: title.to_owned(), ..Identity::read(&self.root)? };
        identity.write(&self.root)
    }

    /// Whether nothing could be written to it when it was opened.
    pub fn is_read_only(&self) -> bool {
        self.read_only.is_some()
    }

    /// The folders of sessions, in the order of their names, also of those whose `session.json` is gone but was kept.
    pub fn folders(&self) -> Result<Vec<String>, ArchiveError> {
        let mut found: Vec<String> = self.scan()?.into_iter().map(|found| found.folder).collect();
        let lost = WalkDir::new(&self.root).min_depth(1).max_depth(DEPTH + 1).into_iter();
        let is_shown = |item: &walkdir::DirEntry| {
            let name = item.file_name().to_string_lossy();
            name == LAST_GOOD || (item.file_type().is_dir() && !name.starts_with('.') && name != "data")
        };
        for item in lost.filter_entry(is_shown).flatten().filter(|item| item.file_name() == LAST_GOOD) {
            let bag = item.path().parent().unwrap_or(&self.root);
            if !bag.join(SESSION).exists() {
                found.push(relative(&self.root, bag));
            }
        }
        found.sort();
        Ok(found)
    }

    /// Reads a session's `session.json`. Refused when it names files outside of its `data` folder.
    pub fn load(&self, folder: &str) -> Result<(Session, Stamp), ArchiveError> {
        let file = self.session_folder(folder)?.join(SESSION);
        let (content, meta) = atomic::read(&file)?;
        let session: Session =
            serde_json::from_slice(&content).map_err(|error| ArchiveError::corrupt(&file, error))?;
        check_files(&session).map_err(|error| ArchiveError::corrupt(&file, error))?;
        Ok((session, Stamp::of(&meta)))
    }

    /// Where a session's file lies, given its path from the session's folder (`data/talk.mp3`). Refused when it
    /// leads out of the folder, also by a symbolic link.
    pub fn file(&self, folder: &str, path: &str) -> Result<PathBuf, ArchiveError> {
        check_payload(path)?;
        paths::inside(&self.session_folder(folder)?, path)
    }

    /// The files in a session's `data` folder that it names neither as a recording nor as a log.
    pub fn others(&self, folder: &str, session: &Session) -> Result<Vec<PathBuf>, ArchiveError> {
        let root = self.session_folder(folder)?;
        let fail = |error| ArchiveError::reading(&root, error);
        let known: Vec<PathBuf> = files(session).map(|path| root.join(path)).collect();
        let mut others = Vec::new();
        for item in fs::read_dir(root.join("data")).map_err(fail)? {
            let path = item.map_err(fail)?.path();
            if !known.contains(&path) && path.is_file() {
                others.push(path);
            }
        }
        others.sort();
        Ok(others)
    }

    pub(crate) fn session_folder(&self, folder: &str) -> Result<PathBuf, ArchiveError> {
        let names = || Path::new(folder).components();
        if names().next().is_none() || !names().all(|name| matches!(name, Component::Normal(_))) {
            let reason = "it is no folder of this archive";
            return Err(ArchiveError::BadPath { path: folder.to_owned(), reason });
        }
        paths::inside(&self.root, folder)
    }

    /// Whether it can be written to, and why not.
    pub fn check_writable(&self) -> Result<(), ArchiveError> {
        match &self.read_only {
            Some(why) => Err(ArchiveError::ReadOnly { path: self.root.clone(), why: why.clone() }),
            None => Ok(()),
        }
    }
}

fn check_is_archive(root: &Path) -> Result<(), ArchiveError> {
    if !root.is_dir() {
        return Err(ArchiveError::NotFound { path: root.to_path_buf() });
    }
    if !root.join(IDENTITY).is_file() {
        return Err(ArchiveError::NotAnArchive { root: root.to_path_buf() });
    }
    Ok(())
}

/// Refuses a session that names files outside of its payload.
pub(crate) fn check_files(session: &Session) -> Result<(), ArchiveError> {
    files(session).try_for_each(check_payload)
}

/// The paths that a session names.
pub(crate) fn files(session: &Session) -> impl Iterator<Item = &str> {
    let recordings = session.recordings.iter().map(|recording| recording.path.as_str());
    recordings.chain(session.logs.iter().map(|log| log.path.as_str()))
}

/// Tries to write, since no permission bits tell what a network drive or a write-protected disk will do. A full
/// disk is not read-only: deleting and replacing may well work.
fn why_read_only(root: &Path) -> Option<String> {
    let kind = tempfile::tempfile_in(root).err()?.kind();
    (!is_full(kind)).then(|| kind.to_string())
}

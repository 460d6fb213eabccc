//! New sessions are built in a hidden folder of the archive and renamed into place when they are whole.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::{ArchiveError, atomic, disk, names};

const PREFIX: &str = ".adding-";
/// Locked by everyone who has a staging folder, shared; who gets it alone knows that all such folders are left
/// over.
const LOCK: &str = ".adding.lock";

/// A folder for a session that is being built. Dropped unfinished, it is removed.
pub(crate) struct Staging {
    root: PathBuf,
    path: PathBuf,
    _lock: File,
}

impl Staging {
    /// Makes a staging folder in the archive, after removing those that a crash left.
    pub(crate) fn new(root: &Path) -> Result<Self, ArchiveError> {
        let fail = |error| ArchiveError::writing(root, 0, error);
        let lock_file = root.join(LOCK);
        let lock = File::options().read(true).write(true).create(true).truncate(false).open(lock_file);
        let lock = lock.map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => {
                sweep(root);
                lock.unlock().map_err(fail)?;
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => tracing::debug!(%error, "no locks here: nothing is swept"),
        }
        if let Err(error) = lock.lock_shared() {
            tracing::debug!(%error, "no locks here");
        }
        let path = root.join(format!("{PREFIX}{}", Uuid::new_v4()));
        disk::make_folder(&path).map_err(fail)?;
        Ok(Self { root: root.to_path_buf(), path, _lock: lock })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Renames the folder to `name`, or to `name (2)` and so on where that is taken, once all of it is on the
    /// disk.
    pub(crate) fn finish(self, name: &str) -> Result<String, ArchiveError> {
        for item in walkdir::WalkDir::new(&self.path).contents_first(true) {
            let item = item.map_err(|error| ArchiveError::reading(&self.path, error.into()))?;
            if item.file_type().is_dir() {
                atomic::sync_folder(item.path())?;
            }
        }
        let mut n = 1;
        loop {
            let folder = if n == 1 { name.to_owned() } else { names::numbered_folder(name, n) };
            let target = self.root.join(&folder);
            n += 1;
            if fs::symlink_metadata(&target).is_ok() {
                continue;
            }
            match disk::rename(&self.path, &target) {
                Ok(()) => {
                    atomic::sync_folder(&self.root)?;
                    return Ok(folder);
                }
                Err(error)
                    if matches!(
                        error.kind(),
                        io::ErrorKind::AlreadyExists
                            | io::ErrorKind::DirectoryNotEmpty
                            | io::ErrorKind::NotADirectory
                    ) => {}
                Err(error) => return Err(ArchiveError::writing(&target, 0, error)),
            }
        }
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // After a rename there is nothing left under this name.
        if let Err(error) = disk::remove_folder(&self.path)
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, folder = %self.path.display(), "it stays until the next addition");
        }
    }
}

fn sweep(root: &Path) {
    let Ok(listing) = fs::read_dir(root) else { return };
    for item in listing.flatten() {
        let is_staging = item.file_name().to_string_lossy().starts_with(PREFIX);
        if is_staging && item.file_type().is_ok_and(|kind| kind.is_dir()) {
            tracing::info!(folder = %item.path().display(), "removing what an interrupted addition left");
            if let Err(error) = disk::remove_folder(&item.path()) {
                tracing::warn!(%error, folder = %item.path().display(), "it can't be removed");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(root: &Path) -> Vec<String> {
        let mut names: Vec<_> = fs::read_dir(root)
            .unwrap()
            .map(|item| item.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_crash_left_is_swept_but_not_what_lives() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join(".adding-dead/data")).unwrap();
        let first = Staging::new(root.path()).unwrap();
        assert!(!root.path().join(".adding-dead").exists(), "nobody owned it");
        let second = Staging::new(root.path()).unwrap();
        assert!(first.path().exists(), "its owner is still at work");
        drop(second);
        assert!(first.path().exists());
        drop(first);
        assert_eq!(names(root.path()), [LOCK], "both cleaned up");
    }

    #[test]
    fn a_taken_name_is_numbered() {
        let root = tempfile::tempdir().unwrap();
        fs::write(root.path().join("Talk"), "a file in the way").unwrap();
        fs::create_dir(root.path().join("Talk (2)")).unwrap();
        let folder = Staging::new(root.path()).unwrap().finish("Talk").unwrap();
        assert_eq!(folder, "Talk (3)", "nothing is replaced, not even an empty folder");
        assert_eq!(names(root.path()), [LOCK, "Talk", "Talk (2)", "Talk (3)"]);
    }
}

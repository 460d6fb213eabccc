//! Several files, or a folder, made in a hidden place and moved to their own when they are whole.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir, TempPath};

use super::{Destination, UNFINISHED, exists};
use crate::wire::{AppError, Code};
use crate::{Result, error};

impl Destination {
    /// Whether a folder may take files: it is none of the archive's, and no file is in its place.
    pub(crate) fn check_room(&self, folder: &Path) -> Result<()> {
        self.check_outside(&folder.join("index.html"))?;
        if folder.exists() && !folder.is_dir() {
            let message = format!("can't write into {}: it is a file", folder.display());
            return Err(AppError::new(Code::Failed, message, "Name a folder, which is made if need be."));
        }
        Ok(())
    }

    /// A hidden folder on the disk of `target`, in which something is made that then goes there. Whatever is left in it when it
    /// is dropped is removed.
    pub(crate) fn stage(&self, target: &Path) -> Result<TempDir> {
        let there = target.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
        Builder::new().prefix(UNFINISHED.0).tempdir_in(there).map_err(|e| error::io("write", target, &e))
    }

    /// Moves files from a stage into a folder, which is made if need be: all of them, or none where none is replaced. Gives their
    /// paths.
    pub(crate) fn place(&self, stage: &Path, names: &[String], folder: &Path) -> Result<Vec<String>> {
        let to: Vec<PathBuf> = names.iter().map(|name| folder.join(name)).collect();
        to.iter().try_for_each(|file| self.check_inside(file))?;
        fs::create_dir_all(folder).map_err(|e| error::io("make", folder, &e))?;
        for (n, (name, file)) in names.iter().zip(&to).enumerate() {
            if let Err(failed) = self.persist(&stage.join(name), file) {
                let placed = to.iter().take(n).filter(|_| !self.force);
                placed.for_each(|file| drop(fs::remove_file(file)));
                return Err(failed);
            }
        }
        Ok(to.iter().map(|file| file.display().to_string()).collect())
    }

    /// Moves one file from a stage to its place.
    pub(crate) fn persist(&self, from: &Path, file: &Path) -> Result<()> {
        let failed = |e: io::Error| error::io("write", file, &e);
        sync_file(from).map_err(failed)?;
        let from = TempPath::try_from_path(from).map_err(failed)?;
        if self.force {
            return from.persist(file).map_err(|e| failed(e.error));
        }
        from.persist_noclobber(file).map_err(|e| {
            let is_there = e.error.kind() == io::ErrorKind::AlreadyExists;
            if is_there { exists(file) } else { failed(e.error) }
        })
    }

    /// Whether a folder may be written as a whole: there is none, it is empty, or it is one that may be replaced, which
    /// `is_ours` tells.
    pub(crate) fn check_folder(&self, folder: &Path, is_ours: &dyn Fn(&Path) -> bool) -> Result<()> {
        self.check_outside(&folder.join("index.html"))?;
        let meta = match fs::symlink_metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            other => other.map_err(|e| error::io("write", folder, &e))?,
        };
        let is_empty = || fs::read_dir(folder).is_ok_and(|mut items| items.next().is_none());
        if meta.is_dir() && (is_empty() || self.force && is_ours(folder)) {
            return Ok(());
        }
        if self.force {
            let message = format!("{} is there already, and is something else", folder.display());
            return Err(AppError::new(Code::Failed, message, "Choose another name; it is left as it is."));
        }
        Err(exists(folder))
    }

    /// Moves a folder from a stage to its place, which [`Destination::check_folder`] has found free. What is replaced goes only
    /// when the new is there.
    pub(crate) fn place_folder(&self, from: &Path, folder: &Path) -> Result<()> {
        let failed = |e: io::Error| error::io("write", folder, &e);
        sync(from).map_err(failed)?;
        if let Some(above) = folder.parent() {
            fs::create_dir_all(above).map_err(failed)?;
        }
        let old = from.with_file_name("old");
        let replaces = folder.exists();
        if replaces {
            fs::rename(folder, &old).map_err(failed)?;
        }
        fs::rename(from, folder).map_err(|e| {
            if replaces {
                let _ = fs::rename(&old, folder);
            }
            failed(e)
        })
    }
}

/// Forces a file to the disk. Windows does so only for who may write to it.
fn sync_file(file: &Path) -> io::Result<()> {
    File::options().write(true).open(file)?.sync_all()
}

/// Forces a folder with all that it holds to the disk.
fn sync(folder: &Path) -> io::Result<()> {
    for item in fs::read_dir(folder)? {
        let item = item?;
        if item.file_type()?.is_dir() { sync(&item.path())? } else { sync_file(&item.path())? }
    }
    if cfg!(windows) { Ok(()) } else { File::open(folder)?.sync_all() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let items = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> = items.map(|item| item.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn files_come_to_their_place_all_or_none() {
        let (folder, archive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let out = folder.path().join("out");
        let staged = |to: &Destination| {
            let stage = to.stage(&out).unwrap();
            fs::write(stage.path().join("a"), "new").unwrap();
            fs::write(stage.path().join("b"), "new").unwrap();
            to.place(stage.path(), &["a".into(), "b".into()], &out)
        };
        let shy = Destination::new(archive.path(), false).unwrap();
        fs::create_dir(&out).unwrap();
        fs::write(out.join("b"), "mine").unwrap();
        assert_eq!(staged(&shy).unwrap_err().code, Code::Exists);
        assert_eq!(names(&out), ["b"], "the first did not go ahead of the one that can't");
        fs::remove_dir_all(&out).unwrap();
        assert_eq!(staged(&shy).unwrap().len(), 2);
        assert_eq!(
            (names(&out), names(folder.path())),
            (vec!["a".into(), "b".into()], vec!["out".to_owned()])
        );
        fs::write(out.join("b"), "mine").unwrap();
        staged(&Destination::new(archive.path(), true).unwrap()).unwrap();
        assert_eq!(fs::read(out.join("b")).unwrap(), b"new");
        assert!(shy.check_room(&out.join("a")).is_err(), "that is a file");
    }

    #[test]
    fn a_folder_takes_the_place_of_none_or_of_its_like() {
        let (folder, archive) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let out = folder.path().join("new/out");
        let is_ours = |folder: &Path| folder.join("ours").is_file();
        let staged = |force: bool| {
            let to = Destination::new(archive.path(), force).unwrap();
            to.check_folder(&out, &is_ours)?;
            let stage = to.stage(folder.path()).unwrap();
            let made = stage.path().join("made");
            fs::create_dir(&made).unwrap();
            fs::write(made.join("ours"), "").unwrap();
            to.place_folder(&made, &out)
        };
        staged(false).unwrap();
        assert_eq!(staged(false).unwrap_err().code, Code::Exists);
        fs::write(out.join("old"), "").unwrap();
        staged(true).unwrap();
        assert_eq!(names(&out), ["ours"], "what was there is gone, whole");
        fs::remove_file(out.join("ours")).unwrap();
        fs::write(out.join("mine"), "").unwrap();
        assert!(staged(true).unwrap_err().message.contains("something else"));
        assert_eq!((names(&out), names(folder.path())), (vec!["mine".into()], vec!["new".to_owned()]));
        let to = Destination::new(archive.path(), true).unwrap();
        assert!(
            to.check_folder(&archive.path().join("x"), &is_ours).is_err(),
            "nothing goes into the archive"
        );
    }
}

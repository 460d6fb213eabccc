//! Every change to an archive's files is made here, so that tests can record what is asked of the disk, and take its power
//! away after any of it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

#[cfg(test)]
pub(crate) mod power;

/// What a disk is asked to do.
#[cfg(test)]
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    MakeFolder(PathBuf),
    Create(PathBuf),
    Write(PathBuf, Vec<u8>),
    Sync(PathBuf),
    Rename(PathBuf, PathBuf),
    Remove(PathBuf),
}

#[cfg(test)]
macro_rules! told {
    ($($step:tt)*) => { power::record(Step::$($step)*) };
}

#[cfg(not(test))]
macro_rules! told {
    ($($step:tt)*) => {};
}

/// A file that nobody else knows yet.
pub(crate) struct NewFile {
    file: File,
    path: PathBuf,
}

impl NewFile {
    /// Makes a file where there is none.
    pub(crate) fn create(path: &Path) -> io::Result<Self> {
        let file = File::create_new(path)?;
        told!(Create(path.to_path_buf()));
        Ok(Self { file, path: path.to_path_buf() })
    }

    /// Makes a file that shares its blocks with another, where the file system can.
    pub(crate) fn sharing(from: &Path, path: &Path) -> io::Result<Self> {
        reflink_copy::reflink(from, path)?;
        let file = File::options().read(true).write(cfg!(windows)).open(path)?;
        told!(Create(path.to_path_buf()));
        told!(Write(path.to_path_buf(), fs::read(path)?));
        Ok(Self { file, path: path.to_path_buf() })
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        told!(Write(self.path.clone(), bytes.to_vec()));
        Ok(())
    }

    /// Forces what was written to the disk; its name is the folder's to keep.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_all()?;
        told!(Sync(self.path.clone()));
        Ok(())
    }

    /// For reading it, and for what is no content: permissions, times.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }
}

/// Makes a folder, and those above it that are not there.
pub(crate) fn make_folder(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    folder.parent().map_or(Ok(()), make_folder)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        made => made?,
    }
    told!(MakeFolder(folder.to_path_buf()));
    Ok(())
}

/// Forces the names in a folder to the disk. Windows does so by itself.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if !cfg!(windows) {
        File::open(folder)?.sync_all()?;
    }
    told!(Sync(folder.to_path_buf()));
    Ok(())
}

/// Gives a file or folder another name; a file takes the place of what was there.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    told!(Rename(from.to_path_buf(), to.to_path_buf()));
    Ok(())
}

pub(crate) fn remove_file(file: &Path) -> io::Result<()> {
    fs::remove_file(file)?;
    told!(Remove(file.to_path_buf()));
    Ok(())
}

/// Removes a folder with all that it holds.
pub(crate) fn remove_folder(folder: &Path) -> io::Result<()> {
    fs::remove_dir_all(folder)?;
    told!(Remove(folder.to_path_buf()));
    Ok(())
}

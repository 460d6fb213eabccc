//! Copying a file into a bag: byte for byte, hashed, with its time of change.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use sha2::{Digest, Sha256};

use crate::ArchiveError;
use crate::digest::{self, Stopped};
use crate::disk::NewFile;

/// How far copying has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Bytes copied so far, over all files.
    pub bytes: u64,
    /// Bytes to copy, over all files.
    pub total: u64,
    /// The file being copied, as its path within the session.
    pub file: String,
}

/// The copying of several files: how far it has come, whom to tell, and when to stop.
pub(crate) struct Copying<'a> {
    pub(crate) done: u64,
    pub(crate) total: u64,
    pub(crate) progress: &'a dyn Fn(Copied),
    pub(crate) cancel: &'a AtomicBool,
}

impl Copying<'_> {
    /// Copies `from` to the new file `to`, forces it to the disk, and gives its SHA-256. Where the
    /// file system can, the copy shares its blocks with the original; the digest is then that of the copy.
    pub(crate) fn file(&mut self, from: &Path, to: &Path, path: &str) -> Result<String, ArchiveError> {
        let before = plain_file(from)?;
        let start = self.done;
        let (copy, digest) = if let Ok(shared) = NewFile::sharing(from, to) {
            let digest = self.hash(shared.file(), to, None, path)?;
            (shared, digest)
        } else {
            let source = File::open(from).map_err(|error| ArchiveError::reading(from, error))?;
            let copy = NewFile::create(to).map_err(|error| ArchiveError::writing(to, self.total, error));
            let mut copy = copy?;
            let digest = self.hash(&source, from, Some(&mut copy), path)?;
            (copy, digest)
        };
        let bytes = self.done - start;
        let after = plain_file(from)?;
        if (before.len(), before.modified().ok()) != (after.len(), after.modified().ok())
            || bytes != after.len()
        {
            return Err(ArchiveError::SourceChanged { file: from.to_path_buf() });
        }
        if let Ok(time) = before.modified()
            && let Err(error) = copy.file().set_modified(time)
        {
            tracing::warn!(%error, path, "the time of change was not kept");
        }
        copy.sync().map_err(|error| ArchiveError::writing(to, self.total, error))?;
        Ok(digest)
    }

    /// The SHA-256 of a file, which is written to another on the way if one is given.
    fn hash(
        &mut self,
        from: &File,
        from_path: &Path,
        mut to: Option<&mut NewFile>,
        path: &str,
    ) -> Result<String, ArchiveError> {
        let (total, cancel) = (self.total, self.cancel);
        let mut hasher = Sha256::new();
        digest::blocks(from, cancel, |block| {
            hasher.update(block);
            if let Some(copy) = &mut to {
                copy.write(block).map_err(|error| ArchiveError::writing(copy.path(), total, error))?;
            }
            self.done += block.len() as u64;
            (self.progress)(Copied { bytes: self.done, total, file: path.to_owned() });
            Ok(())
        })
        .map_err(|stopped| match stopped {
            Stopped::Cancelled => ArchiveError::Cancelled,
            Stopped::Reading(error) => ArchiveError::reading(from_path, error),
            Stopped::Taking(error) => error,
        })?;
        Ok(digest::hex(&hasher.finalize()))
    }
}

/// What a file to copy looks like. A folder, a pipe or a device is none.
pub(crate) fn plain_file(file: &Path) -> Result<Metadata, ArchiveError> {
    let meta = fs::metadata(file).map_err(|error| ArchiveError::reading(file, error))?;
    if meta.is_file() {
        Ok(meta)
    } else {
        let source = io::Error::new(io::ErrorKind::InvalidInput, "it is no plain file");
        Err(ArchiveError::Io { file: file.to_path_buf(), source })
    }
}

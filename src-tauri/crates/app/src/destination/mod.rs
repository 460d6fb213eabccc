//! Where an export goes: never into the archive, and never over a file that somebody wants to keep.

mod staged;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

use crate::reading::name_of;
use crate::wire::{AppError, Code, Stage};
use crate::{Job, Result, error};

/// What a file is called while it is written.
const UNFINISHED: (&str, &str) = (".causerie-", ".tmp");
/// Nobody writes to a file that was not written to for so long.
const LEFT_OVER: Duration = Duration::from_secs(3_600);
/// How far a copy is, is told once in so many bytes.
const TOLD: u64 = 1 << 20;

/// Takes files, each whole or not at all.
pub(crate) struct Destination {
    /// With links resolved.
    archive: PathBuf,
    force: bool,
}

impl Destination {
    pub(crate) fn new(archive: &Path, force: bool) -> Result<Self> {
        let archive = archive.canonicalize().map_err(|e| error::io("read", archive, &e))?;
        Ok(Self { archive, force })
    }

    /// Whether a file may be written into a folder that is there.
    pub(crate) fn check(&self, file: &Path) -> Result<()> {
        let folder = folder_of(file);
        if !folder.is_dir() {
            let message = format!("can't write {}: there is no folder {}", file.display(), folder.display());
            return Err(AppError::new(Code::NotFound, message, "Make the folder first, or name another."));
        }
        self.check_inside(file)
    }

    /// Whether a file may be written into a folder that is made if need be.
    pub(crate) fn check_inside(&self, file: &Path) -> Result<()> {
        self.check_outside(file)?;
        if file.is_dir() {
            let message = format!("can't write {}: it is a folder", file.display());
            return Err(AppError::new(Code::Failed, message, "Choose another name."));
        }
        if !self.force && fs::symlink_metadata(file).is_ok() {
            return Err(exists(file));
        }
        Ok(())
    }

    /// Whether a file would lie outside of the archive.
    fn check_outside(&self, file: &Path) -> Result<()> {
        let there =
            file.ancestors().skip(1).find(|folder| folder.exists()).filter(|folder| *folder != Path::new(""));
        let there = there.unwrap_or(Path::new("."));
        let resolved = there.canonicalize().map_err(|e| error::io("write", file, &e))?;
        if resolved.starts_with(&self.archive) {
            let message =
                format!("{} lies in the archive, which holds only what was put into it", file.display());
            return Err(AppError::new(Code::Failed, message, "Choose a place outside of the archive."));
        }
        Ok(())
    }

    /// Writes a file, and gives its name.
    pub(crate) fn write(&self, file: &Path, content: &[u8]) -> Result<String> {
        self.fill(file, |to| to.write_all(content))
    }

    /// Copies a file, and gives the copy's name.
    pub(crate) fn copy(&self, from: &Path, file: &Path, job: &Job) -> Result<String> {
        let name = name_of(from);
        let read = |e: io::Error| error::io("read", from, &e);
        let from = File::open(from).map_err(read)?;
        let size = from.metadata().map_err(read)?.len();
        let mut from = Stoppable { from, job, name, size, done: 0 };
        let done = self.fill(file, |to| io::copy(&mut from, to).map(drop));
        job.check()?;
        done
    }

    fn fill(&self, file: &Path, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<String> {
        let failed = |e: io::Error| error::io("write", file, &e);
        let folder = folder_of(file);
        fs::create_dir_all(folder).map_err(failed)?;
        sweep(folder);
        let mut temporary = temporary_in(folder).map_err(failed)?;
        fill(temporary.as_file_mut()).and_then(|()| temporary.as_file().sync_all()).map_err(failed)?;
        if self.force {
            temporary.persist(file).map_err(|e| failed(e.error))?;
        } else {
            temporary.persist_noclobber(file).map_err(|e| {
                let is_there = e.error.kind() == io::ErrorKind::AlreadyExists;
                if is_there { exists(file) } else { failed(e.error) }
            })?;
        }
        #[cfg(unix)]
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(file.display().to_string())
    }
}

/// Removes what was left by programs that were ended while they wrote: what nobody has written to for a while.
fn sweep(folder: &Path) {
    for item in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = item.file_name();
        let name = name.to_string_lossy();
        let age = || item.metadata().ok()?.modified().ok()?.elapsed().ok();
        if name.starts_with(UNFINISHED.0)
            && name.ends_with(UNFINISHED.1)
            && age().is_some_and(|age| age > LEFT_OVER)
            && let Err(error) = fs::remove_file(item.path())
        {
            tracing::debug!(%error, "an unfinished file stays");
        }
    }
}

/// A file that is read until somebody wants no more of it, and tells how far it is.
struct Stoppable<'a> {
    from: File,
    job: &'a Job,
    name: String,
    size: u64,
    done: u64,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.job.check().map_err(io::Error::other)?;
        let before = self.done / TOLD;
        let count = self.from.read(buffer)?;
        self.done += count as u64;
        if self.done / TOLD != before {
            self.job.tell(Stage::Copying, &self.name, self.done as f64 / self.size as f64);
        }
        Ok(count)
    }
}

fn exists(file: &Path) -> AppError {
    let help = "Choose another name, or let it be replaced.";
    AppError::new(Code::Exists, format!("{} is there already", file.display()), help)
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."))
}

fn temporary_in(folder: &Path) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(UNFINISHED.0).suffix(UNFINISHED.1);
    #[cfg(unix)]
    {
        // Others may read what was exported: the umask decides, as with any new file.
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

/// What a session is called in files: its folder in the archive, as one name.
pub(crate) fn file_stem(folder: &str) -> String {
    let stem: String =
        folder.chars().map(|c| if c.is_control() || r#"/\:*?"<>|"#.contains(c) { '-' } else { c }).collect();
    let stem = stem.trim_matches(['.', ' ']);
    if stem.is_empty() { "session".to_owned() } else { stem.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_replaced_unasked_and_nothing_goes_into_the_archive() {
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("archive");
        fs::create_dir(&archive).unwrap();
        let file = folder.path().join("a.txt");
        let (shy, bold) =
            (Destination::new(&archive, false).unwrap(), Destination::new(&archive, true).unwrap());
        shy.write(&file, b"one").unwrap();
        assert_eq!(shy.check(&file).unwrap_err().code, Code::Exists);
        assert!(shy.write(&file, b"two").is_err(), "also if it came meanwhile");
        assert_eq!(fs::read(&file).unwrap(), b"one");
        bold.check(&file).unwrap();
        bold.write(&file, b"two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        for inside in ["archive/a.txt", "archive/new/a.txt", "archive/../archive/a.txt"] {
            assert!(bold.check_inside(&folder.path().join(inside)).is_err(), "{inside}");
        }
        assert!(bold.check(&folder.path().join("nowhere/a.txt")).is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no temporary file stays");
    }

    #[test]
    fn a_copy_that_is_stopped_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a"), folder.path().join("b"));
        fs::write(&from, b"one").unwrap();
        let archive = tempfile::tempdir().unwrap();
        let destination = Destination::new(archive.path(), false).unwrap();
        let job = Job::new();
        job.cancel();
        assert_eq!(destination.copy(&from, &to, &job).unwrap_err().code, Code::Cancelled);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "neither the copy nor a part of it");
        destination.copy(&from, &to, &Job::new()).unwrap();
        assert_eq!(fs::read(&to).unwrap(), b"one");
    }

    #[test]
    fn a_sessions_name_in_files_is_one_name() {
        assert_eq!(file_stem("2008/05: a?"), "2008-05- a-");
        assert_eq!(file_stem(".."), "session");
    }
}

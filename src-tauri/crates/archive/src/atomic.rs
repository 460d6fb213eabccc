//! Files that are replaced whole or not at all.

use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::Path;

use serde::Serialize;
use uuid::Uuid;

use crate::disk::NewFile;
use crate::{ArchiveError, disk};

/// What a file is called while it is written.
const UNFINISHED: (&str, &str) = (".causerie-", ".tmp");

/// Puts `content` into `file`: written beside it, forced to the disk, renamed over it. Returns what the file
/// now looks like, as it was before anybody else could touch it.
pub(crate) fn write(file: &Path, content: &[u8]) -> Result<Metadata, ArchiveError> {
    let fail = |error: io::Error| ArchiveError::writing(file, content.len() as u64, error);
    let folder = file.parent().unwrap_or(Path::new("."));
    let name = format!("{}{}{}", UNFINISHED.0, Uuid::new_v4(), UNFINISHED.1);
    // Others may read an archive: the umask decides, as with any new file.
    let mut unfinished = NewFile::create(&folder.join(name)).map_err(fail)?;
    let written = finish(&mut unfinished, file, content);
    if written.is_err()
        && let Err(error) = disk::remove_file(unfinished.path())
    {
        tracing::debug!(%error, "an unfinished file stays");
    }
    written.map_err(fail)?;
    sync_folder(folder)?;
    unfinished.file().metadata().map_err(fail)
}

/// Puts JSON into any file, so that it is there whole or as it was before, whatever happens.
pub fn write_whole(file: &Path, value: &impl Serialize) -> Result<(), ArchiveError> {
    write(file, &json(file, value)?).map(|_| ())
}

fn finish(unfinished: &mut NewFile, file: &Path, content: &[u8]) -> io::Result<()> {
    unfinished.write(content)?;
    if let Ok(before) = fs::metadata(file) {
        unfinished.file().set_permissions(before.permissions())?;
    }
    unfinished.sync()?;
    disk::rename(unfinished.path(), file)
}

/// Removes what crashes left of files that were being written in a folder. Only for those whose turn it is to write there.
pub(crate) fn sweep(folder: &Path) {
    let Ok(listing) = fs::read_dir(folder) else { return };
    for item in listing.flatten() {
        let name = item.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(UNFINISHED.0)
            && name.ends_with(UNFINISHED.1)
            && let Err(error) = disk::remove_file(&item.path())
        {
            tracing::debug!(%error, "an unfinished file stays");
        }
    }
}

/// Writes a new file in a folder that nobody else knows yet, and forces it to the disk.
pub(crate) fn create(file: &Path, content: &[u8]) -> Result<(), ArchiveError> {
    let fail = |error: io::Error| ArchiveError::writing(file, content.len() as u64, error);
    let mut new = NewFile::create(file).map_err(fail)?;
    new.write(content).and_then(|()| new.sync()).map_err(fail)
}

/// Forces the names in a folder to the disk.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), ArchiveError> {
    disk::sync_folder(folder).map_err(|error| ArchiveError::writing(folder, 0, error))
}

/// Indented JSON with a newline at its end, good to read and to compare line by line; `file` is where it is to
/// go.
pub(crate) fn json(file: &Path, value: &impl Serialize) -> Result<Vec<u8>, ArchiveError> {
    let mut text = serde_json::to_vec_pretty(value)
        .map_err(|error| ArchiveError::Io { file: file.to_path_buf(), source: error.into() })?;
    text.push(b'\n');
    Ok(text)
}

/// The most that a file which people write may hold; what is larger was not written by them.
const LARGEST: u64 = 64 << 20;

/// Reads a file that people write, with what it looked like. Never follows a symbolic link.
pub(crate) fn read(file: &Path) -> Result<(Vec<u8>, Metadata), ArchiveError> {
    let fail = |error| ArchiveError::reading(file, error);
    if !fs::symlink_metadata(file).map_err(fail)?.is_file() {
        return Err(ArchiveError::corrupt(file, "it is no plain file"));
    }
    let handle = File::open(file).map_err(fail)?;
    let meta = handle.metadata().map_err(fail)?;
    let mut content = Vec::new();
    handle.take(LARGEST + 1).read_to_end(&mut content).map_err(fail)?;
    if content.len() as u64 > LARGEST {
        return Err(ArchiveError::corrupt(file, format!("it is larger than {} MiB", LARGEST >> 20)));
    }
    Ok((content, meta))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.json");
        write(&file, b"old").unwrap();
        write(&file, b"new").unwrap();
        assert_eq!(read(&file).unwrap().0, b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file stays");
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_what_was_written_and_a_chosen_mode_is_kept() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let (plain, file) = (folder.path().join("plain"), folder.path().join("a.json"));
        let mode = |file: &Path| fs::metadata(file).unwrap().permissions().mode() & 0o777;
        fs::write(&plain, "").unwrap();
        write(&file, b"").unwrap();
        assert_eq!(mode(&file), mode(&plain), "the umask decides, as for any file");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        write(&file, b"").unwrap();
        assert_eq!(mode(&file), 0o640, "what a person set stays");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink("/etc/hostname", folder.path().join("session.json")).unwrap();
        let error = read(&folder.path().join("session.json")).unwrap_err();
        assert!(error.to_string().contains("no plain file"), "{error}");
    }
}

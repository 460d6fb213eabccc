//! Replacing the files of a bag that are no payload, so that it is a valid bag before, after and in between: tag manifests
//! let go of the file first, and list it anew when it is there. Only for those whose turn it is to write to the bag.

use std::fs::Metadata;
use std::path::Path;

use crate::{ArchiveError, atomic, disk, manifest};

/// Puts `content` into the file at `path`, from the bag's folder.
pub(crate) fn replace(bag: &Path, path: &str, content: &[u8]) -> Result<Metadata, ArchiveError> {
    let manifests = manifest::release(bag, path)?;
    let meta = atomic::write(&bag.join(path), content)?;
    manifest::list(&manifests, path, content)?;
    Ok(meta)
}

/// Removes the file at `path`, from the bag's folder.
pub(crate) fn remove(bag: &Path, path: &str) -> Result<(), ArchiveError> {
    manifest::release(bag, path)?;
    let file = bag.join(path);
    disk::remove_file(&file).map_err(|error| ArchiveError::writing(&file, 0, error))?;
    atomic::sync_folder(file.parent().unwrap_or(bag))
}

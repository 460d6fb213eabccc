//! Deleting a session: it goes to the system's trash, whole, and comes back from there whole.

use std::path::Path;

use crate::archive::SESSION;
use crate::{Archive, ArchiveError, atomic, bag, paths};

/// A session in the system's trash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its folder, as it lay in the archive.
    pub folder: String,
    /// When it was removed, in seconds since 1970.
    pub at: i64,
}

impl Archive {
    /// Moves a session with all that it holds to the system's trash.
    pub fn remove_session(&self, folder: &str) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let bag = self.session_folder(folder)?;
        if !bag.join(SESSION).exists() && !bag::is_bag(&bag) {
            return Err(ArchiveError::NotFound { path: bag });
        }
        let _turn = self.turn();
        trash::delete(&bag).map_err(|error| refused(&bag, &error))?;
        atomic::sync_folder(bag.parent().unwrap_or(self.root()))
    }

    /// The sessions of this archive that lie in the trash, the last one first. Where the system does not tell what is in
    /// its trash (macOS), there are none; what is taken out of it there is found by a scan.
    pub fn removed(&self) -> Result<Vec<Removed>, ArchiveError> {
        let found = in_trash(self.root())?.into_iter();
        Ok(found.map(|item| Removed { folder: item.folder, at: item.at }).collect())
    }

    /// Takes a session out of the trash again; of several of one folder the one that was removed last. Refused if something
    /// else has taken its place.
    pub fn bring_back(&self, folder: &str) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let place = paths::inside(self.root(), folder)?;
        let item = in_trash(self.root())?.into_iter().find(|item| item.folder == folder);
        let item = item.ok_or_else(|| ArchiveError::NotFound { path: place.clone() })?;
        if place.exists() {
            return Err(ArchiveError::Exists { path: place });
        }
        let _turn = self.turn();
        item.restore().map_err(|error| refused(&place, &error))?;
        atomic::sync_folder(place.parent().unwrap_or(self.root()))
    }
}

fn refused(path: &Path, error: &trash::Error) -> ArchiveError {
    ArchiveError::Trash { path: path.to_path_buf(), why: error.to_string() }
}

struct Item {
    folder: String,
    at: i64,
    #[cfg(any(windows, all(unix, not(target_os = "macos"))))]
    item: trash::TrashItem,
}

#[cfg(any(windows, all(unix, not(target_os = "macos"))))]
impl Item {
    fn restore(self) -> Result<(), trash::Error> {
        trash::os_limited::restore_all([self.item])
    }
}

#[cfg(not(any(windows, all(unix, not(target_os = "macos")))))]
impl Item {
    fn restore(self) -> Result<(), trash::Error> {
        Ok(())
    }
}

/// What lies in the trash and comes from below a folder, the last one first.
#[cfg(any(windows, all(unix, not(target_os = "macos"))))]
fn in_trash(root: &Path) -> Result<Vec<Item>, ArchiveError> {
    let real = root.canonicalize().map_err(|error| ArchiveError::reading(root, error))?;
    let listed = trash::os_limited::list().map_err(|error| refused(root, &error))?;
    let items = listed.into_iter().filter_map(|item| {
        let original = item.original_path();
        let inside = [root, &real].into_iter().find_map(|root| original.strip_prefix(root).ok())?;
        let folder = crate::inspection::relative(Path::new(""), inside);
        Some(Item { folder, at: item.time_deleted, item })
    });
    let mut items: Vec<Item> = items.collect();
    items.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.folder.cmp(&b.folder)));
    Ok(items)
}

#[cfg(not(any(windows, all(unix, not(target_os = "macos")))))]
fn in_trash(_: &Path) -> Result<Vec<Item>, ArchiveError> {
    Ok(Vec::new())
}

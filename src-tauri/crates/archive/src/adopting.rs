//! Taking over a folder that is a bag already.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use causerie_model::Session;
use walkdir::WalkDir;

use crate::adding::make_folder;
use crate::archive::{SESSION, check_files, files};
use crate::copying::{Copying, plain_file};
use crate::inspection::relative;
use crate::staging::Staging;
use crate::{Archive, ArchiveError, Copied, atomic, fixity, names, paths, saving};

impl Archive {
    /// Copies a bag whole, manifests and all, and adds `session` as its `session.json`. Gives the name of the
    /// new folder, and what could be better about the bag: digests that can be forged. The copy is checked against the
    /// manifests; a bag that is not valid, that holds symbolic links, or whose `fetch.txt` wants files from elsewhere,
    /// is refused.
    pub fn adopt(
        &self,
        bag: &Path,
        session: &Session,
        progress: &dyn Fn(Copied),
        cancel: &AtomicBool,
    ) -> Result<(String, Vec<String>), ArchiveError> {
        self.check_writable()?;
        check_files(session)?;
        let found = contents(bag)?;
        if let Some(path) = files(session).find(|&path| !found.iter().any(|item| item.path == path)) {
            let reason = "the session names it, but the bag does not hold it";
            return Err(ArchiveError::BadPath { path: path.to_owned(), reason });
        }
        let sizes = found.iter().filter(|item| !item.is_folder).map(|item| Ok(plain_file(&item.from)?.len()));
        let total = sizes.sum::<Result<u64, ArchiveError>>()?;

        let staging = Staging::new(self.root())?;
        let copying = Copying { done: 0, total, progress, cancel };
        fill(staging.path(), &found, copying).map_err(|error| error.of_work(total))?;
        let fixity = fixity::check(staging.path(), &|_| (), cancel)?;
        if let Some(first) = fixity.bad.first() {
            let reason = format!("{} bad, the first is {}: {}", fixity.bad.len(), first.file, first.reason);
            return Err(ArchiveError::corrupt(bag, reason));
        }
        saving::write(staging.path(), session).map_err(|error| error.of_work(total))?;
        let folder = staging.finish(&names::folder_name(session.date.as_deref(), &session.title))?;
        Ok((folder, fixity.warnings))
    }
}

/// The session that a bag is already, if this or another archive made it one.
pub fn session_of_bag(bag: &Path) -> Option<Session> {
    let (content, _) = atomic::read(&bag.join(SESSION)).ok()?;
    let session: Session = serde_json::from_slice(&content).ok()?;
    check_files(&session).is_ok().then_some(session)
}

fn fill(bag: &Path, items: &[Item], mut copying: Copying<'_>) -> Result<(), ArchiveError> {
    for item in items {
        let to = bag.join(&item.path);
        if item.is_folder {
            make_folder(&to)?;
        } else {
            copying.file(&item.from, &to, &item.path)?;
        }
    }
    Ok(())
}

struct Item {
    from: PathBuf,
    path: String,
    is_folder: bool,
}

/// All that a bag holds, folders before what is in them.
fn contents(bag: &Path) -> Result<Vec<Item>, ArchiveError> {
    let walk = WalkDir::new(bag).min_depth(1).sort_by_file_name();
    walk.into_iter()
        .map(|item| {
            let item = item.map_err(|error| ArchiveError::reading(bag, error.into()))?;
            let path = relative(bag, item.path());
            let is_folder = item.file_type().is_dir();
            let refused = match paths::check(&path) {
                Err(reason) => Some(reason),
                Ok(()) if item.path_is_symlink() => Some("it is a symbolic link"),
                Ok(()) if !is_folder && !item.file_type().is_file() => Some("it is no plain file"),
                Ok(()) => None,
            };
            match refused {
                Some(reason) => Err(ArchiveError::BadPath { path, reason }),
                None => Ok(Item { from: item.into_path(), path, is_folder }),
            }
        })
        .collect()
}

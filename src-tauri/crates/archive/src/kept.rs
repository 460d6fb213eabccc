//! What the whole archive keeps under a name, a file each: recipes for logs that no format knows, searches, and trays of
//! clips. What is in one is for whoever uses it; here it is an object that is kept as it is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::{Archive, ArchiveError, atomic, bag, disk, names, paths};

const ENDING: &str = ".json";

/// What is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Ways to read logs, in `recipes/`.
    Recipes,
    /// Saved searches, in `searches/`.
    Searches,
    /// Clips that belong together, in `trays/`.
    Trays,
}

impl Kept {
    const fn folder(self) -> &'static str {
        match self {
            Self::Recipes => "recipes",
            Self::Searches => "searches",
            Self::Trays => "trays",
        }
    }
}

impl Archive {
    /// All of this sort, by name. A file that can't be read is passed over; [`Archive::kept_damaged`] names it.
    pub fn kept(&self, what: Kept) -> Result<BTreeMap<String, Map<String, Value>>, ArchiveError> {
        let mut all = BTreeMap::new();
        for name in self.kept_names(what)? {
            match self.kept_one(what, &name) {
                Ok((name, object)) => drop(all.insert(name, object)),
                Err(error) => tracing::warn!(%error, "a file was passed over"),
            }
        }
        Ok(all)
    }

    /// What is wrong with the files of this sort that can't be read.
    pub fn kept_damaged(&self, what: Kept) -> Result<Vec<ArchiveError>, ArchiveError> {
        let names = self.kept_names(what)?;
        Ok(names.into_iter().filter_map(|name| self.kept_one(what, &name).err()).collect())
    }

    /// When something of this sort last came, went or changed; `None` where there is none.
    pub fn kept_changed(&self, what: Kept) -> Option<SystemTime> {
        let folder = paths::inside(self.root(), what.folder()).ok()?;
        fs::metadata(folder).and_then(|meta| meta.modified()).ok()
    }

    fn kept_names(&self, what: Kept) -> Result<Vec<String>, ArchiveError> {
        let folder = paths::inside(self.root(), what.folder())?;
        let fail = |error| ArchiveError::reading(&folder, error);
        let listing = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Ok(_) if bag::is_bag(&folder) => return Ok(Vec::new()),
            listing => listing.map_err(fail)?,
        };
        let mut names = Vec::new();
        for item in listing {
            let item = item.map_err(fail)?.file_name();
            let name: Option<String> =
                item.to_str().and_then(|name| name.strip_suffix(ENDING)).map(|name| name.nfc().collect());
            names.extend(name.filter(|name| !name.starts_with('.')));
        }
        Ok(names)
    }

    /// What is in the file of this name, and the name under which it is kept.
    pub fn kept_one(&self, what: Kept, name: &str) -> Result<(String, Map<String, Value>), ArchiveError> {
        let name = file_name(name);
        let file = self.kept_file(what, &name)?;
        let (content, _) = atomic::read(&file)?;
        let object = serde_json::from_slice(&content).map_err(|error| ArchiveError::corrupt(&file, error))?;
        Ok((name, object))
    }

    /// Keeps an object, and gives the name under which: the one it was given, but for what no file may be called.
    /// Another one of that name is only overwritten to `replace` it.
    pub fn keep(
        &self,
        what: Kept,
        name: &str,
        object: &Map<String, Value>,
        replace: bool,
    ) -> Result<String, ArchiveError> {
        let taken = |known: &Map<String, Value>| !replace && known != object;
        let file = self.kept_file(what, &file_name(name))?;
        self.change_kept(what, name, |known| match known {
            Some(known) if taken(&known) => Err(ArchiveError::Exists { path: file }),
            Some(_) | None => Ok(object.clone()),
        })
    }

    /// Keeps what `change` makes of the object of this name, or of none, while nobody else writes. Gives the name as
    /// [`Archive::keep`].
    pub fn change_kept<E: From<ArchiveError>>(
        &self,
        what: Kept,
        name: &str,
        change: impl FnOnce(Option<Map<String, Value>>) -> Result<Map<String, Value>, E>,
    ) -> Result<String, E> {
        self.check_writable()?;
        let folder = paths::inside(self.root(), what.folder())?;
        if bag::is_bag(&folder) {
            return Err(ArchiveError::Exists { path: folder }.into());
        }
        let name = file_name(name);
        let file = self.kept_file(what, &name)?;
        let _turn = self.turn();
        let known = match self.kept_one(what, &name) {
            Err(ArchiveError::NotFound { .. }) => None,
            known => Some(known?.1),
        };
        let object = change(known)?;
        if !folder.is_dir() {
            disk::make_folder(&folder).map_err(|error| ArchiveError::writing(&folder, 0, error))?;
            atomic::sync_folder(self.root())?;
        }
        atomic::sweep(&folder);
        atomic::write(&file, &atomic::json(&file, &object)?)?;
        Ok(name)
    }

    /// Deletes the file of this name.
    pub fn forget_kept(&self, what: Kept, name: &str) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let file = self.kept_file(what, &file_name(name))?;
        let _turn = self.turn();
        if !file.is_file() {
            return Err(ArchiveError::NotFound { path: file });
        }
        disk::remove_file(&file).map_err(|error| ArchiveError::writing(&file, 0, error))?;
        atomic::sync_folder(&paths::inside(self.root(), what.folder())?)
    }

    fn kept_file(&self, what: Kept, name: &str) -> Result<PathBuf, ArchiveError> {
        paths::inside(self.root(), &format!("{}/{name}{ENDING}", what.folder()))
    }
}

/// A name that every system can give to a file, in one form.
fn file_name(name: &str) -> String {
    let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let file = names::payload_name(&(words + ENDING).nfc().collect::<String>());
    file.strip_suffix(ENDING).unwrap_or(&file).to_owned()
}

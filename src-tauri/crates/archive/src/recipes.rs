//! Recipes for logs that no format knows: a file each in `recipes/`, under the name that a person gave it. What is in
//! one is for whoever reads logs; here it is an object that is kept as it is.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::PathBuf;

use serde_json::{Map, Value};
use unicode_normalization::UnicodeNormalization;

use crate::{Archive, ArchiveError, atomic, bag, disk, names, paths};

const FOLDER: &str = "recipes";
const ENDING: &str = ".json";

impl Archive {
    /// The recipes by name. A file that can't be read is passed over.
    pub fn recipes(&self) -> Result<BTreeMap<String, Map<String, Value>>, ArchiveError> {
        let folder = paths::inside(self.root(), FOLDER)?;
        let fail = |error| ArchiveError::reading(&folder, error);
        let listing = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Ok(_) if bag::is_bag(&folder) => return Ok(BTreeMap::new()),
            listing => listing.map_err(fail)?,
        };
        let mut recipes = BTreeMap::new();
        for item in listing {
            let item = item.map_err(fail)?.file_name();
            let name: Option<String> =
                item.to_str().and_then(|name| name.strip_suffix(ENDING)).map(|name| name.nfc().collect());
            let Some(name) = name.filter(|name| !name.starts_with('.')) else {
                continue;
            };
            match self.recipe(&name) {
                Ok((name, recipe)) => drop(recipes.insert(name, recipe)),
                Err(error) => tracing::warn!(%error, "a recipe was passed over"),
            }
        }
        Ok(recipes)
    }

    /// What is in a recipe's file, and the name under which it is kept.
    pub fn recipe(&self, name: &str) -> Result<(String, Map<String, Value>), ArchiveError> {
        let name = recipe_name(name);
        let file = self.recipe_file(&name)?;
        let (content, _) = atomic::read(&file)?;
        let recipe = serde_json::from_slice(&content).map_err(|error| ArchiveError::corrupt(&file, error))?;
        Ok((name, recipe))
    }

    /// Keeps a recipe, and gives the name under which: the one it was given, but for what no file may be called.
    /// Another one of that name is only overwritten to `replace` it.
    pub fn save_recipe(
        &self,
        name: &str,
        recipe: &Map<String, Value>,
        replace: bool,
    ) -> Result<String, ArchiveError> {
        self.check_writable()?;
        let folder = paths::inside(self.root(), FOLDER)?;
        if bag::is_bag(&folder) {
            return Err(ArchiveError::Exists { path: folder });
        }
        if !folder.is_dir() {
            disk::make_folder(&folder).map_err(|error| ArchiveError::writing(&folder, 0, error))?;
            atomic::sync_folder(self.root())?;
        }
        let name = recipe_name(name);
        let file = self.recipe_file(&name)?;
        let is_same = || self.recipe(&name).is_ok_and(|(_, kept)| kept == *recipe);
        if !replace && file.exists() && !is_same() {
            return Err(ArchiveError::Exists { path: file });
        }
        atomic::write(&file, &atomic::json(&file, recipe)?)?;
        Ok(name)
    }

    /// Deletes a recipe. Logs that were read by it keep it with them.
    pub fn remove_recipe(&self, name: &str) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let file = self.recipe_file(&recipe_name(name))?;
        if !file.is_file() {
            return Err(ArchiveError::NotFound { path: file });
        }
        disk::remove_file(&file).map_err(|error| ArchiveError::writing(&file, 0, error))?;
        atomic::sync_folder(&paths::inside(self.root(), FOLDER)?)
    }

    fn recipe_file(&self, name: &str) -> Result<PathBuf, ArchiveError> {
        paths::inside(self.root(), &format!("{FOLDER}/{name}{ENDING}"))
    }
}

/// A name that every system can give to a file, in one form.
fn recipe_name(name: &str) -> String {
    let words = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let file = names::payload_name(&(words + ENDING).nfc().collect::<String>());
    file.strip_suffix(ENDING).unwrap_or(&file).to_owned()
}

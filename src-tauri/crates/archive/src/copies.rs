//! Second versions of `session.json` and of notes, which sync tools leave beside the first when two desks changed it at
//! once.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

use causerie_model::Session;
use serde_json::Value;
use uuid::Uuid;

use crate::archive::SESSION;
use crate::notes::FOLDER as NOTES;
use crate::{Archive, ArchiveError, FieldConflict, atomic, differences, paths, saving, tags};

/// A second version of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictCopy {
    /// From the session's folder.
    pub file: String,
    /// The file that it is a version of, from the session's folder.
    pub of: String,
    /// What made it, as far as its name tells.
    pub made_by: Option<&'static str>,
    /// What it says otherwise (`mine`) than the file that is in use (`theirs`); `None` if it can't be read.
    pub differences: Option<Vec<FieldConflict>>,
}

/// What is in the names of copies, and what makes them. Syncthing: `x.sync-conflict-20260301-101500-ABCDEFG.json`.
/// Nextcloud and ownCloud: `x (conflicted copy 2026-03-01 101500).json`, older ones `x_conflict-20260301-101500.json`.
/// Dropbox: `x (Ana's conflicted copy 2026-03-01).json`. Nextcloud's and ownCloud's present form is from their manuals, the
/// others are from memory.
const MADE_BY: [(&str, &str); 4] = [
    (".sync-conflict-", "Syncthing"),
    (" (conflicted copy ", "Nextcloud, ownCloud or Dropbox"),
    ("conflicted copy ", "Dropbox"),
    ("_conflict-", "ownCloud"),
];

impl Archive {
    /// The second versions that lie in a session's folder. Some tools tell them only by a name of their own (OneDrive
    /// adds that of the machine, others a number), so whatever is called like the file and then something else, and says
    /// that it is the same session or note, is one.
    pub fn copies(&self, folder: &str) -> Result<Vec<ConflictCopy>, ArchiveError> {
        let bag = self.session_folder(folder)?;
        let mut copies = Vec::new();
        let current = |of: &str| atomic::read(&bag.join(of)).ok().and_then(|(content, _)| parsed(&content));
        let session = current(SESSION).or_else(|| current(saving::LAST_GOOD));
        for name in json_files(&bag)? {
            if name != SESSION && name.starts_with("session") {
                copies.extend(copy(&bag, &name, SESSION, session.as_ref()));
            }
        }
        let mut notes: BTreeMap<String, Option<Value>> = BTreeMap::new();
        for name in json_files(&paths::inside(&bag, NOTES)?)? {
            let id = name.get(..36).and_then(|id| id.parse::<Uuid>().ok());
            let of = id.map(|id| format!("{NOTES}/{id}.json"));
            if let Some(of) = of.filter(|of| *of != format!("{NOTES}/{name}")) {
                let current = notes.entry(of.clone()).or_insert_with_key(|of| current(of)).as_ref();
                let nothing = id.map(|id| serde_json::json!({ "id": format!("urn:uuid:{id}") }));
                copies.extend(copy(&bag, &format!("{NOTES}/{name}"), &of, current.or(nothing.as_ref())));
            }
        }
        Ok(copies)
    }

    /// Ends the state of two versions: with `take` the copy takes the place of the file that is in use, else it is only
    /// removed.
    pub fn settle(&self, folder: &str, file: &str, take: bool) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let bag = self.session_folder(folder)?;
        let _turn = self.turn();
        let found = self.copies(folder)?.into_iter().find(|copy| copy.file == file);
        let copy = found.ok_or_else(|| ArchiveError::NotFound { path: bag.join(file) })?;
        if take {
            let (content, _) = atomic::read(&bag.join(file))?;
            let corrupt = |error| ArchiveError::corrupt(&bag.join(file), error);
            if copy.of == SESSION {
                let session: Session = serde_json::from_slice(&content).map_err(corrupt)?;
                crate::archive::check_files(&session)?;
                saving::write(&bag, &session)?;
            } else {
                serde_json::from_slice::<Value>(&content).map_err(corrupt)?;
                tags::replace(&bag, &copy.of, &content)?;
            }
        }
        tags::remove(&bag, file)
    }
}

fn copy(bag: &Path, file: &str, of: &str, current: Option<&Value>) -> Option<ConflictCopy> {
    let made_by = MADE_BY.iter().find(|(sign, _)| file.contains(sign)).map(|(_, tool)| *tool);
    let value = atomic::read(&bag.join(file)).ok().and_then(|(content, _)| parsed(&content));
    let same = value.as_ref().zip(current).is_some_and(|(copy, current)| copy.get("id") == current.get("id"));
    let readable = value.as_ref().filter(|_| same || made_by.is_some());
    let differences = readable.map(|copy| differences(copy, current.unwrap_or(&Value::Null)));
    (same || made_by.is_some()).then(|| ConflictCopy {
        file: file.to_owned(),
        of: of.to_owned(),
        made_by,
        differences,
    })
}

fn parsed(content: &[u8]) -> Option<Value> {
    serde_json::from_slice(content).ok().filter(Value::is_object)
}

/// The names of the JSON files in a folder, which need not be there.
fn json_files(folder: &Path) -> Result<Vec<String>, ArchiveError> {
    let fail = |error| ArchiveError::reading(folder, error);
    let listing = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(fail)?,
    };
    let mut names = Vec::new();
    for item in listing {
        let name = item.map_err(fail)?.file_name();
        names.extend(name.to_str().filter(|name| name.ends_with(".json")).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

//! A folder made a bag where it lies.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use jiff::civil::Date;
use walkdir::WalkDir;

use crate::bag::Oxum;
use crate::digest::{Algorithm, Stopped, digests};
use crate::inspection::{Inspection, relative};
use crate::{Archive, ArchiveError, atomic, bag, manifest};

/// Makes a bag of a folder whose payload lies in its `data` folder already: hashes that, and writes the declaration, the
/// manifests and `bag-info.txt`, with the given labels and values behind its own (RFC 8493 section 2.2.2). `when` is today.
///
/// # Errors
/// If the payload can't be read, a file of the bag is there already or can't be written, or the work was cancelled.
pub fn make_bag(
    folder: &Path,
    info: &[(&str, &str)],
    when: Date,
    cancel: &AtomicBool,
) -> Result<(), ArchiveError> {
    let mut payload = Oxum::default();
    let mut files = BTreeMap::new();
    for item in WalkDir::new(folder.join("data")) {
        let item = item.map_err(|error| ArchiveError::reading(folder, error.into()))?;
        if item.file_type().is_file() {
            let digest = sha256(item.path(), cancel, |read| payload.bytes += read)?;
            files.insert(relative(folder, item.path()), digest);
            payload.files += 1;
        }
    }
    let mut text = format!(
        "Bagging-Date: {when}\nBag-Software-Agent: Causerie {}\nPayload-Oxum: {payload}\n",
        env!("CARGO_PKG_VERSION")
    );
    for (label, value) in info {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        text.push_str(&format!("{label}: {value}\n"));
    }
    let own = [
        ("bagit.txt", bag::DECLARATION.to_owned()),
        ("bag-info.txt", text),
        ("manifest-sha256.txt", manifest::text(&files)),
    ];
    let listed = own.iter().map(|(name, text)| (name.to_string(), Algorithm::Sha256.digest(text.as_bytes())));
    let tags = manifest::text(&listed.collect());
    for (name, text) in
        own.iter().map(|(name, text)| (*name, text)).chain([("tagmanifest-sha256.txt", &tags)])
    {
        atomic::create(&folder.join(name), text.as_bytes())?;
    }
    Ok(())
}

impl Archive {
    /// The SHA-256 of a session's file, given its path from the session's folder: as the bag's manifest has it, else, in a bag
    /// that others made with other digests, as it is found now. In lower-case hexadecimal.
    ///
    /// # Errors
    /// If the manifest does not name it and it can't be read, or the work was cancelled.
    pub fn sha256(&self, folder: &str, path: &str, cancel: &AtomicBool) -> Result<String, ArchiveError> {
        let bag = self.session_folder(folder)?;
        let listed = Inspection::of(&bag).listed();
        let known =
            listed.get(path).into_iter().flatten().find(|(algorithm, _)| *algorithm == Algorithm::Sha256);
        match known {
            Some((_, digest)) => Ok(digest.clone()),
            None => sha256(&self.file(folder, path)?, cancel, |_| ()),
        }
    }
}

fn sha256(file: &Path, cancel: &AtomicBool, progress: impl FnMut(u64)) -> Result<String, ArchiveError> {
    let fail = |error| ArchiveError::reading(file, error);
    let handle = File::open(file).map_err(fail)?;
    match digests(handle, &[Algorithm::Sha256], cancel, progress) {
        Ok(found) => Ok(found.into_iter().next().unwrap_or_default()),
        Err(Stopped::Cancelled) => Err(ArchiveError::Cancelled),
        Err(Stopped::Reading(error)) => Err(fail(error)),
        Err(Stopped::Taking(never)) => match never {},
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::fixity;

    #[test]
    fn a_folder_becomes_a_valid_bag() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("data/clips")).unwrap();
        fs::write(folder.path().join("data/clips/a b.txt"), "abc").unwrap();
        fs::write(folder.path().join("data/index.html"), "").unwrap();
        let go_on = AtomicBool::new(false);
        let when = Date::constant(2026, 3, 1);
        make_bag(folder.path(), &[("Title", "Turns:\nof talk")], when, &go_on).unwrap();
        let fixity = fixity::check(folder.path(), &|_| (), &go_on).unwrap();
        assert_eq!((fixity.files, fixity.bad), (5, Vec::new()), "two of payload, three of the bag's own");
        let info = fs::read_to_string(folder.path().join("bag-info.txt")).unwrap();
        assert!(info.contains("Payload-Oxum: 3.2\nTitle: Turns: of talk\n"), "{info}");
        fs::write(folder.path().join("data/index.html"), "x").unwrap();
        assert_eq!(fixity::check(folder.path(), &|_| (), &go_on).unwrap().bad.len(), 1, "a change is found");
    }
}

//! A bag as it lies on the disk, before a byte of its payload is read.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;
use walkdir::WalkDir;

use crate::bag::Oxum;
use crate::digest::Algorithm;
use crate::{Bad, Reason, atomic, bag, manifest, paths};

/// The digests that the manifests have for each file that is there.
pub(crate) type Listed = BTreeMap<String, Vec<(Algorithm, String)>>;

/// What lies in a bag, and what was found wrong with it.
pub(crate) struct Inspection<'a> {
    bag: &'a Path,
    /// Plain files, by their path, with their bytes. Only these are ever opened, so no link leads out of the
    /// bag.
    files: BTreeMap<String, u64>,
    /// The first thing found wrong with each file.
    pub(crate) bad: BTreeMap<String, Reason>,
}

impl<'a> Inspection<'a> {
    pub(crate) fn of(bag: &'a Path) -> Self {
        let mut inspection = Self { bag, files: BTreeMap::new(), bad: BTreeMap::new() };
        for item in WalkDir::new(bag).min_depth(1) {
            match item {
                Ok(item) if item.file_type().is_dir() => {}
                Ok(item) if item.file_type().is_file() => {
                    let size = item.metadata().map_or(0, |meta| meta.len());
                    inspection.files.insert(relative(bag, item.path()), size);
                }
                Ok(item) => inspection.report(&relative(bag, item.path()), Reason::NotAFile),
                Err(error) => {
                    let file = error.path().map_or_else(String::new, |path| relative(bag, path));
                    inspection.report(&file, Reason::Unreadable(error.to_string()));
                }
            }
        }
        inspection
    }

    fn report(&mut self, file: &str, reason: Reason) {
        self.bad.entry(file.to_owned()).or_insert(reason);
    }

    /// The text of a file of the bag itself; what keeps it from being read is reported.
    fn text(&mut self, name: &str) -> Option<String> {
        if !self.files.contains_key(name) {
            self.report(name, Reason::Missing);
            return None;
        }
        let text = atomic::read(&self.bag.join(name))
            .map_err(|error| error.to_string())
            .and_then(|(content, _)| String::from_utf8(content).map_err(|error| error.to_string()));
        text.map_err(|reason| self.report(name, Reason::Unreadable(reason))).ok()
    }

    pub(crate) fn check_declaration(&mut self) {
        if let Some(text) = self.text("bagit.txt")
            && let Err(reason) = bag::check_declaration(&text)
        {
            self.report("bagit.txt", Reason::Malformed(reason));
        }
        if !self.bag.join("data").is_dir() {
            self.report("data", Reason::Missing);
        }
        self.check_fetched();
    }

    /// A bag may say where to get files from that it lacks (RFC 8493 section 2.2.3). It is whole once they are there.
    fn check_fetched(&mut self) {
        let text = self.files.contains_key("fetch.txt").then(|| self.text("fetch.txt")).flatten();
        let text = text.unwrap_or_default();
        let wanted = text.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
            let (_, rest) = line.split_once([' ', '\t'])?;
            let (_, path) = rest.trim_start().split_once([' ', '\t'])?;
            Some(manifest::decode(path.trim_start()))
        });
        let missing = |path: &Option<String>| path.as_ref().is_none_or(|path| !self.files.contains_key(path));
        let missing: Vec<_> = wanted.filter(missing).collect();
        if let Some(first) = missing.first() {
            let first = first.as_deref().unwrap_or("a line that names none");
            let more = match missing.len() - 1 {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let reason = format!("it wants {first}{more} from elsewhere, and nothing is fetched");
            self.report("fetch.txt", Reason::Malformed(reason));
        }
    }

    /// Reads all manifests. What they list but is not there, or should not be, is reported.
    pub(crate) fn listed(&mut self) -> Listed {
        let names: Vec<_> = self.files.keys().filter(|path| !path.contains('/')).cloned().collect();
        let (payload, tags): (Vec<_>, Vec<_>) = ["manifest-", "tagmanifest-"]
            .iter()
            .flat_map(|prefix| names.iter().filter(|name| manifest::is_manifest(name, prefix)))
            .partition(|name| name.starts_with("manifest-"));
        if payload.is_empty() {
            self.report("manifest-sha256.txt", Reason::Missing);
        }
        let normal: BTreeMap<String, String> =
            self.files.keys().map(|path| (path.nfc().collect(), path.clone())).collect();
        let mut listed = Listed::new();
        let mut unchecked = BTreeMap::new();
        for name in payload.into_iter().chain(tags) {
            let algorithm = manifest::algorithm(name).unwrap_or_default();
            for entry in self.text(name).iter().flat_map(|text| manifest::entries(text)) {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(line) => {
                        let start: String = line.chars().take(80).collect();
                        self.report(name, Reason::Malformed(format!("{start:?} is no entry")));
                        continue;
                    }
                };
                let Some(path) = self.resolve(&entry.path, &normal) else {
                    continue;
                };
                match Algorithm::from_name(algorithm) {
                    Some(algorithm) => self.list(&mut listed, name, path, (algorithm, entry.digest)),
                    None => drop(unchecked.insert(path, algorithm.to_owned())),
                }
            }
        }
        for (path, algorithm) in unchecked {
            // A digest that can be checked is enough.
            if let Entry::Vacant(place) = listed.entry(path) {
                self.report(place.key(), Reason::Unchecked(algorithm));
                place.insert(Vec::new());
            }
        }
        listed
    }

    fn list(&mut self, listed: &mut Listed, manifest: &str, path: String, digest: (Algorithm, String)) {
        let digests = listed.entry(path.clone()).or_default();
        if digests.iter().any(|(algorithm, _)| *algorithm == digest.0) {
            self.report(manifest, Reason::Malformed(format!("it lists {path} twice")));
        } else {
            digests.push(digest);
        }
    }

    /// The file that an entry means. Names may be encoded as RFC 8493 says, as older tools do or not at all,
    /// and in another Unicode normal form than on this disk.
    fn resolve(&mut self, written: &str, normal: &BTreeMap<String, String>) -> Option<String> {
        let path = manifest::decode(written);
        if let Err(reason) = paths::check(&path) {
            self.report(&path, Reason::BadPath(reason));
            return None;
        }
        let found = [&path, &manifest::decode_breaks(written), written].into_iter().find_map(|path| {
            let same = self.files.get_key_value(path).map(|(path, _)| path);
            same.or_else(|| normal.get(&path.nfc().collect::<String>())).cloned()
        });
        if found.is_none() {
            self.report(&path, Reason::Missing);
        }
        found
    }

    /// How many bytes a file has.
    pub(crate) fn size(&self, path: &str) -> u64 {
        self.files.get(path).copied().unwrap_or_default()
    }

    fn payload(&self) -> impl Iterator<Item = (&String, &u64)> {
        self.files.iter().filter(|(path, _)| path.starts_with("data/"))
    }

    /// Reports payload files that nothing lists.
    pub(crate) fn check_added(&mut self, listed: &Listed) {
        let added = self.payload().map(|(path, _)| path).filter(|path| !listed.contains_key(*path));
        for path in added.cloned().collect::<Vec<_>>() {
            self.report(&path, Reason::Added);
        }
    }

    /// Whether the payload has another size than `bag-info.txt`, which need not be there, says.
    pub(crate) fn wrong_oxum(&mut self) -> Option<Bad> {
        let name = "bag-info.txt";
        let text = self.files.contains_key(name).then(|| self.text(name))??;
        let size = self
            .payload()
            .fold(Oxum::default(), |sum, (_, bytes)| Oxum { bytes: sum.bytes + bytes, files: sum.files + 1 });
        let reason = match bag::oxum(&text)? {
            Ok(told) if told == size => return None,
            Ok(told) => format!("Payload-Oxum is {told}, the payload has {size}"),
            Err(reason) => reason,
        };
        Some(Bad { file: name.into(), reason: Reason::Malformed(reason) })
    }
}

/// A path within a bag, with `/` between names. One that is no Unicode can't be listed in any manifest, and is
/// shown as near as can be.
pub(crate) fn relative(bag: &Path, path: &Path) -> String {
    let names = path.strip_prefix(bag).unwrap_or(path).components();
    names.map(|name| name.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/")
}

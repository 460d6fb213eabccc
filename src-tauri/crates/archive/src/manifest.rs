//! Manifests: which files a bag holds, and their digests (RFC 8493 sections 2.1.3 and 2.2.1).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::digest::Algorithm;
use crate::{ArchiveError, atomic};

/// A line of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// Hexadecimal, in lower case.
    pub(crate) digest: String,
    /// As the line has it, encoded.
    pub(crate) path: String,
}

/// The file that names the SHA-256 digests of `(path, digest)` pairs, in the order of the paths.
pub(crate) fn text(files: &BTreeMap<String, String>) -> String {
    files.iter().map(|(path, digest)| format!("{digest}  {}\n", encode(path))).collect()
}

/// The entries of a manifest; a line that is none is given back as it is.
pub(crate) fn entries(text: &str) -> impl Iterator<Item = Result<Entry, &str>> {
    text.trim_start_matches('\u{feff}')
        .split(['\n', '\r'])
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| entry(line).ok_or(line))
}

fn entry(line: &str) -> Option<Entry> {
    let (digest, path) = line.split_once([' ', '\t'])?;
    let path = path.trim_start().trim_start_matches('*');
    let path = path.strip_prefix("./").unwrap_or(path);
    let is_hex = !digest.is_empty() && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    (is_hex && !path.is_empty()).then(|| Entry { digest: digest.to_ascii_lowercase(), path: path.to_owned() })
}

/// Encodes CR, LF and `%`, and only those, as RFC 8493 section 2.1.3 says.
pub(crate) fn encode(path: &str) -> String {
    path.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

/// The other way round.
pub(crate) fn decode(path: &str) -> String {
    decode_breaks(path).replace("%25", "%")
}

/// Up to version 0.97, and in the Library of Congress's own tool until today, `%` stands for itself.
pub(crate) fn decode_breaks(path: &str) -> String {
    ["%0A", "%0a"].iter().fold(
        ["%0D", "%0d"].iter().fold(path.to_owned(), |path, code| path.replace(code, "\r")),
        |path, code| path.replace(code, "\n"),
    )
}

/// Takes a file that people write (`session.json`, a note) out of the bag's tag manifests, before it is
/// changed: a tag manifest need not list every file, but what it lists must be so. Gives those that listed it.
pub(crate) fn release(bag: &Path, path: &str) -> Result<Vec<PathBuf>, ArchiveError> {
    let listing = fs::read_dir(bag).map_err(|error| ArchiveError::reading(bag, error))?;
    let mut listed = Vec::new();
    for item in listing {
        let item = item.map_err(|error| ArchiveError::reading(bag, error))?;
        if !is_manifest(&item.file_name().to_string_lossy(), "tagmanifest-") {
            continue;
        }
        let file = item.path();
        let text = read(&file)?;
        let lists = |line: &&str| entry(line.trim()).is_some_and(|entry| decode(&entry.path) == path);
        if text.lines().any(|line| lists(&line)) {
            let kept: String = text.split_inclusive('\n').filter(|line| !lists(line)).collect();
            atomic::write(&file, kept.as_bytes())?;
            listed.push(file);
        }
    }
    listed.sort();
    Ok(listed)
}

/// Lists a file that was released again, as it is now. A manifest whose algorithm is not known goes without.
pub(crate) fn list(manifests: &[PathBuf], path: &str, content: &[u8]) -> Result<(), ArchiveError> {
    for file in manifests {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        if let Some(algorithm) = algorithm(&name).and_then(Algorithm::from_name) {
            let mut text = read(file)?;
            if !text.is_empty() && !text.ends_with('\n') {
                text.push('\n');
            }
            text.push_str(&format!("{}  {}\n", algorithm.digest(content), encode(path)));
            atomic::write(file, text.as_bytes())?;
        }
    }
    Ok(())
}

fn read(manifest: &Path) -> Result<String, ArchiveError> {
    let (content, _) = atomic::read(manifest)?;
    String::from_utf8(content).map_err(|error| ArchiveError::corrupt(manifest, error))
}

/// The algorithm that a manifest's file name tells.
pub(crate) fn algorithm(name: &str) -> Option<&str> {
    name.rsplit_once('-').and_then(|(_, rest)| rest.strip_suffix(".txt"))
}

/// Whether a file of this name is a manifest of the kind that the prefix tells.
pub(crate) fn is_manifest(name: &str, prefix: &str) -> bool {
    name.starts_with(prefix) && name.ends_with(".txt")
}

#[cfg(test)]
mod tests {
    use proptest::collection::btree_map;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_read_as_many_tools_write_them() {
        let text =
            "\u{feff}# made by hand\nAB12  data/a b.txt\r\nab12 *data/b\n\nab12\t./data/c\nno entry\nab12\n";
        let found: Vec<_> = entries(text).map(|entry| entry.map(|entry| entry.path)).collect();
        assert_eq!(
            found,
            [
                Ok("data/a b.txt".to_owned()),
                Ok("data/b".into()),
                Ok("data/c".into()),
                Err("no entry"),
                Err("ab12")
            ]
        );
    }

    #[test]
    fn a_released_file_is_no_longer_listed() {
        let bag = tempfile::tempdir().unwrap();
        let manifest = bag.path().join("tagmanifest-md5.txt");
        fs::write(&manifest, "aa  bagit.txt\r\nbb  session.json\r\ncc  notes/session.json\r\n").unwrap();
        let listed = release(bag.path(), "session.json").unwrap();
        assert_eq!(
            fs::read_to_string(&manifest).unwrap(),
            "aa  bagit.txt\r\ncc  notes/session.json\r\n",
            "all other bytes stay"
        );
        list(&listed, "session.json", b"abc").unwrap();
        assert!(
            fs::read_to_string(&manifest)
                .unwrap()
                .ends_with("cc  notes/session.json\r\n900150983cd24fb0d6963f7d28e17f72  session.json\n"),
            "it is listed with the digest of RFC 1321"
        );
        assert_eq!(release(bag.path(), "other.json").unwrap(), [] as [PathBuf; 0]);
    }

    proptest! {
        #[test]
        fn paths_survive_a_manifest(
            names in btree_map("data/[%\r\n 0A25Dda\\PC]{1,20}[a-z]", "[0-9a-f]{64}", 0..5)
        ) {
            let read: BTreeMap<_, _> = entries(&text(&names))
                .map(|entry| entry.unwrap())
                .map(|entry| (decode(&entry.path), entry.digest))
                .collect();
            prop_assert_eq!(read, names);
        }
    }
}

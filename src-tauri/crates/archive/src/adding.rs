//! Making a session of files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use causerie_model::Session;
use jiff::civil::Date;
use serde_json::Value;

use crate::archive::{SESSION, check_files, files};
use crate::bag::Oxum;
use crate::copying::{Copying, plain_file};
use crate::paths::check_payload;
use crate::saving::LAST_GOOD;
use crate::staging::Staging;
use crate::{Archive, ArchiveError, Copied, atomic, bag, disk, manifest, names};

/// The field of a recording or a log that keeps the name its file came with, where it had to be kept under
/// another.
const ORIGINAL_NAME: &str = "original_name";

/// A file to be copied into a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Where it is.
    pub from: PathBuf,
    /// Where it is to lie, from the session's folder, with `/` between names: `data/chat.txt`. No two may be
    /// equal.
    pub to: String,
}

impl Archive {
    /// Copies the sources into a new session, and gives the name of its folder. Afterwards the session is on
    /// the disk, whole; after any failure, or a crash at any moment, it is absent.
    ///
    /// A file whose name some system can't hold, or that differs from another only in case, is kept under
    /// another name (see [`crate::payload_name`]); the paths in `session.json` follow, so read it back by
    /// [`Archive::load`]. `when` is today.
    pub fn create_session(
        &self,
        session: &Session,
        sources: &[Source],
        when: Date,
        progress: &dyn Fn(Copied),
        cancel: &AtomicBool,
    ) -> Result<String, ArchiveError> {
        self.check_writable()?;
        let names = kept_names(sources)?;
        let session = with_names(session, &names)?;
        let total =
            sources.iter().map(|source| Ok(plain_file(&source.from)?.len())).sum::<Result<u64, _>>()?;

        let staging = Staging::new(self.root())?;
        let copying = Copying { done: 0, total, progress, cancel };
        fill(staging.path(), &session, sources, &names, when, copying)
            .map_err(|error| error.of_work(total))?;
        staging.finish(&names::folder_name(session.date.as_deref(), &session.title))
    }
}

/// Makes an empty folder the bag of a session.
fn fill(
    bag: &Path,
    session: &Session,
    sources: &[Source],
    names: &BTreeMap<String, String>,
    when: Date,
    mut copying: Copying<'_>,
) -> Result<(), ArchiveError> {
    make_folder(&bag.join("data"))?;
    let mut digests = BTreeMap::new();
    for source in sources {
        let path = names.get(&source.to).unwrap_or(&source.to);
        let to = bag.join(path);
        to.parent().map_or(Ok(()), make_folder)?;
        digests.insert(path.clone(), copying.file(&source.from, &to, path)?);
    }
    let payload = Oxum { bytes: copying.done, files: digests.len() as u64 };
    let content = atomic::json(&bag.join(SESSION), session)?;
    for name in [SESSION, LAST_GOOD] {
        atomic::create(&bag.join(name), &content)?;
    }
    for (name, content) in [
        ("bagit.txt", bag::DECLARATION.to_owned()),
        ("bag-info.txt", bag::info(session, when, payload)),
        ("manifest-sha256.txt", manifest::text(&digests)),
    ] {
        atomic::create(&bag.join(name), content.as_bytes())?;
    }
    Ok(())
}

pub(crate) fn make_folder(folder: &Path) -> Result<(), ArchiveError> {
    disk::make_folder(folder).map_err(|error| ArchiveError::writing(folder, 0, error))
}

/// The path under which each source is kept, by the one that was asked for.
fn kept_names(sources: &[Source]) -> Result<BTreeMap<String, String>, ArchiveError> {
    let bad = |to: &str, reason| ArchiveError::BadPath { path: to.to_owned(), reason };
    let mut kept = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for Source { to, .. } in sources {
        let name = to.strip_prefix("data/").ok_or_else(|| bad(to, "it does not lie under data/"))?;
        if name.split('/').any(|part| matches!(part, "" | "." | "..")) {
            return Err(bad(to, "it holds an empty name, . or .."));
        }
        let parts: Vec<_> = name.split('/').map(names::payload_name).collect();
        let wanted = format!("data/{}", parts.join("/"));
        check_payload(&wanted)?;
        let path = (1..)
            .map(|n| if n == 1 { wanted.clone() } else { renumbered(&wanted, n) })
            .find(|path| taken.insert(names::folded(path)))
            .unwrap_or(wanted);
        if kept.insert(to.clone(), path).is_some() {
            return Err(bad(to, "two files are to lie there"));
        }
    }
    Ok(kept)
}

fn renumbered(path: &str, n: u32) -> String {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("data", path));
    format!("{folder}/{}", names::numbered_payload(name, n))
}

/// The session with the paths under which its files are kept.
fn with_names(session: &Session, names: &BTreeMap<String, String>) -> Result<Session, ArchiveError> {
    if let Some(path) = files(session).find(|&path| !names.contains_key(path)) {
        let reason = "the session names it, but no such file is added";
        return Err(ArchiveError::BadPath { path: path.to_owned(), reason });
    }
    let mut session = session.clone();
    let recordings = session.recordings.iter_mut().map(|part| (&mut part.path, &mut part.unknown));
    let logs = session.logs.iter_mut().map(|log| (&mut log.path, &mut log.unknown));
    for (path, unknown) in recordings.chain(logs) {
        if let Some(kept) = names.get(path).filter(|kept| *kept != path) {
            let original = path.rsplit('/').next().unwrap_or_default();
            unknown.insert(ORIGINAL_NAME.into(), Value::from(original));
            path.clone_from(kept);
        }
    }
    check_files(&session)?;
    Ok(session)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(names: &[&str]) -> Result<Vec<String>, ArchiveError> {
        let sources: Vec<_> =
            names.iter().map(|to| Source { from: PathBuf::new(), to: (*to).into() }).collect();
        let kept = kept_names(&sources)?;
        Ok(names.iter().map(|name| kept[*name].clone()).collect())
    }

    #[test]
    fn files_that_a_file_system_takes_for_one_are_told_apart() {
        assert_eq!(
            kept(&[
                "data/Chat.txt",
                "data/chat.txt",
                "data/cha\u{301}t.txt",
                "data/ch\u{e1}t.txt",
                "data/a/chat.txt"
            ])
            .unwrap(),
            [
                "data/Chat.txt",
                "data/chat (2).txt",
                "data/cha\u{301}t.txt",
                "data/ch\u{e1}t (2).txt",
                "data/a/chat.txt"
            ]
        );
        assert_eq!(kept(&["data/1%.txt", "data/1_.txt"]).unwrap(), ["data/1_.txt", "data/1_ (2).txt"]);
    }

    #[test]
    fn a_target_outside_of_the_payload_is_refused() {
        for to in ["chat.txt", "data/../chat.txt", "data/", "data//x", "/data/x", "session.json"] {
            assert!(matches!(kept(&[to]), Err(ArchiveError::BadPath { .. })), "{to}");
        }
        assert!(kept(&["data/x", "data/x"]).is_err(), "nothing is overwritten");
    }
}

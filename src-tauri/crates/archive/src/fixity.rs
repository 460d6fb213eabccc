//! Fixity: whether every file of a bag is still, to the byte, what its manifests say.

use std::fmt;
use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use rayon::prelude::*;
use walkdir::{DirEntry, WalkDir};

use crate::archive::SESSION;
use crate::digest::{Algorithm, Stopped, digests};
use crate::inspection::{Inspection, Listed};
use crate::{Archive, ArchiveError};

/// What checking a session found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fixity {
    /// Files that were read and compared.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong, in the order of the files. Empty: all is well.
    pub bad: Vec<Bad>,
    /// What is as it should be, but not as well as it could be: digests that somebody could forge.
    pub warnings: Vec<String>,
}

/// What became of the checking of one session of several.
pub type Outcome = Result<Fixity, ArchiveError>;

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bad {
    /// From the session's folder.
    pub file: String,
    /// What is wrong with it.
    pub reason: Reason,
}

/// What can be wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It is listed, but not there.
    Missing,
    /// Its bytes are not those that were listed.
    Changed,
    /// It lies in `data/`, but no manifest lists it.
    Added,
    /// It can't be read; the system says why.
    Unreadable(String),
    /// It is a symbolic link, or something else that is no file.
    NotAFile,
    /// It is listed under a path that is refused.
    BadPath(&'static str),
    /// It is listed by an algorithm only that is not known here.
    Unchecked(String),
    /// It is a part of the bag itself, and is not as RFC 8493 wants it.
    Malformed(String),
}

impl Reason {
    /// A word for it that stays the same: `missing`, `changed`, `added`, `unreadable`, `not_a_file`, `bad_path`,
    /// `unchecked` or `malformed`.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Changed => "changed",
            Self::Added => "added",
            Self::Unreadable(_) => "unreadable",
            Self::NotAFile => "not_a_file",
            Self::BadPath(_) => "bad_path",
            Self::Unchecked(_) => "unchecked",
            Self::Malformed(_) => "malformed",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("missing"),
            Self::Changed => f.write_str("changed: its bytes are not those that were recorded"),
            Self::Added => f.write_str("added: no manifest lists it"),
            Self::Unreadable(why) => write!(f, "can't be read: {why}"),
            Self::NotAFile => f.write_str("is a link or no plain file; it was not followed"),
            Self::BadPath(why) => write!(f, "has a path that is refused: {why}"),
            Self::Unchecked(algorithm) => write!(f, "can't be checked: {algorithm} is not known here"),
            Self::Malformed(why) => write!(f, "is not as a bag wants it: {why}"),
        }
    }
}

impl Archive {
    /// Checks every byte of a session against its manifests, on all processors, and that what people wrote can
    /// be read. `progress` is told the bytes read since it was last told, from several threads.
    pub fn verify(
        &self,
        folder: &str,
        progress: &(dyn Fn(u64) + Sync),
        cancel: &AtomicBool,
    ) -> Result<Fixity, ArchiveError> {
        let bag = self.session_folder(folder)?;
        let mut fixity = check(&bag, progress, cancel)?;
        if let Err(error) = self.load(folder) {
            fixity.bad.push(Bad { file: SESSION.into(), reason: Reason::Unreadable(error.to_string()) });
        }
        fixity.bad.extend(self.damaged_notes(folder)?);
        fixity.bad.sort();
        Ok(fixity)
    }

    /// Checks several sessions at once, so that all processors have work whatever the sessions hold, and hands each
    /// outcome over as it comes, from several threads. `progress` is told the session and the bytes read since it was
    /// last told. Once cancelled, no more outcomes come.
    pub fn verify_each(
        &self,
        folders: &[String],
        progress: &(dyn Fn(&str, u64) + Sync),
        cancel: &AtomicBool,
        done: &(dyn Fn(&str, Outcome) + Sync),
    ) -> Result<(), ArchiveError> {
        folders.par_iter().with_max_len(1).try_for_each(|folder| {
            match self.verify(folder, &|read| progress(folder, read), cancel) {
                Err(ArchiveError::Cancelled) => Err(ArchiveError::Cancelled),
                outcome => {
                    done(folder, outcome);
                    Ok(())
                }
            }
        })
    }

    /// Checks every byte of one file of a session, given its path from the session's folder, and tells what is wrong with it.
    pub fn verify_file(
        &self,
        folder: &str,
        path: &str,
        cancel: &AtomicBool,
    ) -> Result<Option<Bad>, ArchiveError> {
        let bag = self.session_folder(folder)?;
        let mut inspection = Inspection::of(&bag);
        let listed = inspection.listed();
        let reason = match (inspection.bad.remove(path), listed.get(path)) {
            (Some(reason), _) => reason,
            (None, None) => Reason::Added,
            (None, Some(digests)) => return Ok(check_file(&bag, path, digests, &|_| (), cancel)?.err()),
        };
        Ok(Some(Bad { file: path.to_owned(), reason }))
    }

    /// How many bytes the files of some sessions have, about: what can't be looked at counts nothing.
    pub fn bytes_of(&self, folders: &[String]) -> u64 {
        let bytes = |folder: &String| {
            let bag = self.session_folder(folder).ok()?;
            let files = WalkDir::new(bag.join("data")).into_iter().flatten();
            Some(files.filter(|item| item.file_type().is_file()).map(size).sum::<u64>())
        };
        folders.par_iter().filter_map(bytes).sum()
    }
}

fn size(item: DirEntry) -> u64 {
    item.metadata().map_or(0, |meta| meta.len())
}

/// Checks a bag. Fails only if there is no such folder, or when cancelled; all else is in the result.
pub(crate) fn check(
    bag: &Path,
    progress: &(dyn Fn(u64) + Sync),
    cancel: &AtomicBool,
) -> Result<Fixity, ArchiveError> {
    if !bag.is_dir() {
        return Err(ArchiveError::NotFound { path: bag.to_path_buf() });
    }
    let mut inspection = Inspection::of(bag);
    inspection.check_declaration();
    let listed = inspection.listed();
    inspection.check_added(&listed);
    let oxum = inspection.wrong_oxum();
    let warnings = weak(&listed);
    // The longest first, so that none is left to one processor at the end.
    let mut listed: Vec<_> = listed.into_iter().collect();
    listed.sort_by_key(|(path, _)| std::cmp::Reverse(inspection.size(path)));
    let read: Vec<_> = listed
        .par_iter()
        .with_max_len(1)
        .map(|(path, digests)| check_file(bag, path, digests, progress, cancel))
        .collect::<Result<_, _>>()?;

    let bad = inspection.bad.into_iter().map(|(file, reason)| Bad { file, reason });
    let mut fixity = Fixity { bad: bad.collect(), warnings, ..Fixity::default() };
    for file in read {
        match file {
            Ok(bytes) => {
                fixity.files += 1;
                fixity.bytes += bytes;
            }
            Err(bad) => fixity.bad.push(bad),
        }
    }
    // Where a file is bad, the size of the whole is no news.
    if !fixity.bad.iter().any(|bad| bad.file.starts_with("data/")) {
        fixity.bad.extend(oxum);
    }
    fixity.bad.sort();
    Ok(fixity)
}

/// Says so where nothing better than MD5 or SHA-1 guards a payload: they tell of accidents, not of forgery (RFC 8493
/// section 5.4).
fn weak(listed: &Listed) -> Vec<String> {
    let is_weak = |(path, digests): &(&String, &Vec<(Algorithm, String)>)| {
        path.starts_with("data/") && !digests.is_empty() && digests.iter().all(|(kind, _)| kind.is_weak())
    };
    match listed.iter().filter(is_weak).count() {
        0 => Vec::new(),
        files => {
            let what = if files == 1 { "1 file is".to_owned() } else { format!("{files} files are") };
            vec![format!("{what} guarded by MD5 or SHA-1 only, which tell of accidents but can be forged")]
        }
    }
}

/// Reads a file and compares its digests; its bytes if all agree.
fn check_file(
    bag: &Path,
    path: &str,
    expected: &[(Algorithm, String)],
    progress: &(dyn Fn(u64) + Sync),
    cancel: &AtomicBool,
) -> Result<Result<u64, Bad>, ArchiveError> {
    let bad = |reason| Ok(Err(Bad { file: path.to_owned(), reason }));
    let handle = match File::open(bag.join(path)) {
        Ok(handle) => handle,
        Err(error) => return bad(Reason::Unreadable(error.to_string())),
    };
    let algorithms: Vec<_> = expected.iter().map(|(algorithm, _)| *algorithm).collect();
    let mut bytes = 0;
    let found = digests(handle, &algorithms, cancel, |read| {
        bytes += read;
        progress(read);
    });
    match found {
        Ok(found) if found.iter().eq(expected.iter().map(|(_, digest)| digest)) => Ok(Ok(bytes)),
        Ok(_) => bad(Reason::Changed),
        Err(Stopped::Cancelled) => Err(ArchiveError::Cancelled),
        Err(Stopped::Reading(error)) => bad(Reason::Unreadable(error.to_string())),
        Err(Stopped::Taking(never)) => match never {},
    }
}

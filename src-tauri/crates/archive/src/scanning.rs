//! Finding the sessions of an archive, by the names in its folders and without a look into any file.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder, prelude::*};
use thread_priority::ThreadPriority;

use crate::archive::{IDENTITY, SESSION};
use crate::{Archive, ArchiveError, Stamp, bag, notes, stamp};

/// How many folders deep a session may lie, when people sort sessions into folders of their own.
pub(crate) const DEPTH: usize = 4;
/// So many folders are looked at at once: on a network drive each look waits for an answer.
const AT_ONCE: usize = 16;
/// Fewer folders than this are looked at one after the other.
const MANY: usize = 128;

/// A session's folder, as a scan finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// From the archive's root, with `/` between names.
    pub folder: String,
    /// What its `session.json` looks like.
    pub stamp: Stamp,
    /// When a note last came, went or was replaced, in nanoseconds since 1970; 0 if there never was one.
    pub notes: i64,
}

/// What a scan finds.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Survey {
    /// The sessions, in the order of their folders' names.
    pub sessions: Vec<Found>,
    /// The other folders that it looked into or that may become sessions, from the archive's root; in no order.
    pub others: Vec<String>,
}

impl Archive {
    /// The sessions of [`Archive::survey`].
    pub fn scan(&self) -> Result<Vec<Found>, ArchiveError> {
        Ok(self.survey()?.sessions)
    }

    /// Every folder that holds a `session.json`; hidden folders, symbolic links and folders that are closed to us are
    /// passed over. Any other failure fails the whole scan: a drive that went away must not look like sessions that were
    /// deleted.
    pub fn survey(&self) -> Result<Survey, ArchiveError> {
        if !self.root().join(IDENTITY).is_file() {
            return Err(ArchiveError::NotAnArchive { root: self.root().to_path_buf() });
        }
        let mut survey = inside(self.root(), "", DEPTH)?;
        survey.sessions.sort_by(|a, b| a.folder.cmp(&b.folder));
        Ok(survey)
    }

    /// When a note of a session last came, went or was replaced, as [`Found::notes`] says it.
    pub fn notes_changed(&self, folder: &str) -> i64 {
        notes_changed(&self.root().join(folder))
    }
}

fn notes_changed(bag: &Path) -> i64 {
    let meta = fs::symlink_metadata(bag.join(notes::FOLDER)).ok();
    meta.filter(Metadata::is_dir).map_or(0, |meta| stamp::modified(&meta))
}

fn inside(folder: &Path, name: &str, depth: usize) -> Result<Survey, ArchiveError> {
    let names = match folders(folder) {
        Err(error) if !name.is_empty() && is_passed_over(&error) => {
            tracing::warn!(%error, folder = name, "passed over");
            return Ok(Survey::default());
        }
        names => names.map_err(|error| ArchiveError::reading(folder, error))?,
    };
    let look = |item: &String| one(folder, name, item, depth);
    let looked: Vec<_> = match (&*THREADS, names.len()) {
        (Some(threads), MANY..) => threads.install(|| names.par_iter().map(look).collect()),
        _ => names.iter().map(look).collect(),
    };
    let mut survey = Survey { sessions: Vec::with_capacity(names.len()), others: Vec::new() };
    for (item, looked) in names.into_iter().zip(looked) {
        let folder = inner(name, item);
        match looked? {
            Looked::Session { stamp, notes } => survey.sessions.push(Found { folder, stamp, notes }),
            Looked::Other => survey.others.push(folder),
            Looked::Folders(found) => {
                survey.sessions.extend(found.sessions);
                survey.others.extend(found.others);
                survey.others.push(folder);
            }
        }
    }
    Ok(survey)
}

/// A folder's name from the archive's root.
fn inner(name: &str, item: String) -> String {
    if name.is_empty() { item } else { format!("{name}/{item}") }
}

static THREADS: LazyLock<Option<ThreadPool>> = LazyLock::new(|| {
    let threads = ThreadPoolBuilder::new().num_threads(AT_ONCE).thread_name(|n| format!("scan {n}"));
    let threads = threads.start_handler(|_| yield_to_others()).build();
    threads.inspect_err(|error| tracing::debug!(%error, "folders are looked at one after the other")).ok()
});

/// Lets a window be drawn before folders are looked at.
fn yield_to_others() {
    if let Err(error) = ThreadPriority::Min.set_for_current() {
        tracing::debug!(?error, "folders are looked at as if it were urgent");
    }
}

/// What a folder is seen to be. Nothing is told by name: what the threads keep of memory would be kept for good.
enum Looked {
    Session { stamp: Stamp, notes: i64 },
    Folders(Survey),
    Other,
}

/// A folder that is a session, or may hold some.
fn one(folder: &Path, name: &str, item: &str, depth: usize) -> Result<Looked, ArchiveError> {
    let path = folder.join(item);
    match fs::symlink_metadata(path.join(SESSION)) {
        Ok(meta) if meta.is_file() => {
            Ok(Looked::Session { stamp: Stamp::of(&meta), notes: notes_changed(&path) })
        }
        Ok(_) => Ok(Looked::Other),
        Err(error) if !is_passed_over(&error) => Err(ArchiveError::reading(&path, error)),
        Err(_) if depth > 1 && !bag::is_bag(&path) => {
            inside(&path, &inner(name, item.to_owned()), depth - 1).map(Looked::Folders)
        }
        Err(_) => Ok(Looked::Other),
    }
}

/// The names of a folder's folders, but for hidden ones.
fn folders(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for item in fs::read_dir(folder)? {
        let item = item?;
        // A name that is no Unicode can't be told to anybody, nor stored in an index.
        let Ok(name) = item.file_name().into_string() else {
            tracing::warn!(folder = %item.path().display(), "passed over: its name is not Unicode");
            continue;
        };
        if !name.starts_with('.') && item.file_type()?.is_dir() {
            names.push(name);
        }
    }
    Ok(names)
}

/// Whether a scan goes on without a folder: it was removed a moment ago, or is closed to us, as `lost+found`
/// is.
fn is_passed_over(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
}

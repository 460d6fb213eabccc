//! Opening an archive and the index that belongs to it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use causerie_archive::{Archive, ArchiveError, Note};
use causerie_index::{Index, IndexError, Reader};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::score::Score;
use crate::search::Searcher;
use crate::wire::{NoteView, Problem};
use crate::{Places, Result, error};

/// What the world gives that logic must not take by itself: the time and fresh ids.
pub struct Surroundings {
    /// The moment it is, in the zone of the place.
    pub now: Box<dyn Fn() -> jiff::ZonedDateTime + Send + Sync>,
    /// An id that nobody else has.
    pub fresh_id: Box<dyn Fn() -> Uuid + Send + Sync>,
}

impl Surroundings {
    /// The system's clock and random ids.
    pub fn real() -> Self {
        Self { now: Box::new(jiff::ZonedDateTime::now), fresh_id: Box::new(Uuid::new_v4) }
    }
}

/// An archive, open, with its index.
pub struct App {
    pub(crate) archive: Archive,
    pub(crate) surroundings: Surroundings,
    index: Mutex<Option<Index>>,
    pub(crate) index_path: PathBuf,
    pub(crate) searcher: Searcher,
    pub(crate) score: Mutex<Option<Arc<Score>>>,
    pub(crate) problems: Mutex<Vec<Problem>>,
    /// Held while a recording is analysed: that takes all cores, and who waits for the same one finds it kept.
    pub(crate) listening: Mutex<()>,
    /// The notes that were removed since it was opened, which may be wanted back.
    pub(crate) removed_notes: Mutex<BTreeMap<Uuid, Note>>,
    /// The saved searches that were removed since it was opened, likewise.
    pub(crate) removed_searches: Mutex<BTreeMap<String, Map<String, Value>>>,
    /// The notes as they were last told, by their ids.
    pub(crate) seen_notes: Mutex<BTreeMap<String, NoteView>>,
}

impl App {
    /// Opens the archive, and makes it first where there is none.
    ///
    /// # Errors
    /// If the folder holds something else, or the index can't be opened or made.
    pub fn open(places: &Places, surroundings: Surroundings) -> Result<Self> {
        let archive = match Archive::open(&places.archive) {
            Err(ArchiveError::NotAnArchive { .. } | ArchiveError::NotFound { .. }) => {
                Archive::create(&places.archive, (surroundings.fresh_id)(), &title_of(&places.archive))?
            }
            other => other?,
        };
        let index_path = places.index.join(format!("{}.sqlite", archive.id()));
        let app = Self {
            archive,
            surroundings,
            index: Mutex::new(None),
            searcher: Searcher::default(),
            index_path,
            score: Mutex::new(None),
            problems: Mutex::new(Vec::new()),
            listening: Mutex::default(),
            removed_notes: Mutex::default(),
            removed_searches: Mutex::default(),
            seen_notes: Mutex::default(),
        };
        app.with_index(|_| Ok(()))?;
        app.remember_archive(&places.index);
        Ok(app)
    }

    /// The archive's folder.
    pub fn folder(&self) -> &Path {
        self.archive.root()
    }

    /// Does something with the one writer. An index that was taken away or is damaged is made anew first, and filled.
    pub(crate) fn with_index<T>(&self, work: impl FnOnce(&mut Index) -> Result<T>) -> Result<T> {
        let mut slot = lock(&self.index);
        if !self.index_path.exists() {
            *slot = None;
            self.searcher.reset();
        }
        let index = match &mut *slot {
            Some(index) => index,
            None => slot.insert(self.open_index()?),
        };
        work(index)
    }

    /// A fresh reader of the index, which is made anew first if it was taken away.
    pub(crate) fn reader(&self) -> Result<Reader> {
        self.ensure_index()?;
        Ok(Reader::open(&self.index_path)?)
    }

    /// Makes the index anew if it was taken away.
    pub(crate) fn ensure_index(&self) -> Result<()> {
        if self.index_path.exists() { Ok(()) } else { self.with_index(|_| Ok(())) }
    }

    /// Opens the index; one that is damaged or of a later version is set aside. Where there is none it is filled in
    /// another place and then moved to its own, so that nobody ever finds half of one there. Of several programs that
    /// find none, one makes it and the others wait.
    fn open_index(&self) -> Result<Index> {
        let path = &self.index_path;
        let io = |what| move |e: std::io::Error| error::io(what, path, &e);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(io("make"))?;
        }
        let turn = File::create(path.with_extension("lock")).map_err(io("lock"))?;
        turn.lock().map_err(io("lock"))?;
        if path.exists() {
            match Index::open(path) {
                Err(IndexError::Corrupt { .. } | IndexError::Newer { .. }) => {
                    let aside = path.with_extension("sqlite.damaged");
                    tracing::warn!(path = %path.display(), aside = %aside.display(), "the index could not be read; it is made anew");
                    std::fs::rename(path, &aside).map_err(io("set aside"))?;
                }
                other => return Ok(other?),
            }
        }
        let fresh = path.with_extension("new.sqlite");
        for old in [path, &fresh] {
            for suffix in ["sqlite", "sqlite-wal", "sqlite-shm"] {
                let _ = std::fs::remove_file(old.with_extension(suffix));
            }
        }
        self.fill(&mut Index::open(&fresh)?, &crate::Job::new())?;
        std::fs::rename(&fresh, path).map_err(io("make"))?;
        Ok(Index::open(path)?)
    }

    /// The folder beside the index for what is drawn once and can be drawn again.
    pub(crate) fn cache(&self) -> PathBuf {
        self.index_path.with_extension("peaks")
    }
}

/// What a new archive is called: its folder's name.
fn title_of(folder: &Path) -> String {
    folder.file_name().map_or_else(|| "Causerie".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A lock that outlives a panic elsewhere: what it guards is replaced whole, never half.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Job;

    #[test]
    fn an_index_that_was_taken_away_is_whole_for_everybody_who_asks_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
        let app = App::open(&places, Surroundings::real()).unwrap();
        app.open_sample(&Job::new()).unwrap();
        for _ in 0..20 {
            std::fs::remove_dir_all(&places.index).unwrap();
            std::thread::scope(|scope| {
                scope.spawn(|| assert!(app.search("the", None, 5, true).unwrap().total > 0));
                for _ in 0..3 {
                    scope.spawn(|| assert_eq!(app.overview().unwrap().sessions.len(), 1));
                }
                scope.spawn(|| app.scan(&Job::new()).unwrap());
            });
        }
    }
}

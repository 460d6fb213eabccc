//! Opening an archive and the index that belongs to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use causerie_archive::{Archive, ArchiveError, Note};
use causerie_index::{Index, IndexError, Reader};
use uuid::Uuid;

use crate::score::Score;
use crate::search::Searcher;
use crate::wire::{AppError, Problem};
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
    index_path: PathBuf,
    pub(crate) searcher: Searcher,
    pub(crate) score: Mutex<Option<Arc<Score>>>,
    pub(crate) problems: Mutex<Vec<Problem>>,
    /// Held while a recording is analysed: that takes all cores, and who waits for the same one finds it kept.
    pub(crate) listening: Mutex<()>,
    /// The notes that were removed since it was opened, which may be wanted back.
    pub(crate) removed_notes: Mutex<BTreeMap<Uuid, Note>>,
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
        };
        app.with_index(|_| Ok(()))?;
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
            None => {
                let (mut index, is_new) = open_or_replace(&self.index_path)?;
                if is_new {
                    self.fill(&mut index, &crate::Job::new())?;
                }
                slot.insert(index)
            }
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

    /// The folder beside the index for what is drawn once and can be drawn again.
    pub(crate) fn cache(&self) -> PathBuf {
        self.index_path.with_extension("peaks")
    }
}

/// Opens the index; one that is damaged or of a later version is set aside and a new one is begun.
/// Also tells whether it is empty and wants filling.
fn open_or_replace(path: &Path) -> Result<(Index, bool)> {
    let existed = path.exists();
    match Index::open(path) {
        Ok(index) => Ok((index, !existed)),
        Err(IndexError::Corrupt { .. } | IndexError::Newer { .. }) => {
            let aside = path.with_extension("sqlite.damaged");
            tracing::warn!(path = %path.display(), aside = %aside.display(), "the index could not be read; it is made anew");
            std::fs::rename(path, &aside).map_err(|e| error::io("set aside", path, &e))?;
            for suffix in ["sqlite-wal", "sqlite-shm"] {
                let _ = std::fs::remove_file(path.with_extension(suffix));
            }
            Ok((Index::open(path)?, true))
        }
        Err(other) => Err(AppError::from(other)),
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

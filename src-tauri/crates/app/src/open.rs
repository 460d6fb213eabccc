//! Opening an archive and the index that belongs to it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use causerie_archive::{Archive, ArchiveError, Note};
use causerie_index::Index;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::indexing::Identity;
use crate::score::Score;
use crate::search::Searcher;
use crate::wire::{NoteView, Problem};
use crate::{Job, Places, Result};

/// What the world gives that logic must not take by itself: the time, fresh ids, and who waits.
pub struct Surroundings {
    /// The moment it is, in the zone of the place.
    pub now: Box<dyn Fn() -> jiff::ZonedDateTime + Send + Sync>,
    /// An id that nobody else has.
    pub fresh_id: Box<dyn Fn() -> Uuid + Send + Sync>,
    /// Told how far it is whenever an index has to be made, which takes minutes for millions of messages.
    pub indexing: Job,
}

impl Surroundings {
    /// The system's clock and random ids; nobody is told of an index that has to be made.
    pub fn real() -> Self {
        Self::telling(Job::new())
    }

    /// The same, with somebody who is told how far the making of an index is.
    pub fn telling(indexing: Job) -> Self {
        Self { now: Box::new(jiff::ZonedDateTime::now), fresh_id: Box::new(Uuid::new_v4), indexing }
    }
}

/// An archive, open, with its index.
pub struct App {
    pub(crate) archive: Archive,
    pub(crate) surroundings: Surroundings,
    pub(crate) index: Mutex<Option<(Identity, Index)>>,
    pub(crate) index_path: PathBuf,
    pub(crate) has_made_index: AtomicBool,
    pub(crate) searcher: Searcher,
    pub(crate) score: Mutex<Option<Arc<Score>>>,
    pub(crate) problems: Mutex<Vec<Problem>>,
    /// Held while a recording is analysed: that takes all cores, and who waits for the same one finds it kept.
    pub(crate) listening: Mutex<()>,
    /// The notes that were removed since it was opened, which may be wanted back.
    pub(crate) removed_notes: Mutex<BTreeMap<Uuid, Note>>,
    /// The trays that were removed since it was opened, likewise.
    pub(crate) removed_trays: Mutex<BTreeMap<Uuid, Map<String, Value>>>,
    /// When a tray last changed, as far as was looked.
    pub(crate) seen_trays: Mutex<Option<SystemTime>>,
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
        Self::of(archive, places, surroundings)
    }

    /// Opens an archive that is there, and makes none.
    ///
    /// # Errors
    /// As [`App::open`], and if there is none.
    pub fn open_existing(places: &Places, surroundings: Surroundings) -> Result<Self> {
        Self::of(Archive::open(&places.archive)?, places, surroundings)
    }

    /// Makes an archive in a new folder or an empty one, called like the folder, and opens it.
    ///
    /// # Errors
    /// If there is something in the folder, or it can't be written.
    pub fn create(places: &Places, surroundings: Surroundings) -> Result<Self> {
        let title = title_of(&places.archive);
        let archive = Archive::create(&places.archive, (surroundings.fresh_id)(), &title)?;
        Self::of(archive, places, surroundings)
    }

    fn of(archive: Archive, places: &Places, surroundings: Surroundings) -> Result<Self> {
        let index_path = places.index.join(format!("{}.sqlite", archive.id()));
        let app = Self {
            archive,
            surroundings,
            index: Mutex::new(None),
            searcher: Searcher::default(),
            index_path,
            has_made_index: AtomicBool::new(false),
            score: Mutex::new(None),
            problems: Mutex::new(Vec::new()),
            listening: Mutex::default(),
            removed_notes: Mutex::default(),
            removed_trays: Mutex::default(),
            seen_trays: Mutex::default(),
            removed_searches: Mutex::default(),
            seen_notes: Mutex::default(),
        };
        app.with_index(|_| Ok(()))?;
        app.remember_archive(&places.index);
        Ok(app)
    }

    /// Whether the index had to be made since the archive was opened, and so is not to be made anew.
    pub fn has_made_index(&self) -> bool {
        self.has_made_index.load(Ordering::Relaxed)
    }

    /// The archive's folder.
    pub fn folder(&self) -> &Path {
        self.archive.root()
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

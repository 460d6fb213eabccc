//! Opening an archive and the index that belongs to it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use causerie_archive::{Archive, ArchiveError, Note};
use causerie_index::{Index, Reader};
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
    index: Mutex<Option<(Identity, Index)>>,
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

    /// Does something with the one writer. An index that was taken away, or turns out to be damaged, is made anew from the
    /// archive first, and then it is done once more.
    pub(crate) fn with_index<T>(&self, work: impl Fn(&mut Index) -> Result<T>) -> Result<T> {
        let mut slot = lock(&self.index);
        let (identity, index) = self.opened(&mut slot)?;
        match work(index) {
            Err(error) if index.is_damaged() => {
                tracing::warn!(%error, "what the index could not do");
                let identity = *identity;
                *slot = None;
                self.set_aside(identity)?;
                work(&mut self.opened(&mut slot)?.1)
            }
            done => done,
        }
    }

    /// Asks a fresh reader; as [`App::read_in`].
    pub(crate) fn read<T>(&self, ask: impl Fn(&Reader) -> Result<T>) -> Result<T> {
        self.read_in(&mut None, ask)
    }

    /// Asks the reader that was used before, unless the index is another one now. An index that was taken away, or turns
    /// out to be damaged, is made anew from the archive first, and then it is asked once more.
    pub(crate) fn read_in<T>(
        &self,
        slot: &mut Option<(Identity, Reader)>,
        ask: impl Fn(&Reader) -> Result<T>,
    ) -> Result<T> {
        let mut tried = false;
        loop {
            let identity = self.identity()?;
            if slot.as_ref().is_some_and(|(known, _)| *known != identity) {
                *slot = None;
            }
            let (error, is_damaged) = match slot {
                Some((_, reader)) => match ask(reader) {
                    Ok(answer) => return Ok(answer),
                    Err(error) => (error, reader.is_damaged()),
                },
                None => match Reader::open(&self.index_path) {
                    Ok(reader) => {
                        *slot = Some((identity, reader));
                        continue;
                    }
                    Err(error) => {
                        let is_damage = error.is_damage();
                        (error.into(), is_damage)
                    }
                },
            };
            if !is_damaged || tried {
                return Err(error);
            }
            tracing::warn!(%error, "what the index could not do");
            tried = true;
            *slot = None;
            let mut writer = lock(&self.index);
            *writer = None;
            self.set_aside(identity)?;
            self.opened(&mut writer)?;
        }
    }

    /// Which file the index is now; it is made first where there is none.
    fn identity(&self) -> Result<Identity> {
        match Identity::of(&self.index_path) {
            Some(identity) => Ok(identity),
            None => Ok(self.opened(&mut lock(&self.index))?.0),
        }
    }

    fn opened<'s>(&self, slot: &'s mut Option<(Identity, Index)>) -> Result<&'s mut (Identity, Index)> {
        let there = Identity::of(&self.index_path);
        if slot.as_ref().is_some_and(|(known, _)| Some(*known) != there) {
            *slot = None;
        }
        match slot {
            Some(opened) => Ok(opened),
            None => Ok(slot.insert(self.open_index()?)),
        }
    }

    /// Opens the index; one that is damaged or of a later version is set aside. Where there is none it is filled in
    /// another place and then moved to its own, so that nobody ever finds half of one there. Of several programs that
    /// find none, one makes it and the others wait.
    fn open_index(&self) -> Result<(Identity, Index)> {
        let path = &self.index_path;
        let _turn = self.index_turn()?;
        // What somebody was filling who was ended meanwhile.
        remove_files_of(&self.fresh_path());
        if path.exists() {
            match Index::open(path) {
                Err(error) if error.is_damage() => self.move_aside()?,
                other => return Ok((Identity::of(path).unwrap_or_default(), other?)),
            }
        }
        let fresh = self.filled_index(&crate::Job::new())?;
        remove_files_of(path);
        std::fs::rename(&fresh, path).map_err(|e| error::io("make", path, &e))?;
        Ok((Identity::of(path).unwrap_or_default(), Index::open(path)?))
    }

    /// A whole index that nobody else knows yet. For those whose turn it is to make one.
    pub(crate) fn filled_index(&self, job: &crate::Job) -> Result<PathBuf> {
        let fresh = self.fresh_path();
        remove_files_of(&fresh);
        let mut index = Index::create(&fresh)?;
        let filled = self.fill(&mut index, job).and_then(|_| Ok(index.finish()?));
        filled.inspect_err(|_| remove_files_of(&fresh))?;
        Ok(fresh)
    }

    fn fresh_path(&self) -> PathBuf {
        self.index_path.with_extension("new.sqlite")
    }

    /// Waits until no other program makes or replaces the index.
    pub(crate) fn index_turn(&self) -> Result<File> {
        let io = |what| move |e: std::io::Error| error::io(what, &self.index_path, &e);
        if let Some(folder) = self.index_path.parent() {
            std::fs::create_dir_all(folder).map_err(io("make"))?;
        }
        let turn = File::create(self.index_path.with_extension("lock")).map_err(io("lock"))?;
        turn.lock().map_err(io("lock"))?;
        Ok(turn)
    }

    /// Moves a damaged index out of the way, unless somebody else did so meanwhile.
    fn set_aside(&self, damaged: Identity) -> Result<()> {
        let _turn = self.index_turn()?;
        if Identity::of(&self.index_path) == Some(damaged) { self.move_aside() } else { Ok(()) }
    }

    fn move_aside(&self) -> Result<()> {
        let (path, aside) = (&self.index_path, self.index_path.with_extension("sqlite.damaged"));
        tracing::warn!(path = %path.display(), aside = %aside.display(), "the index could not be read; it is made anew");
        std::fs::rename(path, &aside).map_err(|e| error::io("set aside", path, &e))
    }

    /// The folder beside the index for what is drawn once and can be drawn again.
    pub(crate) fn cache(&self) -> PathBuf {
        self.index_path.with_extension("peaks")
    }
}

/// Which file an index is: another one under the same name has another identity.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Identity {
    number: u64,
    created: Option<SystemTime>,
}

impl Identity {
    /// None if there is no such file.
    fn of(path: &Path) -> Option<Self> {
        let meta = std::fs::metadata(path).ok()?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&meta);
        #[cfg(not(unix))]
        let number = 0;
        Some(Self { number, created: meta.created().ok() })
    }
}

pub(crate) fn remove_files_of(index: &Path) {
    for suffix in ["sqlite", "sqlite-wal", "sqlite-shm"] {
        let _ = std::fs::remove_file(index.with_extension(suffix));
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

    /// All that the index can be asked.
    fn answers(app: &App) -> String {
        let sessions = app.overview().unwrap().sessions;
        let id = sessions[0].id;
        let ask = |query: &str| app.search(query, None, 50, true).unwrap();
        let searches = ["the ", "read", "\"good morning\"", "ook", "zzq ", "from:a "].map(|query| {
            let answer = ask(query);
            format!("{} {:?} {:?}", answer.total, answer.hits, answer.facets)
        });
        let hit = ask("the ").hits.iter().find_map(|hit| hit.message.clone()).unwrap();
        format!(
            "{sessions:?} {searches:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            app.shelves().unwrap(),
            app.cards(0, 9).unwrap(),
            app.open_session(id).unwrap().rows,
            app.score_rows(id, 0, 1_000).unwrap(),
            app.people(id).unwrap(),
            app.completions("the", 9).unwrap(),
            app.more_like(id, &hit, 9).unwrap().hits,
        )
    }

    #[test]
    fn an_index_that_is_damaged_anywhere_is_made_anew_without_a_question() {
        const PAGE: usize = 4_096;
        let folder = tempfile::tempdir().unwrap();
        let places = Places { archive: folder.path().join("archive"), index: folder.path().join("index") };
        let open = || App::open(&places, Surroundings::real()).unwrap();
        let app = open();
        app.open_sample(&Job::new()).unwrap();
        let (expected, path) = (answers(&app), app.index_path.clone());
        drop(app);
        let whole = std::fs::read(&path).unwrap();
        let mut damaged: Vec<Vec<u8>> =
            [0, 1, 100, PAGE, PAGE + 1, whole.len() / 2, whole.len() - PAGE, whole.len() - 1]
                .map(|size| whole[..size].to_vec())
                .into();
        let mut number = 7_u32;
        let mut garbage = || {
            number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            number.to_be_bytes()[0]
        };
        let pages = whole.len() / PAGE;
        for page in (0..pages).step_by(pages.div_ceil(60)) {
            let mut bytes = whole.clone();
            bytes[page * PAGE..(page + 1) * PAGE].fill_with(&mut garbage);
            damaged.push(bytes);
        }
        for (n, bytes) in damaged.iter().enumerate() {
            for left in std::fs::read_dir(&places.index).unwrap().map(|item| item.unwrap().path()) {
                let _ = std::fs::remove_file(left);
            }
            std::fs::write(&path, bytes).unwrap();
            let app = open();
            app.scan(&Job::new()).unwrap();
            assert!(answers(&app) == expected, "damage {n} of {}, {pages} pages", damaged.len());
        }
    }
}

//! The index of an archive: opened, made where there is none, and made anew where it is damaged.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use causerie_index::{Index, Reader};

use crate::open::{App, lock};
use crate::wire::Stage;
use crate::{Job, Result, error};

/// About which share of the work an index is filled after; then it is made quick to search.
const FILLED: f64 = 0.9;

impl App {
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
        let fresh = self.filled_index(&self.surroundings.indexing)?;
        remove_files_of(path);
        std::fs::rename(&fresh, path).map_err(|e| error::io("make", path, &e))?;
        self.has_made_index.store(true, Ordering::Relaxed);
        Ok((Identity::of(path).unwrap_or_default(), Index::open(path)?))
    }

    /// A whole index that nobody else knows yet. For those whose turn it is to make one.
    pub(crate) fn filled_index(&self, job: &Job) -> Result<PathBuf> {
        let fresh = self.fresh_path();
        remove_files_of(&fresh);
        let mut index = Index::create(&fresh)?;
        let (filling, finishing) = (job.within(0.0, FILLED), job.within(FILLED, 1.0 - FILLED));
        let finish = |index: Index| index.finish(&|share| finishing.tell(Stage::Indexing, "", share));
        let filled = self.fill(&mut index, &filling).and_then(|_| Ok(finish(index)?));
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

#[cfg(test)]
mod tests;

//! Making an index aside, and putting it in the place of one that is in use.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use rusqlite::backup::Backup;

use crate::error::IndexError;
use crate::writer::{Index, noted};
use crate::{connection, entries};

impl Index {
    /// Makes an index where there is none, to be filled before anybody else knows of it: quickly, and for nothing if the
    /// program or the machine ends meanwhile. Filled, it is given over by [`Index::finish`].
    ///
    /// # Errors
    /// If the file can't be made.
    pub fn create(path: &Path) -> Result<Self, IndexError> {
        let connection = connection::builder(path)?;
        entries::leave_in_pieces(&connection).map_err(|error| IndexError::new(path, error))?;
        Self::of(connection, path)
    }

    /// Makes an index that was begun by [`Index::create`] quick to search, and forces it to the disk, so that it can be moved
    /// to its place. `tell` is told about which share of that is done, from 0 to 1.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn finish(self, tell: &dyn Fn(f64)) -> Result<(), IndexError> {
        let ready = entries::join(&self.connection, tell).and_then(|()| connection::shared(&self.connection));
        ready.map_err(|error| self.failed(error))?;
        let Self { connection, path, .. } = self;
        connection.close().map_err(|(_, error)| IndexError::new(&path, error))?;
        let synced = File::options().write(true).open(&path).and_then(|file| file.sync_all());
        synced.map_err(|source| IndexError::Unforced { path, source })
    }

    /// Takes over all that another index holds, which must not be in use, in place of what it holds itself. That happens at
    /// once for all readers, and not at all if the program or the machine ends meanwhile.
    ///
    /// # Errors
    /// If the other can't be read, or this one not be written.
    pub fn take_over(&mut self, other: &Path) -> Result<(), IndexError> {
        const EACH: i32 = 4_096;
        let from = connection::reader(other)?;
        let (path, damaged) = (&self.path, &self.damaged);
        let failed = |error| noted(path, damaged, error);
        let backup = Backup::new(&from, &mut self.connection).map_err(failed)?;
        backup.run_to_completion(EACH, Duration::ZERO, None).map_err(failed)
    }
}

//! Writing what people changed.

use std::fs::{self, File};
use std::path::Path;

use causerie_model::Session;

use crate::archive::{SESSION, check_files};
use crate::{Archive, ArchiveError, Stamp, atomic, manifest};

impl Archive {
    /// Replaces a session's `session.json`, if it is still the one that was `seen`; else somebody changed it in
    /// the meantime, nothing is written, and [`ArchiveError::ChangedUnderneath`] says so. Returns the new
    /// stamp.
    pub fn save(&self, folder: &str, session: &Session, seen: &Stamp) -> Result<Stamp, ArchiveError> {
        self.check_writable()?;
        check_files(session)?;
        let bag = self.session_folder(folder)?;
        let file = bag.join(SESSION);
        let content = atomic::json(&file, session)?;

        let _turn = lock(&file)?;
        let (there, meta) = atomic::read(&file)?;
        if !seen.still(&Stamp::with_content(&meta, &there)) {
            return Err(ArchiveError::ChangedUnderneath { file });
        }
        manifest::release(&bag, SESSION)?;
        let meta = atomic::write(&file, &content)?;
        Ok(Stamp::with_content(&meta, &content))
    }
}

/// Waits for the turn to replace a file. Where there are no locks, as on some network drives, the stamp alone
/// guards it.
fn lock(file: &Path) -> Result<File, ArchiveError> {
    loop {
        let handle = File::options().read(true).write(true).open(file);
        let handle = handle.map_err(|error| ArchiveError::writing(file, 0, error))?;
        if let Err(error) = handle.lock() {
            tracing::debug!(%error, "no locks here");
            return Ok(handle);
        }
        // Whoever had the turn before may have renamed another file into this place.
        let fail = |error| ArchiveError::reading(file, error);
        let (locked, there) = (handle.metadata().map_err(fail)?, fs::metadata(file).map_err(fail)?);
        if Stamp::of(&locked) == Stamp::of(&there) {
            return Ok(handle);
        }
    }
}

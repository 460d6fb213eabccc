//! Writing what people changed.

use causerie_model::Session;

use crate::archive::{SESSION, check_files};
use crate::turn::{LOCK, Turn};
use crate::{Archive, ArchiveError, Stamp, atomic, tags};

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

        let _turn = self.turn();
        let (there, meta) = atomic::read(&file)?;
        if !seen.still(&Stamp::with_content(&meta, &there)) {
            return Err(ArchiveError::ChangedUnderneath { file });
        }
        atomic::sweep(&bag);
        let meta = tags::replace(&bag, SESSION, &content)?;
        Ok(Stamp::with_content(&meta, &content))
    }

    /// Waits until nobody else writes to what people say about sessions.
    pub(crate) fn turn(&self) -> Turn {
        Turn::wait(&self.root().join(LOCK))
    }
}

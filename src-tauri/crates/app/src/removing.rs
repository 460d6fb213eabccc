//! Deleting sessions, and bringing them back.

use causerie_model::SessionId;

use crate::Result;
use crate::open::App;
use crate::wire::{RemovedSession, SessionCard};

impl App {
    /// Moves a session to the system's trash, with all that it holds. Gives how it lies there, where the system tells, so
    /// that it can be brought back from here.
    ///
    /// # Errors
    /// If there is no such session, the archive can't be written, or there is no trash where it lies.
    pub fn remove_session(&self, id: SessionId) -> Result<Option<RemovedSession>> {
        let folder = self.row(id)?.folder;
        self.archive.remove_session(&folder)?;
        self.with_index(|index| Ok(index.forget(id)?))?;
        self.forget_score();
        let removed = self.removed_sessions().unwrap_or_default();
        Ok(removed.into_iter().find(|one| one.folder == folder))
    }

    /// The sessions of this archive that lie in the system's trash, the last one first.
    ///
    /// # Errors
    /// If the trash can't be read.
    pub fn removed_sessions(&self) -> Result<Vec<RemovedSession>> {
        let told = |at: i64| jiff::Timestamp::from_second(at).map(|at| at.to_string()).unwrap_or_default();
        let removed = self.archive.removed()?.into_iter();
        Ok(removed.map(|one| RemovedSession { folder: one.folder, removed_at: told(one.at) }).collect())
    }

    /// Takes a session out of the trash again, to where it lay.
    ///
    /// # Errors
    /// If it is not there, something else has taken its place, or the archive can't be written.
    pub fn bring_back_session(&self, folder: &str) -> Result<SessionCard> {
        self.archive.bring_back(folder)?;
        self.taken_anew(folder)
    }
}

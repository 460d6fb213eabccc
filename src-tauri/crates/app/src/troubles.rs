//! What a person has to look at: sessions that are damaged, and files of which a sync tool kept two versions.

use crate::open::App;
use crate::wire::{AppError, Code, Keep, SessionCard, Trouble};
use crate::{Result, error};

impl App {
    /// All that is in trouble, in the order of the folders. Looks into every session's folder.
    ///
    /// # Errors
    /// If the archive can't be read.
    pub fn troubles(&self) -> Result<Vec<Trouble>> {
        let mut troubles = Vec::new();
        for folder in self.archive.folders()? {
            if let Err(error) = self.archive.load(&folder) {
                let last_good = self.archive.last_good(&folder).ok().map(|session| session.title);
                troubles.push(Trouble::Damaged { folder: folder.clone(), error: error.into(), last_good });
            }
            troubles.extend(self.archive.copies(&folder)?.into_iter().map(|copy| Trouble::Copy {
                folder: folder.clone(),
                file: copy.file,
                of: copy.of,
                made_by: copy.made_by.map(str::to_owned),
                readable: copy.differences.is_some(),
                differences: error::versions(copy.differences.unwrap_or_default()),
            }));
        }
        Ok(troubles)
    }

    /// Puts the last good version of a damaged session in its place; what was damaged is kept beside it.
    ///
    /// # Errors
    /// If the session is not damaged, no good version was kept, or the archive can't be written.
    pub fn restore_session(&self, folder: &str) -> Result<SessionCard> {
        self.archive.restore(folder)?;
        self.taken_anew(folder)
    }

    /// Keeps one of two versions of a file.
    ///
    /// # Errors
    /// If there is no such copy, it is to be kept and can't be read, or the archive can't be written.
    pub fn settle_copy(&self, folder: &str, file: &str, keep: Keep) -> Result<SessionCard> {
        let take = match keep {
            Keep::Current => false,
            Keep::Copy => true,
        };
        self.archive.settle(folder, file, take)?;
        self.taken_anew(folder)
    }

    /// Takes a session into the index as it now lies in the archive.
    pub(crate) fn taken_anew(&self, folder: &str) -> Result<SessionCard> {
        let id = self.index_anew(folder)?;
        crate::open::lock(&self.problems).retain(|problem| problem.folder != folder);
        self.card(id)
    }

    /// The folder of a session that text means, also of one that is damaged.
    ///
    /// # Errors
    /// If none fits, or several do.
    pub fn folder_of(&self, text: &str) -> Result<String> {
        if self.archive.folders()?.iter().any(|folder| folder == text) {
            return Ok(text.to_owned());
        }
        self.find(text).map(|card| card.folder).map_err(|error| match error.code {
            Code::NotFound => AppError { help: format!("{} Or name its folder.", error.help), ..error },
            Code::Cancelled
            | Code::Superseded
            | Code::ReadOnly
            | Code::Unrecognised
            | Code::Changed
            | Code::Exists
            | Code::NoSound
            | Code::Failed => error,
        })
    }
}

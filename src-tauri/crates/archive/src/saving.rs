//! Writing what people changed, and the last good version of it beside it.

use std::fs;
use std::io;
use std::path::Path;

use causerie_model::Session;
use serde_json::Value;

use crate::archive::{SESSION, check_files};
use crate::turn::Turn;
use crate::{Archive, ArchiveError, Stamp, atomic, describing, merge, tags};

/// What `session.json` held when it was last written here. Hidden, so that nobody takes it for the session.
pub(crate) const LAST_GOOD: &str = ".session.json.bak";
/// What a `session.json` held that could not be read.
const DAMAGED: &str = ".session.json.damaged";

impl Archive {
    /// Changes a session's `session.json` from what it was `before` to what it is `after`. What somebody else changed
    /// since `before` was read stays; where both changed the same field, nothing is written, and
    /// [`ArchiveError::Conflict`] has both versions. Returns the session as it is then, and its stamp.
    pub fn save(
        &self,
        folder: &str,
        before: &Session,
        after: &Session,
    ) -> Result<(Session, Stamp), ArchiveError> {
        self.check_writable()?;
        check_files(after)?;
        let bag = self.session_folder(folder)?;
        let file = bag.join(SESSION);
        let _turn = self.turn();
        let (theirs, stamp) = self.load(folder)?;
        if theirs.id != after.id {
            return Err(ArchiveError::ChangedUnderneath { file });
        }
        let merged = together(&file, before, after, &theirs)?;
        check_files(&merged).map_err(|error| ArchiveError::corrupt(&file, error))?;
        if merged == theirs {
            return Ok((merged, stamp));
        }
        atomic::sweep(&bag);
        let stamp = write(&bag, &merged)?;
        if let Err(error) = describing::keep_in_step(&bag, &theirs, &merged) {
            tracing::warn!(%error, "bag-info.txt says what was said before");
        }
        Ok((merged, stamp))
    }

    /// The last good version of a session whose `session.json` can't be read or is gone, if there is one.
    pub fn last_good(&self, folder: &str) -> Result<Session, ArchiveError> {
        let file = self.session_folder(folder)?.join(LAST_GOOD);
        let (content, _) = atomic::read(&file)?;
        let session =
            serde_json::from_slice(&content).map_err(|error| ArchiveError::corrupt(&file, error))?;
        check_files(&session)?;
        Ok(session)
    }

    /// Puts the last good version in the place of a `session.json` that can't be read, which is kept beside it under
    /// another name. One that can be read is not touched.
    pub fn restore(&self, folder: &str) -> Result<Session, ArchiveError> {
        self.check_writable()?;
        let bag = self.session_folder(folder)?;
        let _turn = self.turn();
        if self.load(folder).is_ok() {
            return Err(ArchiveError::Exists { path: bag.join(SESSION) });
        }
        let session = self.last_good(folder)?;
        match fs::read(bag.join(SESSION)) {
            Ok(damaged) => tags::replace(&bag, DAMAGED, &damaged).map(|_| ())?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(ArchiveError::reading(&bag.join(SESSION), error)),
        }
        write(&bag, &session)?;
        Ok(session)
    }

    /// Waits until nobody else writes to what people say about sessions.
    pub(crate) fn turn(&self) -> Turn {
        Turn::wait(self.root(), self.turns)
    }
}

/// Writes a session's `session.json`, and then the copy that would help if it was ever damaged. Without the copy the
/// session is no less saved.
pub(crate) fn write(bag: &Path, session: &Session) -> Result<Stamp, ArchiveError> {
    let content = atomic::json(&bag.join(SESSION), session)?;
    let meta = tags::replace(bag, SESSION, &content)?;
    if let Err(error) = tags::replace(bag, LAST_GOOD, &content) {
        tracing::warn!(%error, "no copy of what was saved is kept");
    }
    Ok(Stamp::of(&meta))
}

fn together(
    file: &Path,
    before: &Session,
    mine: &Session,
    theirs: &Session,
) -> Result<Session, ArchiveError> {
    let value =
        |session: &Session| serde_json::to_value(session).map_err(|error| ArchiveError::corrupt(file, error));
    let merged: Value = merge(&value(before)?, &value(mine)?, &value(theirs)?)
        .map_err(|fields| ArchiveError::Conflict { file: file.to_path_buf(), fields })?;
    serde_json::from_value(merged).map_err(|error| ArchiveError::corrupt(file, error))
}

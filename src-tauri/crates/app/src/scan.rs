//! Bringing the index in step with the folder.

use std::collections::{BTreeMap, BTreeSet};

use causerie_archive::{Found, Stamp};
use causerie_index::{Index, Placed};
use causerie_model::{ParsedLog, Session};

use crate::open::{App, lock};
use crate::wire::{AppError, Code, Problem, Stage};
use crate::{Job, Result};

impl App {
    /// Looks at the folder again: what changed since the last look is indexed anew, what is gone is forgotten. Tells
    /// whether there was anything.
    ///
    /// # Errors
    /// If the folder or the index can't be read, or the job was cancelled. A session that can't be read stops nothing:
    /// it is among the problems of [`App::overview`].
    pub fn scan(&self, job: &Job) -> Result<bool> {
        self.with_index(|index| self.fill(index, job))
    }

    /// Empties the index and fills it from the archive.
    ///
    /// # Errors
    /// As [`App::scan`].
    pub fn reindex(&self, job: &Job) -> Result<()> {
        self.with_index(|index| {
            for known in index.known()? {
                index.forget(known.id)?;
            }
            self.fill(index, job).map(drop)
        })
    }

    pub(crate) fn fill(&self, index: &mut Index, job: &Job) -> Result<bool> {
        let found = self.archive.scan()?;
        let known: BTreeMap<String, _> =
            index.known()?.into_iter().map(|known| (known.folder.clone(), known)).collect();
        let fresh = |found: &Found| {
            known.get(&found.folder).is_some_and(|known| known.stamp == found.stamp.to_string())
        };
        let mut seen: BTreeMap<_, &str> = BTreeMap::new();
        for found in found.iter().filter(|found| fresh(found)) {
            if let Some(known) = known.get(&found.folder) {
                seen.insert(known.id, &found.folder);
            }
        }
        let stale: Vec<&Found> = found.iter().filter(|found| !fresh(found)).collect();
        let mut problems = Vec::new();
        for (done, found) in stale.iter().enumerate() {
            job.check()?;
            job.tell(Stage::Indexing, &found.folder, done as f64 / stale.len() as f64);
            let loaded = self.archive.load(&found.folder).map_err(AppError::from);
            let loaded = loaded.and_then(|(session, stamp)| match seen.get(&session.id) {
                Some(twin) => Err(same_id(&found.folder, twin)),
                None => Ok((session, stamp)),
            });
            match loaded.and_then(|(session, stamp)| {
                self.put(index, &found.folder, &session, &stamp)?;
                Ok(session.id)
            }) {
                Ok(id) => {
                    seen.insert(id, &found.folder);
                }
                Err(error) => problems.push(Problem { folder: found.folder.clone(), error }),
            }
        }
        let broken: BTreeSet<&str> = problems.iter().map(|problem| problem.folder.as_str()).collect();
        let mut forgotten = false;
        for known in known.values() {
            let moved = seen.get(&known.id).is_some_and(|folder| *folder != known.folder);
            let gone = !found.iter().any(|found| found.folder == known.folder);
            if (gone || broken.contains(known.folder.as_str())) && !moved {
                index.forget(known.id)?;
                forgotten = true;
            }
        }
        let before = std::mem::replace(&mut *lock(&self.problems), problems.clone());
        Ok(forgotten || before != problems || stale.len() > problems.len())
    }

    /// Indexes one session as it lies in the archive.
    pub(crate) fn put(
        &self,
        index: &mut Index,
        folder: &str,
        session: &Session,
        stamp: &Stamp,
    ) -> Result<()> {
        let mut placed = Vec::new();
        for log in &session.logs {
            placed.extend(place(session, log, self.read_log_of(folder, log)?));
        }
        index.put(session, folder, &stamp.to_string(), &placed)?;
        *lock(&self.score) = None;
        Ok(())
    }
}

/// The messages of a log on the session's timeline.
pub(crate) fn place(session: &Session, log: &causerie_model::Log, parsed: ParsedLog) -> Vec<Placed> {
    parsed
        .messages
        .into_iter()
        .map(|message| {
            let at = log.alignment.to_timeline(message.source);
            Placed { log: log.id.clone(), at, off_record: session.is_off_record(at), message }
        })
        .collect()
}

fn same_id(folder: &str, twin: &str) -> AppError {
    AppError::new(
        Code::Failed,
        format!("{folder} is the same session as {twin}"),
        "It looks like a copy. Remove one of the two folders, or move it out of the archive.",
    )
}

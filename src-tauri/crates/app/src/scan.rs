//! Bringing the index in step with the folder.

use std::collections::{BTreeMap, BTreeSet};

use causerie_archive::Found;
use causerie_index::{Entry, Index, Note, Placed};
use causerie_model::{ParsedLog, Session, SessionId};

use crate::open::{App, lock};
use crate::wire::{AppError, Code, Problem, Stage};
use crate::{Job, Result};

/// So many messages are indexed in one transaction, about.
const BATCH: usize = 50_000;

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
            known
                .get(&found.folder)
                .is_some_and(|known| known.stamp == self.seen_as(&found.folder, &found.stamp.to_string()))
        };
        let mut seen: BTreeMap<_, &str> = BTreeMap::new();
        for found in found.iter().filter(|found| fresh(found)) {
            if let Some(known) = known.get(&found.folder) {
                seen.insert(known.id, &found.folder);
            }
        }
        let stale: Vec<&Found> = found.iter().filter(|found| !fresh(found)).collect();
        let mut problems = Vec::new();
        let mut batch: Vec<Entry> = Vec::new();
        for (done, found) in stale.iter().enumerate() {
            job.check()?;
            job.tell(Stage::Indexing, &found.folder, done as f64 / stale.len() as f64);
            let entry = self.entry(&found.folder).and_then(|entry| match seen.get(&entry.session.id) {
                Some(twin) => Err(same_id(&found.folder, twin)),
                None => Ok(entry),
            });
            match entry {
                Ok(entry) => {
                    seen.insert(entry.session.id, &found.folder);
                    batch.push(entry);
                }
                Err(error) => problems.push(Problem { folder: found.folder.clone(), error }),
            }
            if batch.iter().map(|entry| entry.placed.len()).sum::<usize>() > BATCH {
                index.put(&std::mem::take(&mut batch))?;
            }
        }
        index.put(&batch)?;
        let there: BTreeSet<&str> = found.iter().map(|found| found.folder.as_str()).collect();
        let broken: BTreeSet<&str> = problems.iter().map(|problem| problem.folder.as_str()).collect();
        let mut forgotten = false;
        for known in known.values() {
            let moved = seen.get(&known.id).is_some_and(|folder| *folder != known.folder);
            let unreadable = broken.contains(known.folder.as_str());
            if (unreadable || !there.contains(known.folder.as_str())) && !moved {
                index.forget(known.id)?;
                forgotten = true;
            }
        }
        let changed = forgotten || stale.len() > problems.len();
        if changed {
            self.forget_score();
        }
        let before = std::mem::replace(&mut *lock(&self.problems), problems.clone());
        Ok(changed || before != problems)
    }

    /// A session as it lies in the archive, with its messages on its timeline.
    pub(crate) fn entry(&self, folder: &str) -> Result<Entry> {
        let (session, stamp) = self.load(folder)?;
        let mut placed = Vec::new();
        for log in &session.logs {
            placed.extend(place(&session, log, self.read_log_of(folder, log)?));
        }
        let stamp = self.seen_as(folder, &stamp.to_string());
        let notes = self.notes_to_search(folder);
        Ok(Entry { session, folder: folder.to_owned(), stamp, placed, notes })
    }

    /// Indexes a session as it now lies in the archive.
    pub(crate) fn index_anew(&self, folder: &str) -> Result<SessionId> {
        let entry = self.entry(folder)?;
        self.with_index(|index| Ok(index.put([&entry])?))?;
        self.forget_score();
        Ok(entry.session.id)
    }

    /// Indexes a session's notes as they now lie in the archive, and nothing else of it.
    pub(crate) fn index_notes_anew(&self, id: SessionId, folder: &str) -> Result<()> {
        // A session.json that changed as well is still to be looked at.
        let restamp = |seen: &str| self.seen_as(folder, seen.split(' ').next().unwrap_or_default());
        self.with_index(|index| Ok(index.renote(id, &self.notes_to_search(folder), restamp)?))
    }

    fn notes_to_search(&self, folder: &str) -> Vec<Note> {
        let notes = self.archive.notes(folder).unwrap_or_else(|error| {
            tracing::warn!(%error, folder, "its notes can't be searched");
            Vec::new()
        });
        notes.into_iter().map(indexed).collect()
    }

    /// What the index remembers a session by: how its `session.json` looks, and when a note last came or went.
    pub(crate) fn seen_as(&self, folder: &str, stamp: &str) -> String {
        let changed = std::fs::metadata(self.archive.root().join(folder).join("notes"));
        let changed = changed.and_then(|meta| meta.modified()).ok();
        let since = changed.and_then(|moment| moment.duration_since(std::time::UNIX_EPOCH).ok());
        format!("{stamp} {}", since.map_or(0, |since| since.as_nanos()))
    }
}

/// A note as it can be searched.
fn indexed(note: causerie_archive::Note) -> Note {
    let tags = note.tags.iter().map(|tag| format!(" #{tag}")).collect::<String>();
    Note {
        id: note.id.to_string(),
        at: note.from,
        end: note.to,
        author: String::new(),
        text: format!("{}\n{}{tags}", note.title, note.text).trim().to_owned(),
    }
}

/// The messages of a log on the session's timeline.
fn place(session: &Session, log: &causerie_model::Log, parsed: ParsedLog) -> Vec<Placed> {
    parsed
        .messages
        .into_iter()
        .map(|message| {
            let (at, off_record) = session.place(&log.alignment, message.source);
            Placed { log: log.id.clone(), at, off_record, message }
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

//! Bringing the index in step with the folder.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::sync::mpsc::sync_channel;

use causerie_archive::Found;
use causerie_excerpt::redact::Redaction;
use causerie_index::{Entry, Index, Note, Placed};
use causerie_model::{ParsedLog, Session, SessionId};
use rayon::prelude::*;

use crate::indexing::remove_files_of;
use crate::open::{App, lock};
use crate::redactions::{is_redaction, mask};
use crate::wire::{AppError, Code, Problem, Stage};
use crate::{Job, Result};

/// So many messages are indexed in one transaction, about.
const BATCH: usize = 50_000;

/// So many sessions are read at once.
const AT_ONCE: usize = 4;

impl App {
    /// Looks at the folder again: what changed since the last look is indexed anew, what is gone is forgotten. Tells
    /// whether there was anything, also if another program indexed it.
    ///
    /// # Errors
    /// If the folder or the index can't be read, or the job was cancelled. A session that can't be read stops nothing:
    /// it is among the problems of [`App::overview`].
    pub fn scan(&self, job: &Job) -> Result<bool> {
        self.take_in(&self.archive.scan()?, job)
    }

    /// As [`App::scan`], where the folder has been looked at.
    pub(crate) fn take_in(&self, found: &[Found], job: &Job) -> Result<bool> {
        let changed = self.with_index(|index| {
            let changed = self.update(index, found, job)?;
            Ok(index.was_changed_elsewhere()? || changed)
        })?;
        if changed {
            self.forget_score();
        }
        Ok(self.trays_changed() || changed)
    }

    /// Makes the index anew from the archive. Until it is whole, everybody has the one before.
    ///
    /// # Errors
    /// As [`App::scan`].
    pub fn reindex(&self, job: &Job) -> Result<()> {
        self.with_index(|index| {
            let _turn = self.index_turn()?;
            let fresh = self.filled_index(job)?;
            let taken = index.take_over(&fresh);
            remove_files_of(&fresh);
            Ok(taken?)
        })?;
        self.forget_score();
        Ok(())
    }

    pub(crate) fn fill(&self, index: &mut Index, job: &Job) -> Result<bool> {
        self.update(index, &self.archive.scan()?, job)
    }

    fn update(&self, index: &mut Index, found: &[Found], job: &Job) -> Result<bool> {
        // Of tens of thousands of sessions that are as they were, nothing is noted but their ids.
        let mut unchanged: Vec<Option<SessionId>> = vec![None; found.len()];
        let mut others: Vec<SessionId> = Vec::new();
        index.known(|known| {
            let at = found.binary_search_by(|found| found.folder.as_str().cmp(known.folder));
            let here = at.ok().and_then(|at| found.get(at).zip(unchanged.get_mut(at)));
            match here.filter(|(found, _)| files(known.stamp) == seen_as(&found.stamp, found.notes)) {
                Some((_, id)) => others.extend(id.replace(known.id)),
                None => others.push(known.id),
            }
        })?;
        let mut stale: Vec<&str> = Vec::new();
        let mut seen: BTreeMap<SessionId, &str> = BTreeMap::new();
        if unchanged.contains(&None) {
            for (found, unchanged) in found.iter().zip(unchanged) {
                match unchanged {
                    Some(id) => drop(seen.insert(id, &found.folder)),
                    None => stale.push(&found.folder),
                }
            }
        }
        let mut problems = Vec::new();
        let mut batch: Vec<Entry> = Vec::new();
        self.read_ahead(&stale, job, |done, folder, entry| {
            job.check()?;
            job.tell(Stage::Indexing, folder, done as f64 / stale.len() as f64);
            let entry = entry.and_then(|entry| match seen.get(&entry.session.id) {
                Some(twin) => Err(same_id(folder, twin)),
                None => Ok(entry),
            });
            match entry {
                Ok(entry) => {
                    seen.insert(entry.session.id, folder);
                    batch.push(entry);
                }
                Err(error) => problems.push(Problem { folder: folder.to_owned(), error }),
            }
            if batch.iter().map(|entry| entry.placed.len()).sum::<usize>() > BATCH {
                index.put(&std::mem::take(&mut batch))?;
            }
            Ok(())
        })?;
        index.put(&batch)?;
        let mut forgotten = false;
        for id in others.into_iter().filter(|id| !seen.contains_key(id)) {
            index.forget(id)?;
            forgotten = true;
        }
        let changed = forgotten || stale.len() > problems.len();
        let before = std::mem::replace(&mut *lock(&self.problems), problems.clone());
        Ok(changed || before != problems)
    }

    /// Reads sessions on all cores, some in advance, and hands them over one after the other.
    fn read_ahead<'f>(
        &self,
        folders: &[&'f str],
        job: &Job,
        mut take: impl FnMut(usize, &'f str, Result<Entry>) -> Result<()>,
    ) -> Result<()> {
        let (sender, entries) = sync_channel(1);
        let read = || {
            for some in folders.chunks(AT_ONCE) {
                let entries: Vec<_> = some.par_iter().map(|folder| self.entry(folder)).collect();
                if job.check().is_err() || sender.send(entries).is_err() {
                    break;
                }
            }
            drop(sender);
        };
        std::thread::scope(|scope| {
            scope.spawn(read);
            for (done, (folder, entry)) in folders.iter().zip(entries.into_iter().flatten()).enumerate() {
                take(done, folder, entry)?;
            }
            job.check()
        })
    }

    /// A session as it lies in the archive, with its messages on its timeline.
    pub(crate) fn entry(&self, folder: &str) -> Result<Entry> {
        let (session, stamp) = self.load(folder)?;
        let mut placed = Vec::new();
        for log in &session.logs {
            placed.extend(place(&session, log, self.read_log_of(folder, log)?));
        }
        let stamp = seen_as(&stamp, self.archive.notes_changed(folder));
        let redactions = self.redacted(folder)?;
        let withheld = mask(&session, folder, &mut placed, &redactions);
        let stamp = stamp + &masked_by(&redactions);
        let notes = self.notes_to_search(folder);
        Ok(Entry { session, folder: folder.to_owned(), stamp, placed, withheld, notes })
    }

    /// Indexes a session as it now lies in the archive.
    pub(crate) fn index_anew(&self, folder: &str) -> Result<SessionId> {
        let entry = self.entry(folder)?;
        self.with_index(|index| Ok(index.put([&entry])?))?;
        self.forget_score();
        Ok(entry.session.id)
    }

    /// Indexes a session's notes as they now lie in the archive, and nothing else of it, unless somebody changed its
    /// redactions.
    pub(crate) fn index_notes_anew(&self, id: SessionId, folder: &str) -> Result<()> {
        let changed = self.archive.notes_changed(folder);
        let masked_by = masked_by(&self.redacted(folder)?);
        let is_masked = Cell::new(true);
        let restamp = |seen: &str| {
            is_masked.set(seen.strip_prefix(files(seen)) == Some(masked_by.as_str()));
            // A session.json that changed as well is still to be looked at.
            let stamp = seen.split(' ').next().unwrap_or_default();
            if is_masked.get() { seen_as(&stamp, changed) + &masked_by } else { seen.to_owned() }
        };
        self.with_index(|index| Ok(index.renote(id, &self.notes_to_search(folder), restamp)?))?;
        if is_masked.get() { Ok(()) } else { self.index_anew(folder).map(drop) }
    }

    fn notes_to_search(&self, folder: &str) -> Vec<Note> {
        let notes = self.archive.notes(folder).unwrap_or_else(|error| {
            tracing::warn!(%error, folder, "its notes can't be searched");
            Vec::new()
        });
        // Why something is hidden is nothing to be found.
        notes.into_iter().filter(|note| !is_redaction(note)).map(indexed).collect()
    }
}

/// What the index remembers a session by: how its `session.json` looks, and when a note last came or went.
pub(crate) fn seen_as(stamp: &impl Display, notes: i64) -> String {
    format!("{stamp} {notes}")
}

/// By what a session is masked, as it is remembered behind what its files look like.
fn masked_by(redactions: &[Redaction]) -> String {
    redactions.iter().map(|one| format!(" {}-{}", one.from.get(), one.to.get())).collect()
}

/// Of what a session was seen as, what its files look like.
fn files(seen: &str) -> &str {
    let end = seen.match_indices(' ').nth(1).map(|(at, _)| at);
    end.and_then(|end| seen.get(..end)).unwrap_or(seen)
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

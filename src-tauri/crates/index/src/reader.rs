//! Read-only access to an index, beside its writer.

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use causerie_model::{MessageId, SessionId, TimeMs};
use rusqlite::{Connection, InterruptHandle};

use crate::complete::Completion;
use crate::error::IndexError;
use crate::messages::{self, Placed};
use crate::outline::{self, Outline};
use crate::query::Query;
use crate::search::{Answer, Place, Search};
use crate::sessions::{self, SessionRow};
use crate::shelves::{self, Shelf};
use crate::{complete, connection, tokens, withheld};

/// An index, open for reading. Each answer is of one state of the index, even while the writer is at work.
#[derive(Debug)]
pub struct Reader {
    connection: Connection,
    path: PathBuf,
    stop: Arc<AtomicBool>,
    damaged: Cell<bool>,
}

/// Gives up the query that a reader is busy with. May be used from any thread, at any time.
pub struct Interrupter {
    handle: InterruptHandle,
    stop: Arc<AtomicBool>,
}

impl Interrupter {
    /// Makes a query that is running end with [`IndexError::Interrupted`]; a later one is not touched.
    pub fn interrupt(&self) {
        self.stop.store(true, Ordering::Relaxed);
        self.handle.interrupt();
    }
}

impl Reader {
    /// Opens an index that is there.
    ///
    /// # Errors
    /// [`IndexError::Corrupt`] or [`IndexError::Newer`], as for the writer; else if there is no such file.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let connection = connection::reader(path)?;
        Ok(Self { connection, path: path.to_owned(), stop: Arc::default(), damaged: Cell::new(false) })
    }

    /// Whether an answer failed because the index is damaged; it can be made anew.
    pub fn is_damaged(&self) -> bool {
        self.damaged.get()
    }

    /// A way to interrupt this reader from another thread.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter { handle: self.connection.get_interrupt_handle(), stop: Arc::clone(&self.stop) }
    }

    /// All sessions, by date, then by title; those without a date come first.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, IndexError> {
        self.read(sessions::all)
    }

    /// The ids of all sessions, sorted.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn ids(&self) -> Result<Vec<SessionId>, IndexError> {
        self.read(|index| connection::passing_through(index, sessions::ids))
    }

    /// The names of all series, in the order of their letters.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn series(&self) -> Result<Vec<String>, IndexError> {
        let series = self.read(sessions::series)?;
        Ok(series.into_iter().map(|(name, _)| name).collect())
    }

    /// The series, in the order in which people see them, with those of no series last.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn shelves(&self) -> Result<Vec<Shelf>, IndexError> {
        self.read(|index| connection::passing_through(index, shelves::all))
    }

    /// `count` sessions from number `from`, shelf by shelf; on each the newest first.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn part(&self, from: u64, count: u64) -> Result<Vec<SessionRow>, IndexError> {
        self.read(|connection| shelves::part(connection, from, count))
    }

    /// One session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn session(&self, id: SessionId) -> Result<Option<SessionRow>, IndexError> {
        self.read(|connection| sessions::by_id(connection, id))
    }

    /// The sessions that somebody may mean: the one with this id, or this folder; else those with this title; else those
    /// whose id begins so; else those whose title is the same but for
    /// case and accents; else those with this in their title.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn find(&self, text: &str) -> Result<Vec<SessionRow>, IndexError> {
        let text = text.trim();
        let mut all = self.sessions()?;
        let plain = tokens::list(text);
        let id = text.to_lowercase();
        let ways: [&dyn Fn(&SessionRow) -> bool; 6] = [
            &|row| row.session.id.to_string() == id,
            &|row| row.folder == text,
            &|row| row.session.title == text,
            &|row| !id.is_empty() && row.session.id.to_string().starts_with(&id),
            &|row| !plain.is_empty() && tokens::list(&row.session.title) == plain,
            &|row| !plain.is_empty() && tokens::list(&row.session.title).join(" ").contains(&plain.join(" ")),
        ];
        for way in ways {
            if all.iter().any(way) {
                all.retain(way);
                return Ok(all);
            }
        }
        Ok(Vec::new())
    }

    /// All messages of a session, by moment; of those at one moment, by log and number. None if there is no such session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn messages(&self, id: SessionId) -> Result<Vec<Placed>, IndexError> {
        self.read(|connection| {
            let Some(key) = sessions::key(connection, id)? else { return Ok(Vec::new()) };
            let mut messages = messages::of_session(connection, key)?;
            messages.sort_by_key(|placed| placed.at);
            Ok(messages)
        })
    }

    /// How many messages of a session came from one moment of its timeline to another, or were still spoken when that began.
    /// 0 if there is no such session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn count(&self, id: SessionId, from: TimeMs, to: TimeMs) -> Result<u64, IndexError> {
        self.read(|connection| match sessions::key(connection, id)? {
            Some(key) => messages::count(connection, key, from, to),
            None => Ok(0),
        })
    }

    /// The messages of a session of which something is hidden, as they were recorded, each with its number in the session's
    /// [`Outline`]. None if there is no such session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn withheld(&self, id: SessionId) -> Result<Vec<(u32, Placed)>, IndexError> {
        self.read(|connection| match sessions::key(connection, id)? {
            Some(key) => withheld::of_session(connection, key),
            None => Ok(Vec::new()),
        })
    }

    /// The authors in a session by name, each with the number of their messages. None if there is no such session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn authors(&self, id: SessionId) -> Result<Vec<(String, u64)>, IndexError> {
        self.read(|connection| match sessions::key(connection, id)? {
            Some(key) => messages::authors(connection, key),
            None => Ok(Vec::new()),
        })
    }

    /// What is needed to lay out a session's score. Empty if there is no such session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn outline(&self, id: SessionId) -> Result<Outline, IndexError> {
        self.read(|connection| match sessions::key(connection, id)? {
            Some(key) => outline::of_session(connection, key),
            None => Ok(Outline::default()),
        })
    }

    /// The messages of a session that have these numbers in its [`Outline`], each with its number; those that are
    /// gone are left out.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn numbered(
        &self,
        id: SessionId,
        numbers: impl IntoIterator<Item = u32>,
    ) -> Result<Vec<(u32, Placed)>, IndexError> {
        self.read(|connection| match sessions::key(connection, id)? {
            Some(key) => outline::numbered(connection, key, numbers.into_iter()),
            None => Ok(Vec::new()),
        })
    }

    /// Answers a query. The text is never an error, whatever is in it.
    ///
    /// # Errors
    /// [`IndexError::Interrupted`] if it was given up; else if the index can't be read.
    pub fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        self.stop.store(false, Ordering::Relaxed);
        self.read(|connection| Search { connection, stop: &self.stop }.answer(query))
    }

    /// All messages of a session that match a query, by moment: for marks on its timeline, and the next and the previous.
    ///
    /// # Errors
    /// [`IndexError::Interrupted`] if it was given up; else if the index can't be read.
    pub fn places(&self, text: &str, session: SessionId) -> Result<Vec<Place>, IndexError> {
        self.stop.store(false, Ordering::Relaxed);
        self.read(|connection| Search { connection, stop: &self.stop }.places(text, session))
    }

    /// Messages of the whole archive that share rare words with a moment, the message and what stands beside it: those
    /// that share the most first. None if there is no such message.
    ///
    /// # Errors
    /// [`IndexError::Interrupted`] if it was given up; else if the index can't be read.
    pub fn like(&self, session: SessionId, message: &MessageId, limit: usize) -> Result<Answer, IndexError> {
        self.stop.store(false, Ordering::Relaxed);
        self.read(|connection| Search { connection, stop: &self.stop }.like(session, message, limit))
    }

    /// What a query, as it is typed so far, may go on with, at most `limit`.
    ///
    /// # Errors
    /// [`IndexError::Interrupted`] if it was given up; else if the index can't be read.
    pub fn complete(&self, text: &str, limit: usize) -> Result<Vec<Completion>, IndexError> {
        self.read(|connection| complete::complete(connection, text, limit))
    }

    fn read<T>(&self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, IndexError> {
        let failed = |error| {
            let error = IndexError::new(&self.path, error);
            self.damaged.set(self.damaged.get() || error.is_damage());
            error
        };
        if !self.connection.is_autocommit() {
            // An interruption can hit the end of the transaction before this one, too.
            self.connection.execute_batch("ROLLBACK").map_err(failed)?;
        }
        let snapshot = self.connection.unchecked_transaction().map_err(failed)?;
        let answer = work(&self.connection).map_err(failed)?;
        snapshot.finish().map_err(failed)?;
        Ok(answer)
    }
}

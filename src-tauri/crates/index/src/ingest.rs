//! The one writer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use causerie_model::{LogId, Session, SessionId};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::messages::{self, Placed};
use crate::sessions::{self, Counts};
use crate::{IndexError, Known, Reader, connection};

/// The index, open to write. Each change is one transaction: it is there whole or not at all.
pub struct Index {
    connection: Connection,
    path: PathBuf,
}

/// A session to be put in.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What its `session.json` says.
    pub session: Session,
    /// Its folder in the archive.
    pub folder: String,
    /// What its `session.json` looked like.
    pub stamp: String,
    /// Its messages on the timeline.
    pub placed: Vec<Placed>,
}

impl Index {
    /// Opens the index, and makes it if it is not there.
    ///
    /// # Errors
    /// [`IndexError::Corrupt`] or [`IndexError::Newer`] if the file is to be set aside and made anew; else if it
    /// can't be opened or made.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        Ok(Self { connection: connection::open_writer(path)?, path: path.to_owned() })
    }

    /// A connection of its own to read.
    ///
    /// # Errors
    /// If the file can't be opened.
    pub fn reader(&self) -> Result<Reader, IndexError> {
        Reader::open(&self.path)
    }

    /// Puts sessions in, each in place of what was known of it or of its folder; all of them in one transaction, which
    /// takes less time than one for each.
    ///
    /// # Errors
    /// If SQLite fails; nothing is changed then.
    pub fn put<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) -> Result<(), IndexError> {
        self.change(|transaction| {
            entries.into_iter().try_for_each(|Entry { session, folder, stamp, placed }| {
                take_out(transaction, session.id)?;
                let key = sessions::insert(transaction, session, folder, stamp, &counts(placed))?;
                messages::insert(transaction, key, placed, |author| names_of(session, author))
            })
        })
    }

    /// Takes a session out.
    ///
    /// # Errors
    /// If SQLite fails; nothing is changed then.
    pub fn forget(&mut self, id: SessionId) -> Result<(), IndexError> {
        self.change(|transaction| take_out(transaction, id))
    }

    /// Gives the messages of one log the moments that the session's alignment of it says; nothing else of the session
    /// may have changed since it was put in.
    ///
    /// # Errors
    /// If SQLite fails; nothing is changed then.
    pub fn realign(&mut self, session: &Session, log: &LogId, stamp: &str) -> Result<(), IndexError> {
        self.change(|transaction| {
            sessions::update(transaction, session, stamp)?;
            match (sessions::key_of(transaction, session.id)?, session.log(log)) {
                (Some(key), Some(entry)) => messages::move_log(transaction, key, log, |source| {
                    let at = entry.alignment.to_timeline(source);
                    (at, session.is_off_record(at))
                }),
                _ => Ok(()),
            }
        })
    }

    /// What is indexed.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn known(&self) -> Result<Vec<Known>, IndexError> {
        sessions::known(&self.connection).map_err(IndexError::at(&self.path))
    }

    fn change(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), IndexError> {
        let transaction = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        transaction
            .and_then(|transaction| {
                work(&transaction)?;
                transaction.commit()
            })
            .map_err(IndexError::at(&self.path))
    }
}

fn take_out(transaction: &Transaction<'_>, id: SessionId) -> rusqlite::Result<()> {
    if let Some(key) = sessions::key_of(transaction, id)? {
        messages::delete(transaction, key)?;
        sessions::delete(transaction, id)?;
    }
    Ok(())
}

fn counts(placed: &[Placed]) -> Counts {
    let spoken = placed.iter().filter(|item| item.message.kind.is_spoken()).count() as u64;
    let people: BTreeSet<&str> =
        placed.iter().map(|item| item.message.author.as_str()).filter(|name| !name.is_empty()).collect();
    Counts { written: placed.len() as u64 - spoken, spoken, people: people.len() as u64 }
}

/// All names under which somebody is to be found: theirs, and the others that the session joins with it.
fn names_of(session: &Session, author: &str) -> String {
    let names = session.people.iter().find_map(|person| {
        let all: Vec<&str> = [&person.name].into_iter().chain(&person.also).map(String::as_str).collect();
        all.contains(&author).then(|| all.join("\n"))
    });
    names.unwrap_or_else(|| author.to_owned())
}

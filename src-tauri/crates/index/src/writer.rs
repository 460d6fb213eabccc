//! The one writer of an index.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use causerie_model::{Alignment, LogId, Session, SessionId};
use rusqlite::Connection;

use crate::entries::Editor;
use crate::error::{IndexError, interrupted};
use crate::language::{Language, Votes};
use crate::lines::Lines;
use crate::messages::{Inserter, Placed};
use crate::notes::{self, Note};
use crate::people::People;
use crate::place::{MOST_MESSAGES, MOST_NOTES, SessionKey};
use crate::reader::Reader;
use crate::sessions::{Counts, Known};
use crate::words::Tallies;
use crate::{authors, connection, entries, marks, messages, sessions, titles, tokens, withheld};

/// A session to be put in.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// What its `session.json` says.
    pub session: Session,
    /// Its folder in the archive.
    pub folder: String,
    /// What its files look like, in the caller's words.
    pub stamp: String,
    /// Its messages on the timeline, masked where something is redacted.
    pub placed: Vec<Placed>,
    /// Those of which something is masked, as they were recorded.
    pub withheld: Vec<Placed>,
    /// What people wrote on its moments.
    pub notes: Vec<Note>,
}

/// An index, open for writing.
#[derive(Debug)]
pub struct Index {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) damaged: Cell<bool>,
    version: i64,
}

impl Index {
    /// Opens an index. The file and its folder are made if there are none.
    ///
    /// # Errors
    /// [`IndexError::Corrupt`] if the file is no index, [`IndexError::Newer`] if a later version wrote it: in both cases
    /// it can be set aside and made anew.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        Self::of(connection::writer(path)?, path)
    }

    pub(crate) fn of(connection: Connection, path: &Path) -> Result<Self, IndexError> {
        let version = connection::version(&connection).map_err(|error| IndexError::new(path, error))?;
        Ok(Self { connection, path: path.to_owned(), damaged: Cell::new(false), version })
    }

    /// Whether another program wrote to the index since it was opened here, or since this was asked last.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn was_changed_elsewhere(&mut self) -> Result<bool, IndexError> {
        let now = connection::version(&self.connection).map_err(|error| self.failed(error))?;
        Ok(std::mem::replace(&mut self.version, now) != now)
    }

    /// Whether something failed because the index is damaged; it can be made anew.
    pub fn is_damaged(&self) -> bool {
        self.damaged.get()
    }

    /// A reader of the same file.
    ///
    /// # Errors
    /// If the file can't be opened a second time.
    pub fn reader(&self) -> Result<Reader, IndexError> {
        Reader::open(&self.path)
    }

    /// Tells what is indexed, and as what it was seen then; by id. Next to nothing of the index is held in memory meanwhile:
    /// this is asked again and again, and little is read between.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn known(&self, take: impl FnMut(Known<'_>)) -> Result<(), IndexError> {
        connection::passing_through(&self.connection, |connection| sessions::known(connection, take))
            .map_err(|error| self.failed(error))
    }

    /// Indexes sessions, each in place of whatever the index held of it; all of them in one transaction, which takes less
    /// time than one for each.
    ///
    /// # Errors
    /// If the index can't be written, or a session has more messages than there are numbers for; nothing is changed then.
    pub fn put<'a>(&mut self, entries: impl IntoIterator<Item = &'a Entry>) -> Result<(), IndexError> {
        let mut too_many = None;
        // The full-text index begins another piece wherever a row comes before the one before.
        let mut entries: Vec<&Entry> = entries.into_iter().collect();
        entries.sort_by_key(|entry| SessionKey::wanted(&entry.session));
        self.change(|connection| {
            // Counted over all sessions, since most words are in many of them.
            let mut tallies = Tallies::default();
            for entry in entries {
                let (id, messages) = (entry.session.id, entry.placed.len());
                if messages > MOST_MESSAGES || entry.notes.len() > MOST_NOTES {
                    too_many = Some(IndexError::TooMany { id, messages });
                    return Err(interrupted());
                }
                if let Some(key) = sessions::key(connection, id)? {
                    std::mem::take(&mut tallies).add(connection)?;
                    remove(connection, key)?;
                }
                add(connection, entry, &mut tallies)?;
            }
            tallies.add(connection)
        })
        .map_err(|error| too_many.unwrap_or(error))
    }

    /// Drops a session; if there is no such session, nothing happens.
    ///
    /// # Errors
    /// If the index can't be written.
    pub fn forget(&mut self, id: SessionId) -> Result<(), IndexError> {
        self.change(|connection| match sessions::key(connection, id)? {
            Some(key) => remove(connection, key),
            None => Ok(()),
        })
    }

    /// Gives the messages of one log the moments that its alignment in `session` says. Nothing else is indexed anew,
    /// unless more of the session has changed than its logs.
    ///
    /// # Errors
    /// [`IndexError::NoSession`] if the session is not in the index; else if that can't be written.
    pub fn realign(&mut self, session: &Session, log: &LogId, stamp: &str) -> Result<(), IndexError> {
        let done = self.change(|connection| {
            let Some(key) = sessions::key(connection, session.id)? else { return Ok(false) };
            let alignment = session.log(log).map_or_else(Alignment::documented, |log| log.alignment.clone());
            let place = |source| session.place(&alignment, source);
            messages::realign(connection, key, log, place)?;
            let stored = sessions::by_key(connection, key)?;
            let same = Session { logs: session.logs.clone(), ..stored.session.clone() } == *session;
            if same {
                sessions::rewrite(connection, key, session, stamp)?;
            } else {
                let entry = Entry {
                    session: session.clone(),
                    folder: stored.folder,
                    stamp: stamp.to_owned(),
                    placed: messages::of_session(connection, key)?,
                    withheld: withheld::of_session(connection, key)?
                        .into_iter()
                        .map(|(_, one)| one)
                        .collect(),
                    notes: notes::of_session(connection, key)?,
                };
                remove(connection, key)?;
                let mut tallies = Tallies::default();
                add(connection, &entry, &mut tallies)?;
                tallies.add(connection)?;
            }
            Ok(true)
        })?;
        if done { Ok(()) } else { Err(IndexError::NoSession(session.id)) }
    }

    /// Puts other notes in place of those that a session has, and no message anew; `restamp` is given what the session
    /// was seen as, and says as what it is now.
    ///
    /// # Errors
    /// [`IndexError::NoSession`] if the session is not in the index; else if that can't be written, or there are more notes
    /// than there are numbers for.
    pub fn renote(
        &mut self,
        id: SessionId,
        notes: &[Note],
        restamp: impl FnOnce(&str) -> String,
    ) -> Result<(), IndexError> {
        if notes.len() > MOST_NOTES {
            return Err(IndexError::TooMany { id, messages: notes.len() });
        }
        let done = self.change(|connection| {
            let Some(key) = sessions::key(connection, id)? else { return Ok(false) };
            let language = sessions::card(connection, key)?.language;
            let (mut gone, mut fresh) = (Tallies::default(), Tallies::default());
            let before = notes::of_session(connection, key)?;
            edit_notes(key, &before, language, &mut Editor::removing(connection)?, &mut gone)?;
            gone.subtract(connection)?;
            notes::delete(connection, key)?;
            notes::insert(connection, key, notes)?;
            edit_notes(key, notes, language, &mut Editor::adding(connection)?, &mut fresh)?;
            fresh.add(connection)?;
            sessions::restamp(connection, key, restamp)?;
            Ok(true)
        })?;
        if done { Ok(()) } else { Err(IndexError::NoSession(id)) }
    }

    fn change<T>(&mut self, work: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T, IndexError> {
        let (path, damaged) = (&self.path, &self.damaged);
        let failed = |error| noted(path, damaged, error);
        let transaction = self.connection.transaction().map_err(failed)?;
        let done = work(&transaction).map_err(failed)?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }

    pub(crate) fn failed(&self, error: rusqlite::Error) -> IndexError {
        noted(&self.path, &self.damaged, error)
    }
}

/// What went wrong, and that it was damage if it was.
pub(crate) fn noted(path: &Path, damaged: &Cell<bool>, error: rusqlite::Error) -> IndexError {
    let error = IndexError::new(path, error);
    damaged.set(damaged.get() || error.is_damage());
    error
}

/// Adds a session, but for its words, which are counted.
fn add(connection: &Connection, entry: &Entry, tallies: &mut Tallies) -> rusqlite::Result<()> {
    let Entry { session, folder, stamp, placed: messages, withheld, notes } = entry;
    let key = sessions::free_key(connection, session)?;
    let people = People::new(session);
    let counts = count(messages, &people);
    sessions::insert(connection, key, session, folder, stamp, counts)?;
    people.insert(connection, key)?;
    let series = session.series.as_deref().unwrap_or_default();
    titles::insert(connection, key, &session.title, series)?;
    tallies.title(&session.title, counts.language);
    let mut rows = Inserter::new(connection)?;
    let mut index = Editor::adding(connection)?;
    let mut lines = Lines::default();
    let answered = marks::answered(messages);
    let mut hidden = withheld::Inserter::new(connection)?;
    let as_recorded = withheld::by_place(withheld);
    for (n, placed) in (0..).zip(in_order(session, messages)) {
        let (row, mut marks) = (key.message(n), marks::of(placed, &answered));
        let message = &placed.message;
        if let Some(recorded) = as_recorded.get(&(placed.log.as_str(), message.seq)) {
            hidden.insert(row, recorded, &marks::of(recorded, &answered))?;
            if !tokens::share_any(&message.text, &recorded.message.text) {
                marks.clear();
            }
        }
        rows.insert(row, placed, &marks)?;
        lines.set_message(&message.text, people.names(&message.author), &marks);
        tallies.message(row, &lines, counts.language);
        index.edit(row, &lines)?;
    }
    notes::insert(connection, key, notes)?;
    edit_notes(key, notes, counts.language, &mut index, tallies)?;
    authors::add(connection, &messages::authors(connection, key)?)
}

/// Takes notes into the full-text index, or out of it, and counts their words.
fn edit_notes(
    key: SessionKey,
    notes: &[Note],
    language: Option<Language>,
    index: &mut Editor<'_>,
    tallies: &mut Tallies,
) -> rusqlite::Result<()> {
    let mut lines = Lines::default();
    // From the last one, whose row comes first.
    for (n, note) in notes.iter().enumerate().rev() {
        let row = key.note(n as i64);
        lines.set(&note.text, &note.author, &notes::marks(note));
        tallies.message(row, &lines, language);
        index.edit(row, &lines)?;
    }
    Ok(())
}

fn remove(connection: &Connection, key: SessionKey) -> rusqlite::Result<()> {
    let card = sessions::card(connection, key)?;
    let mut tallies = Tallies::default();
    let mut index = Editor::removing(connection)?;
    entries::of_session(connection, key, |row, lines| {
        tallies.message(row, lines, card.language);
        index.edit(row, lines)
    })?;
    titles::delete(connection, key, &card.title, &card.series)?;
    tallies.title(&card.title, card.language);
    tallies.subtract(connection)?;
    authors::subtract(connection, &messages::authors(connection, key)?)?;
    messages::delete(connection, key)?;
    withheld::delete(connection, key)?;
    notes::delete(connection, key)?;
    sessions::delete(connection, key)
}

/// By log, in the order of the session's logs, and there by number: an order that no alignment changes.
fn in_order<'a>(session: &Session, messages: &'a [Placed]) -> Vec<&'a Placed> {
    let position = |log: &LogId| session.logs.iter().position(|known| known.id == *log).unwrap_or(usize::MAX);
    let mut sorted: Vec<_> = messages
        .iter()
        .map(|placed| (position(&placed.log), &placed.log, placed.message.seq, placed))
        .collect();
    sorted.sort_by(|a, b| (a.0, a.1, a.2).cmp(&(b.0, b.1, b.2)));
    sorted.into_iter().map(|(.., placed)| placed).collect()
}

fn count(messages: &[Placed], people: &People<'_>) -> Counts {
    let spoken = messages.iter().filter(|placed| placed.message.kind.is_spoken()).count() as u64;
    let authors: BTreeSet<&str> = messages
        .iter()
        .map(|placed| placed.message.author.as_str())
        .filter(|author| !author.is_empty())
        .collect();
    let authors: BTreeSet<&str> = authors.into_iter().map(|author| people.person(author)).collect();
    Counts {
        written: messages.len() as u64 - spoken,
        spoken,
        people: authors.len() as u64,
        language: language_of(messages),
    }
}

/// The language that is mostly used, told by some of the messages.
fn language_of(messages: &[Placed]) -> Option<Language> {
    const HEARD: usize = 400;
    let (mut votes, mut lines) = (Votes::default(), Lines::default());
    for placed in messages.iter().step_by(messages.len() / HEARD + 1) {
        lines.set(&placed.message.text, "", "");
        votes.count(&lines.words);
    }
    votes.language(3)
}

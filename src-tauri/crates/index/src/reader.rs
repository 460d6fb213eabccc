//! Reading, beside the writer and never in its way.

use std::cell::{Ref, RefCell};
use std::path::{Path, PathBuf};

use causerie_model::SessionId;
use rusqlite::{Connection, InterruptHandle};

use crate::search::Window;
use crate::{Answer, IndexError, Placed, Query, SessionRow, connection, messages, search, sessions};

/// The index, open to read.
pub struct Reader {
    connection: Connection,
    path: PathBuf,
    /// The windows by which it is searched, and the version of the data for which they hold.
    windows: RefCell<(Option<i64>, Vec<Window>)>,
}

/// So many messages are searched between two looks at the clock.
const WINDOW: i64 = 50_000;

/// Stops what a reader is doing, from another thread.
pub struct Interrupter(InterruptHandle);

impl Interrupter {
    /// What runs now ends with [`IndexError::Interrupted`]; what comes later is not touched.
    pub fn interrupt(&self) {
        self.0.interrupt();
    }
}

impl Reader {
    /// Opens an index that is there.
    ///
    /// # Errors
    /// If it is not, or is damaged.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        Ok(Self {
            connection: connection::open_reader(path)?,
            path: path.to_owned(),
            windows: RefCell::default(),
        })
    }

    /// A way to stop what this reader is doing.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.connection.get_interrupt_handle())
    }

    /// All sessions, by date and then title.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, IndexError> {
        sessions::all(&self.connection).map_err(IndexError::at(&self.path))
    }

    /// One session, if it is known.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn session(&self, id: SessionId) -> Result<Option<SessionRow>, IndexError> {
        sessions::one(&self.connection, id).map_err(IndexError::at(&self.path))
    }

    /// The sessions that a text means: by id, folder or title if any fits exactly, else by the beginning of the id
    /// (four characters at least), else by the title, or a part of it, without regard to case and accents.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn find(&self, text: &str) -> Result<Vec<SessionRow>, IndexError> {
        sessions::meant(&self.connection, text).map_err(IndexError::at(&self.path))
    }

    /// The messages of a session by time, then log, then number. None if it is not known.
    ///
    /// # Errors
    /// If SQLite fails.
    pub fn messages(&self, id: SessionId) -> Result<Vec<Placed>, IndexError> {
        sessions::key_of(&self.connection, id)
            .and_then(|key| {
                key.map_or_else(|| Ok(Vec::new()), |key| messages::of_session(&self.connection, key))
            })
            .map_err(IndexError::at(&self.path))
    }

    /// What fits a query, best first.
    ///
    /// # Errors
    /// [`IndexError::Interrupted`] if it was; else if SQLite fails. No query is wrong.
    pub fn search(&self, query: &Query) -> Result<Answer, IndexError> {
        self.windows()
            .and_then(|windows| search::search(&self.connection, &windows, query))
            .map_err(IndexError::at(&self.path))
    }

    /// The windows of all sessions, newest first; looked up anew when somebody has written.
    fn windows(&self) -> rusqlite::Result<Ref<'_, Vec<Window>>> {
        let version = self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?;
        if self.windows.borrow().0 != Some(version) {
            let windows = sessions::windows(&self.connection, WINDOW)?;
            *self.windows.borrow_mut() = (Some(version), windows);
        }
        Ok(Ref::map(self.windows.borrow(), |(_, windows)| windows))
    }
}

//! Opening the file: the pragmas and the upgrades, in one place.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::{IndexError, schema};

/// How long one program waits for another that writes.
const PATIENCE: Duration = Duration::from_secs(30);

/// Opens the file to write, makes it if it is not there, and brings it up to the newest schema.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, IndexError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|source| IndexError::Folder { path: folder.to_owned(), source })?;
    }
    let at = IndexError::at(path);
    let mut connection = Connection::open(path).map_err(&at)?;
    connection.busy_timeout(PATIENCE).map_err(&at)?;
    connection.pragma_update(None, "journal_mode", "wal").map_err(&at)?;
    connection.pragma_update(None, "synchronous", "normal").map_err(&at)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(&at)?;
    connection.pragma_update(None, "cache_size", -65_536).map_err(&at)?;
    schema::upgrade(&mut connection, path)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Opens the file to read; it must be there.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, IndexError> {
    let at = IndexError::at(path);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(&at)?;
    connection.busy_timeout(PATIENCE).map_err(&at)?;
    connection.pragma_update(None, "query_only", true).map_err(&at)?;
    connection.pragma_update(None, "mmap_size", 1_i64 << 30).map_err(&at)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

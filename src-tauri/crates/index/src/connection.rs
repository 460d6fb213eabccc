//! How a connection is opened: the one place for pragmas and migrations.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use crate::error::IndexError;
use crate::schema;

/// Marks a file as an index of ours, so that nobody else's database is taken for one: `Caus` in ASCII.
const APPLICATION_ID: i32 = 0x4361_7573;

/// How long to wait for a lock that another connection holds, in milliseconds.
const PATIENCE: i64 = 5_000;

/// So much of an index is held in memory while it is read from one end to the other, in KiB; negative, as SQLite wants it.
const PASSING: i64 = -256;

/// Opens the writer, making the file and its folder if there are none, and brings the schema up to date.
pub(crate) fn writer(path: &Path) -> Result<Connection, IndexError> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|source| IndexError::Folder { path: folder.to_owned(), source })?;
    }
    let failed = |source| IndexError::new(path, source);
    let mut connection = Connection::open(path).map_err(failed)?;
    check_owner(&connection, path)?;
    set_up_writer(&connection).map_err(failed)?;
    migrated(&mut connection, path)?;
    Ok(connection)
}

/// Opens a new index for nobody but this connection: without a log and without waiting for the disk.
pub(crate) fn builder(path: &Path) -> Result<Connection, IndexError> {
    let failed = |source| IndexError::new(path, source);
    let mut connection = Connection::open(path).map_err(failed)?;
    check_owner(&connection, path)?;
    let alone = |connection: &Connection| {
        set_up_either(connection)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        connection.pragma_update(None, "journal_mode", "MEMORY")?;
        connection.pragma_update(None, "synchronous", "OFF")
    };
    alone(&connection).map_err(failed)?;
    migrated(&mut connection, path)?;
    Ok(connection)
}

/// Makes a connection that was opened by [`builder`] as one that was opened by [`writer`].
pub(crate) fn shared(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "locking_mode", "NORMAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "journal_mode", "WAL")
}

/// A number that is another one when another connection has written meanwhile.
pub(crate) fn version(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "data_version", |row| row.get(0))
}

fn migrated(connection: &mut Connection, path: &Path) -> Result<(), IndexError> {
    connection.set_transaction_behavior(TransactionBehavior::Immediate);
    schema::migrations().to_latest(connection).map_err(|source| IndexError::migrating(path, source))?;
    let owned = connection.pragma_update(None, "application_id", APPLICATION_ID);
    owned.map_err(|source| IndexError::new(path, source))
}

/// Opens a read-only connection to an index that a writer has made.
pub(crate) fn reader(path: &Path) -> Result<Connection, IndexError> {
    let failed = |source| IndexError::new(path, source);
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags).map_err(failed)?;
    check_owner(&connection, path)?;
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    if version > schema::LATEST {
        return Err(IndexError::Newer { path: path.to_owned() });
    }
    set_up_reader(&connection).map_err(failed)?;
    Ok(connection)
}

fn set_up_writer(connection: &Connection) -> rusqlite::Result<()> {
    set_up_either(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.pragma_update(None, "wal_autocheckpoint", 16_384)
}

fn set_up_either(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "busy_timeout", PATIENCE)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Reads much of an index from one end to the other, without holding it in memory.
pub(crate) fn passing_through<T>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let held: i64 = connection.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    connection.pragma_update(None, "cache_size", PASSING)?;
    let read = read(connection);
    connection.pragma_update(None, "cache_size", held)?;
    read
}

fn set_up_reader(connection: &Connection) -> rusqlite::Result<()> {
    connection.pragma_update(None, "busy_timeout", PATIENCE)?;
    connection.pragma_update(None, "query_only", true)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    connection.pragma_update(None, "cache_size", -32_768)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

/// Refuses a file that holds something else, or an index too old to be brought up to date.
fn check_owner(connection: &Connection, path: &Path) -> Result<(), IndexError> {
    let failed = |source| IndexError::new(path, source);
    let owner: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(failed)?;
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(failed)?;
    let version: i64 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failed)?;
    let is_known = owner == APPLICATION_ID && version >= schema::OLDEST;
    if is_known || (owner == 0 && tables == 0) {
        Ok(())
    } else {
        Err(IndexError::Corrupt { path: path.to_owned(), source: None })
    }
}

//! Programs that benchmarks measure beside.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};

/// Imports rows of session, number, moment, author and text into a database in a folder with the `sqlite3` shell, and makes
/// them searchable by their words. Gives how long that took.
///
/// # Errors
/// If there is no `sqlite3`, or it fails.
pub fn sqlite_words(folder: &Path, csv: &Path) -> Result<Duration> {
    sqlite(
        folder,
        &format!(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;\n\
             CREATE TABLE messages(session, seq, at, author, text);\n.mode csv\n.import {} messages\n\
             CREATE VIRTUAL TABLE words USING fts5(author, text, content='messages', \
             tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');\n\
             INSERT INTO words(words) VALUES('rebuild');\n",
            csv.display()
        ),
    )
}

/// Makes the same rows searchable by parts of words, too. Gives how long that took.
///
/// # Errors
/// As [`sqlite_words`].
pub fn sqlite_parts(folder: &Path) -> Result<Duration> {
    sqlite(
        folder,
        "CREATE VIRTUAL TABLE parts USING fts5(author, text, content='messages', tokenize='trigram', \
         detail='none');\nINSERT INTO parts(parts) VALUES('rebuild');\n",
    )
}

fn sqlite(folder: &Path, script: &str) -> Result<Duration> {
    let begun = Instant::now();
    let mut shell = sqlite_shell(folder)?;
    shell.stdin.take().context("a pipe")?.write_all(script.as_bytes())?;
    ensure!(shell.wait()?.success(), "the sqlite3 shell did its part");
    Ok(begun.elapsed())
}

/// A `sqlite3` shell that is told what to do by its input.
///
/// # Errors
/// If there is no `sqlite3`.
pub fn sqlite_shell(folder: &Path) -> Result<Child> {
    Command::new("sqlite3")
        .arg(folder.join("shell.sqlite"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("sqlite3 is needed: scripts/setup.sh test")
}

//! Finding the recipe for a log that no format knows, and reading the log by it.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use causerie_logs::{LogError, Shape};
use causerie_model::{Alignment, Log, LogId, Message, Session, SessionId, TimeMs};
use serde_json::Map;

use crate::Result;
use crate::open::App;
use crate::reading::{bytes_of, name_of, read_log};
use crate::recipes::NamedRecipe;
use crate::wire::{AlignChange, AppError, Code, ImportStart, Preview, PreviewRow, Recipe, Unread};

/// Messages, warnings and lines of a file that are shown.
const ROWS: usize = 20;
const TOLD: usize = 5;
const LINES: usize = 8;
/// Bytes by which text is told from pictures.
const HEAD: u64 = 16 * 1024;
/// Characters of a text or a line that are shown.
const LONGEST: usize = 300;

/// A first guess at the recipe for a log, with its first lines.
///
/// # Errors
/// If the file can't be read, is too large or no text.
pub fn propose(path: &Path) -> Result<ImportStart> {
    let (name, bytes) = bytes_of(path)?;
    let lines = causerie_logs::first_lines(&name, &bytes, LINES)?;
    Ok(ImportStart {
        recipe: Recipe(causerie_logs::propose(&name, &bytes)?),
        lines: lines.iter().map(|line| beginning(line)).collect(),
    })
}

/// What comes of a recipe: the first messages, or what is wrong with it.
///
/// # Errors
/// If the file can't be read, is too large or no text.
pub fn preview(path: &Path, recipe: &Recipe) -> Result<Preview> {
    let (name, bytes) = bytes_of(path)?;
    let columns = match &recipe.0.shape {
        Shape::Csv { delimiter, .. } => causerie_logs::column_names(&name, &bytes, *delimiter)?,
        Shape::Pattern { .. } => Vec::new(),
    };
    let wrong = |columns, at, part, message| Preview::Wrong { columns, at, part, message };
    Ok(match causerie_logs::read_with(&recipe.0, &name, &bytes) {
        Ok(log) => Preview::Read {
            columns,
            time_base: log.time_base,
            rows: log.messages.iter().take(ROWS).map(row).collect(),
            messages: log.messages.len(),
            warnings: log.warnings.len(),
            told: log
                .warnings
                .iter()
                .take(TOLD)
                .map(|one| format!("line {}: {}", one.line, one.reason))
                .collect(),
        },
        Err(LogError::Pattern { at, part, reason, .. }) => wrong(columns, Some(at), part, reason),
        Err(LogError::NoText { .. }) => {
            wrong(columns, None, String::new(), "choose the column that holds the text".to_owned())
        }
        Err(LogError::NoMessages { .. }) => {
            wrong(columns, None, String::new(), "not a single line fits".to_owned())
        }
        Err(other) => return Err(other.into()),
    })
}

fn row(message: &Message) -> PreviewRow {
    PreviewRow {
        line: message.line,
        source_ms: message.source,
        author: message.author.clone(),
        to: message.to.clone(),
        text: beginning(&message.text),
    }
}

fn beginning(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

impl App {
    /// The files of a session that look like logs but are in no known format.
    ///
    /// # Errors
    /// If there is no such session, or its folder can't be read.
    pub fn unread(&self, id: SessionId) -> Result<Vec<Unread>> {
        let folder = self.row(id)?.folder;
        let (session, _) = self.archive.load(&folder)?;
        let unread = |path: PathBuf| {
            if !begins_as_text(&path) {
                return None;
            }
            let error = read_log(&path, None).err().filter(|error| error.code == Code::Unrecognised)?;
            let file = name_of(&path);
            Some(Unread { session: id, path: format!("data/{file}"), file, error })
        };
        Ok(self.archive.others(&folder, &session)?.into_iter().filter_map(unread).collect())
    }

    /// As [`propose`], for a file of a session.
    ///
    /// # Errors
    /// As there, and if there is no such session or file.
    pub fn propose_for(&self, id: SessionId, path: &str) -> Result<ImportStart> {
        propose(&self.archive.file(&self.row(id)?.folder, path)?)
    }

    /// As [`preview`], for a file of a session.
    ///
    /// # Errors
    /// As there, and if there is no such session or file.
    pub fn preview_for(&self, id: SessionId, path: &str, recipe: &Recipe) -> Result<Preview> {
        preview(&self.archive.file(&self.row(id)?.folder, path)?, recipe)
    }

    /// Takes a file that a session keeps for one of its logs, to be read by a recipe.
    ///
    /// # Errors
    /// If there is no such session or file, the recipe does not read it, it is a log of the session already, or the
    /// archive can't be written or was changed elsewhere meanwhile.
    pub fn read_by_recipe(&self, id: SessionId, path: &str, recipe: &NamedRecipe) -> Result<LogId> {
        let folder = self.row(id)?.folder;
        let (before, _) = self.archive.load(&folder)?;
        let mut session = before.clone();
        if session.logs.iter().any(|log| log.path == path) {
            let help = "Close this, and look at the session.";
            return Err(AppError::new(Code::Failed, format!("{path} is read already"), help));
        }
        let parsed = recipe.read(&self.archive.file(&folder, path)?)?;
        let first = parsed.messages.first().map_or(TimeMs::ZERO, |message| message.source);
        let log = fresh_id(&session);
        session.logs.push(Log {
            id: log.clone(),
            path: path.to_owned(),
            format: parsed.format,
            recipe: Some(recipe.to_json()?),
            alignment: Alignment::assumed(first),
            unknown: Map::new(),
        });
        self.archive.save(&folder, &before, &session)?;
        self.index_anew(&folder)?;
        self.align(id, Some(&log), &AlignChange::Reset, false)?;
        Ok(log)
    }
}

/// Whether a file may be a log, by its beginning: pictures and slides are not read to their end each time.
fn begins_as_text(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD).read_to_end(&mut head));
    read.is_ok() && causerie_logs::first_lines(&name_of(path), &head, 1).is_ok()
}

/// An id that no log of the session has.
fn fresh_id(session: &Session) -> LogId {
    let mut n = session.logs.len() + 1;
    while session.log(&LogId::nth(n)).is_some() {
        n += 1;
    }
    LogId::nth(n)
}

#[cfg(test)]
mod tests;

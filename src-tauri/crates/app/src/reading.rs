//! Reading files of logs and of sound, inside the archive and outside.

use std::path::Path;
use std::sync::atomic::AtomicBool;

use causerie_audio::{Depth, Peaks};
use causerie_model::{Log, ParsedLog};

use crate::open::App;
use crate::recipes::read_again;
use crate::wire::{AppError, Code};
use crate::{Result, chapters, error};

/// Reads a log, in the named format or in the one that it looks like.
///
/// # Errors
/// If the file can't be read, is too large, or is no log that is known.
pub fn read_log(path: &Path, format: Option<&str>) -> Result<ParsedLog> {
    let (name, bytes) = bytes_of(path)?;
    Ok(match format {
        Some(format) => causerie_logs::read_as(format, &name, &bytes)?,
        None => causerie_logs::read(&name, &bytes)?,
    })
}

/// The name of a log and what is in it.
pub(crate) fn bytes_of(path: &Path) -> Result<(String, Vec<u8>)> {
    let name = name_of(path);
    let size = std::fs::metadata(path).map_err(|e| error::io("read", path, &e))?;
    if size.is_dir() {
        let help = "Name a file; causerie add takes folders.";
        return Err(AppError::new(Code::Failed, format!("{} is a folder, not a log", path.display()), help));
    }
    if size.len() > causerie_logs::LIMIT {
        return Err(causerie_logs::LogError::TooLarge { name, size: size.len() }.into());
    }
    let bytes = std::fs::read(path).map_err(|e| error::io("read", path, &e))?;
    Ok((name, bytes))
}

/// Computes a recording's peaks and writes them in audiowaveform's binary format, version 2. Gives the number of
/// pixels and the length drawn, in milliseconds.
///
/// # Errors
/// If the recording can't be read or the file can't be written.
pub fn write_peaks(path: &Path, out: &Path, samples_per_pixel: u32, depth: Depth) -> Result<(usize, u64)> {
    let peaks = Peaks::compute(path, samples_per_pixel, &|_| (), &AtomicBool::new(false))?;
    std::fs::write(out, peaks.to_dat(depth)).map_err(|e| error::io("write", out, &e))?;
    let duration = causerie_audio::probe(path)?.duration;
    Ok((peaks.len(), duration.get().unsigned_abs()))
}

impl App {
    /// Reads a log of a session in the archive, in the format or by the recipe that the session names.
    pub(crate) fn read_log_of(&self, folder: &str, log: &Log) -> Result<ParsedLog> {
        let file = self.archive.file(folder, &log.path)?;
        match &log.recipe {
            _ if log.is_chapters() => chapters::read(&file),
            Some(recipe) => read_again(&file, &log.format, recipe),
            None => read_log(&file, Some(&log.format)),
        }
    }
}

/// A file's name, for people.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

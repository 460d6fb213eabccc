//! What a person gave to add: which files are recordings, which are logs, and which belong together.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use causerie_audio::MediaInfo;
use causerie_model::ParsedLog;
use serde_json::Value;

use crate::reading::{name_of, read_log};
use crate::recipes::Recipes;
use crate::wire::{AppError, Code};
use crate::{Result, error};

/// Files that make one session.
#[derive(Debug, Default)]
pub(crate) struct Candidate {
    /// A name for it, from the folder or the file.
    pub(crate) name: String,
    /// In the order given, or by name.
    pub(crate) files: Vec<Given>,
    /// The bag that they lie in already, to be taken over as it is.
    pub(crate) bag: Option<PathBuf>,
}

impl Candidate {
    /// The name of the folder that the files came in, unless they were named one by one.
    pub(crate) fn folder(&self) -> Option<String> {
        let found = self.files.iter().find(|file| !file.named)?;
        found.path.parent().map(name_of)
    }
}

/// A file that was named, or that lies in a folder that was.
#[derive(Debug)]
pub(crate) struct Given {
    pub(crate) path: PathBuf,
    /// Whether the person named this very file.
    pub(crate) named: bool,
}

/// What a file turned out to be.
pub(crate) enum Content {
    Recording(MediaInfo),
    /// With the recipe by which it is read, where no format knows it.
    Log(Box<ParsedLog>, Option<Value>),
}

/// Endings of files that hold sound, which a log never has.
const SOUND: [&str; 22] = [
    "aac", "aif", "aifc", "aiff", "alac", "caf", "flac", "m4a", "m4b", "mka", "mkv", "mov", "mp2", "mp3",
    "mp4", "mpga", "oga", "ogg", "opus", "wav", "webm", "wma",
];

/// Sorts what was given into sessions: all into one, or with `each` one for each subfolder and each file stem.
///
/// # Errors
/// If something named is not there or can't be listed.
pub(crate) fn candidates(paths: &[PathBuf], each: bool) -> Result<Vec<Candidate>> {
    let mut files = Vec::new();
    let mut bags = Vec::new();
    for path in paths {
        let about = std::fs::metadata(path).map_err(|e| error::io("read", path, &e))?;
        if causerie_archive::is_bag(path) {
            bags.push(bag(path)?);
        } else if about.is_dir() {
            list(path, each, &mut files)?;
        } else {
            files.push((stem(path), Given { path: path.clone(), named: true }));
        }
    }
    let mut grouped: BTreeMap<String, Candidate> = BTreeMap::new();
    let whole = match paths {
        [only] if only.is_dir() => name_of(only),
        _ => String::new(),
    };
    for (group, file) in files {
        let group = if each { group } else { whole.clone() };
        let candidate = grouped.entry(group.clone()).or_default();
        candidate.name = group;
        candidate.files.push(file);
    }
    Ok(bags.into_iter().chain(grouped.into_values()).collect())
}

/// A folder that is a bag already, with all that its `data` holds.
fn bag(path: &Path) -> Result<Candidate> {
    let mut files = Vec::new();
    let mut folders = vec![path.join("data")];
    while let Some(folder) = folders.pop() {
        for path in entries(&folder)? {
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(Given { path, named: false });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(Candidate { name: name_of(path), files, bag: Some(path.to_owned()) })
}

/// The files of a folder by name. Its subfolders are taken in too, each as a group of its own; hidden files are not.
fn list(folder: &Path, each: bool, files: &mut Vec<(String, Given)>) -> Result<()> {
    for entry in entries(folder)? {
        if entry.is_dir() {
            let group = name_of(&entry);
            for path in entries(&entry)?.into_iter().filter(|path| path.is_file()) {
                files.push((group.clone(), Given { path, named: false }));
            }
        } else {
            let group = if each { stem(&entry) } else { name_of(folder) };
            files.push((group, Given { path: entry, named: false }));
        }
    }
    Ok(())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let failed = |e: std::io::Error| error::io("list", folder, &e);
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// A file's name up to its first dot, so that `talk.mp3` and `talk.transcript.vtt` belong together.
pub(crate) fn stem(path: &Path) -> String {
    let name = name_of(path);
    match name.split_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name,
    }
}

/// Finds out what a file is, by its bytes; its ending only decides what is tried first.
///
/// # Errors
/// If it is neither a recording nor a log that can be read.
pub(crate) fn identify(path: &Path, recipes: &Recipes) -> Result<Content> {
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if SOUND.contains(&ending.as_str()) {
        return Ok(Content::Recording(causerie_audio::probe(path)?));
    }
    match read_log(path, None) {
        Ok(log) => Ok(Content::Log(Box::new(log), None)),
        Err(no_log) => match causerie_audio::probe(path) {
            Ok(info) => Ok(Content::Recording(info)),
            Err(_) if no_log.code == Code::Unrecognised => {
                let (log, recipe) = recipes.read(path, no_log)?;
                Ok(Content::Log(Box::new(log), Some(recipe)))
            }
            Err(_) => Err(no_log),
        },
    }
}

/// There is nothing to hear among the files.
pub(crate) fn nothing_to_hear(candidate: &Candidate) -> AppError {
    let names: Vec<String> = candidate.files.iter().map(|file| name_of(&file.path)).collect();
    AppError::new(
        Code::Failed,
        format!("there is no recording among these files: {}", names.join(", ")),
        "Add the log together with its recording. To look into a log alone: causerie log FILE.",
    )
}

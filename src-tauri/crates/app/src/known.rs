//! The archives that were opened on this machine: a small list beside their indexes.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::open::App;
use crate::wire::{AppError, Code, KnownArchive};
use crate::{Places, Result, error};

const FILE: &str = "archives.json";
/// That it was opened again is written down once in so many seconds.
const HOUR: i64 = 3600;

#[derive(Debug, Default, Serialize, Deserialize)]
struct List {
    archives: Vec<Entry>,
    /// The one that the window shows, unless it is told another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shown: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Entry {
    id: Uuid,
    folder: PathBuf,
    title: String,
    /// As RFC 3339.
    opened_at: String,
}

/// The archives that were opened here, the last one first; [`App::open`] opens any of them.
pub fn known_archives(places: &Places) -> Vec<KnownArchive> {
    let open = whole(&places.archive);
    let mut archives = read(&places.index).archives;
    archives.sort_by(|a, b| b.opened_at.cmp(&a.opened_at));
    let view = |entry: Entry| KnownArchive {
        id: entry.id.to_string(),
        is_open: entry.folder == open,
        is_there: entry.folder.join("causerie.json").is_file(),
        folder: entry.folder.display().to_string(),
        title: entry.title,
        opened_at: entry.opened_at,
    };
    archives.into_iter().map(view).collect()
}

/// Forgets an archive. Nothing of it is touched; opened again, it is known again.
///
/// # Errors
/// If it is not known, or the list can't be written.
pub fn forget_archive(places: &Places, folder: &Path) -> Result<()> {
    changed(&places.index, |list| {
        let before = list.archives.len();
        list.archives.retain(|entry| entry.folder != folder);
        if list.archives.len() == before {
            let message = format!("{} is no archive that was opened here", folder.display());
            let help = "See causerie archives for those that are known, and name one as it is written there.";
            return Err(AppError::new(Code::NotFound, message, help));
        }
        list.shown.take_if(|shown| shown == folder);
        Ok(())
    })
}

/// The archive that the window is to show: the one that somebody chose there last.
pub fn shown_archive(places: &Places) -> Option<PathBuf> {
    read(&places.index).shown
}

/// Remembers that the window shows this archive.
///
/// # Errors
/// If the list can't be written.
pub fn show_archive(places: &Places) -> Result<()> {
    changed(&places.index, |list| {
        list.shown = Some(whole(&places.archive));
        Ok(())
    })
}

impl App {
    /// Remembers that this archive was opened. One that moved is known where it is now.
    pub(crate) fn remember_archive(&self, index: &Path) {
        let now = (self.surroundings.now)().timestamp();
        let entry = Entry {
            id: self.archive.id(),
            folder: whole(self.archive.root()),
            title: self.archive.title(),
            opened_at: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        let is_recent = |known: &Entry| {
            let then = known.opened_at.parse::<jiff::Timestamp>();
            then.is_ok_and(|then| (0..HOUR).contains(&(now.as_second() - then.as_second())))
                && *known == Entry { opened_at: known.opened_at.clone(), ..entry.clone() }
        };
        if read(index).archives.iter().any(is_recent) {
            return;
        }
        let remembered = changed(index, |list| {
            let moved = |known: &Entry| known.id == entry.id && !known.folder.join("causerie.json").is_file();
            list.archives.retain(|known| known.folder != entry.folder && !moved(known));
            list.archives.push(entry.clone());
            Ok(())
        });
        if let Err(error) = remembered {
            tracing::warn!(%error, "that this archive was opened is not remembered");
        }
    }
}

/// A folder that means the same wherever the program is started.
fn whole(folder: &Path) -> PathBuf {
    std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf())
}

/// A list that can't be read is begun anew.
fn read(index: &Path) -> List {
    let text = std::fs::read(index.join(FILE)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

fn changed(index: &Path, change: impl FnOnce(&mut List) -> Result<()>) -> Result<()> {
    let file = index.join(FILE);
    let io = |what| move |e: std::io::Error| error::io(what, index, &e);
    std::fs::create_dir_all(index).map_err(io("make"))?;
    let turn = File::create(index.join("archives.lock")).map_err(io("lock"))?;
    turn.lock().map_err(io("lock"))?;
    let mut list = read(index);
    change(&mut list)?;
    Ok(causerie_archive::write_whole(&file, &list)?)
}

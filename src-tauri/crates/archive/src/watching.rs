//! Noticing what other programs change, where the file system tells.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};

use notify::event::{EventKind, ModifyKind};
use notify::{ErrorKind, Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::{Archive, Survey, mounts, notes};

/// The most folders that are watched. Each takes about a kilobyte of the kernel's memory, and where they are counted, other
/// programs need some too.
const MOST: usize = 32_768;

/// Watches an archive until it is dropped. Not every change is one that matters: who is told looks with
/// [`Archive::survey`], and says here what it found.
pub struct Watch {
    root: PathBuf,
    watcher: Option<RecommendedWatcher>,
    watched: BTreeSet<PathBuf>,
    /// Folders that were moved or removed, and are watched no longer.
    gone: Receiver<PathBuf>,
}

impl Watch {
    /// Begins to watch an archive; `tell` is called, on a thread of its own, whenever something in it changed. Nothing is
    /// told before the first [`Watch::keep`], nor where the file system tells nothing.
    pub fn new(archive: &Archive, tell: impl Fn() + Send + 'static) -> Self {
        let root = archive.root().canonicalize().unwrap_or_else(|_| archive.root().to_path_buf());
        let (sender, gone) = channel();
        let mut watch = Self { root, watcher: None, watched: BTreeSet::new(), gone };
        if let Some(kind) = mounts::remote_kind(&watch.root) {
            tracing::info!(folder = %watch.root.display(), kind, "a file system that does not tell what others change: it is looked at often");
            return watch;
        }
        let heard = hearing(watch.root.clone(), sender, tell);
        match notify::recommended_watcher(heard) {
            Ok(watcher) => watch.watcher = Some(watcher),
            Err(error) => watch.give_up(&error),
        }
        watch
    }

    /// Whether the file system tells what changes.
    pub const fn tells(&self) -> bool {
        self.watcher.is_some()
    }

    /// Watches what a survey found, and nothing else. Tells whether any of it came under watch only now: what happened there
    /// since the survey went unnoticed.
    pub fn keep(&mut self, survey: &Survey) -> bool {
        for gone in self.gone.try_iter() {
            self.watched.retain(|folder| !folder.starts_with(&gone));
        }
        let wanted = wanted(&self.root, survey);
        let Some(watcher) = &mut self.watcher else { return false };
        if wanted.len() > MOST {
            let error = notify::Error::generic(&format!("there are more than {MOST} folders"));
            self.give_up(&error);
            return false;
        }
        for folder in self.watched.difference(&wanted) {
            // Most often it is there no longer.
            let _ = watcher.unwatch(folder);
        }
        let mut kept: BTreeSet<PathBuf> = self.watched.intersection(&wanted).cloned().collect();
        let mode = if TREES { RecursiveMode::Recursive } else { RecursiveMode::NonRecursive };
        let mut came = false;
        for folder in wanted.difference(&self.watched) {
            match watcher.watch(folder, mode) {
                Ok(()) => came |= kept.insert(folder.clone()),
                Err(error) if is_gone(&error) => came = true,
                Err(error) => {
                    self.give_up(&error);
                    return false;
                }
            }
        }
        self.watched = kept;
        came
    }

    fn give_up(&mut self, error: &notify::Error) {
        let help = match error.kind {
            ErrorKind::MaxFilesWatch => "raise fs.inotify.max_user_watches to have it watched",
            ErrorKind::Generic(_)
            | ErrorKind::Io(_)
            | ErrorKind::PathNotFound
            | ErrorKind::WatchNotFound
            | ErrorKind::InvalidConfig(_) => "nothing needs to be done",
        };
        tracing::warn!(%error, folder = %self.root.display(), help, "the archive can't be watched: it is looked at often instead");
        self.watcher = None;
        self.watched = BTreeSet::new();
    }
}

/// Whether one watch is for a whole tree, as it is but for Linux and the BSDs.
const TREES: bool = cfg!(any(windows, target_os = "macos"));

fn wanted(root: &Path, survey: &Survey) -> BTreeSet<PathBuf> {
    let mut wanted = BTreeSet::from([root.to_path_buf()]);
    if !TREES {
        wanted.extend(survey.others.iter().map(|folder| root.join(folder)));
        for found in &survey.sessions {
            let bag = root.join(&found.folder);
            if found.notes != 0 {
                wanted.insert(bag.join(notes::FOLDER));
            }
            wanted.insert(bag);
        }
    }
    wanted
}

fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        ErrorKind::Generic(_)
        | ErrorKind::WatchNotFound
        | ErrorKind::InvalidConfig(_)
        | ErrorKind::MaxFilesWatch => false,
    }
}

/// What is done with each event.
fn hearing(
    root: PathBuf,
    gone: Sender<PathBuf>,
    tell: impl Fn() + Send + 'static,
) -> impl Fn(notify::Result<Event>) + Send + 'static {
    move |event| {
        let Ok(event) = event else { return tell() };
        if matches!(event.kind, EventKind::Remove(_) | EventKind::Modify(ModifyKind::Name(_))) {
            event.paths.iter().for_each(|path| drop(gone.send(path.clone())));
        }
        let hidden = |path: &PathBuf| {
            let inner = path.strip_prefix(&root).unwrap_or(path);
            inner.iter().any(|name| name.to_string_lossy().starts_with('.'))
        };
        let is_reading = matches!(event.kind, EventKind::Access(_));
        if event.need_rescan() || (!is_reading && !event.paths.iter().all(hidden)) {
            tell();
        }
    }
}

#[cfg(test)]
mod tests;

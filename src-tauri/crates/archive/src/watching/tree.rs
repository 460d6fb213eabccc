//! Systems that watch a whole tree at once.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use notify::{ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Tell;
use crate::Survey;

/// Hears what changes in a tree.
pub(super) struct Ear {
    root: PathBuf,
    tell: Tell,
    watcher: Option<RecommendedWatcher>,
}

impl Ear {
    pub(super) fn new(root: &Path, tell: Tell) -> Self {
        Self { root: root.to_path_buf(), tell, watcher: None }
    }

    pub(super) fn keep(&mut self, _: &Survey) -> io::Result<bool> {
        if self.watcher.is_some() {
            return Ok(false);
        }
        let mut watcher = notify::recommended_watcher(self.hearing()).map_err(io_of)?;
        watcher.watch(&self.root, RecursiveMode::Recursive).map_err(io_of)?;
        self.watcher = Some(watcher);
        Ok(true)
    }

    /// What is done with each event.
    fn hearing(&self) -> impl Fn(notify::Result<Event>) + Send + 'static {
        let (root, tell) = (self.root.clone(), Arc::clone(&self.tell));
        move |event| {
            let Ok(event) = event else { return tell() };
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
}

fn io_of(error: notify::Error) -> io::Error {
    if let ErrorKind::Io(error) = error.kind { error } else { io::Error::other(error) }
}

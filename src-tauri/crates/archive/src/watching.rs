//! Noticing what other programs change, where the file system tells.

#[cfg(target_os = "linux")]
#[path = "watching/folders.rs"]
mod ear;
#[cfg(any(windows, target_os = "macos"))]
#[path = "watching/tree.rs"]
mod ear;
#[cfg(not(any(target_os = "linux", windows, target_os = "macos")))]
#[path = "watching/nothing.rs"]
mod ear;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use self::ear::Ear;
use crate::{Archive, Survey, mounts};

/// What is called when there may be something new.
type Tell = Arc<dyn Fn() + Send + Sync>;

/// Watches an archive until it is dropped. Not every change is one that matters: who is told looks with
/// [`Archive::survey`], and says here what it found.
pub struct Watch {
    root: PathBuf,
    ear: Option<Ear>,
}

impl Watch {
    /// Begins to watch an archive; `tell` is called, on a thread of its own, whenever something in it changed. Nothing is
    /// told before the first [`Watch::keep`], nor where the file system tells nothing.
    pub fn new(archive: &Archive, tell: impl Fn() + Send + Sync + 'static) -> Self {
        let root = archive.root().canonicalize().unwrap_or_else(|_| archive.root().to_path_buf());
        let remote = mounts::remote_kind(&root);
        if let Some(kind) = &remote {
            tracing::info!(folder = %root.display(), kind, "a file system that does not tell what others change: it is looked at often");
        }
        let ear = remote.is_none().then(|| Ear::new(&root, Arc::new(tell)));
        Self { root, ear }
    }

    /// Whether the file system tells what changes.
    pub const fn tells(&self) -> bool {
        self.ear.is_some()
    }

    /// Watches what a survey found, and nothing else. Tells whether any of it came under watch only now: what happened there
    /// since the survey went unnoticed.
    pub fn keep(&mut self, survey: &Survey) -> bool {
        let Some(ear) = &mut self.ear else { return false };
        ear.keep(survey).unwrap_or_else(|error| {
            self.give_up(&error);
            false
        })
    }

    fn give_up(&mut self, error: &io::Error) {
        let help = if error.kind() == io::ErrorKind::StorageFull {
            "raise fs.inotify.max_user_watches to have it watched"
        } else {
            "nothing needs to be done"
        };
        tracing::warn!(%error, folder = %self.root.display(), help, "the archive can't be watched: it is looked at often instead");
        self.ear = None;
    }
}

#[cfg(test)]
mod tests;

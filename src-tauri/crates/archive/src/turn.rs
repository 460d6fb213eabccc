//! Taking turns at what several programs write.

use std::fs::File;
use std::path::Path;

/// The lock file of a folder whose files are replaced.
pub(crate) const LOCK: &str = ".editing.lock";

/// A turn; it ends when this is dropped.
pub(crate) struct Turn {
    _lock: Option<File>,
}

impl Turn {
    /// Waits for the turn that a lock file stands for. Where there are no locks, as on some network drives, or the file
    /// can't be made, nobody waits: what is written must be guarded by what was read as well.
    pub(crate) fn wait(lock: &Path) -> Self {
        let opened = File::options().read(true).write(true).create(true).truncate(false).open(lock);
        let locked = opened.and_then(|file| file.lock().map(|()| file));
        Self { _lock: locked.inspect_err(|error| tracing::debug!(%error, "no locks here")).ok() }
    }
}

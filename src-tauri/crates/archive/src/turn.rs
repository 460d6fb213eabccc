//! Taking turns at what several programs write.

use std::fs::File;
use std::path::Path;

use claim::Claim;

mod claim;

/// The lock file of a folder whose files are replaced.
pub(crate) const LOCK: &str = ".editing.lock";

/// By what programs take turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turns {
    /// By locks, of which the system takes care.
    Locks,
    /// By locks and by claims: on network drives, where locks may hold for this machine alone.
    LocksAndClaims,
    /// By claims, as where there are no locks at all.
    #[cfg(test)]
    Claims,
}

/// A turn; it ends when this is dropped.
pub(crate) struct Turn {
    _lock: Option<File>,
    _claim: Option<Claim>,
}

impl Turn {
    /// Waits for the turn to write in a folder. Where neither a lock nor a claim can be made, nobody waits: what is written
    /// must be guarded by what was read as well.
    pub(crate) fn wait(folder: &Path, turns: Turns) -> Self {
        let (locks, claims) = match turns {
            Turns::Locks => (true, false),
            Turns::LocksAndClaims => (true, true),
            #[cfg(test)]
            Turns::Claims => (false, true),
        };
        let lock = locks.then(|| lock(&folder.join(LOCK))).flatten();
        let claim = (claims || lock.is_none()).then(|| Claim::wait(folder)).flatten();
        Self { _lock: lock, _claim: claim }
    }
}

fn lock(file: &Path) -> Option<File> {
    let opened = File::options().read(true).write(true).create(true).truncate(false).open(file);
    let locked = opened.and_then(|file| file.lock().map(|()| file));
    locked.inspect_err(|error| tracing::debug!(%error, "no locks here")).ok()
}

#[cfg(test)]
mod tests {
    use std::thread;

    use causerie_model::{Session, SessionId};
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::Archive;

    #[test]
    fn without_locks_no_edit_is_lost_either() {
        const EDITS: usize = 100;
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("Archive");
        let archive = Archive::create(&root, Uuid::new_v4(), "Evenings").unwrap();
        let id = SessionId::new(Uuid::new_v4());
        let session: Session =
            serde_json::from_value(json!({ "id": id, "title": "Talk", "recordings": [], "logs": [] }))
                .unwrap();
        let go_on = std::sync::atomic::AtomicBool::new(false);
        let today = "2026-03-01".parse().unwrap();
        let bag = archive.create_session(&session, &[], today, &|_| (), &go_on).unwrap();
        let edit = |name: &str| {
            let mut machine = Archive::open(&root).unwrap();
            machine.turns = Turns::Claims;
            for n in 0..EDITS {
                let (before, _) = machine.load(&bag).unwrap();
                let mut after = before.clone();
                after.unknown.insert(format!("{name} {n}"), json!(n));
                machine.save(&bag, &before, &after).unwrap();
            }
        };
        thread::scope(|scope| ["north", "south"].map(|name| scope.spawn(move || edit(name))).map(drop));
        assert_eq!(archive.load(&bag).unwrap().0.unknown.len(), 2 * EDITS);
    }
}

//! Turns for where there are no locks: a file that only one can make (`O_EXCL`, which NFS from version 3 and SMB keep to).
//!
//! A claim says nothing of when it was made, since two machines seldom agree on the time. Who waits sees for how long it has
//! been the same one; after [`LEASE`] whoever made it is taken to have been ended in the midst of writing, and it is taken
//! away. So what is not ruled out: somebody who stands still for longer than that while writing, and goes on after it.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use uuid::Uuid;

const NAME: &str = ".editing.claim";
/// What is written in a turn takes a fraction of a second; a slow file server is given time.
const LEASE: Duration = Duration::from_secs(15);
/// How often it is tried.
const AGAIN: Duration = Duration::from_millis(4);

/// A claim that is held; it is let go of when this is dropped.
pub(crate) struct Claim {
    file: PathBuf,
    id: String,
}

impl Claim {
    /// Waits for the claim to a folder; none if none can be made there.
    pub(crate) fn wait(folder: &Path) -> Option<Self> {
        Self::wait_for(folder, LEASE).inspect_err(|error| tracing::debug!(%error, "no claims here")).ok()
    }

    fn wait_for(folder: &Path, lease: Duration) -> io::Result<Self> {
        let claim = Self { file: folder.join(NAME), id: Uuid::new_v4().to_string() };
        let mut seen = (String::new(), Instant::now());
        loop {
            match File::create_new(&claim.file) {
                Ok(mut file) => {
                    file.write_all(claim.id.as_bytes())?;
                    return Ok(claim);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
            let holder = fs::read_to_string(&claim.file).unwrap_or_default();
            if holder != seen.0 {
                seen = (holder, Instant::now());
            } else if seen.1.elapsed() > lease {
                claim.take_away(&seen.0)?;
            }
            thread::sleep(AGAIN);
        }
    }

    /// Takes a claim away whose holder was ended. Of several who do, one gets hold of it; who gets hold of a newer one by
    /// that puts it back.
    fn take_away(&self, holder: &str) -> io::Result<()> {
        let aside = self.file.with_file_name(format!("{NAME}.{}", self.id));
        match fs::rename(&self.file, &aside) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            renamed => renamed?,
        }
        if fs::read_to_string(&aside)? != holder {
            fs::hard_link(&aside, &self.file)?;
        }
        fs::remove_file(&aside)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let is_ours = fs::read_to_string(&self.file).is_ok_and(|holder| holder == self.id);
        if is_ours && let Err(error) = fs::remove_file(&self.file) {
            tracing::warn!(%error, "others wait for a while before they write");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_those_who_count_at_once_nobody_loses_a_count() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("count");
        fs::write(&file, "0").unwrap();
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let _claim = Claim::wait(folder.path()).unwrap();
                        let count: u32 = fs::read_to_string(&file).unwrap().parse().unwrap();
                        thread::yield_now();
                        fs::write(&file, (count + 1).to_string()).unwrap();
                    }
                });
            }
        });
        assert_eq!(fs::read_to_string(&file).unwrap(), "200");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "and no claim is left");
    }

    #[test]
    fn a_claim_whose_holder_was_ended_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(NAME), "ended").unwrap();
        let begun = Instant::now();
        let lease = Duration::from_millis(100);
        let claims: Vec<_> = thread::scope(|scope| {
            let wait = || drop(Claim::wait_for(folder.path(), lease).unwrap());
            (0..4).map(|_| scope.spawn(wait)).collect::<Vec<_>>().into_iter().map(|one| one.join()).collect()
        });
        assert!(claims.iter().all(Result::is_ok) && begun.elapsed() > lease);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "all of them had it, and let go of it");
    }

    #[test]
    fn where_none_can_be_made_nobody_waits() {
        assert!(Claim::wait(Path::new("/nowhere/at/all")).is_none());
    }
}

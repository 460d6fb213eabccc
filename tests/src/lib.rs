//! What the whole-program tests share: a private archive, made-up recordings, real sound and a real window.

pub mod clicks;
pub mod corpus;
pub mod desk;
pub mod hand;
pub mod noise;
pub mod peers;
pub mod pulse;
pub mod window;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

/// A program of this workspace, built beside the running test.
///
/// # Errors
/// If it was not built; `make test` builds both before the tests run.
pub fn program(name: &str) -> Result<PathBuf> {
    let test = std::env::current_exe()?;
    let folder =
        test.parent().and_then(|deps| deps.parent()).context("a test lies in target/PROFILE/deps")?;
    let path = folder.join(name);
    if !path.exists() {
        bail!(
            "{} is not built: cargo build --workspace --features causerie-desktop/custom-protocol",
            path.display()
        );
    }
    Ok(path)
}

/// Waits until something is there, looking often.
///
/// # Errors
/// If it is not there within `patience`; the error says what was awaited.
pub fn wait_for<T>(what: &str, patience: Duration, mut look: impl FnMut() -> Option<T>) -> Result<T> {
    let begun = Instant::now();
    loop {
        if let Some(found) = look() {
            return Ok(found);
        }
        if begun.elapsed() > patience {
            bail!("{what} did not come within {patience:?}");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
}

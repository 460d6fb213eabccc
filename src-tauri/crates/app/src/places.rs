//! Where the archive and the index lie when nobody says otherwise.

use std::path::PathBuf;

use directories::{ProjectDirs, UserDirs};

use crate::Result;
use crate::wire::{AppError, Code};

/// The two folders that Causerie works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// The folder of sessions.
    pub archive: PathBuf,
    /// The folder of indexes, one for each archive, with the drawn waveforms. Always on this machine.
    pub index: PathBuf,
}

impl Places {
    /// The given archive, else `~/Causerie`; the given folder of indexes, else the platform's for local data.
    ///
    /// # Errors
    /// If a folder was not given and this account has no home.
    pub fn new(archive: Option<PathBuf>, index: Option<PathBuf>) -> Result<Self> {
        let homeless = |variable: &str| {
            let help = format!("Set {variable} to a folder.");
            AppError::new(Code::NotFound, "this account has no home folder", help)
        };
        let archive = match archive {
            Some(folder) => folder,
            None => UserDirs::new().ok_or_else(|| homeless("CAUSERIE_ARCHIVE"))?.home_dir().join("Causerie"),
        };
        let index = match index {
            Some(folder) => folder,
            None => {
                let dirs =
                    ProjectDirs::from("", "", "Causerie").ok_or_else(|| homeless("CAUSERIE_INDEX_DIR"))?;
                dirs.data_local_dir().to_owned()
            }
        };
        Ok(Self { archive, index })
    }
}

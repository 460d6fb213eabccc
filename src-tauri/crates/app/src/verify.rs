//! Fixity: every byte against the manifests.

use causerie_model::SessionId;
use serde::Serialize;

use crate::open::App;
use crate::wire::{AppError, Stage};
use crate::{Job, Result};

/// What checking found.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many sessions were checked.
    pub sessions: u64,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// What is not as the manifests say.
    pub bad: Vec<BadFile>,
}

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadFile {
    /// From the archive's folder, with `/` between names.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

impl App {
    /// Checks one session or all of them. A session that can't be read is among what is bad.
    ///
    /// # Errors
    /// If the archive can't be read, there is no such session, or the job was cancelled.
    pub fn verify(&self, session: Option<SessionId>, job: &Job) -> Result<Verified> {
        let folders = match session {
            Some(id) => vec![self.row(id)?.folder],
            None => self.archive.scan()?.into_iter().map(|found| found.folder).collect(),
        };
        let mut verified = Verified::default();
        for (done, folder) in folders.iter().enumerate() {
            job.check()?;
            job.tell(Stage::Verifying, folder, done as f64 / folders.len() as f64);
            match self.archive.verify(folder, &|_| (), job.flag()).map_err(AppError::from) {
                Ok(fixity) => {
                    verified.files += fixity.files;
                    verified.bytes += fixity.bytes;
                    verified.bad.extend(fixity.bad.into_iter().map(|bad| BadFile {
                        file: format!("{folder}/{}", bad.file),
                        reason: bad.reason.to_string(),
                    }));
                }
                Err(error) => {
                    job.check()?;
                    verified.bad.push(BadFile { file: folder.clone(), reason: error.message.clone() });
                }
            }
            verified.sessions += 1;
        }
        Ok(verified)
    }
}

//! The sample session that comes with the program.

use causerie_model::SessionId;
use serde::Deserialize;

use crate::open::App;
use crate::wire::{AddOptions, AppError, Code};
use crate::{Job, Result, error};

const FILES: [(&str, &[u8]); 3] = [
    ("sample.mp3", include_bytes!("../../../../assets/sample/sample.mp3")),
    ("transcript.vtt", include_bytes!("../../../../assets/sample/transcript.vtt")),
    ("chat.txt", include_bytes!("../../../../assets/sample/chat.txt")),
];
const FACTS: &str = include_str!("../../../../assets/sample/sample.json");

#[derive(Deserialize)]
struct Facts {
    title: String,
}

impl App {
    /// The sample session, which is added to the archive if it is not there yet.
    ///
    /// # Errors
    /// If it is not there and the archive can't be written.
    pub fn open_sample(&self, job: &Job) -> Result<SessionId> {
        let broken = |error: serde_json::Error| {
            AppError::new(
                Code::Failed,
                format!("the bundled sample is broken: {error}"),
                "Install Causerie anew.",
            )
        };
        let facts: Facts = serde_json::from_str(FACTS).map_err(broken)?;
        let options: AddOptions = serde_json::from_str(FACTS).map_err(broken)?;
        let there = self.overview()?.sessions.into_iter().find(|session| session.title == facts.title);
        if let Some(there) = there {
            return Ok(there.id);
        }
        let folder = std::env::temp_dir().join(format!("causerie-sample-{}", (self.surroundings.fresh_id)()));
        std::fs::create_dir(&folder).map_err(|e| error::io("make", &folder, &e))?;
        let added = self.add_sample_from(&folder, &options, job);
        let _ = std::fs::remove_dir_all(&folder);
        added
    }

    fn add_sample_from(
        &self,
        folder: &std::path::Path,
        options: &AddOptions,
        job: &Job,
    ) -> Result<SessionId> {
        let mut paths = Vec::new();
        for (name, bytes) in FILES {
            let path = folder.join(name);
            std::fs::write(&path, bytes).map_err(|e| error::io("write", &path, &e))?;
            paths.push(path);
        }
        let outcome = self.add(&paths, options, job)?;
        match (outcome.sessions.first(), outcome.refused.into_iter().next()) {
            (Some(added), _) => Ok(added.id),
            (None, Some(refused)) => Err(refused),
            (None, None) => {
                Err(AppError::new(Code::Failed, "the bundled sample is empty", "Install Causerie anew."))
            }
        }
    }
}

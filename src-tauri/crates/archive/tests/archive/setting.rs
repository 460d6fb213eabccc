//! What the tests share: archives, sessions, and the validator.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use causerie_archive::{Archive, ArchiveError, Fixity, Reason, Source};
use causerie_model::{Alignment, Log, LogId, Recording, RecordingId, Session, SessionId, TimeMs};
use jiff::civil::{Date, date};
use serde_json::Map;
use tempfile::TempDir;
use uuid::Uuid;

pub(crate) const TODAY: Date = date(2026, 3, 1);
pub(crate) static GO_ON: AtomicBool = AtomicBool::new(false);

/// An empty archive, and a folder outside of it for the files that are added.
pub(crate) struct Setting {
    pub(crate) archive: Archive,
    pub(crate) outside: TempDir,
    _home: TempDir,
}

impl Setting {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let archive = Archive::create(&home.path().join("Archive"), Uuid::new_v4(), "Evenings").unwrap();
        Self { archive, outside: tempfile::tempdir().unwrap(), _home: home }
    }

    /// A file outside of the archive, to be added as `data/<name>`.
    pub(crate) fn source(&self, name: &str, content: &[u8]) -> Source {
        let from = self.outside.path().join(name);
        fs::write(&from, content).unwrap();
        Source { from, to: format!("data/{name}") }
    }

    pub(crate) fn add(&self, session: &Session, sources: &[Source]) -> Result<String, ArchiveError> {
        self.archive.create_session(session, sources, TODAY, &|_| (), &GO_ON)
    }

    /// A session of a recording and a chat.
    pub(crate) fn talk(&self) -> String {
        let sources =
            [self.source("talk.mp3", &[7; 300_000]), self.source("chat.txt", b"10:01 Ana: hello\n")];
        self.add(&session("Talk", &["talk.mp3"], &["chat.txt"]), &sources).unwrap()
    }

    /// Gives a session another title.
    pub(crate) fn retitle(&self, folder: &str, title: &str) -> Session {
        let (before, _) = self.archive.load(folder).unwrap();
        let after = Session { title: title.into(), ..before.clone() };
        self.archive.save(folder, &before, &after).unwrap().0
    }

    pub(crate) fn path(&self, folder: &str) -> PathBuf {
        self.archive.root().join(folder)
    }

    pub(crate) fn verify(&self, folder: &str) -> Fixity {
        self.archive.verify(folder, &|_| (), &GO_ON).unwrap()
    }

    /// What is bad about a session, as pairs of file and reason.
    pub(crate) fn bad(&self, folder: &str) -> Vec<(String, Reason)> {
        self.verify(folder).bad.into_iter().map(|bad| (bad.file, bad.reason)).collect()
    }

    /// The names in the archive's folder that tell of unfinished work.
    pub(crate) fn leftovers(&self) -> Vec<String> {
        leftovers(self.archive.root())
    }
}

pub(crate) fn leftovers(root: &Path) -> Vec<String> {
    let names = fs::read_dir(root).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with('.') && !name.ends_with(".lock")).collect()
}

pub(crate) fn session(title: &str, recordings: &[&str], logs: &[&str]) -> Session {
    let recording = |(n, name): (usize, &&str)| Recording {
        id: RecordingId::nth(n + 1),
        path: format!("data/{name}"),
        duration: TimeMs::new(60_000),
        unknown: Map::new(),
    };
    let log = |(n, name): (usize, &&str)| Log {
        id: LogId::nth(n + 1),
        path: format!("data/{name}"),
        format: "zoom-two-line".into(),
        recipe: None,
        alignment: Alignment::documented(),
        unknown: Map::new(),
    };
    Session {
        id: SessionId::new(Uuid::new_v4()),
        title: title.into(),
        date: Some("2008-05-14".into()),
        started_at: None,
        series: None,
        came_in: None,
        people: Vec::new(),
        recordings: recordings.iter().enumerate().map(recording).collect(),
        logs: logs.iter().enumerate().map(log).collect(),
        unknown: Map::new(),
    }
}

/// Python with the Library of Congress's `bagit`.
fn python() -> String {
    std::env::var("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|_| "python3".into())
}

/// Runs `python -m bagit` with the given arguments and gives whether it was content, and what it said.
pub(crate) fn bagit(arguments: &[&str], bags: &[&Path]) -> (bool, String) {
    let python = python();
    let found = Command::new(&python).args(["-c", "import bagit"]).output();
    assert!(
        found.is_ok_and(|found| found.status.success()),
        "{python} has no module bagit, which these tests need: \
         python3 -m venv VENV && VENV/bin/pip install bagit==1.9.0, then set CAUSERIE_BAGIT_PYTHON=VENV/bin/python"
    );
    let output = Command::new(python).args(["-m", "bagit"]).args(arguments).args(bags).output().unwrap();
    (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Fails unless the Library of Congress's validator accepts the bags.
#[track_caller]
pub(crate) fn assert_valid(bags: &[&Path]) {
    let (valid, said) = bagit(&["--validate"], bags);
    assert!(valid, "the validator refuses a bag:\n{said}");
}

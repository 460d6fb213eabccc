//! A desk of its own for each test: an archive, an index, and the command line to work on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tempfile::TempDir;

use crate::program;

/// An archive and an index in a temporary folder, gone with it.
pub struct Desk {
    folder: TempDir,
}

impl Desk {
    /// An empty desk; its archive is made by the first command that wants one.
    ///
    /// # Errors
    /// If no temporary folder can be made.
    pub fn new() -> Result<Self> {
        Ok(Self { folder: tempfile::Builder::new().prefix("causerie-test-").tempdir()? })
    }

    /// A path in the desk's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The archive's folder.
    pub fn archive(&self) -> PathBuf {
        self.path("archive")
    }

    /// The folder of indexes.
    pub fn index(&self) -> PathBuf {
        self.path("index")
    }

    /// Writes a file into the desk's folder.
    ///
    /// # Errors
    /// If it can't be written.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<PathBuf> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, bytes)?;
        Ok(path)
    }

    /// The command line on this desk.
    ///
    /// # Errors
    /// If it was not built.
    pub fn command(&self) -> Result<Command> {
        let mut command = Command::new(program("causerie")?);
        command.env("CAUSERIE_ARCHIVE", self.archive()).env("CAUSERIE_INDEX_DIR", self.index());
        Ok(command)
    }

    /// Runs a command to its end.
    ///
    /// # Errors
    /// If it can't be started.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Output> {
        Ok(self.command()?.args(arguments).output()?)
    }

    /// Runs a command with `--json` and reads what it printed.
    ///
    /// # Errors
    /// If it fails, or prints anything but one JSON value.
    pub fn json<S: AsRef<std::ffi::OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Result<Value> {
        let output = self.command()?.arg("--json").args(arguments).output()?;
        ensure!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout)
            .with_context(|| String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// The one session in the archive, as `show --json` tells it.
    ///
    /// # Errors
    /// If there is not exactly one.
    pub fn only_session(&self) -> Result<Value> {
        let list = self.json(["list"])?;
        let sessions = list["sessions"].as_array().context("a list of sessions")?;
        ensure!(sessions.len() == 1, "one session in {list}");
        self.json(["show", sessions[0]["id"].as_str().context("an id")?])
    }
}

/// Whether the Library of Congress's own validator accepts a bag. `CAUSERIE_BAGIT_PYTHON` names the Python that has
/// `bagit`, else it is `python3`.
///
/// # Errors
/// With what the validator says, or how to install it.
pub fn validate_bag(bag: &Path) -> Result<()> {
    let python = std::env::var_os("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|| "python3".into());
    let output = Command::new(python)
        .args(["-m", "bagit", "--validate"])
        .arg(bag)
        .output()
        .context("python3 with bagit is needed: scripts/setup.sh test")?;
    ensure!(
        output.status.success(),
        "{} is no valid bag: {}",
        bag.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}

/// The bags of an archive.
///
/// # Errors
/// If the folder can't be listed.
pub fn bags(archive: &Path) -> Result<Vec<PathBuf>> {
    let mut bags = Vec::new();
    for entry in fs::read_dir(archive)? {
        let path = entry?.path();
        let other = |name: &str| name.starts_with('.') || ["recipes", "searches", "trays"].contains(&name);
        if path.is_dir() && !path.file_name().is_some_and(|name| other(&name.to_string_lossy())) {
            bags.push(path);
        }
    }
    bags.sort();
    Ok(bags)
}

/// Every file below a folder with its bytes.
///
/// # Errors
/// If something there can't be read.
pub fn files(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    for item in fs::read_dir(folder)? {
        let path = item?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.insert(path.display().to_string(), fs::read(path)?);
        }
    }
    Ok(found)
}

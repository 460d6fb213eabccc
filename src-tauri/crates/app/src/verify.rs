//! Fixity: every byte against the manifests, and when that was last seen to.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use causerie_archive::{ArchiveError, Check, Checks, Fixity};
use causerie_model::SessionId;
use serde::Serialize;

use crate::open::{App, lock};
use crate::wire::{AppError, LastVerified, SessionFixity, Stage};
use crate::{Job, Result};

/// So many sessions in which something is bad are named where it is told in short.
const MOST_BAD: usize = 100;

/// What checking found.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize)]
pub struct Verified {
    /// How many sessions were checked.
    pub sessions: u64,
    /// How many files.
    pub files: u64,
    /// How many bytes.
    pub bytes: u64,
    /// What is not as the manifests say, in the order of the files.
    pub bad: Vec<BadFile>,
    /// What is as it should be, but could be guarded better, each with its folder.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// A file that is not as it should be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct BadFile {
    /// From the archive's folder, with `/` between names.
    pub file: String,
    /// What is wrong with it.
    pub reason: String,
}

impl App {
    /// Checks one session or all of them, and remembers when and how it went. A session that can't be read is among what
    /// is bad.
    ///
    /// # Errors
    /// If the archive can't be read, there is no such session, or the job was cancelled; what was checked until then is
    /// remembered all the same.
    pub fn verify(&self, session: Option<SessionId>, job: &Job) -> Result<Verified> {
        let folders = match session {
            Some(id) => vec![self.row(id)?.folder],
            None => self.archive.scan()?.into_iter().map(|found| found.folder).collect(),
        };
        let total = self.archive.bytes_of(&folders).max(1);
        let (read, told) = (AtomicU64::new(0), AtomicU64::new(0));
        let progress = |folder: &str, bytes| {
            let thousandths = (read.fetch_add(bytes, Ordering::Relaxed) + bytes) * 1000 / total;
            if told.fetch_max(thousandths, Ordering::Relaxed) < thousandths {
                job.tell(Stage::Verifying, folder, thousandths as f64 / 1000.0);
            }
        };
        let outcome = Mutex::new((Verified::default(), Checks::default()));
        let done = |folder: &str, fixity: Result<Fixity, ArchiveError>| {
            let checked = fixity.as_ref().ok().and_then(|fixity| self.check_of(folder, fixity));
            let (verified, checks) = &mut *lock(&outcome);
            verified.take(folder, fixity);
            checks.sessions.extend(checked);
        };
        let ended = self.archive.verify_each(&folders, &progress, job.flag(), &done);
        let (mut verified, checks) = outcome.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        self.remember(checks);
        ended?;
        verified.bad.sort();
        verified.warnings.sort();
        Ok(verified)
    }

    /// When sessions were last checked, one or all of them, by whoever did it, and how it went.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn last_verified(&self, session: Option<SessionId>) -> Result<LastVerified> {
        self.last(session, |_, _| true)
    }

    /// As [`App::last_verified`] of all sessions; of those that were checked, only the open one and the first of those in
    /// which something was bad are told of each.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn last_verified_in_short(&self, open: Option<SessionId>) -> Result<LastVerified> {
        let mut bad = 0;
        self.last(None, |session, check| {
            bad += usize::from(check.bad > 0);
            (check.bad > 0 && bad <= MOST_BAD) || Some(session) == open
        })
    }

    fn last(
        &self,
        session: Option<SessionId>,
        mut is_told: impl FnMut(SessionId, &Check) -> bool,
    ) -> Result<LastVerified> {
        let there = match session {
            Some(id) => vec![self.row(id)?.session.id],
            None => self.read(|reader| Ok(reader.ids()?))?,
        };
        let checks = Checks::read(&self.archive.checks_file()).with(Checks::read(&self.own_checks_file()));
        let mut checks: BTreeMap<SessionId, Check> = checks.sessions;
        let mut last = LastVerified { sessions: there.len(), ..LastVerified::default() };
        let mut told = Vec::new();
        for session in there {
            let Some(check) = checks.remove(&session) else {
                last.never += 1;
                continue;
            };
            let earlier = |oldest: &String| *oldest <= check.at;
            if !last.oldest.as_ref().is_some_and(earlier) {
                last.oldest = Some(check.at.clone());
            }
            last.bad += usize::from(check.bad > 0);
            if is_told(session, &check) {
                let session = self.row(session)?.session;
                told.push((session.date, session.title, session.id, check));
            }
        }
        told.sort_by(|(date, title, id, _), other| (date, title, id).cmp(&(&other.0, &other.1, &other.2)));
        last.checked.extend(told.into_iter().map(|(_, title, session, check)| SessionFixity {
            session,
            title,
            at: check.at,
            files: check.files,
            bytes: check.bytes,
            bad: check.bad,
            named: check.named.into_iter().map(|bad| format!("{}: {}", bad.file, bad.reason)).collect(),
        }));
        Ok(last)
    }

    fn check_of(&self, folder: &str, fixity: &Fixity) -> Option<(SessionId, Check)> {
        let (session, _) = self.archive.load(folder).ok()?;
        Some((session.id, Check::new(self.moment(), fixity)))
    }

    /// In UTC and to the second, so that moments sort as text.
    fn moment(&self) -> String {
        (self.surroundings.now)().timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }

    /// An archive that can't be written to has its checks remembered beside its index, for this machine.
    fn remember(&self, checks: Checks) {
        if checks.sessions.is_empty() {
            return;
        }
        let shared = self.archive.checks_file();
        let file = if self.archive.is_read_only() { self.own_checks_file() } else { shared };
        if let Err(error) = checks.remember(&file) {
            tracing::warn!(%error, "that it was checked is not remembered");
        }
    }

    fn own_checks_file(&self) -> std::path::PathBuf {
        self.index_path.with_extension("fixity.json")
    }
}

impl Verified {
    fn take(&mut self, folder: &str, fixity: Result<Fixity, ArchiveError>) {
        self.sessions += 1;
        match fixity {
            Ok(fixity) => {
                self.files += fixity.files;
                self.bytes += fixity.bytes;
                self.warnings
                    .extend(fixity.warnings.into_iter().map(|warning| format!("{folder}: {warning}")));
                self.bad.extend(fixity.bad.into_iter().map(|bad| BadFile {
                    file: format!("{folder}/{}", bad.file),
                    reason: bad.reason.to_string(),
                }));
            }
            Err(error) => {
                let reason = AppError::from(error).message;
                self.bad.push(BadFile { file: folder.to_owned(), reason });
            }
        }
    }
}

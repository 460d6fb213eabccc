//! How a log's clock meets the session's: the first guess, and what people say afterwards.

mod guess;
mod starts;
mod strip;

use std::path::PathBuf;

use causerie_model::{Alignment, Anchor, Log, LogId, Message, Method, ParsedLog, Session, SessionId, TimeMs};
use jiff::ZonedDateTime;

use crate::open::App;
use crate::scan::seen_as;
use crate::wire::{AlignChange, AlignmentView, AppError, Code, Proposal, SessionCard, Stage};
use crate::{Job, Result, chapters};
pub(crate) use guess::Guess;
use guess::{Evidence, guess};
pub(crate) use starts::Sources;
use starts::{starts, zones};

/// What each log's alignment seems to be, with what can be told from all of them together: what is spoken first, since
/// what is written may be found by its words.
pub(crate) fn guess_all(
    session: &Session,
    logs: &[&ParsedLog],
    sources: &Sources<'_>,
    now: &ZonedDateTime,
) -> Vec<Guess> {
    let mut evidence =
        Evidence { starts: starts(session, sources), zones: zones(session, now), transcript: Vec::new() };
    let spoken: Vec<Option<Guess>> =
        logs.iter().map(|log| is_spoken(log).then(|| guess(log, session, &evidence))).collect();
    for (log, guess) in logs.iter().zip(&spoken) {
        if let Some(guess) = guess {
            evidence.transcript.extend(on_timeline(log, &guess.alignment));
        }
    }
    evidence.transcript.sort_by_key(|message| message.source);
    let all = logs.iter().zip(spoken);
    all.map(|(log, guessed)| guessed.unwrap_or_else(|| guess(log, session, &evidence))).collect()
}

fn is_spoken(log: &ParsedLog) -> bool {
    let spoken = log.messages.iter().filter(|message| message.kind.is_spoken()).count();
    spoken * 2 > log.messages.len()
}

/// What a log says, at its moments on the timeline.
fn on_timeline(log: &ParsedLog, alignment: &Alignment) -> Vec<Message> {
    let placed = |message: &Message| Message {
        source: alignment.to_timeline(message.source),
        end: message.end.map(|end| alignment.to_timeline(end)),
        words: None,
        ..message.clone()
    };
    log.messages.iter().filter(|message| message.kind.is_spoken()).map(placed).collect()
}

impl App {
    /// Changes how a log of a session is aligned. Without a log it is the only written one. `dry_run` only tells what
    /// would be.
    ///
    /// # Errors
    /// If there is no such session or log, or the archive can't be written, or was changed elsewhere meanwhile.
    pub fn align(
        &self,
        id: SessionId,
        log: Option<&LogId>,
        change: &AlignChange,
        dry_run: bool,
    ) -> Result<AlignmentView> {
        let folder = self.row(id)?.folder;
        let (before, _) = self.archive.load(&folder)?;
        let (mut session, _) = self.load(&folder)?;
        let log = self.log_to_align(&folder, &session, log)?;
        let old = session.log(&log).map_or_else(Alignment::documented, |log| log.alignment.clone());
        let new = self.changed(&folder, &session, &log, &old, change)?;
        if !dry_run && new != old {
            for entry in session.logs.iter_mut().filter(|entry| entry.id == log) {
                entry.alignment = new.clone();
            }
            let (saved, stamp) = self.archive.save(&folder, &before, &session)?;
            // What is redacted is a stretch of the timeline: which messages fall into it may be others now.
            if saved == session && !self.is_masked(id, &folder)? {
                let seen = seen_as(&stamp, self.archive.notes_changed(&folder));
                self.with_index(|index| Ok(index.realign(&session, &log, &seen)?))?;
            } else {
                self.index_anew(&folder)?;
            }
            self.forget_score();
        }
        Ok(new.into())
    }

    /// Finds out how a log of a session is aligned, and unless this is a `dry_run` or nothing was found, aligns it so.
    /// Without a log it is the only written one.
    ///
    /// # Errors
    /// As [`App::align`], and if a log can't be read.
    pub fn align_by_itself(&self, id: SessionId, log: Option<&LogId>, dry_run: bool) -> Result<Proposal> {
        let folder = self.row(id)?.folder;
        let (session, _) = self.load(&folder)?;
        let log = self.log_to_align(&folder, &session, log)?;
        let guess = self.guess_of(&folder, &session, &log)?;
        let alignment: AlignmentView = guess.alignment.into();
        if guess.accepted && !dry_run {
            let AlignmentView { method, anchors, confidence, residuals_ms } = alignment.clone();
            let found = AlignChange::Restore { method, anchors, confidence, residuals_ms };
            self.align(id, Some(&log), &found, false)?;
        }
        Ok(Proposal { log, alignment, accepted: guess.accepted, why: guess.why })
    }

    /// Aligns every written log of the archive by itself, but for those that somebody aligned by hand, and tells each
    /// outcome as it comes. What fails costs no other.
    ///
    /// # Errors
    /// If the index can't be read, or the job was cancelled.
    pub fn align_all(
        &self,
        dry_run: bool,
        job: &Job,
        each: &mut dyn FnMut(&SessionCard, Result<Proposal>),
    ) -> Result<()> {
        let sessions = self.overview()?.sessions;
        for (done, card) in sessions.iter().enumerate() {
            job.check()?;
            job.tell(Stage::Aligning, &card.title, done as f64 / sessions.len() as f64);
            let session = match self.row(card.id) {
                Ok(row) => row.session,
                Err(error) => {
                    each(card, Err(error));
                    continue;
                }
            };
            for log in self.typed_logs(&session)? {
                if log.alignment.method != Method::Manual {
                    each(card, self.align_by_itself(card.id, Some(&log.id), dry_run));
                }
            }
        }
        Ok(())
    }

    /// The logs of a session in which somebody typed.
    fn typed_logs<'s>(&self, session: &'s Session) -> Result<Vec<&'s Log>> {
        let spans = self.read(|reader| Ok(reader.outline(session.id)?))?.logs;
        let is_typed = |log: &&Log| spans.iter().any(|span| span.log == log.id && span.typed);
        Ok(session.logs.iter().filter(is_typed).collect())
    }

    fn guess_of(&self, folder: &str, session: &Session, log: &LogId) -> Result<Guess> {
        if let Some(recording) = session.recording_of_chapters(log) {
            return Ok(Guess::of_chapters(chapters::alignment(session, recording)));
        }
        let file = |path: &str| self.archive.file(folder, path);
        let recordings =
            session.recordings.iter().map(|part| Ok(file(&part.path)?)).collect::<Result<Vec<PathBuf>>>()?;
        let paths = session.logs.iter().map(|log| Ok(file(&log.path)?)).collect::<Result<Vec<PathBuf>>>()?;
        let logs =
            session.logs.iter().map(|log| self.read_log_of(folder, log)).collect::<Result<Vec<_>>>()?;
        let others = self.archive.others(folder, session)?;
        let sources = Sources {
            recordings: recordings.iter().map(PathBuf::as_path).collect(),
            logs: paths.iter().map(PathBuf::as_path).zip(&logs).collect(),
            others: others.iter().map(PathBuf::as_path).collect(),
            folder: session.came_in.as_deref(),
        };
        let all = guess_all(session, &logs.iter().collect::<Vec<_>>(), &sources, &(self.surroundings.now)());
        let mine = session.logs.iter().zip(all).find(|(entry, _)| entry.id == *log);
        let lost = || AppError::new(Code::NotFound, format!("{folder} has no log {log}"), "");
        mine.map(|(_, guess)| guess).ok_or_else(lost)
    }

    fn changed(
        &self,
        folder: &str,
        session: &Session,
        log: &LogId,
        old: &Alignment,
        change: &AlignChange,
    ) -> Result<Alignment> {
        Ok(match change {
            AlignChange::Anchors { anchors } => Alignment::at_anchors(Method::Manual, anchors.clone(), 1.0),
            AlignChange::Restore { method, anchors, confidence, residuals_ms } => {
                let mut restored = Alignment::at_anchors(*method, anchors.clone(), *confidence);
                if residuals_ms.len() == restored.anchors.len() {
                    restored.residuals.clone_from(residuals_ms);
                }
                restored
            }
            AlignChange::Offset { by_ms } => {
                let moved = |anchor: &Anchor| Anchor { source: anchor.source, at: anchor.at + *by_ms };
                let anchors = match old.anchors.as_slice() {
                    [] => vec![Anchor { source: TimeMs::ZERO, at: *by_ms }],
                    anchors => anchors.iter().map(moved).collect(),
                };
                Alignment::at_anchors(Method::Manual, anchors, 1.0)
            }
            AlignChange::Reset => self.guess_of(folder, session, log)?.alignment,
        })
    }

    /// The log that is meant: the one named, else the only one, else the only one that holds what was written.
    fn log_to_align(&self, folder: &str, session: &Session, named: Option<&LogId>) -> Result<LogId> {
        let known = || {
            session.logs.iter().map(|log| format!("{} ({})", log.id, log.path)).collect::<Vec<_>>().join(", ")
        };
        if let Some(named) = named {
            let found =
                session.logs.iter().find(|log| log.id == *named || log.path.ends_with(named.as_str()));
            return found.map(|log| log.id.clone()).ok_or_else(|| {
                AppError::new(
                    Code::NotFound,
                    format!("{folder} has no log {named}"),
                    format!("It has: {}.", known()),
                )
            });
        }
        let written = self.typed_logs(session)?;
        let files: Vec<&Log> = session.logs.iter().filter(|log| !log.is_chapters()).collect();
        match (files.as_slice(), written.as_slice()) {
            ([only], _) => Ok(only.id.clone()),
            (_, [only]) => Ok(only.id.clone()),
            ([], _) => Err(AppError::new(
                Code::NotFound,
                format!("{folder} has no log"),
                "Add the session anew, with its log.",
            )),
            _ => Err(AppError::new(
                Code::Failed,
                format!("{folder} has several logs"),
                format!("Name one by --log: {}.", known()),
            )),
        }
    }
}

impl From<Alignment> for AlignmentView {
    fn from(alignment: Alignment) -> Self {
        Self {
            method: alignment.method,
            anchors: alignment.anchors,
            confidence: alignment.confidence,
            residuals_ms: alignment.residuals,
        }
    }
}

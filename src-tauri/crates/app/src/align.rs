//! How a log's clock meets the session's: the first guess, and what people say afterwards.

use causerie_model::{
    Alignment, Anchor, Log, LogId, Method, ParsedLog, Session, SessionId, TimeBase, TimeMs,
};

use crate::Result;
use crate::open::App;
use crate::wire::{AlignChange, AlignmentView, AppError, Code};

/// So large a part of the messages must fall inside the recording for a start time to be believed.
const BELIEVED: f64 = 0.9;

/// The alignment that a log gets when it is added: what its format promises, unless the recording's length speaks
/// against it; else what the known start says, if it puts the messages inside the recording; else its first message
/// is put at the start, which is only assumed.
pub(crate) fn first_alignment(log: &ParsedLog, session: &Session) -> Alignment {
    let Some(first) = log.messages.iter().map(|message| message.source).min() else {
        return Alignment::documented();
    };
    let start = session.started_at.as_deref().and_then(|start| Start::parse(start).ok());
    let by_start = |zero: TimeMs| by_start(log, session, zero);
    match log.time_base {
        TimeBase::Relative if first <= session.duration() => return Alignment::documented(),
        TimeBase::Relative | TimeBase::WallClock => start.and_then(|start| {
            [0, 1, -1]
                .into_iter()
                .find_map(|day| by_start(start.time_of_day + TimeMs::new(day * TimeMs::DAY.get())))
        }),
        TimeBase::Utc => start.and_then(|start| by_start(start.utc)),
        TimeBase::None => None,
    }
    .unwrap_or_else(|| Alignment::assumed(first))
}

fn by_start(log: &ParsedLog, session: &Session, zero: TimeMs) -> Option<Alignment> {
    let inside = log.messages.iter().filter(|message| !session.is_off_record(message.source - zero)).count();
    let share = inside as f64 / log.messages.len().max(1) as f64;
    let anchor = Anchor { source: zero, at: TimeMs::ZERO };
    (share >= BELIEVED).then(|| Alignment::at_anchors(Method::Metadata, vec![anchor], share))
}

/// When a recording began, on both kinds of clock that a log may have.
struct Start {
    time_of_day: TimeMs,
    utc: TimeMs,
}

impl Start {
    fn parse(rfc3339: &str) -> Result<Self, jiff::Error> {
        let utc = rfc3339.parse::<jiff::Timestamp>()?;
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(rfc3339)?;
        let time = pieces.time().unwrap_or_default();
        let since_midnight = time.duration_since(jiff::civil::Time::midnight());
        let ms = |duration: jiff::SignedDuration| {
            TimeMs::new(i64::try_from(duration.as_millis()).unwrap_or_default())
        };
        Ok(Self { time_of_day: ms(since_midnight), utc: TimeMs::new(utc.as_millisecond()) })
    }
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
        let (mut session, stamp) = self.archive.load(&folder)?;
        let log = self.log_to_align(&folder, &session, log)?;
        let old = session.log(&log).map_or_else(Alignment::documented, |log| log.alignment.clone());
        let new = self.changed(&folder, &session, &log, &old, change)?;
        if !dry_run && new != old {
            for entry in session.logs.iter_mut().filter(|entry| entry.id == log) {
                entry.alignment = new.clone();
            }
            let stamp = self.archive.save(&folder, &session, &stamp)?;
            self.with_index(|index| Ok(index.realign(&session, &log, &stamp.to_string())?))?;
            self.forget_score();
        }
        Ok(new.into())
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
            AlignChange::Restore { method, anchors, confidence } => {
                Alignment::at_anchors(*method, anchors.clone(), *confidence)
            }
            AlignChange::Offset { by_ms } => {
                let moved = |anchor: &Anchor| Anchor { source: anchor.source, at: anchor.at + *by_ms };
                let anchors = match old.anchors.as_slice() {
                    [] => vec![Anchor { source: TimeMs::ZERO, at: *by_ms }],
                    anchors => anchors.iter().map(moved).collect(),
                };
                Alignment::at_anchors(Method::Manual, anchors, 1.0)
            }
            AlignChange::Reset => match session.log(log) {
                Some(entry) => first_alignment(&self.read_log_of(folder, entry)?, session),
                None => old.clone(),
            },
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
        let placed = self.reader()?.messages(session.id)?;
        let is_written =
            |log: &&Log| placed.iter().any(|item| item.log == log.id && !item.message.kind.is_spoken());
        let written: Vec<&Log> = session.logs.iter().filter(is_written).collect();
        match (session.logs.as_slice(), written.as_slice()) {
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

use std::io::{self, Write};

use causerie_app::App;
use causerie_app::model::{Anchor, LogId, Method, SessionId, TimeMs};
use causerie_app::wire::{AlignChange, AlignmentView, Proposal};
use serde::Serialize;

use crate::arguments::Align;
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    method: Method,
    anchors: Vec<Anchor>,
    confidence: f64,
    /// Whether it is how the log is aligned now.
    accepted: bool,
    residuals_ms: Vec<TimeMs>,
    /// Why, where nobody said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<String>,
}

/// What became of one log among those of all sessions.
#[derive(Serialize)]
struct Line {
    session: SessionId,
    session_title: String,
    log: LogId,
    #[serde(flatten)]
    answer: Answer,
}

#[derive(Serialize)]
struct Report {
    accepted: usize,
    abstained: usize,
    logs: Vec<Line>,
}

impl Answer {
    fn of(alignment: AlignmentView, accepted: bool, why: Option<String>) -> Self {
        Self {
            method: alignment.method,
            anchors: alignment.anchors,
            confidence: alignment.confidence,
            accepted,
            residuals_ms: alignment.residuals_ms,
            why,
        }
    }

    fn found(proposal: Proposal) -> Self {
        Self::of(proposal.alignment, proposal.accepted, Some(proposal.why))
    }

    fn print(&self, title: &str, dry_run: bool, out: &mut dyn Write) -> io::Result<()> {
        let done = match (self.accepted, dry_run, &self.why) {
            (false, _, Some(_)) => "Left alone",
            (_, true, _) => "Would align",
            (_, false, _) => "Aligned",
        };
        write!(out, "{done}: {title}")?;
        match &self.why {
            Some(why) if !self.accepted => writeln!(out, ". {why}"),
            why => {
                let why = why.as_ref().map(|why| format!(". {why}")).unwrap_or_default();
                writeln!(out, ", {}{why}", format!("{:?}", self.method).to_lowercase())?;
                for anchor in &self.anchors {
                    writeln!(out, "  {} of the log is {} of the recording", anchor.source, anchor.at)?;
                }
                Ok(())
            }
        }
    }
}

pub(crate) fn run(app: &App, command: &Align, output: &mut Output) -> Result<(), Stop> {
    let Some(session) = &command.session else { return run_all(app, command, output) };
    let session = app.find(session)?;
    let log = command.log_id();
    let answer = if command.auto {
        Answer::found(app.align_by_itself(session.id, log.as_ref(), command.dry_run)?)
    } else {
        let change = match command.offset {
            _ if command.reset => AlignChange::Reset,
            Some(offset) => AlignChange::Offset { by_ms: TimeMs::new(offset) },
            None => AlignChange::Anchors { anchors: command.anchor.clone() },
        };
        let alignment = app.align(session.id, log.as_ref(), &change, command.dry_run)?;
        Answer::of(alignment, !command.dry_run, None)
    };
    output.result(&answer, |out| answer.print(&session.title, command.dry_run, out))
}

/// Every written log of the archive that nobody aligned by hand.
fn run_all(app: &App, command: &Align, output: &mut Output) -> Result<(), Stop> {
    let mut report = Report { accepted: 0, abstained: 0, logs: Vec::new() };
    let (job, bar) = output.job();
    let done = app.align_all(command.dry_run, &job, &mut |session, outcome| match outcome {
        Ok(proposal) => {
            match proposal.accepted {
                true => report.accepted += 1,
                false => report.abstained += 1,
            }
            report.logs.push(Line {
                session: session.id,
                session_title: session.title.clone(),
                log: proposal.log.clone(),
                answer: Answer::found(proposal),
            });
        }
        Err(error) => bar.suspend(|| output.refusal(&error)),
    });
    bar.finish_and_clear();
    done?;
    output.result(&report, |out| {
        for line in &report.logs {
            let title = format!("{} ({})", line.session_title, line.log);
            line.answer.print(&title, command.dry_run, out)?;
        }
        writeln!(out, "{} accepted, {} left alone", report.accepted, report.abstained)
    })
}

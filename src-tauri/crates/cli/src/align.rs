use causerie_app::App;
use causerie_app::model::{Anchor, Method, TimeMs};
use causerie_app::wire::AlignChange;
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
}

pub(crate) fn run(app: &App, command: &Align, output: &Output) -> Result<(), Stop> {
    let change = match command.offset {
        _ if command.reset => AlignChange::Reset,
        Some(offset) => AlignChange::Offset { by_ms: TimeMs::new(offset) },
        None => AlignChange::Anchors { anchors: command.anchor.clone() },
    };
    let session = app.find(&command.session)?;
    let alignment = app.align(session.id, command.log_id().as_ref(), &change, command.dry_run)?;
    let answer = Answer {
        method: alignment.method,
        anchors: alignment.anchors,
        confidence: alignment.confidence,
        accepted: !command.dry_run,
        residuals_ms: alignment.residuals_ms,
    };
    output.result(&answer, |out| {
        let done = if answer.accepted { "Aligned" } else { "Would align" };
        writeln!(out, "{done} {:?}, {}", session.title, format!("{:?}", answer.method).to_lowercase())?;
        for anchor in &answer.anchors {
            writeln!(out, "  {} of the log is {} of the recording", anchor.source, anchor.at)?;
        }
        Ok(())
    })
}

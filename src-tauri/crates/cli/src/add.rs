use causerie_app::App;
use causerie_app::wire::{AddOptions, Added};
use serde::Serialize;

use crate::arguments::Add;
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    sessions: Vec<Added>,
}

pub(crate) fn run(app: &App, command: &Add, output: &mut Output) -> Result<(), Stop> {
    let options = AddOptions {
        title: command.title.clone(),
        date: command.date.clone(),
        started_at: command.started_at.clone(),
        series: command.series.clone(),
        recipe: command.recipe.clone(),
        each: command.each,
    };
    let (job, bar) = output.job();
    let outcome = app.add(&command.paths, &options, &job);
    bar.finish_and_clear();
    let mut outcome = outcome?;
    if outcome.sessions.is_empty()
        && let Some(last) = outcome.refused.pop()
    {
        for refused in &outcome.refused {
            output.error(refused);
        }
        return Err(last.into());
    }
    for refused in &outcome.refused {
        output.refusal(refused);
    }
    output.result(&Answer { sessions: outcome.sessions.clone() }, |out| {
        for added in &outcome.sessions {
            writeln!(
                out,
                "Added {:?}: {} in {}",
                added.title,
                added.duration_ms,
                app.folder().join(&added.folder).display()
            )?;
            writeln!(
                out,
                "  {} recordings, {} logs, {} messages",
                added.recordings, added.logs, added.messages
            )?;
            for warning in &added.warnings {
                writeln!(out, "  warning: {warning}")?;
            }
        }
        Ok(())
    })
}

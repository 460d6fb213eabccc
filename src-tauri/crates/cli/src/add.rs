use causerie_app::App;
use causerie_app::wire::{AddOptions, Added};
use serde::Serialize;

use crate::arguments::Add;
use crate::log::named;
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
        each: command.each,
        recipe: command.recipe.as_deref().map(|recipe| named(recipe, |name| app.recipe(name))).transpose()?,
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
    for file in &outcome.not_read {
        if file.named {
            output.refusal(&file.error);
        } else if let Some(added) = outcome.sessions.get_mut(file.session) {
            added.warnings.push(format!("kept, but neither heard nor read: {}", file.error));
        }
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
                "  {}, {}, {}",
                counted(added.recordings, "recording"),
                counted(added.logs, "log"),
                counted(added.messages, "message")
            )?;
            for warning in &added.warnings {
                writeln!(out, "  warning: {warning}")?;
            }
        }
        Ok(())
    })
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

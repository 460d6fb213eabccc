use causerie_app::App;

use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, output: &mut Output) -> Result<(), Stop> {
    let overview = app.overview()?;
    for problem in &overview.problems {
        output.refusal(&problem.error);
    }
    output.result(&overview, |out| {
        for session in &overview.sessions {
            let id = session.id.to_string();
            let short = id.get(..8).unwrap_or(&id);
            let date = session.date.as_deref().unwrap_or("undated");
            let length = session.duration_ms.to_string();
            writeln!(out, "{short}  {date:10}  {length:>8}  {:>6}  {}", session.messages, session.title)?;
        }
        if overview.sessions.is_empty() {
            writeln!(
                out,
                "There are no sessions in {} yet. Add one: causerie add talk.mp3 chat.txt",
                overview.folder
            )?;
        }
        Ok(())
    })
}

pub(crate) fn reindex(app: &App, output: &mut Output) -> Result<(), Stop> {
    if !app.has_made_index() {
        let (job, bar) = output.job();
        let done = app.reindex(&job);
        bar.finish_and_clear();
        done?;
    }
    run(app, output)
}

use causerie_app::App;
use causerie_app::wire::NoteView;
use serde::Serialize;

use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, session: &str, output: &Output) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Answer {
        notes: Vec<NoteView>,
    }
    let answer = Answer { notes: app.notes(app.find(session)?.id)? };
    output.result(&answer, |out| {
        for note in &answer.notes {
            let short = note.id.get(..8).unwrap_or(&note.id);
            let to = note.to_ms.map(|to| format!(" to {to}")).unwrap_or_default();
            let tags: String = note.tags.iter().map(|tag| format!(" #{tag}")).collect();
            writeln!(out, "{short}  {}{to}  {}{tags}", note.from_ms, note.title)?;
            note.text.lines().try_for_each(|line| writeln!(out, "          {line}"))?;
        }
        Ok(())
    })
}

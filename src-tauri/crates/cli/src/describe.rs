use causerie_app::App;

use crate::arguments::Describe;
use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, command: &Describe, output: &Output) -> Result<(), Stop> {
    let session = app.find(&command.session)?;
    let seen = app.description(session.id)?;
    let mut wanted = seen.clone();
    if let Some(title) = &command.title {
        wanted.title.clone_from(title);
    }
    for (text, given) in [
        (&mut wanted.date, &command.date),
        (&mut wanted.series, &command.series),
        (&mut wanted.rights, &command.rights),
        (&mut wanted.notes, &command.notes),
    ] {
        if given.is_some() {
            text.clone_from(given);
        }
    }
    for (names, given) in [(&mut wanted.people, &command.people), (&mut wanted.subjects, &command.subjects)] {
        if !given.is_empty() {
            names.clone_from(given);
        }
    }
    let told = if wanted == seen { seen } else { app.describe(session.id, &seen, &wanted)? };
    output.result(&told, |out| {
        let one = |text: &Option<String>| text.clone().unwrap_or_default();
        for (label, text) in [
            ("title", told.title.clone()),
            ("date", one(&told.date)),
            ("series", one(&told.series)),
            ("people", told.people.join(", ")),
            ("subjects", told.subjects.join(", ")),
            ("rights", one(&told.rights)),
            ("notes", one(&told.notes)),
        ] {
            writeln!(out, "{label:>8}  {text}")?;
        }
        Ok(())
    })
}

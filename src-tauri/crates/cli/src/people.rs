use causerie_app::{App, PersonView};
use serde::Serialize;

use crate::arguments::People;
use crate::output::{Output, Stop};

#[derive(Serialize)]
struct Answer {
    people: Vec<PersonView>,
}

pub(crate) fn run(app: &App, command: &People, output: &Output) -> Result<(), Stop> {
    let session = app.find(&command.session)?;
    for (name, other) in &command.join {
        app.join_people(session.id, name, other)?;
    }
    for other in &command.split {
        app.split_person(session.id, other)?;
    }
    let answer = Answer { people: app.people(session.id)? };
    output.result(&answer, |out| {
        for person in &answer.people {
            let also = if person.also.is_empty() {
                String::new()
            } else {
                format!(" (also {})", person.also.join(", "))
            };
            writeln!(out, "{}{also}: {} messages", person.name, person.messages)?;
        }
        Ok(())
    })
}

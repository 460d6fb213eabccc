use causerie_app::App;
use causerie_app::wire::{PeopleChange, PersonView};
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
        let change = PeopleChange::Join { name: name.clone(), others: vec![other.clone()] };
        app.change_people(session.id, &change)?;
    }
    for name in &command.split {
        app.change_people(session.id, &PeopleChange::Split { name: name.clone() })?;
    }
    let answer = Answer { people: app.people(session.id)?.people };
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

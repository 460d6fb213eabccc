//! The people of a session, some of whom appear under more names than one.

use std::collections::{BTreeMap, BTreeSet};

use causerie_model::{Person, Session, SessionId};
use serde::Serialize;
use serde_json::Map;

use crate::Result;
use crate::open::App;
use crate::wire::{AppError, Code};

/// Somebody who wrote or spoke in a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PersonView {
    /// The name to show.
    pub name: String,
    /// Other names, as the logs write them.
    pub also: Vec<String>,
    /// How many messages there are under all of them.
    pub messages: usize,
}

impl App {
    /// The people of a session by name.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn people(&self, id: SessionId) -> Result<Vec<PersonView>> {
        let session = self.row(id)?.session;
        let mut people: BTreeMap<String, PersonView> = BTreeMap::new();
        for item in self.reader()?.messages(id)? {
            let author = item.message.author;
            if author.is_empty() {
                continue;
            }
            let known =
                session.people.iter().find(|person| person.name == author || person.also.contains(&author));
            let (name, also) =
                known.map_or((author, Vec::new()), |known| (known.name.clone(), known.also.clone()));
            people.entry(name.clone()).or_insert(PersonView { name, also, messages: 0 }).messages += 1;
        }
        Ok(people.into_values().collect())
    }

    /// Says that somebody appears under another name too; searching finds them by either. Whoever was known by the other
    /// name brings theirs along.
    ///
    /// # Errors
    /// If nobody has one of the names, or the archive can't be written, or was changed elsewhere meanwhile.
    pub fn join_people(&self, id: SessionId, name: &str, other: &str) -> Result<()> {
        for wanted in [name, other] {
            self.known_name(id, wanted)?;
        }
        self.change_people(id, |session| join(&mut session.people, name, other))
    }

    /// Takes a name away from whoever it was joined to.
    ///
    /// # Errors
    /// As [`App::join_people`].
    pub fn split_person(&self, id: SessionId, other: &str) -> Result<()> {
        self.known_name(id, other)?;
        self.change_people(id, |session| split(&mut session.people, other))
    }

    fn known_name(&self, id: SessionId, wanted: &str) -> Result<()> {
        let messages = self.reader()?.messages(id)?;
        let mut names: BTreeSet<&str> = messages.iter().map(|item| item.message.author.as_str()).collect();
        let people = self.row(id)?.session.people;
        names.extend(people.iter().map(|person| person.name.as_str()));
        names.remove("");
        if names.contains(wanted) {
            return Ok(());
        }
        let known = names.into_iter().collect::<Vec<_>>().join(", ");
        Err(AppError::new(
            Code::NotFound,
            format!("nobody goes by the name {wanted:?}"),
            format!("There are: {known}."),
        ))
    }

    fn change_people(&self, id: SessionId, change: impl FnOnce(&mut Session)) -> Result<()> {
        let folder = self.row(id)?.folder;
        let (mut session, stamp) = self.archive.load(&folder)?;
        let before = session.people.clone();
        change(&mut session);
        if session.people != before {
            self.archive.save(&folder, &session, &stamp)?;
            let entry = self.entry(&folder)?;
            self.with_index(|index| Ok(index.put([&entry])?))?;
            self.forget_score();
        }
        Ok(())
    }
}

fn join(people: &mut Vec<Person>, name: &str, other: &str) {
    if name == other {
        return;
    }
    let is = |person: &Person, name: &str| person.name == name || person.also.iter().any(|also| also == name);
    let moved = match people.iter().position(|person| person.name == other && !is(person, name)) {
        Some(at) => people.remove(at).also,
        None => Vec::new(),
    };
    split(people, other);
    let at = people.iter().position(|person| is(person, name)).unwrap_or_else(|| {
        people.push(Person { name: name.to_owned(), also: Vec::new(), unknown: Map::new() });
        people.len() - 1
    });
    if let Some(person) = people.get_mut(at) {
        person.also.extend(std::iter::once(other.to_owned()).chain(moved));
    }
}

/// Somebody of whom nothing is left to say is left out.
fn split(people: &mut Vec<Person>, other: &str) {
    for person in people.iter_mut() {
        person.also.retain(|also| also != other);
    }
    people.retain(|person| !person.also.is_empty() || !person.unknown.is_empty());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(people: &[Person]) -> Vec<String> {
        people.iter().map(|person| format!("{}: {}", person.name, person.also.join(", "))).collect()
    }

    #[test]
    fn names_are_joined_and_split() {
        let mut people = Vec::new();
        join(&mut people, "Ana Ruiz", "ana");
        join(&mut people, "ana", "A. Ruiz");
        assert_eq!(told(&people), ["Ana Ruiz: ana, A. Ruiz"], "whichever of the names is given");
        join(&mut people, "Ben", "benny");
        join(&mut people, "Ana Ruiz", "Ben");
        assert_eq!(
            told(&people),
            ["Ana Ruiz: ana, A. Ruiz, Ben, benny"],
            "a person brings their names along"
        );
        split(&mut people, "ana");
        join(&mut people, "Ana Ruiz", "Ana Ruiz");
        assert_eq!(told(&people), ["Ana Ruiz: A. Ruiz, Ben, benny"]);
        for name in ["A. Ruiz", "Ben", "benny"] {
            split(&mut people, name);
        }
        assert!(people.is_empty(), "somebody with one name needs no entry");
    }
}

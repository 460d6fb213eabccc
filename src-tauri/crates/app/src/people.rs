//! The people of a session, some of whom appear under more names than one.

use std::collections::{BTreeMap, BTreeSet};

use causerie_model::{Person, Session, SessionId};
use serde_json::Map;

use crate::Result;
use crate::open::App;
use crate::twins::likely_twins;
use crate::wire::{AppError, Code, PeopleChange, PeopleView, PersonView};

impl App {
    /// Who is who in a session.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn people(&self, id: SessionId) -> Result<PeopleView> {
        let session = self.row(id)?.session;
        let people = gathered(self.read(|reader| Ok(reader.authors(id)?))?, &session.people);
        Ok(PeopleView { twins: likely_twins(&people), people, stored: stored(&session.people)? })
    }

    /// Says which names are one person's; searching finds what somebody wrote by any of their names. Gives who is who then.
    ///
    /// # Errors
    /// If nobody has one of the names, a name to be split off is joined with no other, or the archive can't be written, or
    /// was changed elsewhere meanwhile.
    pub fn change_people(&self, id: SessionId, change: &PeopleChange) -> Result<PeopleView> {
        let folder = self.row(id)?.folder;
        let (before, _) = self.archive.load(&folder)?;
        let mut session = before.clone();
        self.apply(&mut session, change)?;
        if session.people != before.people {
            self.archive.save(&folder, &before, &session)?;
            self.index_anew(&folder)?;
        }
        self.people(id)
    }

    fn apply(&self, session: &mut Session, change: &PeopleChange) -> Result<()> {
        match change {
            PeopleChange::Join { name, others } => {
                self.check_known(session, others.iter().chain([name]))?;
                for other in others {
                    join(&mut session.people, name, other);
                }
            }
            PeopleChange::Split { name } => {
                self.check_known(session, [name])?;
                if !session.people.iter().any(|person| !person.also.is_empty() && goes_by(person, name)) {
                    let help = "Only a name that was joined with others can be split off.";
                    let message = format!("{name:?} is joined with no other name");
                    return Err(AppError::new(Code::NotFound, message, help));
                }
                split(&mut session.people, name);
            }
            PeopleChange::Restore { stored: wanted, instead_of } => {
                if stored(&session.people)? != *instead_of {
                    return Err(AppError::new(
                        Code::Changed,
                        "who is who in this session was changed elsewhere meanwhile",
                        "Nothing was undone. Open the session again to see how it is now.",
                    ));
                }
                session.people = serde_json::from_str(wanted).map_err(unreadable)?;
            }
        }
        Ok(())
    }

    fn check_known<'n>(&self, session: &Session, wanted: impl IntoIterator<Item = &'n String>) -> Result<()> {
        let authors = self.read(|reader| Ok(reader.authors(session.id)?))?;
        let mut known: BTreeSet<&str> = authors.iter().map(|(author, _)| author.as_str()).collect();
        known.extend(
            session
                .people
                .iter()
                .flat_map(|person| person.also.iter().chain([&person.name]))
                .map(String::as_str),
        );
        match wanted.into_iter().find(|name| !known.contains(name.as_str())) {
            None => Ok(()),
            Some(stranger) => Err(AppError::new(
                Code::NotFound,
                format!("nobody goes by the name {stranger:?}"),
                format!("There are: {}.", known.into_iter().collect::<Vec<_>>().join(", ")),
            )),
        }
    }
}

/// Authors and the numbers of their messages, by person. A name that two people share stays with the first, as in the index.
fn gathered(authors: Vec<(String, u64)>, people: &[Person]) -> Vec<PersonView> {
    let mut known: BTreeMap<&str, &Person> = BTreeMap::new();
    for person in people {
        for name in person.also.iter().chain([&person.name]) {
            known.entry(name).or_insert(person);
        }
    }
    let mut found: BTreeMap<String, PersonView> = BTreeMap::new();
    for (author, messages) in authors {
        let (name, also) = match known.get(author.as_str()) {
            Some(person) => (person.name.clone(), person.also.as_slice()),
            None => (author, [].as_slice()),
        };
        let new = || PersonView { name: name.clone(), also: also.to_vec(), messages: 0 };
        found.entry(name.clone()).or_insert_with(new).messages += messages;
    }
    found.into_values().collect()
}

/// Text, so that what this version does not know of people comes back from the window as it went.
fn stored(people: &[Person]) -> Result<String> {
    serde_json::to_string(people).map_err(unreadable)
}

fn unreadable(error: serde_json::Error) -> AppError {
    AppError::new(Code::Failed, format!("who is who could not be told: {error}"), "Open the session again.")
}

fn goes_by(person: &Person, name: &str) -> bool {
    person.name == name || person.also.iter().any(|also| also == name)
}

/// Whoever is shown by the other name comes along with all that is known of them; else only the name does.
fn join(people: &mut Vec<Person>, name: &str, other: &str) {
    if name == other || people.iter().any(|person| goes_by(person, name) && goes_by(person, other)) {
        return;
    }
    let comes = match people.iter().position(|person| person.name == other) {
        Some(at) => people.remove(at),
        None => {
            split(people, other);
            somebody(other)
        }
    };
    let at = people.iter().position(|person| goes_by(person, name)).unwrap_or_else(|| {
        people.push(somebody(name));
        people.len() - 1
    });
    let Some(person) = people.get_mut(at) else { return };
    for name in std::iter::once(comes.name).chain(comes.also) {
        if !goes_by(person, &name) {
            person.also.push(name);
        }
    }
    for (key, value) in comes.unknown {
        person.unknown.entry(key).or_insert(value);
    }
}

fn somebody(name: &str) -> Person {
    Person { name: name.to_owned(), also: Vec::new(), unknown: Map::new() }
}

/// The names that are left stay together. Somebody of whom nothing is left to say is left out.
fn split(people: &mut Vec<Person>, name: &str) {
    for person in people.iter_mut() {
        person.also.retain(|also| also != name);
        if person.name == name && !person.also.is_empty() {
            person.name = person.also.remove(0);
        }
    }
    people.retain(|person| !person.also.is_empty() || !person.unknown.is_empty());
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(people: &[Person]) -> Vec<String> {
        people.iter().map(|person| format!("{}: {}", person.name, person.also.join(", "))).collect()
    }

    fn knowing(name: &str, also: &str, unknown: serde_json::Value) -> Person {
        let unknown = unknown.as_object().cloned().unwrap_or_default();
        Person { name: name.into(), also: vec![also.into()], unknown }
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
        join(&mut people, "benny", "Ana Ruiz");
        assert_eq!(told(&people), ["Ana Ruiz: A. Ruiz, Ben, benny"], "who is one already stays so");
        join(&mut people, "Cem", "benny");
        assert_eq!(told(&people), ["Ana Ruiz: A. Ruiz, Ben", "Cem: benny"], "a name has one person");
        for name in ["A. Ruiz", "Ben", "benny"] {
            split(&mut people, name);
        }
        assert!(people.is_empty(), "somebody with one name needs no entry");
    }

    #[test]
    fn split_off_a_main_name_leaves_the_others_together() {
        let mut people = Vec::new();
        join(&mut people, "Ana Ruiz", "ana");
        join(&mut people, "Ana Ruiz", "A. Ruiz");
        split(&mut people, "Ana Ruiz");
        assert_eq!(told(&people), ["ana: A. Ruiz"], "the first of them is shown");
        split(&mut people, "ana");
        assert!(people.is_empty(), "one name alone is joined with nothing");
    }

    #[test]
    fn what_is_not_known_of_people_is_kept_when_they_are_joined() {
        let mut people = vec![
            knowing("Ana Ruiz", "ana", json!({"role": "host", "born": 1961})),
            knowing("A. Ruiz", "ar", json!({"role": "guest", "place": "Lisbon"})),
        ];
        join(&mut people, "Ana Ruiz", "A. Ruiz");
        let expected = json!({"role": "host", "born": 1961, "place": "Lisbon"});
        assert_eq!(
            people.first().map(|person| json!(person.unknown)),
            Some(expected),
            "the kept person's wins"
        );
        for name in ["ana", "A. Ruiz", "ar"] {
            split(&mut people, name);
        }
        assert_eq!(told(&people), ["Ana Ruiz: "], "of whom something is known stays");
    }

    #[test]
    fn messages_are_counted_by_person() {
        let mut people = Vec::new();
        join(&mut people, "Ana Ruiz", "ana");
        join(&mut people, "Ben", "benny");
        let authors = [("Ana Ruiz", 2), ("Cem", 5), ("ana", 3), ("benny", 1)];
        let found = gathered(authors.map(|(name, count)| (name.to_owned(), count)).to_vec(), &people);
        let found: Vec<(&str, u64)> = found.iter().map(|one| (one.name.as_str(), one.messages)).collect();
        assert_eq!(found, [("Ana Ruiz", 5), ("Ben", 1), ("Cem", 5)], "by the names that are shown");
    }
}

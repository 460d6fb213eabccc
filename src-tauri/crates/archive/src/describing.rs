//! What a session is about, in the terms of Dublin Core, and the same in its `bag-info.txt`, where other archives look.

use std::path::Path;

use causerie_model::Session;
use serde_json::Value;

use crate::{ArchiveError, atomic, bag, tags};

const INFO: &str = "bag-info.txt";

/// What people say a session is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Description {
    /// What it is called.
    pub title: String,
    /// The day it took place, as an ISO 8601 date, which may be only a year or a month.
    pub date: Option<String>,
    /// The series that it belongs to.
    pub series: Option<String>,
    /// Who took part.
    pub people: Vec<String>,
    /// What it is about, in words of some vocabulary.
    pub subjects: Vec<String>,
    /// Who may do what with it.
    pub rights: Option<String>,
    /// All else that is to be said, in sentences.
    pub notes: Option<String>,
}

/// Fields of `session.json`, named for the terms of Dublin Core (<https://www.dublincore.org/specifications/dublin-core/dcmi-terms/>).
const PEOPLE: &str = "contributors";
const SUBJECTS: &str = "subjects";
const RIGHTS: &str = "rights";
const NOTES: &str = "description";

/// The labels of `bag-info.txt` that say the same: those that RFC 8493 section 2.2.2 reserves where there is one, else the
/// elements of Dublin Core.
const LABELS: [&str; 7] =
    ["Title", "Date", "Bag-Group-Identifier", "Contributor", "Subject", "Rights", "External-Description"];

impl Description {
    /// What a session says. A field of another shape, as another program may have written it, is passed over.
    pub fn of(session: &Session) -> Self {
        let text = |key: &str| session.unknown.get(key).and_then(Value::as_str).map(str::to_owned);
        let words = |key: &str| {
            let list = session.unknown.get(key).and_then(Value::as_array);
            let words = list.into_iter().flatten().filter_map(Value::as_str);
            words.map(str::to_owned).collect()
        };
        Self {
            title: session.title.clone(),
            date: session.date.clone(),
            series: session.series.clone(),
            people: words(PEOPLE),
            subjects: words(SUBJECTS),
            rights: text(RIGHTS),
            notes: text(NOTES),
        }
    }

    /// What a bag that others made says in its `bag-info.txt`, also under labels such as `DC-Title`. Where it says nothing,
    /// the title is empty.
    pub fn of_bag(bag: &Path) -> Self {
        let content = atomic::read(&bag.join(INFO)).ok().map(|(content, _)| content);
        let text = content.and_then(|content| String::from_utf8(content).ok()).unwrap_or_default();
        let found = bag::tags(&text);
        let all = |wanted: &str| {
            let fits = |label: &str| {
                let bare =
                    label.get(..3).filter(|start| ["dc-", "dc."].contains(&start.to_lowercase().as_str()));
                let bare = bare.and_then(|start| label.get(start.len()..)).unwrap_or(label);
                bare.eq_ignore_ascii_case(wanted)
            };
            let values = found.iter().filter(|(label, value)| fits(label) && !value.is_empty());
            values.map(|(_, value)| value.clone()).collect::<Vec<_>>()
        };
        let one = |wanted: &str| all(wanted).into_iter().next();
        Self {
            title: one("Title").unwrap_or_default(),
            date: one("Date"),
            series: one("Bag-Group-Identifier"),
            people: all("Contributor"),
            subjects: all("Subject"),
            rights: one("Rights"),
            notes: one("External-Description"),
        }
    }

    /// The session as it is when it says this. What says so already keeps the form in which it does.
    #[must_use]
    pub fn applied_to(&self, session: &Session) -> Session {
        let known = Self::of(session);
        let mut session = session.clone();
        session.title.clone_from(&self.title);
        session.date.clone_from(&self.date);
        session.series.clone_from(&self.series);
        let text = |text: &Option<String>| text.clone().map(Value::from);
        let words = |words: &[String]| (!words.is_empty()).then(|| Value::from(words));
        for (key, is_new, value) in [
            (PEOPLE, known.people != self.people, words(&self.people)),
            (SUBJECTS, known.subjects != self.subjects, words(&self.subjects)),
            (RIGHTS, known.rights != self.rights, text(&self.rights)),
            (NOTES, known.notes != self.notes, text(&self.notes)),
        ] {
            match value {
                _ if !is_new => {}
                Some(value) => drop(session.unknown.insert(key.to_owned(), value)),
                None => drop(session.unknown.remove(key)),
            }
        }
        session
    }

    /// The lines of `bag-info.txt`, by label.
    fn terms(&self) -> [(&'static str, Vec<String>); 7] {
        let one = |text: Option<&String>| text.into_iter().cloned().collect();
        let [title, date, series, person, subject, rights, notes] = LABELS;
        [
            (title, one(Some(&self.title))),
            (date, one(self.date.as_ref())),
            (series, one(self.series.as_ref())),
            (person, self.people.clone()),
            (subject, self.subjects.clone()),
            (rights, one(self.rights.as_ref())),
            (notes, one(self.notes.as_ref())),
        ]
    }
}

/// The lines of `bag-info.txt` that a new session gets.
pub(crate) fn lines(session: &Session) -> String {
    let terms = Description::of(session).terms().into_iter();
    terms.map(|(label, values)| of_label(label, &values)).collect()
}

/// Brings `bag-info.txt` in step with a session that says something else than `before`. Lines that say what did not
/// change, and those of others, stay as they are.
pub(crate) fn keep_in_step(bag: &Path, before: &Session, now: &Session) -> Result<(), ArchiveError> {
    let (before, now) = (Description::of(before), Description::of(now));
    if before == now {
        return Ok(());
    }
    let file = bag.join(INFO);
    let text = match atomic::read(&file) {
        Err(ArchiveError::NotFound { .. }) => String::new(),
        read => String::from_utf8(read?.0).map_err(|error| ArchiveError::corrupt(&file, error))?,
    };
    let mut fresh = text.clone();
    for ((label, old), (_, new)) in before.terms().into_iter().zip(now.terms()) {
        if old != new {
            fresh = replaced(&fresh, label, &of_label(label, &new));
        }
    }
    if fresh != text {
        tags::replace(bag, INFO, fresh.as_bytes())?;
    }
    Ok(())
}

/// A text whose lines of a label, with those that go on with them, give way to others; else these come at its end.
fn replaced(text: &str, label: &str, lines: &str) -> String {
    let mut result = String::new();
    let (mut is_gone, mut is_done) = (false, false);
    for line in text.split_inclusive('\n') {
        if !line.starts_with([' ', '\t']) {
            let own = line.trim_start_matches('\u{feff}').split_once(':').map(|(own, _)| own.trim());
            is_gone = own.is_some_and(|own| own.eq_ignore_ascii_case(label));
        }
        match (is_gone, is_done) {
            (true, false) => {
                result.push_str(lines);
                is_done = true;
            }
            (true, true) => {}
            (false, _) => result.push_str(line),
        }
    }
    if !is_done {
        if !result.is_empty() && !result.ends_with('\n') {
            result.push('\n');
        }
        result.push_str(lines);
    }
    result
}

fn of_label(label: &str, values: &[String]) -> String {
    let values = values.iter().map(|value| one_line(value)).filter(|value| !value.is_empty());
    values.map(|value| format!("{label}: {value}\n")).collect()
}

fn one_line(text: &str) -> String {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    let text: String = text.chars().map(|c| if breaks(c) { ' ' } else { c }).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_of_a_label_give_way() {
        let text = "Source-Organization: City\n  Library\nTitle: Old\n  and folded\nSubject: a\nX-Own: 1\nsubject : b\n";
        assert_eq!(
            replaced(text, "Title", "Title: New\n"),
            "Source-Organization: City\n  Library\nTitle: New\nSubject: a\nX-Own: 1\nsubject : b\n"
        );
        assert_eq!(
            replaced(text, "Subject", "Subject: c\nSubject: d\n"),
            "Source-Organization: City\n  Library\nTitle: Old\n  and folded\nSubject: c\nSubject: d\nX-Own: 1\n"
        );
        assert_eq!(replaced("A: b", "Rights", "Rights: c\n"), "A: b\nRights: c\n");
        assert_eq!(replaced(text, "Title", "").matches("Old").count(), 0, "what is no longer said goes");
    }

    #[test]
    fn a_value_is_one_line() {
        let lines = of_label("Title", &["a\nBagging-Date: 1999".into(), " \u{2028} ".into()]);
        assert_eq!(lines, "Title: a Bagging-Date: 1999\n", "nobody's title becomes another label");
    }
}

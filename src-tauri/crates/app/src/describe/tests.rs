//! Several desks at one archive.

use std::path::PathBuf;
use std::thread;

use causerie_model::TimeMs;
use serde_json::json;
use tempfile::TempDir;

use super::*;
use crate::wire::{Keep, NoteKind, NoteView, Trouble};
use crate::{Job, Places, Surroundings};

const EDITS: usize = 500;

/// An archive, and desks that each have an index of their own, as two machines on one share.
struct Office {
    folder: TempDir,
}

impl Office {
    fn new() -> (Self, SessionId) {
        let office = Self { folder: tempfile::tempdir().unwrap() };
        let id = office.desk("first").open_sample(&Job::new()).unwrap();
        (office, id)
    }

    fn desk(&self, name: &str) -> App {
        let places =
            Places { archive: self.folder.path().join("archive"), index: self.folder.path().join(name) };
        App::open(&places, Surroundings::real()).unwrap()
    }
}

fn note(title: &str) -> NoteView {
    let from_ms = TimeMs::new(1_000);
    let (title, text) = (title.to_owned(), String::new());
    NoteView {
        tags: Vec::new(),
        id: String::new(),
        kind: NoteKind::Bookmark,
        from_ms,
        to_ms: None,
        title,
        text,
        position: 1_000.0,
    }
}

#[test]
fn two_desks_that_edit_at_once_lose_nothing() {
    let (office, id) = Office::new();
    let write = |name: &str, change: &dyn Fn(&mut DescriptionView, usize)| {
        let desk = office.desk(name);
        for edit in 0..EDITS {
            let seen = desk.description(id).unwrap();
            let mut wanted = seen.clone();
            change(&mut wanted, edit);
            desk.describe(id, &seen, &wanted).unwrap();
            if edit % 10 == 0 {
                desk.save_note(id, &note(&format!("{name} {edit}"))).unwrap();
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            write("north", &|wanted, edit| {
                wanted.title = format!("Title {edit}");
                wanted.subjects.push(format!("north {edit}"));
            });
        });
        scope.spawn(|| {
            write("south", &|wanted, edit| {
                wanted.rights = Some(format!("Rights {edit}"));
                wanted.subjects.push(format!("south {edit}"));
            });
        });
    });
    let desk = office.desk("third");
    let told = desk.description(id).unwrap();
    let last = EDITS - 1;
    assert_eq!(told.title, format!("Title {last}"));
    assert_eq!(told.rights, Some(format!("Rights {last}")));
    let subjects: BTreeSet<String> = told.subjects.into_iter().collect();
    for edit in 0..EDITS {
        for name in ["north", "south"] {
            assert!(subjects.contains(&format!("{name} {edit}")), "{name} {edit} is lost");
        }
    }
    assert_eq!(desk.notes(id).unwrap().len(), 2 * EDITS / 10, "each note is there");
    assert_eq!(desk.verify(None, &Job::new()).unwrap().bad, [], "and the bag is valid");
}

#[test]
fn of_two_who_change_one_field_the_later_is_asked() {
    let (office, id) = Office::new();
    let (north, south) = (office.desk("north"), office.desk("south"));
    let seen = south.description(id).unwrap();
    let titled = |title: &str| DescriptionView { title: title.into(), ..seen.clone() };
    north.describe(id, &seen, &titled("From the north")).unwrap();
    let error = south.describe(id, &seen, &titled("From the south")).unwrap_err();
    assert_eq!(error.code, Code::Changed);
    let both = &error.versions[0];
    assert_eq!(
        (both.field.as_str(), &both.mine, &both.theirs),
        ("title", &json!("From the south"), &json!("From the north"))
    );
    let dated = DescriptionView { date: Some("1999".into()), ..seen.clone() };
    let told = south.describe(id, &seen, &dated).unwrap();
    assert_eq!(told.title, "From the north", "another field needs no question");
    let now = south.describe(id, &told, &titled("From the south")).unwrap();
    assert_eq!(now.title, "From the south", "who saw both may choose");
    assert_eq!(south.describe(id, &now, &told).unwrap(), told, "and undo");
    assert_eq!(south.card(id).unwrap().title, "From the north", "the index follows");
}

#[test]
fn a_note_changed_at_two_desks_is_merged_or_asked_about() {
    let (office, id) = Office::new();
    let (north, south) = (office.desk("north"), office.desk("south"));
    let saved = north.save_note(id, &note("Here")).unwrap();
    assert_eq!(south.notes(id).unwrap(), std::slice::from_ref(&saved));
    north.save_note(id, &NoteView { title: "There".into(), ..saved.clone() }).unwrap();
    let texted = south.save_note(id, &NoteView { text: "She laughs".into(), ..saved.clone() }).unwrap();
    assert_eq!((texted.title.as_str(), texted.text.as_str()), ("There", "She laughs"), "both changes");
    let error = north.save_note(id, &NoteView { text: "He laughs".into(), ..saved }).unwrap_err();
    assert_eq!((error.code, error.versions[0].field.as_str()), (Code::Changed, "text"));
    let seen = north.notes(id).unwrap().remove(0);
    north.save_note(id, &NoteView { text: "He laughs".into(), ..seen }).unwrap();
}

#[test]
fn a_description_is_tidied_or_refused() {
    let (office, id) = Office::new();
    let desk = office.desk("first");
    let seen = desk.description(id).unwrap();
    let wanted = DescriptionView {
        title: "  Evening ".into(),
        people: vec!["Ana Ruiz ".into(), String::new(), "Ana Ruiz".into()],
        rights: Some("  ".into()),
        notes: Some("One line\nand another".into()),
        ..seen.clone()
    };
    let told = desk.describe(id, &seen, &wanted).unwrap();
    assert_eq!((told.title.as_str(), told.people.as_slice()), ("Evening", &["Ana Ruiz".to_owned()][..]));
    assert_eq!((told.rights.clone(), told.notes.as_deref()), (None, Some("One line\nand another")));
    for bad in [
        DescriptionView { title: " ".into(), ..told.clone() },
        DescriptionView { date: Some("May 2008".into()), ..told.clone() },
        DescriptionView { series: Some("two\nlines".into()), ..told.clone() },
        DescriptionView { subjects: vec!["x".repeat(LINE + 1)], ..told.clone() },
    ] {
        let error = desk.describe(id, &told, &bad).unwrap_err();
        assert!(!error.help.is_empty(), "{error:?}");
    }
    assert_eq!(desk.description(id).unwrap(), told, "nothing of what was refused was written");
    let folder = desk.card(id).unwrap().folder;
    let info = std::fs::read_to_string(desk.folder().join(folder).join("bag-info.txt")).unwrap();
    for line in
        ["Title: Evening\n", "Contributor: Ana Ruiz\n", "External-Description: One line and another\n"]
    {
        assert!(info.contains(line), "{line:?} in {info}");
    }
    assert_eq!(info.matches("Title:").count(), 1, "{info}");
}

#[test]
fn troubles_are_told_and_ended() {
    let (office, id) = Office::new();
    let desk = office.desk("first");
    let folder = desk.card(id).unwrap().folder;
    let file = |name: &str| -> PathBuf { desk.folder().join(&folder).join(name) };
    let good = std::fs::read_to_string(file("session.json")).unwrap();
    let title = desk.card(id).unwrap().title;
    assert_eq!(desk.troubles().unwrap(), []);

    std::fs::write(file("session.json"), "{\"id\":").unwrap();
    desk.scan(&Job::new()).unwrap();
    assert_eq!(desk.overview().unwrap().problems.len(), 1, "the list shows it");
    let troubles = desk.troubles().unwrap();
    assert!(
        matches!(&troubles[..], [Trouble::Damaged { last_good: Some(kept), .. }] if *kept == title),
        "{troubles:?}"
    );
    assert_eq!(desk.restore_session(&folder).unwrap().title, title);
    assert_eq!(desk.overview().unwrap().problems, []);
    assert_eq!(std::fs::read_to_string(file("session.json")).unwrap(), good);

    std::fs::remove_file(file("session.json")).unwrap();
    desk.scan(&Job::new()).unwrap();
    assert!(desk.overview().unwrap().sessions.is_empty(), "without its session.json nobody lists it");
    let troubles = desk.troubles().unwrap();
    assert!(
        matches!(&troubles[..], [Trouble::Damaged { folder: lost, last_good: Some(_), .. }] if *lost == folder),
        "but it is not forgotten: {troubles:?}"
    );
    assert_eq!(desk.restore_session(&folder).unwrap().title, title);

    let copy = "session (conflicted copy 2026-03-01 101500).json";
    std::fs::write(file(copy), good.replace(&title, "Theirs")).unwrap();
    let troubles = desk.troubles().unwrap();
    assert!(
        matches!(&troubles[..], [Trouble::Copy { file, readable: true, differences, .. }]
            if file == copy && differences[0].field == "title"),
        "{troubles:?}"
    );
    assert_eq!(desk.settle_copy(&folder, copy, Keep::Copy).unwrap().title, "Theirs");
    assert_eq!(desk.troubles().unwrap(), []);
}

//! What sync tools leave when two desks changed one file at once.

use std::fs;

use causerie_archive::{ArchiveError, Note, NoteKind};
use causerie_model::{Session, TimeMs};
use serde_json::{Map, json};
use uuid::Uuid;

use crate::setting::{Setting, assert_valid};

#[test]
fn copies_of_a_session_are_noticed_whatever_they_are_called() {
    let setting = Setting::new();
    let folder = setting.talk();
    let bag = setting.path(&folder);
    let (session, _) = setting.archive.load(&folder).unwrap();
    assert_eq!(setting.archive.copies(&folder).unwrap(), [], "what we keep beside it is no copy");
    let theirs = Session { title: "Theirs".into(), ..session.clone() };
    let named = [
        ("session (Ana's conflicted copy 2026-03-01).json", Some("Dropbox")),
        ("session (conflicted copy 2026-03-01 101500).json", Some("Nextcloud, ownCloud or Dropbox")),
        ("session-DESKTOP-7QX.json", None),
        ("session.sync-conflict-20260301-101500-ABCDEFG.json", Some("Syncthing")),
        ("session_conflict-20260301-101500.json", Some("ownCloud")),
    ];
    for (name, _) in named {
        fs::write(bag.join(name), serde_json::to_vec(&theirs).unwrap()).unwrap();
    }
    fs::write(bag.join("session-2.json"), "{\"id\": \"another\"}").unwrap();
    fs::write(bag.join("sessions.json"), "[1]").unwrap();
    let copies = setting.archive.copies(&folder).unwrap();
    let found: Vec<_> = copies.iter().map(|copy| (copy.file.as_str(), copy.made_by)).collect();
    assert_eq!(found, named, "and nothing that is another session, or none");
    for copy in &copies {
        let differences = copy.differences.as_deref().unwrap();
        assert_eq!(differences.len(), 1, "{differences:?}");
        assert_eq!(
            (differences[0].field.as_str(), &differences[0].mine, &differences[0].theirs),
            ("title", &json!("Theirs"), &json!("Talk"))
        );
    }

    setting.archive.settle(&folder, named[0].0, false).unwrap();
    assert_eq!(setting.archive.load(&folder).unwrap().0, session, "the one in use was kept");
    setting.archive.settle(&folder, named[1].0, true).unwrap();
    assert_eq!(setting.archive.load(&folder).unwrap().0, theirs, "the copy was taken");
    assert_eq!(setting.archive.copies(&folder).unwrap().len(), 3, "both copies are gone");
    let error = setting.archive.settle(&folder, "data/chat.txt", false).unwrap_err();
    assert!(matches!(error, ArchiveError::NotFound { .. }), "nothing else is removed so: {error}");
    assert_valid(&[&bag]);
}

#[test]
fn a_copy_helps_where_the_session_itself_is_damaged() {
    let setting = Setting::new();
    let folder = setting.talk();
    let bag = setting.path(&folder);
    let good = fs::read(bag.join("session.json")).unwrap();
    let name = "session.sync-conflict-20260301-101500-ABCDEFG.json";
    fs::write(bag.join(name), &good).unwrap();
    fs::write(bag.join("session.json"), "{").unwrap();
    assert!(setting.archive.copies(&folder).unwrap()[0].differences.is_some());
    setting.archive.settle(&folder, name, true).unwrap();
    assert_eq!(fs::read(bag.join("session.json")).unwrap(), good);

    fs::write(bag.join(name), "half of a sess").unwrap();
    assert_eq!(
        setting.archive.copies(&folder).unwrap()[0].differences,
        None,
        "it is told, but can't be read"
    );
    let error = setting.archive.settle(&folder, name, true).unwrap_err();
    assert!(matches!(error, ArchiveError::Corrupt { .. }), "nor taken: {error}");
    assert_eq!(fs::read(bag.join("session.json")).unwrap(), good);
}

#[test]
fn copies_of_notes_are_noticed_too() {
    let setting = Setting::new();
    let folder = setting.talk();
    let note = Note {
        id: Uuid::new_v4(),
        kind: NoteKind::Bookmark,
        from: TimeMs::ZERO,
        to: None,
        title: "Here".into(),
        text: String::new(),
        created: "2026-03-01T10:00:00Z".into(),
        tags: Vec::new(),
        position: None,
        unknown: Map::new(),
    };
    setting.archive.save_note(&folder, &note).unwrap();
    let file = setting.path(&folder).join(format!("notes/{}.json", note.id));
    let copy = format!("notes/{}-LAPTOP.json", note.id);
    let other = fs::read_to_string(&file).unwrap().replace("Here", "There");
    fs::write(setting.path(&folder).join(&copy), other).unwrap();
    fs::write(setting.path(&folder).join("notes/é.json"), "{}").unwrap();
    let copies = setting.archive.copies(&folder).unwrap();
    assert_eq!(copies.len(), 1, "{copies:?}");
    assert_eq!((&copies[0].file, &copies[0].of), (&copy, &format!("notes/{}.json", note.id)));
    assert_eq!(setting.archive.notes(&folder).unwrap().len(), 1, "until then the first counts alone");
    setting.archive.settle(&folder, &copy, true).unwrap();
    assert_eq!(setting.archive.notes(&folder).unwrap()[0].title, "There");
    assert_eq!(setting.archive.copies(&folder).unwrap(), []);
}

//! Notes, a file each.

use std::fs;

use causerie_archive::{ArchiveError, Note, NoteKind, Reason};
use causerie_model::TimeMs;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::setting::{Setting, assert_valid};

fn note(from: i64, to: Option<i64>) -> Note {
    Note {
        id: Uuid::new_v4(),
        kind: if to.is_some() { NoteKind::Clip } else { NoteKind::Bookmark },
        from: TimeMs::new(from),
        to: to.map(TimeMs::new),
        title: "The turn".into(),
        text: "Here she laughs".into(),
        created: "2026-03-01T10:00:00Z".into(),
        tags: vec!["humour".into()],
        position: None,
        unknown: Map::new(),
    }
}

#[test]
fn notes_come_back_in_the_order_of_their_moments() {
    let setting = Setting::new();
    let folder = setting.talk();
    assert_eq!(setting.archive.notes(&folder).unwrap(), []);
    let (late, early) = (note(12_500, Some(34_000)), note(1_000, None));
    setting.archive.save_note(&folder, &late).unwrap();
    setting.archive.save_note(&folder, &early).unwrap();
    assert_valid(&[&setting.path(&folder)]);

    let read = setting.archive.notes(&folder).unwrap();
    let plain: Vec<_> = read.iter().cloned().map(|note| Note { unknown: Map::new(), ..note }).collect();
    assert_eq!(plain, [early.clone(), late.clone()]);
    setting.archive.remove_note(&folder, early.id).unwrap();
    assert_eq!(setting.archive.notes(&folder).unwrap(), read[1..]);
    let error = setting.archive.remove_note(&folder, early.id).unwrap_err();
    assert!(matches!(error, ArchiveError::NotFound { .. }), "{error}");
    assert_valid(&[&setting.path(&folder)]);
}

#[test]
fn what_others_wrote_into_a_note_stays() {
    let setting = Setting::new();
    let folder = setting.talk();
    let id = note(0, None).id;
    setting.archive.save_note(&folder, &Note { id, ..note(1_000, None) }).unwrap();
    let file = setting.path(&folder).join(format!("notes/{id}.json"));
    let mut annotation: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    annotation["creator"] = json!({"type": "Person", "name": "Ana"});
    fs::write(&file, annotation.to_string()).unwrap();
    let mut read = setting.archive.notes(&folder).unwrap().remove(0);
    read.title = "Renamed".into();
    setting.archive.save_note(&folder, &read).unwrap();
    let now: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(now["creator"]["name"], "Ana");
    assert_eq!(now["body"][0]["value"], "Renamed");
}

#[test]
fn a_damaged_note_hides_no_other_and_is_reported() {
    let setting = Setting::new();
    let folder = setting.talk();
    setting.archive.save_note(&folder, &note(1_000, None)).unwrap();
    let notes = setting.path(&folder).join("notes");
    let damaged = format!("{}.json", Uuid::new_v4());
    fs::write(notes.join(&damaged), "{\"type\"").unwrap();
    fs::write(notes.join("read me.txt"), "not a note").unwrap();
    assert_eq!(setting.archive.notes(&folder).unwrap().len(), 1);
    let bad = setting.bad(&folder);
    assert_eq!(bad.len(), 1, "{bad:?}");
    assert_eq!(bad[0].0, format!("notes/{damaged}"));
    assert!(matches!(bad[0].1, Reason::Unreadable(_)));
}

#[test]
fn a_note_that_is_no_stretch_of_time_is_refused() {
    let setting = Setting::new();
    let folder = setting.talk();
    for note in
        [note(-1, None), note(5, Some(5)), note(5, Some(4)), Note { kind: NoteKind::Clip, ..note(5, None) }]
    {
        let error = setting.archive.save_note(&folder, &note).unwrap_err();
        assert!(matches!(error, ArchiveError::BadNote { .. }), "{note:?}");
    }
    assert!(!setting.path(&folder).join("notes").exists(), "nothing was written");
}

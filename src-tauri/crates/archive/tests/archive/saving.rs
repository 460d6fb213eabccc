//! Saving what people changed, while others do the same.

use std::fs;
use std::thread;

use causerie_archive::{ArchiveError, FieldConflict};
use causerie_model::Session;
use serde_json::{Value, json};

use crate::setting::{Setting, assert_valid, session};

#[test]
fn a_saved_session_reads_back_and_the_bag_stays_valid() {
    let setting = Setting::new();
    let folder = setting.talk();
    let (before, _) = setting.archive.load(&folder).unwrap();
    let after = Session { title: "Another title".into(), ..before.clone() };
    let (saved, stamp) = setting.archive.save(&folder, &before, &after).unwrap();
    assert_eq!(saved, after);
    assert_eq!(setting.archive.load(&folder).unwrap(), (saved, stamp.clone()));
    assert_eq!(setting.archive.scan().unwrap()[0].stamp, stamp, "a scan sees the file that was saved");
    assert_valid(&[&setting.path(&folder)]);
    assert!(fs::read_to_string(setting.path(&folder).join("session.json")).unwrap().ends_with("}\n"));
    let again = setting.archive.save(&folder, &after, &after).unwrap();
    assert_eq!(again.1, stamp, "what says the same is not written again");
}

#[test]
fn fields_that_are_not_known_are_kept() {
    let setting = Setting::new();
    let folder = setting.talk();
    let file = setting.path(&folder).join("session.json");
    let mut written: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    written["weather"] = json!({"sky": "grey", "until": 2050});
    written["recordings"][0]["microphone"] = json!("left");
    fs::write(&file, written.to_string()).unwrap();
    let (before, _) = setting.archive.load(&folder).unwrap();
    let after = Session { series: Some("Evenings".into()), ..before.clone() };
    setting.archive.save(&folder, &before, &after).unwrap();
    written["series"] = json!("Evenings");
    let now: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(now, written);
}

#[test]
fn what_changed_underneath_is_kept_or_told() {
    let setting = Setting::new();
    let folder = setting.talk();
    let file = setting.path(&folder).join("session.json");
    let (before, _) = setting.archive.load(&folder).unwrap();
    let theirs = Session { series: Some("Theirs".into()), ..before.clone() };
    setting.archive.save(&folder, &before, &theirs).unwrap();
    let mine = Session { title: "Mine".into(), ..before.clone() };
    let (both, _) = setting.archive.save(&folder, &before, &mine).unwrap();
    assert_eq!(both, Session { title: "Mine".into(), ..theirs }, "another field of the same file");

    let there = fs::read(&file).unwrap();
    let error =
        setting.archive.save(&folder, &before, &Session { title: "Too late".into(), ..before.clone() });
    let ArchiveError::Conflict { file: of, fields } = error.unwrap_err() else {
        panic!("the same field");
    };
    let expected = FieldConflict { field: "title".into(), mine: json!("Too late"), theirs: json!("Mine") };
    assert_eq!((of, fields), (file.clone(), vec![expected]));
    assert_eq!(fs::read(&file).unwrap(), there, "their change stays");

    // By another program, in place and of the same size, within one tick of the clock: nothing is lost either.
    fs::write(&file, String::from_utf8(there).unwrap().replace("Mine", "Nine")).unwrap();
    let dated = Session { date: Some("2009".into()), ..both.clone() };
    let (all, _) = setting.archive.save(&folder, &both, &dated).unwrap();
    assert_eq!((all.title.as_str(), all.date.as_deref()), ("Nine", Some("2009")));

    let other = Session { id: causerie_model::SessionId::new(uuid::Uuid::new_v4()), ..all.clone() };
    fs::write(&file, serde_json::to_vec(&other).unwrap()).unwrap();
    let error = setting.archive.save(&folder, &all, &mine).unwrap_err();
    assert!(
        matches!(error, ArchiveError::ChangedUnderneath { .. }),
        "another session lies there now: {error}"
    );
    fs::remove_file(&file).unwrap();
    let error = setting.archive.save(&folder, &all, &mine).unwrap_err();
    assert!(
        matches!(error, ArchiveError::NotFound { .. }),
        "a session that was deleted does not come back: {error}"
    );
}

#[test]
fn of_saves_that_race_none_is_lost() {
    let setting = Setting::new();
    let folder = setting.talk();
    let (writers, each) = (4, 25);
    let work = |writer: usize| {
        let mine = format!("writer {writer}");
        for edit in 0..each {
            let (before, _) = setting.archive.load(&folder).unwrap();
            let mut after = before.clone();
            after.unknown.insert(mine.clone(), json!(edit));
            let count = before.unknown.get("count").and_then(Value::as_u64).unwrap_or(0);
            after.unknown.insert("count".into(), json!(count + 1));
            while let Err(error) = setting.archive.save(&folder, &before, &after) {
                let ArchiveError::Conflict { fields, .. } = error else { panic!("{error}") };
                assert_eq!(fields[0].field, "count", "of two that count, one is asked: {fields:?}");
                after
                    .unknown
                    .insert("count".into(), before.unknown.get("count").cloned().unwrap_or_default());
                if before.unknown.get("count").is_none() {
                    after.unknown.remove("count");
                }
            }
        }
    };
    thread::scope(|scope| {
        for writer in 0..writers {
            scope.spawn(move || work(writer));
        }
    });
    let (session, _) = setting.archive.load(&folder).unwrap();
    for writer in 0..writers {
        assert_eq!(
            session.unknown[&format!("writer {writer}")],
            json!(each - 1),
            "the last edit of each is there"
        );
    }
    assert_valid(&[&setting.path(&folder)]);
}

#[test]
fn a_damaged_session_comes_back_as_it_was_last_saved() {
    let setting = Setting::new();
    let folder = setting.talk();
    let saved = setting.retitle(&folder, "As it was");
    let file = setting.path(&folder).join("session.json");
    let error = setting.archive.restore(&folder).unwrap_err();
    assert!(matches!(error, ArchiveError::Exists { .. }), "what can be read is not touched: {error}");
    for damage in [&b"{\"id\": "[..], b"", b"\0\0\0\0", b"{}"] {
        fs::write(&file, damage).unwrap();
        assert!(setting.archive.load(&folder).is_err());
        assert_eq!(setting.archive.last_good(&folder).unwrap(), saved, "it can be looked at before");
        assert_eq!(setting.archive.restore(&folder).unwrap(), saved);
        assert_eq!(setting.archive.load(&folder).unwrap().0, saved);
        let aside = fs::read(setting.path(&folder).join(".session.json.damaged")).unwrap();
        assert_eq!(aside, damage, "what was damaged is kept for whoever can read it");
        assert_valid(&[&setting.path(&folder)]);
    }
    fs::remove_file(&file).unwrap();
    assert_eq!(setting.archive.restore(&folder).unwrap(), saved, "one that is gone comes back too");
    let fresh = setting.talk();
    fs::write(setting.path(&fresh).join("session.json"), "").unwrap();
    assert_eq!(setting.archive.restore(&fresh).unwrap().title, "Talk", "though it was never edited");
}

#[test]
fn a_session_that_names_files_elsewhere_is_neither_read_nor_written() {
    let setting = Setting::new();
    let folder = setting.talk();
    let (good, _) = setting.archive.load(&folder).unwrap();
    let file = setting.path(&folder).join("session.json");
    for path in ["../../secret.txt", "/etc/passwd", "data/../../x", "data\\..\\x", "C:\\x", "notes/x.json"] {
        let mut bad = good.clone();
        bad.logs[0].path = path.into();
        let error = setting.archive.save(&folder, &good, &bad).unwrap_err();
        assert!(matches!(error, ArchiveError::BadPath { .. }), "{path}: {error}");
        assert!(setting.archive.file(&folder, path).is_err(), "{path}");
        fs::write(&file, serde_json::to_vec(&bad).unwrap()).unwrap();
        let error = setting.archive.load(&folder).unwrap_err();
        assert!(matches!(&error, ArchiveError::Corrupt { file: of, .. } if *of == file), "{path}: {error}");
    }
    for folder in ["..", "../Archive", "/", "", "nowhere"] {
        assert!(setting.archive.load(folder).is_err(), "{folder:?} is no session of this archive");
    }
    assert!(setting.add(&session("x", &["../talk.mp3"], &[]), &[]).is_err());
}

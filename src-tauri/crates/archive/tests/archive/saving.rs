//! Saving what people changed, while others do the same.

use std::fs;
use std::thread;

use causerie_archive::{ArchiveError, Stamp};
use serde_json::{Value, json};

use crate::setting::{Setting, assert_valid, session};

#[test]
fn a_saved_session_reads_back_and_the_bag_stays_valid() {
    let setting = Setting::new();
    let folder = setting.talk();
    let (mut session, stamp) = setting.archive.load(&folder).unwrap();
    session.title = "Another title".into();
    let saved = setting.archive.save(&folder, &session, &stamp).unwrap();
    let (loaded, read) = setting.archive.load(&folder).unwrap();
    assert_eq!((&loaded, &read), (&session, &saved));
    assert_eq!(setting.archive.scan().unwrap()[0].stamp, saved, "a scan sees the file that was saved");
    assert_valid(&[&setting.path(&folder)]);
    assert!(fs::read_to_string(setting.path(&folder).join("session.json")).unwrap().ends_with("}\n"));
}

#[test]
fn fields_that_are_not_known_are_kept() {
    let setting = Setting::new();
    let folder = setting.talk();
    let file = setting.path(&folder).join("session.json");
    let mut written: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    written["rights"] = json!({"holder": "Ana", "until": 2050});
    written["recordings"][0]["microphone"] = json!("left");
    fs::write(&file, written.to_string()).unwrap();
    let (mut session, stamp) = setting.archive.load(&folder).unwrap();
    session.series = Some("Evenings".into());
    setting.archive.save(&folder, &session, &stamp).unwrap();
    written["series"] = json!("Evenings");
    let now: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(now, written);
}

#[test]
fn a_file_changed_underneath_is_never_overwritten() {
    let setting = Setting::new();
    let folder = setting.talk();
    let file = setting.path(&folder).join("session.json");
    let (session, seen) = setting.archive.load(&folder).unwrap();
    let mut other = session.clone();
    other.series = Some("Theirs".into());
    let newer = setting.archive.save(&folder, &other, &seen).unwrap();
    let error = setting.archive.save(&folder, &session, &seen).unwrap_err();
    assert!(
        matches!(error, ArchiveError::ChangedUnderneath { .. }),
        "of two edits of one state, one goes: {error}"
    );
    let seen = newer;
    let as_text: Stamp = seen.to_string().parse().unwrap();

    // In place, of the same size, within one tick of the clock: only the bytes tell.
    let meta = fs::metadata(&file).unwrap();
    let theirs = fs::read_to_string(&file).unwrap().replace("Talk", "Tall");
    fs::write(&file, &theirs).unwrap();
    fs::File::options().write(true).open(&file).unwrap().set_modified(meta.modified().unwrap()).unwrap();
    let error = setting.archive.save(&folder, &session, &seen).unwrap_err();
    assert!(matches!(&error, ArchiveError::ChangedUnderneath { file: of } if *of == file), "{error}");
    assert_eq!(fs::read_to_string(&file).unwrap(), theirs, "their change stays");

    fs::write(&file, theirs.replace("Tall", "Taller")).unwrap();
    let error = setting.archive.save(&folder, &session, &as_text).unwrap_err();
    assert!(
        matches!(error, ArchiveError::ChangedUnderneath { .. }),
        "a stored stamp guards as well: {error}"
    );

    fs::remove_file(&file).unwrap();
    let error = setting.archive.save(&folder, &session, &seen).unwrap_err();
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
    let work = || {
        let mut saved = 0;
        while saved < each {
            let (mut session, seen) = setting.archive.load(&folder).unwrap();
            let count = session.unknown.get("count").and_then(Value::as_u64).unwrap_or(0);
            session.unknown.insert("count".into(), json!(count + 1));
            match setting.archive.save(&folder, &session, &seen) {
                Ok(_) => saved += 1,
                Err(ArchiveError::ChangedUnderneath { .. }) => {}
                Err(other) => panic!("{other}"),
            }
        }
    };
    thread::scope(|scope| (0..writers).for_each(|_| drop(scope.spawn(work))));
    let (session, _) = setting.archive.load(&folder).unwrap();
    assert_eq!(session.unknown["count"], json!(writers * each), "every save built on the one before");
}

#[test]
fn a_session_that_names_files_elsewhere_is_neither_read_nor_written() {
    let setting = Setting::new();
    let folder = setting.talk();
    let (good, stamp) = setting.archive.load(&folder).unwrap();
    let file = setting.path(&folder).join("session.json");
    for path in ["../../secret.txt", "/etc/passwd", "data/../../x", "data\\..\\x", "C:\\x", "notes/x.json"] {
        let mut bad = good.clone();
        bad.logs[0].path = path.into();
        let error = setting.archive.save(&folder, &bad, &stamp).unwrap_err();
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

//! New sessions are bags.

use std::cell::RefCell;
use std::fs::{self, File};
use std::path::PathBuf;
use std::slice;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use causerie_archive::{Archive, ArchiveError, Source};
use uuid::Uuid;

use crate::setting::{GO_ON, Setting, TODAY, assert_valid, session};

#[test]
fn a_new_session_is_a_bag_of_the_files_as_they_came() {
    let setting = Setting::new();
    let long_ago = SystemTime::UNIX_EPOCH + Duration::new(1_210_723_200, 500_000_000);
    let sources =
        [setting.source("talk.mp3", &vec![7; 3_000_000]), setting.source("chat.txt", b"10:01 Ana: hello\n")];
    File::options().write(true).open(&sources[0].from).unwrap().set_modified(long_ago).unwrap();
    let session = session("Casual Conversations", &["talk.mp3"], &["chat.txt"]);
    let told = RefCell::new(Vec::new());
    let progress = |copied| told.borrow_mut().push(copied);
    let folder = setting.archive.create_session(&session, &sources, TODAY, &progress, &GO_ON).unwrap();

    assert_eq!(folder, "2008-05-14 Casual Conversations");
    let bag = setting.path(&folder);
    assert_valid(&[&bag]);
    assert_eq!(
        fs::read_to_string(bag.join("bag-info.txt")).unwrap(),
        format!(
            "Bagging-Date: 2026-03-01\nBag-Software-Agent: Causerie {}\nExternal-Identifier: urn:uuid:{}\n\
             Payload-Oxum: 3000017.2\nTitle: Casual Conversations\nDate: 2008-05-14\n",
            env!("CARGO_PKG_VERSION"),
            session.id
        )
    );
    assert_eq!(fs::read(bag.join("data/talk.mp3")).unwrap(), vec![7; 3_000_000]);
    let modified = fs::metadata(bag.join("data/talk.mp3")).unwrap().modified().unwrap();
    assert_eq!(modified, long_ago, "the time of change is kept");

    let told = told.into_inner();
    assert!(told.windows(2).all(|pair| pair[0].bytes < pair[1].bytes), "progress goes forward");
    let last = told.last().unwrap();
    assert_eq!((last.bytes, last.total, last.file.as_str()), (3_000_017, 3_000_017, "data/chat.txt"));

    let (loaded, stamp) = setting.archive.load(&folder).unwrap();
    assert_eq!(loaded, session);
    let found = setting.archive.scan().unwrap();
    assert_eq!((found.len(), &found[0].folder, &found[0].stamp), (1, &folder, &stamp));
    let fixity = setting.verify(&folder);
    assert_eq!((fixity.files, fixity.bytes, fixity.bad), (2, 3_000_017, vec![]));
    assert!(setting.leftovers().is_empty());
}

#[test]
fn odd_names_make_valid_bags() {
    let setting = Setting::new();
    let names = [
        "Ça va — 日本語 👋.mp3",
        "two  spaces .txt",
        "100% %0A.txt",
        "new\nline\r.txt",
        "a\u{2028}b.txt",
        "*star?.txt",
        "CON.txt",
        ".hidden",
        "back\\slash.txt",
        "Case.txt",
        "case.txt",
        "e\u{301}.txt",
        "\u{e9}.txt",
        "~home",
        "#hash",
        "trailing ",
    ];
    let sources: Vec<Source> = names.iter().map(|name| setting.source(name, name.as_bytes())).collect();
    let session = session("What?\nA \"title\": 1/2 \u{202e}txt.", &[names[0]], &names[1..]);
    let folder = setting.add(&session, &sources).unwrap();
    assert_eq!(folder, "2008-05-14 What A 'title'- 1-2 txt");
    let bag = setting.path(&folder);
    assert_valid(&[&bag]);
    assert_eq!(setting.bad(&folder), [], "our own check agrees with the validator");

    let (kept, _) = setting.archive.load(&folder).unwrap();
    for (log, name) in kept.logs.iter().zip(&names[1..]) {
        let content = fs::read(setting.archive.file(&folder, &log.path).unwrap()).unwrap();
        assert_eq!(content, name.as_bytes(), "{} is the file that came as {name:?}", log.path);
        if log.path != format!("data/{name}") {
            assert_eq!(log.unknown["original_name"], *name, "the name it came with is kept");
        }
    }
    assert_eq!(kept.recordings[0].path, format!("data/{}", names[0]), "a name that can stay, stays");
    assert_eq!(fs::read_dir(bag.join("data")).unwrap().count(), names.len(), "no file replaced another");
}

#[test]
fn a_session_without_files_and_an_empty_file_are_valid_bags() {
    let setting = Setting::new();
    let empty = setting.add(&session("Nothing", &[], &[]), &[]).unwrap();
    let source = setting.source("empty.txt", b"");
    let file = setting.add(&session("Empty", &[], &["empty.txt"]), &[source]).unwrap();
    assert_valid(&[&setting.path(&empty), &setting.path(&file)]);
}

#[test]
fn a_taken_folder_is_not_touched() {
    let setting = Setting::new();
    let (first, second) = (setting.talk(), setting.talk());
    assert_eq!((first.as_str(), second.as_str()), ("2008-05-14 Talk", "2008-05-14 Talk (2)"));
    assert_valid(&[&setting.path(&first), &setting.path(&second)]);
}

#[test]
fn what_fails_under_way_leaves_nothing() {
    let setting = Setting::new();
    let there = setting.source("talk.mp3", &vec![7; 3_000_000]);
    let gone = Source { from: setting.outside.path().join("gone.txt"), to: "data/gone.txt".into() };
    let both = session("Talk", &["talk.mp3"], &["gone.txt"]);

    let error = setting.add(&both, &[there.clone(), gone.clone()]).unwrap_err();
    assert!(matches!(&error, ArchiveError::NotFound { path } if *path == gone.from), "{error}");

    fs::write(&gone.from, "here for a moment").unwrap();
    let vanish = |_| drop(fs::remove_file(&gone.from));
    let sources = [there.clone(), gone.clone()];
    let error = setting.archive.create_session(&both, &sources, TODAY, &vanish, &GO_ON).unwrap_err();
    assert!(matches!(&error, ArchiveError::NotFound { path } if *path == gone.from), "{error}");

    let alone = session("Talk", &["talk.mp3"], &[]);
    let grow = |_| fs::write(&there.from, vec![8; 3_000_001]).unwrap();
    let error =
        setting.archive.create_session(&alone, slice::from_ref(&there), TODAY, &grow, &GO_ON).unwrap_err();
    assert!(matches!(error, ArchiveError::SourceChanged { .. }), "{error}");

    let cancel = AtomicBool::new(false);
    let stop = |_| cancel.store(true, Ordering::Relaxed);
    let error = setting.archive.create_session(&alone, &[there], TODAY, &stop, &cancel).unwrap_err();
    assert!(matches!(error, ArchiveError::Cancelled), "{error}");

    let folder = Source { from: setting.outside.path().to_path_buf(), to: "data/talk.mp3".into() };
    let error = setting.add(&alone, &[folder]).unwrap_err();
    assert!(error.to_string().contains("no plain file"), "{error}");

    let error = setting.add(&alone, &[]).unwrap_err();
    assert!(
        matches!(error, ArchiveError::BadPath { .. }),
        "a session can't name a file that is not added: {error}"
    );

    assert_eq!(setting.archive.scan().unwrap(), [], "no session came of it");
    assert!(setting.leftovers().is_empty(), "and nothing is left: {:?}", setting.leftovers());
}

#[test]
fn an_archive_is_not_made_over_other_things() {
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("new/Archive");
    let id = Uuid::new_v4();
    let archive = Archive::create(&root, id, "Evenings").unwrap();
    assert_eq!((archive.id(), archive.title().as_str(), archive.is_read_only()), (id, "Evenings", false));
    assert!(matches!(Archive::create(&root, id, ""), Err(ArchiveError::Exists { .. })));
    assert!(matches!(Archive::open(home.path()), Err(ArchiveError::NotAnArchive { .. })));
    assert!(matches!(Archive::open(&PathBuf::from("/nowhere")), Err(ArchiveError::NotFound { .. })));

    let bags = home.path().join("bags");
    fs::create_dir_all(bags.join("one")).unwrap();
    fs::write(bags.join("one/bagit.txt"), "").unwrap();
    fs::write(bags.join(".DS_Store"), "").unwrap();
    Archive::create(&bags, id, "A folder of bags becomes an archive").unwrap();

    fs::write(root.join("causerie.json"), r#"{"format": 2, "id": "00000000-0000-0000-0000-000000000000"}"#)
        .unwrap();
    assert!(matches!(Archive::open(&root), Err(ArchiveError::NewerFormat { format: 2, .. })));
    fs::write(root.join("causerie.json"), "{").unwrap();
    let error = Archive::open(&root).unwrap_err();
    assert!(error.to_string().contains("causerie.json is damaged"), "{error}");
}

#[test]
fn another_title_is_seen_by_every_desk_and_leaves_the_rest_as_it_is() {
    let setting = Setting::new();
    let file = setting.archive.root().join("causerie.json");
    let mut identity: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    identity["shelf"] = "north".into();
    fs::write(&file, identity.to_string()).unwrap();
    let other = Archive::open(setting.archive.root()).unwrap();
    setting.archive.retitle("Songs").unwrap();
    assert_eq!(other.title(), "Songs", "it was open already");
    identity["title"] = "Songs".into();
    let now: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    assert_eq!(now, identity);
}

//! Bags that others made.

use std::fs;
use std::path::{Path, PathBuf};

use causerie_archive::{ArchiveError, Note, NoteKind, is_bag};
use causerie_model::TimeMs;
use serde_json::Map;
use uuid::Uuid;

use crate::setting::{GO_ON, Setting, assert_valid, bagit, session};

/// A bag made by the Library of Congress's own tool, with a tag manifest for each algorithm.
fn bag(setting: &Setting, algorithms: &[&str]) -> PathBuf {
    let bag = setting.outside.path().join("bag");
    fs::create_dir_all(bag.join("sub/empty")).unwrap();
    fs::write(bag.join("talk.mp3"), [7; 100_000]).unwrap();
    fs::write(bag.join("sub/100% é\nchat.txt"), "Ana: hello\n").unwrap();
    let (made, said) = bagit(&[algorithms, &["--contact-name=Ana"]].concat(), &[&bag]);
    assert!(made, "{said}");
    bag
}

fn adopt(setting: &Setting, bag: &Path) -> Result<String, ArchiveError> {
    setting.archive.adopt(bag, &session("Talk", &["talk.mp3"], &[]), &|_| (), &GO_ON)
}

#[test]
fn an_adopted_bag_is_the_same_bag_and_stays_valid() {
    for algorithms in [&["--sha256", "--sha512"][..], &["--md5"], &["--sha1"]] {
        let setting = Setting::new();
        let bag = bag(&setting, algorithms);
        let folder = adopt(&setting, &bag).unwrap();
        let adopted = setting.path(&folder);
        assert!(is_bag(&adopted));
        for item in fs::read_dir(&bag).unwrap().map(Result::unwrap).filter(|item| item.path().is_file()) {
            let copy = fs::read(adopted.join(item.file_name())).unwrap();
            assert_eq!(fs::read(item.path()).unwrap(), copy, "{item:?} is kept as it is");
        }
        assert!(adopted.join("data/sub/empty").is_dir(), "empty folders too");
        assert_eq!(setting.bad(&folder), [], "{algorithms:?}");
        assert_valid(&[&adopted]);

        let (mut session, stamp) = setting.archive.load(&folder).unwrap();
        session.title = "Another".into();
        setting.archive.save(&folder, &session, &stamp).unwrap();
        let note = Note {
            id: Uuid::new_v4(),
            kind: NoteKind::Bookmark,
            from: TimeMs::ZERO,
            to: None,
            title: String::new(),
            text: "Here".into(),
            created: String::new(),
            tags: Vec::new(),
            position: None,
            unknown: Map::new(),
        };
        setting.archive.save_note(&folder, &note).unwrap();
        assert_valid(&[&adopted]);

        // Somebody has their own tool list every file, ours among them; what people change after must not break
        // that.
        let code = "import bagit, sys; bagit.Bag(sys.argv[1]).save()";
        let python = std::env::var("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|_| "python3".into());
        let resealed = std::process::Command::new(python).args(["-c", code]).arg(&adopted).status().unwrap();
        assert!(resealed.success());
        let listed = fs::read_dir(&adopted).unwrap().map(|item| item.unwrap().path());
        let listed = listed.filter(|file| file.to_string_lossy().contains("tagmanifest-"));
        let listed: String = listed.map(|file| fs::read_to_string(file).unwrap()).collect();
        assert!(
            listed.contains("session.json") && listed.contains("notes/"),
            "the tool lists ours: {listed}"
        );
        let (session, stamp) = setting.archive.load(&folder).unwrap();
        setting.archive.save(&folder, &session, &stamp).unwrap();
        setting.archive.save_note(&folder, &Note { text: "There".into(), ..note.clone() }).unwrap();
        assert_valid(&[&adopted]);
        setting.archive.remove_note(&folder, note.id).unwrap();
        assert_valid(&[&adopted]);
        assert_eq!(setting.bad(&folder), []);
    }
}

/// What the refusal says, and what was done to the bag.
type Damage = (&'static str, fn(&Path));

#[test]
fn a_bag_that_is_not_whole_is_refused() {
    let damage: [Damage; 5] = [
        ("changed", |bag| fs::write(bag.join("data/talk.mp3"), "x").unwrap()),
        ("missing", |bag| fs::remove_dir_all(bag.join("data/sub")).unwrap()),
        ("added", |bag| fs::write(bag.join("data/more"), "x").unwrap()),
        ("changed", |bag| fs::write(bag.join("bag-info.txt"), "Contact-Name: Eve\n").unwrap()),
        ("fetched", |bag| fs::write(bag.join("fetch.txt"), "https://example.org/x 1 data/x\n").unwrap()),
    ];
    for (reason, spoil) in damage {
        let setting = Setting::new();
        let bag = bag(&setting, &["--sha256"]);
        spoil(&bag);
        let error = adopt(&setting, &bag).unwrap_err();
        assert!(matches!(&error, ArchiveError::Corrupt { file, .. } if *file == bag), "{error}");
        assert!(error.to_string().contains(reason), "{error}");
        assert_eq!(setting.archive.scan().unwrap(), []);
        assert!(setting.leftovers().is_empty());
    }
}

#[cfg(unix)]
#[test]
fn a_bag_with_a_link_is_refused() {
    let setting = Setting::new();
    let bag = bag(&setting, &["--sha256"]);
    std::os::unix::fs::symlink("/etc/hostname", bag.join("data/link")).unwrap();
    let error = adopt(&setting, &bag).unwrap_err();
    assert!(matches!(&error, ArchiveError::BadPath { path, .. } if path == "data/link"), "{error}");
    assert!(setting.leftovers().is_empty());
}

#[test]
fn a_session_names_only_what_its_bag_holds() {
    let setting = Setting::new();
    let bag = bag(&setting, &["--sha256"]);
    let session = session("Talk", &["talk.mp3", "gone.mp3"], &[]);
    let error = setting.archive.adopt(&bag, &session, &|_| (), &GO_ON).unwrap_err();
    assert!(matches!(&error, ArchiveError::BadPath { path, .. } if path == "data/gone.mp3"), "{error}");
}

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
    let adopted = setting.archive.adopt(bag, &session("Talk", &["talk.mp3"], &[]), &|_| (), &GO_ON);
    adopted.map(|(folder, _)| folder)
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

        setting.retitle(&folder, "Another");
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
        let listed: Vec<_> = listed.collect();
        let are_listed = |path: &str| {
            let mut texts = listed.iter().map(|file| fs::read_to_string(file).unwrap());
            texts.all(|text| text.contains(path))
        };
        assert!(are_listed("session.json") && are_listed("notes/"), "the tool lists ours: {listed:?}");
        setting.retitle(&folder, "A third");
        setting.archive.save_note(&folder, &Note { text: "There".into(), ..note.clone() }).unwrap();
        assert!(are_listed("session.json") && are_listed("notes/"), "what was listed stays listed");
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

/// A bag as a preservation system packs one: recordings deep in folders, records of its own beside them, a note of who
/// sent it folded over lines, and manifests of several kinds.
#[test]
fn a_bag_of_a_preservation_system_is_adopted_and_stays_valid() {
    let setting = Setting::new();
    let bag = setting.outside.path().join("evenings-5b0f1c9e");
    let write = |path: &str, content: &[u8]| {
        let file = bag.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, content).unwrap();
    };
    write("talk.mp3", &[7; 50_000]);
    write("objects/metadata/transfers/evenings/directory_tree.txt", b"talk.mp3\n");
    write("METS.5b0f1c9e.xml", b"<mets/>");
    let (made, said) = bagit(&["--sha256", "--sha512", "--md5"], &[&bag]);
    assert!(made, "{said}");
    write(
        "bag-info.txt",
        b"Source-Organization: City Library,\n  Department of Sound\nPayload-Oxum: 50016.3\n",
    );
    write("README.html", b"<p>How to read this package</p>");
    let code = "import bagit, sys; bag = bagit.Bag(sys.argv[1]); bag.save()";
    let python = std::env::var("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|_| "python3".into());
    let sealed = std::process::Command::new(python).args(["-c", code]).arg(&bag).status().unwrap();
    assert!(sealed.success());
    assert_valid(&[&bag]);

    let talk = session("Talk", &["talk.mp3"], &[]);
    let (folder, warnings) = setting.archive.adopt(&bag, &talk, &|_| (), &GO_ON).unwrap();
    assert_eq!(warnings, [""; 0], "MD5 is there, but not alone");
    setting.retitle(&folder, "Another");
    assert_valid(&[&setting.path(&folder)]);
    assert_eq!(setting.bad(&folder), []);
    assert!(setting.path(&folder).join("README.html").is_file(), "what is no payload comes along");
}

#[test]
fn digests_that_can_be_forged_are_warned_of() {
    for (algorithm, weak) in [("--md5", true), ("--sha1", true), ("--sha512", false)] {
        let setting = Setting::new();
        let bag = bag(&setting, &[algorithm]);
        let talk = session("Talk", &["talk.mp3"], &[]);
        let (folder, warnings) = setting.archive.adopt(&bag, &talk, &|_| (), &GO_ON).unwrap();
        assert_eq!(warnings.len(), usize::from(weak), "{algorithm}: {warnings:?}");
        assert_eq!(setting.verify(&folder).warnings, warnings, "whoever checks it is told as well");
        assert_eq!(setting.bad(&folder), [], "it is a valid bag all the same");
    }
}

#[test]
fn a_bag_whose_files_were_fetched_is_whole() {
    let setting = Setting::new();
    let bag = bag(&setting, &["--sha256"]);
    let fetch = "https://example.org/talk.mp3 - data/talk.mp3\nhttps://example.org/x 3 data/gone.mp3\n";
    let tags = fs::read_to_string(bag.join("tagmanifest-sha256.txt")).unwrap();
    fs::write(bag.join("fetch.txt"), fetch).unwrap();
    let error = adopt(&setting, &bag).unwrap_err().to_string();
    assert!(
        error.contains("data/gone.mp3") && error.contains("nothing is fetched"),
        "it says which: {error}"
    );
    fs::write(bag.join("fetch.txt"), fetch.lines().next().unwrap()).unwrap();
    fs::write(bag.join("tagmanifest-sha256.txt"), tags).unwrap();
    let folder = adopt(&setting, &bag).unwrap();
    assert_valid(&[&setting.path(&folder)]);
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

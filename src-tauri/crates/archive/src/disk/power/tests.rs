use std::process::Command;
use std::sync::atomic::AtomicBool;

use causerie_model::{Session, SessionId, TimeMs};
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use uuid::Uuid;

use super::*;
use crate::{Archive, Note, NoteKind, Source, manifest};

static GO_ON: AtomicBool = AtomicBool::new(false);

fn session(title: &str) -> Session {
    let recording = json!({ "id": "r1", "path": "data/talk.mp3", "duration_ms": 1000 });
    let id = SessionId::new(Uuid::new_v4());
    serde_json::from_value(json!({ "id": id, "title": title, "recordings": [recording], "logs": [] }))
        .unwrap()
}

fn note(id: Uuid, title: &str) -> Note {
    Note {
        id,
        kind: NoteKind::Bookmark,
        from: TimeMs::new(500),
        to: None,
        title: title.into(),
        text: String::new(),
        created: "2026-03-01T10:00:00Z".into(),
        tags: Vec::new(),
        position: None,
        unknown: Map::new(),
    }
}

/// An archive with one session that has a note, and a tag manifest that lists what people write.
struct Before {
    home: TempDir,
    archive: Archive,
    folder: String,
    note: Uuid,
}

impl Before {
    fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("talk.mp3"), [7; 5000]).unwrap();
        let archive = Archive::create(&home.path().join("Archive"), Uuid::new_v4(), "Evenings").unwrap();
        let mut before = Self { archive, folder: String::new(), note: Uuid::new_v4(), home };
        before.folder = before.add("Talk");
        before.archive.save_note(&before.folder, &note(before.note, "Here")).unwrap();
        let bag = before.archive.root().join(&before.folder);
        let tags = bag.join("tagmanifest-sha256.txt");
        fs::write(&tags, "").unwrap();
        for path in ["bag-info.txt", "session.json", &format!("notes/{}.json", before.note)] {
            manifest::list(std::slice::from_ref(&tags), path, &fs::read(bag.join(path)).unwrap()).unwrap();
        }
        before
    }

    fn add(&self, title: &str) -> String {
        let sources = [Source { from: self.home.path().join("talk.mp3"), to: "data/talk.mp3".into() }];
        let today = "2026-03-01".parse().unwrap();
        self.archive.create_session(&session(title), &sources, today, &|_| (), &GO_ON).unwrap()
    }
}

/// All that an archive says, and that it is whole.
fn told(archive: &Archive) -> Vec<(String, Value, Vec<Note>)> {
    let sessions = archive.scan().unwrap().into_iter().map(|found| {
        let folder = found.folder;
        let fixity = archive.verify(&folder, &|_| (), &GO_ON).unwrap();
        assert_eq!(fixity.bad, [], "{folder} is a valid bag");
        let (session, _) = archive.load(&folder).unwrap();
        let notes = archive.notes(&folder).unwrap();
        (folder, serde_json::to_value(session).unwrap(), notes)
    });
    sessions.collect()
}

/// Takes the power away after each step of some work on an archive, in each way, and makes sure that everything is then as
/// it was before or as it is after. Gives how often the power failed.
fn fails_at_every_step(name: &str, work: impl FnOnce(&Before)) -> usize {
    let before = Before::new();
    let root = before.archive.root().to_path_buf();
    let mut disk = Disk::of(&root);
    let old = told(&before.archive);
    let steps = recorded(|| work(&before));
    let new = told(&before.archive);
    assert_ne!(old, new, "{name} changes something");
    let outside = tempfile::tempdir().unwrap();
    let mut failures = 0;
    for done in 0..=steps.len() {
        if let Some(step) = done.checked_sub(1).map(|last| &steps[last]) {
            disk.apply(step);
        }
        for loss in Loss::EACH {
            let after = outside.path().join(format!("{done} {loss:?}"));
            disk.write_out(0, &after, loss);
            let archive = Archive::open(&after).unwrap();
            let there = std::panic::catch_unwind(|| told(&archive));
            let there = there.unwrap_or_else(|_| panic!("{name}, {loss:?} lost after {done} of {steps:#?}"));
            let is_whole = there == old || there == new;
            assert!(is_whole, "{name}, {loss:?} lost after {done}: {there:#?}\n{steps:#?}");
            if done == steps.len() {
                assert_eq!(there, new, "{name}: what is done is forced to the disk, whatever is lost then");
            }
            failures += 1;
        }
    }
    valid(outside.path());
    failures
}

/// The Library of Congress's validator on every session of every archive in a folder.
fn valid(outside: &Path) {
    let archives = fs::read_dir(outside).unwrap().map(|item| Archive::open(&item.unwrap().path()).unwrap());
    let bags = archives.flat_map(|archive| {
        let folders = archive.scan().unwrap().into_iter().map(|found| found.folder);
        folders.map(|folder| archive.root().join(folder)).collect::<Vec<_>>()
    });
    let python = std::env::var("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|_| "python3".into());
    let output =
        Command::new(python).args(["-m", "bagit", "--quiet", "--validate"]).args(bags).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn adding_leaves_a_session_or_nothing() {
    let failures = fails_at_every_step("add", |before| drop(before.add("Another")));
    assert!(failures > 100, "it takes many steps: {failures}");
}

#[test]
fn adopting_leaves_a_session_or_nothing() {
    let theirs = Before::new();
    let bag = theirs.archive.root().join(&theirs.folder);
    fails_at_every_step("adopt", |before| {
        drop(before.archive.adopt(&bag, &session("Adopted"), &|_| (), &GO_ON).unwrap());
    });
}

#[test]
fn an_edit_is_there_or_not() {
    fails_at_every_step("edit", |before| {
        let (session, _) = before.archive.load(&before.folder).unwrap();
        let titled = Session { title: "Another title".into(), ..session.clone() };
        before.archive.save(&before.folder, &session, &titled).unwrap();
    });
}

#[test]
fn a_damaged_session_comes_back_or_stays_for_another_try() {
    let before = Before::new();
    let root = before.archive.root().to_path_buf();
    let good = told(&before.archive);
    fs::write(root.join(&before.folder).join("session.json"), "{").unwrap();
    let mut disk = Disk::of(&root);
    let steps = recorded(|| drop(before.archive.restore(&before.folder).unwrap()));
    let outside = tempfile::tempdir().unwrap();
    for done in 0..=steps.len() {
        if let Some(step) = done.checked_sub(1).map(|last| &steps[last]) {
            disk.apply(step);
        }
        for loss in Loss::EACH {
            let after = outside.path().join(format!("{done} {loss:?}"));
            disk.write_out(0, &after, loss);
            let archive = Archive::open(&after).unwrap();
            if archive.load(&before.folder).is_err() {
                archive.restore(&before.folder).unwrap();
            }
            assert_eq!(told(&archive), good, "{loss:?} lost after {done}");
        }
    }
}

#[test]
fn a_note_is_there_or_not() {
    fails_at_every_step("a note", |before| {
        before.archive.save_note(&before.folder, &note(Uuid::new_v4(), "There")).unwrap();
    });
    fails_at_every_step("a changed note", |before| {
        before.archive.save_note(&before.folder, &note(before.note, "There")).unwrap();
    });
    fails_at_every_step("a removed note", |before| {
        before.archive.remove_note(&before.folder, before.note).unwrap();
    });
}

#[test]
fn a_disk_that_forgets_what_was_not_forced_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let mut disk = Disk::of(folder.path());
    let file = folder.path().join("a");
    let steps = recorded(|| {
        let mut new = crate::disk::NewFile::create(&file).unwrap();
        new.write(b"whole").unwrap();
        new.sync().unwrap();
    });
    steps.iter().for_each(|step| disk.apply(step));
    let after = tempfile::tempdir().unwrap();
    for (loss, there) in
        [(Loss::All, false), (Loss::Names, false), (Loss::Bytes, true), (Loss::Nothing, true)]
    {
        let to = after.path().join(format!("{loss:?}"));
        disk.write_out(0, &to, loss);
        assert_eq!(to.join("a").exists(), there, "its folder was not synced: {loss:?}");
    }
}

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::wire::NoteKind;
use crate::{Places, Surroundings};

/// Far sooner than the archive is looked at if nothing tells of a change.
const SOON: Duration = Duration::from_secs(10);

/// A desk that looks out, and a folder in which others work.
struct Office {
    folder: TempDir,
    app: App,
    lookout: Lookout,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = desk(folder.path(), "ours");
        app.open_sample(&Job::new()).unwrap();
        let lookout = app.lookout();
        let mut office = Self { folder, app, lookout };
        // The first look is at what there is; from the second on it is watched.
        office.lookout.next(&office.app).unwrap().unwrap();
        while office.lookout.next(&office.app).unwrap().unwrap() {}
        office
    }

    fn titles(&self) -> Vec<String> {
        self.app.cards(0, 9).unwrap().into_iter().map(|card| card.title).collect()
    }

    fn bag(&self) -> PathBuf {
        self.folder.path().join("archive").join(&self.app.cards(0, 1).unwrap()[0].folder)
    }

    /// Lets somebody change something, and waits until it was seen.
    fn seen_soon(&mut self, what: &str, change: impl FnOnce(&Self), is_seen: impl Fn(&Self) -> bool) {
        assert!(!is_seen(self), "{what}: not before");
        change(self);
        let begun = Instant::now();
        while !is_seen(self) {
            self.lookout.next(&self.app).unwrap().unwrap();
            assert!(begun.elapsed() < SOON, "{what} took {:?}", begun.elapsed());
        }
    }
}

fn desk(folder: &Path, name: &str) -> App {
    let places = Places { archive: folder.join("archive"), index: folder.join(name) };
    App::open(&places, Surroundings::real()).unwrap()
}

fn retitle(bag: &Path, title: &str) {
    alter(bag, "title", title);
}

fn alter(bag: &Path, field: &str, value: &str) {
    let file = bag.join("session.json");
    let mut session: serde_json::Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
    session[field] = value.into();
    fs::write(&file, session.to_string()).unwrap();
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for item in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(item.file_name());
        if item.path().is_dir() {
            copy(&item.path(), &target)
        } else {
            fs::copy(item.path(), target).unwrap();
        }
    }
}

#[test]
fn what_others_do_is_seen_soon() {
    let mut office = Office::new();
    let id = office.app.cards(0, 1).unwrap()[0].id;
    let titled = |title: &'static str| move |office: &Office| office.titles() == [title];
    office.seen_soon("a title", |office| retitle(&office.bag(), "By hand"), titled("By hand"));
    let notes = |count: usize| {
        move |office: &Office| office.app.search("egret", None, 9, true).unwrap().total == count as u64
    };
    office.seen_soon(
        "a note from another desk",
        |office| {
            let note = crate::wire::NoteView {
                tags: Vec::new(),
                id: String::new(),
                kind: NoteKind::Bookmark,
                from_ms: causerie_model::TimeMs::new(1_000),
                to_ms: None,
                title: "An egret".into(),
                text: String::new(),
                position: 1_000.0,
            };
            desk(office.folder.path(), "theirs").save_note(id, &note).unwrap();
        },
        notes(1),
    );
    office.seen_soon(
        "a folder that is renamed",
        |office| fs::rename(office.bag(), office.app.folder().join("Moved")).unwrap(),
        |office| office.app.cards(0, 1).unwrap().first().is_some_and(|card| card.folder == "Moved"),
    );
    office.seen_soon("what happens in it then", |office| retitle(&office.bag(), "There"), titled("There"));
    office.seen_soon(
        "another session in its folder",
        |office| alter(&office.bag(), "id", "5f0c3c1e-7a52-4e0b-9d5a-2f6f2f1f0a11"),
        |office| {
            let cards = office.app.cards(0, 9).unwrap();
            cards.len() == 1 && cards[0].id != id
        },
    );
    assert!(office.app.row(id).is_err(), "the one before is not there any more");
    let outside = office.folder.path().join("outside");
    office.seen_soon(
        "a folder that goes",
        |office| fs::rename(office.bag(), &outside).unwrap(),
        |office| office.titles().is_empty(),
    );
    office.seen_soon(
        "a folder that is copied in",
        |office| copy(&outside, &office.app.folder().join("Shelf/Back")),
        titled("There"),
    );
}

#[test]
fn what_another_program_indexed_is_seen_too() {
    let mut office = Office::new();
    let theirs = desk(office.folder.path(), "ours");
    retitle(&office.bag(), "By the other");
    assert!(theirs.scan(&Job::new()).unwrap());
    let begun = Instant::now();
    let seen = office.lookout.next(&office.app).unwrap().unwrap();
    assert!(seen && begun.elapsed() < SOON, "though nothing is left to be indexed");
    assert_eq!(office.titles(), ["By the other"]);
}

#[test]
fn who_looks_away_is_asked_for_less() {
    let mut office = Office::new();
    office.lookout.pause = PACE;
    let pauses = |lookout: &mut Lookout, attended| {
        lookout.attended = attended;
        [(); 9].map(|()| {
            lookout.pause = lookout.longer();
            lookout.pause
        })
    };
    let away = pauses(&mut office.lookout, false);
    assert!(away.is_sorted() && away[8] == LONGEST, "an idle machine sleeps: {away:?}");
    assert_eq!(pauses(&mut office.lookout, true)[8], BACKSTOP, "the file system tells here");
    let caller = office.lookout.caller();
    caller.attend(false);
    caller.attend(true);
    let begun = Instant::now();
    office.lookout.next(&office.app).unwrap().unwrap();
    assert!(begun.elapsed() < SOON, "whoever comes back sees what is there");
    caller.end();
    assert!(office.lookout.next(&office.app).is_none());
}

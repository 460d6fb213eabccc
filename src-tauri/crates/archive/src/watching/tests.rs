use std::fs;
use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use uuid::Uuid;

use super::*;

const SOON: Duration = Duration::from_secs(10);
const QUIET: Duration = Duration::from_millis(300);

struct Told {
    archive: Archive,
    watch: Watch,
    news: Receiver<()>,
}

impl Told {
    fn new(root: &Path) -> Self {
        let archive = Archive::create(root, Uuid::new_v4(), "Evenings").unwrap();
        let (sender, news) = channel();
        let watch = Watch::new(&archive, move || {
            let _ = sender.send(());
        });
        assert!(watch.tells(), "a folder for temporary files is no network drive");
        let mut told = Self { archive, watch, news };
        told.look();
        told
    }

    /// Looks until nothing more comes under watch.
    fn look(&mut self) {
        while self.watch.keep(&self.archive.survey().unwrap()) {}
        while self.news.recv_timeout(QUIET).is_ok() {}
    }

    fn soon(&mut self, what: &str, change: impl FnOnce(&Path)) {
        change(self.archive.root());
        self.news.recv_timeout(SOON).unwrap_or_else(|error| panic!("{what}: {error}"));
        self.look();
    }
}

#[test]
fn what_others_change_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let mut told = Told::new(&folder.path().join("Archive"));
    told.soon("a folder comes", |root| fs::create_dir_all(root.join("Choir/Talk")).unwrap());
    told.soon("it becomes a session", |root| fs::write(root.join("Choir/Talk/session.json"), "{}").unwrap());
    told.soon("that is edited in place", |root| {
        fs::write(root.join("Choir/Talk/session.json"), "{ }").unwrap()
    });
    told.soon("and gets a note", |root| fs::create_dir(root.join("Choir/Talk/notes")).unwrap());
    told.soon("that has words", |root| fs::write(root.join("Choir/Talk/notes/a.json"), "").unwrap());
    told.soon("it is moved", |root| fs::rename(root.join("Choir/Talk"), root.join("Moved")).unwrap());
    told.soon("and edited there", |root| fs::write(root.join("Moved/session.json"), "{  }").unwrap());
    told.soon("another takes its place", |root| {
        fs::rename(root.join("Moved"), root.join("Gone")).unwrap();
        fs::create_dir(root.join("Moved")).unwrap();
    });
    told.soon("and is edited", |root| fs::write(root.join("Moved/session.json"), "{}").unwrap());
    told.soon("it goes", |root| fs::remove_dir_all(root.join("Moved")).unwrap());
}

#[test]
fn what_does_not_matter_is_not_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Archive");
    fs::create_dir_all(root.join(".hidden")).unwrap();
    let mut told = Told::new(&root);
    fs::create_dir_all(root.join("Talk/data")).unwrap();
    fs::write(root.join("Talk/session.json"), "{}").unwrap();
    told.look();
    fs::write(root.join(".editing.lock"), "").unwrap();
    fs::write(root.join("Talk/.causerie-1.tmp"), "").unwrap();
    fs::write(root.join("Talk/data/talk.mp3"), "").unwrap();
    told.archive.survey().unwrap();
    fs::read(root.join("Talk/session.json")).unwrap();
    assert_eq!(told.news.recv_timeout(QUIET), Err(RecvTimeoutError::Timeout));
}

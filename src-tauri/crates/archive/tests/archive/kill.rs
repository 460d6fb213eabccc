//! Killed at any moment, an archive holds whole sessions only.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use causerie_archive::Archive;
use uuid::Uuid;

use crate::setting::{GO_ON, Setting, TODAY, assert_valid, leftovers, session};

const CHILD: &str = "CAUSERIE_TEST_KILLED";
const ROUNDS: u64 = 20;

#[test]
fn an_archive_survives_being_killed() {
    if let Some(root) = std::env::var_os(CHILD) {
        add_for_ever(Path::new(&root));
    }
    let home = tempfile::tempdir().unwrap();
    let root = home.path().join("Archive");
    let archive = Archive::create(&root, Uuid::new_v4(), "Evenings").unwrap();
    let mut interrupted = 0;
    for round in 0..ROUNDS {
        let before = leftovers(&root);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::an_archive_survives_being_killed"])
            .env(CHILD, &root)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        while leftovers(&root).iter().all(|name| before.contains(name)) {
            assert!(child.try_wait().unwrap().is_none(), "it adds until it is killed");
        }
        thread::sleep(Duration::from_millis(3 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        interrupted += leftovers(&root).len();
    }
    assert!(interrupted > 0, "some were killed at work");

    let folders: Vec<_> = archive.scan().unwrap().into_iter().map(|found| found.folder).collect();
    let visible = fs::read_dir(&root).unwrap().map(|item| item.unwrap().file_name().into_string().unwrap());
    let visible = visible.filter(|name| !name.starts_with('.') && name != "causerie.json").count();
    assert!(!folders.is_empty(), "some were finished");
    assert_eq!(visible, folders.len(), "no folder is half a session");
    for folder in &folders {
        let fixity = archive.verify(folder, &|_| (), &GO_ON).unwrap();
        assert_eq!((fixity.files, fixity.bad), (3, vec![]), "{folder}");
    }
    let bags: Vec<PathBuf> = folders.iter().map(|folder| root.join(folder)).collect();
    assert_valid(&bags.iter().map(PathBuf::as_path).collect::<Vec<_>>());

    archive.create_session(&session("Next", &[], &[]), &[], TODAY, &|_| (), &GO_ON).unwrap();
    assert_eq!(leftovers(&root), [""; 0], "the next addition swept what was left");
}

fn add_for_ever(root: &Path) -> ! {
    let setting = Setting::new();
    let archive = Archive::open(root).unwrap();
    let names = ["a.mp3", "b.mp3", "chat.txt"];
    let sources = names.map(|name| setting.source(name, &vec![7; 700_000]));
    loop {
        archive.create_session(&session("Talk", &names, &[]), &sources, TODAY, &|_| (), &GO_ON).unwrap();
    }
}

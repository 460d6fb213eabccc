//! Disks that can't be written to, and disks that are full. Linux only: they are mounted in a namespace of
//! their own.
#![cfg(target_os = "linux")]

use std::fs;
use std::path::Path;
use std::process::Command;

use causerie_archive::{Archive, ArchiveError, Kept, Note, NoteKind};
use causerie_model::{Session, TimeMs};
use serde_json::Map;
use uuid::Uuid;

use crate::setting::{Setting, assert_valid, leftovers, session};

const INSIDE: &str = "CAUSERIE_TEST_DISK";

/// Runs the test of this name again in a mount namespace of its own, where it gets a folder to mount on. Needs
/// to be root, or user namespaces.
fn with_own_mounts(test: &str, inside: fn(&Path)) {
    if let Some(disk) = std::env::var_os(INSIDE) {
        return inside(Path::new(&disk));
    }
    let disk = tempfile::tempdir().unwrap();
    let probe = |flags: &str| {
        let run =
            Command::new("unshare").args([flags, "mount", "-t", "tmpfs", "none"]).arg(disk.path()).output();
        run.is_ok_and(|run| run.status.success())
    };
    let flags = ["-m", "-rm"].into_iter().find(|flags| probe(flags)).expect(
        "this test mounts a small disk and can't here: run it as root, or where `unshare -rm` works (user namespaces)",
    );
    let again = Command::new("unshare")
        .arg(flags)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture"])
        .env(INSIDE, disk.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout) + String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success() && said.contains("1 passed"), "{said}");
}

fn mount(options: &str, disk: &Path) {
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "none"]).arg(disk).status().unwrap();
    assert!(done.success(), "a tmpfs is mounted with {options}");
}

#[test]
fn a_read_only_archive_opens_and_says_why_it_is_not_written() {
    with_own_mounts("disks::a_read_only_archive_opens_and_says_why_it_is_not_written", |disk| {
        let setting = Setting::new();
        let folder = setting.talk();
        let bind = |options: &[&str]| {
            assert!(Command::new("mount").args(options).arg(disk).status().unwrap().success());
        };
        bind(&["--bind", &setting.archive.root().to_string_lossy()]);
        bind(&["-o", "remount,bind,ro"]);

        let archive = Archive::open(disk).unwrap();
        assert!(archive.is_read_only());
        assert_eq!(archive.scan().unwrap().len(), 1);
        let (session, _) = archive.load(&folder).unwrap();
        assert_eq!(setting.bad(&folder), []);
        let note = Note {
            id: Uuid::new_v4(),
            kind: NoteKind::Bookmark,
            from: TimeMs::ZERO,
            to: None,
            title: String::new(),
            text: String::new(),
            created: String::new(),
            tags: Vec::new(),
            position: None,
            unknown: Map::new(),
        };
        let refused = [
            archive.save(&folder, &session, &session).unwrap_err(),
            archive.save_note(&folder, &note).unwrap_err(),
            archive.keep(Kept::Recipes, "chat", &Map::new(), false).unwrap_err(),
            archive
                .create_session(&session, &[], crate::setting::TODAY, &|_| (), &crate::setting::GO_ON)
                .unwrap_err(),
        ];
        for error in refused {
            assert!(matches!(error, ArchiveError::ReadOnly { .. }), "{error}");
            assert!(error.to_string().contains("read-only filesystem"), "it says why: {error}");
        }
    });
}

#[test]
fn a_full_disk_loses_nothing() {
    with_own_mounts("disks::a_full_disk_loses_nothing", |disk| {
        mount("size=2m", disk);
        let setting = Setting::new();
        let root = disk.join("Archive");
        let archive = Archive::create(&root, Uuid::new_v4(), "Small").unwrap();
        let add = |name: &str, bytes: usize| {
            let source = setting.source(name, &vec![7; bytes]);
            let session = session(name, &[name], &[]);
            archive.create_session(
                &session,
                &[source],
                crate::setting::TODAY,
                &|_| (),
                &crate::setting::GO_ON,
            )
        };
        let small = add("small.mp3", 100_000).unwrap();
        let error = add("large.mp3", 3_000_000).unwrap_err();
        assert!(
            matches!(&error, ArchiveError::NoSpace { needed: 3_000_000, file } if file.ends_with("data/large.mp3")),
            "{error}"
        );
        assert!(error.help().contains("3000000"), "{}", error.help());
        assert_eq!(leftovers(&root), [""; 0], "what was copied is removed");
        assert_eq!(archive.scan().unwrap().len(), 1);

        // Full to the last byte.
        let mut filler = 2_000_000;
        while filler > 0 {
            let file = root.join(format!(".filler{filler}"));
            if fs::write(file, vec![0; filler]).is_err() {
                filler /= 2;
            }
        }
        let (before, stamp) = archive.load(&small).unwrap();
        let after = Session { title: "x".repeat(100_000), ..before.clone() };
        let error = archive.save(&small, &before, &after).unwrap_err();
        assert!(matches!(error, ArchiveError::NoSpace { .. }), "{error}");
        assert_eq!(archive.load(&small).unwrap().1, stamp, "the old file is still there");
        assert!(!Archive::open(&root).unwrap().is_read_only(), "a full disk is not read-only");
        assert_valid(&[&root.join(&small)]);
    });
}

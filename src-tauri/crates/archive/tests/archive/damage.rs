//! Damage is found, all of it, and nothing outside of the bag is read.

use std::fs;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use causerie_archive::{ArchiveError, Reason};

use crate::setting::{GO_ON, Setting, bagit};

#[test]
fn changed_missing_and_added_files_are_named() {
    let setting = Setting::new();
    let folder = setting.talk();
    let data = setting.path(&folder).join("data");
    let mut content = fs::read(data.join("talk.mp3")).unwrap();
    content[150_000] ^= 1;
    fs::write(data.join("talk.mp3"), content).unwrap();
    assert_eq!(setting.bad(&folder), [("data/talk.mp3".into(), Reason::Changed)], "one bit is enough");

    fs::remove_file(data.join("chat.txt")).unwrap();
    fs::create_dir(data.join("sub")).unwrap();
    fs::write(data.join("sub/more.txt"), "more").unwrap();
    let all = [
        ("data/chat.txt".into(), Reason::Missing),
        ("data/sub/more.txt".into(), Reason::Added),
        ("data/talk.mp3".into(), Reason::Changed),
    ];
    assert_eq!(setting.bad(&folder), all);
    assert!(!bagit(&["--validate"], &[&setting.path(&folder)]).0, "the validator agrees");
}

#[test]
fn a_damaged_bag_is_told_from_a_damaged_payload() {
    let setting = Setting::new();
    let spoil = |file: &str, content: Option<&[u8]>| {
        let folder = setting.talk();
        let file = setting.path(&folder).join(file);
        match content {
            Some(content) => fs::write(file, content).unwrap(),
            None => fs::remove_file(file).unwrap(),
        }
        setting.bad(&folder)
    };
    assert_eq!(spoil("bagit.txt", None), [("bagit.txt".into(), Reason::Missing)]);
    let bad = spoil("bagit.txt", Some(b"BagIt-Version: 9\nTag-File-Character-Encoding: UTF-8\n"));
    assert!(matches!(&bad[..], [(file, Reason::Malformed(_))] if file == "bagit.txt"), "{bad:?}");
    let bad = spoil("manifest-sha256.txt", None);
    assert!(bad.contains(&("manifest-sha256.txt".into(), Reason::Missing)), "{bad:?}");
    assert!(bad.contains(&("data/talk.mp3".into(), Reason::Added)), "{bad:?}");
    let bad = spoil("manifest-sha256.txt", Some(b"\xff\xfe\n"));
    assert!(
        matches!(&bad[..], [.., (file, Reason::Unreadable(_))] if file == "manifest-sha256.txt"),
        "{bad:?}"
    );
    let bad = spoil("session.json", Some(b"{\"id\": 7}"));
    assert!(matches!(&bad[..], [(file, Reason::Unreadable(_))] if file == "session.json"), "{bad:?}");
    let bad = spoil("bag-info.txt", Some(b"Payload-Oxum: 1.1\n"));
    assert!(matches!(&bad[..], [(file, Reason::Malformed(_))] if file == "bag-info.txt"), "{bad:?}");
    let bad = spoil("fetch.txt", Some(b"https://example.org/x 1 data/x\n"));
    assert!(matches!(&bad[..], [(file, Reason::Malformed(_))] if file == "fetch.txt"), "{bad:?}");
    let bad = spoil("manifest-blake3.txt", Some(b"00  data/talk.mp3\n"));
    assert_eq!(bad, [], "another manifest checks the file already");
}

#[test]
fn a_manifest_can_not_lead_out_of_the_bag() {
    let setting = Setting::new();
    let folder = setting.talk();
    let bag = setting.path(&folder);
    let manifest = bag.join("manifest-sha256.txt");
    let digest = "0".repeat(64);
    let own = fs::read_to_string(&manifest).unwrap();
    let outside = ["../../secret", "/etc/hostname", "data/../../../x", "~/x", "C:/x", "data\\..\\x"];
    let lines: String = outside.iter().map(|path| format!("{digest}  {path}\n")).collect();
    fs::write(&manifest, own + &lines).unwrap();
    let bad = setting.bad(&folder);
    assert_eq!(bad.len(), outside.len(), "{bad:?}");
    assert!(bad.iter().all(|(_, reason)| matches!(reason, Reason::BadPath(_))), "{bad:?}");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let setting = Setting::new();
    let folder = setting.talk();
    let bag = setting.path(&folder);
    let outside = setting.outside.path();
    fs::rename(bag.join("data/chat.txt"), outside.join("moved.txt")).unwrap();
    symlink(outside.join("moved.txt"), bag.join("data/chat.txt")).unwrap();
    symlink(outside, bag.join("data/folder")).unwrap();
    let bad = setting.bad(&folder);
    assert!(
        bad.contains(&("data/chat.txt".into(), Reason::NotAFile)),
        "though the bytes would agree: {bad:?}"
    );
    assert!(bad.contains(&("data/folder".into(), Reason::NotAFile)), "{bad:?}");
    for path in ["data/chat.txt", "data/folder/moved.txt"] {
        let error = setting.archive.file(&folder, path).unwrap_err();
        assert!(matches!(error, ArchiveError::BadPath { .. }), "{path}: {error}");
    }
}

#[test]
fn checking_tells_its_progress_and_can_be_cancelled() {
    let setting = Setting::new();
    let folder = setting.talk();
    let read = AtomicU64::new(0);
    let add = |bytes| _ = read.fetch_add(bytes, Ordering::Relaxed);
    let fixity = setting.archive.verify(&folder, &add, &GO_ON).unwrap();
    assert_eq!((fixity.files, fixity.bytes), (2, 300_017));
    assert_eq!(read.into_inner(), fixity.bytes, "every byte was told of once");
    let cancelled = setting.archive.verify(&folder, &|_| (), &AtomicBool::new(true));
    assert!(matches!(cancelled, Err(ArchiveError::Cancelled)));
    assert!(matches!(setting.archive.verify("gone", &|_| (), &GO_ON), Err(ArchiveError::NotFound { .. })));
}

#[test]
fn a_hostile_manifest_takes_no_time_of_note() {
    let setting = Setting::new();
    let folder = setting.talk();
    let lines: String = (0..200_000).map(|n| format!("00  data/{n}\nnonsense{n}\n")).collect();
    fs::write(setting.path(&folder).join("manifest-sha512.txt"), lines).unwrap();
    let start = Instant::now();
    assert_eq!(setting.bad(&folder).len(), 200_001, "each missing file, and the manifest once");
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "it does not grow with the square: {:?}",
        start.elapsed()
    );
}

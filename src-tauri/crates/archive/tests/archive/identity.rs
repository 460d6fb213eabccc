//! A session is found wherever its folder lies.

use std::fs;

use causerie_archive::ArchiveError;

use crate::setting::Setting;

#[test]
fn a_session_moved_or_renamed_by_hand_is_found_again() {
    let setting = Setting::new();
    let folder = setting.talk();
    let before = setting.archive.load(&folder).unwrap();
    let series = setting.path("Evenings/2008");
    fs::create_dir_all(&series).unwrap();
    fs::rename(setting.path(&folder), series.join("Renamed")).unwrap();
    let found = setting.archive.scan().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].folder, "Evenings/2008/Renamed");
    assert_eq!(found[0].stamp, before.1, "its session.json is the same file");
    assert_eq!(setting.archive.load(&found[0].folder).unwrap().0, before.0);
    assert_eq!(setting.bad(&found[0].folder), []);
}

#[test]
fn a_scan_passes_over_what_is_no_session() {
    let setting = Setting::new();
    let (talk, second) = (setting.talk(), setting.talk());
    for folder in [".hidden", "plain", ".adding-x", "a/b/c/d/e"] {
        fs::create_dir_all(setting.path(folder)).unwrap();
    }
    fs::write(setting.path(".hidden/session.json"), "{}").unwrap();
    fs::write(setting.path("a/b/c/d/e/session.json"), "too deep").unwrap();
    fs::write(setting.path("session.json"), "{}").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(setting.path(&talk), setting.path("link")).unwrap();
    let found: Vec<_> = setting.archive.scan().unwrap().into_iter().map(|found| found.folder).collect();
    assert_eq!(found, [talk, second]);
}

#[test]
fn a_drive_that_went_away_does_not_look_empty() {
    let setting = Setting::new();
    setting.talk();
    fs::rename(setting.archive.root(), setting.outside.path().join("unplugged")).unwrap();
    assert!(setting.archive.scan().is_err());
    fs::create_dir(setting.archive.root()).unwrap();
    let error = setting.archive.scan().unwrap_err();
    assert!(
        matches!(error, ArchiveError::NotAnArchive { .. }),
        "an empty mount point is no archive: {error}"
    );
}

//! What the archive keeps under a name, a file each.

use std::fs;

use causerie_archive::{ArchiveError, Kept};
use serde_json::{Map, Value, json};

use crate::setting::{Setting, assert_valid, leftovers, session};

fn recipe(pattern: &str) -> Map<String, Value> {
    json!({"kind": "pattern", "pattern": pattern}).as_object().unwrap().clone()
}

#[test]
fn recipes_are_plain_files_by_their_names() {
    let setting = Setting::new();
    let archive = &setting.archive;
    assert!(
        archive.kept(Kept::Recipes).unwrap().is_empty(),
        "an archive without recipes has no folder for them"
    );
    archive.keep(Kept::Recipes, "Old server", &recipe("{time} {text}"), false).unwrap();
    let kept = archive.keep(Kept::Recipes, "  Chœur: 2008/09 ", &recipe("{text}"), false).unwrap();
    assert_eq!(kept, "Chœur- 2008-09", "what no file may be called is replaced");
    let names: Vec<_> = archive.kept(Kept::Recipes).unwrap().into_keys().collect();
    assert_eq!(names, ["Chœur- 2008-09", "Old server"]);
    assert_eq!(
        archive.kept_one(Kept::Recipes, "Chœur: 2008/09").unwrap(),
        (kept, recipe("{text}")),
        "it answers to both names"
    );
    let file = setting.path("recipes/Old server.json");
    assert!(fs::read_to_string(file).unwrap().contains("\"{time} {text}\""), "anybody can read it");
    assert_eq!(leftovers(&setting.path("recipes")), [] as [&str; 0]);

    archive.forget_kept(Kept::Recipes, "Old server").unwrap();
    let error = archive.forget_kept(Kept::Recipes, "Old server").unwrap_err();
    assert!(matches!(error, ArchiveError::NotFound { .. }), "{error}");
    assert_eq!(archive.kept(Kept::Recipes).unwrap().len(), 1);
    let folder = setting.talk();
    assert_valid(&[&setting.path(&folder)]);
    assert_eq!(archive.scan().unwrap().len(), 1, "the folder of recipes is no session");
}

#[test]
fn a_recipe_is_only_replaced_when_that_is_asked_for() {
    let setting = Setting::new();
    let archive = &setting.archive;
    archive.keep(Kept::Recipes, "a", &recipe("one"), false).unwrap();
    archive.keep(Kept::Recipes, "a", &recipe("one"), false).unwrap();
    let error = archive.keep(Kept::Recipes, "a", &recipe("two"), false).unwrap_err();
    assert!(matches!(error, ArchiveError::Exists { .. }), "{error}");
    archive.keep(Kept::Recipes, "a", &recipe("two"), true).unwrap();
    assert_eq!(archive.kept_one(Kept::Recipes, "a").unwrap().1, recipe("two"));
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let setting = Setting::new();
    for name in ["../../a", "..", "/etc/a", "a/b", "con", "\u{202e}a", ""] {
        let kept = setting.archive.keep(Kept::Recipes, name, &recipe(name), true).unwrap();
        assert!(
            setting.path("recipes").join(format!("{kept}.json")).is_file(),
            "{name:?} is kept as {kept:?}"
        );
    }
    assert!(!setting.outside.path().join("a.json").exists());
}

#[test]
fn a_damaged_recipe_hides_no_other_and_a_session_of_that_name_is_left_alone() {
    let setting = Setting::new();
    setting.archive.keep(Kept::Recipes, "good", &recipe("{text}"), false).unwrap();
    fs::write(setting.path("recipes/bad.json"), "{\"kind\"").unwrap();
    fs::write(setting.path("recipes/read me.txt"), "no recipe").unwrap();
    assert_eq!(setting.archive.kept(Kept::Recipes).unwrap().len(), 1);

    let other = Setting::new();
    let mut named = session("recipes", &["talk.mp3"], &[]);
    named.date = None;
    let folder = other.add(&named, &[other.source("talk.mp3", &[7; 3000])]).unwrap();
    assert_eq!((folder.as_str(), other.archive.kept(Kept::Recipes).unwrap().len()), ("recipes", 0));
    let error = other.archive.keep(Kept::Recipes, "a", &recipe("{text}"), false).unwrap_err();
    assert!(matches!(error, ArchiveError::Exists { .. }), "nothing is put among a session's files: {error}");
}

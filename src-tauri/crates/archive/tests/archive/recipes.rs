//! Recipes, a file each.

use std::fs;

use causerie_archive::ArchiveError;
use serde_json::{Map, Value, json};

use crate::setting::{Setting, assert_valid, leftovers, session};

fn recipe(pattern: &str) -> Map<String, Value> {
    json!({"kind": "pattern", "pattern": pattern}).as_object().unwrap().clone()
}

#[test]
fn recipes_are_plain_files_by_their_names() {
    let setting = Setting::new();
    let archive = &setting.archive;
    assert!(archive.recipes().unwrap().is_empty(), "an archive without recipes has no folder for them");
    archive.save_recipe("Old server", &recipe("{time} {text}"), false).unwrap();
    let kept = archive.save_recipe("  Chœur: 2008/09 ", &recipe("{text}"), false).unwrap();
    assert_eq!(kept, "Chœur- 2008-09", "what no file may be called is replaced");
    let names: Vec<_> = archive.recipes().unwrap().into_keys().collect();
    assert_eq!(names, ["Chœur- 2008-09", "Old server"]);
    assert_eq!(
        archive.recipe("Chœur: 2008/09").unwrap(),
        (kept, recipe("{text}")),
        "it answers to both names"
    );
    let file = setting.path("recipes/Old server.json");
    assert!(fs::read_to_string(file).unwrap().contains("\"{time} {text}\""), "anybody can read it");
    assert_eq!(leftovers(&setting.path("recipes")), [] as [&str; 0]);

    archive.remove_recipe("Old server").unwrap();
    let error = archive.remove_recipe("Old server").unwrap_err();
    assert!(matches!(error, ArchiveError::NotFound { .. }), "{error}");
    assert_eq!(archive.recipes().unwrap().len(), 1);
    let folder = setting.talk();
    assert_valid(&[&setting.path(&folder)]);
    assert_eq!(archive.scan().unwrap().len(), 1, "the folder of recipes is no session");
}

#[test]
fn a_recipe_is_only_replaced_when_that_is_asked_for() {
    let setting = Setting::new();
    let archive = &setting.archive;
    archive.save_recipe("a", &recipe("one"), false).unwrap();
    archive.save_recipe("a", &recipe("one"), false).unwrap();
    let error = archive.save_recipe("a", &recipe("two"), false).unwrap_err();
    assert!(matches!(error, ArchiveError::Exists { .. }), "{error}");
    archive.save_recipe("a", &recipe("two"), true).unwrap();
    assert_eq!(archive.recipe("a").unwrap().1, recipe("two"));
}

#[test]
fn no_name_leads_out_of_the_folder() {
    let setting = Setting::new();
    for name in ["../../a", "..", "/etc/a", "a/b", "con", "\u{202e}a", ""] {
        let kept = setting.archive.save_recipe(name, &recipe(name), true).unwrap();
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
    setting.archive.save_recipe("good", &recipe("{text}"), false).unwrap();
    fs::write(setting.path("recipes/bad.json"), "{\"kind\"").unwrap();
    fs::write(setting.path("recipes/read me.txt"), "no recipe").unwrap();
    assert_eq!(setting.archive.recipes().unwrap().len(), 1);

    let other = Setting::new();
    let mut named = session("recipes", &["talk.mp3"], &[]);
    named.date = None;
    let folder = other.add(&named, &[other.source("talk.mp3", &[7; 3000])]).unwrap();
    assert_eq!((folder.as_str(), other.archive.recipes().unwrap().len()), ("recipes", 0));
    let error = other.archive.save_recipe("a", &recipe("{text}"), false).unwrap_err();
    assert!(matches!(error, ArchiveError::Exists { .. }), "nothing is put among a session's files: {error}");
}

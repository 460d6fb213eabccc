//! The direction of the crates: `model <- logs, align, archive, index, audio, export <- excerpt <- app <- src-tauri, cli`.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What each crate may depend on among ours. Parts on the same level never see each other; `app` joins them.
const DIRECTION: [(&str, &[&str]); 11] = [
    ("causerie-model", &[]),
    ("causerie-logs", &["causerie-model"]),
    ("causerie-align", &["causerie-model"]),
    ("causerie-archive", &["causerie-model"]),
    ("causerie-index", &["causerie-model"]),
    ("causerie-audio", &["causerie-model"]),
    ("causerie-export", &["causerie-model"]),
    ("causerie-excerpt", &["causerie-model", "causerie-archive", "causerie-audio", "causerie-export"]),
    (
        "causerie-app",
        &[
            "causerie-model",
            "causerie-logs",
            "causerie-align",
            "causerie-archive",
            "causerie-index",
            "causerie-audio",
            "causerie-export",
            "causerie-excerpt",
        ],
    ),
    ("causerie-cli", &["causerie-app"]),
    ("causerie-desktop", &["causerie-app"]),
];

/// These tests, which may look into any part.
const TESTS: &str = "causerie-tests";

/// The crates of the workspace with what they depend on, tests aside.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .unwrap();
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let package = |package: &Value| {
        let dependencies = package["dependencies"].as_array().unwrap().iter();
        let shipped = dependencies.filter(|dependency| dependency["kind"] != "dev");
        (text(&package["name"]), shipped.map(|dependency| text(&dependency["name"])).collect())
    };
    metadata["packages"].as_array().unwrap().iter().map(package).collect()
}

#[test]
fn crates_depend_in_one_direction() {
    let allowed: BTreeMap<_, _> = DIRECTION.into_iter().collect();
    let mut crates = dependencies();
    assert!(crates.remove(TESTS).is_some(), "the workspace holds {TESTS}");
    let names: BTreeSet<_> = crates.keys().map(String::as_str).collect();
    assert_eq!(names, allowed.keys().copied().collect(), "each crate has its place in the direction");
    for (name, dependencies) in &crates {
        for dependency in dependencies.iter().filter(|dependency| dependency.starts_with("causerie-")) {
            assert!(
                allowed[name.as_str()].contains(&dependency.as_str()),
                "{name} may not depend on {dependency}: parts on one level never see each other"
            );
        }
    }
}

#[test]
fn only_the_desktop_shell_knows_tauri() {
    for (name, dependencies) in dependencies() {
        let tauri = dependencies.iter().any(|dependency| dependency.starts_with("tauri"));
        assert_eq!(tauri, name == "causerie-desktop", "{name} depends on tauri, or the shell no longer does");
    }
}

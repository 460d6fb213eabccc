//! Logs that no format knows, on the command line.

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use serde_json::{Value, json};

const ODD: &str = "#10:00:02 Ana Ruiz = Good morning\n#10:00:05 Ben Oyelaran = Hello\n";
const PATTERN: &str = "#{time} {author} = {text}";

fn texts(shown: &Value) -> Vec<&str> {
    let messages = shown["messages"].as_array().map(Vec::as_slice).unwrap_or_default();
    messages.iter().filter_map(|message| message["text"].as_str()).collect()
}

#[test]
fn what_is_not_recognised_says_which_formats_came_nearest() -> Result<()> {
    let desk = Desk::new()?;
    let zoom = "10:00:00 From Ana to Everyone : Hi\n".to_owned() + &"10:00 Ana = Hi\n".repeat(20);
    let file = desk.write("odd.txt", zoom)?;
    let output = desk.run(["--json".as_ref(), "log".as_ref(), file.as_os_str()])?;
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1));
    assert!(told.contains("zoom-one-line (1 of the first 21 lines fit, line 2 does not)"), "{told}");
    assert!(
        told.contains("help: ") && told.contains("webvtt, zoom-two-line"),
        "all formats are named: {told}"
    );
    let json: Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(json["error"]["code"], "unrecognised");
    assert_eq!(json["error"]["considered"][0]["format"], "zoom-one-line", "{json}");
    Ok(())
}

#[test]
fn a_pattern_is_saved_and_reads_what_is_added_later_for_good() -> Result<()> {
    let desk = Desk::new()?;
    let (talk, odd) = (desk.path("talk.wav"), desk.write("old.txt", ODD)?);
    write_wav(&talk, 10_000, &[])?;
    let log = |more: &[&str]| desk.json([&["log", &odd.to_string_lossy()], more].concat());
    assert_eq!(log(&["--pattern", PATTERN, "--save", "Old server"])?["format"], "pattern");
    let read = log(&["--recipe", "Old server"])?;
    assert_eq!((&read["format"], texts(&read).len()), (&json!("recipe:Old server"), 2));
    let taken =
        desk.run(["log", &odd.to_string_lossy(), "--pattern", "#{time} {text}", "--save", "Old server"])?;
    let told = String::from_utf8_lossy(&taken.stderr);
    assert!(!taken.status.success() && told.contains("exists already"), "nothing is overwritten: {told}");

    let added = desk.json(["add".as_ref(), talk.as_os_str(), odd.as_os_str()])?;
    let told = added["sessions"][0]["warnings"][0].as_str().context("a warning")?;
    assert!(told.contains("“Old server”"), "it says by what it was read: {told}");
    let before = desk.only_session()?;
    assert_eq!(texts(&before), ["Good morning", "Hello"]);
    std::fs::remove_dir_all(desk.archive().join("recipes"))?;
    desk.json(["reindex"])?;
    assert_eq!(desk.only_session()?, before, "the session keeps its own recipe");
    Ok(())
}

#[test]
fn a_recipe_may_be_named_or_in_a_file_when_files_are_added() -> Result<()> {
    let desk = Desk::new()?;
    let (talk, odd) = (desk.path("talk.wav"), desk.write("old.txt", ODD)?);
    write_wav(&talk, 10_000, &[])?;
    let recipe = desk.write("recipe.json", json!({"kind": "pattern", "pattern": PATTERN}).to_string())?;
    let add =
        |recipe: &str| desk.run(["add", &talk.to_string_lossy(), &odd.to_string_lossy(), "--recipe", recipe]);
    let unknown = add("nope")?;
    let told = String::from_utf8_lossy(&unknown.stderr);
    assert!(unknown.status.code() == Some(1) && told.contains("no recipe \"nope\""), "{told}");
    assert!(add(&recipe.to_string_lossy())?.status.success());
    let shown = desk.only_session()?;
    assert_eq!(
        (texts(&shown), &shown["logs"][0]["format"]),
        (vec!["Good morning", "Hello"], &json!("pattern"))
    );
    Ok(())
}

#[test]
fn a_log_that_is_not_read_is_named_and_kept_with_its_recording() -> Result<()> {
    let desk = Desk::new()?;
    let (talk, odd) = (desk.path("talk.wav"), desk.write("old.txt", ODD)?);
    write_wav(&talk, 10_000, &[])?;
    let output = desk.run(["add".as_ref(), talk.as_os_str(), odd.as_os_str()])?;
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(3) && told.contains("old.txt"), "done in part: {told}");
    assert_eq!(std::fs::read_to_string(desk.archive().join("talk/data/old.txt"))?, ODD);
    Ok(())
}

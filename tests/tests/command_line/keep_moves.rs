//! What goes and what comes back: the trash, adopted bags, second versions, the archives that are known.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, files, validate_bag};
use serde_json::{Value, json};

/// The command line, with a trash of its own.
fn run(desk: &Desk, arguments: &[&str]) -> Result<Value> {
    let mut command: Command = desk.command()?;
    command
        .env("XDG_DATA_HOME", desk.path("data"))
        .env("HOME", desk.path("home"))
        .arg("--json")
        .args(arguments);
    let output = command.output()?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Talk.wav");
    write_wav(&talk, 2_000, &[1_000])?;
    let chat = desk.write("chat.txt", "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning\n")?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), "--title".as_ref(), "Talk".as_ref()])?;
    Ok(desk)
}

#[test]
fn a_removed_session_comes_back_whole() -> Result<()> {
    let desk = desk()?;
    run(&desk, &["describe", "Talk", "--subject", "birds", "--rights", "CC BY"])?;
    let folder = bags(&desk.archive())?.remove(0);
    let before = files(&folder)?;
    let removed = run(&desk, &["remove", "Talk"])?;
    assert_eq!(removed["removed"]["title"], "Talk");
    assert!(!folder.exists(), "it is gone from the archive");
    assert_eq!(run(&desk, &["list"])?["sessions"], json!([]));
    assert_eq!(run(&desk, &["search", "morning"])?["total"], 0, "and is no longer found");

    let name = folder.file_name().and_then(|name| name.to_str()).context("a name")?;
    let in_trash = run(&desk, &["removed"])?;
    assert_eq!(in_trash["removed"][0]["folder"], name, "{in_trash}");
    let back = run(&desk, &["removed", "--bring-back", name])?;
    assert_eq!((&back["brought_back"]["title"], &back["removed"]), (&json!("Talk"), &json!([])));
    assert_eq!(files(&folder)?, before, "every byte is as it was");
    assert_eq!(run(&desk, &["search", "morning"])?["total"], 1);
    validate_bag(&folder)
}

#[test]
fn nothing_takes_the_place_of_another_when_it_comes_back() -> Result<()> {
    let desk = desk()?;
    run(&desk, &["remove", "Talk"])?;
    fs::create_dir(desk.archive().join("Talk"))?;
    assert!(run(&desk, &["removed", "--bring-back", "Talk"]).is_err(), "something else lies there");
    fs::remove_dir(desk.archive().join("Talk"))?;
    run(&desk, &["removed", "--bring-back", "Talk"])?;
    Ok(())
}

#[test]
fn a_session_of_another_archive_keeps_what_was_said_about_it() -> Result<()> {
    let (first, second) = (desk()?, Desk::new()?);
    let said =
        run(&first, &["describe", "Talk", "--title", "Evening", "--person", "Ana Ruiz", "--date", "2008"])?;
    let bag = bags(&first.archive())?.remove(0);
    let bag = bag.to_str().context("a name")?;
    let added = run(&second, &["add", bag])?;
    assert_eq!(added["sessions"][0]["title"], "Evening", "{added}");
    assert_eq!(run(&second, &["describe", "Evening"])?, said);
    let again = run(&second, &["add", bag]).map_err(|error| error.to_string());
    assert!(
        again.as_ref().is_err_and(|error| error.contains("already")),
        "it can't be there twice: {again:?}"
    );
    Ok(())
}

#[test]
fn a_bag_of_others_brings_along_what_it_says() -> Result<()> {
    let desk = Desk::new()?;
    let bag = desk.path("evening");
    fs::create_dir(&bag)?;
    write_wav(&bag.join("talk.wav"), 2_000, &[1_000])?;
    let python = std::env::var_os("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|| "python3".into());
    let mut bagit = Command::new(python);
    bagit.args(["-m", "bagit", "--md5", "--source-organization", "City Library"]);
    bagit.args(["--external-description", "An evening of songs"]).arg(&bag);
    ensure!(bagit.status()?.success(), "{bagit:?}");
    let added = run(&desk, &["add", bag.to_str().context("a name")?])?;
    let warnings = added["sessions"][0]["warnings"].to_string();
    assert!(warnings.contains("MD5"), "it can be forged: {warnings}");
    let said = run(&desk, &["describe", "evening", "--title", "An evening", "--subject", "songs"])?;
    assert_eq!(said["notes"], "An evening of songs");
    let adopted = bags(&desk.archive())?.remove(0);
    validate_bag(&adopted)?;
    let info = fs::read_to_string(adopted.join("bag-info.txt"))?;
    for line in ["Source-Organization: City Library", "Title: An evening", "Subject: songs"] {
        assert!(info.contains(line), "{line} in {info}");
    }
    Ok(())
}

#[test]
fn archives_that_were_opened_are_known() -> Result<()> {
    let desk = desk()?;
    let other = desk.path("other");
    let other = other.to_str().context("a name")?;
    run(&desk, &["--archive", other, "list"])?;
    let known = run(&desk, &["archives"])?;
    let folders = |known: &Value| known["archives"].as_array().map(Vec::len);
    assert_eq!(folders(&known), Some(2), "{known}");
    fs::rename(other, desk.path("moved"))?;
    run(&desk, &["--archive", desk.path("moved").to_str().context("a name")?, "list"])?;
    let known = run(&desk, &["archives"])?;
    assert_eq!(folders(&known), Some(2), "one that moved is not two: {known}");
    let moved = desk.path("moved");
    let left = run(&desk, &["archives", "--forget", moved.to_str().context("a name")?])?;
    assert_eq!(left["archives"][0]["folder"], json!(desk.archive()), "{left}");
    assert!(moved.join("causerie.json").is_file(), "what is forgotten is not touched");
    Ok(())
}

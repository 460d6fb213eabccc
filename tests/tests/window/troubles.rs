//! What somebody has to look at, resolved in the real window.

use std::fs;

use anyhow::Result;
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::Value;

use crate::trash::desk;

const ESCAPE: char = '\u{e00c}';

fn titles(desk: &Desk) -> Result<Vec<String>> {
    let read = |bag: std::path::PathBuf| -> Result<String> {
        let session: Value = serde_json::from_slice(&fs::read(bag.join("session.json"))?)?;
        Ok(session["title"].as_str().unwrap_or_default().to_owned())
    };
    bags(&desk.archive())?.into_iter().map(read).collect()
}

#[test]
fn a_damaged_session_is_told_and_its_last_good_version_comes_back() -> Result<()> {
    let desk = desk()?;
    desk.json(["describe", "Evening", "--title", "Evening songs"])?;
    let damaged = bags(&desk.archive())?[0].join("session.json");
    let good = fs::read(&damaged)?;
    fs::write(&damaged, &good[..good.len() / 2])?;

    let window = Window::open(&desk, None, &[])?;
    window.find("heading", "Morning")?;
    window.click("button", "1 thing to look at")?;
    window.find("dialog", "What needs your attention")?;
    window.shows("What was said about it when it was saved last is kept: “Evening songs”.")?;
    window.click("button", "Bring back the last good version")?;
    window.shows("“Evening songs” is back.")?;
    assert_eq!(fs::read(&damaged)?, good, "it is as it was");
    window.press(&[ESCAPE])?;
    window.until(
        "both in the list, and nothing to look at",
        "return document.querySelectorAll('nav [data-session]').length === 2
           && !document.body.innerText.includes('to look at')",
    )?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn of_two_versions_that_a_sync_tool_kept_one_is_chosen() -> Result<()> {
    let desk = desk()?;
    let copy = |bag: usize, name: &str, title: &str| -> Result<()> {
        let bag = &bags(&desk.archive())?[bag];
        let mut session: Value = serde_json::from_slice(&fs::read(bag.join("session.json"))?)?;
        session["title"] = title.into();
        Ok(fs::write(bag.join(name), serde_json::to_vec_pretty(&session)?)?)
    };
    copy(0, "session.sync-conflict-20260301-101500-ABCDEFG.json", "Evening, by Ana")?;
    copy(1, "session (conflicted copy 2026-03-01 101500).json", "Morning, by Ben")?;
    let window = Window::open(&desk, None, &[])?;
    window.click("button", "2 things to look at")?;
    for words in ["Two versions of the details in Evening", "Syncthing kept both", "Evening, by Ana"] {
        window.shows(words)?;
    }
    window.click("button", "Take the other one")?;
    wait_for("the copy's title", PATIENCE, || titles(&desk).ok().filter(|now| now[0] == "Evening, by Ana"))?;
    window.until("one left", "return !document.body.innerText.includes('Syncthing')")?;
    window.click("button", "Keep the one in use")?;
    window.shows("All is well again.")?;
    assert_eq!(titles(&desk)?, ["Evening, by Ana", "Morning"]);
    for bag in bags(&desk.archive())? {
        let left = fs::read_dir(&bag)?.filter_map(Result::ok).map(|item| item.file_name());
        let copies = left.filter(|name| name.to_string_lossy().contains("conflict")).count();
        assert_eq!(copies, 0, "no copy is left in {}", bag.display());
        validate_bag(&bag)?;
    }
    Ok(())
}

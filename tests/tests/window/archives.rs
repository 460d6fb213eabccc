//! Several archives in the real window: opened, made, called something else, forgotten, gone.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::window::{PATIENCE, Window};
use causerie_tests::{program, wait_for};
use serde_json::Value;

const ENTER: char = '\u{e007}';

/// A desk whose archive holds an evening, and that knows another one, which holds a morning.
fn desk() -> Result<(Desk, PathBuf)> {
    let desk = Desk::new()?;
    let other = desk.path("Oral histories");
    for (name, archive) in [("Evening", desk.archive()), ("Morning", other.clone())] {
        let talk = desk.path(&format!("{name}.wav"));
        write_wav(&talk, 3_000, &[])?;
        desk.json(["--archive".as_ref(), archive.as_os_str(), "add".as_ref(), talk.as_os_str()])?;
    }
    Ok((desk, other))
}

fn menu(window: &Window, archive: &str) -> Result<()> {
    window.click("button", &format!("Archive “{archive}”"))
}

/// What `causerie.json` calls an archive.
fn title(archive: &Path) -> Result<String> {
    let identity: Value = serde_json::from_slice(&fs::read(archive.join("causerie.json"))?)?;
    Ok(identity["title"].as_str().context("a title")?.to_owned())
}

#[test]
fn another_archive_is_opened_and_the_window_says_which() -> Result<()> {
    let (desk, other) = desk()?;
    let window = Window::open(&desk, None, &[])?;
    let hand = window.hand();
    window.find("heading", "Evening")?;
    hand.turn_to("archive – Causerie")?;
    menu(&window, "archive")?;
    window.push("button", "Open “Oral histories”")?;
    window.find("heading", "Morning")?;
    hand.turn_to("Oral histories – Causerie")?;
    let listed =
        "return [...document.querySelectorAll('nav [data-session] b')].map((one) => one.textContent).join()";
    assert_eq!(window.eval(listed, vec![])?, "Morning", "and nothing of the first one");

    menu(&window, "Oral histories")?;
    window.write("Title of this archive", "Voices")?;
    window.press(&[ENTER])?;
    hand.turn_to("Voices – Causerie")?;
    assert_eq!(title(&other)?, "Voices");
    window.push("button", "Forget “archive”; its folder stays as it is")?;
    let only =
        format!("return !document.body.innerText.includes({:?})", desk.archive().display().to_string());
    window.until("one that is known no more", &only)?;
    assert!(desk.archive().join("causerie.json").is_file(), "its folder stays");
    let listed = fs::read_to_string(desk.index().join("archives.json"))?;
    assert!(!listed.contains(&format!("{:?}", desk.archive())), "{listed}");
    assert!(listed.contains("Voices"), "the new title is known: {listed}");

    let talk = desk.path("Noon.wav");
    write_wav(&talk, 3_000, &[])?;
    desk.json(["--archive".as_ref(), other.as_os_str(), "add".as_ref(), talk.as_os_str()])?;
    window.until(
        "what others put into the archive that is open now",
        "return [...document.querySelectorAll('nav [data-session] b')].some((one) => one.textContent === 'Noon')",
    )?;
    Ok(())
}

#[test]
fn one_that_is_gone_says_so_and_the_open_one_stays() -> Result<()> {
    let (desk, other) = desk()?;
    let window = Window::open(&desk, None, &[])?;
    window.find("heading", "Evening")?;
    fs::rename(&other, desk.path("elsewhere"))?;
    menu(&window, "archive")?;
    window.shows("not there now")?;
    window.push("button", "Open “Oral histories”")?;
    window.shows("Oral histories is not there")?;
    window.shows("check the name, and that the disk or network drive is connected")?;
    window.find("heading", "Evening")?;
    assert!(!other.exists(), "none is made in its place");
    Ok(())
}

#[test]
fn one_that_cannot_be_read_says_so_and_another_can_be_opened() -> Result<()> {
    let (desk, _) = desk()?;
    fs::write(desk.archive().join("causerie.json"), "{")?;
    let window = Window::open(&desk, None, &[])?;
    window.shows("causerie.json is damaged")?;
    window.shows("take the file or the folder from a backup")?;
    window.click("button", "Open another archive…")?;
    window.push("button", "Open “Oral histories”")?;
    window.find("heading", "Morning")?;
    Ok(())
}

#[test]
fn a_new_archive_is_made_in_an_empty_folder_and_opened_the_next_time() -> Result<()> {
    let (desk, other) = desk()?;
    let fresh = desk.path("Fresh");
    fs::create_dir(&fresh)?;
    // As somebody starts it who names no archive.
    let script = format!(
        "#!/bin/sh\nunset CAUSERIE_ARCHIVE\nexec '{}' \"$@\"\n",
        program("causerie-desktop")?.display()
    );
    let plain = desk.write("plain", script)?;
    fs::set_permissions(&plain, fs::Permissions::from_mode(0o755))?;
    {
        let window = Window::open_program(&plain, &desk, None, &[])?;
        let hand = window.hand();
        hand.turn_to("Causerie")?;
        menu(&window, "Causerie")?;
        window.push("button", "New archive…")?;
        hand.choose("Choose an empty folder for the new archive", &other)?;
        window.shows("exists already")?;
        window.push("button", "New archive…")?;
        hand.choose("Choose an empty folder for the new archive", &fresh)?;
        hand.turn_to("Fresh – Causerie")?;
        window.find("button", "Open the sample session")?;
        assert_eq!(title(&fresh)?, "Fresh");
    }
    let window = Window::open_program(&plain, &desk, None, &[])?;
    window.hand().turn_to("Fresh – Causerie")?;
    let opened = || desk.path("home/Causerie/causerie.json").is_file().then_some(());
    wait_for("the archive of the first start", PATIENCE, opened)
}

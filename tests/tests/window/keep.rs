//! Caring for the archive in the window: whether all files are as they came.

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags};
use causerie_tests::window::Window;
use serde_json::Value;

fn says(window: &Window, words: &str) -> Result<Value> {
    window.until(words, &format!("return document.querySelector('nav').innerText.includes({words:?})"))
}

/// The driver does not press what lies in a popover.
fn press(window: &Window, button: &str) -> Result<Value> {
    let press = format!(
        "const one = [...document.querySelectorAll('[popover] button')].find((it) => it.innerText.trim() === {button:?});
         one?.click(); return one !== undefined;"
    );
    window.until(button, &press)
}

/// An evening, and no one checked it.
fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 5_000, &[1_000, 2_000])?;
    desk.json(["add", "--title", "Evening"].map(AsRef::as_ref).into_iter().chain([talk.as_os_str()]))?;
    Ok(desk)
}

/// Another bit at the end of the recording.
fn damage(desk: &Desk) -> Result<()> {
    let kept = bags(&desk.archive())?[0].join("data/Evening.wav");
    let mut bytes = std::fs::read(&kept)?;
    *bytes.last_mut().context("a byte")? ^= 1;
    std::fs::set_permissions(&kept, std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    std::fs::write(&kept, bytes)?;
    Ok(())
}

#[test]
fn files_are_checked_and_damage_is_named() -> Result<()> {
    let desk = desk()?;
    let window = Window::open(&desk, None, &[])?;
    window.find("heading", "Evening")?;
    says(&window, "Files not verified yet")?;
    window.click("button", "Files not verified yet")?;
    press(&window, "Check all files")?;
    says(&window, "All files verified just now")?;

    damage(&desk)?;
    press(&window, "Check the open session")?;
    says(&window, "Damage in 1 session")?;
    says(&window, "Evening.wav")?;
    Ok(())
}

#[test]
fn what_is_heard_for_the_first_time_is_checked() -> Result<()> {
    let desk = desk()?;
    damage(&desk)?;
    let window = Window::open(&desk, None, &[])?;
    window.find("heading", "Evening")?;
    says(&window, "Damage in 1 session")?;
    Ok(())
}

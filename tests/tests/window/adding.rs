//! Files come to the real window as they do on a desk: dragged in from another program, and by the system's dialog.

use std::path::PathBuf;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::window::Window;
use serde_json::{Value, json};

/// Notes from now on what the window says of its progress.
const NOTE_PROGRESS: &str = "
    window.progress = [];
    new MutationObserver(() => {
      const bar = document.querySelector('progress');
      if (bar) window.progress.push([bar.value, bar.closest('.adding').textContent]);
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });";

/// A recording and its chat, outside of the archive.
fn talk(desk: &Desk) -> Result<(PathBuf, PathBuf)> {
    let talk = desk.path("Letters from the reading room.wav");
    write_wav(&talk, 120_000, &[])?;
    let chat = "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning\n10:00:05 From Ben Oyelaran to Everyone:\n\tHello\n";
    Ok((talk, desk.write("chat.txt", chat)?))
}

fn session_is_open(window: &Window, title: &str) -> Result<Value> {
    window.until(
        &format!("{title:?}, opened and in the list"),
        &format!(
            "const title = {};
             return document.querySelector('h1')?.textContent === title
               && document.querySelector('nav [aria-current=page]')?.textContent.includes(title);",
            json!(title)
        ),
    )
}

#[test]
fn files_dragged_in_from_another_program_become_a_session() -> Result<()> {
    let desk = Desk::new()?;
    let (talk, chat) = talk(&desk)?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Open the sample session")?;
    window.eval(NOTE_PROGRESS, vec![])?;
    let hand = window.hand();
    let invited = || -> Result<bool> {
        let text =
            window.eval("return document.body.innerText.includes('Drop to add to the archive')", vec![])?;
        Ok(text == true)
    };
    hand.drag(&[&talk, &chat], (800, 400), invited)?.drop_here()?;
    session_is_open(&window, "Letters from the reading room")?;
    assert!(!invited()?, "the invitation goes with the drag");
    let progress = window.eval("return window.progress", vec![])?;
    let told = progress.as_array().context("what was told")?;
    assert!(
        told.iter().any(|step| step[1].as_str().is_some_and(|text| text.contains("Copying"))),
        "progress is shown while it is copied: {progress}"
    );
    window.until("its chat", "return document.body.innerText.includes('Good morning')")?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn files_carried_over_the_window_and_away_leave_it_as_it_was() -> Result<()> {
    let desk = Desk::new()?;
    let (talk, _) = talk(&desk)?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Open the sample session")?;
    let hand = window.hand();
    let invited = || -> Result<bool> {
        let text =
            window.eval("return document.body.innerText.includes('Drop to add to the archive')", vec![])?;
        Ok(text == true)
    };
    let dragged = hand.drag(&[&talk], (800, 400), invited)?;
    hand.x(&["mousemove", "800", "950"])?;
    window
        .until("no invitation", "return !document.body.innerText.includes('Drop to add to the archive')")?;
    dragged.drop_here()?;
    assert_eq!(desk.json(["list"])?["sessions"], json!([]), "nothing was let go over the window");
    Ok(())
}

#[test]
fn a_file_is_chosen_in_the_systems_dialog() -> Result<()> {
    let desk = Desk::new()?;
    let (talk, _) = talk(&desk)?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Open the sample session")?;
    let hand = window.hand();
    hand.turn_to("archive – Causerie")?;
    window.until("the keyboard", "return document.hasFocus()")?;
    hand.x(&["key", "ctrl+o"])?;
    hand.choose("Add recordings and their chats", &talk)?;
    session_is_open(&window, "Letters from the reading room")?;
    Ok(())
}

#[test]
fn a_dialog_that_is_left_adds_nothing() -> Result<()> {
    let desk = Desk::new()?;
    let window = Window::open(&desk, None, &[])?;
    window.click("button", "Add…")?;
    let hand = window.hand();
    hand.turn_to("Add recordings and their chats")?;
    hand.x(&["key", "Escape"])?;
    window.click("button", "Open the sample session")?;
    window.find("slider", "Position")?;
    assert_eq!(
        desk.json(["list"])?["sessions"].as_array().map(Vec::len),
        Some(1),
        "only the sample was added"
    );
    Ok(())
}

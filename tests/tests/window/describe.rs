//! What a session is about, changed in the real window: what is written is looked at in the files.

use std::os::unix::fs::PermissionsExt;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::window::{PATIENCE, Window};
use causerie_tests::{program, wait_for};
use serde_json::{Value, json};

const CTRL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const ENTER: char = '\u{e007}';
const TAB: char = '\u{e004}';

fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 5_000, &[])?;
    desk.json(["add".as_ref(), talk.as_os_str()])?;
    Ok(desk)
}

/// A field of `session.json`.
fn stored(desk: &Desk, field: &str) -> Result<Value> {
    let session = std::fs::read(bags(&desk.archive())?[0].join("session.json"))?;
    Ok(serde_json::from_slice::<Value>(&session)?[field].clone())
}

/// Waits until `session.json` says so.
fn becomes(desk: &Desk, field: &str, value: &Value) -> Result<()> {
    let now = || stored(desk, field).ok().filter(|now| now == value);
    wait_for(&format!("{field}: {value}"), PATIENCE, now)
        .map(drop)
        .with_context(|| format!("{:?}", stored(desk, field)))
}

/// Whether `bag-info.txt` has this line, which it gets a moment after `session.json`.
fn info_has(desk: &Desk, line: &str) -> Result<()> {
    let file = bags(&desk.archive())?[0].join("bag-info.txt");
    let has = || std::fs::read_to_string(&file).ok().filter(|text| text.lines().any(|one| one == line));
    wait_for(line, PATIENCE, has).map(drop)
}

fn enter(window: &Window, field: &str, text: &str) -> Result<()> {
    window.write(field, text)?;
    window.press(&[ENTER])
}

#[test]
fn what_is_written_into_the_form_is_saved_and_undone() -> Result<()> {
    let desk = desk()?;
    let window = Window::open(&desk, None, &[])?;
    window.click("button", "Edit details")?;
    window.until("the title, to be written", "return document.activeElement?.dataset.field === 'title'")?;
    enter(&window, "Title", "An evening of songs")?;
    becomes(&desk, "title", &json!("An evening of songs"))?;
    info_has(&desk, "Title: An evening of songs")?;
    window.find("heading", "An evening of songs")?;
    window.until(
        "it in the list",
        "return document.querySelector('nav [data-session]').innerText.includes('An evening of songs')",
    )?;

    enter(&window, "Date", "2008-13")?;
    window.find("alert", "\"2008-13\" is no date. Write it as in 2008-05-14, 2008-05 or 2008.")?;
    let invalid = "return document.querySelector('[data-field=date]').getAttribute('aria-invalid')";
    assert_eq!(window.eval(invalid, vec![])?, "true");
    assert_eq!(stored(&desk, "date")?, Value::Null, "nothing of it is kept");
    enter(&window, "Date", "2008-05")?;
    becomes(&desk, "date", &json!("2008-05"))?;
    assert_eq!(window.eval(invalid, vec![])?, "false", "nothing is wrong any more");

    enter(&window, "People", "Ruiz, Ana; Ben Oyelaran")?;
    becomes(&desk, "contributors", &json!(["Ruiz, Ana", "Ben Oyelaran"]))?;
    window.write("Notes", "Recorded in the hall.")?;
    window.press(&[TAB])?;
    becomes(&desk, "description", &json!("Recorded in the hall."))?;
    window.click("button", "Remove “Ruiz, Ana”")?;
    becomes(&desk, "contributors", &json!(["Ben Oyelaran"]))?;

    // Undone by keys, where no text is being written.
    window.focus("button", "Close the details")?;
    window.press(&[CTRL, 'z'])?;
    becomes(&desk, "contributors", &json!(["Ruiz, Ana", "Ben Oyelaran"]))?;
    window.press(&[CTRL, 'z'])?;
    becomes(&desk, "description", &Value::Null)?;
    window.press(&[CTRL, SHIFT, 'z'])?;
    becomes(&desk, "description", &json!("Recorded in the hall."))?;
    info_has(&desk, "Contributor: Ruiz, Ana")?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn another_desks_change_is_kept_or_chosen() -> Result<()> {
    let desk = desk()?;
    let window = Window::open(&desk, None, &[])?;
    window.click("button", "Edit details")?;
    window.find("textbox", "Rights")?;
    desk.json(["describe", "Evening", "--rights", "Ask the library", "--series", "Songs"])?;
    enter(&window, "Rights", "Free for all")?;
    window.shows("Somebody else changed the rights in the meantime.")?;
    assert_eq!(stored(&desk, "rights")?, "Ask the library", "theirs stays until somebody chooses");
    for version in ["Ask the library", "Free for all"] {
        window.shows(version)?;
    }
    window.click("button", "Keep mine")?;
    becomes(&desk, "rights", &json!("Free for all"))?;
    assert_eq!(stored(&desk, "series")?, "Songs", "what only they changed stays");

    desk.json(["describe", "Evening", "--rights", "Ask first"])?;
    enter(&window, "Rights", "Free")?;
    window.click("button", "Take theirs")?;
    let shown = "return document.querySelector('[data-field=rights]').value === 'Ask first'";
    window.until("their version in the form", shown)?;
    assert_eq!(stored(&desk, "rights")?, "Ask first");
    Ok(())
}

#[test]
fn a_read_only_archive_says_why_nothing_can_be_changed() -> Result<()> {
    let desk = desk()?;
    let inside = "set -e; mount --bind \"$CAUSERIE_ARCHIVE\" \"$CAUSERIE_ARCHIVE\"; \
                  mount -o remount,ro,bind \"$CAUSERIE_ARCHIVE\"; exec \"$0\" \"$@\"";
    let program = program("causerie-desktop")?;
    let script = format!(
        "#!/bin/sh\nexec unshare --mount --map-root-user sh -c '{inside}' '{}' \"$@\"\n",
        program.display()
    );
    let wrapped = desk.write("read-only", script)?;
    std::fs::set_permissions(&wrapped, std::fs::Permissions::from_mode(0o755))?;
    let window = Window::open_program(&wrapped, &desk, None, &[])?;
    window.click("button", "Edit details")?;
    window.shows("is read-only: read-only filesystem")?;
    let read_only = window.eval(
        "return [...document.querySelectorAll('#description :is(input, textarea)')].map((one) => one.readOnly)",
        vec![],
    )?;
    let read_only = read_only.as_array().context("the fields")?;
    ensure!(!read_only.is_empty() && read_only.iter().all(|one| one == true), "{read_only:?}");
    Ok(())
}

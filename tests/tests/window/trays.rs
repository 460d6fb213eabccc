//! Clips gathered in trays, given out without names, stretches redacted and moments shared, in the real window.

use std::fs;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, files};
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::{Value, json};

const CTRL: char = '\u{e009}';
const ALT: char = '\u{e00a}';
const UP: char = '\u{e013}';
const ENTER: char = '\u{e007}';

const CHAT: &str = "00:00:01 From Ana Ruiz to Everyone:\n\tGood evening\n\
    00:00:04 From Ben Oyelaran to Everyone:\n\tThe heronry is a secret, says Ana Ruiz\n\
    00:00:07 From Ana Ruiz to Everyone:\n\tUnderstood\n";

/// What of the people's names must not be found.
const NAMES: [&str; 4] = ["Ana Ruiz", "Ruiz", "Ben Oyelaran", "Oyelaran"];

fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 20_000, &[])?;
    let chat = desk.write("chat.txt", CHAT)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    Ok(desk)
}

fn open(desk: &Desk) -> Result<Window> {
    let window = Window::open(desk, None, &[])?;
    window.find("heading", "Evening")?;
    window.until("the score", "return document.querySelectorAll('[data-score] article').length === 3")?;
    Ok(window)
}

/// Shows a tray, or the open session's notes, in the pane.
fn show(window: &Window, shown: &str, other: &str) -> Result<()> {
    window.click("button", &format!("Shown: {shown}"))?;
    window.push("menuitemradio", other)?;
    window.find("button", &format!("Shown: {other}")).map(drop)
}

/// Waits until the tray that is shown has these clips.
fn holds(window: &Window, order: &str) -> Result<()> {
    let titles =
        "[...document.querySelectorAll('[data-tray] .clip b')].map((one) => one.textContent).join(' ')";
    window.until(&format!("the clips {order:?}"), &format!("return {titles} === {order:?}")).map(drop)
}

/// Waits until the archive has these clips in the tray.
fn kept(desk: &Desk, order: &[&str]) -> Result<()> {
    let now = || {
        let tray = desk.json(["tray", "show", "May"]).ok()?;
        let clips = tray["tray"]["clips"].as_array()?.clone();
        let titles: Vec<Value> = clips.into_iter().map(|clip| clip["title"].clone()).collect();
        (titles == order).then_some(())
    };
    wait_for(&format!("{order:?} in the archive"), PATIENCE, now)
}

/// Undoes the last change by its key, wherever the keyboard was.
fn undo(window: &Window) -> Result<()> {
    window.eval("document.activeElement?.blur()", vec![])?;
    window.press(&[CTRL, 'z'])
}

#[test]
fn clips_are_gathered_put_in_order_and_taken_out() -> Result<()> {
    let desk = desk()?;
    let window = open(&desk)?;
    let session = desk.only_session()?["session"]["id"].clone();
    for (title, from) in [("One", 1_000), ("Two", 5_000)] {
        let note = json!({"id": "", "kind": "clip", "from_ms": from, "to_ms": from + 2_000, "title": title,
            "text": "", "tags": [], "position": from});
        window.invoke("save_note", json!({"session": session, "note": note}))?;
    }
    window.reload()?;
    window.click("button", "What to do with “One”")?;
    window.push("menuitem", "Add to tray")?;
    window.push("menuitem", "New tray…")?;
    window.write("Name of the new tray", "May")?;
    window.press(&[ENTER])?;
    window.shows("Added “One” to “May”")?;
    holds(&window, "One")?;

    show(&window, "May", "This session")?;
    window.focus("button", "Move “Two”")?;
    window.press(&['t'])?;
    window.shows("Added “Two” to “May”")?;
    show(&window, "This session", "May")?;
    holds(&window, "One Two")?;
    kept(&desk, &["One", "Two"])?;

    window.focus("button", "Move “Two”")?;
    window.press(&[ALT, UP])?;
    holds(&window, "Two One")?;
    kept(&desk, &["Two", "One"])?;
    undo(&window)?;
    holds(&window, "One Two")?;
    kept(&desk, &["One", "Two"])?;

    window.click("button", "Take “One” out")?;
    holds(&window, "Two")?;
    undo(&window)?;
    holds(&window, "One Two")?;
    window.click("button", "Delete the tray “May”")?;
    window.find("button", "Shown: This session")?;
    undo(&window)?;
    window.find("button", "Shown: May")?;
    holds(&window, "One Two")?;
    kept(&desk, &["One", "Two"])?;

    window.reload()?;
    holds(&window, "One Two")?;
    Ok(())
}

#[test]
fn a_packet_holds_no_name_that_is_hidden() -> Result<()> {
    let desk = desk()?;
    desk.json(["tray", "new", "May"])?;
    for (title, from, to) in [("One", "0:00", "0:06"), ("Two", "0:05", "0:09")] {
        desk.json(["tray", "add", "May", "Evening", "--from", from, "--to", to, "--title", title])?;
    }
    let out = desk.path("out");
    fs::create_dir(&out)?;
    let window = open(&desk)?;
    show(&window, "This session", "May")?;
    holds(&window, "One Two")?;
    window.click("button", "Make packet…")?;
    window.find("dialog", "Packet of “May”")?;
    window.click("switch", "Hide names")?;
    window.shows("2 names will be replaced")?;
    window.find("checkbox", "Hide “Ana Ruiz”")?;
    window.find("checkbox", "Hide “Ben Oyelaran”")?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export into the folder", &out)?;
    window.shows("Checked: no hidden name was found in what was written.")?;

    let written = files(&out.join("May"))?;
    assert!(out.join("May/index.html").is_file() && written.len() > 2, "{:?}", written.keys());
    for (file, bytes) in written {
        let text = format!("{file} {}", String::from_utf8_lossy(&bytes));
        let name = NAMES.into_iter().find(|name| text.contains(*name));
        assert_eq!(name, None, "in {file}");
    }
    Ok(())
}

#[test]
fn a_message_is_redacted_shown_to_who_keeps_it_and_lifted() -> Result<()> {
    let desk = desk()?;
    let window = open(&desk)?;
    let session = desk.only_session()?["session"]["id"].clone();
    let menu = "const one = [...document.querySelectorAll('[data-score] article')]
           .find((it) => it.innerText.includes('heronry'));
         one?.querySelector('.more').click();
         return one !== undefined";
    window.until("the message", menu)?;
    window.push("menuitem", "Redact…")?;
    window.find("dialog", "Redact a stretch")?;
    window.write("Reason", "A nest")?;
    window.click("button", "Redact")?;
    let masked = "return document.querySelector('[data-score] .bar') !== null
         && !document.querySelector('[data-score]').innerText.includes('heronry')";
    let bare = "return document.querySelector('[data-score] .bar') === null
         && document.querySelector('[data-score]').innerText.includes('heronry')";
    window.until("a bar in place of the message", masked)?;
    let redactions = window.invoke("redactions", json!({"session": session}))?;
    let redaction = redactions.as_array().and_then(|all| all.first()).context("a redaction")?;
    assert_eq!((&redaction["reason"], &redaction["sound"]), (&json!("A nest"), &json!("silence")));

    window.click("switch", "Show what is redacted")?;
    window.until("the message as it was recorded", bare)?;
    window.click("switch", "Show what is redacted")?;
    window.until("a bar again", masked)?;

    window.click("button", "Lift the redaction…")?;
    window.until("the message", bare)?;
    undo(&window)?;
    window.until("a bar once more", masked)?;
    undo(&window)?;
    window.until("the message", bare)?;
    assert_eq!(window.invoke("redactions", json!({"session": session}))?, json!([]));
    Ok(())
}

#[test]
fn a_link_to_the_current_message_is_copied_by_a_key() -> Result<()> {
    let desk = desk()?;
    let window = open(&desk)?;
    let session = desk.only_session()?["session"]["id"].as_str().context("an id")?.to_owned();
    window.press(&['y'])?;
    window.shows("Link to 0:0")?;
    window.press(&[CTRL, 'k'])?;
    window.press(&[CTRL, 'v'])?;
    let pasted = format!(
        "return document.querySelector('input[type=search]').value.startsWith('causerie://session/{session}')"
    );
    window.until("the link on the clipboard", &pasted)?;
    Ok(())
}

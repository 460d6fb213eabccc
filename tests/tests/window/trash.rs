//! Sessions removed and brought back in the real window.

use anyhow::Result;
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, files};
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};

const CTRL: char = '\u{e009}';
const DELETE: char = '\u{e017}';

/// Two sessions.
pub(super) fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    for name in ["Evening", "Morning"] {
        let talk = desk.path(&format!("{name}.wav"));
        write_wav(&talk, 3_000, &[])?;
        desk.json(["add".as_ref(), talk.as_os_str()])?;
    }
    Ok(desk)
}

/// Waits until the archive holds so many sessions.
fn holds(desk: &Desk, count: usize) -> Result<()> {
    let now = || bags(&desk.archive()).ok().filter(|bags| bags.len() == count);
    wait_for(&format!("{count} sessions"), PATIENCE, now).map(drop)
}

fn listed(window: &Window, titles: &str) -> Result<()> {
    let shown = "[...document.querySelectorAll('nav [data-session] b')].map((one) => one.textContent).join()";
    window.until(titles, &format!("return {shown} === {titles:?}")).map(drop)
}

#[test]
fn a_session_is_removed_by_a_key_and_comes_back_whole() -> Result<()> {
    let desk = desk()?;
    let folder = bags(&desk.archive())?.remove(0);
    let before = files(&folder)?;
    let window = Window::open(&desk, None, &[])?;
    window.find("heading", "Evening")?;
    window.eval("document.querySelector('nav [data-session]').focus()", vec![])?;
    window.press(&[DELETE])?;
    holds(&desk, 1)?;
    assert!(!folder.exists(), "its folder is gone");
    listed(&window, "Morning")?;
    window.until("nothing open", "return document.querySelector('h1') === null")?;
    let focused = "return document.activeElement?.dataset.session !== undefined";
    window.until("the keyboard at the next one", focused)?;
    window.click("button", "Undo")?;
    listed(&window, "Evening,Morning")?;
    window.find("heading", "Evening")?;
    assert_eq!(files(&folder)?, before, "every byte is as it was");

    // Once more, undone by the keys for that.
    window.eval("document.querySelector('nav [data-session]').focus()", vec![])?;
    window.press(&[DELETE])?;
    holds(&desk, 1)?;
    listed(&window, "Morning")?;
    window.press(&[CTRL, 'z'])?;
    listed(&window, "Evening,Morning")?;
    assert_eq!(files(&folder)?, before);
    Ok(())
}

#[test]
fn what_was_removed_is_seen_and_brought_back() -> Result<()> {
    let desk = desk()?;
    let window = Window::open(&desk, None, &[])?;
    window.find("heading", "Evening")?;
    window.focus("button", "What to do with “Morning”")?;
    window.click("button", "What to do with “Morning”")?;
    window.push("menuitem", "Remove")?;
    holds(&desk, 1)?;
    listed(&window, "Evening")?;
    window.find("heading", "Evening")?;
    window.click("button", "Archive “archive”")?;
    window.push("button", "Removed sessions…")?;
    window.find("dialog", "Removed sessions")?;
    window.shows("removed just now")?;
    window.click("button", "Bring back Morning")?;
    listed(&window, "Evening,Morning")?;
    window.shows("Nothing of this archive lies in the trash.")?;
    holds(&desk, 2)
}

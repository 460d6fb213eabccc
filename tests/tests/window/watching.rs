//! What other programs change in the archive while the window is open on it.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags};
use causerie_tests::window::Window;
use serde_json::{Value, json};

/// Far sooner than the archive is looked at if nothing tells of a change; `make bench` shows how soon that is.
const SOON: Duration = Duration::from_secs(10);

fn desk(sessions: u32) -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 4_000, &[1_000])?;
    let chat: String = (0..40).map(|n| format!("00:00:{n:02}\tPerson {}:\tmessage {n}\n", n % 3)).collect();
    let chat = desk.write("chat.txt", chat)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), "--title".as_ref(), "Talk 000".as_ref()])?;
    let first = bags(&desk.archive())?.remove(0);
    for n in 1..sessions {
        let bag = desk.archive().join(format!("Talk {n:03}"));
        std::fs::create_dir_all(bag.join("data"))?;
        for file in ["bagit.txt", "manifest-sha256.txt", "data/talk.wav", "data/chat.txt"] {
            std::fs::copy(first.join(file), bag.join(file))?;
        }
        let mut session = session_json(&first)?;
        session["id"] = uuid::Uuid::from_u128(u128::from(n) + 1).to_string().into();
        session["title"] = format!("Talk {n:03}").into();
        std::fs::write(bag.join("session.json"), session.to_string())?;
    }
    Ok(desk)
}

fn session_json(bag: &std::path::Path) -> Result<Value> {
    Ok(serde_json::from_slice(&std::fs::read(bag.join("session.json"))?)?)
}

fn retitle(desk: &Desk, folder: &str, title: &str) -> Result<()> {
    let bag = desk.archive().join(folder);
    let mut session = session_json(&bag)?;
    session["title"] = title.into();
    Ok(std::fs::write(bag.join("session.json"), session.to_string())?)
}

/// Waits until the list says or does not say something, and makes sure that it did so soon.
fn soon(window: &Window, what: &str, script: &str) -> Result<()> {
    let begun = Instant::now();
    window.until(what, script)?;
    assert!(begun.elapsed() < SOON, "{what} took {:?}", begun.elapsed());
    Ok(())
}

fn list_says(title: &str) -> String {
    format!(
        "return [...document.querySelectorAll('nav [data-session] b')].some((b) => b.textContent === {})",
        json!(title)
    )
}

#[test]
fn what_others_change_is_shown_and_nothing_moves() -> Result<()> {
    let desk = desk(120)?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Talk 000…")?;
    window.click("button", "Talk 000…")?;
    window.until("its score", "return document.querySelectorAll('[data-score] [data-id]').length > 5")?;
    let many = window.eval("return document.querySelectorAll('nav [data-session]').length", vec![])?;
    assert!(many.as_u64().context("a number")? < 60, "only what can be seen is drawn: {many}");

    let place = "const list = document.querySelector('nav [role=list]');
        const pane = list.getBoundingClientRect().top;
        const shown = [...list.querySelectorAll('[data-session]')].filter((e) => e.getBoundingClientRect().bottom > pane + 1);
        return shown.length > 3 && [shown[0].textContent.slice(0, 8), Math.round(shown[0].getBoundingClientRect().top - pane)];";
    window.eval("document.querySelector('nav [role=list]').scrollTop = 2000", vec![])?;
    window.until("what was scrolled to", "return [...document.querySelectorAll('nav [data-session] b')].some((b) => b.textContent === 'Talk 040')")?;
    window.eval("[...document.querySelectorAll('nav [data-session]')].find((e) => e.textContent.startsWith('Talk 038')).focus({ preventScroll: true })", vec![])?;
    let before = window.until("a place in the list", place)?;

    retitle(&desk, "Talk 037", "Talk 037 again")?;
    soon(&window, "another title", &list_says("Talk 037 again"))?;
    let aside = desk.path("aside");
    std::fs::rename(desk.archive().join("Talk 010"), &aside)?;
    soon(&window, "one less", "return document.querySelector('nav [role=listitem]').ariaSetSize === '119'")?;
    let there = window.until(
        "the same place",
        &format!("const at = (() => {{ {place} }})(); return at && at[0] === {} && at", before[0]),
    )?;
    let moved = there[1].as_i64().context("pixels")? - before[1].as_i64().context("pixels")?;
    assert!(moved.abs() <= 2, "what was read stays where it was: {before} {there}");
    let focus = window.eval("return document.activeElement.textContent.slice(0, 8)", vec![])?;
    assert_eq!(focus, "Talk 038", "and the focus stays on its session");
    std::fs::rename(&aside, desk.archive().join("Talk 010"))?;
    soon(&window, "one more", "return document.querySelector('nav [role=listitem]').ariaSetSize === '120'")?;
    window.find("heading", "Talk 000")?;
    Ok(())
}

#[test]
fn an_open_session_is_shown_as_others_leave_it() -> Result<()> {
    let desk = desk(2)?;
    let window = Window::open(&desk, None, &[])?;
    window.click("button", "Talk 001…")?;
    window.until("its score", "return document.querySelectorAll('[data-score] [data-id]').length > 5")?;
    window.eval("const pane = document.querySelector('[data-score]'); pane.dataset.same = 'yes'", vec![])?;
    retitle(&desk, "Talk 001", "Renamed by hand")?;
    soon(
        &window,
        "another title",
        "return document.querySelector('h1')?.textContent.trim() === 'Renamed by hand'",
    )?;
    assert_eq!(
        window.eval("return document.querySelector('[data-score]').dataset.same", vec![])?,
        "yes",
        "the page stays"
    );

    // By the command line, as from another desk.
    let output = desk.run(["align", "Renamed by hand", "--offset=1000"])?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    soon(
        &window,
        "another timing",
        "return document.querySelector('[data-score] article')?.dataset.at === '1000'",
    )?;

    let note = desk.archive().join("Talk 001/notes/6f7c2f0e-7a35-4d0c-9a53-0d8f4f6d7a11.json");
    std::fs::create_dir_all(note.parent().context("a folder")?)?;
    std::fs::write(&note, NOTE)?;
    soon(&window, "a note", "return document.querySelectorAll('aside [data-note]').length === 1")?;

    let gone: PathBuf = desk.path("gone");
    std::fs::rename(desk.archive().join("Talk 001"), &gone)?;
    soon(
        &window,
        "that it is gone",
        "return document.querySelector('main').innerText.includes('moved or deleted')",
    )?;
    std::fs::rename(&gone, desk.archive().join("Elsewhere"))?;
    soon(
        &window,
        "it is there again",
        "return document.querySelector('[data-score] article')?.dataset.at === '1000'",
    )?;
    Ok(())
}

const NOTE: &str = r#"{"@context":"http://www.w3.org/ns/anno.jsonld","id":"urn:uuid:6f7c2f0e-7a35-4d0c-9a53-0d8f4f6d7a11",
    "type":"Annotation","motivation":"bookmarking","created":"2024-05-01T10:00:00Z",
    "body":[{"type":"TextualBody","purpose":"describing","value":"Here"}],
    "target":{"source":"urn:uuid:0","selector":{"type":"FragmentSelector","conformsTo":"http://www.w3.org/TR/media-frags/","value":"t=1.5"}}}"#;

//! The page of a clip in browsers: it plays what it holds, and its rows follow.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::window::Window;
use serde_json::Value;

/// WebKit's own small browser, which comes with the library.
fn browser() -> Result<PathBuf> {
    let libraries = std::fs::read_dir("/usr/lib")?.flatten();
    let mut found = libraries.map(|folder| folder.path().join("webkit2gtk-4.1/MiniBrowser"));
    found.find(|path| path.is_file()).context("WebKit's MiniBrowser is needed: scripts/setup.sh test")
}

/// A desk with a clip of the sample as a page; its address.
fn desk_with_a_page() -> Result<(Desk, String)> {
    let desk = Desk::new()?;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
    let file = |name: &str| sample.join(name).into_os_string();
    desk.json(["add".into(), file("sample.mp3"), file("transcript.vtt"), "--title=Tape".into()])?;
    let out = desk.path("out").display().to_string();
    let answer =
        desk.json(["clip", "Tape", "--from=0:52.5", "--to=1:00", "--with=html", "--title=Turn", "-o", &out])?;
    ensure!(answer["audio"]["lossless"] == true, "{answer}");
    Ok((desk, format!("file://{out}/Turn.html")))
}

#[test]
fn a_clips_page_plays_what_it_holds_and_follows_in_webkit() -> Result<()> {
    let ((desk, page), sound) = (desk_with_a_page()?, Pulse::start()?);
    plays_and_follows(&Window::open_program(&browser()?, &desk, Some(&sound), &["--automation"])?, &page)
}

#[test]
fn a_clips_page_plays_what_it_holds_and_follows_in_chromium() -> Result<()> {
    let ((desk, page), sound) = (desk_with_a_page()?, Pulse::start()?);
    plays_and_follows(&Window::open_chromium(&desk, Some(&sound))?, &page)
}

fn plays_and_follows(window: &Window, page: &str) -> Result<()> {
    window.go(page)?;
    window.find("heading", "Turn")?;
    let state = "const a = document.querySelector('audio'); return [a.duration, a.currentTime, a.paused, a.error?.code ?? null]";
    window.until("the length of what it holds", "return document.querySelector('audio').duration > 7.4")?;
    let current = "return document.querySelector('[aria-current]')?.innerText ?? ''";
    window.click("button", "Play")?;
    window.until("sound", "return document.querySelector('audio').currentTime > 0.8")?;
    window.find("button", "Pause")?;
    let first = window.eval(current, vec![])?;
    ensure!(
        first.as_str().is_some_and(|row| row.contains("Naturally, you played")),
        "{first} {}",
        window.eval(state, vec![])?
    );
    window.until(
        "the next speaker",
        "return document.querySelector('[aria-current]').innerText.includes('Callum Reid')",
    )?;
    window.press(&[' '])?;
    window.find("button", "Play")?;
    window.eval("document.querySelector('.row .t').click()", vec![])?;
    window.until("the start again", "return document.querySelector('audio').currentTime < 1")?;
    let loaded =
        window.eval("return performance.getEntriesByType('resource').map((entry) => entry.name)", vec![])?;
    let others: Vec<&Value> = loaded
        .as_array()
        .context("a list")?
        .iter()
        .filter(|name| !name.as_str().is_some_and(|name| name.starts_with("data:")))
        .collect();
    ensure!(others.is_empty(), "nothing is loaded: {others:?}");
    Ok(())
}

//! Who is who in the real window: names joined, searched, split, undone; elements are found by role and name.

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::{Value, json};

const CTRL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const ESCAPE: char = '\u{e00c}';

/// A talk where one person wrote under three names, two of which are alike.
fn desk_with_names() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("The reading room.wav");
    write_wav(&talk, 20_000, &[])?;
    let lines = [
        ("Ana Ruiz", "good morning"),
        ("Ben Oyelaran", "hello there"),
        ("Aurelia", "is the lamp lit"),
        ("Ana Ruiz", "it is now"),
        ("ANA RUIZ", "from the other desk"),
    ];
    let chat: String = lines
        .iter()
        .enumerate()
        .map(|(n, (name, text))| format!("00:00:{:02} From {name} to Everyone:\n\t{text}\n", n * 3 + 1))
        .collect();
    let chat = desk.write("chat.txt", chat)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    Ok(desk)
}

/// What `session.json` says of people.
fn stored(desk: &Desk) -> Result<Value> {
    let session = std::fs::read(bags(&desk.archive())?[0].join("session.json"))?;
    Ok(serde_json::from_slice::<Value>(&session)?["people"].clone())
}

/// Waits until `session.json` says so of people.
fn becomes(desk: &Desk, people: &Value) -> Result<()> {
    wait_for(&format!("{people} in session.json"), PATIENCE, || stored(desk).ok().filter(|now| now == people))
        .map(drop)
        .with_context(|| format!("{:?}", stored(desk)))
}

fn open(desk: &Desk) -> Result<Window> {
    let window = Window::open(desk, None, &[])?;
    window.until("the score", "return document.querySelectorAll('[data-score] [data-id]').length === 5")?;
    Ok(window)
}

fn says(window: &Window, words: &str) -> Result<()> {
    let script = format!("return document.body.innerText.includes({})", json!(words));
    window.until(&format!("{words:?}"), &script).map(drop)
}

/// Searches by typing, and waits for so many hits.
fn finds(window: &Window, words: &str, hits: usize) -> Result<()> {
    window.press(&[CTRL, 'k'])?;
    window.type_into("searchbox", "Search everything", words)?;
    let script = "return document.querySelectorAll('[aria-label=Results] [data-message]').length";
    let found = format!("{script} === {hits}");
    window.until(&format!("{hits} hits for {words:?}"), &found)?;
    window.press(&[ESCAPE])?;
    window.until("an empty search", &format!("{script} === 0")).map(drop)
}

/// The names in the feed, in its order.
fn feed(window: &Window, names: &[&str]) -> Result<()> {
    let shown = "const name = (one) => (one.querySelector('[title]') ?? one).textContent;
         return JSON.stringify([...document.querySelectorAll('[data-score] .author')].map(name))";
    window
        .until(&format!("{names:?} in the feed"), &format!("{shown} === {}", json!(json!(names).to_string())))
        .map(drop)
}

#[test]
fn two_names_are_joined_found_under_either_and_undone() -> Result<()> {
    let desk = desk_with_names()?;
    let window = open(&desk)?;
    finds(&window, "aurelia", 1)?;
    window.eval("document.activeElement.blur()", vec![])?;
    window.click("button", "4 people")?;
    window.find("dialog", "People")?;

    // Chosen by keyboard: Space ticks, and does not play.
    for name in ["Ana Ruiz", "Aurelia"] {
        window.find("checkbox", &format!("Choose “{name}”"))?;
        window
            .eval(&format!("document.querySelector('[aria-label=\"Choose “{name}”\"]').focus()"), vec![])?;
        window.press(&[' '])?;
    }
    says(&window, "Show all 2 as")?;
    assert_eq!(stored(&desk)?, json!([]), "nothing is joined until somebody says so");
    window.click("button", "Join them")?;
    says(&window, "“Aurelia” joined with “Ana Ruiz”.")?;
    says(&window, "3 messages")?;
    let joined = json!([{"name": "Ana Ruiz", "also": ["Aurelia"]}]);
    becomes(&desk, &joined)?;
    let focused = window.eval("return document.activeElement.getAttribute('aria-label')", vec![])?;
    assert_eq!(focused, "Choose “Ana Ruiz”", "the keyboard goes on from there");
    assert_eq!(
        window.eval("return [...document.querySelectorAll('[aria-label=Pause]')].length", vec![])?,
        0,
        "nothing plays"
    );

    window.press(&[ESCAPE])?;
    window.until("no dialog", "return document.querySelector('dialog[open]') === null")?;
    feed(&window, &["Ana Ruiz", "Ben Oyelaran", "Ana Ruiz", "Ana Ruiz", "ANA RUIZ"])?;
    let written = "return document.querySelector('[data-score] .author [title]').title";
    assert_eq!(window.eval(written, vec![])?, "Written as “Aurelia”", "the log's own name is told");
    window.find("button", "3 people")?;
    finds(&window, "aurelia", 3)?;
    finds(&window, "lamp ruiz", 1)?;

    window.eval("document.activeElement.blur()", vec![])?;
    window.press(&[CTRL, 'z'])?;
    becomes(&desk, &json!([]))?;
    feed(&window, &["Ana Ruiz", "Ben Oyelaran", "Aurelia", "Ana Ruiz", "ANA RUIZ"])?;
    finds(&window, "aurelia", 1)?;
    window.eval("document.activeElement.blur()", vec![])?;
    window.press(&[CTRL, SHIFT, 'z'])?;
    becomes(&desk, &joined)?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn likely_names_are_offered_and_a_name_is_split_off_again() -> Result<()> {
    let desk = desk_with_names()?;
    let window = open(&desk)?;
    window.click("button", "4 people")?;
    says(&window, "Likely the same person")?;
    assert_eq!(stored(&desk)?, json!([]), "what is likely is only offered");
    window.click("button", "Join “Ana Ruiz”, “ANA RUIZ”")?;
    let joined = json!([{"name": "Ana Ruiz", "also": ["ANA RUIZ"]}]);
    becomes(&desk, &joined)?;
    window.until("no more offers", "return !document.body.innerText.includes('Likely the same person')")?;

    window.click("button", "Split “ANA RUIZ” from “Ana Ruiz”")?;
    says(&window, "“ANA RUIZ” stands alone again.")?;
    becomes(&desk, &json!([]))?;
    window.press(&[CTRL, 'z'])?;
    becomes(&desk, &joined)?;
    window.find("button", "Split “ANA RUIZ” from “Ana Ruiz”")?;
    window.click("button", "Undo")?;
    becomes(&desk, &json!([]))?;
    let disabled = "return [...document.querySelectorAll('dialog[open] button:disabled')].map((one) => one.innerText.trim()).join()";
    window.until("nothing more to undo", &format!("return (() => {{ {disabled} }})() === 'Undo'"))?;
    Ok(())
}

#[test]
fn what_was_changed_elsewhere_is_not_undone() -> Result<()> {
    let desk = desk_with_names()?;
    let window = open(&desk)?;
    window.click("button", "4 people")?;
    window.click("button", "Join “Ana Ruiz”, “ANA RUIZ”")?;
    becomes(&desk, &json!([{"name": "Ana Ruiz", "also": ["ANA RUIZ"]}]))?;
    let id = desk.only_session()?["session"]["id"].as_str().context("an id")?.to_owned();
    desk.json(["people", &id, "--join", "Ben Oyelaran=Aurelia"])?;
    let both = stored(&desk)?;
    assert_eq!(both.as_array().map(Vec::len), Some(2), "somebody else joined two more");
    window.click("button", "Undo")?;
    window.find("alert", "who is who in this session was changed elsewhere…")?;
    assert_eq!(stored(&desk)?, both, "their change stands");
    Ok(())
}

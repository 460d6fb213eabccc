//! A log that no format knows, read in the real window by a recipe that is made while its rows are seen.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, validate_bag};
use causerie_tests::window::Window;
use serde_json::{Value, json};

const ODD: &str = "# 10:00:02 Ana Ruiz = Good morning\n# 10:00:05 Ben Oyelaran = Hello = all\n# 10:00:09 Ana Ruiz = Shall we?\n";
const CTRL: char = '\u{e009}';
const ESCAPE: char = '\u{e00c}';
const PATTERN: &str = "A message begins with a line such as";
const OFFER: &str = "Read it by a recipe…";

/// The preview's rows, a text for each.
const PREVIEWED: &str = "return [...document.querySelectorAll('dialog[open] tbody tr')].map((row) =>
    [...row.cells].map((cell) => cell.textContent.trim()).join(' | '))";

/// A recording and a chat that no format knows, outside of the archive.
fn talk(desk: &Desk, title: &str) -> Result<(PathBuf, PathBuf)> {
    let talk = desk.path(&format!("{title}.wav"));
    write_wav(&talk, 30_000, &[])?;
    Ok((talk, desk.write(&format!("{title}/old.txt"), ODD)?))
}

fn drop_files(window: &Window, files: &[&Path]) -> Result<()> {
    let invited = || -> Result<bool> {
        let text =
            window.eval("return document.body.innerText.includes('Drop to add to the archive')", vec![])?;
        Ok(text == true)
    };
    let hand = window.hand();
    hand.drag(files, (800, 400), invited)?.drop_here()
}

fn session_is_open(window: &Window, title: &str) -> Result<Value> {
    let script = format!("return document.querySelector('h1')?.textContent === {}", json!(title));
    window.until(&format!("{title:?}, opened"), &script)
}

/// Types a pattern in place of the one that is there.
fn type_pattern(window: &Window, pattern: &str) -> Result<()> {
    window.click("textbox", PATTERN)?;
    window.press(&[CTRL, 'a'])?;
    window.type_into("textbox", PATTERN, pattern)
}

#[test]
fn an_odd_chat_is_read_by_a_recipe_and_the_next_one_by_itself() -> Result<()> {
    let desk = Desk::new()?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Open the sample session")?;

    let (first, odd) = talk(&desk, "First evening")?;
    drop_files(&window, &[&first, &odd])?;
    session_is_open(&window, "First evening")?;
    window.find("button", OFFER)?;
    let told = window.eval("return document.querySelector('main').innerText", vec![])?;
    let told = told.as_str().context("a text")?;
    ensure!(told.contains("old.txt is in no known chat log"), "it says which file, and why: {told}");

    window.click("button", OFFER)?;
    window.find("dialog", "Read old.txt by a recipe")?;
    window.press(&[ESCAPE])?;
    window.until("the dialog's end", "return document.querySelector('dialog[open]') === null")?;
    window.click("button", OFFER)?;

    type_pattern(&window, "# {time} {who} = {text}")?;
    window.until(
        "what is wrong, at its place",
        "return document.querySelector('dialog[open] mark')?.textContent === '{who}'
           && document.querySelector('dialog[open]').innerText.includes('At character 10: there is no such place')",
    )?;
    type_pattern(&window, "# {time} {author} = {text}")?;
    window.until(
        "three rows",
        "return document.querySelectorAll('dialog[open] tbody tr').length === 3
           && document.querySelector('dialog[open]').innerText.includes('nothing left over')",
    )?;
    let rows = window.eval(PREVIEWED, vec![])?;
    assert_eq!(rows[1], "10:00:05 | Ben Oyelaran | Hello = all", "{rows}");

    window.type_into("textbox", "Keep the recipe as", "Old server")?;
    window.click("button", "Add to the session")?;
    window.until(
        "the chat in the score",
        "return document.querySelector('dialog[open]') === null
           && ['Good morning', 'Hello = all', 'Shall we?'].every((text) =>
             [...document.querySelectorAll('main article')].some((row) => row.textContent.includes(text)))",
    )?;
    assert!(window.look("button", OFFER)?.is_none(), "there is nothing more to offer");
    let bag = desk.archive().join("First evening");
    let session: Value = serde_json::from_slice(&std::fs::read(bag.join("session.json"))?)?;
    assert_eq!(session["logs"][0]["format"], "recipe:Old server");
    assert_eq!(session["logs"][0]["recipe"]["pattern"], "# {time} {author} = {text}", "it is kept for good");
    validate_bag(&bag)?;
    assert!(desk.archive().join("recipes/Old server.json").is_file(), "a plain file in the archive");

    let (second, odd) = talk(&desk, "Second evening")?;
    drop_files(&window, &[&second, &odd])?;
    session_is_open(&window, "Second evening")?;
    window.until("its chat", "return document.querySelector('main').innerText.includes('Hello = all')")?;
    assert!(window.look("button", OFFER)?.is_none(), "the recipe was found by itself");
    Ok(())
}

#[test]
fn a_table_with_names_that_nobody_knows_is_read_by_choosing_its_columns() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 30_000, &[])?;
    let table = desk.write("table.txt", "A1;A2;A3\n0:02;Ana Ruiz;Good morning\n0:05;Ben Oyelaran;Hello\n")?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Open the sample session")?;
    drop_files(&window, &[&talk, &table])?;
    window.find("button", OFFER)?;
    drop(window);
    let window = Window::open(&desk, None, &[])?;
    window.click("button", OFFER).context("it is offered whenever the session is opened")?;
    let choose = |label: &str, option: &str| -> Result<()> {
        let script = format!(
            "const [label, option] = [{}, {}];
             const select = [...document.querySelectorAll('dialog[open] label')]
               .find((one) => one.firstChild.textContent.trim() === label)?.querySelector('select');
             const at = select && [...select.options].findIndex((one) => one.textContent === option);
             if (!select || at < 0) return false;
             select.selectedIndex = at;
             return select.dispatchEvent(new Event('change', {{ bubbles: true }}));",
            json!(label),
            json!(option)
        );
        window.until(&format!("{option:?} for {label:?}"), &script).map(drop)
    };
    choose("The file is made of", "a table with names on top")?;
    choose("Text", "A3")?;
    choose("Person", "A2")?;
    choose("Time", "A1")?;
    window.until(
        "timed rows",
        "return document.querySelector('dialog[open] tbody td')?.textContent === '0:02'",
    )?;
    let rows = window.eval(PREVIEWED, vec![])?;
    assert_eq!(rows, json!(["0:02 | Ana Ruiz | Good morning", "0:05 | Ben Oyelaran | Hello"]));
    window.click("button", "Add to the session")?;
    window.until("its chat", "return document.querySelector('main').innerText.includes('Good morning')")?;
    let kept = desk.only_session()?;
    assert_eq!(kept["logs"][0]["format"], "csv", "without a name it is kept with the session only");
    assert!(!desk.archive().join("recipes").exists());
    Ok(())
}

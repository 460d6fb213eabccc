//! Sessions and the list of all written for others from the real window, to places that the system's dialog asks for.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags};
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};

const CTRL: char = '\u{e009}';

/// A talk with a chat, one message of which is private.
fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 3_000, &[])?;
    let chat = "00:00:01 From Ana Ruiz to Everyone:\n\tGood evening\n\
                00:00:02 From Ben Oyelaran to Ana Ruiz (Direct Message):\n\tA word aside\n";
    let chat = desk.write("chat.txt", chat)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    fs::create_dir(desk.path("out"))?;
    Ok(desk)
}

fn open(desk: &Desk) -> Result<Window> {
    let window = Window::open(desk, None, &[])?;
    window.find("heading", "Evening")?;
    window.press(&[CTRL, 'e'])?;
    window.find("dialog", "Export")?;
    Ok(window)
}

/// What the command line writes.
fn exported(desk: &Desk, arguments: &[&str]) -> Result<String> {
    let output = desk.run(["export", "Evening"].iter().chain(arguments))?;
    Ok(String::from_utf8(output.stdout)?)
}

fn names(folder: &Path) -> Result<Vec<String>> {
    let listing = fs::read_dir(folder)?.map(|item| Ok(item?.file_name().to_string_lossy().into_owned()));
    let mut names = listing.collect::<Result<Vec<_>>>()?;
    names.sort();
    Ok(names)
}

#[test]
fn a_session_is_written_as_chosen_and_its_folder_shown() -> Result<()> {
    let desk = desk()?;
    let shown = desk.path("shown");
    let opener =
        desk.write("bin/xdg-open", format!("#!/bin/sh\nprintf %s \"$1\" >'{}'\n", shown.display()))?;
    fs::set_permissions(&opener, fs::Permissions::from_mode(0o755))?;
    let window = open(&desk)?;
    let file = desk.path("out/talk.txt");
    window.click("radio", "Plain text…")?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export to", &file)?;
    window.shows("1 file written")?;
    window.shows("1 private message was left out.")?;
    assert_eq!(fs::read_to_string(&file)?, exported(&desk, &["--to", "txt"])?);
    window.click("button", "Show in folder")?;
    let told = || fs::read_to_string(&shown).ok().filter(|told| !told.is_empty());
    assert_eq!(wait_for("the file manager", PATIENCE, told)?, desk.path("out").display().to_string());

    let file = desk.path("out/manifest.json");
    window.click("radio", "IIIF…")?;
    window.write("Address of the session’s folder on the web", "example.org/talks")?;
    window.click("switch", "Private messages too")?;
    window.click("button", "Choose where…")?;
    window.shows("\"example.org/talks\" is no address on the web")?;
    window.write("Address of the session’s folder on the web", "https://example.org/talks/")?;
    window.write("Address of the licence", "https://creativecommons.org/licenses/by/4.0/")?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export to", &file)?;
    window.shows("1 file written")?;
    let options = [
        "--to",
        "iiif",
        "--private",
        "--base",
        "https://example.org/talks/",
        "--rights",
        "https://creativecommons.org/licenses/by/4.0/",
    ];
    assert_eq!(fs::read_to_string(&file)?, exported(&desk, &options)?);
    assert!(fs::read_to_string(&file)?.contains("A word aside"));
    Ok(())
}

#[test]
fn what_is_in_the_way_of_a_page_is_replaced_only_when_that_is_said() -> Result<()> {
    let desk = desk()?;
    let window = open(&desk)?;
    let page = desk.path("out/talk.html");
    let mine = desk.path("out/talk recordings");
    fs::create_dir(&mine)?;
    let id = desk.only_session()?["recordings"][0]["id"].as_str().context("an id")?.to_owned();
    let mine = mine.join(format!("{id}-Evening.wav"));
    fs::write(&mine, "mine")?;
    window.click("radio", "Web page…")?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export to", &page)?;
    window.shows("is there already")?;
    assert_eq!((fs::read(&mine)?, page.exists()), (b"mine".to_vec(), false), "nothing is touched");
    window.click("button", "Replace it")?;
    window.shows("2 files written")?;
    assert_eq!(fs::read(&mine)?, fs::read(desk.path("Evening.wav"))?, "the recording lies there now");
    assert!(fs::read_to_string(&page)?.contains("Good evening"));
    Ok(())
}

#[test]
fn the_list_of_all_is_written_as_a_site_and_as_a_table() -> Result<()> {
    let desk = desk()?;
    let window = open(&desk)?;
    window.click("radio", "The list of all sessions")?;
    window.click("radio", "Web site…")?;
    window.click("radio", "Left out")?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export into the folder", &desk.path("out"))?;
    window.shows("2 files written")?;
    assert_eq!(names(&desk.path("out"))?, ["index.html", "sessions"]);
    assert_eq!(names(&desk.path("out/sessions"))?, ["Evening.html"]);
    window.click("radio", "Table…")?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export to", &desk.path("out/all.csv"))?;
    window.shows("1 file written")?;
    let table = fs::read_to_string(desk.path("out/all.csv"))?;
    assert!(table.lines().count() == 2 && table.contains("Evening"), "{table}");
    Ok(())
}

#[test]
fn an_export_that_is_stopped_leaves_no_half_of_a_file() -> Result<()> {
    let desk = desk()?;
    let recording = desk.only_session()?["recordings"][0]["path"].as_str().context("a path")?.to_owned();
    let recording = bags(&desk.archive())?[0].join(recording);
    // So long that it is still being copied when the hand comes: nothing lies on the disk of what is added here.
    OpenOptions::new().write(true).open(recording)?.set_len(1 << 33)?;
    let window = open(&desk)?;
    window.click("radio", "Web page…")?;
    let stop = "new MutationObserver(() => {
      const stop = [...document.querySelectorAll('dialog button')].find((one) => one.innerText.trim() === 'Stop');
      if (stop) stop.click();
    }).observe(document.body, { subtree: true, childList: true });";
    window.eval(stop, vec![])?;
    window.click("button", "Choose where…")?;
    window.hand().choose("Export to", &desk.path("out/talk.html"))?;
    window.shows("Stopped.")?;
    assert_eq!(names(&desk.path("out"))?, ["talk recordings"], "no page without its recordings");
    assert_eq!(names(&desk.path("out/talk recordings"))?, [""; 0], "and none of these in part");
    Ok(())
}

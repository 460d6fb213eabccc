//! Searching in the real window: what is saved, what is like a moment, and going on playing meanwhile.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::{Value, json};

const CTRL: char = '\u{e009}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const DOWN: char = '\u{e015}';
const DELETE: char = '\u{e017}';
const F2: char = '\u{e032}';
const SHIFT: char = '\u{e008}';

const FIELD: &str = "Search everything";

/// Two sessions that share rare words, of different years and people.
fn two_sessions() -> Result<Desk> {
    let desk = Desk::new()?;
    let made = |name: &str, who: [&str; 2], lines: &[&str]| -> Result<()> {
        let talk = desk.path(&format!("{name}.wav"));
        write_wav(&talk, 120_000, &[1_000])?;
        let mut chat = String::new();
        for (n, line) in lines.iter().enumerate() {
            let (at, name) = (n * 4 + 2, who[n % 2]);
            chat += &format!("10:{:02}:{:02} From {name} to Everyone:\n\t{line}\n", at / 60, at % 60);
        }
        let chat = desk.write(&format!("{name}.txt"), chat)?;
        let date = format!("--started-at={}T10:00:00Z", &name[..10]);
        desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), date.as_ref()]).map(drop)
    };
    let filler = ["and so it went on", "the shelves were full", "somebody laughed"];
    let long: Vec<&str> = ["the bookmobile came over the causeway", "who drove the bookmobile?"]
        .into_iter()
        .chain((0..18).map(|n| filler[n % 3]))
        .chain(["the bookmobile again"])
        .collect();
    made("2008-06-21 Rounds", ["Ana Ruiz", "Ben Oyelaran"], &long)?;
    let short =
        ["good evening", "a ferry crossed the causeway", "in the bookmobile it was warm", "good night"];
    made("2011-03-02 Ferries", ["Cleo Martin", "Dov Lind"], &short)?;
    Ok(desk)
}

fn open(desk: &Desk, sound: Option<&Pulse>) -> Result<Window> {
    let window = Window::open(desk, sound, &[])?;
    window.find("slider", "Position")?;
    Ok(window)
}

fn focused(window: &Window) -> Result<String> {
    let name = window.eval("return document.activeElement.getAttribute('aria-label')", vec![])?;
    Ok(name.as_str().unwrap_or_default().to_owned())
}

fn has_focus(window: &Window, name: &str) -> Result<Value> {
    let script = format!("return document.activeElement.getAttribute('aria-label') === {}", json!(name));
    window.until(&format!("the focus on {name}"), &script)
}

fn says(window: &Window, words: &str) -> Result<Value> {
    window.until(words, &format!("return document.querySelector('nav').innerText.includes({})", json!(words)))
}

#[test]
fn a_search_is_saved_run_renamed_and_removed_by_the_keyboard() -> Result<()> {
    let desk = two_sessions()?;
    let window = open(&desk, None)?;
    window.press(&[CTRL, 'k'])?;
    window.type_into("searchbox", FIELD, "bookmobile kind:chat ")?;
    says(&window, "4 hits")?;
    window.press(&[CTRL, 's'])?;
    has_focus(&window, "Save this search as")?;
    window.type_into("textbox", "Save this search as", "Wheels")?;
    window.press(&[ENTER])?;
    window.find("button", "Saved as “Wheels”…")?;
    let kept = desk.json(["searches"])?;
    assert_eq!(kept["searches"][0]["query"], "bookmobile kind:chat ", "it is in the archive: {kept}");
    assert_eq!(desk.json(["search", "--saved", "Wheels"])?["total"], 4);

    // A hit is played: what was asked is remembered too. Another desk saves one meanwhile.
    desk.json(["search", "causeway", "--order", "newest", "--save", "Crossings"])?;
    has_focus(&window, FIELD)?;
    window.press(&[ESCAPE])?;
    window.type_into("searchbox", FIELD, "warm")?;
    says(&window, "1 hit")?;
    window.press(&[ENTER])?;
    window.find("heading", "Ferries")?;
    window.press(&[CTRL, 'k'])?;
    window.press(&[ESCAPE])?;
    window.press(&[ESCAPE])?;
    window.press(&[CTRL, 'k'])?;
    window.find("list", "Searched before")?;
    window.find("button", "Search for warm again")?;
    says(&window, "Crossings")?;
    says(&window, "Wheels")?;
    let counts =
        "return [...document.querySelectorAll('[data-run] small')].map((one) => one.textContent).join()";
    window.until("their hits", &format!("{counts} === '2,4'"))?;

    window.press(&[DOWN])?;
    has_focus(&window, "Search for causeway, saved as “Crossings”")?;
    window.press(&[DOWN])?;
    window.press(&[F2])?;
    has_focus(&window, "New name of “Wheels”")?;
    window.type_into("textbox", "New name of “Wheels”", "Vans")?;
    window.press(&[ENTER])?;
    has_focus(&window, "Search for bookmobile kind:chat , saved as “Vans”")?;
    window.press(&[DELETE])?;
    window.until("one less", "return document.querySelectorAll('[data-run] small').length === 1")?;
    assert_eq!(focused(&window)?, "Search for warm again", "the focus is on what took its place");
    assert_eq!(desk.json(["searches"])?["searches"].as_array().map(Vec::len), Some(1));
    window.press(&[CTRL, 'z'])?;
    window.find("button", "Search for bookmobile kind:chat , saved as “Vans”")?;
    window.click("button", "Search for causeway, saved as “Crossings”")?;
    says(&window, "2 hits")?;
    let order = window.eval("return document.querySelector('nav select').value", vec![])?;
    assert_eq!(order, "newest", "as it was saved");
    Ok(())
}

#[test]
fn what_is_like_a_moment_is_found_across_the_archive() -> Result<()> {
    let desk = two_sessions()?;
    let window = open(&desk, None)?;
    window.until(
        "the session in the list",
        "const one = [...document.querySelectorAll('nav [data-session]')].find((e) => e.textContent.startsWith('Rounds'));
        one?.click(); return Boolean(one)",
    )?;
    window.find("heading", "Rounds")?;
    window.until("its messages", "return document.querySelectorAll('article').length > 3")?;
    window.invoke("player", json!({"command": {"do": "seek", "at_ms": 2_500}}))?;
    window.until(
        "the first message to be current",
        "return document.querySelector('article[aria-current=true]')?.innerText.includes('causeway')",
    )?;
    window.eval("document.activeElement.blur()", vec![])?;
    window.press(&['m'])?;
    says(&window, "More like this moment")?;
    let first = window.until("hits", "return document.querySelector('#hit-0')?.textContent ?? null")?;
    let first = first.as_str().context("a hit")?.to_owned();
    ensure!(first.contains("causeway") || first.contains("bookmobile"), "it shares its rare words: {first}");
    let sessions = window.eval(
        "return new Set([...document.querySelectorAll('[data-session]')].map((one) => one.dataset.session)).size",
        vec![],
    )?;
    assert!(sessions.as_u64() >= Some(1));
    says(&window, "Ferries")?;
    let told = desk.json(["like", "Rounds", "2.5"])?;
    assert_eq!(told["hits"][0]["text"], "a ferry crossed the causeway", "{told}");

    // From a message's menu, over a search that comes back.
    window.press(&[ESCAPE])?;
    window.press(&[CTRL, 'k'])?;
    window.type_into("searchbox", FIELD, "laughed ")?;
    says(&window, "6 hits")?;
    window.click("button", "Message actions")?;
    window.click("menuitem", "More like this")?;
    says(&window, "More like this moment")?;
    window.click("button", "Close what is like it")?;
    says(&window, "6 hits")?;
    Ok(())
}

#[test]
fn playing_goes_on_and_results_stay_while_hits_are_gone_through() -> Result<()> {
    let (desk, sound) = (two_sessions()?, Pulse::start()?);
    let window = open(&desk, Some(&sound))?;
    window.until(
        "the session in the list",
        "const one = [...document.querySelectorAll('nav [data-session]')].find((e) => e.textContent.startsWith('Rounds'));
        one?.click(); return Boolean(one)",
    )?;
    window.find("heading", "Rounds")?;
    window.click("button", "Play")?;
    window.find("button", "Pause")?;
    let clock = || -> Result<f64> { window.invoke("clock", json!({}))?["at_ms"].as_f64().context("a time") };
    let before = clock()?;
    window.press(&[CTRL, 'k'])?;
    window.type_into("searchbox", FIELD, "bookmobile ")?;
    says(&window, "4 hits")?;
    causerie_tests::wait_for("playing on while one types", PATIENCE, || {
        (clock().ok()? > before + 1_000.0).then_some(())
    })?;
    window.find("button", "Pause")?;
    let marks = "return document.querySelectorAll('article.found').length";
    window.until("all hits that are near in the score", &format!("{marks} >= 2"))?;

    // The next hit by key, from wherever one is; the results stay, and playing goes on from there.
    window.eval("document.activeElement.blur()", vec![])?;
    window.press(&['n'])?;
    let reaches = |at: f64| {
        causerie_tests::wait_for(&format!("the hit at {at}"), PATIENCE, || {
            let now = clock().ok()?;
            (at..at + 3_000.0).contains(&now).then_some(())
        })
    };
    window.eval("document.activeElement.blur()", vec![])?;
    for _ in 0..3 {
        window.press(&['n'])?;
    }
    reaches(82_000.0)?;
    window.press(&[SHIFT, 'N'])?;
    reaches(6_000.0)?;
    says(&window, "4 hits")?;
    window.find("button", "Pause")?;
    window.until(
        "the hit at the reading line",
        "return document.querySelector('article[aria-current=true]')?.innerText.includes('who drove')",
    )?;

    // Scrolled away, the page stays where it is though playing goes on; a hit takes it along again.
    window.eval("const pane = document.querySelector('[data-score]'); pane.dispatchEvent(new WheelEvent('wheel', { deltaY: 3000, bubbles: true })); pane.scrollTop = pane.scrollHeight;", vec![])?;
    window.find("button", "Back to now")?;
    let top = "return document.querySelector('[data-score]').scrollTop";
    let stood = causerie_tests::wait_for("rows that were laid out", PATIENCE, || {
        let before = window.eval(top, vec![]).ok()?;
        std::thread::sleep(Duration::from_millis(500));
        (window.eval(top, vec![]).ok()? == before).then_some(before)
    })?;
    std::thread::sleep(Duration::from_secs(5));
    assert_eq!(window.eval(top, vec![])?, stood, "following has yielded");
    window.find("button", "Back to now")?;
    window
        .click("button", "Who drove…")
        .or_else(|_| window.eval("document.querySelector('#hit-0').click()", vec![]).map(drop))?;
    window.until("following again", "return document.querySelector('[role=switch][aria-label=Follow]').getAttribute('aria-checked') === 'true'")?;
    says(&window, "4 hits")?;

    // Sorted and narrowed down, with counts.
    window.eval("document.querySelector('nav details').open = true", vec![])?;
    window.eval("const order = document.querySelector('nav select'); order.value = 'newest'; order.dispatchEvent(new Event('change', { bubbles: true }));", vec![])?;
    window.until(
        "the newest first",
        "return document.querySelector('li.session').innerText.includes('Ferries')",
    )?;
    window.click("button", "2008 3")?;
    says(&window, "3 hits")?;
    Ok(())
}

//! A session read, followed and written about: what a person does first.

use std::fmt::Write as _;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::pulse::Pulse;
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::{Value, json};

/// The row is marked within this of its moment.
const MARKED: f64 = 100.0;
const CTRL: char = '\u{e009}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const DOWN: char = '\u{e015}';
const UP: char = '\u{e013}';
const ALT: char = '\u{e00a}';
const LEFT: char = '\u{e012}';
const RIGHT: char = '\u{e014}';

/// Where the current message stands in the score, in its fractions of the height; null if it is out of view.
const CURRENT: &str = "
    const row = document.querySelector('[aria-current=true]');
    const pane = row && row.closest('[data-score]');
    if (!pane) return null;
    const at = (row.getBoundingClientRect().top - pane.getBoundingClientRect().top) / pane.clientHeight;
    return at > -0.05 && at < 1 ? at : null;";

/// A session with a message every second and a half, long enough to scroll.
fn desk_with_a_long_chat() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("2008-06-21 Sharing desks.wav");
    write_wav(&talk, 180_000, &[1_000])?;
    let mut chat = String::new();
    for n in 0..110_u32 {
        let at = 36_001 + n * 3 / 2;
        let name = ["Ana Ruiz", "Ben Oyelaran", "Cleo Martin"][n as usize % 3];
        let word = if n == 70 { "bookmobile" } else { "shelves" };
        writeln!(
            chat,
            "{:02}:{:02}:{:02} From {name} to Everyone:\n\tmessage {n} about {word}",
            at / 3600,
            at / 60 % 60,
            at % 60
        )?;
    }
    let chat = desk.write("chat.txt", chat)?;
    let started = "--started-at=2008-06-21T10:00:00+02:00";
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), started.as_ref()])?;
    Ok(desk)
}

#[test]
fn the_sample_opens_plays_and_its_chat_follows_in_time() -> Result<()> {
    let (desk, sound) = (Desk::new()?, Pulse::start()?);
    let window = Window::open(&desk, Some(&sound), &["--sample"])?;
    window.find("slider", "Position")?;
    for _ in 0..6 {
        window.press(&['l'])?;
    }
    window.click("button", "Play")?;
    window.find("button", "Pause")?;
    // Each time another message is marked, the program is asked what is heard at that very moment.
    let marks = window.eval_async(
        "const done = arguments[arguments.length - 1];
         const marks = [];
         let last = document.querySelector('article[aria-current=true][data-at]')?.dataset.id;
         const look = () => {
           const row = document.querySelector('article[aria-current=true][data-at]');
           if (!row || row.dataset.id === last) return;
           last = row.dataset.id;
           const seen = performance.now();
           window.__TAURI_INTERNALS__.invoke('clock').then((clock) => {
             const asked = performance.now();
             marks.push({ at: Number(row.dataset.at), heard: clock.at_ms - (asked - seen) / 2 });
             if (marks.length === 4) done(marks);
           });
         };
         new MutationObserver(look).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-current'] });
         setTimeout(() => done(marks), 25000);",
        vec![],
    )?;
    let marks = marks.as_array().context("marks")?;
    let mut apart: Vec<f64> =
        marks.iter().filter_map(|mark| Some(mark["heard"].as_f64()? - mark["at"].as_f64()?)).collect();
    ensure!(apart.len() >= 4, "the chat goes on: {marks:?}");
    apart.sort_by(|a, b| a.abs().total_cmp(&b.abs()));
    println!(
        "marked {:.0} ms from their moment in the median, {:.0} ms at worst",
        apart[apart.len() / 2],
        apart[apart.len() - 1]
    );
    assert!(apart.iter().all(|apart| apart.abs() <= MARKED), "{apart:.1?}");
    Ok(())
}

#[test]
fn an_empty_archive_offers_the_sample() -> Result<()> {
    let desk = Desk::new()?;
    let window = Window::open(&desk, None, &[])?;
    window.until(
        "the invitation",
        "return document.body.innerText.includes('Drop a recording and its chat here')",
    )?;
    window.click("button", "Open the sample session")?;
    window.find("slider", "Position")?;
    window.until("the score", "return document.querySelectorAll('article').length > 3")?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn a_recording_and_its_chat_are_added_by_the_window_itself() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 5_000, &[])?;
    let chat = desk.write("chat.txt", "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning\n")?;
    let window = Window::open(&desk, None, &[])?;
    window.find("button", "Open the sample session")?;
    let script = "const done = arguments[arguments.length - 1], internals = window.__TAURI_INTERNALS__;
        const told = [];
        const channel = { toJSON: () => `__CHANNEL__:${id}` };
        const id = internals.transformCallback((message) => told.push(message));
        internals.invoke('add', { paths: arguments[0], options: { title: 'Morning talk' }, job: 7, onProgress: channel })
          .then((ok) => done({ ok, told: told.length }), (error) => done({ error }));";
    let added = window.eval_async(script, vec![json!([talk, chat])])?;
    ensure!(added["ok"][0]["messages"] == 1, "{added}");
    assert!(added["told"].as_u64().is_some_and(|told| told > 0), "progress is told while it is copied");
    window.until(
        "the new session in the list",
        "return document.querySelector('nav').innerText.includes('Morning talk')",
    )?;
    Ok(())
}

#[test]
fn following_yields_to_the_person_and_comes_back() -> Result<()> {
    let (desk, sound) = (desk_with_a_long_chat()?, Pulse::start()?);
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("slider", "Position")?;
    let switch = || -> Result<Value> {
        window.eval(
            "return document.querySelector('[role=switch][aria-label=Follow]').getAttribute('aria-checked')",
            vec![],
        )
    };
    assert_eq!(switch()?, "true", "following is on to begin with");
    window.invoke("player", json!({"command": {"do": "seek", "at_ms": 60_000}}))?;
    window.click("button", "Play")?;
    let at = window.until(
        "the current message at the reading line",
        &format!("const at = (() => {{ {CURRENT} }})(); return at > 0.15 && at < 0.5 ? at : null;"),
    )?;
    println!("the current message stands at {:.2} of the pane", at.as_f64().unwrap_or_default());

    // The person scrolls away: follow goes off, and stays off.
    window.eval("const pane = document.querySelector('[data-score]'); pane.focus?.(); pane.dispatchEvent(new WheelEvent('wheel', { deltaY: -3000, bubbles: true })); pane.scrollTop = 0;", vec![])?;
    let back = window.find("button", "Back to now")?;
    drop(back);
    assert_eq!(switch()?, "false");
    std::thread::sleep(Duration::from_secs(4));
    assert_eq!(
        window.eval("return document.querySelector('[data-score]').scrollTop", vec![])?,
        0,
        "nothing scrolls while it is off"
    );
    assert_eq!(switch()?, "false", "it never comes on by itself");
    window.click("button", "Back to now")?;
    window.until("the current message in view again", CURRENT)?;
    assert_eq!(switch()?, "true");

    // And by key.
    window.press(&['f'])?;
    window.until("follow off", "return document.querySelector('[role=switch][aria-label=Follow]').getAttribute('aria-checked') === 'false'")?;
    Ok(())
}

#[test]
fn a_word_is_typed_and_enter_plays_from_its_second() -> Result<()> {
    let (desk, sound) = (desk_with_a_long_chat()?, Pulse::start()?);
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("slider", "Position")?;
    window.press(&[CTRL, 'k'])?;
    window.until("the search box", "return document.activeElement.type === 'search'")?;
    window.type_into("searchbox", "Search everything", "bookmob")?;
    window.find("list", "Results")?;
    window.until("the one hit", "return document.body.innerText.includes('message 70')")?;
    let marked = window.eval("return document.querySelector('mark')?.textContent", vec![])?;
    assert!(
        marked.as_str().is_some_and(|text| text.to_lowercase().starts_with("bookmob")),
        "what matched is marked: {marked}"
    );
    window.press(&[DOWN])?;
    window.press(&[ENTER])?;
    window.find("button", "Pause")?;
    window.until(
        "the message that was found",
        "return document.querySelector('article[aria-current=true]')?.innerText.includes('message 70')",
    )?;
    let clock = window.invoke("clock", json!({}))?;
    let at = clock["at_ms"].as_f64().context("a clock")?;
    assert!((106_000.0..112_000.0).contains(&at), "it plays from that second: {at}");
    window.press(&[ESCAPE])?;
    Ok(())
}

#[test]
fn an_index_that_is_deleted_while_the_window_is_open_is_made_anew() -> Result<()> {
    let desk = desk_with_a_long_chat()?;
    let window = Window::open(&desk, None, &[])?;
    window.find("slider", "Position")?;
    let ask = || {
        window.invoke("search", json!({"ask": {"query": "bookmobile", "session": null, "limit": 5, "order": "relevance", "counts_all": false}}))
    };
    assert_eq!(ask()?["total"], 1);
    // What is heard may just be put there.
    wait_for("an end of the index", PATIENCE, || std::fs::remove_dir_all(desk.index()).ok())?;
    assert_eq!(ask()?["total"], 1, "nothing is lost with the index");
    let cards = window.invoke("cards", json!({"from": 0, "count": 5}))?;
    assert_eq!(cards.as_array().map(Vec::len), Some(1));
    Ok(())
}

#[test]
fn the_chat_is_put_where_it_belongs_and_back() -> Result<()> {
    let desk = desk_with_a_long_chat()?;
    let window = Window::open(&desk, None, &[])?;
    window.until("the first message", "return document.querySelector('article')?.dataset.at === '1000'")?;
    let first = |at: i64| {
        window.until(
            &format!("the first message at {at}"),
            &format!("return document.querySelector('article')?.dataset.at === '{at}'"),
        )
    };
    window.click("button", "Adjust chat timing")?;
    window.click("button", "10 s later")?;
    first(11_000)?;
    let show = desk.only_session()?;
    assert_eq!(show["logs"][0]["alignment"]["method"], "manual", "it is in the archive at once");
    window.click("button", "Undo")?;
    first(1_000)?;
    assert_eq!(desk.only_session()?["logs"][0]["alignment"]["method"], "metadata", "undone to what it was");
    window.press(&[ESCAPE])?;
    window.press(&[RIGHT])?;
    window.click("button", "Message actions")?;
    window.click("menuitem", "This message belongs here")?;
    first(5_000)?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn keys_move_through_the_session() -> Result<()> {
    let (desk, sound) = (desk_with_a_long_chat()?, Pulse::start()?);
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("slider", "Position")?;
    let at = || -> Result<f64> { window.invoke("clock", json!({}))?["at_ms"].as_f64().context("a clock") };
    let reaches = |what: &str, wanted: f64| -> Result<()> {
        wait_for(what, Duration::from_secs(5), || (at().ok()? - wanted).abs().le(&5.0).then_some(()))
    };
    window.eval("document.activeElement.blur()", vec![])?;
    for (key, wanted) in [
        ('l', 10_000.0),
        ('l', 20_000.0),
        ('j', 10_000.0),
        (RIGHT, 15_000.0),
        (LEFT, 10_000.0),
        ('.', 11_500.0),
        (',', 10_000.0),
    ] {
        window.press(&[key])?;
        // Messages come at whole seconds, rounded down from every one and a half.
        let wanted = if key == '.' { 11_000.0 } else { wanted };
        reaches(&format!("{key:?} to {wanted}"), wanted)?;
    }
    window.press(&[']'])?;
    wait_for("a faster speed", Duration::from_secs(5), || {
        (window.invoke("clock", json!({})).ok()?["speed"].as_f64()? > 1.0).then_some(())
    })?;
    window.press(&[' '])?;
    window.find("button", "Pause")?;
    window.press(&['k'])?;
    window.find("button", "Play")?;
    window.press(&['b'])?;
    let notes = bags(&desk.archive())?[0].join("notes");
    let count = || std::fs::read_dir(&notes).map_or(0, Iterator::count);
    wait_for("a bookmark in the archive", PATIENCE, || (count() == 1).then_some(()))?;
    window.find("button", "Play from 0:1…")?;
    window.press(&['?'])?;
    window.find("dialog", "Keys")?;
    Ok(())
}

#[test]
fn notes_are_put_in_order_by_hand_and_come_back_as_they_were() -> Result<()> {
    let (desk, sound) = (desk_with_a_long_chat()?, Pulse::start()?);
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("slider", "Position")?;
    let session = desk.only_session()?["session"]["id"].clone();
    for (title, at) in [("one", 1_000), ("two", 2_000), ("three", 3_000)] {
        let note = json!({"id": "", "kind": "bookmark", "from_ms": at, "to_ms": null, "title": title, "text": "", "position": at});
        window.invoke("save_note", json!({"session": session, "note": note}))?;
    }
    window.reload()?;
    let titles = "const titles = [...document.querySelectorAll('aside [data-note] input')].map((field) => field.value).join(' ');";
    let stand = |order: &str| {
        window.until(&format!("the order {order:?}"), &format!("{titles} return titles === '{order}'"))
    };
    stand("one two three")?;
    let saved = || -> Result<Vec<Value>> {
        let notes = window.invoke("notes", json!({"session": session}))?;
        Ok(notes.as_array().context("notes")?.iter().map(|note| note["title"].clone()).collect())
    };
    let kept = |order: [&str; 3]| {
        wait_for("the order in the files", PATIENCE, || (saved().ok()? == order).then_some(()))
    };

    window.eval("document.querySelector('[aria-label=\"Move “three”\"]').focus()", vec![])?;
    window.press(&[ALT, UP])?;
    stand("one three two")?;
    kept(["one", "three", "two"])?;
    let focused = window.eval("return document.activeElement.getAttribute('aria-label')", vec![])?;
    assert_eq!(focused, "Move “three”", "it can be moved on");

    // By hand: from its handle to below the last one.
    let places = window.eval(
        "const middle = (e) => { const box = e.getBoundingClientRect(); return [box.x + box.width / 2, box.y + box.height / 2]; };
         const last = [...document.querySelectorAll('aside [data-note]')].at(-1);
         const [x, y] = middle(document.querySelector('[aria-label=\"Move “one”\"]'));
         return [x, y, x, middle(last)[1] + 20].map(Math.round)",
        vec![],
    )?;
    let at = |n: usize| places[n].to_string();
    let hand = window.hand();
    hand.x(&["mousemove", &at(0), &at(1), "mousedown", "1"])?;
    window.until("a note that is held", "return document.querySelector('.note.dragged') !== null")?;
    hand.x(&["mousemove", &at(2), &at(3)])?;
    stand("three two one")?;
    hand.x(&["mouseup", "1"])?;
    window.until("a note that is let go", "return document.querySelector('.note.dragged') === null")?;
    stand("three two one")?;
    kept(["three", "two", "one"])?;

    let id = "return document.querySelector('aside [data-note]').dataset.note";
    let before = window.eval(id, vec![])?;
    window.click("button", "Remove “three”")?;
    stand("two one")?;
    window.click("button", "Undo")?;
    stand("three two one")?;
    assert_eq!(window.eval(id, vec![])?, before, "it comes back as itself");
    Ok(())
}

#[test]
fn a_hundred_thousand_messages_scroll() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("long.wav");
    write_wav(&talk, 60_000, &[])?;
    let mut chat = String::new();
    for n in 0..100_000_u32 {
        let at = n / 2;
        writeln!(
            chat,
            "{:02}:{:02}:{:02}\tPerson {}:\tmessage {n} {}",
            at / 3600,
            at / 60 % 60,
            at % 60,
            n % 300,
            "and more ".repeat(n as usize % 9)
        )?;
    }
    let chat = desk.write("chat.txt", chat)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let window = Window::open(&desk, None, &[])?;
    window.until("the first rows", "return document.querySelectorAll('article').length > 5")?;
    let count = window.eval("return document.querySelectorAll('article').length", vec![])?;
    assert!(count.as_u64().is_some_and(|count| count < 300), "only what is near is in the page: {count}");
    let frames = window.eval_async(
        "const done = arguments[arguments.length - 1];
         const pane = document.querySelector('[data-score]');
         const times = [];
         let last = performance.now();
         const step = (now) => {
           times.push(now - last);
           last = now;
           pane.scrollTop += 400;
           if (times.length < 120) requestAnimationFrame(step); else done(times.slice(1));
         };
         requestAnimationFrame(step);",
        vec![],
    )?;
    let mut frames: Vec<f64> =
        frames.as_array().context("frames")?.iter().filter_map(Value::as_f64).collect();
    frames.sort_by(f64::total_cmp);
    println!(
        "a frame of scrolling took {:.1} ms in the median, {:.1} ms at worst",
        frames[frames.len() / 2],
        frames[frames.len() - 1]
    );
    window.eval(
        "const pane = document.querySelector('[data-score]'); pane.scrollTop = pane.scrollHeight",
        vec![],
    )?;
    window.until("the last message", "const pane = document.querySelector('[data-score]'); pane.scrollTop = pane.scrollHeight; return document.body.innerText.includes('message 99999')")?;
    Ok(())
}

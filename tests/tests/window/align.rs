//! Alignment in the real window: seen, changed by hand, found anew, undone; elements are found by role and name.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::{Value, json};

const CTRL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const RIGHT: char = '\u{e014}';
const BACKSPACE: char = '\u{e003}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';

/// Ten in the morning, on the clock of a chat.
const TEN: i64 = 36_000_000;
/// How far from the moment under the mouse something may be put: some pixels.
const BY_HAND: i64 = 1_500;

/// Silence, small enough to be long.
fn write_silence(path: &Path, seconds: u32) -> Result<()> {
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: 8_000,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec)?;
    for _ in 0..seconds * spec.sample_rate {
        writer.write_sample(0_i16)?;
    }
    Ok(writer.finalize()?)
}

/// Three minutes, with a message every second and a half from one second after ten, when the recording is known to begin.
fn desk_with_a_chat() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Shelving by hand.wav");
    write_silence(&talk, 180)?;
    let mut chat = String::new();
    for n in 0..110 {
        writeln!(chat, "{} From Ana Ruiz to Everyone:\n\tmessage {n} of many", clock(36_001 + n * 3 / 2))?;
    }
    let chat = desk.write("chat.txt", chat)?;
    let started = "--started-at=2008-06-21T10:00:00+02:00";
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), started.as_ref()])?;
    Ok(desk)
}

fn clock(seconds: u32) -> String {
    format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A word that nothing else is called.
fn word(n: u32) -> String {
    const PARTS: [&str; 10] = ["kal", "obe", "mir", "ren", "tus", "sol", "ved", "dar", "pim", "ost"];
    [n / 100, n / 10, n].map(|digit| PARTS[digit as usize % 10]).concat()
}

/// Twenty minutes with a transcript, and a chat by another clock: it answers seven seconds after what is said, where
/// 14:00:00 is the beginning.
fn desk_with_a_talk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Names for everything.wav");
    write_silence(&talk, 1_200)?;
    let (mut said, mut wrote) = ("WEBVTT\n\n".to_owned(), String::new());
    for n in 0..198 {
        let at = n * 6;
        let (one, other) = (word(n), word(n * 7 % 1000 + 3));
        writeln!(
            said,
            "{}.000 --> {}.000\n<v Dov Lindqvist>then we put the {one} beside the {other} again\n",
            clock(at),
            clock(at + 5)
        )?;
        if n % 4 == 1 {
            let time = clock(14 * 3600 + at + 7);
            writeln!(wrote, "{time} From Ana Ruiz to Everyone:\n\t{one} and {other}, we have both here")?;
        }
    }
    let (said, wrote) = (desk.write("talk.vtt", said)?, desk.write("chat.txt", wrote)?);
    desk.json(["add".as_ref(), talk.as_os_str(), said.as_os_str(), wrote.as_os_str()])?;
    Ok(desk)
}

/// How the chat is aligned in the archive.
fn alignment(desk: &Desk) -> Result<Value> {
    let show = desk.only_session()?;
    let logs = show["logs"].as_array().context("logs")?;
    let chat = logs.iter().find(|log| log["path"].as_str().is_some_and(|path| path.ends_with("chat.txt")));
    Ok(chat.context("the chat")?["alignment"].clone())
}

fn id(desk: &Desk) -> Result<String> {
    Ok(desk.only_session()?["session"]["id"].as_str().context("an id")?.to_owned())
}

/// Waits until the archive has the chat aligned so.
fn aligned(desk: &Desk, what: &str, is: impl Fn(&Value) -> bool) -> Result<Value> {
    wait_for(what, PATIENCE, || alignment(desk).ok().filter(&is))
        .with_context(|| format!("{:?}", alignment(desk)))
}

/// Opens the panel on the one session of a desk.
fn open_panel(desk: &Desk) -> Result<Window> {
    let window = Window::open(desk, None, &[])?;
    window.until("the score", "return document.querySelector('[data-score] [data-id]') !== null")?;
    window.click("button", "Adjust chat timing")?;
    window.find("button", "Close chat timing")?;
    Ok(window)
}

/// Waits until the panel shows words.
fn says(window: &Window, words: &str) -> Result<()> {
    let script = format!(
        "return document.querySelector('[aria-label=\"Chat timing\"]')?.innerText.includes({})",
        json!(words)
    );
    window.until(&format!("{words:?} in the panel"), &script).map(drop)
}

/// Where something with a role and a name is: its middle and its width.
fn place(window: &Window, selector: &str) -> Result<(i64, i64, i64)> {
    let script = format!(
        "const box = document.querySelector({}).getBoundingClientRect();
         return [box.x + box.width / 2, box.y + box.height / 2, box.width].map(Math.round);",
        json!(selector)
    );
    let place = window.eval(&script, vec![])?;
    let number = |n: usize| place[n].as_i64().context("a number");
    Ok((number(0)?, number(1)?, number(2)?))
}

/// The middle of the strip, and its width.
const STRIP: &str = "[role=slider][aria-label='The whole chat']";

#[test]
fn let_it_try_again_finds_a_chat_that_is_hours_off() -> Result<()> {
    let desk = desk_with_a_talk()?;
    desk.json(["align", &id(&desk)?, "--log=chat.txt", "--offset=7200000"])?;
    let off = alignment(&desk)?;
    let window = open_panel(&desk)?;
    says(&window, "Set by hand")?;
    says(&window, "50 after")?;
    window.click("button", "Let it try again")?;
    says(&window, "Found by its words")?;
    says(&window, "% sure")?;
    says(&window, "messages say what was being said")?;
    let found = alignment(&desk)?;
    assert_eq!(found["method"], "text", "what is sure is applied at once");
    let (source, at) = (&found["anchors"][0][0], &found["anchors"][0][1]);
    let shift = source.as_i64().context("a source")? - at.as_i64().context("a moment")?;
    let off_by = shift - 14 * 3_600_000;
    assert!(off_by.abs() <= 20_000, "two hours off before, and now among what it answers: {off_by} ms");
    window.until("no message at the edges", "return !document.body.innerText.includes('50 after')")?;

    window.click("button", "Undo")?;
    aligned(&desk, "the alignment as it was", |now| *now == off)?;
    says(&window, "Set by hand")?;
    window.press(&[CTRL, SHIFT, 'z'])?;
    aligned(&desk, "the one that was found, again", |now| *now == found)?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn where_it_cant_tell_it_changes_nothing_and_says_what_to_do() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_silence(&talk, 60)?;
    // Over ten hours, so that no start puts it inside of one minute.
    let mut chat = String::new();
    for n in 0..20 {
        writeln!(chat, "{} From Ana Ruiz to Everyone:\n\tmessage {n}", clock(30_000 + n * 1_800))?;
    }
    let chat = desk.write("chat.txt", chat)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let before = alignment(&desk)?;
    let window = open_panel(&desk)?;
    says(&window, "Not aligned yet")?;
    window.click("button", "Let it try again")?;
    says(&window, "It can’t tell where this chat belongs.")?;
    says(&window, "There is no transcript to match the messages against.")?;
    says(&window, "choose “This message belongs here” from its menu")?;
    assert_eq!(alignment(&desk)?, before, "what is not sure is not applied");
    Ok(())
}

#[test]
fn a_second_anchor_shows_the_rate_and_is_taken_away_again() -> Result<()> {
    let desk = desk_with_a_chat()?;
    let window = open_panel(&desk)?;
    says(&window, "From the recording’s start time")?;
    // What was written 151 s after ten belongs to the 152nd second.
    window.invoke("player", json!({"command": {"do": "seek", "at_ms": 152_000}}))?;
    let press = "const message = [...document.querySelectorAll('article')].find((one) => one.innerText.includes('message 100 '));
         const button = message?.querySelector('[aria-label=\"Message actions\"]');
         button?.click();
         return Boolean(button);";
    window.until("message 100", press)?;
    window.click("menuitem", "This one belongs here too: add an anchor")?;
    aligned(&desk, "two anchors", |now| now["anchors"] == json!([[TEN, 0], [TEN + 151_000, 152_000]]))?;
    says(&window, "runs 23.7 s an hour slow")?;
    let field = |name: &str| -> Result<Value> {
        window.eval(&format!("return document.querySelector('[aria-label=\"{name}\"]').value"), vec![])
    };
    window.find("slider", "Anchor 2: 10:02:31 in the chat")?;
    assert_eq!(field("Anchor 2 in the chat")?, "10:02:31");
    assert_eq!(field("Anchor 2 in the recording")?, "2:32");

    // Its time is put right by typing.
    let type_time = |text: &str| -> Result<()> {
        window.click("textbox", "Anchor 2 in the recording")?;
        window.press(&[CTRL, 'a'])?;
        window.press(&[BACKSPACE])?;
        window.type_into("textbox", "Anchor 2 in the recording", text)?;
        window.press(&[ENTER])
    };
    type_time("half past")?;
    says(&window, "A time is written like 24:10 or 1:02:03.5.")?;
    type_time("2:31.1")?;
    aligned(&desk, "the time that was typed", |now| now["anchors"][1] == json!([TEN + 151_000, 151_100]))?;
    says(&window, "runs 2.4 s an hour slow")?;
    window.click("button", "Remove anchor 2")?;
    aligned(&desk, "one anchor", |now| now["anchors"] == json!([[TEN, 0]]))?;
    Ok(())
}

#[test]
fn an_anchor_is_dragged_moved_by_keys_undone_and_redone() -> Result<()> {
    let desk = desk_with_a_chat()?;
    // As if the words had been found to lie 0.8 s from it.
    let session = bags(&desk.archive())?[0].join("session.json");
    let mut told: Value = serde_json::from_slice(&std::fs::read(&session)?)?;
    told["logs"][0]["alignment"]["residuals_ms"] = json!([800]);
    std::fs::write(&session, serde_json::to_vec_pretty(&told)?)?;
    let window = open_panel(&desk)?;
    says(&window, "±0.8 s")?;
    let as_it_was = alignment(&desk)?;
    assert_eq!(as_it_was["residuals_ms"], json!([800]), "what was written into the file is read");

    let name = "Anchor 1: 10:00:00 in the chat";
    window.find("slider", name)?;
    let (x, y, _) = place(&window, &format!("[aria-label='{name}'] b"))?;
    let (_, _, width) = place(&window, STRIP)?;
    let hand = window.hand();
    let (to, y) = ((x + width / 4).to_string(), y.to_string());
    hand.x(&["mousemove", &x.to_string(), &y, "mousedown", "1"])?;
    hand.x(&["mousemove", &(x + 20).to_string(), &y])?;
    hand.x(&["mousemove", &to, &y])?;
    let tried = format!("return document.querySelector('[aria-label=\"{name}\"]').ariaValueText");
    window.until(
        "the anchor under the mouse",
        &format!("const text = (() => {{ {tried} }})(); return /^0:4\\d/.test(text)"),
    )?;
    assert_eq!(alignment(&desk)?, as_it_was, "nothing is set while it is held");
    hand.x(&["mouseup", "1"])?;
    let dragged = aligned(&desk, "the anchor where it was let go", |now| now["method"] == "manual")?;
    let at = dragged["anchors"][0][1].as_i64().context("a moment")?;
    assert!((at - 45_000).abs() <= BY_HAND, "a quarter of three minutes: {at}");

    // By keys, a second each; they are set together when they rest.
    window.eval(&format!("document.querySelector('[aria-label=\"{name}\"]').focus()"), vec![])?;
    for _ in 0..3 {
        window.press(&[RIGHT])?;
    }
    let keyed = aligned(&desk, "three seconds later", |now| now["anchors"] == json!([[TEN, at + 3_000]]))?;

    window.press(&[CTRL, 'z'])?;
    aligned(&desk, "one step back", |now| *now == dragged)?;
    window.press(&[CTRL, 'z'])?;
    aligned(&desk, "all as it was, with its residual", |now| *now == as_it_was)?;
    says(&window, "±0.8 s")?;
    window.click("button", "Redo")?;
    aligned(&desk, "forward again", |now| *now == dragged)?;
    window.press(&[CTRL, SHIFT, 'z'])?;
    aligned(&desk, "to the end", |now| *now == keyed)?;
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn a_message_is_dragged_to_its_moment() -> Result<()> {
    let desk = desk_with_a_chat()?;
    let window = open_panel(&desk)?;
    let hand = window.hand();
    let carry = |to: &str, part: f64| -> Result<()> {
        window.find("button", "Drag to its moment")?;
        let (x, y, _) = place(&window, "article [aria-label='Drag to its moment']")?;
        let (middle, row, width) = place(&window, to)?;
        let to = middle - width / 2 + (width as f64 * part) as i64;
        hand.x(&["mousemove", &x.to_string(), &y.to_string(), "mousedown", "1"])?;
        hand.x(&["mousemove", &x.to_string(), &(y - 20).to_string()])?;
        hand.x(&["mousemove", &to.to_string(), &row.to_string()])?;
        window.until("the message in the hand", "return document.querySelector('.carried.over') !== null")?;
        hand.x(&["mouseup", "1"]).map(drop)
    };
    // Onto the waveform: the whole chat goes with it.
    carry("[role=slider][aria-label=Position]", 0.5)?;
    window.click("menuitem", "Move the whole chat there")?;
    let moved = aligned(&desk, "the chat in the middle", |now| now["method"] == "manual")?;
    assert_eq!(moved["anchors"][0][0], TEN + 1_000, "the message is the anchor");
    let at = moved["anchors"][0][1].as_i64().context("a moment")?;
    assert!((at - 90_000).abs() <= BY_HAND, "half of three minutes: {at}");

    // Let go of outside of any timeline, nothing comes of it.
    window.until(
        "its first row",
        &format!("return document.querySelector('article')?.dataset.at === '{at}'"),
    )?;
    let (x, y, _) = place(&window, "article [aria-label='Drag to its moment']")?;
    hand.x(&["mousemove", &x.to_string(), &y.to_string(), "mousedown", "1"])?;
    hand.x(&["mousemove", &x.to_string(), &(y + 40).to_string()])?;
    window.until("the message in the hand", "return document.querySelector('.carried') !== null")?;
    hand.x(&["mouseup", "1"])?;
    window.until("an empty hand", "return document.querySelector('.carried') === null")?;

    // Onto the strip.
    carry(STRIP, 0.25)?;
    window.click("menuitem", "Move the whole chat there")?;
    let moved = aligned(&desk, "the chat at a quarter", |now| now["anchors"][0][1] != json!(at))?;
    let at = moved["anchors"][0][1].as_i64().context("a moment")?;
    assert!((at - 45_000).abs() <= BY_HAND, "a quarter of three minutes: {at}");

    carry(STRIP, 0.75)?;
    window.find("menuitem", "Add an anchor there")?;
    window.press(&[ESCAPE])?;
    window.until("an empty hand", "return document.querySelector('.carried') === null")?;
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(alignment(&desk)?, moved, "a choice that is left changes nothing");
    Ok(())
}

#[test]
fn what_was_not_recorded_is_marked_before_in_a_pause_and_after() -> Result<()> {
    let desk = desk_with_a_chat()?;
    let anchors =
        ["10:00:10=0", "10:01:00=0:50", "10:02:00=0:50", "10:02:10=1:00"].map(|a| format!("--anchor={a}"));
    let session = id(&desk)?;
    desk.json(["align", &session].into_iter().chain(anchors.iter().map(String::as_str)))?;
    let show = desk.only_session()?;
    let messages = show["messages"].as_array().context("messages")?;
    let count = |of: &dyn Fn(i64) -> bool| {
        messages.iter().filter(|message| message["source_ms"].as_i64().is_some_and(of)).count()
    };
    let in_pause = count(&|source| source > TEN + 60_000 && source < TEN + 120_000);
    let before = count(&|source| source < TEN + 10_000);
    ensure!(in_pause > 30 && before > 3, "there is something of each: {in_pause}, {before}");

    let window = open_panel(&desk)?;
    says(&window, &format!("paused for 1:00, {in_pause} messages in the pause"))?;
    says(&window, &format!("{before} before"))?;
    let marked = |words: &str| {
        let script = format!(
            "return [...document.querySelectorAll('[data-score] [role=img][aria-label=\"Not recorded\"]')]
               .some((mark) => mark.parentElement.innerText.trim() === {})",
            json!(words)
        );
        window.until(&format!("a mark {words:?}"), &script)
    };
    marked("before the start")?;
    window.invoke("player", json!({"command": {"do": "seek", "at_ms": 50_500}}))?;
    marked("in a pause")?;

    window.type_into("spinbutton", "Later by, in milliseconds", "170000")?;
    window.click("button", "Shift")?;
    says(&window, " after")?;
    window.eval(
        "const pane = document.querySelector('[data-score]'); pane.scrollTop = pane.scrollHeight",
        vec![],
    )?;
    window.until("the end of the score", "const pane = document.querySelector('[data-score]'); pane.scrollTop = pane.scrollHeight; return document.body.innerText.includes('message 109')")?;
    marked("after the end")?;
    Ok(())
}

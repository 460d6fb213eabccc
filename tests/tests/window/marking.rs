//! Marking in the real window: clips are drawn on the waveform or made of what is selected, their edges moved, snapped
//! and heard.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::wait_for;
use causerie_tests::window::{PATIENCE, Window};
use serde_json::{Value, json};

const CTRL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const LEFT: char = '\u{e012}';
const RIGHT: char = '\u{e014}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';

/// How far from the moment under the mouse an edge may be: some pixels.
const BY_HAND: i64 = 400;

const CHAT: &str = "00:00:02\tAna Ruiz:\tGood evening\n00:00:06\tDov Lind:\tThe marshes, please\n\
    00:00:09\tAna Ruiz:\tYes, them\n00:00:17\tDov Lind:\tGood night\n";
const SAID: &str = "WEBVTT\n\n00:05.200 --> 00:08.000\n<v Mira Voss>We begin with the marshes.\n\n\
    00:08.000 --> 00:11.800\n<v Mira Voss>Then we stop.\n";

/// Twenty seconds: sound up to 3 s, from 5 s to 12 s, and from 16 s.
fn desk_with_pauses(logs: &[(&str, &str)]) -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    let sound = [(0, 3_000), (5_000, 12_000), (16_000, 20_000)];
    let clicks: Vec<u32> = sound.iter().flat_map(|&(from, to)| (from..to).step_by(40)).collect();
    write_wav(&talk, 20_000, &clicks)?;
    let mut arguments = vec!["add".into(), talk.into_os_string()];
    for (name, text) in logs {
        arguments.push(desk.write(name, text)?.into_os_string());
    }
    desk.json(arguments)?;
    Ok(desk)
}

fn open(desk: &Desk, sound: Option<&Pulse>) -> Result<Window> {
    let window = Window::open(desk, sound, &[])?;
    window.until("the score", "return document.querySelector('[data-score] [data-id]') !== null")?;
    window.find("slider", "Position")?;
    Ok(window)
}

fn session(desk: &Desk) -> Result<Value> {
    Ok(desk.only_session()?["session"]["id"].clone())
}

/// From when to when the only clip goes, once that is as wanted.
fn clip(desk: &Desk, window: &Window, what: &str, is: impl Fn(i64, i64) -> bool) -> Result<(i64, i64)> {
    let session = session(desk)?;
    let notes = || window.invoke("notes", json!({ "session": session }));
    wait_for(what, PATIENCE, || {
        let notes = notes().ok()?;
        let [note] = notes.as_array()?.as_slice() else { return None };
        let span = (note["from_ms"].as_i64()?, note["to_ms"].as_i64()?);
        is(span.0, span.1).then_some(span)
    })
    .with_context(|| format!("{:?}", notes()))
}

/// Puts a clip into the archive, and opens its note.
fn with_clip(desk: &Desk, window: &Window, from: i64, to: i64) -> Result<()> {
    let note = json!({ "id": "", "kind": "clip", "from_ms": from, "to_ms": to, "title": "Marshes", "text": "",
        "tags": [], "position": from });
    window.invoke("save_note", json!({ "session": session(desk)?, "note": note }))?;
    window.reload()?;
    window.find("textbox", "Title")?;
    window.focus("textbox", "Title")?;
    window.find("spinbutton", "Start")?;
    window.find("slider", "Start of “Marshes”")?;
    Ok(())
}

/// Leaves what has the keyboard, so that letters are keys.
fn leave_fields(window: &Window) -> Result<()> {
    window.eval("document.activeElement.blur()", vec![]).map(drop)
}

/// Where the mouse finds the waveform: its left edge, a height within it, and how wide it is.
fn timeline(window: &Window) -> Result<(i64, String, i64)> {
    let place = window.eval(
        "const box = document.querySelector('[data-timeline]').getBoundingClientRect();
         return [box.x, box.y + box.height / 3, box.width].map(Math.round)",
        vec![],
    )?;
    let number = |n: usize| place[n].as_i64().context("a number");
    Ok((number(0)?, number(1)?.to_string(), number(2)?))
}

/// Where the sound is played.
fn clock_near(window: &Window, what: &str, at: f64, by: f64) -> Result<()> {
    let clock = || window.invoke("clock", json!({})).ok()?["at_ms"].as_f64();
    wait_for(what, PATIENCE, || ((clock()? - at).abs() <= by).then_some(()))
}

#[test]
fn a_stretch_of_the_waveform_becomes_a_clip() -> Result<()> {
    let desk = desk_with_pauses(&[("chat.txt", CHAT)])?;
    let window = open(&desk, None)?;
    let (x, y, width) = timeline(&window)?;
    let at = |part: i64| (x + width * part / 20).to_string();
    let hand = window.hand();
    let marking = "return document.querySelector('[data-timeline] ~ output') !== null";
    let drag = || -> Result<()> {
        hand.x(&["mousemove", &at(5), &y, "keydown", "shift", "mousedown", "1"])?;
        hand.x(&["mousemove", &at(8), &y])?;
        hand.x(&["mousemove", &at(10), &y])?;
        window.until("the stretch, with its times", marking).map(drop)
    };

    drag()?;
    window.press(&[ESCAPE])?;
    window.until("a stretch that is given up", "return document.querySelector('output') === null")?;
    hand.x(&["mouseup", "1", "keyup", "shift"])?;
    std::thread::sleep(Duration::from_millis(300));
    let notes = window.invoke("notes", json!({ "session": session(&desk)? }))?;
    assert_eq!(notes, json!([]), "what is given up is no clip");

    drag()?;
    hand.x(&["mouseup", "1", "keyup", "shift"])?;
    let (from, to) = clip(&desk, &window, "a clip where it was drawn", |_, _| true)?;
    ensure!((from - 5_000).abs() <= BY_HAND && (to - 10_000).abs() <= BY_HAND, "{from} to {to}");
    window.until(
        "its title, to be written",
        "return document.activeElement?.matches('[data-note] input[aria-label=Title]')",
    )?;
    for key in ['T', 'e', 'a', ENTER] {
        window.press(&[key])?;
    }
    window.find("slider", "Start of “Tea”")?;

    // A click still goes there.
    hand.x(&["mousemove", &at(15), &y, "click", "1"])?;
    clock_near(&window, "the moment that was clicked", 15_000.0, BY_HAND as f64)
}

#[test]
fn the_waveform_is_zoomed_by_keys_and_by_the_wheel() -> Result<()> {
    let desk = desk_with_pauses(&[("chat.txt", CHAT)])?;
    let window = open(&desk, None)?;
    let (x, y, width) = timeline(&window)?;
    let hand = window.hand();
    let at = |part: i64| (x + width * part / 20).to_string();
    // What the waveform shows, in seconds, as its scale says.
    let scale = "[...document.querySelectorAll('.scale span')].map((each) => each.innerText)";
    let shows = |first: &str, last: &str| {
        let what = format!("the waveform from {first} to {last}");
        let script = format!("const all = {scale}; return all[0] === '{first}' && all.at(-1) === '{last}'");
        window
            .until(&what, &script)
            .with_context(|| format!("{:?}", window.eval(&format!("return {scale}"), vec![])))
    };
    shows("0:00", "0:20")?;

    // Twice as much, about the beginning, where it stands.
    leave_fields(&window)?;
    window.press(&['+'])?;
    shows("0:00", "0:10")?;
    window.press(&['+'])?;
    shows("0:00", "0:05")?;
    hand.x(&["mousemove", &at(10), &y, "click", "1"])?;
    clock_near(&window, "half of what is shown", 2_500.0, BY_HAND as f64 / 4.0)?;

    // The wheel moves what is shown up to the end, and an edge that is dragged there goes to where it is let go.
    for _ in 0..60 {
        hand.x(&["click", "5"])?;
    }
    shows("0:15", "0:20")?;
    hand.x(&["mousemove", &at(4), &y, "keydown", "shift", "mousedown", "1"])?;
    hand.x(&["mousemove", &at(6), &y])?;
    hand.x(&["mousemove", &at(12), &y, "mouseup", "1", "keyup", "shift"])?;
    let (from, to) = clip(&desk, &window, "a clip where it was drawn", |_, _| true)?;
    let near = BY_HAND / 4;
    ensure!((from - 16_000).abs() <= near && (to - 18_000).abs() <= near, "{from} to {to}");

    // With Ctrl it zooms about the pointer, out to the whole.
    hand.x(&["keydown", "ctrl", "click", "4", "keyup", "ctrl"])?;
    window.until("less of it", &format!("return {scale}.at(-1) !== '0:20'"))?;
    window.find("slider", "What the waveform shows")?;
    hand.x(&["keydown", "ctrl"])?;
    for _ in 0..20 {
        hand.x(&["click", "5"])?;
    }
    hand.x(&["keyup", "ctrl"])?;
    shows("0:00", "0:20")?;
    let bar =
        "return document.querySelector('[aria-label=\"What the waveform shows\"][role=slider]') === null";
    window.until("no bar any more", bar).map(drop)
}

#[test]
fn edges_go_by_keys_and_are_undone() -> Result<()> {
    let desk = desk_with_pauses(&[("chat.txt", CHAT), ("talk.vtt", SAID)])?;
    let window = open(&desk, None)?;
    with_clip(&desk, &window, 6_000, 10_000)?;
    window.focus("slider", "Start of “Marshes”")?;
    for _ in 0..3 {
        window.press(&[RIGHT])?;
    }
    clip(&desk, &window, "30 ms later", |from, to| (from, to) == (6_030, 10_000))?;
    window.press(&[SHIFT, LEFT])?;
    clip(&desk, &window, "where the words begin", |from, _| from == 5_200)?;
    window.press(&[CTRL, 'z'])?;
    clip(&desk, &window, "one step back", |from, _| from == 6_030)?;
    window.press(&[CTRL, 'z'])?;
    clip(&desk, &window, "as it was", |from, to| (from, to) == (6_000, 10_000))?;

    // An edge never passes the other one; its time can be typed.
    window.focus("spinbutton", "End")?;
    window.press(&[CTRL, 'a'])?;
    for key in "0:05".chars().chain([ENTER]) {
        window.press(&[key])?;
    }
    window.shows("A clip ends after it starts.")?;
    window.press(&[CTRL, 'a'])?;
    for key in "0:09.5".chars().chain([ENTER]) {
        window.press(&[key])?;
    }
    clip(&desk, &window, "the time that was typed", |from, to| (from, to) == (6_000, 9_500)).map(drop)
}

#[test]
fn edges_snap_to_silences_and_sentences() -> Result<()> {
    let (desk, sound) = (desk_with_pauses(&[("talk.vtt", SAID)])?, Pulse::start()?);
    let window = open(&desk, Some(&sound))?;
    with_clip(&desk, &window, 5_500, 11_500)?;
    leave_fields(&window)?;
    // The sound may not be looked through yet.
    let session = session(&desk)?;
    let near = |at: i64, wanted: i64| (at - wanted).abs() <= 400;
    wait_for("a clip from silence to silence", PATIENCE, || {
        window.press(&['s']).ok()?;
        std::thread::sleep(Duration::from_millis(500));
        let notes = window.invoke("notes", json!({ "session": session })).ok()?;
        let (from, to) = (notes[0]["from_ms"].as_i64()?, notes[0]["to_ms"].as_i64()?);
        (near(from, 4_800) && near(to, 12_200)).then_some(())
    })?;
    window.press(&[SHIFT, 's'])?;
    clip(&desk, &window, "whole sentences", |from, to| (from, to) == (5_200, 11_800))?;
    window.click("button", "Silence")?;
    clip(&desk, &window, "silences again", |from, to| near(from, 4_800) && near(to, 12_200)).map(drop)
}

#[test]
fn what_is_selected_becomes_a_clip() -> Result<()> {
    let desk = desk_with_pauses(&[("chat.txt", CHAT)])?;
    let window = open(&desk, None)?;
    leave_fields(&window)?;
    window.press(&['c'])?;
    window.shows("Select words or messages")?;
    window.until("all messages", "return document.querySelectorAll('[data-score] article').length === 4")?;
    window.eval(
        "const texts = [...document.querySelectorAll('[data-score] article .text')];
         getSelection().setBaseAndExtent(texts[1], 0, texts[2], texts[2].childNodes.length)",
        vec![],
    )?;
    window.press(&['c'])?;
    clip(&desk, &window, "up to the next message", |from, to| (from, to) == (6_000, 17_000))?;
    window.find("slider", "Start of “The marshes, please”")?;
    Ok(())
}

#[test]
fn an_edge_is_heard_and_all_is_as_before() -> Result<()> {
    let (desk, sound) = (desk_with_pauses(&[("chat.txt", CHAT)])?, Pulse::start()?);
    let window = open(&desk, Some(&sound))?;
    with_clip(&desk, &window, 9_000, 11_000)?;
    leave_fields(&window)?;
    window.press(&[RIGHT])?;
    let at = || window.invoke("clock", json!({})).ok()?["at_ms"].as_f64();
    wait_for("five seconds", PATIENCE, || ((at()? - 5_000.0).abs() < 20.0).then_some(()))?;
    window.click("button", "Hear start")?;
    window.find("button", "Pause")?;
    // Longer than what is heard once.
    for _ in 0..20 {
        std::thread::sleep(Duration::from_millis(120));
        let at = at().context("a clock")?;
        ensure!((8_200.0..9_800.0).contains(&at), "it goes round the start: {at}");
    }
    window.click("button", "Hear start")?;
    window.find("button", "Play")?;
    wait_for("where one was before", PATIENCE, || ((at()? - 5_000.0).abs() < 20.0).then_some(()))
}

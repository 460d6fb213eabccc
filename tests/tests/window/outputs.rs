//! Where the window's sound goes: chosen, lost, found again; and how exactly one moves about in it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::wait_for;
use causerie_tests::window::Window;
use serde_json::json;

const CHAT: &str = "00:00:02\tDov Lind:\tIs anybody there?\n00:00:30\tIna Roth:\tI was late.\n";
const SHIFT: char = '\u{e008}';
const NOTICE: &str = "It goes on as soon as the output is back";

fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 60_000, &(0..60_000).step_by(500).collect::<Vec<u32>>())?;
    let chat = desk.write("Evening.txt", CHAT)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    Ok(desk)
}

/// What is heard now, in milliseconds, and what the player is doing.
fn clock(window: &Window) -> Result<(f64, String)> {
    let clock = window.invoke("clock", json!({}))?;
    Ok((clock["at_ms"].as_f64().context("a moment")?, clock["state"].as_str().context("a state")?.to_owned()))
}

fn says(window: &Window, words: &str) -> Result<()> {
    window.until(words, &format!("return document.body.innerText.includes({words:?})")).map(drop)
}

/// The sink that something plays into, by name.
fn sink_in_use(sound: &Pulse) -> Option<String> {
    let inputs = sound.ask(&["list", "short", "sink-inputs"]).ok()?;
    let number = inputs.lines().next()?.split('\t').nth(1)?.to_owned();
    let sinks = sound.ask(&["list", "short", "sinks"]).ok()?;
    let fields = sinks.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    fields
        .into_iter()
        .find(|fields| fields.first() == Some(&number.as_str()))?
        .get(1)
        .map(ToString::to_string)
}

fn plays_into(sound: &Pulse, sink: &str) -> Result<()> {
    wait_for(&format!("sound in {sink}"), Duration::from_secs(15), || {
        (sink_in_use(sound).as_deref() == Some(sink)).then_some(())
    })
}

#[test]
fn an_output_is_chosen_lost_and_back_and_the_window_says_so() -> Result<()> {
    let (desk, mut sound) = (desk()?, Pulse::start()?);
    let second = [
        "load-module",
        "module-null-sink",
        "sink_name=second",
        "sink_properties=device.description=Headphones",
    ];
    sound.ask(&second)?;
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("heading", "Evening")?;
    window.click("button", "Play")?;
    window.find("button", "Pause")?;
    plays_into(&sound, "out")?;

    window.click("button", "Speed 1×")?;
    // The driver does not press what lies in a popover.
    let choose = "const one = [...document.querySelectorAll('select')].find((list) => list.labels[0].innerText.includes('Play through'));
        const wanted = [...(one?.options ?? [])].find((option) => option.text === 'Headphones');
        if (!wanted) return false;
        one.value = wanted.value; one.dispatchEvent(new Event('change', { bubbles: true })); return true;";
    window.until("the headphones, to be chosen", choose)?;
    window.press(&['\u{e00c}'])?;
    plays_into(&sound, "second")?;

    sound.kill()?;
    says(&window, NOTICE)?;
    window.find("button", "Play")?;
    let (stood, state) = clock(&window)?;
    assert_eq!(state, "paused");
    sound.restart()?;
    sound.ask(&second)?;
    window.find("button", "Pause")?;
    plays_into(&sound, "second")?;
    let (goes, _) = clock(&window)?;
    ensure!((stood..stood + 3_000.0).contains(&goes), "it stood at {stood} ms and goes on at {goes} ms");
    window.until("no notice", &format!("return !document.body.innerText.includes({NOTICE:?})"))?;
    Ok(())
}

#[test]
fn what_is_marked_is_repeated_and_steps_are_fine() -> Result<()> {
    let (desk, sound) = (desk()?, Pulse::start()?);
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("heading", "Evening")?;
    window.press(&['\u{e014}'])?;
    window.until(
        "5 s",
        "return document.querySelector('[data-timeline]').getAttribute('aria-valuenow') === '5'",
    )?;
    window.press(&['i'])?;
    window.press(&[' '])?;
    let at = |ms: f64| {
        wait_for(&format!("{ms} ms"), Duration::from_secs(10), || {
            clock(&window).ok().filter(|(now, _)| *now >= ms)
        })
    };
    at(6_500.0)?;
    window.press(&['r'])?;
    wait_for("the beginning again", Duration::from_secs(10), || {
        clock(&window).ok().filter(|(now, _)| *now < 6_000.0)
    })?;
    for _ in 0..20 {
        let (now, _) = clock(&window)?;
        ensure!((4_950.0..9_000.0).contains(&now), "it stays in what is repeated: {now}");
        std::thread::sleep(Duration::from_millis(150));
    }
    window.press(&['r'])?;
    at(9_000.0)?;

    window.press(&['k'])?;
    window.find("button", "Play")?;
    std::thread::sleep(Duration::from_millis(500));
    let (before, _) = clock(&window)?;
    for _ in 0..7 {
        window.press(&[SHIFT, '<'])?;
    }
    std::thread::sleep(Duration::from_millis(700));
    let (after, state) = clock(&window)?;
    assert_eq!(state, "paused");
    ensure!((before - after - 70.0).abs() < 1.0, "seven steps back from {before} led to {after}");
    Ok(())
}

//! What makes listening easier: a silence is left out, but for the message that falls due in it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::window::Window;
use serde_json::json;

const CHAT: &str = "00:00:08\tDov Lind:\tIs anybody there?\n";

#[test]
fn a_silence_is_skipped_but_for_the_message_in_it() -> Result<()> {
    let (desk, sound) = (Desk::new()?, Pulse::start()?);
    let talk = desk.path("Evening.wav");
    let chatter = |from: u32, to: u32| (from..to).step_by(40);
    let clicks: Vec<u32> = chatter(0, 3_000).chain(chatter(13_000, 20_000)).collect();
    write_wav(&talk, 20_000, &clicks)?;
    let chat = desk.write("Evening.txt", CHAT)?;
    let added = desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("heading", "Evening")?;

    let liked = json!({ "skip_silence": false, "even_volume": false, "mono": false });
    let found =
        window.invoke("comfort", json!({ "session": added["sessions"][0]["id"], "wanted": liked }))?;
    let silences: Vec<[i64; 2]> = serde_json::from_value(found["silences_ms"].clone())?;
    let [[from, before], [behind, to]] = silences[..] else {
        anyhow::bail!("one silence, divided by its message: {silences:?}")
    };
    assert_eq!((before, behind), (7_500, 10_000), "half a second ahead of the message, and two behind it");
    ensure!((2_900..3_600).contains(&from) && (12_400..13_100).contains(&to), "{silences:?}");

    window.click("button", "Speed 1×")?;
    window.until("what there is to skip", "return document.body.innerText.includes('of it here')")?;
    // The driver does not press what lies in a popover.
    let press = "const one = document.querySelector('[role=switch][aria-label=\"Skip silence\"]');
        if (one.getAttribute('aria-checked') !== 'true') one.click(); return one.getAttribute('aria-checked') === 'true'";
    window.until("silence to be skipped", press)?;
    window.press(&['\u{e00c}'])?;
    window.click("button", "Play")?;
    let begun = Instant::now();
    window.until(
        "the message, current",
        "return document.querySelector('main article[aria-current]') !== null",
    )?;
    let to_message = begun.elapsed();
    let second = |at: u32| {
        let script = format!(
            "return Number(document.querySelector('[data-timeline]').getAttribute('aria-valuenow')) >= {at}"
        );
        window.until(&format!("second {at}"), &script)
    };
    second(15)?;
    let all = begun.elapsed();
    ensure!(to_message < Duration::from_secs(6), "8 s of recording took {to_message:?}");
    ensure!(all < Duration::from_secs(12), "15 s of recording took {all:?}");
    window.find("button", "Pause").context("it plays on")?;
    Ok(())
}

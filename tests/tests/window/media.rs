//! Media keys, pressed by playerctl, and what it is shown of what plays.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::wait_for;
use causerie_tests::window::Window;

const PATIENCE: Duration = Duration::from_secs(10);
const CHAT: &str = "00:00:05\tDov Lind:\tGood evening\n00:00:40\tMira Voss:\tThank you\n";

#[test]
fn the_system_shows_what_plays_and_its_keys_are_answered() -> Result<()> {
    let (desk, sound) = (Desk::new()?, Pulse::start()?);
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 60_000, &[])?;
    let chat = desk.write("Evening.txt", CHAT)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let window = Window::open(&desk, Some(&sound), &[])?;
    window.find("heading", "Evening")?;

    let bus = window.bus()?;
    let ask = |arguments: &[&str]| -> Result<String> {
        let output = Command::new("playerctl").args(arguments).env("DBUS_SESSION_BUS_ADDRESS", &bus).output();
        let output = output.context("playerctl is needed: scripts/setup.sh test")?;
        Ok(String::from_utf8(output.stdout)?.trim().to_owned())
    };
    let shows = |arguments: &[&str], what: &dyn Fn(&str) -> bool| -> Result<()> {
        wait_for(&format!("{arguments:?}"), PATIENCE, || what(&ask(arguments).ok()?).then_some(()))
            .with_context(|| format!("{:?}", ask(arguments)))
    };
    let seconds = |from: f64, to: f64| move |at: &str| at.parse().is_ok_and(|at| (from..to).contains(&at));

    shows(&["metadata", "title"], &|title| title == "Evening")?;
    shows(&["metadata", "mpris:length"], &|length| length == "60000000")?;
    shows(&["status"], &|status| status == "Paused")?;
    ask(&["play"])?;
    shows(&["status"], &|status| status == "Playing")?;
    shows(&["position"], &seconds(0.5, 10.0)).context("its place moves on")?;
    ask(&["next"])?;
    ask(&["next"])?;
    shows(&["position"], &seconds(40.0, 50.0)).context("next is the next message")?;
    ask(&["previous"])?;
    shows(&["position"], &seconds(4.9, 15.0)).context("and previous the one before")?;
    ask(&["position", "20+"])?;
    shows(&["position"], &seconds(24.0, 39.0)).context("it is moved by seconds")?;
    ask(&["play-pause"])?;
    shows(&["status"], &|status| status == "Paused")?;
    window.find("button", "Play").context("the window stands still, too")?;
    Ok(())
}

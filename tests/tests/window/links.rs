//! Links to moments, which the program is started with: they open there, in the window that stands if there is one.

use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::window::Window;
use causerie_tests::{program, wait_for};

const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn a_link_opens_its_moment_in_the_window_that_stands() -> Result<()> {
    let desk = Desk::new()?;
    let mut links = Vec::new();
    for title in ["Evening", "Morning"] {
        let talk = desk.path(&format!("{title}.wav"));
        write_wav(&talk, 60_000, &[])?;
        let chat = desk.write(&format!("{title}.txt"), "00:00:05\tDov Lind:\tHello\n")?;
        let added = desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
        let id = added["sessions"][0]["id"].as_str().context("it has an id")?.to_owned();
        links.push(format!("causerie://session/{id}?t=0:40"));
    }
    let window = Window::open(&desk, None, &[&links[0]])?;
    window.find("heading", "Evening")?;

    let bus = window.bus()?;
    let position = || -> Option<f64> {
        let output =
            Command::new("playerctl").arg("position").env("DBUS_SESSION_BUS_ADDRESS", &bus).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    let is_at = |place: f64| {
        wait_for(&format!("{place} s"), PATIENCE, || {
            position().filter(|at| (at - place).abs() < 0.5).map(drop)
        })
    };
    is_at(40.0)?;

    let follow = |link: &str| -> Result<()> {
        let handed = Command::new(program("causerie-desktop")?)
            .arg(link)
            .env("DBUS_SESSION_BUS_ADDRESS", &bus)
            .status()?;
        ensure!(handed.success(), "it is handed over");
        Ok(())
    };
    follow(&links[1].replace("0:40", "0:20"))?;
    window.find("heading", "Morning")?;
    is_at(20.0)?;
    follow("causerie://session/00000000-0000-4000-8000-000000000000?t=0:10")?;
    window.shows("is not in this archive")?;
    window.find("heading", "Morning")?;
    Ok(())
}

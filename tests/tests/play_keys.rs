//! Playing in a terminal: a line that lives, and keys that are answered.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use causerie_tests::pulse::Pulse;
use causerie_tests::wait_for;

const CUES: &str = "WEBVTT\n\n00:00.500 --> 00:02.000\n<v Dov Lind>Good evening\n\n\
    00:40.000 --> 00:42.000\n<v Mira Voss>Thank you, all\u{1b}[2J\n\n\
    00:55.000 --> 00:56.000\n<v Dov Lind>Good night\n";
const DOWN: &str = "\u{1b}[B";
const SHOWN_CURSOR: &str = "\u{1b}[?25h";

/// Ended when dropped.
struct Terminal(Child);

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.0.kill();
    }
}

#[test]
fn keys_steer_and_the_line_follows() -> Result<()> {
    let (desk, sound) = (Desk::new()?, Pulse::start()?);
    let talk = desk.path("Evening.wav");
    write_wav(&talk, 60_000, &[])?;
    let words = desk.write("Evening.vtt", CUES)?;
    desk.json(["add".as_ref(), talk.as_os_str(), words.as_os_str()])?;

    let play = desk.command()?;
    let program = play.get_program().to_str().context("a path in UTF-8")?;
    // `script` gives what it runs a terminal, and its own standard input as the keys.
    let terminal = Command::new("script")
        .args(["--quiet", "--flush", "--return", "--command"])
        .arg(format!("{program} play Evening"))
        .arg("/dev/null")
        .envs(play.get_envs().filter_map(|(name, value)| Some((name, value?))))
        .envs(sound.environment())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    let mut terminal = Terminal(terminal);
    let mut keys = terminal.0.stdin.take().context("a pipe")?;
    let mut out = terminal.0.stdout.take().context("a pipe")?;
    let seen = Arc::new(Mutex::new(Vec::new()));
    let into = Arc::clone(&seen);
    let reading = std::thread::spawn(move || {
        let mut block = [0; 4096];
        while let Ok(read @ 1..) = out.read(&mut block) {
            into.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(&block[..read]);
        }
    });
    let text = || {
        let seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&seen).into_owned()
    };
    let shows = |what: &str| -> Result<()> {
        wait_for(what, Duration::from_secs(10), || text().contains(what).then_some(()))
            .with_context(|| format!("{what:?} is not in {:?}", text()))
    };

    shows("0:00  Dov Lind: Good evening\r\n").context("what was said stays")?;
    shows("▶ 0:01 / 1:00  Dov Lind: Good evening").context("the line tells time, person and message")?;
    keys.write_all(DOWN.as_bytes())?;
    shows("▶ 0:40 / 1:00").context("an arrow goes to the next message")?;
    shows("Mira Voss: Thank you, all\u{FFFD}[2J").context("a message can't clear the screen")?;
    keys.write_all(b" ")?;
    shows("⏸ 0:4").context("space pauses")?;
    keys.write_all(b"]]")?;
    shows("1.1×").context("a bracket makes it faster by a step")?;
    keys.write_all(b"q")?;
    ensure!(terminal.0.wait()?.success(), "q ends it: {:?}", text());
    ensure!(reading.join().is_ok(), "what was shown is read");
    ensure!(text().ends_with(SHOWN_CURSOR), "the terminal is left as it was: {:?}", text());
    Ok(())
}

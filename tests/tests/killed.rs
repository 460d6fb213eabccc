//! Killed at any moment, adding leaves a session whole or absent, and an edit is there or not.

use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};

const TIMES: u32 = 50;

#[test]
fn a_session_is_whole_or_absent_whenever_adding_was_killed() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 60_000, &[1_000])?;
    let chat = desk.write("chat.txt", "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning\n")?;
    let begun = Instant::now();
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let whole = begun.elapsed();
    let mut killed_before_the_end = 0;
    for n in 0..TIMES {
        let mut adding = desk
            .command()?
            .arg("add")
            .args([&talk, &chat])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        std::thread::sleep(whole.mul_f64(f64::from(n) / f64::from(TIMES)));
        adding.kill()?;
        if !adding.wait()?.success() {
            killed_before_the_end += 1;
        }
    }
    assert!(
        killed_before_the_end > TIMES / 2,
        "most were killed while they were adding: {killed_before_the_end}"
    );

    let bags = bags(&desk.archive())?;
    for bag in &bags {
        validate_bag(bag)?;
    }
    let list = desk.json(["list"])?;
    assert_eq!(list["sessions"].as_array().map(Vec::len), Some(bags.len()), "each bag is a session");
    assert_eq!(desk.json(["verify"])?["bad"], serde_json::json!([]), "every byte is as it was given");
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let left: Vec<_> = std::fs::read_dir(desk.archive())?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.starts_with(".adding-"))
        .collect();
    assert_eq!(left, [] as [String; 0], "what was left over is swept");
    println!("killed {killed_before_the_end} of {TIMES} while adding; {} sessions, all whole", bags.len());
    Ok(())
}

#[test]
fn an_edit_is_there_or_not_whenever_it_was_killed() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 2_000, &[1_000])?;
    let added = desk.json(["add".as_ref(), talk.as_os_str()])?;
    let id = added["sessions"][0]["id"].as_str().context("an id")?.to_owned();
    let titles = |n: u32| format!("Title {n}");
    desk.json(["describe", &id, "--title", &titles(0)])?;
    let begun = Instant::now();
    desk.json(["describe", &id, "--title", &titles(0), "--notes", "first"])?;
    let whole = begun.elapsed();
    let bag = bags(&desk.archive())?.remove(0);
    let (mut last, mut killed, mut written) = (0, 0, 0);
    for n in 1..=TIMES {
        let mut editing = desk.command()?;
        editing.args(["describe", &id, "--title", &titles(n)]).stdout(Stdio::null()).stderr(Stdio::null());
        let mut editing = editing.spawn()?;
        std::thread::sleep(whole.mul_f64(f64::from(n) / f64::from(TIMES)));
        editing.kill()?;
        killed += u32::from(!editing.wait()?.success());
        let file = std::fs::read(bag.join("session.json"))?;
        let session: serde_json::Value = serde_json::from_slice(&file).context("it is never half")?;
        assert!(
            session["title"] == titles(n) || session["title"] == titles(last),
            "the new title or the one before: {session}"
        );
        if session["title"] == titles(n) {
            (last, written) = (n, written + 1);
        }
    }
    assert!(killed > TIMES / 2 && written > 0, "some were killed before, some after: {killed}, {written}");
    validate_bag(&bag)?;
    assert_eq!(desk.json(["verify"])?["bad"], serde_json::json!([]));
    desk.json(["describe", &id, "--title", "At last"])?;
    let left: Vec<_> = std::fs::read_dir(&bag)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .filter(|name| name.ends_with(".tmp"))
        .collect();
    assert_eq!(left, [] as [String; 0], "what was left over is swept");
    println!("killed {killed} of {TIMES} while editing; {written} were written");
    Ok(())
}

//! Killed at any moment, adding leaves a session whole or absent.

use std::process::Stdio;
use std::time::Instant;

use anyhow::Result;
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

//! Checking an archive: what is told, what is remembered, and for whom.

use std::fs;

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use serde_json::{Value, json};

/// A desk with so many sessions.
fn desk(sessions: usize) -> Result<Desk> {
    let desk = Desk::new()?;
    for n in 1..=sessions {
        let talk = desk.path(&format!("Talk {n}.wav"));
        write_wav(&talk, 2_000, &[1_000])?;
        desk.json(["add".as_ref(), talk.as_os_str()])?;
    }
    Ok(desk)
}

fn checked(desk: &Desk) -> Result<(bool, Value)> {
    let output = desk.run(["--json", "verify"])?;
    Ok((output.status.success(), serde_json::from_slice(&output.stdout)?))
}

#[test]
fn each_kind_of_damage_is_named_and_remembered() -> Result<()> {
    let desk = desk(3)?;
    let never = desk.json(["verify", "--last"])?;
    assert_eq!((&never["never"], &never["oldest"]), (&json!(3), &Value::Null), "nothing was checked yet");

    let (well, first) = checked(&desk)?;
    assert!(well, "{first}");
    assert_eq!((&first["sessions"], &first["files"], &first["bad"]), (&json!(3), &json!(3), &json!([])));
    let last = desk.json(["verify", "--last"])?;
    assert_eq!((&last["never"], &last["bad"]), (&json!(0), &json!(0)));
    assert_eq!(last["checked"].as_array().map(Vec::len), Some(3), "one for each session");
    assert_eq!(last["checked"][0]["files"], 1);

    let bags = bags(&desk.archive())?;
    for bag in &bags {
        validate_bag(bag).context("being checked changes no bag")?;
    }
    let recording = |n: usize| bags[n].join(format!("data/Talk {}.wav", n + 1));
    fs::remove_file(recording(0))?;
    let mut bytes = fs::read(recording(1))?;
    bytes[100] ^= 1;
    fs::write(recording(1), bytes)?;
    fs::write(bags[2].join("data/more.txt"), "more")?;
    let (well, found) = checked(&desk)?;
    assert!(!well, "what is bad shows in the exit status too");
    let reasons = found["bad"].as_array().context("a list")?.iter().map(|bad| bad["reason"].as_str());
    let kinds: Vec<_> = reasons.flatten().filter_map(|reason| reason.split(':').next()).collect();
    assert_eq!(kinds, ["missing", "changed", "added"], "{found}");
    let last = desk.json(["verify", "--last"])?;
    assert_eq!(last["bad"], 3, "how it went is remembered too: {last}");
    assert!(
        last["checked"][1]["named"][0].as_str().is_some_and(|named| named.starts_with("data/Talk 2.wav: ")),
        "{last}"
    );

    // Another desk has the archive alone, and no index of it.
    fs::remove_dir_all(desk.index())?;
    assert_eq!(desk.json(["verify", "--last"])?, last, "it is known to everybody who uses the archive");
    fs::write(desk.archive().join(".causerie-fixity.json"), "{\"sessions\":")?;
    assert_eq!(desk.json(["verify", "--last"])?["never"], 3, "what can't be read stops nothing");
    Ok(())
}

#[test]
fn one_session_can_be_checked_alone() -> Result<()> {
    let desk = desk(2)?;
    let one = desk.json(["verify", "Talk 2"])?;
    assert_eq!((&one["sessions"], &one["files"]), (&json!(1), &json!(1)));
    let last = desk.json(["verify", "--last"])?;
    assert_eq!((&last["never"], &last["checked"][0]["title"]), (&json!(1), &json!("Talk 2")));
    assert_eq!(last["oldest"], last["checked"][0]["at"], "the only check is the oldest");
    Ok(())
}

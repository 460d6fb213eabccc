//! What is damaged, wrong or in the way: a clear message each time, and nothing lost.

use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};

const CHAT: &str = "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning, all\n10:00:04 From Ben Ode to Everyone:\n\tMorning\n";

/// A failure as the command line tells it: the file is named and there is something to do.
fn check_refused(output: &Output, status: i32, file: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(status), "{told}");
    assert!(told.contains(file), "the message names {file}: {told}");
    assert!(told.contains("error: ") && told.contains("help: "), "the message says what to do: {told}");
    assert!(!told.contains("panicked"), "{told}");
}

fn encode(wav: &Path, to: &Path) -> Result<()> {
    let done = Command::new("ffmpeg").args(["-v", "error", "-y", "-i"]).arg(wav).arg(to).status();
    ensure!(
        done.context("ffmpeg is needed: scripts/setup.sh test")?.success(),
        "ffmpeg made {}",
        to.display()
    );
    Ok(())
}

#[test]
fn files_that_hold_no_sound_are_refused_by_name() -> Result<()> {
    let desk = Desk::new()?;
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x10\x08\x06\0\0\0";
    let cases = [
        ("empty.mp3", desk.write("empty.mp3", "")?),
        ("picture.mp3", desk.write("picture.mp3", png)?),
        ("missing.mp3", desk.path("missing.mp3")),
        ("noise.m4a", desk.write("noise.m4a", vec![0xA5; 100_000])?),
        ("only.txt", desk.write("only.txt", CHAT)?),
    ];
    for (name, path) in cases {
        check_refused(&desk.run(["add".as_ref(), path.as_os_str()])?, 1, name);
    }
    assert_eq!(bags(&desk.archive())?.len(), 0, "nothing half-made is left");
    Ok(())
}

#[test]
fn what_is_left_of_a_truncated_recording_is_kept() -> Result<()> {
    let desk = Desk::new()?;
    let wav = desk.path("talk.wav");
    write_wav(&wav, 20_000, &[1_000, 5_000, 9_000, 13_000])?;
    let mp3 = desk.path("cut.mp3");
    encode(&wav, &mp3)?;
    let bytes = std::fs::read(&mp3)?;
    std::fs::write(&mp3, &bytes[..bytes.len() / 2])?;
    let added = desk.json(["add".as_ref(), mp3.as_os_str()])?;
    let duration = added["sessions"][0]["duration_ms"].as_i64().context("a duration")?;
    assert!((9_000..11_000).contains(&duration), "half of it plays: {duration} ms");

    let m4a = desk.path("cut.m4a");
    encode(&wav, &m4a)?;
    let bytes = std::fs::read(&m4a)?;
    std::fs::write(&m4a, &bytes[..bytes.len() / 2])?;
    let output = desk.run(["add".as_ref(), m4a.as_os_str()])?;
    check_refused(&output, 1, "cut.m4a");
    for bag in bags(&desk.archive())? {
        validate_bag(&bag)?;
    }
    Ok(())
}

#[test]
fn a_bad_log_is_named_and_the_recording_is_added_all_the_same() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 1_000, &[])?;
    let huge = desk.path("huge.txt");
    std::fs::File::create(&huge)?.set_len(200 * 1024 * 1024)?;
    let poem = desk.write("poem.txt", "Roses are read\nin several rooms\n")?;
    for (name, log) in [("huge.txt", &huge), ("poem.txt", &poem)] {
        let output = desk.run(["add".as_ref(), talk.as_os_str(), log.as_os_str()])?;
        check_refused(&output, 3, name);
    }
    assert_eq!(bags(&desk.archive())?.len(), 2, "done in part: the recordings are there");
    Ok(())
}

#[test]
fn odd_bytes_in_a_log_are_counted_and_no_message_is_lost() -> Result<()> {
    let desk = Desk::new()?;
    let latin =
        latin_1("10:00:02 From Zo\u{eb} to Everyone:\n\tCaf\u{e9} d\u{e9}j\u{e0} vu, na\u{ef}vet\u{e9}\n");
    let log = desk.json(["log".as_ref(), desk.write("latin.txt", latin)?.as_os_str()])?;
    assert_eq!(log["messages"][0]["text"], "Café déjà vu, naïveté", "{}", log["encoding"]);
    let utf16: Vec<u8> = CHAT.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let log = desk.json(["log".as_ref(), desk.write("utf16.txt", utf16)?.as_os_str()])?;
    assert_eq!(log["messages"][0]["text"], "Good morning, all", "{}", log["encoding"]);
    let log = desk.json([
        "log".as_ref(),
        desk.write("nul.txt", CHAT.replace("morning, all", "mor\0ning"))?.as_os_str(),
    ])?;
    assert_eq!(log["messages"].as_array().map(Vec::len), Some(2));
    assert!(!log["warnings"].as_array().context("warnings")?.is_empty(), "a NUL is told of");
    Ok(())
}

/// Text in Latin-1, which holds every character up to U+00FF as one byte.
fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect()
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 60_000, &[])?;
    std::fs::create_dir(desk.archive())?;
    let script = "set -e; mount -t tmpfs -o size=2m tmpfs \"$1\"; shift; exec \"$@\"";
    let output = Command::new("unshare")
        .args(["--mount", "--map-root-user", "sh", "-c", script, "sh"])
        .arg(desk.archive())
        .arg(causerie_tests::program("causerie")?)
        .arg("add")
        .arg(&talk)
        .env("CAUSERIE_ARCHIVE", desk.archive())
        .env("CAUSERIE_INDEX_DIR", desk.index())
        .output()?;
    check_refused(&output, 1, "talk.wav");
    assert!(String::from_utf8_lossy(&output.stderr).contains("space"), "it says that the disk is full");
    assert!(talk.exists(), "the original is where it was");
    Ok(())
}

#[test]
fn a_read_only_archive_opens_and_searches_and_says_why_it_takes_nothing() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 5_000, &[])?;
    let chat = desk.write("chat.txt", CHAT)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let read_only = |command: &str| -> Result<Output> {
        let script =
            "set -e; mount --bind \"$1\" \"$1\"; mount -o remount,ro,bind \"$1\"; shift; exec \"$@\"";
        let program = causerie_tests::program("causerie")?;
        Ok(Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", script, "sh"])
            .arg(desk.archive())
            .args(["sh", "-c", command])
            .env("causerie", program)
            .env("talk", &talk)
            .env("CAUSERIE_ARCHIVE", desk.archive())
            .env("CAUSERIE_INDEX_DIR", desk.index())
            .output()?)
    };
    let found = read_only("\"$causerie\" --json search morning")?;
    let found: serde_json::Value = serde_json::from_slice(&found.stdout)?;
    assert_eq!(found["total"], 2, "{found}");
    check_refused(&read_only("\"$causerie\" add \"$talk\"")?, 1, "archive");
    check_refused(&read_only("\"$causerie\" align talk --offset=5")?, 1, "archive");
    Ok(())
}

#[test]
fn a_session_that_cannot_be_read_is_named_and_stops_nothing() -> Result<()> {
    let desk = Desk::new()?;
    for name in ["first.wav", "second.wav"] {
        write_wav(&desk.path(name), 1_000, &[])?;
        desk.json(["add".as_ref(), desk.path(name).as_os_str()])?;
    }
    std::fs::write(desk.archive().join("first/session.json"), "{\"id\": \"cut off")?;
    let output = desk.run(["list", "--json"])?;
    check_refused(&output, 3, "session.json");
    let list: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    assert_eq!(list["sessions"].as_array().map(Vec::len), Some(1), "the other one is there");
    Ok(())
}

#[test]
fn a_damaged_index_is_set_aside_and_made_anew() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 5_000, &[])?;
    let chat = desk.write("chat.txt", CHAT)?;
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    for file in std::fs::read_dir(desk.index())? {
        let path = file?.path();
        if path.is_file() {
            std::fs::write(path, vec![7_u8; 20_000])?;
        }
    }
    assert_eq!(desk.json(["search", "morning"])?["total"], 2, "every answer is there again");
    Ok(())
}

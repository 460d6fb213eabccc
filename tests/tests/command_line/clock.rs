//! Clocks that set themselves: by when a recording began, as far as it is told, and by the words of the sample session.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::Desk;
use serde_json::{Value, json};

/// A chat of ten messages, one each ten seconds from 10:00:10 on.
fn chat() -> String {
    let line = |n: u32| format!("10:{:02}:{:02} From Ana to Everyone : message {n}\n", n / 6, n % 6 * 10);
    (1..=10).map(line).collect()
}

fn add(desk: &Desk, files: &[PathBuf], more: &[&str]) -> Result<()> {
    let mut arguments = vec!["add".into()];
    arguments.extend(files.iter().map(|file| file.as_os_str().to_owned()));
    arguments.extend(more.iter().map(Into::into));
    desk.json(arguments).map(drop)
}

/// The alignment of the chat, and the moment of its first message.
fn aligned(desk: &Desk) -> Result<(Value, i64)> {
    let shown = desk.only_session()?;
    let is_written = |item: &&Value| item["kind"] == "chat";
    let first = shown["messages"].as_array().and_then(|all| all.iter().find(is_written).cloned());
    let first = first.unwrap_or_default();
    let logs = shown["logs"].as_array().cloned().unwrap_or_default();
    let chat = logs.iter().find(|log| log["id"] == first["log"]).cloned().unwrap_or_default();
    Ok((chat["alignment"].clone(), first["at_ms"].as_i64().unwrap_or(i64::MIN)))
}

fn ffmpeg(arguments: &[&str], out: &Path) -> Result<()> {
    let status = Command::new("ffmpeg").args(["-v", "error", "-y"]).args(arguments).arg(out).status()?;
    ensure!(status.success(), "ffmpeg is needed: scripts/setup.sh test");
    Ok(())
}

#[test]
fn a_start_in_the_name_of_the_file_sets_the_clock() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("2026-03-02 10-00-00.wav");
    write_wav(&talk, 120_000, &[])?;
    add(&desk, &[talk, desk.write("chat.txt", chat())?], &[])?;
    let (alignment, first) = aligned(&desk)?;
    assert_eq!((&alignment["method"], first), (&json!("metadata"), 10_000), "{alignment}");
    Ok(())
}

#[test]
fn a_start_in_the_tags_sets_the_clock_whichever_end_it_is() -> Result<()> {
    for (tagged, meaning) in [("2026-03-02T10:00:00Z", "begun"), ("2026-03-02T10:02:00Z", "finished")] {
        let desk = Desk::new()?;
        let talk = desk.path("talk.m4a");
        let time = format!("creation_time={tagged}");
        ffmpeg(&["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "120", "-metadata", &time], &talk)?;
        add(&desk, &[talk, desk.write("chat.txt", chat())?], &[])?;
        let (alignment, first) = aligned(&desk)?;
        assert_eq!(alignment["method"], "metadata", "when it was {meaning}: {alignment}");
        assert!((first - 10_000).abs() < 100, "when it was {meaning}: {first}");
    }
    Ok(())
}

#[test]
fn a_note_beside_the_recording_and_a_folder_tell_the_start() -> Result<()> {
    let desk = Desk::new()?;
    let folder = desk.path("2026-03-02 09.59.30 Reading room");
    std::fs::create_dir(&folder)?;
    write_wav(&folder.join("talk.wav"), 150_000, &[])?;
    std::fs::write(folder.join("chat.txt"), chat())?;
    add(&desk, std::slice::from_ref(&folder), &[])?;
    assert_eq!(aligned(&desk)?.1, 40_000, "the folder's name is a first guess");
    let desk = Desk::new()?;
    std::fs::write(folder.join("info.txt"), "Recording abc\nStart time:\t2026-03-02T10:00:00.000Z\n")?;
    add(&desk, &[folder], &[])?;
    let (alignment, first) = aligned(&desk)?;
    assert_eq!(first, 10_000, "a note that knows is trusted more: {alignment}");
    Ok(())
}

#[test]
fn a_start_outside_of_the_chat_is_not_believed() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("2026-03-02 14-00-00.wav");
    write_wav(&talk, 120_000, &[])?;
    add(&desk, &[talk, desk.write("chat.txt", chat())?], &[])?;
    assert_eq!(aligned(&desk)?.0["method"], "assumed");
    let asked = desk.json(["align", "2026-03-02 14-00-00", "--auto"])?;
    assert_eq!(asked["accepted"], false, "it abstains rather than guess: {asked}");
    assert!(asked["why"].as_str().is_some_and(|why| !why.is_empty()), "and says why: {asked}");
    Ok(())
}

#[test]
fn what_was_written_between_two_recordings_is_off_the_record() -> Result<()> {
    let desk = Desk::new()?;
    let parts = ["2026-03-02 10-00-00.wav", "2026-03-02 10-01-20.wav"].map(|name| desk.path(name));
    for part in &parts {
        write_wav(part, 40_000, &[])?;
    }
    let [first, second] = parts;
    add(&desk, &[first, second, desk.write("chat.txt", chat())?], &["--title=Talk"])?;
    let shown = desk.only_session()?;
    let placed: Vec<(i64, bool)> = shown["messages"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|item| (item["at_ms"].as_i64().unwrap_or(-1), item["off_record"] == true))
        .collect();
    let on = |at| (at, false);
    let off = (40_000, true);
    let expected =
        [on(10_000), on(20_000), on(30_000), on(40_000), off, off, off, on(40_000), on(50_000), on(60_000)];
    assert_eq!(placed, expected, "the pause stands where it began");
    Ok(())
}

#[test]
fn a_chat_hours_off_is_found_by_its_words() -> Result<()> {
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
    let chat = std::fs::read_to_string(sample.join("chat.txt"))?;
    let desk = Desk::new()?;
    let later = desk.write("chat.txt", chat.replace("10:0", "15:4"))?;
    add(&desk, &[sample.join("sample.mp3"), sample.join("transcript.vtt"), later], &["--title=Tape"])?;
    let (alignment, first) = aligned(&desk)?;
    assert_eq!(alignment["method"], "text", "{alignment}");
    // The clock that wrote the chat is twelve seconds fast: its first message came 31 s before the recording.
    assert!((first + 31_000).abs() <= 30_000, "{first} is within half a minute");
    desk.json(["align", "Tape", "--offset", "60000"])?;
    let report = desk.json(["align", "--auto", "--all"])?;
    assert_eq!(report["logs"], json!([]), "what somebody set by hand is left alone");
    let again = desk.json(["align", "Tape", "--auto"])?;
    assert_eq!(
        (&again["method"], &again["accepted"]),
        (&json!("text"), &json!(true)),
        "unless it is asked for"
    );
    let report = desk.json(["align", "--auto", "--all", "--dry-run"])?;
    assert_eq!((&report["accepted"], &report["abstained"]), (&json!(1), &json!(0)), "{report}");
    Ok(())
}

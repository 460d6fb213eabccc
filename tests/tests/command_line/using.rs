//! A session added, listed, searched, checked and played by its commands.

use anyhow::{Context, Result};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use serde_json::{Value, json};

const CHAT: &str = "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning, all\n\
    10:00:04 From Ben Oyelaran to Everyone:\n\tReplying to \"Good morning, all\"\n\n\tMorning! Sharing trainers, finally.\n\
    10:00:05 From Cleo Martin to Everyone:\n\tReacted to \"Good morning, all\" with 👍\n\
    10:00:07 From Ana Ruiz to Ben Oyelaran(Direct Message):\n\tyou first\n";
const WORDS: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Dov Lind>Welcome to the reading room.\n\n\
    00:05.000 --> 00:07.500\n<v Dov Lind>Today we talk about <00:06.000>bookmobiles.\n";

/// A session of eight seconds with a chat by the clock on the wall and a transcript.
fn desk_with_a_session() -> Result<(Desk, Value)> {
    let desk = Desk::new()?;
    let talk = desk.path("2008-05-14 Travelling trainers.wav");
    write_wav(&talk, 8_000, &[2_000, 4_000])?;
    let chat = desk.write("chat.txt", CHAT)?;
    let words = desk.write("talk.vtt", WORDS)?;
    let added = desk.json([
        "add".as_ref(),
        talk.as_os_str(),
        chat.as_os_str(),
        words.as_os_str(),
        "--started-at=2008-05-14T10:00:00-07:00".as_ref(),
        "--series=Round table".as_ref(),
    ])?;
    Ok((desk, added))
}

/// Other programs rely on these names: all of them are there and no others.
fn check_keys<const N: usize>(value: &Value, mut names: [&str; N]) {
    let there: Vec<&str> =
        value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default();
    names.sort_unstable();
    assert_eq!(there, names);
}

#[test]
fn adding_tells_what_came_of_it_and_makes_a_valid_bag() -> Result<()> {
    let (desk, added) = desk_with_a_session()?;
    let session = &added["sessions"][0];
    check_keys(
        session,
        ["id", "folder", "title", "duration_ms", "recordings", "logs", "messages", "warnings"],
    );
    assert_eq!(session["title"], "Travelling trainers", "the date ahead of the name is no part of the title");
    assert_eq!(
        (&session["duration_ms"], &session["recordings"], &session["logs"]),
        (&json!(8000), &json!(1), &json!(2))
    );
    assert_eq!(session["messages"], 5, "three messages, for the reaction is one no longer, and two cues");
    let bags = bags(&desk.archive())?;
    assert_eq!(bags.len(), 1);
    validate_bag(&bags[0])
}

#[test]
fn showing_puts_every_message_on_the_timeline() -> Result<()> {
    let (desk, _) = desk_with_a_session()?;
    let show = desk.only_session()?;
    check_keys(&show, ["session", "recordings", "logs", "messages"]);
    let messages = show["messages"].as_array().context("messages")?;
    let at: Vec<i64> = messages.iter().filter_map(|message| message["at_ms"].as_i64()).collect();
    assert_eq!(at, [1_000, 2_000, 4_000, 5_000, 7_000], "the known start puts the chat beside what was said");
    assert_eq!(messages[2]["reply_to"], messages[1]["seq"], "a reply knows what it answers");
    assert_eq!(messages[1]["reactions"], json!([{"emoji": "👍", "by": ["Cleo Martin"]}]));
    assert_eq!(messages[4]["kind"], "private");
    let methods: Vec<&str> = show["logs"]
        .as_array()
        .context("logs")?
        .iter()
        .filter_map(|log| log["alignment"]["method"].as_str())
        .collect();
    assert_eq!(methods, ["metadata", "documented"]);
    Ok(())
}

#[test]
fn a_log_is_read_without_an_archive() -> Result<()> {
    let desk = Desk::new()?;
    let chat = desk.write("chat.txt", CHAT)?;
    let log = desk.json(["log".as_ref(), chat.as_os_str()])?;
    check_keys(&log, ["format", "confidence", "encoding", "time_base", "started_at", "messages", "warnings"]);
    assert_eq!((&log["format"], &log["time_base"]), (&json!("zoom-two-line"), &json!("wall_clock")));
    check_keys(
        &log["messages"][0],
        [
            "seq",
            "line",
            "source_ms",
            "end_ms",
            "kind",
            "author",
            "to",
            "text",
            "reply_to",
            "reactions",
            "words",
        ],
    );
    assert!(!desk.archive().exists(), "reading a log makes no archive");
    Ok(())
}

#[test]
fn an_alignment_is_set_shifted_tried_and_taken_back() -> Result<()> {
    let (desk, added) = desk_with_a_session()?;
    let id = added["sessions"][0]["id"].as_str().context("an id")?;
    let first = || -> Result<i64> {
        let show = desk.only_session()?;
        let chat =
            show["messages"].as_array().context("messages")?.iter().find(|message| message["log"] == "l1");
        chat.context("a chat message")?["at_ms"].as_i64().context("a time")
    };
    assert_eq!(first()?, 2_000);
    let tried = desk.json(["align", id, "--log=l1", "--offset=-1500", "--dry-run"])?;
    check_keys(&tried, ["method", "anchors", "confidence", "accepted", "residuals_ms"]);
    assert_eq!((&tried["accepted"], first()?), (&json!(false), 2_000), "a dry run changes nothing");
    desk.json(["align", id, "--offset=-1500"])?;
    assert_eq!(first()?, 500, "the chat is the one that is meant where the other log is a transcript");
    let placed = desk.json(["align", id, "--log=chat.txt", "--anchor=10:00:02=0:03"])?;
    assert_eq!((&placed["method"], &placed["anchors"]), (&json!("manual"), &json!([[36_002_000, 3_000]])));
    assert_eq!(first()?, 3_000);
    desk.json(["align", id, "--log=l1", "--reset"])?;
    assert_eq!(first()?, 2_000, "reset goes back to what the start says");
    validate_bag(&bags(&desk.archive())?[0])
}

#[test]
fn the_index_can_be_deleted_and_every_answer_is_the_same() -> Result<()> {
    let (desk, added) = desk_with_a_session()?;
    let id = added["sessions"][0]["id"].as_str().context("an id")?;
    desk.json(["align", id, "--offset=250"])?;
    let ask = || -> Result<Vec<Value>> {
        let mut answers = vec![desk.json(["list"])?, desk.json(["show", id])?];
        for query in ["trainers", "mor", "\"reading room\"", "bookmob*", "Ana", "okmobil", "nothing-of-that"]
        {
            let mut answer = desk.json(["search", query])?;
            answer["took_us"] = json!(0);
            answers.push(answer);
        }
        Ok(answers)
    };
    let before = ask()?;
    assert!(
        before.iter().any(|answer| answer["total"].as_u64().is_some_and(|total| total > 0)),
        "something is found"
    );
    std::fs::remove_dir_all(desk.index())?;
    assert_eq!(ask()?, before, "a deleted index is made anew");
    desk.json(["reindex"])?;
    assert_eq!(ask()?, before, "and so it is by reindexing");
    Ok(())
}

#[test]
fn a_search_hit_names_its_second() -> Result<()> {
    let (desk, added) = desk_with_a_session()?;
    let found = desk.json(["search", "trainers"])?;
    check_keys(&found, ["took_us", "total", "hits"]);
    let hits = found["hits"].as_array().context("hits")?;
    let written = hits.iter().find(|hit| hit["kind"] == "chat").context("the message")?;
    check_keys(
        written,
        ["session", "session_title", "message", "at_ms", "author", "kind", "text", "snippet"],
    );
    assert_eq!((&written["session"], &written["at_ms"]), (&added["sessions"][0]["id"], &json!(4_000)));
    assert_eq!(written["author"], "Ben Oyelaran");
    assert!(
        written["snippet"].as_str().is_some_and(|snippet| snippet.contains("**trainers**")),
        "what matched is marked"
    );
    Ok(())
}

#[test]
fn verifying_finds_one_changed_byte() -> Result<()> {
    let (desk, _) = desk_with_a_session()?;
    let verified = desk.json(["verify"])?;
    check_keys(&verified, ["sessions", "files", "bytes", "bad"]);
    assert_eq!((&verified["sessions"], &verified["bad"]), (&json!(1), &json!([])));
    let bag = bags(&desk.archive())?.remove(0);
    let chat = bag.join("data/chat.txt");
    let mut bytes = std::fs::read(&chat)?;
    bytes[3] ^= 1;
    std::fs::write(&chat, bytes)?;
    let output = desk.run(["verify", "--json"])?;
    assert_eq!(output.status.code(), Some(1), "a damaged archive is no success");
    let verified: Value = serde_json::from_slice(&output.stdout)?;
    assert!(
        verified["bad"][0]["file"].as_str().is_some_and(|file| file.ends_with("data/chat.txt")),
        "{verified}"
    );
    check_keys(&verified["bad"][0], ["file", "reason"]);
    Ok(())
}

#[test]
fn peaks_are_audiowaveforms_format() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 2_000, &[500])?;
    let out = desk.path("talk.dat");
    let told = desk.json([
        "peaks".as_ref(),
        talk.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
        "--samples-per-pixel=480".as_ref(),
    ])?;
    check_keys(&told, ["length", "duration_ms", "took_ms"]);
    assert_eq!((&told["length"], &told["duration_ms"]), (&json!(200), &json!(2_000)));
    let dat = std::fs::read(&out)?;
    let header: Vec<u32> =
        dat[..24].as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
    assert_eq!(header[..5], [2, 1, 48_000, 480, 200], "version, 8 bit, rate, samples per pixel, length");
    let loud = dat[24..].as_chunks::<2>().0.iter().position(|pair| pair[1].cast_signed() > 50);
    assert_eq!(loud, Some(50), "the click stands where it sounds");

    desk.json([
        "peaks".as_ref(),
        talk.as_os_str(),
        "-o".as_ref(),
        out.as_os_str(),
        "--samples-per-pixel=480".as_ref(),
        "--bits=16".as_ref(),
    ])?;
    let fine = std::fs::read(&out)?;
    assert_eq!(fine[4..8], [0; 4], "no flag: 16 bit");
    for (wide, narrow) in fine[24..].as_chunks::<2>().0.iter().zip(&dat[24..]) {
        let cut = i16::from_le_bytes(*wide) / 256;
        assert_eq!(cut, i16::from(narrow.cast_signed()), "8 bits are those of 16, cut off towards zero");
    }
    Ok(())
}

#[test]
fn one_session_is_made_for_each_stem_or_folder() -> Result<()> {
    let desk = Desk::new()?;
    std::fs::create_dir_all(desk.path("given/Third"))?;
    for name in ["first.wav", "second.wav", "Third/a.wav", "Third/b.wav"] {
        write_wav(&desk.path("given").join(name), 1_000, &[])?;
    }
    desk.write("given/second.txt", CHAT)?;
    let added = desk.json(["add".as_ref(), desk.path("given").as_os_str(), "--each".as_ref()])?;
    let made: Vec<_> = added["sessions"]
        .as_array()
        .context("sessions")?
        .iter()
        .map(|made| (&made["title"], &made["recordings"], &made["logs"]))
        .collect();
    assert_eq!(
        made,
        [
            (&json!("Third"), &json!(2), &json!(0)),
            (&json!("first"), &json!(1), &json!(0)),
            (&json!("second"), &json!(1), &json!(1))
        ]
    );
    Ok(())
}

#[test]
fn a_bag_made_elsewhere_is_taken_over_as_it_is() -> Result<()> {
    let desk = Desk::new()?;
    let bag = desk.path("An older bag");
    std::fs::create_dir(&bag)?;
    write_wav(&bag.join("talk.wav"), 1_000, &[])?;
    std::fs::write(bag.join("chat.txt"), CHAT)?;
    let python = std::env::var_os("CAUSERIE_BAGIT_PYTHON").unwrap_or_else(|| "python3".into());
    let made = std::process::Command::new(python).args(["-m", "bagit", "--sha512"]).arg(&bag).status()?;
    assert!(made.success(), "bagit makes a bag of the folder");
    let manifest = std::fs::read(bag.join("manifest-sha512.txt"))?;
    let added = desk.json(["add".as_ref(), bag.as_os_str()])?;
    assert_eq!((&added["sessions"][0]["recordings"], &added["sessions"][0]["logs"]), (&json!(1), &json!(1)));
    let taken = bags(&desk.archive())?.remove(0);
    assert_eq!(
        std::fs::read(taken.join("manifest-sha512.txt"))?,
        manifest,
        "its manifest is kept to the byte"
    );
    validate_bag(&taken)
}

#[test]
fn wrong_usage_and_failures_have_their_own_exit_status() -> Result<()> {
    let desk = Desk::new()?;
    let status = |arguments: &[&str]| -> Result<Option<i32>> { Ok(desk.run(arguments)?.status.code()) };
    assert_eq!(status(&["frobnicate"])?, Some(2));
    assert_eq!(status(&["align", "x"])?, Some(2), "one of the changes is wanted");
    assert_eq!(status(&["play", "x", "--speed=9"])?, Some(2));
    assert_eq!(status(&["show", "nobody"])?, Some(1));
    assert_eq!(status(&["list"])?, Some(0));
    let completions = desk.run(["completions", "bash"])?;
    assert!(
        String::from_utf8_lossy(&completions.stdout).contains("reindex"),
        "completions know the commands"
    );
    Ok(())
}

#[test]
fn a_recording_tells_what_it_claims_and_what_is_true() -> Result<()> {
    let desk = Desk::new()?;
    let sample =
        std::fs::read(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample/sample.mp3"))?;
    let joined = desk.write("joined.mp3", [&*sample, &*sample].concat())?;
    let about = desk.json(["info".as_ref(), joined.as_os_str()])?;
    let length = |field: &str| about[field].as_i64().context("a length");
    assert_eq!(
        length("duration_ms")?,
        2 * length("header_duration_ms")?,
        "its tag knows of the first half only"
    );
    assert_eq!(about["codec"], "mp3");
    assert_eq!(about["title"], "The tape marked miscellaneous");
    let told = desk.run(["info".as_ref(), joined.as_os_str()])?;
    let told = String::from_utf8(told.stdout)?;
    assert!(told.contains("header   4:02, -242.445 s off"), "{told}");
    Ok(())
}

//! Sessions and the catalogue written out by the command line, and read back.

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use serde_json::{Value, json};

const CHAT: &str = "10:00:02 From Ana Ruiz to Everyone:\n\tGood <b>morning</b>, all\n\
    10:00:04 From Ben Oyelaran to Everyone:\n\tReplying to \"Good <b>morning</b>, all\"\n\n\t=Morning!\n\
    10:00:07 From Ana Ruiz to Ben Oyelaran(Direct Message):\n\tyou first\n\
    10:00:59 From Ana Ruiz to Everyone:\n\ttoo late\n";
const WORDS: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Dov Lind>Welcome to the reading room,\nboth.\n\n\
    00:05.000 --> 00:07.500\n<v Ana Ruiz>Today: boats &amp; bridges, a &lt; b.\n";

/// A session of eight seconds with a chat by the clock on the wall and a transcript.
fn desk_with_a_session() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("2008-05-14 Boats & bridges.wav");
    write_wav(&talk, 8_000, &[2_000])?;
    let (chat, words) = (desk.write("chat.txt", CHAT)?, desk.write("talk.vtt", WORDS)?);
    let paths = [talk.as_os_str(), chat.as_os_str(), words.as_os_str()];
    desk.json([&["add".as_ref()], paths.as_slice()].concat())?;
    desk.json(["align", "Boats & bridges", "--log=chat.txt", "--anchor=10:00:00=0"])?;
    Ok(desk)
}

fn export(desk: &Desk, to: &str, name: &str, more: &[&str]) -> Result<String> {
    let out = desk.path(name);
    let out = out.to_str().context("a path")?;
    let answer = desk.json([&["export", "Boats & bridges", "--to", to, "-o", out], more].concat())?;
    ensure!(answer == json!({"files": [out]}), "{answer}");
    Ok(std::fs::read_to_string(out)?)
}

/// Start, end, author and text of a log's messages of a kind.
fn read(desk: &Desk, name: &str, kind: &str) -> Result<Vec<Value>> {
    let log = desk.json(["log".as_ref(), desk.path(name).as_os_str()])?;
    let messages = log["messages"].as_array().context("messages")?.iter();
    let of_kind = messages.filter(|message| message["kind"] == kind);
    Ok(of_kind.map(|m| json!([m["source_ms"], m["end_ms"], m["author"], m["text"]])).collect())
}

fn said() -> [Value; 2] {
    [
        json!([1_000, 3_000, "Dov Lind", "Welcome to the reading room,\nboth."]),
        json!([5_000, 7_500, "Ana Ruiz", "Today: boats & bridges, a < b."]),
    ]
}

#[test]
fn json_is_what_show_tells() -> Result<()> {
    let desk = desk_with_a_session()?;
    let written: Value = serde_json::from_str(&export(&desk, "json", "a.json", &["--private"])?)?;
    assert_eq!(written, desk.only_session()?, "private messages too, where they are asked for");
    Ok(())
}

#[test]
fn captions_are_read_back_as_they_were_said_and_written() -> Result<()> {
    let desk = desk_with_a_session()?;
    export(&desk, "vtt", "a.vtt", &[])?;
    let spoken = read(&desk, "a.vtt", "transcript")?;
    assert_eq!(spoken.len(), 4, "two said, two written while it was recorded");
    assert_eq!([&spoken[0], &spoken[3]], [&said()[0], &said()[1]]);
    assert_eq!(
        (&spoken[1][0], &spoken[1][2], &spoken[1][3]),
        (&json!(2_000), &json!("Ana Ruiz"), &json!("Good <b>morning</b>, all"))
    );
    let subrip = export(&desk, "srt", "a.srt", &[])?;
    assert!(subrip.starts_with("1\n00:00:01,000 --> 00:00:03,000\nDov Lind: Welcome"), "{subrip}");
    Ok(())
}

#[test]
fn ohms_is_read_back_with_its_index() -> Result<()> {
    let desk = desk_with_a_session()?;
    export(&desk, "ohms", "a.xml", &[])?;
    assert_eq!(read(&desk, "a.xml", "transcript")?, said());
    let index = read(&desk, "a.xml", "marker")?;
    assert_eq!(
        index,
        [
            json!([2_000, null, "", "Ana Ruiz wrote\nGood <b>morning</b>, all"]),
            json!([4_000, null, "", "Ben Oyelaran wrote\n=Morning!"])
        ]
    );
    Ok(())
}

#[test]
fn what_was_private_stays_so_unless_asked_for() -> Result<()> {
    let desk = desk_with_a_session()?;
    for format in ["vtt", "srt", "csv", "json", "txt", "md", "ohms", "iiif", "html"] {
        let more: &[&str] = if format == "html" { &["--sound", "none"] } else { &[] };
        let shy = export(&desk, format, &format!("shy.{format}"), more)?;
        let open = export(&desk, format, &format!("open.{format}"), &[&["--private"], more].concat())?;
        assert_eq!((shy.contains("you first"), open.contains("you first")), (false, true), "{format}");
    }
    let printed = desk.command()?.args(["export", "Boats & bridges", "--to", "csv"]).output()?;
    assert!(
        String::from_utf8(printed.stderr)?.contains("1 private message is left out"),
        "and people are told"
    );
    let table = String::from_utf8(printed.stdout)?;
    assert!(table.contains("\r\nl1.1,4000,00:00:04.000,,chat,Ben Oyelaran,"), "{table}");
    assert!(
        table.contains(",'=Morning!,l1.0,") && table.contains("too late"),
        "no formula, and all there is: {table}"
    );
    Ok(())
}

#[test]
fn a_page_lies_beside_its_recordings_or_holds_them() -> Result<()> {
    let desk = desk_with_a_session()?;
    let out = desk.path("page");
    std::fs::create_dir(&out)?;
    let answer =
        desk.json(["export", "Boats & bridges", "--to=html", "-o", out.to_str().context("a path")?])?;
    let files: Vec<&str> =
        answer["files"].as_array().context("files")?.iter().filter_map(Value::as_str).collect();
    let [sound, page] = files.as_slice() else { anyhow::bail!("{files:?}") };
    let original = desk.path("2008-05-14 Boats & bridges.wav");
    assert_eq!(std::fs::read(sound)?, std::fs::read(&original)?, "the recording as it is");
    let text = std::fs::read_to_string(page)?;
    let address =
        text.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).context("an address")?;
    assert!(address.ends_with("%20recordings/r1-2008-05-14%20Boats%20%26%20bridges.wav"), "{address}");
    assert!(text.contains("Good &lt;b&gt;morning&lt;/b&gt;, all") && text.len() < 300_000);
    let whole = export(&desk, "html", "whole.html", &["--sound=embedded"])?;
    assert!(whole.contains("src=\"data:audio/wav;base64,UklGR"), "a WAV begins with RIFF");
    Ok(())
}

#[test]
fn files_are_kept_and_the_archive_is_left_alone() -> Result<()> {
    let desk = desk_with_a_session()?;
    let fails = |out: &std::path::Path, force: bool| -> Result<String> {
        let mut command = desk.command()?;
        command.args(["export", "Boats & bridges", "--to=txt", "-o"]).arg(out);
        if force {
            command.arg("--force");
        }
        let done = command.output()?;
        ensure!(done.status.code() == Some(1) && done.stdout.is_empty(), "{done:?}");
        Ok(String::from_utf8(done.stderr)?)
    };
    let file = desk.write("mine.txt", "mine")?;
    let told = fails(&file, false)?;
    assert!(told.contains("mine.txt is there already") && told.contains("--force"), "{told}");
    assert_eq!(std::fs::read_to_string(&file)?, "mine");
    assert!(export(&desk, "txt", "mine.txt", &["--force"])?.starts_with("Boats & bridges\n"));
    let bag = bags(&desk.archive())?.remove(0);
    assert!(fails(&bag.join("data/a.txt"), true)?.contains("lies in the archive"));
    assert!(fails(&desk.path("nowhere/a.txt"), false)?.contains("there is no folder"));
    validate_bag(&bag)
}

#[test]
fn a_manifest_names_its_parts_by_the_address_that_is_given() -> Result<()> {
    let desk = desk_with_a_session()?;
    let text = export(&desk, "iiif", "manifest.json", &["--base=https://example.org/boats/"])?;
    let manifest: Value = serde_json::from_str(&text)?;
    assert_eq!(manifest["id"], "https://example.org/boats/manifest.json");
    let canvas = &manifest["items"][0];
    let sound = &canvas["items"][0]["items"][0]["body"];
    assert_eq!((&canvas["duration"], &sound["format"]), (&json!(8.0), &json!("audio/wav")));
    assert_eq!(sound["id"], "https://example.org/boats/data/2008-05-14%20Boats%20%26%20bridges.wav");
    let done =
        desk.command()?.args(["export", "Boats & bridges", "--to=iiif", "--base=javascript:x"]).output()?;
    assert_eq!(done.status.code(), Some(1), "no address on the web");
    Ok(())
}

#[test]
fn the_catalogue_is_a_table_and_a_site() -> Result<()> {
    let desk = desk_with_a_session()?;
    let table = desk.command()?.args(["catalogue", "--to=csv"]).output()?.stdout;
    let table = String::from_utf8(table)?;
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1].contains(",Boats & bridges,2008-05-14,,8000,0:08,"), "{table}");
    let site = desk.path("site");
    let answer = desk.json(["catalogue", "--to=html", "-o", site.to_str().context("a path")?])?;
    assert_eq!(answer["files"].as_array().map(Vec::len), Some(3), "a recording, its page and the index");
    let index = std::fs::read_to_string(site.join("index.html"))?;
    let page = index.split("href=\"").nth(1).and_then(|rest| rest.split('"').next()).context("a link")?;
    let file = site.join(page.replace("%20", " ").replace("%26", "&"));
    let text = std::fs::read_to_string(&file).with_context(|| file.display().to_string())?;
    assert!(text.contains("<a href=\"../index.html\">") && text.contains("Welcome to the reading room"));
    Ok(())
}

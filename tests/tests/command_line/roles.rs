//! What belongs to a recording is told apart, and the chapters inside it too.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use serde_json::{Value, json};

const CHAT: &str = "10:00:02 From Ana Ruiz to Everyone:\n\tGood morning, all\n\
    10:00:04 From Ben Oyelaran to Everyone:\n\tThe harbour map is on the table\n\
    10:00:06 From ana ruiz to Everyone:\n\tback again, from the train\n";
const WORDS: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Dov Lind>Welcome to the reading room.\n\n\
    00:05.000 --> 00:07.500\n<v Dov Lind>Today we talk about bookmobiles.\n";
const LISTED: &str = r#"{"version":"1.2.0","chapters":[{"startTime":0,"title":"Before the doors open"},
    {"startTime":4,"title":"Doors open"}]}"#;

/// A recording of eight seconds that holds these chapters, each of two seconds.
fn with_chapters(desk: &Desk, name: &str, titles: &[&str]) -> Result<PathBuf> {
    let mut about = ";FFMETADATA1\nalbum=Harbour voices\n".to_owned();
    for (n, title) in titles.iter().enumerate() {
        let (start, end) = (n * 2_000, n * 2_000 + 2_000);
        about += &format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={end}\ntitle={title}\n");
    }
    let about = desk.write("chapters.txt", about)?;
    let (plain, path) = (desk.path("plain.wav"), desk.path(name));
    write_wav(&plain, 8_000, &[1_000])?;
    std::fs::create_dir_all(path.parent().context("a folder")?)?;
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-bitexact", "-i"])
        .arg(&plain)
        .arg("-i")
        .arg(&about)
        .args(["-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"])
        .arg(&path)
        .status()
        .context("ffmpeg is needed: scripts/setup.sh test")?;
    ensure!(made.success(), "ffmpeg makes {name}");
    std::fs::remove_file(plain)?;
    std::fs::remove_file(about)?;
    Ok(path)
}

fn array<'a>(value: &'a Value, name: &str) -> Result<&'a Vec<Value>> {
    value[name].as_array().with_context(|| format!("{name} in {value}"))
}

/// The markers of a session: when, and what they say.
fn markers(show: &Value) -> Result<Vec<(i64, &str)>> {
    let markers = array(show, "messages")?.iter().filter(|message| message["kind"] == "marker");
    Ok(markers.filter_map(|marker| Some((marker["at_ms"].as_i64()?, marker["text"].as_str()?))).collect())
}

fn id(added: &Value) -> Result<&str> {
    added["sessions"][0]["id"].as_str().context("an id")
}

#[test]
fn chapters_inside_recordings_are_markers_on_the_timeline() -> Result<()> {
    for ending in ["mp3", "m4a", "opus", "mka"] {
        let desk = Desk::new()?;
        let first = with_chapters(&desk, &format!("1.{ending}"), &["Welcome", "Räume & Häfen"])?;
        let second = with_chapters(&desk, &format!("2.{ending}"), &["Questions", "Goodbye"])?;
        let added = desk.json(["add".as_ref(), first.as_os_str(), second.as_os_str()])?;
        let made = &added["sessions"][0];
        assert_eq!((&made["logs"], &made["messages"]), (&json!(0), &json!(4)), "{ending}: no log was given");
        let show = desk.only_session()?;
        let begin = show["recordings"][0]["duration_ms"].as_i64().context("a length")?;
        let wanted =
            [(0, "Welcome"), (2_000, "Räume & Häfen"), (begin, "Questions"), (begin + 2_000, "Goodbye")];
        assert_eq!(markers(&show)?, wanted, "{ending}: the second file's times count from its beginning");
        assert!(array(&show, "messages")?.iter().all(|marker| marker["off_record"] == false), "{ending}");
        let hits = desk.json(["search", "häfen"])?;
        assert_eq!(hits["hits"][0]["at_ms"], 2_000, "{ending}: a chapter is found");
        desk.json(["reindex"])?;
        assert_eq!(desk.only_session()?, show, "{ending}: an index made anew knows them");
        std::fs::remove_dir_all(desk.index())?;
        assert_eq!(desk.only_session()?, show, "{ending}: and one that was deleted");
        validate_bag(&bags(&desk.archive())?[0])?;
    }
    Ok(())
}

#[test]
fn chapters_are_not_taken_for_the_chat() -> Result<()> {
    let desk = Desk::new()?;
    let talk = with_chapters(&desk, "talk.m4a", &["Welcome", "Questions"])?;
    let chat = desk.write("chat.txt", CHAT)?;
    let listed = desk.write("chapters.json", LISTED)?;
    let added = desk.json(["add".as_ref(), talk.as_os_str(), listed.as_os_str(), chat.as_os_str()])?;
    assert_eq!(added["sessions"][0]["logs"], 2, "the chapters inside are no file of their own");
    let id = id(&added)?;
    let before = markers(&desk.only_session()?)?.len();
    desk.json(["align", id, "--anchor=10:00:02=0:01"])?;
    let show = desk.only_session()?;
    let alignment = |log: &str| -> Result<Value> {
        let found = array(&show, "logs")?.iter().find(|entry| entry["id"] == log);
        Ok(found.with_context(|| format!("{log} in {show}"))?["alignment"].clone())
    };
    assert_eq!(alignment("l2")?["anchors"], json!([[36_002_000, 1_000]]), "the chat was meant");
    assert_eq!(
        (&alignment("l1")?["method"], &alignment("r1")?["method"]),
        (&json!("documented"), &json!("documented"))
    );
    assert_eq!(markers(&show)?.len(), before, "nothing is there twice");
    let all = desk.json(["align", "--all", "--auto", "--dry-run"])?;
    assert_eq!(array(&all, "logs")?.len(), 0, "markers are not looked for, and the chat was placed by hand");
    Ok(())
}

#[test]
fn chapters_can_be_moved_and_put_back() -> Result<()> {
    let desk = Desk::new()?;
    let first = with_chapters(&desk, "1.m4a", &["Welcome"])?;
    let second = with_chapters(&desk, "2.m4a", &["Questions", "Goodbye"])?;
    let added = desk.json(["add".as_ref(), first.as_os_str(), second.as_os_str()])?;
    let before = desk.only_session()?;
    desk.json(["align", id(&added)?, "--log=r2", "--offset=500"])?;
    let at = |show: &Value| -> Result<i64> { Ok(markers(show)?.last().context("a marker")?.0) };
    assert_eq!(at(&desk.only_session()?)?, at(&before)? + 500);
    desk.json(["reindex"])?;
    assert_eq!(at(&desk.only_session()?)?, at(&before)? + 500, "what somebody said is in session.json");
    desk.json(["align", id(&added)?, "--log=r2", "--reset"])?;
    assert_eq!(desk.only_session()?, before, "reset goes back to what the recording says");
    Ok(())
}

#[test]
fn each_log_of_a_folder_has_its_role() -> Result<()> {
    let desk = Desk::new()?;
    let folder = desk.path("2008-05-14 Harbour");
    std::fs::create_dir_all(&folder)?;
    write_wav(&folder.join("talk.wav"), 8_000, &[])?;
    desk.write("2008-05-14 Harbour/a words.vtt", WORDS)?;
    desk.write("2008-05-14 Harbour/b.dat", CHAT)?;
    desk.write("2008-05-14 Harbour/c.json", LISTED)?;
    desk.write("2008-05-14 Harbour/poster.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    desk.write("2008-05-14 Harbour/empty.txt", "")?;
    let added = desk.json(["add".as_ref(), folder.as_os_str()])?;
    let made = &added["sessions"][0];
    assert_eq!((&made["recordings"], &made["logs"], &made["messages"]), (&json!(1), &json!(3), &json!(7)));
    assert_eq!(array(made, "warnings")?.len(), 2, "what is neither heard nor read is kept and named: {made}");
    let show = desk.only_session()?;
    for (log, kind, text) in
        [("l1", "transcript", "bookmobiles"), ("l2", "chat", "map"), ("l3", "marker", "doors")]
    {
        let hits = desk.json(["search", text])?;
        let hit = &hits["hits"][0];
        assert_eq!(hit["kind"], kind, "what is in a file says what it is, not its name: {hits}");
        assert!(hit["message"].as_str().is_some_and(|id| id.starts_with(log)), "{log}: {hits}");
    }
    let told = String::from_utf8(desk.run(["show", "Harbour"])?.stdout)?;
    for role in ["a words.vtt  transcript", "b.dat  chat", "c.json  markers"] {
        assert!(told.contains(role), "{role} in {told}");
    }
    let alignments: Vec<_> =
        array(&show, "logs")?.iter().map(|log| log["alignment"]["method"].clone()).collect();
    assert_eq!(
        alignments,
        ["documented", "assumed", "documented"],
        "only the chat goes by the clock on the wall"
    );
    let bag = bags(&desk.archive())?.remove(0);
    let kept = ["poster.png", "empty.txt"].map(|name| bag.join("data").join(name));
    assert!(kept.iter().all(|path: &PathBuf| Path::exists(path)), "odd files are kept");
    validate_bag(&bag)
}

/// A chat of a program that nobody knows.
const ODD: &str = "#10.00.02# Ana Ruiz >> Good morning\n#10.00.04# Ben Oyelaran >> The harbour map\n\
    #10.00.06# Ana Ruiz >> Thank you\n";
const PATTERN: &str = "#{time}# {author} >> {text}";

#[test]
fn a_log_that_no_format_knows_is_read_by_a_recipe_for_good() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 8_000, &[])?;
    let odd = desk.write("odd.txt", ODD.replace('.', ":"))?;
    let refused = desk.run(["add".as_ref(), talk.as_os_str(), odd.as_os_str()])?;
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert_eq!(refused.status.code(), Some(3), "the recording is taken and the log is not: {said}");
    assert!(said.contains("odd.txt"), "{said}");
    let read = desk.json([
        "log".as_ref(),
        odd.as_os_str(),
        "--pattern".as_ref(),
        PATTERN.as_ref(),
        "--save=Odd".as_ref(),
    ])?;
    assert_eq!(array(&read, "messages")?.len(), 3);
    let added = desk.json(["add".as_ref(), talk.as_os_str(), odd.as_os_str(), "--title=Second".as_ref()])?;
    assert_eq!(added["sessions"][0]["messages"], 3, "a recipe that fits is taken: {added}");
    let show = desk.json(["show", id(&added)?])?;
    assert_eq!(show["logs"][0]["format"], "recipe:Odd");
    std::fs::remove_dir_all(desk.archive().join("recipes"))?;
    desk.json(["reindex"])?;
    assert_eq!(desk.json(["show", id(&added)?])?, show, "the log keeps its recipe with it");
    let missing = desk.run(["log".as_ref(), odd.as_os_str(), "--recipe=Odd".as_ref()])?;
    assert_eq!(missing.status.code(), Some(1), "a recipe that is gone is named");
    for bag in bags(&desk.archive())? {
        validate_bag(&bag)?;
    }
    Ok(())
}

#[test]
fn people_with_several_names_are_found_under_all() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 8_000, &[])?;
    let chat = desk.write("chat.txt", CHAT.replace("From ana ruiz", "From Aurelia"))?;
    let added = desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str()])?;
    let id = id(&added)?;
    let hits = |name: &str| -> Result<usize> { Ok(array(&desk.json(["search", name])?, "hits")?.len()) };
    assert_eq!((hits("Ruiz")?, hits("Aurelia")?), (1, 1));
    let joined = desk.json(["people", id, "--join", "Ana Ruiz=Aurelia"])?;
    assert_eq!(
        joined["people"],
        json!([{"name":"Ana Ruiz","also":["Aurelia"],"messages":2},{"name":"Ben Oyelaran","also":[],"messages":1}])
    );
    assert_eq!((hits("Ruiz")?, hits("Aurelia")?), (2, 2), "either name finds all");
    desk.json(["reindex"])?;
    assert_eq!((hits("Ruiz")?, hits("Aurelia")?), (2, 2), "what somebody said is in session.json");
    validate_bag(&bags(&desk.archive())?[0])?;
    desk.json(["people", id, "--split", "Aurelia"])?;
    assert_eq!((hits("Ruiz")?, hits("Aurelia")?), (1, 1), "and can be taken back");
    let nobody = desk.run(["people", id, "--join", "Ana Ruiz=Nobody"])?;
    assert_eq!(nobody.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nobody.stderr).contains("Ben Oyelaran"), "who is there is told");
    Ok(())
}

//! Redactions: neither heard nor read, found or given out, and all back when they are removed.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::{RATE, onsets, write_wav};
use causerie_tests::desk::{Desk, bags, validate_bag};
use causerie_tests::pulse::Pulse;
use serde_json::Value;

const CHAT: &str = "10:00:01 From Ana Ruiz to Everyone:\n\tGood morning, all\n\
    10:00:04 From Ben Oyelaran to Everyone:\n\tThe heronry is a secret\n\
    10:00:07 From Ana Ruiz to Everyone:\n\tUnderstood\n";
const WORDS: &str = "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Dov Lind>Welcome to the reading room.\n\n\
    00:03.000 --> 00:06.000\n<v Dov Lind>Past <00:03.500>the <00:04.000>ferryman <00:05.000>we <00:05.500>turned.\n";
const HIDDEN: [&str; 4] = ["heronry", "secret", "ferryman", "A name"];

/// Clicks at six moments.
const CLICKS: [u32; 6] = [1_000, 2_000, 3_000, 4_000, 5_000, 6_000];

/// A session of which 3.9 to 4.6 s is redacted.
fn redacted_desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let talk = desk.path("2008-05-14 Marshes.wav");
    write_wav(&talk, 8_000, &CLICKS)?;
    let (chat, words) = (desk.write("chat.txt", CHAT)?, desk.write("talk.vtt", WORDS)?);
    desk.json(["add".as_ref(), talk.as_os_str(), chat.as_os_str(), words.as_os_str()])?;
    desk.json(["align", "Marshes", "--log=chat.txt", "--anchor=10:00:00=0"])?;
    let answer =
        desk.json(["redact", "Marshes", "--from", "0:03.9", "--to", "4600ms", "--reason", "A name"])?;
    ensure!(
        answer["redactions"][0]["reason"] == "A name" && answer["redactions"][0]["sound"] == "silence",
        "{answer}"
    );
    Ok(desk)
}

fn totals(desk: &Desk, queries: &[&str]) -> Result<Vec<Value>> {
    queries.iter().map(|query| Ok(desk.json(["search", query])?["total"].clone())).collect()
}

/// What of it is hidden stands in a text.
fn found(text: &str) -> Vec<&'static str> {
    HIDDEN.into_iter().filter(|hidden| text.contains(hidden)).collect()
}

#[test]
fn what_is_redacted_is_neither_shown_nor_found_until_it_is_lifted() -> Result<()> {
    let desk = redacted_desk()?;
    let bag = &bags(&desk.archive())?[0];
    let show = desk.only_session()?;
    assert_eq!(found(&show.to_string()), [] as [&str; 0], "{show}");
    let masked: Vec<&Value> = show["messages"]
        .as_array()
        .context("messages")?
        .iter()
        .filter(|one| one["redacted"] == true)
        .collect();
    assert_eq!(masked.len(), 2, "a message and a cue");
    assert_eq!(
        masked[0]["text"].as_str().map(|text| text.starts_with("Past [redacted] we")),
        Some(true),
        "word by word: {masked:?}"
    );
    assert_eq!(totals(&desk, &["heronry", "secret", "ferryman", "from:ben", "\"A name\""])?, [0; 5]);
    assert_eq!(totals(&desk, &["turned", "heronry redacted:yes", "redacted:yes ferryman"])?, [1; 3]);
    assert_eq!(
        desk.json(["search", "--redacted", "from:ben"])?["hits"][0]["text"],
        "The heronry is a secret"
    );
    let recorded = desk.json(["show", "Marshes", "--redacted"])?;
    assert_eq!(found(&recorded.to_string()), HIDDEN[..3], "for those who keep it");
    validate_bag(bag)?;

    desk.json(["align", "Marshes", "--log=chat.txt", "--offset=3000"])?;
    assert_eq!(
        totals(&desk, &["heronry", "ferryman", "\"good morning\""])?,
        [1, 0, 0],
        "the timeline is what counts"
    );
    desk.json(["align", "Marshes", "--log=chat.txt", "--offset=-3000"])?;
    desk.json(["reindex"])?;
    assert_eq!(totals(&desk, &["heronry", "ferryman", "\"good morning\""])?, [0, 0, 1], "also made anew");
    let id = desk.json(["redact", "Marshes", "--list"])?["redactions"][0]["id"]
        .as_str()
        .context("an id")?
        .to_owned();
    assert_eq!(
        desk.json(["redact", "Marshes", "--remove", &id[..8]])?["redactions"].as_array().map(Vec::len),
        Some(0)
    );
    assert_eq!(found(&desk.only_session()?.to_string()), HIDDEN[..3]);
    assert_eq!(totals(&desk, &["heronry", "ferryman", "redacted:yes"])?, [1, 1, 0]);
    validate_bag(bag)
}

#[test]
fn what_another_desk_redacts_is_gone_here_too() -> Result<()> {
    let desk = redacted_desk()?;
    desk.json(["redact", "Marshes", "--from", "0", "--to", "0:02", "--tone"])?;
    let elsewhere = |arguments: &[&str]| -> Result<Value> {
        let mut command = desk.command()?;
        let output =
            command.arg("--index-dir").arg(desk.path("elsewhere")).arg("--json").args(arguments).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(serde_json::from_slice(&output.stdout)?)
    };
    assert_eq!(elsewhere(&["search", "welcome"])?["total"], 0);
    desk.json(["redact", "Marshes", "--from", "0:06", "--to", "0:08"])?;
    elsewhere(&["tray", "new", "t"])?;
    elsewhere(&["tray", "add", "t", "Marshes", "--from", "0", "--to", "0:01"])?;
    assert_eq!(elsewhere(&["search", "understood"])?["total"], 0, "although a note was saved there first");
    Ok(())
}

#[test]
fn no_export_holds_what_is_redacted() -> Result<()> {
    let desk = redacted_desk()?;
    for format in ["vtt", "srt", "csv", "json", "txt", "md", "ohms", "iiif", "html"] {
        let out = desk.path(&format!("out.{format}"));
        let path = out.to_str().context("a path")?;
        let sound: &[&str] = if format == "html" { &["--sound", "none"] } else { &[] };
        let answer = desk.json([&["export", "Marshes", "--to", format, "-o", path], sound].concat())?;
        let text = String::from_utf8(std::fs::read(&out)?)?;
        assert_eq!(found(&text), [] as [&str; 0], "{format}");
        assert!(text.contains("Understood") || format == "iiif", "{format} holds the rest");
        let leads = ["ohms", "iiif"].contains(&format);
        let warned = answer["warnings"][0].as_str().is_some_and(|warning| warning.contains("Marshes.wav"));
        assert_eq!(warned, leads, "{format}: {answer}");
    }
    let site = desk.path("site");
    let path = site.to_str().context("a path")?;
    desk.json(["catalogue", "--to", "html", "--sound", "none", "-o", path])?;
    let page = std::fs::read_dir(site.join("sessions"))?.next().context("a page")??.path();
    assert_eq!(found(&std::fs::read_to_string(page)?), [] as [&str; 0]);
    std::fs::write(bags(&desk.archive())?[0].join("notes/00000000-0000-0000-0000-000000000001.json"), "{")?;
    let refused = desk.run(["export", "Marshes", "--to", "txt"])?;
    assert_eq!(refused.status.code(), Some(1), "a note that can't be read may be a redaction");
    assert!(String::from_utf8(refused.stderr)?.contains("000000000001.json"));
    Ok(())
}

/// The loudest sample of each of these stretches of a WAV, in milliseconds.
fn loudest(wav: &Path, stretches: &[(usize, usize)]) -> Result<Vec<i32>> {
    let mut reader = hound::WavReader::open(wav)?;
    let (rate, channels) = (reader.spec().sample_rate as usize, usize::from(reader.spec().channels));
    let samples: Vec<i32> = reader.samples::<i32>().collect::<Result<_, _>>()?;
    let at = |ms: usize| ms * rate / 1_000 * channels;
    let loudest = |&(from, to): &(usize, usize)| samples[at(from)..at(to)].iter().map(|s| s.abs()).max();
    Ok(stretches.iter().filter_map(loudest).collect())
}

fn file_ending(folder: &Path, ending: &str) -> Result<PathBuf> {
    let files = std::fs::read_dir(folder)?.map(|file| Ok(file?.path()));
    let files: Vec<PathBuf> = files.collect::<Result<_>>()?;
    files.into_iter().find(|file| file.to_string_lossy().ends_with(ending)).context("a file of that ending")
}

#[test]
fn sound_goes_out_without_what_is_redacted() -> Result<()> {
    let desk = redacted_desk()?;
    let original = bags(&desk.archive())?[0].join("data");
    let original = std::fs::read(file_ending(&original, ".wav")?)?;
    let out = |name: &str| -> Result<String> { Ok(desk.path(name).to_str().context("a path")?.to_owned()) };

    desk.json(["export", "Marshes", "--to", "html", "-o", &out("page.html")?])?;
    let copy = file_ending(&desk.path("page recordings"), ".wav")?;
    assert_eq!(loudest(&copy, &[(3_900, 4_600)])?, [0], "nothing is left of it");
    assert!(
        loudest(&copy, &[(3_000, 3_030), (5_000, 5_030)])?.iter().all(|&loud| loud > 20_000),
        "all else is there"
    );
    desk.json(["export", "Marshes", "--to", "html", "--sound", "embedded", "-o", &out("one.html")?])?;
    let page = std::fs::read(desk.path("one.html"))?;
    assert!(page.len() > original.len() && found(&String::from_utf8(page)?).is_empty());

    let clip = [
        "clip",
        "Marshes",
        "--from",
        "0:02.5",
        "--to",
        "0:05.5",
        "--audio",
        "wav",
        "--with",
        "txt,json,html",
    ];
    desk.json(clip.into_iter().chain(["-o", &out("clip")?]))?;
    let sound = file_ending(&desk.path("clip"), ".wav")?;
    assert_eq!(loudest(&sound, &[(1_400, 2_100)])?, [0]);
    for ending in [".txt", ".json", ".html"] {
        let text = std::fs::read_to_string(file_ending(&desk.path("clip"), ending)?)?;
        assert_eq!(found(&text), [] as [&str; 0], "{ending}");
    }
    desk.json(["tray", "new", "Listening"])?;
    desk.json([
        "tray",
        "add",
        "Listening",
        "Marshes",
        "--from",
        "0:02",
        "--to",
        "0:06",
        "--title",
        "The turn",
    ])?;
    let packet = desk.json(["packet", "Listening", "--audio", "wav", "-o", &out("packet")?])?;
    assert_eq!(packet["clips"], 1, "{packet}");
    for file in packet["files"].as_array().context("files")?.iter().filter_map(Value::as_str) {
        let bytes = std::fs::read(file)?;
        assert_eq!(found(&String::from_utf8_lossy(&bytes)), [] as [&str; 0], "{file}");
        if file.ends_with(".wav") {
            assert_eq!(loudest(Path::new(file), &[(1_900, 2_600)])?, [0], "{file}");
        }
    }
    desk.json(["tray", "add", "Listening", "Marshes", "--from", "0", "--to", "0:01"])?;
    let id = desk.json(["notes", "Marshes"])?["notes"][0]["id"].as_str().context("an id")?.to_owned();
    std::fs::remove_file(bags(&desk.archive())?[0].join(format!("notes/{id}.json")))?;
    let refused = desk.run(["packet", "Listening", "-o", &out("half")?])?;
    assert!(String::from_utf8(refused.stderr)?.contains("is gone"), "and no packet is half of its tray");
    let kept = std::fs::read(file_ending(&bags(&desk.archive())?[0].join("data"), ".wav")?)?;
    assert!(kept == original, "the recording is as it was");
    Ok(())
}

/// Plays, and gives when clicks are heard, in milliseconds since the first.
fn heard(desk: &Desk, sound: &Pulse, more: &[&str]) -> Result<Vec<i64>> {
    let capture = sound.listen()?;
    std::thread::sleep(Duration::from_millis(300));
    let mut play = desk.command()?;
    let status =
        play.args(["--json", "play", "Marshes"]).args(more).envs(sound.environment()).stdin(Stdio::null());
    ensure!(status.stdout(Stdio::null()).status()?.success(), "playing went to the end");
    std::thread::sleep(Duration::from_millis(300));
    let (samples, _) = capture.stop()?;
    let heard = onsets(&samples, RATE as usize / 8);
    let first = heard.first().copied().unwrap_or_default();
    Ok(heard.into_iter().map(|frame| (frame - first) as i64 * 1_000 / i64::from(RATE)).collect())
}

#[test]
fn what_is_redacted_is_not_heard() -> Result<()> {
    let sound = Pulse::start()?;
    let desk = redacted_desk()?;
    desk.json(["redact", "Marshes", "--from", "0:05", "--to", "5030ms", "--tone"])?;
    let near = |heard: &[i64], wanted: &[i64]| {
        heard.len() == wanted.len() && heard.iter().zip(wanted).all(|(is, wanted)| (is - wanted).abs() <= 20)
    };
    let silent = heard(&desk, &sound, &[])?;
    assert!(near(&silent, &[0, 1_000, 2_000, 5_000]), "without the fourth and the fifth: {silent:?}");
    let fast = heard(&desk, &sound, &["--speed", "2", "--at", "0:01.5"])?;
    assert!(near(&fast, &[0, 500, 2_000]), "from within, at another speed: {fast:?}");
    let all = heard(&desk, &sound, &["--redacted", "--at", "0:02.5"])?;
    assert!(near(&all, &[0, 1_000, 2_000, 3_000]), "as it was recorded: {all:?}");
    Ok(())
}

//! Clips and packets made by the command line of the sample session, and looked at as whoever gets them does.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, Result, ensure};
use causerie_tests::clicks::write_wav;
use causerie_tests::desk::{Desk, bags, validate_bag};
use serde_json::{Value, json};

const TITLE: &str = "The tape marked miscellaneous";
/// Who takes part in the sample session.
const PEOPLE: [&str; 14] = [
    "Maud Fairley",
    "Callum Reid",
    "Tobias Lund",
    "Ana Ruiz",
    "Ben Adeyemi",
    "Chloé Marchand",
    "Greta Holm",
    "Kofi Mensah",
    "Lena Vogt",
    "Walter Quill",
    "Priya Nair",
    "Ifan Prys",
    "Noor Haddad",
    "Haruka Mori",
];

fn desk() -> Result<Desk> {
    let desk = Desk::new()?;
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/sample");
    let file = |name: &str| sample.join(name).display().to_string();
    let files = ["sample.mp3", "transcript.vtt", "chat.txt"].map(file);
    let about = ["--title", TITLE, "--date=2025-10-16", "--series=The Long Table"];
    let start = ["--started-at=2025-10-16T10:02:00+01:00"];
    desk.json(["add"].into_iter().chain(files.iter().map(String::as_str)).chain(about).chain(start))?;
    Ok(desk)
}

/// What `clip` answers for a span of the sample.
fn clip(desk: &Desk, span: [&str; 2], out: &str, more: &[&str]) -> Result<Value> {
    let out = desk.path(out).display().to_string();
    let what = ["clip", TITLE, "--from", span[0], "--to", span[1], "-o", &out];
    desk.json([&what, more].concat())
}

fn files(answer: &Value) -> Result<Vec<PathBuf>> {
    let files = answer["files"].as_array().context("files")?.iter();
    files.map(|file| Ok(PathBuf::from(file.as_str().context("a path")?))).collect()
}

fn with_ending<'a>(files: &'a [PathBuf], ending: &str) -> Result<&'a PathBuf> {
    let found = files.iter().find(|file| file.extension().is_some_and(|found| found == ending));
    found.with_context(|| format!("a file that ends in {ending}"))
}

/// All files below a folder, from it.
fn below(folder: &Path) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for item in fs::read_dir(&next)? {
            let path = item?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder)?.display().to_string());
            }
        }
    }
    Ok(found)
}

fn refused(output: &Output, code: i32, part: &str) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{told}");
    assert!(
        told.contains("error:") && told.contains("help:") && told.contains(part),
        "{part:?} is told: {told}"
    );
}

#[test]
fn a_clip_is_a_spans_sound_and_words_from_zero() -> Result<()> {
    let desk = desk()?;
    let answer = clip(&desk, ["0:52.5", "1:10"], "out", &["--with", "vtt,srt,md,txt,csv,json,html"])?;
    let keys: Vec<&String> = answer.as_object().context("an object")?.keys().collect();
    assert_eq!(keys, ["audio", "files", "from_ms", "to_ms"]);
    assert_eq!((&answer["from_ms"], &answer["to_ms"]), (&json!(52_500), &json!(70_000)));
    let audio = &answer["audio"];
    assert_eq!((&audio["codec"], &audio["lossless"]), (&json!("mp3"), &json!(true)), "an MP3 is copied");
    assert!(audio["start_error_ms"].as_f64().context("a number")?.abs() < 0.1, "{audio}");
    let files = files(&answer)?;
    assert_eq!(files.len(), 8);
    assert_eq!(below(&desk.path("out"))?.len(), 8, "and nothing else");

    let sound = with_ending(&files, "mp3")?;
    let info = desk.json(["info".as_ref(), sound.as_os_str()])?;
    assert_eq!(info["duration_ms"], 17_500, "{info}");
    let cues = desk.json(["log".as_ref(), with_ending(&files, "vtt")?.as_os_str()])?;
    let spoken: Vec<&Value> = cues["messages"]
        .as_array()
        .context("cues")?
        .iter()
        .filter(|cue| cue["kind"] == "transcript")
        .collect();
    let first = spoken.first().context("a cue")?;
    assert_eq!(first["text"], "Naturally, you played that one first.", "{first}");
    assert_eq!(first["source_ms"], 515, "53.015 s less 52.5 s");
    let inside = |cue: &&Value| cue["source_ms"].as_i64().is_some_and(|at| (0..17_500).contains(&at));
    assert!(spoken.iter().all(inside), "{spoken:?}");
    let document: Value = serde_json::from_slice(&fs::read(with_ending(&files, "json")?)?)?;
    assert_eq!(document["session"]["duration_ms"], 17_500);
    assert_eq!(document["excerpt"]["from_ms"], 52_500);
    Ok(())
}

#[test]
fn a_page_holds_its_sound_and_loads_nothing() -> Result<()> {
    let desk = desk()?;
    let answer = clip(&desk, ["0:50", "1:20"], "out", &["--with=html", "--title=The <tape> & the laugh"])?;
    let files = files(&answer)?;
    let (page, sound) =
        (fs::read_to_string(with_ending(&files, "html")?)?, fs::read(with_ending(&files, "mp3")?)?);
    let address =
        page.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).context("an address")?;
    let data = address.strip_prefix("data:audio/mpeg;base64,").context("the sound itself")?;
    assert_eq!(data.len(), sound.len().div_ceil(3) * 4, "all of it");
    let rest = page.len() - data.len();
    assert!(rest < 300_000, "{rest} bytes beside the sound");
    let bare = page.replace(data, "");
    assert!(
        bare.contains("default-src 'none'") && !bare.contains("http:") && !bare.contains("https:"),
        "{bare}"
    );
    assert!(bare.contains("<h1 dir=\"auto\">The &lt;tape&gt; &amp; the laugh</h1>"));
    assert!(bare.contains("0:50 to 1:20") && bare.contains("data-at=\""), "it tells where it is from");
    assert!(bare.contains("(Fairley et al., 2025, 0:50–1:20)"), "and how to cite it");
    assert!(files.iter().all(|file| !file.display().to_string().contains(['<', '>'])), "{files:?}");
    Ok(())
}

#[test]
fn replies_quote_what_is_not_in_the_clip_or_pull_it_in() -> Result<()> {
    let desk = desk()?;
    let show = desk.only_session()?;
    let messages = show["messages"].as_array().context("messages")?;
    let at = |text: &str| -> Result<i64> {
        let found =
            messages.iter().find(|message| message["text"].as_str().is_some_and(|t| t.contains(text)));
        found.and_then(|message| message["at_ms"].as_i64()).with_context(|| text.to_owned())
    };
    let (asked, answered) = (at("Every archive has that tape")?, at("Ours says")?);
    let span = [format!("{}ms", asked + 1), format!("{}ms", answered + 5_000)];
    let span = [span[0].as_str(), span[1].as_str()];
    let text = |name: &str, more: &[&str]| -> Result<String> {
        let answer = clip(&desk, span, name, &[&["--with=txt"], more].concat())?;
        Ok(fs::read_to_string(with_ending(&files(&answer)?, "txt")?)?)
    };
    let quoted = text("quoted", &[])?;
    assert!(
        quoted.contains("Ifan Prys wrote, answering Priya Nair: “Every archive has that tape.”: Ours says"),
        "{quoted}"
    );
    let pulled = text("pulled", &["--context"])?;
    assert!(
        pulled.contains("    0:00  (just before) Priya Nair wrote: Every archive has that tape."),
        "{pulled}"
    );
    assert!(!pulled.contains("answering Priya"), "it is there to be read: {pulled}");
    Ok(())
}

#[test]
fn the_sound_can_be_of_any_kind_and_it_is_told_why_it_is_no_copy() -> Result<()> {
    let desk = desk()?;
    for (kind, codec, lossless) in [
        ("copy", "mp3", true),
        ("mp3", "mp3", false),
        ("flac", "flac", false),
        ("wav", "pcm", false),
        ("opus", "opus", false),
        ("ogg", "vorbis", false),
    ] {
        let answer = clip(&desk, ["10", "12"], kind, &["--audio", kind, "--fade=0"])?;
        assert_eq!(answer["audio"]["codec"], codec, "{kind}");
        assert_eq!(answer["audio"]["lossless"], lossless, "{kind}");
        let [file] = &files(&answer)?[..] else { anyhow::bail!("{answer}") };
        assert_eq!(desk.json(["info".as_ref(), file.as_os_str()])?["duration_ms"], 2_000, "{kind}");
    }
    let out = desk.path("m4a").display().to_string();
    let m4a = desk.run(["clip", TITLE, "--from=10", "--to=12", "--audio=m4a", "-o", &out])?;
    refused(&m4a, 1, "sample.mp3 can't be cut into M4A");
    assert!(!desk.path("m4a").exists(), "nothing is begun");
    let out = desk.path("even").display().to_string();
    let even = desk.run(["clip", TITLE, "--from=10", "--to=12", "--even", "-o", &out])?;
    let told = String::from_utf8(even.stderr)?;
    assert!(
        even.status.success() && told.contains("encoded anew as mp3, since its volume is evened out"),
        "{told}"
    );
    Ok(())
}

/// Every way in which a name may stand in bytes here.
fn holds(bytes: &[u8], name: &str) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    text.contains(&name.to_lowercase()) || bytes.windows(wide.len()).any(|window| window == wide)
}

fn names_in(folder: &Path) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for file in below(folder)? {
        let bytes = fs::read(folder.join(&file))?;
        for name in
            PEOPLE.iter().flat_map(|name| name.split(' ').chain([*name])).filter(|name| name.len() > 3)
        {
            // Words that are also in the program's own pages, or in what was said, are names only with a capital.
            if holds(&bytes, name) && name.contains(' ') || holds(file.as_bytes(), name) {
                found.push(format!("{name} in {file}"));
            }
        }
    }
    Ok(found)
}

#[test]
fn hidden_names_are_nowhere_in_a_clip() -> Result<()> {
    let desk = desk()?;
    let more =
        ["--with=vtt,srt,md,txt,csv,json,html", "--title=Maud Fairley meets Callum's tape", "--hide-names"];
    let plain = clip(&desk, ["0:01", "3:00"], "plain", &more[..2])?;
    assert!(files(&plain)?[0].display().to_string().contains("Maud Fairley"));
    assert!(!names_in(&desk.path("plain"))?.is_empty(), "there is something to hide");
    for (style, out) in [("--hide-names", "made-up"), ("--hide-names=initials", "initials")] {
        clip(&desk, ["0:01", "3:00"], out, &[more[0], more[1], style])?;
        assert_eq!(names_in(&desk.path(out))?, [""; 0], "{style}");
    }
    let listed = desk.json(["clip", TITLE, "--from=0:01", "--to=3:00", "--list-names"])?;
    let listed = listed["names"].as_array().context("names")?;
    let maud = listed.iter().find(|entry| entry["name"] == "Maud Fairley").context("Maud")?;
    let by = maud["by"].as_str().context("a name")?;
    let made_up = below(&desk.path("made-up"))?;
    assert!(
        made_up.iter().all(|file| file.starts_with(by)),
        "the name that is listed is the one in {made_up:?}"
    );
    Ok(())
}

#[test]
fn a_redacted_span_is_silent_and_masked() -> Result<()> {
    let desk = desk()?;
    let answer =
        clip(&desk, ["0:50", "1:00"], "out", &["--redact=0:53-0:55.5", "--with=vtt,txt", "--audio=wav"])?;
    let files = files(&answer)?;
    for ending in ["vtt", "txt"] {
        let text = fs::read_to_string(with_ending(&files, ending)?)?;
        assert!(!text.contains("played") && text.contains("[redacted]"), "{text}");
    }
    let mut sound = hound::WavReader::open(with_ending(&files, "wav")?)?;
    let (rate, channels) = (sound.spec().sample_rate as usize, usize::from(sound.spec().channels));
    let samples: Vec<i32> = sound.samples::<i32>().collect::<Result<_, _>>()?;
    let loudest = |from: usize, to: usize| {
        let frame = |ms: usize| ms * rate / 1000 * channels;
        samples
            .get(frame(from)..frame(to))
            .unwrap_or_default()
            .iter()
            .map(|s| s.abs())
            .max()
            .unwrap_or_default()
    };
    assert_eq!(loudest(3_000, 5_500), 0, "nothing is heard of it");
    assert!(loudest(0, 2_900) > 500, "and all else is");
    Ok(())
}

const CLIPS: &str = "\u{feff}Session;From;To;Title;Note;Tags\n\
    the tape marked miscellaneous;0:45;0:58;The last label;What was on it?;opening, labels\n";

fn table(desk: &Desk) -> Result<String> {
    let rows = "session,from,to,title,note,tags\n\
        The tape marked miscellaneous,0:45,0:58,The last label,\"Callum's tape.\nWho kept it?\",opening; Maud\n\
        The tape marked miscellaneous,1:00,1:20.5,,,\n\
        The tape marked miscellaneous,2:00,2:10,Frank,,\n";
    Ok(desk.write("Workshop.csv", rows)?.display().to_string())
}

#[test]
fn a_table_makes_all_clips_and_names_those_that_it_does_not() -> Result<()> {
    let desk = desk()?;
    let out = desk.path("out").display().to_string();
    let rows = "session,from,to,title\nThe tape marked miscellaneous,10,12,One\n\
        The tape marked miscellaneous,abc,12,Two\nNo such session,10,12,Three\n\
        The tape marked miscellaneous,12,10,Four\nThe tape marked miscellaneous,20,22,Five\n";
    let table = desk.write("clips.csv", rows)?.display().to_string();
    let done = desk.run(["--json", "clip", "--csv", &table, "-o", &out])?;
    let told = String::from_utf8(done.stderr)?;
    assert_eq!(done.status.code(), Some(3), "{told}");
    for part in [
        "clips.csv, line 3: from is \"abc\"",
        "clips.csv, line 4: there is no session",
        "line 5: can't cut 0:12 to 0:10",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert_eq!(below(Path::new(&out))?, ["Five.mp3", "One.mp3"].map(String::from).into());
    let answer: Value = serde_json::from_slice(&done.stdout)?;
    let clips = answer["clips"].as_array().context("clips")?;
    assert_eq!((clips.len(), &clips[1]["line"], &clips[1]["from_ms"]), (2, &json!(6), &json!(20_000)));
    let semicolons = desk.write("other.csv", CLIPS)?.display().to_string();
    desk.json(["clip", "--csv", &semicolons, "-o", &desk.path("other").display().to_string()])?;
    let lacking = desk.write("lacking.csv", "session,start\nx,1\n")?.display().to_string();
    refused(&desk.run(["clip", "--csv", &lacking, "-o", &out])?, 1, "lacking.csv has no column \"from\"");
    Ok(())
}

#[test]
fn a_packet_is_a_folder_of_pages_with_its_sources() -> Result<()> {
    let desk = desk()?;
    let (table, out) = (table(&desk)?, desk.path("packet"));
    let answer = desk.json(["packet", "--csv", &table, "--reel", "-o", &out.display().to_string()])?;
    let keys: Vec<&String> = answer.as_object().context("an object")?.keys().collect();
    assert_eq!(keys, ["checked", "clips", "files", "hidden", "warnings"]);
    assert_eq!((&answer["clips"], &answer["hidden"]), (&json!(3), &json!({"people": 0})));
    let there: BTreeSet<String> = files(&answer)?
        .iter()
        .map(|file| Ok(file.strip_prefix(&out)?.display().to_string()))
        .collect::<Result<_>>()?;
    assert_eq!(there, below(&out)?, "all that is there is told");
    assert_eq!(there.len(), 4 * 3 + 5, "{there:?}");
    let index = fs::read_to_string(out.join("index.html"))?;
    for link in index.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(out.join(link.replace("%20", " ").replace("%2C", ",")).is_file(), "{link} leads somewhere");
    }
    let handout = fs::read_to_string(out.join("handout.html"))?;
    assert!(
        handout.contains("<li dir=\"auto\">Who kept it?</li>")
            && handout.contains("<p dir=\"auto\">Callum&#39;s tape.</p>")
                | handout.contains("<p dir=\"auto\">Callum's tape.</p>"),
        "{handout}"
    );
    assert!(handout.contains("0:45 to 0:58 of The tape") && handout.contains("Reid, "), "{handout}");
    let citations = fs::read_to_string(out.join("citations.txt"))?;
    assert!(citations.contains("In The Long Table.\n(Fairley et al., 2025, 0:45–0:58)\n"), "{citations}");
    let page = fs::read_to_string(out.join("clips/01 The last label.html"))?;
    assert!(page.contains("<a href=\"../index.html\">All clips</a>") && page.contains("Who kept it?"));

    let reel = desk.json(["info".as_ref(), out.join("reel.mp3").as_os_str()])?;
    let length = reel["duration_ms"].as_i64().context("a length")?;
    assert!((43_498..=43_502).contains(&length), "13 s, 20.5 s and 10 s: {reel}");
    let chapters = reel["chapters"].as_array().context("chapters")?;
    let starts: Vec<_> = chapters.iter().map(|chapter| chapter["start_ms"].clone()).collect();
    assert_eq!(starts, [0, 13_000, 33_500], "{reel}");

    let provenance: Value = serde_json::from_slice(&fs::read(out.join("provenance.json"))?)?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/schemas/provenance.schema.json");
    let schema: Value = serde_json::from_slice(&fs::read(file)?)?;
    let schema = jsonschema::draft202012::options().should_validate_formats(true).build(&schema)?;
    let faults: Vec<String> = schema.iter_errors(&provenance).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, [""; 0], "{provenance:#}");
    let bag = bags(&desk.archive())?.remove(0);
    let manifest = fs::read_to_string(bag.join("manifest-sha256.txt"))?;
    let digest = provenance["clips"][0]["recordings"][0]["sha256"].as_str().context("a digest")?;
    assert!(manifest.contains(&format!("{digest}  data/sample.mp3")), "{manifest}");
    Ok(())
}

#[test]
fn a_packet_without_names_is_a_valid_bag_and_a_zip_is_the_same() -> Result<()> {
    let desk = desk()?;
    let (table, out) = (table(&desk)?, desk.path("packet"));
    let out_text = out.display().to_string();
    let hide = ["packet", "--csv", &table, "--hide-names", "--bag", "--reel", "--title=Maud's workshop"];
    let answer = desk.json([&hide[..], &["-o", &out_text]].concat())?;
    validate_bag(&out)?;
    assert_eq!(names_in(&out)?, [""; 0]);
    assert!(answer["hidden"]["people"].as_u64().is_some_and(|people| people > 3), "{answer}");
    assert_eq!(answer["checked"]["files"].as_u64(), Some(below(&out)?.len() as u64), "{answer}");

    let packed = desk.path("packet.zip");
    desk.json([&hide[..], &["-o", &packed.display().to_string()]].concat())?;
    let mut zip = zip::ZipArchive::new(fs::File::open(&packed)?)?;
    let unpacked = desk.path("unpacked");
    zip.extract(&unpacked)?;
    validate_bag(&unpacked.join("packet"))?;
    assert_eq!(below(&unpacked.join("packet"))?, below(&out)?);
    assert_eq!(names_in(&unpacked)?, [""; 0]);

    let again = desk.run(["packet", "--csv", &table, "-o", &out_text])?;
    refused(&again, 1, "is there already");
    desk.json(["packet", "--csv", &table, "--force", "-o", &out_text])?;
    assert!(
        out.join("index.html").is_file() && !out.join("data").exists(),
        "the other took its place, whole"
    );
    let mine = desk.path("mine");
    fs::create_dir(&mine)?;
    fs::write(mine.join("a.txt"), "mine")?;
    refused(
        &desk.run(["packet", "--csv", &table, "--force", "-o", &mine.display().to_string()])?,
        1,
        "is something else",
    );
    assert_eq!(below(&mine)?.len(), 1);
    Ok(())
}

#[test]
fn a_name_that_would_stay_is_found_and_nothing_is_written() -> Result<()> {
    let desk = desk()?;
    let table = table(&desk)?;
    // The replacement holds what is to be hidden, so that the check has something to find.
    let also = ["--hide-names", "--also=Frank=Frankly Frank"];
    let out = desk.path("packet").display().to_string();
    let done = desk.run([&["packet", "--csv", &table, "-o", &out], &also[..]].concat())?;
    if done.status.success() {
        let holds_frank = below(Path::new(&out))?.iter().any(|file| file.contains("Frank"));
        assert!(!holds_frank, "a replacement that shows the name is not taken");
    } else {
        refused(&done, 1, "nothing was written");
        assert!(!Path::new(&out).exists());
    }
    Ok(())
}

#[test]
fn what_fails_leaves_nothing_and_says_why() -> Result<()> {
    let desk = desk()?;
    let out = desk.path("out");
    let run = |span: [&str; 2], out: &Path, more: &[&str]| -> Result<Output> {
        let out = out.display().to_string();
        desk.run([&["clip", TITLE, "--from", span[0], "--to", span[1], "-o", &out], more].concat())
    };
    refused(&run(["2:00", "1:00"], &out, &[])?, 1, "it would end before it begins");
    refused(&run(["5:00", "50:00"], &out, &[])?, 1, "the recording ends at 4:02");
    refused(&run(["10", "12"], &desk.archive().join("x"), &[])?, 1, "lies in the archive");
    refused(&run(["10", "12"], &out, &["--also=Ana"])?, 1, "names are not hidden");
    assert!(!out.exists(), "nothing was begun");
    fs::create_dir(&out)?;
    fs::write(out.join("Mine.mp3"), "mine")?;
    refused(&run(["10", "12"], &out, &["--title=Mine", "--with=txt"])?, 1, "Mine.mp3 is there already");
    assert_eq!(below(&out)?, ["Mine.mp3".to_owned()].into(), "neither the text nor what was begun");
    assert_eq!(fs::read(out.join("Mine.mp3"))?, b"mine");
    let forced = run(["10", "12"], &out, &["--title=Mine", "--force"])?;
    assert!(forced.status.success() && fs::read(out.join("Mine.mp3"))? != b"mine");

    let bag = bags(&desk.archive())?.remove(0);
    let sound = bag.join("data/sample.mp3");
    let kept = fs::read(&sound)?;
    fs::write(&sound, &kept[..kept.len() / 2])?;
    let cut_short = run(["5:00", "5:10"], &desk.path("short"), &[])?;
    assert_eq!(
        cut_short.status.code(),
        Some(1),
        "half of it is gone: {}",
        String::from_utf8_lossy(&cut_short.stderr)
    );
    fs::remove_file(&sound)?;
    refused(&run(["10", "12"], &desk.path("gone"), &[])?, 1, "sample.mp3");
    assert!(!desk.path("short").exists() && !desk.path("gone").exists());
    let hidden = fs::read_dir(desk.path(""))?
        .flatten()
        .filter(|item| item.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "no hidden folder stays");
    Ok(())
}

#[test]
fn a_full_disk_is_told_and_leaves_nothing() -> Result<()> {
    let desk = Desk::new()?;
    let talk = desk.path("talk.wav");
    write_wav(&talk, 30_000, &[1_000])?;
    desk.json(["add".as_ref(), talk.as_os_str()])?;
    let disk = desk.path("disk");
    fs::create_dir(&disk)?;
    let script = "set -e; mount -t tmpfs -o size=1m tmpfs \"$1\"; d=\"$1\"; shift; \"$@\" || code=$?; ls -A \"$d\"; exit $code";
    let table = desk.write("clips.csv", "session,from,to\ntalk,0,20\n")?.display().to_string();
    for what in [vec!["clip", "talk", "--from=0", "--to=20"], vec!["packet", "--csv", &table]] {
        let output = Command::new("unshare")
            .args(["--mount", "--map-root-user", "sh", "-c", script, "sh"])
            .arg(&disk)
            .arg(causerie_tests::program("causerie")?)
            .args(what)
            .args(["--audio=copy", "-o"])
            .arg(disk.join("out"))
            .env("CAUSERIE_ARCHIVE", desk.archive())
            .env("CAUSERIE_INDEX_DIR", desk.index())
            .output()?;
        refused(&output, 1, "space");
        ensure!(output.stdout.is_empty(), "nothing is left: {}", String::from_utf8_lossy(&output.stdout));
    }
    Ok(())
}

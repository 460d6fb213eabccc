//! An archive of ten thousand sessions with five million messages: its first index beside the `sqlite3` shell importing and
//! indexing the same rows, a look at it when nothing has changed beside `find` looking at the same files, and the window on it
//! beside one on an empty archive and one on a hundred sessions.
//!
//! `CAUSERIE_BENCH_SESSIONS` makes it another number of sessions; each has 500 messages. The archive is kept in the target
//! folder for the next time.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_app::{App, Job, Places, Surroundings};
use causerie_archive::Archive;
use causerie_tests::corpus::{Chance, Vocabulary};
use causerie_tests::desk::Desk;
use causerie_tests::peers::sqlite_words;
use causerie_tests::window::{Memory, Window};
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

const SESSIONS: usize = 10_000;
const FEW: usize = 100;
const MESSAGES: usize = 500;
/// One byte a frame, so that a session of 1,000 seconds is 8 MB, which a sparse file holds in no room at all.
const RATE: u32 = 8_000;
const ROUNDS: usize = 5;
/// So long the window is left alone before its memory is read.
const SETTLED: Duration = Duration::from_secs(4);

fn main() -> Result<()> {
    let sessions =
        std::env::var("CAUSERIE_BENCH_SESSIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(SESSIONS);
    let many = Built::new(sessions)?;
    let desk = many.desk()?;
    let places = Places { archive: desk.archive(), index: desk.index() };

    let begun = Instant::now();
    let app = App::open(&places, Surroundings::real())?;
    let ours = begun.elapsed();
    let theirs = sqlite_words(&desk.path(""), &many.csv)?;
    report(
        &format!("the first index of {} messages", sessions * MESSAGES),
        "the sqlite3 shell",
        ours,
        theirs,
    );

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        ensure!(!app.scan(&Job::new())?, "nothing has changed");
        ours.push(begun.elapsed());
        theirs.push(find(&many.archive)?);
    }
    report("a scan with nothing changed", "find", median(&mut ours), median(&mut theirs));
    drop(app);

    let (few, empty) = (Built::new(FEW)?.desk()?, Desk::new()?);
    for desk in [&few, &empty] {
        App::open(&Places { archive: desk.archive(), index: desk.index() }, Surroundings::real())?;
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(start(&desk)?.0);
        theirs.push(start(&empty)?.0);
    }
    report("start to a usable window", "on an empty archive", median(&mut ours), median(&mut theirs));
    seen(&desk, &few)?;
    memory(&desk, &few)
}

/// How long it takes until the window shows what another program changed.
fn seen(many: &Desk, few: &Desk) -> Result<()> {
    let measure = |desk: &Desk| -> Result<Duration> {
        let (_, window) = start(desk)?;
        std::thread::sleep(SETTLED);
        let script = "return document.querySelector('nav [data-session]').dataset.session";
        let id = window.until("a list", script)?.as_str().context("an id")?.to_owned();
        let n = Uuid::parse_str(&id)?.as_u128() - 1;
        let folder = fs::read_dir(desk.archive())?.filter_map(|item| Some(item.ok()?.path())).find(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&format!("{n:05} ")))
        });
        let file = folder.context("its folder")?.join("session.json");
        let before = fs::read(&file)?;
        let mut session: serde_json::Value = serde_json::from_slice(&before)?;
        session["title"] = "Changed".into();
        let begun = Instant::now();
        fs::write(&file, session.to_string())?;
        window.until("the change", "return document.querySelector('nav').innerText.includes('Changed')")?;
        let took = begun.elapsed();
        fs::write(&file, before)?;
        Ok(took)
    };
    report("a change of another program seen", "among a hundred sessions", measure(many)?, measure(few)?);
    Ok(())
}

/// Opens the window, and gives how long it took until it could be used.
fn start(desk: &Desk) -> Result<(Duration, Window)> {
    let begun = Instant::now();
    let window = Window::open(desk, None, &[])?;
    window.until("a usable window", "return performance.getEntriesByName('usable').length > 0")?;
    Ok((begun.elapsed(), window))
}

fn memory(many: &Desk, few: &Desk) -> Result<()> {
    let measure = |desk: &Desk| -> Result<Memory> {
        let (_, window) = start(desk)?;
        std::thread::sleep(SETTLED);
        window.memory()
    };
    let (many, few) = (measure(many)?, measure(few)?);
    let ratio = |many: u64, few: u64| many as f64 / few.max(1) as f64;
    for (what, many, few) in [("the program", many.program, few.program), ("its page", many.page, few.page)] {
        println!(
            "memory of {what}: {} MB; with {FEW} sessions {} MB; ratio {:.2}",
            many / 1000,
            few / 1000,
            ratio(many, few)
        );
    }
    Ok(())
}

/// What `find` needs to tell of every `session.json` and every folder of notes what a scan looks at.
fn find(archive: &Path) -> Result<Duration> {
    let begun = Instant::now();
    let found = Command::new("find")
        .arg(archive)
        .args(["-mindepth", "2", "-maxdepth", "2", "(", "-name", "session.json", "-o", "-name", "notes", ")"])
        .args(["-printf", "%P %s %T@ %i\\n"])
        .stdout(Stdio::null())
        .status()?;
    ensure!(found.success(), "find did its part");
    Ok(begun.elapsed())
}

fn report(what: &str, peer: &str, ours: Duration, theirs: Duration) {
    println!(
        "{what}: {ours:.2?}; {peer} {theirs:.2?}; ratio {:.2}",
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
}

fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// An archive in the target folder, and its messages as rows.
struct Built {
    archive: PathBuf,
    csv: PathBuf,
}

impl Built {
    fn new(sessions: usize) -> Result<Self> {
        let bench = std::env::current_exe()?;
        let target = bench.ancestors().nth(3).context("a benchmark lies in target/release/deps")?;
        let folder = target.join(format!("scale-{sessions}"));
        let built = Self { archive: folder.join("archive"), csv: folder.join("messages.csv") };
        if !folder.is_dir() {
            let begun = Instant::now();
            let unfinished = target.join(format!("scale-{sessions}.unfinished"));
            let _ = fs::remove_dir_all(&unfinished);
            fs::create_dir_all(&unfinished)?;
            build(&unfinished, sessions)?;
            fs::rename(&unfinished, &folder)?;
            println!("an archive of {sessions} sessions was built in {:.1?}", begun.elapsed());
        }
        Ok(built)
    }

    /// A desk at this archive, with no index yet.
    fn desk(&self) -> Result<Desk> {
        let desk = Desk::new()?;
        symlink(&self.archive, desk.archive())?;
        Ok(desk)
    }
}

fn build(folder: &Path, sessions: usize) -> Result<()> {
    let root = folder.join("archive");
    let archive = Archive::create(&root, Uuid::new_v4(), "Ten thousand evenings")?;
    let mut csv = BufWriter::new(File::create(folder.join("messages.csv"))?);
    let vocabulary = Vocabulary::new(60_000);
    let mut chance = Chance::new(42);
    let length = MESSAGES as u64 * 2 * u64::from(RATE);
    let header = wav_header(u32::try_from(length)?);
    let sound = sha256_of_sound(&header, length);
    let mut title = String::new();
    for n in 0..sessions {
        title = vocabulary.sentence(&mut chance);
        let bag = root.join(format!("{n:05} {title}"));
        fs::create_dir_all(bag.join("data"))?;
        let mut talk = File::create(bag.join("data/talk.wav"))?;
        talk.write_all(&header)?;
        talk.set_len(header.len() as u64 + length)?;
        let mut chat = String::new();
        for seq in 0..MESSAGES {
            let (at, author) = (seq * 2, format!("Person {}", chance.below(400)));
            let words = vocabulary.sentence(&mut chance);
            writeln!(chat, "{:02}:{:02}:{:02}\t{author}:\t{words}", at / 3600, at / 60 % 60, at % 60)?;
            writeln!(csv, "{n},{seq},{},{author},{words}", at * 1000)?;
        }
        fs::write(bag.join("data/chat.txt"), &chat)?;
        fs::write(bag.join("bagit.txt"), "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")?;
        let manifest = format!("{}  data/chat.txt\n{sound}  data/talk.wav\n", hex(&Sha256::digest(&chat)));
        fs::write(bag.join("manifest-sha256.txt"), manifest)?;
        fs::write(bag.join("session.json"), serde_json::to_vec_pretty(&session(n, &title, length))?)?;
    }
    csv.flush()?;
    let last = format!("{:05} {title}", sessions - 1);
    let fixity = archive.verify(&last, &|_| (), &std::sync::atomic::AtomicBool::new(false))?;
    ensure!(fixity.bad.is_empty(), "{last} is a valid bag: {:?}", fixity.bad);
    Ok(())
}

fn session(n: usize, title: &str, length: u64) -> serde_json::Value {
    json!({
        "id": Uuid::from_u128(n as u128 + 1),
        "title": title,
        "date": format!("20{:02}-{:02}-{:02}", n % 25, n / 25 % 12 + 1, n / 300 % 28 + 1),
        "series": format!("Series {}", n % 40),
        "recordings": [{ "id": "r1", "path": "data/talk.wav", "duration_ms": length * 1000 / u64::from(RATE) }],
        "logs": [{
            "id": "l1", "path": "data/chat.txt", "format": "zoom-cloud",
            "alignment": { "method": "documented", "anchors": [], "confidence": 1.0, "residuals_ms": [] },
        }],
    })
}

/// The beginning of a RIFF WAVE file with one channel of eight bits.
fn wav_header(length: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(b"RIFF");
    header.extend((length + 36).to_le_bytes());
    header.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    header.extend(RATE.to_le_bytes());
    header.extend(RATE.to_le_bytes());
    header.extend(b"\x01\0\x08\0data");
    header.extend(length.to_le_bytes());
    header
}

fn sha256_of_sound(header: &[u8], length: u64) -> String {
    let mut sha = Sha256::new_with_prefix(header);
    let block = vec![0; RATE as usize];
    for _ in 0..length / u64::from(RATE) {
        sha.update(&block);
    }
    hex(&sha.finalize())
}

fn hex(digest: &[u8]) -> String {
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

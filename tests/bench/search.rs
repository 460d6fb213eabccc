//! Searching a million messages as one types, beside ripgrep over the same text; and indexing them, beside the
//! `sqlite3` shell importing and FTS-indexing the same rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_index::{Entry, Index, Order, Placed, Query};
use causerie_model::{Kind, Log, LogId, Message, Recording, RecordingId, Session, SessionId, TimeMs};
use causerie_tests::corpus::{Chance, Vocabulary};

const SESSIONS: usize = 500;
const MESSAGES: usize = 2_000;
const QUERIES: usize = 200;
/// A frame of a screen at 60 Hz: an answer within it is seen as the key goes down.
const FRAME: Duration = Duration::from_millis(16);

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let vocabulary = Vocabulary::new(60_000);
    let mut chance = Chance::new(42);
    let text_path = folder.path().join("messages.txt");
    let csv_path = folder.path().join("messages.csv");
    let mut text = std::io::BufWriter::new(std::fs::File::create(&text_path)?);
    let mut csv = std::io::BufWriter::new(std::fs::File::create(&csv_path)?);
    let mut sessions = Vec::with_capacity(SESSIONS);
    for n in 0..SESSIONS {
        let session = session(n, &vocabulary, &mut chance);
        let placed: Vec<Placed> = (0..MESSAGES).map(|seq| message(seq, &vocabulary, &mut chance)).collect();
        for item in &placed {
            writeln!(text, "{}: {}", item.message.author, item.message.text)?;
            writeln!(
                csv,
                "{n},{},{},{},{}",
                item.message.seq,
                item.at.get(),
                item.message.author,
                item.message.text
            )?;
        }
        sessions.push(Entry {
            folder: format!("{n} {}", session.title),
            stamp: "stamp".into(),
            session,
            placed,
        });
    }
    text.flush()?;
    csv.flush()?;

    let index_path = folder.path().join("index.sqlite");
    let begun = Instant::now();
    let mut index = Index::open(&index_path)?;
    for batch in sessions.chunks(25) {
        index.put(batch)?;
    }
    let ours = begun.elapsed();
    let theirs = sqlite_shell(folder.path(), &csv_path)?;
    println!(
        "adding {} messages: {:.1} s; sqlite3 shell {:.1} s; ratio {:.2}",
        SESSIONS * MESSAGES,
        ours.as_secs_f64(),
        theirs.as_secs_f64(),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );

    let reader = index.reader()?;
    let queries = queries(&vocabulary, &mut chance);
    let mut ours = Vec::new();
    let mut theirs = Vec::new();
    let mut by_kind: BTreeMap<&str, Vec<Duration>> = BTreeMap::new();
    for (kind, query) in &queries {
        let asked = Query {
            text: query.clone(),
            session: None,
            limit: 50,
            counts_all: false,
            order: Order::Relevance,
        };
        let begun = Instant::now();
        reader.search(&asked)?;
        let took = begun.elapsed();
        by_kind.entry(kind).or_default().push(took);
        ours.push(took);
        let begun = Instant::now();
        let mut grep = Command::new("rg");
        for word in query.split_whitespace() {
            // What rg can do of the same question: lines with the phrase, or with the rarest of the words.
            grep.args(["-e", word.trim_matches(['"', '*'])]);
        }
        let status = grep.args(["--count", "--ignore-case"]).arg(&text_path).stdout(Stdio::null()).status();
        status.context("ripgrep is needed: scripts/setup.sh bench")?;
        theirs.push(begun.elapsed());
    }
    for (kind, times) in &mut by_kind {
        let (p50, p99) = percentiles(times);
        println!("  {kind}: p50 {p50:.2?}, p99 {p99:.2?}");
    }
    let (p50, p99) = percentiles(&mut ours);
    let (rg50, rg99) = percentiles(&mut theirs);
    println!(
        "search, {QUERIES} mixed queries: p50 {p50:.2?}, p99 {p99:.2?}; ripgrep p50 {rg50:.2?}, p99 {rg99:.2?}"
    );
    println!(
        "ratio to ripgrep: p50 {:.4}, p99 {:.4}",
        p50.as_secs_f64() / rg50.as_secs_f64(),
        p99.as_secs_f64() / rg99.as_secs_f64()
    );
    println!("p99 is {} a frame of {FRAME:?}", if p99 <= FRAME { "within" } else { "beyond" });
    Ok(())
}

fn session(n: usize, vocabulary: &Vocabulary, chance: &mut Chance) -> Session {
    let id = SessionId::new(uuid::Uuid::from_u128(n as u128 + 1));
    let recording = Recording {
        id: RecordingId::nth(1),
        path: "data/talk.mp3".into(),
        duration: TimeMs::new(MESSAGES as i64 * 2_000),
        unknown: serde_json::Map::new(),
    };
    let log = Log {
        id: LogId::nth(1),
        path: "data/chat.txt".into(),
        format: "zoom-cloud".into(),
        recipe: None,
        alignment: causerie_model::Alignment::documented(),
        unknown: serde_json::Map::new(),
    };
    Session {
        id,
        title: vocabulary.sentence(chance),
        date: Some(format!("20{:02}-{:02}-01", n % 25, n % 12 + 1)),
        started_at: None,
        series: None,
        came_in: None,
        people: Vec::new(),
        recordings: vec![recording],
        logs: vec![log],
        unknown: serde_json::Map::new(),
    }
}

fn message(seq: usize, vocabulary: &Vocabulary, chance: &mut Chance) -> Placed {
    let at = TimeMs::new(seq as i64 * 2_000);
    let message = Message {
        seq: seq as u32,
        line: seq as u32 + 1,
        source: at,
        end: None,
        kind: Kind::Chat,
        author: format!("Person {}", chance.below(400)),
        to: None,
        text: vocabulary.sentence(chance),
        reply_to: None,
        reactions: Vec::new(),
        words: None,
    };
    Placed { log: LogId::nth(1), at, off_record: false, message }
}

/// A sixth each: rare words, common words, beginnings, phrases, two words, and words that are nowhere.
fn queries(vocabulary: &Vocabulary, chance: &mut Chance) -> Vec<(&'static str, String)> {
    let rare = |chance: &mut Chance| {
        vocabulary.word(vocabulary.size() / 2 + chance.below(vocabulary.size() / 2)).to_owned()
    };
    let common = |chance: &mut Chance| vocabulary.word(chance.below(30)).to_owned();
    (0..QUERIES)
        .map(|n| match n % 6 {
            0 => ("rare", format!("{} ", rare(chance))),
            1 => ("common", format!("{} ", common(chance))),
            2 => ("beginning", common(chance).chars().take(1 + n % 3).collect()),
            3 => ("phrase", format!("\"{} {}\"", common(chance), common(chance))),
            4 => ("two words", format!("{} {} ", common(chance), vocabulary.pick(chance))),
            _ => ("none", format!("zzq{n} ")),
        })
        .collect()
}

fn sqlite_shell(folder: &Path, csv: &Path) -> Result<Duration> {
    let mut script = String::from(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;\n\
         CREATE TABLE messages(session, seq, at, author, text);\n.mode csv\n",
    );
    writeln!(script, ".import {} messages", csv.display())?;
    script.push_str(
        "CREATE VIRTUAL TABLE words USING fts5(author, text, content='messages', tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');\n\
         INSERT INTO words(words) VALUES('rebuild');\n\
         CREATE VIRTUAL TABLE parts USING fts5(author, text, content='messages', tokenize='trigram', detail='none');\n\
         INSERT INTO parts(parts) VALUES('rebuild');\n",
    );
    let begun = Instant::now();
    let mut shell = Command::new("sqlite3")
        .arg(folder.join("shell.sqlite"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .context("sqlite3 is needed: scripts/setup.sh bench")?;
    shell.stdin.take().context("a pipe")?.write_all(script.as_bytes())?;
    ensure!(shell.wait()?.success(), "the sqlite3 shell did its part");
    Ok(begun.elapsed())
}

fn percentiles(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort();
    (times[times.len() / 2], times[times.len() * 99 / 100])
}

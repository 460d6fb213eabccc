//! Searching five million messages as one types, beside ripgrep over the same text and plain FTS5 `ORDER BY rank` over the
//! same rows; and indexing them, beside the `sqlite3` shell importing and FTS-indexing the same rows.
//!
//! `CAUSERIE_BENCH_SESSIONS` makes it another number of sessions than 10,000; each has 500 messages.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_index::{Entry, Index, Order, Placed, Query};
use causerie_model::{
    Kind, Log, LogId, Message, Reaction, Recording, RecordingId, Session, SessionId, TimeMs,
};
use causerie_tests::corpus::{Chance, Vocabulary};
use causerie_tests::peers::{sqlite_parts, sqlite_shell, sqlite_words};

const SESSIONS: usize = 10_000;
const MESSAGES: usize = 500;
const QUERIES: usize = 400;
/// Every so many queries the peers are asked too, who take far longer.
const PEERS: usize = 8;
/// What is promised of any query.
const P50: Duration = Duration::from_millis(5);
const P99: Duration = Duration::from_millis(30);

fn main() -> Result<()> {
    let sessions =
        std::env::var("CAUSERIE_BENCH_SESSIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(SESSIONS);
    let folder = tempfile::tempdir()?;
    let vocabulary = Vocabulary::new(60_000);
    let mut chance = Chance::new(42);
    let (text, csv) = (folder.path().join("messages.txt"), folder.path().join("messages.csv"));
    let index_path = folder.path().join("index.sqlite");
    let mut index = Index::create(&index_path)?;
    let mut ours = fill(&mut index, sessions, (&text, &csv), &vocabulary, &mut chance)?;
    let begun = Instant::now();
    index.finish(&|_| ())?;
    ours += begun.elapsed();
    let index = Index::open(&index_path)?;
    let (plain, parts) = (sqlite_words(folder.path(), &csv)?, sqlite_parts(folder.path())?);
    println!(
        "adding {} messages: {:.1} s, {} MB; sqlite3 shell {:.1} s, with trigrams for parts of words {:.1} s; ratio {:.2}, {:.2}",
        sessions * MESSAGES,
        ours.as_secs_f64(),
        std::fs::metadata(&index_path)?.len() / 1_000_000,
        plain.as_secs_f64(),
        (plain + parts).as_secs_f64(),
        ours.as_secs_f64() / plain.as_secs_f64(),
        ours.as_secs_f64() / (plain + parts).as_secs_f64(),
    );
    search(&index, &queries(&vocabulary, &mut chance), folder.path(), &text)
}

/// Adds all sessions to the index, and writes them as text and as CSV. Returns how long the adding took.
fn fill(
    index: &mut Index,
    sessions: usize,
    (text, csv): (&Path, &Path),
    vocabulary: &Vocabulary,
    chance: &mut Chance,
) -> Result<Duration> {
    let mut text = std::io::BufWriter::new(std::fs::File::create(text)?);
    let mut csv = std::io::BufWriter::new(std::fs::File::create(csv)?);
    let mut took = Duration::ZERO;
    for first in (0..sessions).step_by(100) {
        let mut batch = Vec::new();
        for n in first..sessions.min(first + 100) {
            let session = session(n, vocabulary, chance);
            let placed: Vec<Placed> = (0..MESSAGES).map(|seq| message(seq, vocabulary, chance)).collect();
            for item in &placed {
                let Message { seq, author, text: words, .. } = &item.message;
                writeln!(text, "{author}: {words}")?;
                writeln!(csv, "{n},{seq},{},{author},{words}", item.at.get())?;
            }
            let folder = format!("{n} {}", session.title);
            batch.push(Entry {
                folder,
                stamp: "stamp".into(),
                session,
                placed,
                withheld: Vec::new(),
                notes: Vec::new(),
            });
        }
        let begun = Instant::now();
        index.put(&batch)?;
        took += begun.elapsed();
    }
    text.flush()?;
    csv.flush()?;
    Ok(took)
}

fn search(index: &Index, queries: &[(&'static str, String)], folder: &Path, text: &Path) -> Result<()> {
    let reader = index.reader()?;
    let mut peer = Plain::open(folder)?;
    let mut by_kind: BTreeMap<&str, [Vec<Duration>; 3]> = BTreeMap::new();
    for (n, (kind, query)) in queries.iter().enumerate() {
        let order = if *kind == "newest" { Order::Newest } else { Order::Relevance };
        let asked = Query { text: query.clone(), session: None, limit: 50, counts_all: false, order };
        let [ours, grep, plain] = by_kind.entry(kind).or_default();
        let begun = Instant::now();
        reader.search(&asked)?;
        ours.push(begun.elapsed());
        if n < queries.len() / PEERS {
            grep.push(ripgrep(query, text)?);
            plain.push(peer.ask(query)?);
        }
    }
    let mut all: [Vec<Duration>; 3] = Default::default();
    for (kind, times) in &mut by_kind {
        let [(p50, p99), (grep, _), (plain, _)] = times.each_mut().map(|times| percentiles(times));
        println!(
            "  {kind:12} p50 {p50:>9.2?}, p99 {p99:>9.2?}; ripgrep p50 {grep:>9.2?}; FTS5 p50 {plain:>9.2?}"
        );
        for (all, times) in all.iter_mut().zip(times) {
            all.append(times);
        }
    }
    let [(p50, p99), (grep50, grep99), (plain50, plain99)] = all.each_mut().map(|times| percentiles(times));
    println!("search, {QUERIES} mixed queries: p50 {p50:.2?}, p99 {p99:.2?}");
    let ratio = |ours: Duration, theirs: Duration| ours.as_secs_f64() / theirs.as_secs_f64();
    println!(
        "ratio to ripgrep (p50 {grep50:.2?}, p99 {grep99:.2?}): p50 {:.4}, p99 {:.4}",
        ratio(p50, grep50),
        ratio(p99, grep99)
    );
    println!(
        "ratio to FTS5 ORDER BY rank (p50 {plain50:.2?}, p99 {plain99:.2?}): p50 {:.4}, p99 {:.4}",
        ratio(p50, plain50),
        ratio(p99, plain99)
    );
    let kept = |is: bool| if is { "within" } else { "beyond" };
    println!("p50 is {} {P50:?}, p99 is {} {P99:?}", kept(p50 <= P50), kept(p99 <= P99));
    Ok(())
}

fn session(n: usize, vocabulary: &Vocabulary, chance: &mut Chance) -> Session {
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
        id: SessionId::new(uuid::Uuid::from_u128(n as u128 + 1)),
        title: vocabulary.sentence(chance),
        date: Some(format!("20{:02}-{:02}-{:02}", n % 25, n / 25 % 12 + 1, n / 300 % 28 + 1)),
        started_at: None,
        series: Some(format!("Series {}", n % 40)),
        came_in: None,
        people: Vec::new(),
        recordings: vec![recording],
        logs: vec![log],
        unknown: serde_json::Map::new(),
    }
}

fn message(seq: usize, vocabulary: &Vocabulary, chance: &mut Chance) -> Placed {
    let at = TimeMs::new(seq as i64 * 2_000);
    let mut text = vocabulary.sentence(chance);
    if chance.below(50) == 0 {
        text.push_str(" https://example.org/");
    }
    let applause = Reaction { emoji: "👏".into(), by: vec!["Person 1".into()] };
    let message = Message {
        seq: seq as u32,
        line: seq as u32 + 1,
        source: at,
        end: None,
        kind: if chance.below(3) == 0 { Kind::Chat } else { Kind::Transcript },
        author: format!("Person {}", chance.below(400)),
        to: None,
        text,
        reply_to: (chance.below(20) == 0).then(|| seq.saturating_sub(1) as u32),
        reactions: if chance.below(30) == 0 { vec![applause] } else { Vec::new() },
        words: None,
    };
    Placed { log: LogId::nth(1), at, off_record: false, message }
}

/// As many of each kind.
fn queries(vocabulary: &Vocabulary, chance: &mut Chance) -> Vec<(&'static str, String)> {
    let rare = |chance: &mut Chance| {
        vocabulary.word(vocabulary.size() / 2 + chance.below(vocabulary.size() / 2)).to_owned()
    };
    let common = |chance: &mut Chance| vocabulary.word(chance.below(30)).to_owned();
    let start = |word: String, letters: usize| word.chars().take(letters).collect::<String>();
    let made = |n: usize| match n % 16 {
        0 => ("rare", format!("{} ", rare(chance))),
        1 => ("common", format!("{} ", common(chance))),
        2 => ("one letter", start(common(chance), 1)),
        3 => ("beginning", start(common(chance), 2 + n / 16 % 4)),
        4 => ("phrase", format!("\"{} {}\"", common(chance), common(chance))),
        5 => ("two words", format!("{} {} ", common(chance), vocabulary.pick(chance))),
        6 => ("three words", format!("{} {} {}", common(chance), vocabulary.pick(chance), common(chance))),
        7 => ("none", format!("zzq{n} ")),
        8 => ("part", rare(chance).chars().skip(1).take(5).collect()),
        9 => ("either", format!("{} OR {} ", rare(chance), common(chance))),
        10 => ("not", format!("{} -{} ", common(chance), common(chance))),
        11 => ("from", format!("{} from:\"Person {}\" ", common(chance), n % 400)),
        12 => ("kind, has", format!("{} kind:chat has:link ", common(chance))),
        13 => ("series", format!("{} series:\"Series {}\" ", common(chance), n % 40)),
        14 => ("days", format!("{} after:20{:02}-03 before:20{:02} ", common(chance), n % 25, n % 25 + 1)),
        _ => ("newest", format!("{} ", common(chance))),
    };
    (0..QUERIES).map(made).collect()
}

/// The words of a query, without what a peer does not understand.
fn words(query: &str) -> impl Iterator<Item = &str> {
    let is_word =
        |word: &&str| !word.is_empty() && *word != "OR" && !word.contains(':') && !word.starts_with('-');
    query.split_whitespace().map(|word| word.trim_matches(['"', '*'])).filter(is_word)
}

/// What ripgrep can do of the same question: lines with any of the words.
fn ripgrep(query: &str, text: &Path) -> Result<Duration> {
    let begun = Instant::now();
    let mut grep = Command::new("rg");
    for word in words(query) {
        grep.args(["-e", word]);
    }
    let status = grep.args(["--count", "--ignore-case"]).arg(text).stdout(Stdio::null()).status();
    status.context("ripgrep is needed: scripts/setup.sh test")?;
    Ok(begun.elapsed())
}

/// Plain FTS5 in a shell that stays open.
struct Plain {
    shell: std::process::Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Plain {
    fn open(folder: &Path) -> Result<Self> {
        let mut shell = sqlite_shell(folder)?;
        let answers = BufReader::new(shell.stdout.take().context("a pipe")?);
        Ok(Self { shell, answers })
    }

    /// The fifty best of the messages with all words, the last of which may be begun.
    fn ask(&mut self, query: &str) -> Result<Duration> {
        let mut asked: String = words(query).map(|word| format!("\"{word}\" ")).collect();
        if !query.ends_with([' ', '"']) {
            asked = format!("{}*", asked.trim_end());
        }
        let begun = Instant::now();
        let stdin = self.shell.stdin.as_mut().context("a pipe")?;
        writeln!(
            stdin,
            "SELECT text FROM words WHERE words MATCH '{asked}' ORDER BY rank LIMIT 50;\nSELECT 'end';"
        )?;
        stdin.flush()?;
        let mut line = String::new();
        while line.trim_end() != "end" {
            line.clear();
            ensure!(self.answers.read_line(&mut line)? > 0, "the shell answers {asked}");
        }
        Ok(begun.elapsed())
    }
}

impl Drop for Plain {
    fn drop(&mut self) {
        let _ = self.shell.kill();
        let _ = self.shell.wait();
    }
}

fn percentiles(times: &mut [Duration]) -> (Duration, Duration) {
    times.sort();
    let at = |hundredth: usize| times.get(times.len() * hundredth / 100).copied().unwrap_or_default();
    (at(50), at(99))
}

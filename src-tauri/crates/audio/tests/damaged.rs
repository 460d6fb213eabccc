//! Damaged files of every kind: what can be played is played, without a panic, a hang or vast memory. The long form:
//! `FILES=10000 cargo test -p causerie-audio --release --test damaged -- --ignored --nocapture`; with `CONTAINER=FLAC`, of
//! that alone.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod kinds;
mod support;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::{Duration, Instant};
use std::{fmt, mem};

use causerie_audio::{AudioError, CutOptions, CutPart, CutTags, Reader, Target, cut};
use causerie_model::TimeMs;
use kinds::{Sources, kinds};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// What a file of a second may take at most: long, since the machine may have other things to do.
const LONGEST: Duration = Duration::from_secs(60);
const MOST_MEMORY: usize = 96 * 1024 * 1024;
/// The sound in a file, in seconds.
const SECONDS: f64 = 1.0;
/// Damaged files of each container.
const FILES: usize = 60;
const WORKER: &str = "reads damage";

/// Numbers that depend on the seed alone.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }

    /// A place: half of them in the head or the tail, where sizes and counts stand.
    fn place(&mut self, len: usize) -> usize {
        match self.below(4) {
            0 => self.below(len.min(800)),
            1 => len - 1 - self.below(len.min(1500)),
            _ => self.below(len),
        }
    }
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        if bytes.len() < 16 {
            return;
        }
        let at = dice.place(bytes.len());
        let length = (1 << dice.below(12)).min(bytes.len() - at);
        match dice.below(8) {
            0 => {
                for _ in 0..=dice.below(12) {
                    let at = dice.place(bytes.len());
                    bytes[at] ^= 1 << dice.below(8);
                }
            }
            1 => bytes[at] = dice.below(256) as u8,
            2 => bytes.truncate(dice.below(bytes.len())),
            3 => drop(bytes.drain(at..at + length)),
            4 => {
                let again = bytes[at..at + length].to_vec();
                bytes.splice(at..at, again);
            }
            5 => bytes[at..at + length].fill([0, 0xff][dice.below(2)]),
            6 => bytes[at..at + length].iter_mut().for_each(|byte| *byte = dice.below(256) as u8),
            _ => {
                // A length or a count that is wrong, of one of the sizes that they come in.
                let told: u64 =
                    [0, 1, 2, 0x7f, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, u64::MAX, 1 << 62][dice.below(9)];
                let size = [1, 2, 4, 8][dice.below(4)].min(bytes.len() - at);
                let (high, low) = (told.to_be_bytes(), told.to_le_bytes());
                bytes[at..at + size].copy_from_slice(if dice.below(2) == 0 {
                    &high[8 - size..]
                } else {
                    &low[..size]
                });
            }
        }
    }
}

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Played,
    Broken,
    Refused,
}

/// Reads all of it, from its middle, its end and its start on, and then behind a few more seeks.
fn go_through(path: &Path, dice: &mut Dice) -> Outcome {
    let mut reader = match Reader::open(path) {
        Ok(reader) => reader,
        Err(error) => {
            assert!(error.to_string().contains(&*path.to_string_lossy()), "names the file: {error}");
            assert!(!matches!(error, AudioError::Io { .. }), "the file is there: {error}");
            return Outcome::Refused;
        }
    };
    let frames = reader.info().frames;
    assert!(frames > 0 && reader.info().channels > 0 && reader.info().sample_rate > 0, "{:?}", reader.info());
    let mut outcome = Outcome::Played;
    let mut block = Vec::new();
    for from in [frames / 2, frames - 1, 0] {
        // A length made of silence can't be hours of it: what lies from here on is read only so far.
        let mut left = 20 * 48_000;
        if reader.seek(from).is_err() {
            outcome = Outcome::Broken;
        }
        loop {
            let before = reader.position();
            match reader.read(&mut block) {
                Ok(0) => break,
                Ok(read) => {
                    let told = reader.position() - before;
                    assert!(told >= read as u64, "{}: {read} frames read, {told} told", path.display());
                    assert_eq!(block.len(), read * usize::from(reader.info().channels), "whole frames");
                    assert!(reader.position() <= frames, "{}: no further than its end", path.display());
                    left -= read as i64;
                }
                Err(_) => {
                    outcome = Outcome::Broken;
                    break;
                }
            }
            if left < 0 {
                break;
            }
        }
    }
    // What can't be cut says so; what is cut is whole.
    let part = CutPart { path: path.into(), from: frames / 3, to: frames - frames / 5 };
    let out = path.with_extension("cut");
    let (target, tags) = ([Target::Copy, Target::Wav][dice.below(2)], CutTags::default());
    let options = CutOptions { target, fade: TimeMs::ZERO, gain: None, muted: Vec::new(), tags };
    if part.to - part.from < 20 * 48_000 && cut(&[part], &options, &out, &AtomicBool::new(false)).is_ok() {
        std::fs::remove_file(&out).unwrap();
    }
    assert!(!out.exists(), "{}: nothing is left of a cut that failed", path.display());
    for _ in 0..3 {
        let _ = reader.seek(dice.below(usize::try_from(frames).unwrap_or(usize::MAX)) as u64);
        let _ = reader.read(&mut block);
    }
    outcome
}

/// A row of the table: what came of the damaged files of one container.
#[derive(Default)]
struct Row {
    played: usize,
    broken: usize,
    refused: usize,
    slowest: (Duration, String),
    largest: (usize, String),
}

impl Row {
    /// Reads a file, or tells what is wrong with that.
    fn add(&mut self, path: &Path, mut dice: Dice) -> Result<(), String> {
        MEMORY.reset_peak_usage();
        let (start, before) = (Instant::now(), MEMORY.current_usage());
        let (done, ended) = mpsc::channel();
        let opened = path.to_owned();
        let worker = std::thread::Builder::new().name(WORKER.into());
        let worker = worker.spawn(move || done.send(go_through(&opened, &mut dice))).unwrap();
        let outcome = ended.recv_timeout(LONGEST);
        let memory = MEMORY.peak_usage().saturating_sub(before);
        self.slowest = mem::take(&mut self.slowest).max((start.elapsed(), name(path)));
        self.largest = mem::take(&mut self.largest).max((memory, name(path)));
        match outcome {
            Ok(Outcome::Played) => self.played += 1,
            Ok(Outcome::Broken) => self.broken += 1,
            Ok(Outcome::Refused) => self.refused += 1,
            Err(RecvTimeoutError::Timeout) => return Err(format!("it takes longer than {LONGEST:?}")),
            Err(RecvTimeoutError::Disconnected) => {
                return Err(format!("it panics: {:?}", worker.join().is_err()));
            }
        }
        if memory > MOST_MEMORY { Err(format!("it takes {memory} bytes")) } else { Ok(()) }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { played, broken, refused, slowest, largest } = self;
        write!(
            f,
            "{:6} | {played:6} | {broken:5} | {refused:7} | {:4} ms ({}) | {:4.1} MiB ({})",
            played + broken + refused,
            slowest.0.as_millis(),
            slowest.1,
            largest.0 as f64 / 1_048_576.0,
            largest.1
        )
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().display().to_string()
}

/// Damages as many files of each container, of its kinds in turn, and tells what came of it.
fn try_files(count: usize) {
    // What a decoder says as it gives up is of no interest here.
    let say = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let ours = panic.location().is_some_and(|at| at.file().contains("damaged.rs"));
        if ours || std::thread::current().name() != Some(WORKER) {
            say(panic);
        }
    }));
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::write(dir.path(), SECONDS);
    let mut containers: BTreeMap<&str, Vec<(PathBuf, Vec<u8>)>> = BTreeMap::new();
    for path in kinds().iter().map(|kind| (kind.make)(kind, &sources)) {
        let bytes = std::fs::read(&path).unwrap();
        containers.entry(container(&path)).or_default().push((path, bytes));
    }
    let mut found = Vec::new();
    println!("container |  files | played | to an error | refused | slowest | most memory");
    let only = std::env::var("CONTAINER").ok();
    for (container, whole) in containers.iter().filter(|one| only.as_ref().is_none_or(|only| only == one.0)) {
        let mut row = Row::default();
        for round in 0..count {
            let (file, bytes) = &whole[round % whole.len()];
            let (mut dice, mut bytes) = (Dice(round as u64), bytes.clone());
            damage(&mut bytes, &mut dice);
            let damaged = dir.path().join(format!("damaged-{round}-{}", name(file)));
            std::fs::write(&damaged, &bytes).unwrap();
            drop(bytes);
            if let Err(wrong) = row.add(&damaged, dice) {
                let kept = std::env::temp_dir().join(name(&damaged));
                std::fs::copy(&damaged, &kept).unwrap();
                found.push(format!("{}: {wrong}", kept.display()));
            }
            std::fs::remove_file(&damaged).unwrap();
        }
        println!("{container:9} | {row}");
        assert!(row.played > row.refused / 4, "{container}: damage hits what it does not break, too");
    }
    assert!(found.is_empty(), "files were kept that are not read as they should be:\n{}", found.join("\n"));
}

fn container(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap() {
        "aac" => "ADTS",
        "aiff" | "aifc" => "AIFF",
        "caf" => "CAF",
        "flac" => "FLAC",
        "m4a" | "mov" | "mp4" => "MP4",
        "mkv" | "webm" => "Matroska",
        "mp3" => "MP3",
        "ogg" | "opus" => "Ogg",
        "w64" => "Wave64",
        "wav" => "WAV",
        other => panic!("a container without a name: {other}"),
    }
}

#[test]
fn a_broken_page_of_an_ogg_file_takes_no_other_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::write(dir.path(), 8.0);
    for kind in kinds().iter().filter(|kind| matches!(kind.name, "vorbis.ogg" | "opus.opus" | "flac.ogg")) {
        let path = (kind.make)(kind, &sources);
        let whole = Reader::open(&path).unwrap().info().frames;
        let bytes = std::fs::read(&path).unwrap();
        let pages: Vec<_> =
            bytes.windows(4).enumerate().filter(|(_, mark)| mark == b"OggS").map(|at| at.0).collect();
        for page in [pages[1], pages[pages.len() / 2], pages[pages.len() - 1]] {
            let mut bytes = bytes.clone();
            // In the sound, or in a tag.
            let at = page + if page == pages[1] { 60 } else { 200 };
            bytes[at] ^= 0x40;
            std::fs::write(&path, &bytes).unwrap();
            let opened = Reader::open(&path);
            let mut reader = opened.unwrap_or_else(|error| panic!("page {page} of {pages:?}: {error}"));
            let frames = reader.info().frames;
            assert!(frames > whole / 2, "{} with page {page} broken: {frames} of {whole}", kind.name);
            let (mut read, mut block) = (0, Vec::new());
            while let more @ 1.. = reader.read(&mut block).unwrap() {
                read += more as u64;
            }
            assert_eq!(read, frames, "{}: to its end", kind.name);
        }
    }
}

#[test]
fn a_broken_stretch_of_a_matroska_file_takes_little_else_with_it() {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::write(dir.path(), 30.0);
    for kind in kinds().iter().filter(|kind| matches!(kind.name, "opus.webm" | "pcm.mkv" | "video.mkv")) {
        let path = (kind.make)(kind, &sources);
        let whole = Reader::open(&path).unwrap().info().frames;
        let bytes = std::fs::read(&path).unwrap();
        // The version of EBML; where the index begins, which names all that is not a cluster; the middle of the sound.
        let index = bytes.windows(4).position(|id| id == b"\x11\x4d\x9b\x74").unwrap();
        for (at, size) in [(5, 4), (index, 2), (bytes.len() / 2, 300)] {
            let mut bytes = bytes.clone();
            bytes[at..at + size].fill(0);
            std::fs::write(&path, &bytes).unwrap();
            let opened = Reader::open(&path);
            let mut reader = opened.unwrap_or_else(|error| panic!("{size} bytes at {at} broken: {error}"));
            let frames = reader.info().frames;
            assert!(frames.abs_diff(whole) < 4800, "{} broken at {at}: {frames} of {whole}", kind.name);
            for (from, what) in
                [(whole / 20, "ahead of"), (whole * 9 / 10, "behind"), (whole / 20, "ahead of")]
            {
                reader.seek(from).unwrap();
                let mut block = Vec::new();
                assert!(reader.read(&mut block).unwrap() > 0, "{}: {what} what is broken at {at}", kind.name);
                assert!(block.iter().any(|sample| sample.abs() > 0.01), "{}: sound {what} {at}", kind.name);
            }
        }
    }
}

#[test]
fn damaged_files_of_every_kind_come_to_an_end() {
    try_files(FILES);
}

#[test]
#[ignore = "takes minutes; FILES says how many of each container"]
fn many_damaged_files_come_to_an_end() {
    try_files(std::env::var("FILES").map_or(10_000, |files| files.parse().unwrap()));
}

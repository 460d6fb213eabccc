//! Reading logs of the line formats, tables, line patterns and Word documents, beside `wc -lw` counting the lines and
//! words of the same text.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use causerie_logs::{Recipe, read, read_with};
use causerie_model::ParsedLog;
use causerie_tests::corpus::{Chance, Vocabulary};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// How large each log is, in bytes.
const SIZE: usize = 48 * 1024 * 1024;
/// The best of so many rounds counts, for both.
const ROUNDS: usize = 3;
/// What every line format should reach, in MB/s.
const AIM: f64 = 100.0;

/// A format, and how it writes the `n`th message.
type Writer = (&'static str, &'static str, fn(&mut String, usize, &str, &str));

const WRITERS: &[Writer] = &[
    ("zoom-one-line", "chat.txt", |out, n, who, text| {
        let _ = writeln!(out, "{} From {who} to Everyone : {text}", clock(n));
    }),
    ("zoom-two-line", "chat.txt", |out, n, who, text| {
        let _ = write!(out, "{} From {who} to Everyone:\r\n\t{text}\r\n", clock(n));
    }),
    ("zoom-cloud", "GMT20260105-090000_RecordingnewChat.txt", |out, n, who, text| {
        let _ = write!(out, "{}\t{who}:\t{text}\r\n", clock(n));
    }),
    ("webvtt", "talk.vtt", |out, n, who, text| {
        let head = if n == 0 { "WEBVTT\n\n" } else { "" };
        let _ = write!(out, "{head}{n}\n{}.000 --> {}.500\n{who}: {text}\n\n", clock(n), clock(n));
    }),
    ("srt", "talk.srt", |out, n, who, text| {
        let _ = write!(out, "{}\n{},000 --> {},500\n{who}: {text}\n\n", n + 1, clock(n), clock(n));
    }),
    ("sbv", "talk.sbv", |out, n, who, text| {
        let _ = write!(out, "{}.000,{}.500\n{who}: {text}\n\n", clock(n), clock(n));
    }),
    ("webex-chat", "Chat messages_Talk_20260105.txt", |out, n, who, text| {
        let _ = writeln!(out, "2026-01-05 {} : {who} : {text}", minute(n));
    }),
    ("bigbluebutton-chat", "bbb-public-chat.txt", |out, n, who, text| {
        let _ = writeln!(out, "[{}] [{who} : VIEWER]: {text}", minute(n));
    }),
    ("whatsapp", "_chat.txt", |out, n, who, text| {
        let _ = writeln!(out, "[25/01/2026, {}] {who}: {text}", clock(n));
    }),
    ("signal", "chat.md", |out, n, who, text| {
        let _ = writeln!(out, "[2026-01-05 {}] {who}: {text}  \n", clock(n));
    }),
    ("irc", "#talk.log", |out, n, who, text| {
        let _ = writeln!(out, "[{}] <{}> {text}", clock(n), who.replace(' ', "_"));
    }),
    ("twitch-text", "chat.txt", |out, n, who, text| {
        let who = who.replace(' ', "_");
        let _ = writeln!(out, "[{}:{}] {who}: {text}", n / 36_000, clock(n).split_at(3).1);
    }),
    ("audacity-labels", "labels.txt", |out, n, who, text| {
        let at = n as f64 / 10.0;
        let _ = writeln!(out, "{at:.6}\t{:.6}\t{who}: {text}", at + 0.5);
    }),
    ("csv", "chat.csv", |out, n, who, text| {
        let head = if n == 0 { "Time,Author,Message\n" } else { "" };
        let _ = writeln!(out, "{head}{},{who},\"{text}\"", clock(n));
    }),
    ("pattern", "chat.txt", |out, n, who, text| {
        let _ = writeln!(out, "{} | {who} | {text}", clock(n));
    }),
];

/// What a line of the log looks like that is read by a pattern.
const PATTERN: &str = "{time} | {author} | {text}";

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let vocabulary = Vocabulary::new(20_000);
    let mut slow = Vec::new();
    for (format, name, write) in WRITERS {
        let log = log(*write, &vocabulary);
        let speed = measured(format, &log, folder.path(), || match *format {
            "pattern" => Ok(read_with(&Recipe::pattern(PATTERN), name, log.as_bytes())?),
            _ => Ok(read(name, log.as_bytes())?),
        })?;
        if speed < AIM {
            slow.push(*format);
        }
    }
    let document = document(&vocabulary);
    let packed = packed("word/document.xml", &document)?;
    measured("teams-docx", &document, folder.path(), || Ok(read("Talk.docx", &packed)?))?;
    match slow.as_slice() {
        [] => println!("every line format is read at {AIM} MB/s or better"),
        slow => println!("below {AIM} MB/s: {}", slow.join(", ")),
    }
    Ok(())
}

/// Prints how fast a log is read, beside its text being counted, and gives the MB/s of the text.
fn measured(format: &str, text: &str, folder: &Path, read: impl Fn() -> Result<ParsedLog>) -> Result<f64> {
    let path = folder.join(format);
    std::fs::write(&path, text)?;
    let ours = best(|| {
        let read = read()?;
        ensure!(read.format == format, "{format} is read as {}", read.format);
        ensure!(read.warnings.is_empty(), "{format} has no warning: {:?}", read.warnings.first());
        Ok(())
    })?;
    let theirs = best(|| {
        let status = Command::new("wc").arg("-lw").arg(&path).stdout(Stdio::null()).status();
        ensure!(status.context("wc")?.success(), "wc counts");
        Ok(())
    })?;
    let megabytes = text.len() as f64 / 1e6;
    let speed = megabytes / ours.as_secs_f64();
    println!(
        "{format}: {speed:.0} MB/s, {:.3} s for {megabytes:.0} MB; wc -lw {:.3} s; ratio {:.2}",
        ours.as_secs_f64(),
        theirs.as_secs_f64(),
        ours.as_secs_f64() / theirs.as_secs_f64()
    );
    Ok(speed)
}

/// The text of a Word document as Teams writes one, a paragraph a turn.
fn document(vocabulary: &Vocabulary) -> String {
    let paragraphs = log(
        |out, n, who, text| {
            let _ = write!(
                out,
                "<w:p><w:r><w:t>{who}   {}</w:t></w:r><w:r><w:br/><w:t>{text}</w:t></w:r></w:p>",
                clock(n)
            );
        },
        vocabulary,
    );
    format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{paragraphs}</w:body></w:document>"
    )
}

/// A ZIP with this file in it.
fn packed(name: &str, text: &str) -> Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file(name, SimpleFileOptions::default())?;
    zip.write_all(text.as_bytes())?;
    Ok(zip.finish()?.into_inner())
}

/// A log of [`SIZE`], with a day of 86,399 seconds and messages of 4 to 17 words.
fn log(write: fn(&mut String, usize, &str, &str), vocabulary: &Vocabulary) -> String {
    let mut chance = Chance::new(7);
    let mut log = String::with_capacity(SIZE + 4096);
    let mut n = 0;
    while log.len() < SIZE {
        let who = format!("Person {}", chance.below(300));
        write(&mut log, n, &who, &vocabulary.sentence(&mut chance));
        n += 1;
    }
    log
}

/// The time of day of the `n`th message, ten a second.
fn clock(n: usize) -> String {
    let at = n / 10;
    format!("{:02}:{:02}:{:02}", at / 3600 % 24, at / 60 % 60, at % 60)
}

/// Its minute alone.
fn minute(n: usize) -> String {
    clock(n)[..5].to_owned()
}

fn best(mut round: impl FnMut() -> Result<()>) -> Result<Duration> {
    let mut best = Duration::MAX;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        round()?;
        best = best.min(begun.elapsed());
    }
    Ok(best)
}

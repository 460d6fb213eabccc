//! Two hundred names, planted in every field of every format and in every thing that holds text: the check finds each, and none
//! once they are hidden.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what fails here fails the test")]

mod containers;
mod names;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use causerie_excerpt::check::check;
use causerie_excerpt::names::{Mask, Style};
use causerie_excerpt::redact::{MASK, Redaction, redact};
use causerie_excerpt::{Needle, apart_from};
use causerie_export::{Document, Facts, Format, Log, Options, Placed, Recording};
use causerie_model::{Alignment, Kind, LogId, Message, Reaction, RecordingId, TimeMs, Word};

use self::names::{is_latin, names};

/// A session in which everybody writes once, to the next and about them, in all fields.
fn session(names: &[String]) -> Document {
    let log = LogId::nth(1);
    let kinds = [Kind::Chat, Kind::Private, Kind::Transcript];
    let others = names.iter().cycle().skip(1);
    let messages: Vec<Placed> = names
        .iter()
        .zip(others)
        .zip(0..)
        .map(|((name, other), seq)| {
            let kind = kinds[seq as usize % 3];
            let words = ["then ", other, ", and ", other, "'s friend"].into_iter().zip(0..);
            let words = words.map(|(text, n)| Word {
                source: TimeMs::new(i64::from(seq) * 100 + n),
                text: text.to_owned(),
            });
            let words: Vec<Word> = words.collect();
            Placed {
                id: log.message(seq),
                log: log.clone(),
                at: TimeMs::new(i64::from(seq) * 100),
                off_record: false,
                message: Message {
                    seq,
                    line: seq + 1,
                    source: TimeMs::new(i64::from(seq) * 100),
                    end: None,
                    kind,
                    author: name.clone(),
                    to: (kind == Kind::Private).then(|| other.clone()),
                    text: words.iter().map(|word| word.text.as_str()).collect(),
                    reply_to: seq.checked_sub(1),
                    reactions: vec![Reaction { emoji: "👍".into(), by: vec![other.clone(), name.clone()] }],
                    words: (kind == Kind::Transcript).then_some(words),
                },
            }
        })
        .collect();
    let all = names.join("; ");
    Document {
        session: Facts {
            id: "00000000-0000-0000-0000-000000000007".parse().unwrap(),
            title: format!("Talks with {all}"),
            date: Some("2008-05-14".into()),
            started_at: None,
            series: Some(all.clone()),
            folder: all.replace('/', "-"),
            duration: TimeMs::new(60_000),
            people: names.len() as u64,
        },
        recordings: vec![Recording {
            id: RecordingId::nth(1),
            path: format!("data/{all}.mp3"),
            duration: TimeMs::new(60_000),
        }],
        logs: vec![Log {
            id: log,
            path: format!("data/{all}.txt"),
            format: "webvtt".into(),
            messages: names.len() as u64,
            alignment: Alignment::documented(),
        }],
        messages,
        excerpt: None,
        names: BTreeMap::new(),
    }
}

/// What is found in a file, by the needle.
fn found(name: &str, bytes: &[u8], needles: &[Needle]) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let file: PathBuf = folder.path().join(name);
    std::fs::write(&file, bytes).unwrap();
    check(&[file], needles).unwrap().into_iter().map(|finding| finding.needle).collect()
}

fn missing<'a>(names: &'a [String], found: &BTreeSet<String>) -> Vec<&'a str> {
    names.iter().map(String::as_str).filter(|name| !found.contains(*name)).collect()
}

/// All of a document that no name is part of.
fn shape(document: &Document) -> String {
    let messages: Vec<_> = document
        .messages
        .iter()
        .map(|placed| {
            let message = &placed.message;
            let words = message.words.iter().flatten().map(|word| word.source).collect::<Vec<_>>();
            let reactions: Vec<_> =
                message.reactions.iter().map(|reaction| (&reaction.emoji, reaction.by.len())).collect();
            format!(
                "{:?} {:?}",
                (&placed.id, placed.at, message.seq, message.source, message.end),
                (message.reply_to, reactions, words)
            )
        })
        .collect();
    format!(
        "{messages:?} {:?}",
        (document.session.id, document.session.duration, document.recordings.len(), &document.logs[0].id)
    )
}

#[test]
fn every_format_shows_the_names_and_none_once_they_are_hidden() {
    let names = names();
    assert_eq!(names.len(), 200);
    let document = session(&names);
    for style in [Style::MadeUp, Style::Initials] {
        let mask = Mask::of(&[&document], style, "seed", &[], &[]);
        let needles = mask.needles();
        let mut masked = document.clone();
        mask.apply(&mut masked);
        assert_eq!(shape(&masked), shape(&document), "times, ids, order and counts stay");
        let mut twice = masked.clone();
        mask.apply(&mut twice);
        assert_eq!(twice, masked);
        for format in Format::ALL {
            let write =
                |document: &Document| causerie_export::write(document, format, &Options::default()).unwrap();
            if style == Style::MadeUp {
                let found = found("export", write(&document).as_bytes(), &needles);
                assert_eq!(missing(&names, &found), [""; 0], "{format:?} shows all");
            }
            let hidden = write(&masked);
            let found = found("export", hidden.as_bytes(), &needles);
            assert!(found.is_empty(), "{style:?} {format:?}: {found:?}");
        }
    }
}

#[test]
fn everything_that_holds_text_is_looked_into() {
    let names = names();
    let mask = Mask::of(&[&session(&names)], Style::MadeUp, "seed", &[], &[]);
    let needles = mask.needles();
    let latin: Vec<String> = names.iter().filter(|name| is_latin(name)).cloned().collect();
    assert!(latin.len() > 50);
    for (kind, names_only_latin, make) in containers::ALL {
        let planted = if *names_only_latin { &latin } else { &names };
        let found_there = found("file", &make(planted), &needles);
        assert_eq!(missing(planted, &found_there), [""; 0], "{kind}");
        let hidden: Vec<String> = planted.iter().map(|name| mask.text(name)).collect();
        let left = found("file", &make(&hidden), &needles);
        assert!(left.is_empty(), "{kind}: {left:?}");
    }
}

#[test]
fn names_of_files_and_folders_are_looked_at() {
    let names = names();
    let mask = Mask::of(&[&session(&names)], Style::MadeUp, "seed", &[], &[]);
    let needles = mask.needles();
    let above = tempfile::tempdir().unwrap();
    let packet = above.path().join("packet");
    for (n, name) in names.iter().enumerate() {
        let (folder, file) = if n % 2 == 0 { (name.as_str(), "clip.txt") } else { ("clips", name.as_str()) };
        std::fs::create_dir_all(packet.join(folder)).unwrap();
        std::fs::write(packet.join(folder).join(file), "nothing").unwrap();
    }
    let findings = check(&[packet], &needles).unwrap();
    let found: BTreeSet<String> = findings.iter().map(|finding| finding.needle.clone()).collect();
    assert_eq!(missing(&names, &found), [""; 0]);
    assert!(findings.iter().all(|finding| finding.inside.as_deref() == Some("name")));
}

#[test]
fn sound_does_not_fail_by_chance() {
    let names = names();
    let needles = Mask::of(&[&session(&names)], Style::MadeUp, "seed", &[], &[]).needles();
    for (kind, bytes) in containers::sound() {
        let found = found("sound", &bytes, &needles);
        assert!(found.is_empty(), "{kind}: {found:?}");
    }
}

#[test]
fn a_place_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet.zip");
    std::fs::write(&file, containers::zip(&["a Ana Ruizan b".to_owned()])).unwrap();
    let findings = check(std::slice::from_ref(&file), &[Needle::word("Ana Ruizan")]).unwrap();
    let places: Vec<_> =
        findings.iter().map(|found| (found.inside.as_deref().unwrap_or_default(), found.at)).collect();
    assert!(places.contains(&("inner.zip › 0.txt", 2)), "{places:?}");
    assert!(findings.iter().all(|finding| finding.file == file));
}

#[test]
fn what_cannot_be_opened_is_not_called_clean() {
    let mut bytes = containers::zip(&["a".to_owned()]);
    bytes.truncate(bytes.len() - 30);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("packet.zip");
    std::fs::write(&file, bytes).unwrap();
    let error = check(&[file], &[Needle::word("Ana")]).unwrap_err().to_string();
    assert!(error.contains("packet.zip") && error.contains("can't be looked into"), "{error}");
    assert!(check(&[folder.path().join("none")], &[]).unwrap_err().to_string().contains("none"));
}

#[test]
fn a_needle_across_two_stretches_is_found_and_none_is_made_there() {
    let needles = [Needle::word("Ana Ruizan"), Needle::word("nana")];
    // Stretches begin somewhere in there.
    for at in (27_223..29_222).step_by(111).map(|word| word * 9) {
        let mut text = "bananana ".repeat(60_000).into_bytes();
        text.splice(at..at, *b" Ana Ruizan ");
        let found = found("long.txt", &text, &needles);
        assert_eq!(found.into_iter().collect::<Vec<_>>(), ["Ana Ruizan"], "at {at}");
    }
}

#[test]
fn redacted_words_are_gone_from_every_format() {
    let names = names();
    let mut document = session(&names);
    document.messages[30].message.text = "the safe number is seventeen hundred and four".into();
    document.messages[30].message.words = None;
    let span = Redaction { from: TimeMs::new(3_000), to: TimeMs::new(3_100), tone: false };
    let open = document.clone();
    let redacted = redact(&mut document, &[span]);
    let masked = (redacted.messages, document.messages[30].message.text.as_str());
    assert_eq!(masked, (2, MASK), "and what was still being said");
    let needles = apart_from("", redacted.needles);
    for format in Format::ALL {
        let write =
            |document: &Document| causerie_export::write(document, format, &Options::default()).unwrap();
        let before = found("export", write(&open).as_bytes(), &needles);
        assert!(before.contains("seventeen") && before.contains("safe number is"), "{format:?}: {before:?}");
        let left = found("export", write(&document).as_bytes(), &needles);
        assert!(left.is_empty(), "{format:?}: {left:?}");
    }
}

//! The index on real files: what is put in is found, in many scripts, and found again after everything was made anew.
#![allow(clippy::unwrap_used, reason = "what these helpers need is there, or the test fails")]

mod desk;

use std::path::Path;

use causerie_index::{Index, IndexError, Placed, Query, Reader};
use causerie_model::{Alignment, Anchor, Kind, Log, LogId, Method, Person, Session, SessionId, TimeMs};
use proptest::prelude::*;
use rusqlite::Connection;
use uuid::Uuid;

use desk::{Desk, chat, entry, placed, query, session, timeless};

#[test]
fn words_are_found_in_many_languages() {
    let desk = Desk::with(&[
        ("Zoë", "¿Mañana habrá más préstamos entre bibliotecas?"),
        ("Ben", "Les élèves cherchent l’encyclopédie"),
        ("Ute", "Die Bücherei öffnet um neun"),
        ("Mei", "我们的图书馆明天开门"),
        ("Aoi", "図書館で会いましょう"),
        ("Ana", "The bookmobile is late again"),
    ]);
    for (typed, who) in [
        ("prestamos", "Zoë"),
        ("MANANA", "Zoë"),
        ("élè", "Ben"),
        ("encyclopedie", "Ben"),
        ("bucherei", "Ute"),
        ("图书馆", "Mei"),
        ("明天", "Mei"),
        ("図", "Aoi"),
        ("会いま", "Aoi"),
        ("bookm", "Ana"),
        ("okmobil", "Ana"),
        ("\"late again\"", "Ana"),
        ("zoe", "Zoë"),
    ] {
        let hits = desk.ask(typed).hits;
        assert!(hits.iter().any(|hit| hit.author == who), "{typed} finds what {who} wrote: {hits:?}");
    }
    assert_eq!(desk.found("\"again late\""), [] as [&str; 0], "a phrase is in order");
    assert_eq!(desk.found("late -bookmobile"), [] as [&str; 0], "what is not wanted is left out");
}

#[test]
fn a_person_is_found_under_every_name() {
    let mut desk = Desk::new();
    let mut session = session(1, "2008-05-14", "A round table");
    session.people = vec![Person {
        name: "Anna Ruiz".into(),
        also: vec!["guest 14".into()],
        unknown: serde_json::Map::new(),
    }];
    desk.index.put(&[entry(session, "one", "s", &chat(&[("guest 14", "hello there")]))]).unwrap();
    assert_eq!(desk.found("anna hello"), ["hello there"]);
}

#[test]
fn authors_are_counted_as_they_are_written() {
    let desk = Desk::with(&[("Ben", "yes"), ("ana", "no"), ("", "Ana left"), ("Ben", "well"), ("Ana", "hm")]);
    let reader = desk.index.reader().unwrap();
    let authors = |id| reader.authors(SessionId::new(Uuid::from_u128(id))).unwrap();
    let told = |name: &str, count| (name.to_owned(), count);
    assert_eq!(authors(1), [told("Ana", 1), told("Ben", 2), told("ana", 1)], "nobody counts for nobody");
    assert!(authors(9).is_empty(), "a session that is not known holds nothing");
}

#[test]
fn a_title_leads_to_the_start_of_its_session() {
    let desk = Desk::with(&[("Ana", "nothing of that")]);
    let hits = desk.ask("round tab").hits;
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].message.clone(), hits[0].at, hits[0].kind), (None, TimeMs::ZERO, Kind::Marker));
}

#[test]
fn the_total_counts_what_is_not_shown() {
    let lines: Vec<String> = (0..2_000).map(|n| format!("shelves number {n}")).collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|line| ("Ana", line.as_str())).collect();
    let desk = Desk::with(&lines);
    let answer = desk.ask("shelves ");
    assert_eq!((answer.total, answer.total_is_exact, answer.hits.len()), (2_000, true, 50));
    let hurried = Query { counts_all: false, ..query("shelves ") };
    let answer = desk.index.reader().unwrap().search(&hurried).unwrap();
    assert_eq!((answer.total, answer.total_is_exact), (2_000, true), "a single word's total is known ahead");
    let reader = desk.index.reader().unwrap();
    let within = |id: u128| Query { session: Some(SessionId::new(Uuid::from_u128(id))), ..query("shelves ") };
    assert_eq!(reader.search(&within(1)).unwrap().total, 2_000);
    assert_eq!(reader.search(&within(9)).unwrap().total, 0, "a session that is not known holds nothing");
}

#[test]
fn titles_are_counted_as_far_as_is_asked() {
    let mut desk = Desk::new();
    let day = |n: u128| entry(session(n + 1, "2008-05-14", "A round table"), &n.to_string(), "s", &[]);
    desk.index.put(&(0..600).map(day).collect::<Vec<_>>()).unwrap();
    let answer = desk.ask("round ");
    assert_eq!((answer.total, answer.total_is_exact, answer.hits.len()), (600, true, 50));
    let hurried = Query { counts_all: false, ..query("round ") };
    let answer = desk.index.reader().unwrap().search(&hurried).unwrap();
    assert!((50..600).contains(&answer.total) && !answer.total_is_exact, "{}", answer.total);
}

#[test]
fn an_index_that_is_made_aside_is_in_one_piece() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.sqlite");
    let pieces = || -> u32 {
        let index = Connection::open(&path).unwrap();
        index.query_row("SELECT count(DISTINCT segid) FROM entries_idx", [], |row| row.get(0)).unwrap()
    };
    let mut index = Index::create(&path).unwrap();
    let evening =
        |n: u128| entry(session(n, "2008-05-14", "Evening"), &n.to_string(), "s", &chat(&[("Ana", "tea")]));
    for n in 0..40 {
        index.put([&evening(n)]).unwrap();
    }
    index.finish(&|_| ()).unwrap();
    assert_eq!(pieces(), 1);
    let mut index = Index::open(&path).unwrap();
    assert_eq!(index.reader().unwrap().search(&query("tea ")).unwrap().total, 40);
    for n in 40..60 {
        index.put([&evening(n)]).unwrap();
    }
    assert!((2..10).contains(&pieces()), "what comes later is joined little by little: {}", pieces());
    assert_eq!(index.reader().unwrap().search(&query("tea ")).unwrap().total, 60);
}

#[test]
fn every_answer_is_the_same_in_another_order_of_adding() {
    let sessions: Vec<(Session, String, Vec<Placed>)> = (1..30_u32)
        .map(|n| {
            let session =
                session(u128::from(n) * 7_919, &format!("2008-{:02}-01", n % 12 + 1), &format!("Talk {n}"));
            let lines: Vec<Placed> =
                (0..40).map(|seq| placed(seq, "Ana", &format!("common word {} and {n}", seq % 7))).collect();
            (session, format!("folder {n}"), lines)
        })
        .collect();
    let fill = |sessions: &mut dyn Iterator<Item = &(Session, String, Vec<Placed>)>| {
        let mut desk = Desk::new();
        for (session, folder, lines) in sessions {
            desk.index.put(&[entry(session.clone(), folder, "s", lines)]).unwrap();
        }
        desk
    };
    let (one, other) = (fill(&mut sessions.iter()), fill(&mut sessions.iter().rev()));
    for typed in ["common", "word 3", "talk", "com", "ommo", "\"and 12\"", "word -3"] {
        let (a, b) = (timeless(one.ask(typed)), timeless(other.ask(typed)));
        assert!(a.total > 0, "{typed} is there");
        assert_eq!(a, b, "{typed}");
    }
}

#[test]
fn putting_again_replaces_and_forgetting_leaves_nothing() {
    let mut desk = Desk::with(&[("Ana", "an old remark")]);
    let (again, id) = (session(1, "2009-01-01", "Renamed"), SessionId::new(Uuid::from_u128(1)));
    desk.index.put(&[entry(again, "moved", "s2", &chat(&[("Ana", "a new remark")]))]).unwrap();
    assert_eq!(desk.found("remark"), ["a new remark"], "the old one is gone with its words");
    assert_eq!(desk.found("old rem"), [] as [&str; 0]);
    let mut known = Vec::new();
    desk.index.known(|one| known.push((one.id, one.folder.to_owned(), one.stamp.to_owned()))).unwrap();
    assert_eq!(known, [(id, "moved".to_owned(), "s2".to_owned())]);
    let reader = desk.index.reader().unwrap();
    assert_eq!(reader.messages(id).unwrap(), chat(&[("Ana", "a new remark")]), "what went in comes out");
    desk.index.forget(id).unwrap();
    assert_eq!(desk.found("remark"), [] as [&str; 0]);
    assert_eq!(reader.session(id).unwrap(), None);
}

#[test]
fn an_alignment_moves_the_messages_of_its_log_only() {
    let mut desk = Desk::with(&[("Ana", "first"), ("Ana", "second")]);
    let mut moved = session(1, "2008-05-14", "A round table");
    let anchor = Anchor { source: TimeMs::ZERO, at: TimeMs::new(-500) };
    moved.logs[0].alignment = Alignment::at_anchors(Method::Manual, vec![anchor], 1.0);
    desk.index.realign(&moved, &LogId::nth(1), "s2").unwrap();
    let reader = desk.index.reader().unwrap();
    let at: Vec<(i64, bool)> =
        reader.messages(moved.id).unwrap().iter().map(|item| (item.at.get(), item.off_record)).collect();
    assert_eq!(at, [(-500, true), (500, false)], "what comes before the start is off the record");
    assert_eq!(desk.ask("second").hits[0].at, TimeMs::new(500));
    assert_eq!(reader.session(moved.id).unwrap().map(|row| row.session), Some(moved));
}

#[test]
fn an_outline_has_every_message_at_its_moment_and_leads_to_it() {
    let mut desk = Desk::new();
    let mut two_logs = session(1, "2008-05-14", "A round table");
    two_logs.logs.push(Log { id: LogId::nth(2), ..two_logs.logs[0].clone() });
    let mut spoken = placed(1, "Ben", "now we begin");
    spoken.log = LogId::nth(2);
    spoken.message.kind = Kind::Transcript;
    spoken.message.end = Some(TimeMs::new(3_500));
    let all = [placed(0, "Ana", "hello"), placed(2, "Ana", "at last"), spoken.clone()];
    desk.index.put(&[entry(two_logs, "one", "s", &all)]).unwrap();
    let reader = desk.index.reader().unwrap();
    let id = SessionId::new(Uuid::from_u128(1));
    let outline = reader.outline(id).unwrap();
    let marks: Vec<_> = outline
        .marks
        .iter()
        .map(|mark| (mark.number, mark.at.get(), mark.end.get(), mark.speaker.as_deref()))
        .collect();
    assert_eq!(marks, [(0, 0, 0, None), (2, 1_000, 3_500, Some("Ben")), (1, 2_000, 2_000, None)]);
    let logs: Vec<_> = outline.logs.iter().map(|log| (log.first, log.messages, log.spoken)).collect();
    assert_eq!(logs, [(0, 2, 0), (2, 1, 1)]);
    let read = reader.numbered(id, [2, 9, 0]).unwrap();
    assert_eq!(read, [(2, spoken), (0, all[0].clone())], "what is not there is left out");
    let nobody = SessionId::new(Uuid::from_u128(7));
    assert_eq!(reader.outline(nobody).unwrap().marks, []);
}

#[test]
fn a_session_is_found_by_what_people_call_it() {
    let mut desk = Desk::with(&[]);
    desk.index.put(&[entry(session(2, "2008-06-01", "a Round Table"), "two", "s", &[])]).unwrap();
    let reader = desk.index.reader().unwrap();
    let found = |text: &str| reader.find(text).unwrap().into_iter().map(|row| row.folder).collect::<Vec<_>>();
    assert_eq!(found("two"), ["two"]);
    assert_eq!(found("A round table"), ["one"], "what fits exactly comes first");
    assert_eq!(found("A ROUND TABLE"), ["one", "two"]);
    assert_eq!(found("00000000-0000-0000-0000-000000000002"), ["two"]);
    assert_eq!(found("00000000"), ["one", "two"], "the beginning of an id may fit several");
    assert_eq!(found("round"), ["one", "two"], "a part of a title will do");
    assert_eq!(found("nobody"), [] as [&str; 0]);
}

#[test]
fn a_running_search_can_be_interrupted() {
    let desk = Desk::with(&[("Ana", "word")]);
    let reader = desk.index.reader().unwrap();
    let interrupter = reader.interrupter();
    let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let flag = std::sync::Arc::clone(&stop);
    let nagging = std::thread::spawn(move || {
        while !flag.load(std::sync::atomic::Ordering::Relaxed) {
            interrupter.interrupt();
        }
    });
    let interrupted =
        (0..10_000).any(|_| matches!(reader.search(&query("word")), Err(IndexError::Interrupted)));
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    nagging.join().unwrap();
    assert!(interrupted, "one of many was running when it was interrupted");
    assert_eq!(reader.search(&query("word")).unwrap().total, 1, "the reader goes on afterwards");
}

#[test]
fn a_file_that_is_no_index_is_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("index.sqlite");
    std::fs::write(&path, "this is no database, however long it may be ".repeat(100)).unwrap();
    assert!(matches!(Index::open(&path), Err(IndexError::Corrupt { .. })));
    let newer = folder.path().join("newer.sqlite");
    drop(Index::open(&newer).unwrap());
    set_version(&newer, 99);
    assert!(matches!(Index::open(&newer), Err(IndexError::Newer { .. })));
    let older = folder.path().join("older.sqlite");
    drop(Index::open(&older).unwrap());
    set_version(&older, 6);
    assert!(matches!(Index::open(&older), Err(IndexError::Corrupt { .. })), "nothing was released before");
    assert!(matches!(Reader::open(&older), Err(IndexError::Corrupt { .. })));
    assert!(Reader::open(&folder.path().join("none.sqlite")).is_err(), "reading makes no file");
}

fn set_version(path: &Path, version: u32) {
    let status = std::process::Command::new("sqlite3")
        .arg(path)
        .arg(format!("PRAGMA user_version={version}"))
        .status();
    assert!(status.is_ok_and(|status| status.success()), "sqlite3 is needed: scripts/setup.sh test");
}

#[test]
fn a_reader_sees_what_is_committed_beside_it() {
    let mut desk = Desk::with(&[("Ana", "first")]);
    let reader = Reader::open(&desk.folder.path().join("index.sqlite")).unwrap();
    assert_eq!(reader.sessions().unwrap().len(), 1);
    desk.index
        .put(&[entry(session(2, "2008-06-01", "Another"), "two", "s", &chat(&[("Ben", "second")]))])
        .unwrap();
    assert_eq!(reader.sessions().unwrap().len(), 2);
    assert_eq!(reader.search(&query("second")).unwrap().total, 1);
}

#[test]
fn broken_queries_find_something_or_nothing_and_never_fail() {
    let desk = Desk::with(&[("Ana", "AND then OR not")]);
    let long = "x".repeat(10_000);
    for typed in [
        "\"",
        "\"\"\"",
        "(",
        ")",
        "AND",
        "OR NOT",
        "NEAR(",
        "text:",
        "*",
        "^a",
        "-",
        "--",
        "a\0b",
        "😀",
        "'; DROP TABLE messages",
        &long,
        "%_",
    ] {
        desk.ask(typed);
    }
    assert_eq!(desk.found("AND"), ["AND then OR not"], "words of a query language are words");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_query_is_answered(typed in "\\PC{0,40}") {
        let desk = Desk::with(&[("Ana", "some words to be found")]);
        desk.ask(&typed);
    }

    #[test]
    fn every_word_that_was_put_in_is_found(texts in prop::collection::vec("[\\p{Alphabetic}0-9 ,.'-]{1,60}", 1..8)) {
        let lines: Vec<(&str, &str)> = texts.iter().map(|text| ("Ana", text.as_str())).collect();
        let desk = Desk::with(&lines);
        for text in &texts {
            for word in text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() > 1 && word.is_ascii()) {
                let bounded = text.split(|c: char| !c.is_alphanumeric()).any(|whole| whole == word);
                prop_assert!(!bounded || desk.found(&format!("{word} ")).contains(text), "{word:?} finds {text:?}");
            }
        }
    }
}

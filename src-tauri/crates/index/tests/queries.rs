//! The query language, on an archive of three sessions.
#![allow(clippy::unwrap_used, reason = "what is asked for is there, or the test fails")]

mod desk;

use causerie_index::{CompletionKind, Order, Placed, Query};
use causerie_model::{Kind, Reaction, SessionId};
use proptest::prelude::*;
use uuid::Uuid;

use desk::{Desk, entry, placed, query, session};

fn said(seq: u32, author: &str, text: &str, change: impl FnOnce(&mut Placed)) -> Placed {
    let mut one = placed(seq, author, text);
    change(&mut one);
    one
}

fn desk() -> Desk {
    let mut desk = Desk::new();
    let mut old = session(1, "1999-10-03", "Harvest stories");
    old.series = Some("Village evenings".into());
    let mut spring = session(2, "2008-05-14", "A round table");
    spring.series = Some("Reading rooms".into());
    let summer = session(3, "2008-06-20", "Second round");
    desk.index
        .put(&[
            entry(
                old,
                "one",
                "s",
                &[
                    said(0, "Ines Moreau", "we kept bees behind the mill", |one| {
                        one.message.kind = Kind::Transcript
                    }),
                    said(9, "Tom Hale", "how many bees were there", |_| ()),
                ],
            ),
            entry(
                spring,
                "two",
                "s",
                &[
                    said(0, "Ines Moreau", "the reading room opens at nine", |_| ()),
                    said(1, "Tom Hale", "see https://example.org/rooms for the room", |_| ()),
                    said(2, "Ada Lund", "room for bees too", |one| one.message.reply_to = Some(0)),
                    said(3, "Ada Lund", "not in public", |one| {
                        one.message.kind = Kind::Private;
                        one.message.to = Some("Tom Hale".into());
                    }),
                    said(4, "", "Ada Lund has left the room", |one| one.message.kind = Kind::System),
                ],
            ),
            entry(
                summer,
                "three",
                "s",
                &[
                    said(0, "Tom Hale", "the room is far away from where the reading was", |_| ()),
                    said(1, "Ines Moreau", "bravo", |one| {
                        one.message.reactions =
                            vec![Reaction { emoji: "👏".into(), by: vec!["Tom Hale".into()] }];
                    }),
                ],
            ),
        ])
        .unwrap();
    desk
}

/// The texts that a query finds, those of messages only, in any order.
fn found(desk: &Desk, text: &str) -> Vec<String> {
    let hits = desk.ask(text).hits.into_iter().filter(|hit| hit.message.is_some());
    let mut texts: Vec<String> = hits.map(|hit| hit.text.chars().take(12).collect()).collect();
    texts.sort();
    texts
}

#[test]
fn operators_choose_among_messages() {
    let desk = desk();
    for (text, texts) in [
        ("bees OR bravo ", &["bravo", "how many bee", "room for bee", "we kept bees"][..]),
        ("bees from:tom ", &["how many bee"]),
        ("from:\"ada lund\" ", &["not in publi", "room for bee"]),
        ("from:ad", &["not in publi", "room for bee"]),
        ("room -from:tom -kind:system ", &["room for bee", "the reading "]),
        ("from:ines from:ada bees ", &["room for bee", "we kept bees"]),
        ("to:tom ", &["not in publi"]),
        ("bees kind:transcript ", &["we kept bees"]),
        ("bees -kind:transcript ", &["how many bee", "room for bee"]),
        ("kind:private ", &["not in publi"]),
        ("kind:system kind:private ", &["Ada Lund has", "not in publi"]),
        ("has:link ", &["see https://"]),
        ("has:reaction ", &["bravo"]),
        ("has:reply ", &["room for bee", "the reading "]),
        ("bees has:reply ", &["room for bee"]),
        ("\"reading room\" OR bravo ", &["bravo", "the reading "]),
    ] {
        assert_eq!(found(&desk, text), texts, "{text}");
    }
}

#[test]
fn operators_choose_among_sessions() {
    let desk = desk();
    for (text, texts) in [
        ("bees series:village ", &["how many bee", "we kept bees"][..]),
        ("bees -series:village ", &["room for bee"]),
        ("room in:second ", &["the room is "]),
        ("room in:\"a round table\" -from:tom -kind:system ", &["room for bee", "the reading "]),
        ("bees before:2008 ", &["how many bee", "we kept bees"]),
        ("bees after:2008-05-14 ", &["room for bee"]),
        ("room after:2008-06 ", &["the room is "]),
        ("room after:2008-05 before:2008-06 has:link ", &["see https://"]),
        ("reading -before:2008-06 ", &["the room is "]),
        ("bees in:nothing ", &[]),
        ("bees before:1990 ", &[]),
    ] {
        assert_eq!(found(&desk, text), texts, "{text}");
    }
    let titles = |text: &str| -> Vec<String> {
        desk.ask(text).hits.into_iter().filter(|hit| hit.message.is_none()).map(|hit| hit.text).collect()
    };
    assert_eq!(titles("in:round "), ["Second round", "A round table"], "sessions alone are found by title");
    assert_eq!(titles("before:2008-06 "), ["A round table", "Harvest stories"]);
    assert_eq!(titles("series:rooms round "), ["A round table"]);
}

#[test]
fn what_means_nothing_is_words() {
    let mut desk = Desk::new();
    let lines = [placed(0, "Ana", "kind: none before soon, either OR or"), placed(1, "Ana", "kind of")];
    desk.index.put(&[entry(session(1, "2008-05-14", "Talk"), "one", "s", &lines)]).unwrap();
    for text in ["kind:none ", "before:soon ", "or ", "soon OR", "OR soon "] {
        assert_eq!(found(&desk, text), ["kind: none b"], "{text}");
    }
}

#[test]
fn words_that_stand_together_come_first() {
    let desk = desk();
    let first = desk.ask("reading room ").hits[0].text.clone();
    assert_eq!(first, "the reading room opens at nine", "the other one has both, far apart");
}

#[test]
fn hits_come_in_the_order_that_is_asked_for() {
    let desk = desk();
    let dates = |order| -> Vec<String> {
        let reader = desk.index.reader().unwrap();
        let hits = reader.search(&Query { order, ..query("bees OR bravo ") }).unwrap().hits;
        hits.into_iter().map(|hit| format!("{} {}", hit.session_title, hit.at.get())).collect()
    };
    let newest = ["Second round 1000", "A round table 2000", "Harvest stories 0", "Harvest stories 9000"];
    assert_eq!(dates(Order::Newest), newest);
    let oldest = ["Harvest stories 0", "Harvest stories 9000", "A round table 2000", "Second round 1000"];
    assert_eq!(dates(Order::Oldest), oldest);
}

#[test]
fn a_session_put_again_is_asked_as_before() {
    let mut desk = desk();
    let reader = desk.index.reader().unwrap();
    let id = SessionId::new(Uuid::from_u128(2));
    let (row, all) = (reader.session(id).unwrap().unwrap(), reader.messages(id).unwrap());
    let before = found(&desk, "from:ada OR has:link OR to:tom ");
    desk.index.put(&[entry(row.session, "two", "s2", &all)]).unwrap();
    assert_eq!(found(&desk, "from:ada OR has:link OR to:tom "), before);
    desk.index.forget(id).unwrap();
    assert_eq!(found(&desk, "from:ada OR has:link OR to:tom "), [] as [&str; 0]);
    assert!(reader.complete("from:ada", 9).unwrap().is_empty(), "who is not there any more is not offered");
}

#[test]
fn what_may_be_typed_is_offered() {
    let desk = desk();
    let reader = desk.index.reader().unwrap();
    let offered = |text: &str| -> Vec<String> {
        reader.complete(text, 20).unwrap().into_iter().map(|one| one.query).collect()
    };
    for (text, queries) in [
        ("bees fr", &["bees from:"][..]),
        ("from:mor", &["from:\"Ines Moreau\" "]),
        ("-from:\"tom h", &["-from:\"Tom Hale\" "]),
        (
            "bees kind:",
            &[
                "bees kind:chat ",
                "bees kind:private ",
                "bees kind:transcript ",
                "bees kind:system ",
                "bees kind:note ",
                "bees kind:marker ",
            ],
        ),
        ("has:re", &["has:reply ", "has:reaction "]),
        ("series:", &["series:\"Reading rooms\" ", "series:\"Village evenings\" "]),
        ("in:rou", &["in:\"Second round\" ", "in:\"A round table\" "]),
        ("tea rea", &["tea series:\"Reading rooms\" ", "tea reading "]),
        ("bees ", &[]),
        ("\"bees\"", &[]),
        ("bee*", &[]),
    ] {
        assert_eq!(offered(text), queries, "{text}");
    }
    assert_eq!(offered("").len(), 9, "nothing typed yet: every operator");
    let tom = &reader.complete("hal", 1).unwrap()[0];
    assert_eq!((tom.kind, tom.label.as_str(), tom.count), (CompletionKind::Person, "Tom Hale", 3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_query_is_answered_and_completed(
        texts in prop::collection::vec("(-?(from|to|in|series|before|after|kind|has|OR):?[\"a-z0-9*会 -]{0,6} ?){0,6}", 20),
    ) {
        let desk = desk();
        let reader = desk.index.reader().unwrap();
        for text in texts {
            for order in [Order::Relevance, Order::Newest, Order::Oldest] {
                let answer = reader.search(&Query { order, ..query(&text) }).unwrap();
                prop_assert!(answer.total >= answer.hits.len() as u64, "{text:?}");
            }
            reader.complete(&text, 9).unwrap();
        }
    }
}

//! What an answer says besides its hits: what stands around them, whose they are, and where they are in a session.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what is asked for is there, or the test fails"
)]

mod desk;

use causerie_index::{Entry, IndexError, Note, Placed, Query};
use causerie_model::{Kind, LogId, Person, SessionId, TimeMs};
use uuid::Uuid;

use desk::{Desk, chat, entry, placed, query, session, timeless};

fn id(n: u128) -> SessionId {
    SessionId::new(Uuid::from_u128(n))
}

fn spoken(seq: u32, at: i64, text: &str) -> Placed {
    let mut one = placed(seq, "Ines Moreau", text);
    one.log = LogId::nth(2);
    one.at = TimeMs::new(at);
    one.message.source = one.at;
    one.message.end = Some(TimeMs::new(at + 4_000));
    one.message.kind = Kind::Transcript;
    one
}

fn two_logs(n: u128, date: &str, title: &str, messages: &[Placed]) -> Entry {
    let mut session = session(n, date, title);
    session.logs.push(causerie_model::Log { id: LogId::nth(2), ..session.logs[0].clone() });
    entry(session, title, "s", messages)
}

#[test]
fn a_hit_has_what_stands_before_and_after_it_in_its_log() {
    let mut desk = Desk::new();
    let lines = [
        placed(0, "Ana", "first"),
        placed(1, "Ben", "the kiln"),
        placed(2, "Ana", "last"),
        spoken(0, 60_000, "else"),
    ];
    desk.index.put(&[two_logs(1, "2008-05-14", "Clay", &lines)]).unwrap();
    let beside = |text: &str| {
        let hit = desk.ask(text).hits.remove(0);
        let text = |line: Option<causerie_index::Line>| line.map(|line| line.text[0].text.clone());
        (text(hit.before), text(hit.after))
    };
    assert_eq!(beside("kiln "), (Some("first".into()), Some("last".into())));
    assert_eq!(beside("first "), (None, Some("the kiln".into())));
    assert_eq!(beside("last "), (Some("the kiln".into()), None), "what comes next is of another log");
}

#[test]
fn what_is_spoken_and_written_at_one_moment_is_one_hit() {
    let mut desk = Desk::new();
    let mut late = placed(1, "Ben", "a kiln, again");
    late.at = TimeMs::new(100_000);
    let lines = [
        placed(0, "Ana", "kiln?"),
        late,
        spoken(0, -2_000, "we built a kiln of brick"),
        spoken(1, 40_000, "the kiln cracked"),
    ];
    desk.index.put(&[two_logs(1, "2008-05-14", "Clay", &lines)]).unwrap();
    let answer = desk.ask("kiln ");
    assert_eq!((answer.total, answer.hits.len()), (4, 3), "two of four messages are one moment");
    let joined = answer.hits.iter().find(|hit| !hit.also.is_empty()).unwrap();
    assert_eq!((joined.text.as_str(), joined.also.len()), ("kiln?", 1));
    assert_eq!(joined.also[0].kind, Kind::Transcript);
    assert!(
        joined.also[0].text.iter().any(|part| part.hit && part.text == "kiln"),
        "what was found is marked"
    );
}

#[test]
fn hits_are_grouped_and_counted() {
    let mut desk = Desk::new();
    let mut one = session(1, "1999-10-03", "Clay");
    one.series = Some("Crafts".into());
    one.people =
        vec![Person { name: "Ana Ruiz".into(), also: vec!["ana".into()], unknown: serde_json::Map::new() }];
    let two = session(2, "2008-05-14", "Glass");
    desk.index
        .put(&[
            entry(one, "one", "s", &chat(&[("ana", "a kiln"), ("Ana Ruiz", "my kiln"), ("Ben", "no")])),
            entry(two, "two", "s", &chat(&[("Ben", "kiln")])),
        ])
        .unwrap();
    let answer = desk.ask("kiln ");
    let groups: Vec<_> =
        answer.groups.iter().map(|group| (group.title.as_str(), group.total, group.hits.clone())).collect();
    assert_eq!(groups, [("Glass", 1, vec![0]), ("Clay", 2, vec![1, 2])]);
    let facets = &answer.facets;
    assert!(facets.are_exact);
    assert_eq!(facets.people, [("Ana Ruiz".into(), 2), ("Ben".into(), 1)], "one person by all names");
    assert_eq!(facets.years, [(2008, 1), (1999, 2)]);
    assert_eq!(facets.series, [("Crafts".into(), 2)]);
    assert_eq!(facets.kinds, [("chat", 3)]);
}

#[test]
fn facets_of_very_many_are_exact_only_if_all_are_counted() {
    let lines: Vec<String> = (0..3_000).map(|n| format!("shelves number {n}")).collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|line| ("Ana", line.as_str())).collect();
    let desk = Desk::with(&lines);
    let reader = desk.index.reader().unwrap();
    let ask = |counts_all| reader.search(&Query { counts_all, ..query("shelves ") }).unwrap().facets;
    assert_eq!((ask(true).people, ask(true).are_exact), (vec![("Ana".into(), 3_000)], true));
    assert!(!ask(false).are_exact, "so many are not counted while somebody types");
}

#[test]
fn every_place_of_a_session_is_known() {
    let mut lines: Vec<Placed> =
        (0..500).map(|n| placed(n, "Ana", if n % 2 == 0 { "tea" } else { "cake" })).collect();
    lines.push(spoken(0, 2_500, "more tea"));
    let mut desk = Desk::new();
    desk.index
        .put(&[
            two_logs(1, "2008-05-14", "Clay", &lines),
            entry(session(2, "2008-05-15", "B"), "b", "s", &chat(&[("Ben", "tea")])),
        ])
        .unwrap();
    let reader = desk.index.reader().unwrap();
    let places = reader.places("tea ", id(1)).unwrap();
    assert_eq!(places.len(), 251);
    assert!(places.is_sorted_by_key(|place| place.at));
    assert_eq!((places[1].number, places[1].is_spoken), (2, false));
    assert_eq!((places[2].number, places[2].at, places[2].is_spoken), (500, TimeMs::new(2_500), true));
    let outline = reader.outline(id(1)).unwrap();
    assert!(
        places
            .iter()
            .all(|place| outline.marks.iter().any(|mark| mark.number == place.number && mark.at == place.at))
    );
    assert_eq!(reader.places("tea -more ", id(1)).unwrap().len(), 250);
    assert_eq!(reader.places("ake", id(1)).unwrap().len(), 250, "by parts of words, as in a search");
    assert_eq!(reader.places("tea ", id(9)).unwrap(), []);
}

#[test]
fn words_divided_among_neighbours_are_found() {
    let desk = Desk::with(&[
        ("Ana", "the glaze was green"),
        ("Ana", "like copper"),
        ("Ben", "yes"),
        ("Ben", "no"),
        ("Ana", "green hills"),
    ]);
    assert_eq!(desk.found("copper green "), ["like copper"], "the message with the rarer word");
    assert_eq!(desk.found("copper hills "), [] as [&str; 0], "too far away");
}

#[test]
fn what_is_redacted_is_found_by_those_who_ask_for_it_alone() {
    let mut desk = Desk::new();
    let recorded = chat(&[("Ana", "the heron nests here"), ("Bea", "a secret"), ("Cem", "copper hills")]);
    let mut masked = recorded.clone();
    masked[0].message.text = "the █████ nests here".into();
    masked[1].message.text = "█████".into();
    let one = Entry {
        withheld: recorded[..2].to_vec(),
        ..entry(session(1, "2008-05-14", "Birds"), "one", "s", &masked)
    };
    desk.index.put(std::slice::from_ref(&one)).unwrap();
    for word in
        ["heron ", "heron", "hero", "eron ", "secret ", "from:bea ", "\"a secret\"", "\"heron nests\""]
    {
        assert_eq!(desk.ask(word).total, 0, "{word:?}");
    }
    assert_eq!(desk.ask("nests ").hits[0].text, "the █████ nests here", "what is left is found");
    assert_eq!(desk.ask("copper ").hits[0].before.as_ref().unwrap().text[0].text, "█████");
    let reader = desk.index.reader().unwrap();
    assert!(reader.complete("her", 10).unwrap().iter().all(|offer| !offer.label.starts_with("heron")));
    assert!(desk.ask("kind:chat ").facets.people.iter().all(|(name, _)| name != "Bea"));

    let hits = desk.ask("heron redacted:yes ").hits;
    assert_eq!((hits.len(), hits[0].text.as_str()), (1, "the heron nests here"));
    assert!(hits[0].snippet.iter().any(|part| part.hit && part.text == "heron"));
    assert_eq!(hits[0].after.as_ref().unwrap().text[0].text, "a secret", "what stands beside it too");
    let asked = |query| desk.ask(query).total;
    assert_eq!(asked("redacted:yes "), 2);
    assert_eq!((asked("from:bea redacted:yes "), asked("copper redacted:yes ")), (1, 0));
    assert_eq!((asked("redacted:yes in:birds "), asked("redacted:yes -in:birds ")), (2, 0));
    assert_eq!(reader.places("heron redacted:yes ", id(1)).unwrap().len(), 1);
    assert_eq!(reader.messages(id(1)).unwrap()[1].message.text, "█████");
    let withheld = reader.withheld(id(1)).unwrap();
    assert_eq!((withheld[1].0, withheld[1].1.message.text.as_str()), (1, "a secret"));

    let mut renamed = one.session.clone();
    renamed.title = "Fire".into();
    desk.index.realign(&renamed, &LogId::nth(1), "s2").unwrap();
    assert_eq!((desk.ask("heron ").total, desk.ask("heron redacted:yes ").total), (0, 1));
    let lifted = entry(renamed, "one", "s3", &recorded);
    desk.index.put(std::slice::from_ref(&lifted)).unwrap();
    assert_eq!(
        (desk.ask("heron ").total, desk.ask("secret ").total, desk.ask("redacted:yes ").total),
        (1, 1, 0)
    );
    desk.index.forget(id(1)).unwrap();
    assert_eq!(desk.ask("heron ").total, 0);
}

#[test]
fn notes_are_found_as_notes() {
    let mut desk = Desk::new();
    let note = Note {
        id: "n-1".into(),
        at: TimeMs::new(9_000),
        end: Some(TimeMs::new(12_000)),
        author: "Vera".into(),
        text: "Good for the workshop on glazes".into(),
    };
    let one = Entry {
        notes: vec![note.clone()],
        ..entry(session(1, "2008-05-14", "Clay"), "one", "s", &chat(&[("Ana", "workshop")]))
    };
    desk.index.put(std::slice::from_ref(&one)).unwrap();
    let hits = desk.ask("workshop kind:note ").hits;
    assert_eq!(hits.len(), 1);
    assert_eq!((hits[0].note.as_deref(), hits[0].at, hits[0].message.clone()), (Some("n-1"), note.at, None));
    assert_eq!(desk.ask("workshop ").hits.len(), 2);
    assert_eq!(desk.ask("workshop ").facets.kinds, [("chat", 1), ("note", 1)]);
    assert_eq!(desk.ask("from:vera ").total, 1);
    let reader = desk.index.reader().unwrap();
    assert_eq!(reader.messages(id(1)).unwrap().len(), 1, "a note is no message");
    assert_eq!(reader.outline(id(1)).unwrap().marks.len(), 1);
    let mut renamed = one.session.clone();
    renamed.title = "Fire".into();
    desk.index.realign(&renamed, &LogId::nth(1), "s2").unwrap();
    assert_eq!(desk.ask("kind:note ").total, 1, "it stays when the session is indexed anew");
    desk.index.put(&[Entry { notes: Vec::new(), ..one }]).unwrap();
    assert_eq!(desk.ask("kind:note ").total, 0, "and goes with its words");
    assert_eq!(desk.ask("glazes ").total, 0);
}

#[test]
fn more_like_a_moment_shares_its_rare_words() {
    let mut desk = Desk::new();
    desk.index
        .put(&[
            entry(
                session(1, "2008-05-14", "Clay"),
                "one",
                "s",
                &chat(&[("Ana", "the salt glaze needs a hot kiln"), ("Ben", "and then")]),
            ),
            entry(
                session(2, "2009-05-14", "Glass"),
                "two",
                "s",
                &chat(&[
                    ("Eva", "the weather needs a coat"),
                    ("Eva", "salt glaze, never again"),
                    ("Eva", "a kiln"),
                ]),
            ),
        ])
        .unwrap();
    let reader = desk.index.reader().unwrap();
    let like = |seq| timeless(reader.like(id(1), &LogId::nth(1).message(seq), 10).unwrap());
    let texts: Vec<String> = like(0).hits.into_iter().map(|hit| hit.text).collect();
    assert_eq!(texts[0], "salt glaze, never again", "two words shared come before one");
    assert!(
        texts.contains(&"a kiln".to_owned()) && !texts.iter().any(|text| text.contains("hot")),
        "{texts:?}"
    );
    assert_eq!(like(99).hits, [], "there is no such message");
}

#[test]
fn other_notes_take_the_place_of_those_before_as_if_the_session_were_indexed_anew() {
    let note = |id: &str, text: &str| Note {
        id: id.to_owned(),
        at: TimeMs::new(2_000),
        end: None,
        author: String::new(),
        text: text.to_owned(),
    };
    let (old, new) = (
        vec![note("n-1", "heron by the canal"), note("n-2", "egret")],
        vec![note("n-2", "the egret stays"), note("n-3", "kingfisher"), note("n-4", "heron")],
    );
    let lines = [("Ana", "the canal was quiet"), ("Ben", "a kingfisher")];
    let mut desk = Desk::with(&lines);
    let one = entry(session(1, "2008-05-14", "A round table"), "one", "s1 1", &chat(&lines));
    desk.index.put(&[Entry { notes: old, ..one.clone() }]).unwrap();
    desk.index.renote(id(1), &new, |seen| format!("{seen}+")).unwrap();
    desk.index.known(|known| assert_eq!(known.stamp, "s1 1+", "seen as it is now")).unwrap();

    let mut anew = Desk::new();
    anew.index.put(&[Entry { notes: new, ..one }]).unwrap();
    for text in ["heron ", "canal ", "egr", "kingfisher", "kind:note ", "stays", "herons "] {
        let [desk, anew] = [&desk, &anew].map(|desk| desk.ask(text));
        assert_eq!((desk.total, desk.hits), (anew.total, anew.hits), "{text:?}");
        assert_eq!(desk.facets, anew.facets, "{text:?}");
    }
    let offered = |desk: &Desk| desk.index.reader().unwrap().complete("can", 9).unwrap();
    assert_eq!(offered(&desk), offered(&anew), "the words that went are counted no more");
    assert!(matches!(desk.index.renote(id(7), &[], str::to_owned), Err(IndexError::NoSession(_))));
}

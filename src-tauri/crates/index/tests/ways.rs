//! Whichever way to the matching messages is taken, the same ones are found.
#![allow(clippy::unwrap_used, reason = "what is asked for is there, or the test fails")]

mod desk;

use causerie_index::{Order, Placed, Query};

use desk::{Desk, entry, placed, query, session};

const SESSIONS: u32 = 8;
const MESSAGES: u32 = 1_000;

/// So many words begin alike.
const ALIKE: u32 = 400;

/// Words from ones that are in every message to ones that are in a few, beside each other here and apart there; and one of
/// many that begin alike in every other.
fn text(n: u32) -> String {
    let mut words = vec!["always"];
    let mut add = |every: u32, word: &'static str| {
        if n.is_multiple_of(every) {
            words.push(word);
        }
    };
    add(2, "often");
    add(3, "always");
    add(4, "quarter");
    add(5, "fifth");
    add(5, "always");
    add(37, "seldom");
    add(41, "quartz");
    add(43, "quarry");
    let alike = format!("zest{}", n / 2 % ALIKE);
    if n.is_multiple_of(2) {
        words.push(&alike);
    }
    words.join(" ")
}

fn author(n: u32) -> String {
    format!("Person {}", n % 5)
}

fn filled() -> Desk {
    let mut desk = Desk::new();
    let entries: Vec<_> = (0..SESSIONS)
        .map(|day| {
            let messages: Vec<Placed> = (0..MESSAGES)
                .map(|seq| placed(seq, &author(day * MESSAGES + seq), &text(day * MESSAGES + seq)))
                .collect();
            let mut session = session(u128::from(day) + 1, &format!("2020-01-{:02}", day + 1), "A day");
            session.series = Some(format!("Series {}", day % 2));
            entry(session, &day.to_string(), "s", &messages)
        })
        .collect();
    desk.index.put(&entries).unwrap();
    desk
}

type Fits = fn(u32, &str) -> bool;

const ASKED: [(&str, Fits); 14] = [
    ("\"often\" ", |_, text| text.contains(" often")),
    ("\"always often\" ", |_, text| text.contains("always often")),
    ("\"quarter fifth always\" ", |_, text| text.contains("quarter fifth always")),
    ("\"often always\" \"seldom\" ", |_, text| text.contains("often always") && text.contains("seldom")),
    ("\"quarter\" from:\"Person 3\" ", |n, text| text.contains("quarter") && n % 5 == 3),
    ("from:\"Person 3\" \"always often\" ", |n, text| text.contains("always often") && n % 5 == 3),
    ("\"quarter\" -\"fifth\" ", |_, text| text.contains("quarter") && !text.contains("fifth")),
    ("\"seldom\" -\"often always\" ", |_, text| text.contains("seldom") && !text.contains("often always")),
    ("\"fifth\" \"quar", |_, text| text.contains("fifth") && text.contains("quar")),
    ("\"often\" \"seldom\" q", |_, text| {
        text.contains("often") && text.contains("seldom") && text.contains('q')
    }),
    ("\"seldom\" ze", |_, text| text.contains("seldom") && text.contains("zest")),
    ("\"seldom\" zest", |_, text| text.contains("seldom") && text.contains("zest")),
    ("\"seldom\" OR \"quartz\" \"always\" ", |_, text| text.contains("seldom") || text.contains("quartz")),
    ("\"fifth\" kind:chat series:\"Series 1\" ", |n, text| text.contains("fifth") && n / MESSAGES % 2 == 1),
];

#[test]
fn every_way_finds_what_looking_at_each_message_finds() {
    let desk = filled();
    let reader = desk.index.reader().unwrap();
    for (asked, fits) in ASKED {
        // The newest day first, by moment.
        let all = (0..SESSIONS).rev().flat_map(|day| (0..MESSAGES).map(move |seq| day * MESSAGES + seq));
        let fitting: Vec<u32> = all.filter(|&n| fits(n, &text(n))).collect();
        let ask = |counts_all, order| {
            let limit = fitting.len() + 10;
            reader.search(&Query { limit, counts_all, order, ..query(asked) }).unwrap()
        };
        let answer = ask(true, Order::Newest);
        assert_eq!((answer.total, answer.total_is_exact), (fitting.len() as u64, true), "{asked}");
        let place = |n: u32| (n / MESSAGES + 1, i64::from(n % MESSAGES) * 1_000);
        let found: Vec<_> = answer.hits.iter().map(|hit| (hit.session.to_string(), hit.at.get())).collect();
        let wanted: Vec<_> = fitting
            .iter()
            .map(|&n| place(n))
            .map(|(day, at)| (format!("00000000-0000-0000-0000-{day:012x}"), at))
            .collect();
        assert_eq!(found, wanted, "{asked}");

        let quick = reader.search(&Query { counts_all: false, ..query(asked) }).unwrap();
        assert!(
            quick.total <= answer.total && quick.total as usize >= fitting.len().min(500),
            "{asked}: {} of {}",
            quick.total,
            answer.total
        );
    }
}

#[test]
fn what_is_wanted_and_not_wanted_is_nowhere() {
    let desk = filled();
    assert_eq!(desk.ask("always -always ").total, 0);
    assert!(desk.ask("always -quarter ").total > 0);
}

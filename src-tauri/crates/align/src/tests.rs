//! Proposals for small logs made by hand.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

use causerie_model::{Kind, Message, TimeMs};

use crate::{Hints, Proposal, Reason, propose};

const HOUR: TimeMs = TimeMs::new(3_600_000);

fn message(seq: usize, kind: Kind, seconds: i64, author: &str, text: String) -> Message {
    let seq = u32::try_from(seq).unwrap();
    let source = TimeMs::new(seconds * 1000);
    let (author, line) = (author.to_owned(), seq + 1);
    let (end, to, reply_to, words, reactions) = (None, None, None, None, Vec::new());
    Message { seq, line, source, end, kind, author, to, text, reply_to, reactions, words }
}

/// A word of its own for each moment.
fn rare(at: usize) -> String {
    const SYLLABLES: [&str; 8] = ["ba", "ke", "lo", "mi", "nu", "sha", "tri", "vo"];
    [at % 8, at / 8 % 8, at / 64 % 8, at / 512].into_iter().map(|digit| SYLLABLES[digit]).collect()
}

/// A sentence every six seconds of an hour, each with a word of its own.
fn transcript() -> Vec<Message> {
    let sentence = |at: usize| {
        message(
            at,
            Kind::Transcript,
            at as i64 * 6,
            "Ana",
            format!("and so we come to the {} again", rare(at)),
        )
    };
    (0..600).map(sentence).collect()
}

/// Twelve seconds after about every twentieth sentence somebody writes its word, at the time that the clock gives.
fn chat(clock: impl Fn(i64) -> i64) -> Vec<Message> {
    chat_every(20, clock)
}

fn chat_every(sentences: usize, clock: impl Fn(i64) -> i64) -> Vec<Message> {
    let line = |at: usize| {
        let said = at * sentences + at * 7 % 13;
        message(
            at,
            Kind::Chat,
            clock(said as i64 * 6 + 12),
            "Ben",
            format!("the {} was new to me", rare(said)),
        )
    };
    (0..580 / sentences).map(line).collect()
}

fn proposed(chat: &[Message]) -> Proposal {
    propose(chat, &transcript(), HOUR, Hints::default())
}

#[track_caller]
fn assert_near(proposal: &Proposal, source: i64, at: i64) {
    let found = proposal.alignment.to_timeline(TimeMs::new(source * 1000));
    assert!(found.distance(TimeMs::new(at * 1000)) <= TimeMs::new(12_000), "{source} s is at {found}");
}

#[test]
fn words_said_once_and_written_once_give_the_shift() {
    let proposal = proposed(&chat(|at| at + 50_000));
    assert!(proposal.accepted, "{}", proposal.why);
    assert_near(&proposal, 51_800, 1_800);
    assert_eq!(proposal.alignment.anchors.len(), 1, "one shift explains all");
    let found = proposal.evidence.iter().find(|found| found.chat == 4).unwrap();
    assert_eq!(found.transcript, 82, "a line answers its sentence");
    assert!(found.words.contains(&rare(82)), "and that by its rare word");
    assert_eq!(proposal.why, Reason::Clear { messages: proposal.evidence.len() });
}

#[test]
fn a_pause_of_the_recording_gives_an_anchor_on_either_side() {
    let proposal = proposed(&chat(|at| if at < 1_800 { at } else { at + 600 }));
    assert_near(&proposal, 900, 900);
    assert_near(&proposal, 3_000, 2_400);
    assert_eq!(proposal.alignment.anchors.len(), 3, "the first message, and where the pause begins and ends");
    let residuals = &proposal.alignment.residuals;
    assert_eq!(residuals.len(), 3, "each anchor tells how far the messages round it lie from it");
    assert!(
        residuals.iter().all(|off| (1..=12_000).contains(&off.get())),
        "never nothing at all: {residuals:?}"
    );
    let held = |source: i64| proposal.alignment.to_timeline(TimeMs::new(source * 1000));
    assert!(held(2_300).distance(held(2_000)) < TimeMs::new(5_000), "the timeline stands still in the pause");
}

#[test]
fn a_clock_that_runs_fast_gives_an_anchor_at_either_end() {
    let proposal = proposed(&chat_every(8, |at| at + at / 100));
    assert!(proposal.accepted, "{}", proposal.why);
    assert_near(&proposal, 303, 300);
    assert_near(&proposal, 3_434, 3_400);
    assert_eq!(proposal.alignment.anchors.len(), 2, "a straight line that is not that of time");
}

#[test]
fn a_clock_of_minutes_cuts_off_half_a_minute_and_no_more() {
    let proposal = proposed(&chat(|at| at / 60 * 60));
    let shift = proposal.alignment.to_timeline(TimeMs::ZERO);
    assert!(
        shift.distance(TimeMs::ZERO) <= TimeMs::new(12_000),
        "the clock is right, it only shows less: {shift}"
    );
}

#[test]
fn a_known_start_rules_out_what_contradicts_it() {
    let start = Some((TimeMs::new(10_000), TimeMs::new(60_000)));
    let hints = Hints { start };
    let agreeing = propose(&chat(|at| at), &transcript(), HOUR, hints);
    assert!(agreeing.accepted, "{}", agreeing.why);
    let contradicting = propose(&chat(|at| at + 900), &transcript(), HOUR, hints);
    assert!(!contradicting.accepted, "the words say a quarter of an hour, the start says seconds");
}

#[test]
fn what_cannot_be_told_is_left_to_a_person() {
    let few = &chat(|at| at)[..5];
    assert_eq!(proposed(few).why, Reason::TooFewMessages);
    let other: Vec<Message> =
        (0..40).map(|at| message(at, Kind::Chat, at as i64 * 60, "Ben", "xyzzy".to_owned())).collect();
    assert_eq!(proposed(&other).why, Reason::NothingInCommon);
    assert_eq!(propose(&chat(|at| at), &[], HOUR, Hints::default()).why, Reason::NoTranscript);
    let shuffled = proposed(&chat(|at| at * 7_919 % 3_600));
    assert!(!shuffled.accepted, "the right words in any order fit nowhere: {}", shuffled.why);
    assert!(shuffled.why.to_string().ends_with('.'), "a reason is a sentence");
}

#[test]
fn a_clock_that_begins_anew_is_told_from_a_log_in_another_order() {
    let restarted = chat(|at| at % 1_800);
    assert_eq!(proposed(&restarted).why, Reason::ClockGoesBack, "minute 5 is two moments");
    let mut newest_first = chat(|at| at);
    newest_first.reverse();
    for (seq, message) in (0..).zip(&mut newest_first) {
        message.seq = seq;
    }
    assert!(proposed(&newest_first).accepted, "its times are as good as ever");
}

#[test]
fn a_log_of_months_is_searched_for_its_day() {
    let day = 86_400;
    let mut log = chat(|at| 60 * day + at);
    let others = (0..400).map(|at| {
        message(at, Kind::Chat, at as i64 * day / 4 + 13, "Cleo", "good morning, and thank you".to_owned())
    });
    log.extend(others);
    log.sort_by_key(|message| message.source);
    for (seq, message) in (0..).zip(&mut log) {
        message.seq = seq;
    }
    let proposal = proposed(&log);
    assert!(proposal.accepted, "{}", proposal.why);
    assert_near(&proposal, 60 * day + 1_800, 1_800);
}

#[test]
fn times_at_the_ends_of_time_do_no_harm() {
    let mut log = chat(|at| at);
    log[0].source = TimeMs::new(i64::MIN);
    log[1].source = TimeMs::new(i64::MAX);
    let hints = Hints { start: Some((TimeMs::new(i64::MAX), TimeMs::new(i64::MIN))) };
    for hints in [hints, Hints::default()] {
        for duration in [i64::MIN, 0, i64::MAX] {
            let proposal = propose(&log, &transcript(), TimeMs::new(duration), hints);
            assert!(proposal.alignment.confidence <= 1.0, "an answer, whatever it is");
        }
    }
}

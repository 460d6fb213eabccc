//! Made-up meetings whose truth is known, beside a plain vote of rare words. The engine was tuned on some languages,
//! themes and seeds, and is judged by others.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail loudly, and prints what it found"
)]

mod corpus;

use causerie_align::{Hints, propose};
use causerie_model::TimeMs;

use corpus::tongues::{HELD_BACK, TUNING, Tongue};
use corpus::{Clock, Meeting, plain_vote};

/// How one meeting went.
struct Outcome {
    clock: Clock,
    accepted: bool,
    confidence: f64,
    right: bool,
    /// Half of the messages lie nearer to the truth, in seconds.
    error: f64,
    /// The peer's certainty, and whether it was right.
    peer: (f64, bool),
}

fn meet(tongue: &'static Tongue, clock: Clock, seed: u64) -> Outcome {
    let meeting = Meeting::new(tongue, clock, seed);
    let duration = TimeMs::from_seconds(meeting.seconds);
    let proposal = propose(&meeting.chat, &meeting.transcript, duration, Hints::default());
    let to_timeline = |source| proposal.alignment.to_timeline(source);
    let mut errors = meeting.errors(to_timeline);
    errors.sort_by(f64::total_cmp);
    let peer = plain_vote::vote(&meeting.chat, &meeting.transcript);
    Outcome {
        clock,
        accepted: proposal.accepted,
        confidence: proposal.alignment.confidence,
        right: clock != Clock::Unrelated && meeting.is_right(to_timeline),
        error: errors[errors.len() / 2],
        peer: peer
            .map_or((0.0, false), |(shift, lead)| (lead, meeting.is_right(plain_vote::to_timeline(shift)))),
    }
}

/// One of ten meetings has pauses, one a clock that drifts.
fn as_they_come(at: u64) -> Clock {
    match at % 10 {
        8 => Clock::Pauses,
        9 => Clock::Drift,
        _ => Clock::Steady,
    }
}

/// Two of three recordings were paused, one is of two days.
fn interrupted(at: u64) -> Clock {
    if at % 3 == 2 { Clock::TwoDays } else { Clock::Pauses }
}

fn meetings(
    tongues: &[&'static Tongue],
    count: u64,
    seed: u64,
    clock: impl Fn(u64) -> Clock,
) -> Vec<Outcome> {
    (0..count)
        .map(|at| meet(tongues[(at * 7 / 10 + at) as usize % tongues.len()], clock(at), seed + at))
        .collect()
}

fn share(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

/// Of the surest of some outcomes, so large a share of them, how many are right.
fn right_of_surest(outcomes: &[&Outcome], part: f64, sure: impl Fn(&Outcome) -> (f64, bool)) -> f64 {
    let mut sure: Vec<_> = outcomes.iter().map(|outcome| sure(outcome)).collect();
    sure.sort_by(|a, b| b.0.total_cmp(&a.0));
    sure.truncate((sure.len() as f64 * part) as usize);
    share(sure.iter().filter(|(_, right)| *right).count(), sure.len())
}

/// Prints a table; precision and acceptance of all.
fn report(title: &str, outcomes: &[Outcome]) -> (f64, f64) {
    println!("{title}");
    println!(
        "                     accepted   right of these   median error   surest 25 %  59 %   plain vote 25 %  59 %"
    );
    let mut all = (0.0, 0.0);
    for (name, clocks) in [
        ("steady clocks", &[Clock::Steady][..]),
        ("recording paused", &[Clock::Pauses]),
        ("two days in one", &[Clock::TwoDays]),
        ("clock drifts", &[Clock::Drift]),
        ("all", &[Clock::Steady, Clock::Pauses, Clock::TwoDays, Clock::Drift]),
    ] {
        let these: Vec<&Outcome> =
            outcomes.iter().filter(|outcome| clocks.contains(&outcome.clock)).collect();
        if these.is_empty() {
            continue;
        }
        let mut accepted: Vec<&&Outcome> = these.iter().filter(|outcome| outcome.accepted).collect();
        accepted.sort_by(|a, b| a.error.total_cmp(&b.error));
        let right = accepted.iter().filter(|outcome| outcome.right).count();
        all = (share(right, accepted.len()), share(accepted.len(), these.len()));
        let ours = |part| right_of_surest(&these, part, |outcome| (outcome.confidence, outcome.right));
        let peer = |part| right_of_surest(&these, part, |outcome| outcome.peer);
        println!(
            "{name:18} {:3} of {:3}   {:14.3}   {:10.1} s   {:11.2} {:5.2}   {:15.2} {:5.2}",
            accepted.len(),
            these.len(),
            all.0,
            accepted.get(accepted.len() / 2).map_or(0.0, |outcome| outcome.error),
            ours(0.25),
            ours(0.59),
            peer(0.25),
            peer(0.59),
        );
    }
    all
}

#[test]
fn an_accepted_answer_is_right_and_most_are_accepted() {
    let (precision, acceptance) =
        report("held back from tuning", &meetings(&HELD_BACK, 200, 900_000, as_they_come));
    assert!(precision >= 0.95, "an accepted answer is within 30 s of the truth, but for one of twenty");
    assert!(acceptance >= 0.60, "an engine that never speaks is never wrong");
}

#[test]
fn an_interrupted_recording_is_to_be_trusted_as_any() {
    let outcomes = meetings(&HELD_BACK, 240, 300_000, interrupted);
    let (paused, two_days): (Vec<_>, Vec<_>) =
        outcomes.into_iter().partition(|outcome| outcome.clock == Clock::Pauses);
    for (title, outcomes) in [("held back, paused", paused), ("held back, of two days", two_days)] {
        let (precision, acceptance) = report(title, &outcomes);
        assert!(precision >= 0.95, "a pause that is missed, or misplaced, puts all that follows elsewhere");
        assert!(acceptance >= 0.15, "where each part says enough, it is found");
    }
}

#[test]
fn a_clock_that_begins_again_has_no_course() {
    let restarted = (0..40).map(|at| meet(TUNING[at as usize % TUNING.len()], Clock::Restarts, 600_000 + at));
    let wrong = restarted.filter(|outcome| outcome.accepted && !outcome.right).count();
    assert!(wrong <= 1, "a time that comes twice has two places, and no alignment gives both: {wrong}");
}

#[test]
fn the_chat_of_another_meeting_is_not_accepted() {
    let unrelated =
        (0..60).map(|at| meet(HELD_BACK[at as usize % HELD_BACK.len()], Clock::Unrelated, 700_000 + at));
    let accepted = unrelated.filter(|outcome| outcome.accepted).count();
    println!("{accepted} of 60 chats of another meeting accepted");
    assert!(accepted <= 1, "words in common are no reason to align");
}

#[test]
fn the_same_logs_give_the_same_proposal() {
    let meeting = Meeting::new(TUNING[0], Clock::Pauses, 3);
    let duration = TimeMs::from_seconds(meeting.seconds);
    let again = || propose(&meeting.chat, &meeting.transcript, duration, Hints::default());
    assert_eq!(again(), again(), "nothing hangs on the order of a hash table");
}

#[test]
#[ignore = "for tuning: prints the same of the other meetings"]
fn as_tuned() {
    report("tuned on", &meetings(&TUNING, 300, 1_000, as_they_come));
    report("tuned on, interrupted", &meetings(&TUNING, 300, 20_000, interrupted));
    let unrelated = (0..60).map(|at| meet(TUNING[at as usize % TUNING.len()], Clock::Unrelated, 5_000 + at));
    println!(
        "{} of 60 chats of another meeting accepted",
        unrelated.filter(|outcome| outcome.accepted).count()
    );
}

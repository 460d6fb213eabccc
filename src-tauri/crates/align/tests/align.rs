//! Made-up meetings whose truth is known, held back from tuning, beside a plain vote of rare words.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail loudly"
)]

mod corpus;

use causerie_align::{Hints, propose};
use causerie_model::TimeMs;

use corpus::tongues::{HELD_BACK, TUNING, Tongue};
use corpus::{Clock, Meeting, plain_vote};

fn meetings(tongues: &[&'static Tongue], count: u64, seed: u64) -> Vec<Meeting> {
    let clock = |at: u64| match at % 10 {
        7 | 8 => Clock::Pauses,
        9 => Clock::Drift,
        _ => Clock::Steady,
    };
    (0..count).map(|at| Meeting::new(tongues[at as usize % tongues.len()], clock(at), seed + at)).collect()
}

#[test]
#[ignore = "prints what tuning needs"]
fn tune() {
    let count = std::env::var("COUNT").map_or(120, |count| count.parse().unwrap());
    let mut peers = Vec::new();
    for meeting in meetings(&TUNING, count, 1_000) {
        let began = std::time::Instant::now();
        let proposal = propose(
            &meeting.chat,
            &meeting.transcript,
            TimeMs::from_seconds(meeting.seconds),
            Hints::default(),
        );
        let took = began.elapsed().as_millis();
        let mut errors = meeting.errors(|source| proposal.alignment.to_timeline(source));
        errors.sort_by(f64::total_cmp);
        let right = meeting.is_right(|source| proposal.alignment.to_timeline(source));
        let [mass, lead, chance, met, share] = proposal.numbers;
        println!(
            "{:8} {:8?} n={:3} {} right={} err50={:6.0} err90={:6.0} mass={mass:.2} lead={lead:6.1} chance={chance:6.1} met={met} share={share:.2} anchors={} {took}ms {:?}",
            meeting.tongue,
            meeting.clock,
            meeting.chat.len(),
            if proposal.accepted { "ACC" } else { "   " },
            u8::from(right),
            errors[errors.len() / 2],
            errors[errors.len() * 9 / 10],
            proposal.alignment.anchors.len(),
            proposal.why
        );
        if let Some((shift, ratio)) = plain_vote::vote(&meeting.chat, &meeting.transcript) {
            peers.push((
                ratio,
                meeting.is_right(plain_vote::to_timeline(shift)),
                proposal.accepted,
                right,
                meeting.clock,
            ));
        }
    }
    for steady in [true, false] {
        let mut peers: Vec<_> = peers.iter().filter(|p| !steady || p.4 == Clock::Steady).collect();
        peers.sort_by(|a, b| b.0.total_cmp(&a.0));
        let n = peers.len();
        let right = |k: usize| peers[..k].iter().filter(|p| p.1).count() as f64 / k as f64;
        println!(
            "steady only {steady}: peer 25%: {:.2} 59%: {:.2} 100%: {:.2}",
            right(n / 4),
            right(n * 59 / 100),
            right(n)
        );
        let acc = peers.iter().filter(|p| p.2).count();
        println!(
            "ours accepted {acc}/{n}, right of accepted {}, right of all {}",
            peers.iter().filter(|p| p.2 && p.3).count(),
            peers.iter().filter(|p| p.3).count()
        );
    }
    for at in 0..count / 4 {
        let meeting = Meeting::new(TUNING[at as usize % 3], Clock::Unrelated, 5_000 + at);
        let proposal = propose(
            &meeting.chat,
            &meeting.transcript,
            TimeMs::from_seconds(meeting.seconds),
            Hints::default(),
        );
        println!("unrelated {} {:?} {:?}", meeting.chat.len(), proposal.numbers, proposal.why);
    }
    let _ = HELD_BACK;
}

//! Whether the sound alone tells where a chat belongs, by made-up meetings: it was tried, and does not. People write while
//! nobody speaks, and less or more in a break, but so loosely that what is found thereby is often elsewhere.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    missing_docs,
    unreachable_pub,
    reason = "a test may fail loudly, and prints what it found"
)]

mod corpus;

use corpus::dice::Dice;
use corpus::tongues::{HELD_BACK, TUNING, Tongue};
use corpus::{Clock, Meeting};

/// In seconds: what is told apart, and what counts as right.
const STEP: i64 = 2;
const RIGHT: i64 = 30;
/// What is heard just before, just after and all around a message: each in so many levels.
const LEVELS: usize = 6;
const BINS: usize = LEVELS * LEVELS * LEVELS;
/// The logarithms of likelihood are divided by this, since messages follow from each other.
const DEPENDENCE: f64 = 2.0;

/// A meeting as its sound tells it: whether somebody speaks in each second, and when messages were written.
struct Heard {
    /// How many seconds of speech there are before each second.
    spoken: Vec<u32>,
    messages: Vec<i64>,
}

impl Heard {
    /// Some meetings have breaks and exercises, in which nobody speaks, and people write more or less than otherwise.
    fn new(tongue: &'static Tongue, seed: u64) -> Self {
        let meeting = Meeting::new(tongue, Clock::Steady, seed);
        let mut dice = Dice::new(seed ^ 0xb4ea);
        let mut breaks: Vec<(f64, f64)> = (0..dice.count(0, 5))
            .map(|_| (dice.between(0.05, 0.95) * meeting.seconds, dice.between(20.0, 600.0)))
            .collect();
        breaks.sort_by(|a, b| a.0.total_cmp(&b.0));
        let later =
            |at: f64| at + breaks.iter().filter(|pause| pause.0 < at).map(|pause| pause.1).sum::<f64>();
        let seconds = later(meeting.seconds);
        let mut speaks = vec![false; seconds as usize + 1];
        for cue in &meeting.transcript {
            let (from, to) = (later(cue.source.as_seconds()), later(cue.end.unwrap().as_seconds()));
            let to = to.min(from + (cue.end.unwrap() - cue.source).as_seconds());
            speaks.iter_mut().take(to as usize).skip(from as usize).for_each(|speaks| *speaks = true);
        }
        // Coughs, chairs, and voices too soft to tell.
        let mistaken = dice.between(0.02, 0.15);
        for second in &mut speaks {
            *second ^= dice.chance(mistaken);
        }
        let mut messages: Vec<f64> = meeting.truth.iter().flatten().map(|at| later(*at)).collect();
        let usual = messages.len() as f64 / seconds;
        for (at, length) in &breaks {
            let lively = if dice.chance(0.6) { dice.between(1.0, 4.0) } else { dice.between(0.0, 0.6) };
            let mut now = later(*at) + dice.wait(1.0 / (usual * lively));
            while now < later(*at) + length {
                messages.push(now);
                now += dice.wait(1.0 / (usual * lively));
            }
        }
        // Some are sent before the recording begins and after it ends.
        for _ in 0..dice.count(0, 1 + messages.len() / 8) {
            messages.push(if dice.chance(0.6) {
                dice.between(-400.0, 0.0)
            } else {
                seconds + dice.between(0.0, 90.0)
            });
        }
        let spoken = std::iter::once(0).chain(speaks.iter().scan(0, |sum, speaks| {
            *sum += u32::from(*speaks);
            Some(*sum)
        }));
        Self { spoken: spoken.collect(), messages: messages.into_iter().map(|at| at as i64).collect() }
    }

    fn seconds(&self) -> i64 {
        self.spoken.len() as i64 - 1
    }

    fn level(&self, from: i64, to: i64) -> usize {
        let within = |at: i64| at.clamp(0, self.seconds());
        let (from, to) = (within(from), within(to));
        let share =
            f64::from(self.spoken[to as usize] - self.spoken[from as usize]) / (to - from).max(1) as f64;
        ((share * LEVELS as f64) as usize).min(LEVELS - 1)
    }

    fn bin(&self, at: i64) -> Option<usize> {
        (0..self.seconds()).contains(&at).then(|| {
            let levels = [self.level(at - 10, at), self.level(at, at + 10), self.level(at - 60, at + 60)];
            levels.into_iter().fold(0, |bin, level| bin * LEVELS + level)
        })
    }

    /// The shift that is likeliest, how likely, and against the truth of 0.
    fn found(&self, likely: &[f64]) -> (i64, f64) {
        let bins: Vec<Option<f64>> =
            (0..self.seconds()).map(|at| self.bin(at).map(|bin| likely[bin])).collect();
        let reach = self.seconds() + 600;
        let score = |shift: i64| -> f64 {
            let one = |at: &i64| {
                let at = usize::try_from(at + shift).ok();
                at.and_then(|at| bins.get(at).copied().flatten()).unwrap_or(-2.0)
            };
            self.messages.iter().map(one).sum::<f64>() / DEPENDENCE
        };
        let scores: Vec<(i64, f64)> =
            (-reach / STEP..=reach / STEP).map(|step| (step * STEP, score(step * STEP))).collect();
        let best = scores.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        let mass = |near: i64| -> f64 {
            scores
                .iter()
                .filter(|s| s.0.abs_diff(best.0) <= near.unsigned_abs())
                .map(|s| (s.1 - best.1).exp())
                .sum()
        };
        (best.0, mass(RIGHT) / mass(i64::MAX))
    }
}

/// How much likelier people write in each bin than at any time; natural logarithm.
fn learned() -> Vec<f64> {
    let (mut written, mut any) = (vec![1.0; BINS], vec![1.0; BINS]);
    for at in 0..200_u64 {
        let heard = Heard::new(TUNING[at as usize % TUNING.len()], 40_000 + at);
        heard.messages.iter().filter_map(|at| heard.bin(*at)).for_each(|bin| written[bin] += 1.0);
        (0..heard.seconds()).filter_map(|at| heard.bin(at)).for_each(|bin| any[bin] += 1.0);
    }
    let all = |bins: &[f64]| bins.iter().sum::<f64>();
    let (all_written, all_any) = (all(&written), all(&any));
    written.iter().zip(&any).map(|(written, any)| (written / all_written / (any / all_any)).ln()).collect()
}

#[test]
#[ignore = "an experiment: prints how often the sound alone is right, by how sure it is"]
fn sound_alone() {
    let likely = learned();
    for (title, tongues, seed) in [("tuned on", &TUNING[..], 40_500), ("held back", &HELD_BACK[..], 800_000)]
    {
        let found: Vec<(i64, f64)> = (0..200_u64)
            .map(|at| Heard::new(tongues[at as usize % tongues.len()], seed + at).found(&likely))
            .collect();
        println!("{title}\nsure to     speaks   right of these");
        for sure in [0.0, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999] {
            let spoken: Vec<_> = found.iter().filter(|found| found.1 >= sure).collect();
            let right = spoken.iter().filter(|found| found.0.abs() <= RIGHT).count();
            println!(
                "{sure:7}   {:3} of 200   {:14.3}",
                spoken.len(),
                right as f64 / spoken.len().max(1) as f64
            );
        }
    }
}

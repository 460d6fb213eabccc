//! Which words speak for a proposal.

use causerie_model::{Anchor, TimeMs};

use crate::course::Stretch;
use crate::grid;
use crate::remark::{Remark, SENTENCE, written_terms};
use crate::scores::Ground;
use crate::spoken::Spoken;

/// A message that says what was being said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The number of the message in the chat.
    pub chat: u32,
    /// The number of the message in the transcript.
    pub transcript: u32,
    /// The words that both have, as the message spells them, without accents and in lower case.
    pub words: Vec<String>,
    /// When the message was written, on the chat's clock.
    pub source: TimeMs,
    /// When the words were said, on the timeline.
    pub at: TimeMs,
}

/// So long after a word is said it is written, most often.
const TYPING: TimeMs = TimeMs::new(14_000);
/// So many matches around an anchor tell how far they lie from it.
const AROUND: usize = 9;

/// The messages that say what was being said, in the order of the chat.
pub(crate) fn matches(
    ground: &Ground,
    remarks: &[Remark],
    course: &[Stretch],
    spoken: &Spoken,
) -> Vec<Match> {
    let mut found = Vec::new();
    for stretch in course {
        for remark in stretch.of(remarks).iter().filter(|remark| ground.is_met(remark, stretch.shift)) {
            let at = ground.written(remark) + stretch.shift;
            let weight = |step: i64, gain: f32| gain * ground.lag.at(at - step);
            let best = remark
                .moments
                .iter()
                .max_by(|a, b| weight(a.step, a.gain).total_cmp(&weight(b.step, b.gain)));
            let Some(best) = best else { continue };
            let is_near = |key: &str| {
                let places = spoken.places(key);
                let after = places.partition_point(|place| place.step < best.step - SENTENCE);
                places.get(after).is_some_and(|place| place.step <= best.step + SENTENCE)
            };
            let shared = written_terms(remark.message).into_iter().filter(|term| is_near(&term.key));
            let mut words: Vec<String> = Vec::new();
            for term in shared {
                if !words.contains(&term.word) {
                    words.push(term.word);
                }
            }
            found.push(Match {
                chat: remark.message.seq,
                transcript: best.seq,
                words,
                source: remark.source(),
                at: grid::time(best.step),
            });
        }
    }
    found
}

/// How far the matches nearest to an anchor lie from where it puts them, typing allowed for: the median, which is known
/// to a step. Zero if there are none.
pub(crate) fn residual(anchor: Anchor, matches: &[Match], to_timeline: impl Fn(TimeMs) -> TimeMs) -> TimeMs {
    let nearest = matches.partition_point(|found| found.source < anchor.source);
    let from = nearest.saturating_sub(AROUND / 2 + 1).min(matches.len().saturating_sub(AROUND));
    let around = matches.iter().skip(from).take(AROUND);
    let mut off: Vec<TimeMs> =
        around.map(|found| to_timeline(found.source).distance(found.at + TYPING)).collect();
    off.sort_unstable();
    off.get(off.len() / 2).map_or(TimeMs::ZERO, |middle| (*middle).max(grid::time(1)))
}

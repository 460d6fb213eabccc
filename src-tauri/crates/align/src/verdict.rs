//! Whether a shift is believed, and why.

use std::fmt;

use crate::course::Stretch;
use crate::remark::Remark;
use crate::scores::{APART, Ground, peaks};

/// From this confidence on a proposal is accepted.
pub(crate) const ACCEPTED: f64 = 0.9;
/// A chat of fewer messages is never accepted.
pub(crate) const FEWEST: usize = 8;
/// Fewer messages that say at their moment what is said there are a coincidence.
const FEWEST_MET: usize = 4;
/// The logarithms of likelihood are divided by this, since messages follow from each other.
const DEPENDENCE: f64 = 2.5;

/// Why a proposal was accepted, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// One course explains the chat, and nothing else comes near.
    Clear {
        /// How many messages say what was being said.
        messages: usize,
    },
    /// There are too few messages to tell.
    TooFewMessages,
    /// Nothing was said, or nobody knows what.
    NoTranscript,
    /// What is written and what is said have no rare words in common.
    NothingInCommon,
    /// Words are shared, but at no shift do more of them meet than by chance.
    Chance,
    /// Two shifts explain the chat about equally well.
    TwoShifts,
    /// The best shift is clear only to the minute.
    Blurred,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Clear { messages } => {
                write!(
                    f,
                    "{messages} messages say what was being said, and no other place fits nearly as well."
                )
            }
            Self::TooFewMessages => f.write_str("There are too few messages to tell where they belong."),
            Self::NoTranscript => f.write_str("There is no transcript to match the messages against."),
            Self::NothingInCommon => {
                f.write_str("The messages and the transcript have no rare words in common.")
            }
            Self::Chance => f.write_str("The words in common meet nowhere more often than by chance."),
            Self::TwoShifts => f.write_str("Two places fit the messages about equally well."),
            Self::Blurred => f.write_str("The place that fits best is not clear to within half a minute."),
        }
    }
}

/// What speaks for a course.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Signs {
    /// How likely it is against all other shifts, from 0 to 1, if one is true; the least of its stretches.
    pub(crate) mass: f64,
    /// How far its score lies above that of the next best shift, the least of its stretches.
    pub(crate) lead: f64,
    /// How far its score lies above what the chat reaches by chance, told backwards.
    pub(crate) above_chance: f64,
    /// How many messages meet what they say.
    pub(crate) met: usize,
    /// The share of messages that do.
    pub(crate) share: f64,
}

pub(crate) fn signs(ground: &Ground, remarks: &[Remark], stretches: &[Stretch]) -> Signs {
    let mut signs = Signs { mass: 1.0, lead: f64::MAX, ..Signs::default() };
    let mut height = 0.0;
    let mut within = 0;
    for stretch in stretches {
        let own = remarks.get(stretch.remarks.clone()).unwrap_or_default();
        within += own.len();
        signs.met += own.iter().filter(|remark| ground.score_at(remark, stretch.shift) > 0.7).count();
        let scores = ground.scores(own);
        let best = usize::try_from(stretch.shift - ground.first).unwrap_or_default();
        let top = scores.get(best).copied().unwrap_or_default();
        height += top;
        let apart = usize::try_from(APART).unwrap_or_default();
        let second = peaks(&scores, 8).into_iter().find(|peak| peak.0.abs_diff(best) > apart);
        signs.lead = signs.lead.min(top - second.map_or(0.0, |second| second.1));
        let mass = |from: usize, to: usize| -> f64 {
            let range = scores.iter().take(to).skip(from);
            range.map(|score| ((score - top) / DEPENDENCE).exp()).sum()
        };
        let own = mass(best.saturating_sub(apart * 4 / 5), best + apart * 4 / 5 + 1);
        signs.mass = signs.mass.min(own / mass(0, scores.len()));
    }
    let backwards = Ground { is_backwards: true, ..*ground };
    let chance = peaks(&backwards.scores(remarks), 1).first().map_or(0.0, |peak| peak.1);
    signs.above_chance = height - chance;
    signs.share = signs.met as f64 / within.max(1) as f64;
    signs
}

impl Signs {
    /// From 0 to 1: how often a course with such signs is right.
    pub(crate) fn confidence(&self) -> f64 {
        let chance = 1.0 / (1.0 + (-(self.above_chance - 6.0) / 3.0).exp());
        (self.mass * chance).clamp(0.0, 1.0)
    }

    /// Why a course is accepted or not.
    pub(crate) fn reason(&self) -> Reason {
        if self.met < FEWEST_MET || self.above_chance < 8.0 {
            Reason::Chance
        } else if self.confidence() >= ACCEPTED {
            Reason::Clear { messages: self.met }
        } else if self.lead < 3.0 {
            Reason::TwoShifts
        } else {
            Reason::Blurred
        }
    }
}

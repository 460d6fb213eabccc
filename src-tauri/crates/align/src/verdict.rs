//! Whether a course of the shift is believed, and why.

use std::fmt;

use crate::course::Course;
use crate::grid::steps;
use crate::remark::Remark;
use crate::scores::{Ground, peaks};

/// From this confidence on a proposal is accepted.
const ACCEPTED: f64 = 0.6;
/// Fewer messages that say at their moment what is said there are a coincidence.
const FEWEST_MET: usize = 4;
/// The logarithms of likelihood are divided by this, since messages follow from each other.
const DEPENDENCE: f64 = 2.5;
/// This far above what chance reaches, a course is as likely chance as not; and how steeply that changes.
const CHANCE: f64 = 10.0;
const CHANCE_SLOPE: f64 = 3.0;
/// A shift is meant within this much.
const NEAR: i64 = steps(24);
/// So many messages may well lie outside the recording.
const OFF_RECORD: f64 = 0.15;
/// What lies further outside than this belongs to another day.
const ANOTHER_DAY: i64 = steps(12 * 3600);

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
    /// What is written and what is said have too few rare words in common.
    NothingInCommon,
    /// Words are shared, but at no shift do more of them meet than by chance.
    Chance,
    /// Many messages would lie outside the recording, or seem to belong elsewhere.
    InParts,
    /// Several shifts explain the chat about equally well.
    SeveralShifts,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Clear { messages } => {
                return write!(
                    f,
                    "{messages} messages say what was being said, and no other place fits nearly as well."
                );
            }
            Self::TooFewMessages => "There are too few messages to tell where they belong.",
            Self::NoTranscript => "There is no transcript to match the messages against.",
            Self::NothingInCommon => "The messages and the transcript have too few rare words in common.",
            Self::Chance => "The words in common meet nowhere more often than by chance.",
            Self::InParts => "A part of the messages fits, but others seem to belong elsewhere.",
            Self::SeveralShifts => "Several places fit the messages about equally well.",
        })
    }
}

/// What speaks for a course, and what against it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signs {
    /// How likely it is against all other shifts if one is true; the least of its stretches.
    mass: f64,
    /// How far its score lies above what the chat reaches by chance: told backwards, its threads stay whole and its
    /// words come at wrong times.
    above_chance: f64,
    /// How many messages say what was being said.
    met: usize,
    /// The share of messages that stay where they are if changes are thought likelier.
    held: f64,
    /// The share of messages that lie outside the recording.
    off_record: f64,
}

impl Signs {
    pub(crate) fn of(ground: &Ground, remarks: &[Remark], course: &Course) -> Self {
        let (mut mass, mut height, mut met) = (1.0_f64, 0.0, 0);
        for stretch in &course.stretches {
            let own = stretch.of(remarks);
            met += own.iter().filter(|remark| ground.is_met(remark, stretch.shift)).count();
            let scores = ground.scores(own);
            let best = usize::try_from(stretch.shift - ground.first).unwrap_or_default();
            let top = scores.get(best).copied().unwrap_or_default();
            height += top;
            let within =
                |score: &[f64]| score.iter().map(|score| ((score - top) / DEPENDENCE).exp()).sum::<f64>();
            let near = usize::try_from(NEAR).unwrap_or_default();
            let nearby = scores.get(best.saturating_sub(near)..(best + near + 1).min(scores.len()));
            mass = mass.min(nearby.map_or(0.0, within) / within(&scores));
        }
        let backwards = Ground { is_backwards: true, ..*ground };
        let chance = peaks(&backwards.scores(remarks), 1).first().map_or(0.0, |peak| peak.1);
        let off_record = off_record(ground, remarks, course);
        Self { mass, above_chance: height - chance, met, held: course.held, off_record }
    }

    /// From 0 to 1.
    pub(crate) fn confidence(&self) -> f64 {
        let by_chance = 1.0 / (1.0 + ((self.above_chance - CHANCE) / CHANCE_SLOPE).exp());
        (self.mass * (1.0 - by_chance) * self.whole()).clamp(0.0, 1.0)
    }

    /// Whether the course explains all of the chat, from 0 to 1.
    fn whole(&self) -> f64 {
        (self.held * (1.0 - (self.off_record - OFF_RECORD).max(0.0))).powi(2)
    }

    pub(crate) fn reason(&self) -> Reason {
        if self.met < FEWEST_MET || self.above_chance < CHANCE {
            Reason::Chance
        } else if self.confidence() >= ACCEPTED {
            Reason::Clear { messages: self.met }
        } else if self.whole() < self.mass {
            Reason::InParts
        } else {
            Reason::SeveralShifts
        }
    }
}

/// The share of messages outside the recording, apart from those of other days.
fn off_record(ground: &Ground, remarks: &[Remark], course: &Course) -> f64 {
    let (mut near, mut outside) = (0_usize, 0_usize);
    let mut stretches = course.stretches.iter().peekable();
    let mut first = 0;
    while let Some(stretch) = stretches.next() {
        let end = stretches.peek().map_or(remarks.len(), |_| stretch.remarks.end);
        for remark in remarks.get(first..end).unwrap_or_default() {
            let at = ground.written(remark) + stretch.shift;
            near += usize::from((-ANOTHER_DAY..ground.steps + ANOTHER_DAY).contains(&at));
            outside += usize::from((-ANOTHER_DAY..0).contains(&at));
            outside += usize::from((ground.steps..ground.steps + ANOTHER_DAY).contains(&at));
        }
        first = end;
    }
    outside as f64 / near.max(1) as f64
}

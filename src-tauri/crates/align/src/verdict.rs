//! Whether a course of the shift is believed, and why.

use std::fmt;

use crate::course::Stretch;
use crate::grid::steps;
use crate::remark::Remark;
use crate::scores::{Ground, peaks};

/// From this confidence on a proposal is accepted.
const ACCEPTED: f64 = 0.8;
/// Fewer messages that say at their moment what is said there are a coincidence.
const FEWEST_MET: usize = 4;
/// So many of a hundred messages may lie elsewhere.
const STRAY: usize = 8;
/// This far above what chance reaches, a course is as likely chance as not; and how steeply that changes.
const CHANCE: f64 = 10.0;
const CHANCE_SLOPE: f64 = 3.0;
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
    /// Times come twice, so that they have two places.
    ClockGoesBack,
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
            Self::ClockGoesBack => {
                "The chat's clock goes back on the way, so that some times mean two places."
            }
            Self::Chance => "The words in common meet nowhere more often than by chance.",
            Self::InParts => "A part of the messages fits, but others seem to belong elsewhere.",
            Self::SeveralShifts => "Several places fit the messages about equally well.",
        })
    }
}

/// What speaks for a course, and what against it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Signs {
    /// How likely it is that nearly all messages lie where they are put, and that half of them do.
    in_place: [f64; 2],
    /// How far its score lies above what the chat reaches by chance: told backwards, its threads stay whole and its
    /// words come at wrong times.
    above_chance: f64,
    /// How many messages say what was being said.
    met: usize,
    /// The share of messages that lie outside the recording.
    off_record: f64,
}

impl Signs {
    /// `in_place` tells of the messages how likely each lies where it is put, in ascending order.
    pub(crate) fn of(ground: &Ground, remarks: &[Remark], course: &[Stretch], in_place: &[f64]) -> Self {
        let met = course.iter().map(|stretch| stretch.met(ground, remarks)).sum();
        let score = |stretch: &Stretch| -> f64 {
            stretch.of(remarks).iter().map(|remark| ground.score_at(remark, stretch.shift)).sum()
        };
        let height: f64 = course.iter().map(score).sum();
        let backwards = Ground { is_backwards: true, ..*ground };
        let chance = peaks(&backwards.scores(remarks), 1).first().map_or(0.0, |peak| peak.1);
        let off_record = off_record(ground, remarks, course);
        let least = |share: usize| in_place.get(in_place.len() * share / 100).copied().unwrap_or_default();
        Self { in_place: [least(STRAY), least(50)], above_chance: height - chance, met, off_record }
    }

    /// From 0 to 1.
    pub(crate) fn confidence(&self) -> f64 {
        let by_chance = 1.0 / (1.0 + ((self.above_chance - CHANCE) / CHANCE_SLOPE).exp());
        let whole = (1.0 - (self.off_record - OFF_RECORD).max(0.0)).powi(2);
        let [nearly_all, _] = self.in_place;
        (nearly_all * (1.0 - by_chance) * whole).clamp(0.0, 1.0)
    }

    pub(crate) fn reason(&self) -> Reason {
        let [_, half] = self.in_place;
        if self.met < FEWEST_MET || self.above_chance < CHANCE {
            Reason::Chance
        } else if self.confidence() >= ACCEPTED {
            Reason::Clear { messages: self.met }
        } else if half >= ACCEPTED {
            Reason::InParts
        } else {
            Reason::SeveralShifts
        }
    }
}

/// The share of messages outside the recording, apart from those of other days.
fn off_record(ground: &Ground, remarks: &[Remark], course: &[Stretch]) -> f64 {
    let (mut near, mut outside) = (0_usize, 0_usize);
    let mut stretches = course.iter().peekable();
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

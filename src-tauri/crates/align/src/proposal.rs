//! From two logs to an alignment.

use causerie_model::{Alignment, Anchor, Message, Method, TimeMs};

use crate::course::{at_best_tempo, pause, stretches};
use crate::evidence::Match;
use crate::grid;
use crate::lag::Lag;
use crate::remark::{Remark, remarks};
use crate::scores::{Ground, within_reach};
use crate::spoken::Spoken;
use crate::verdict::{FEWEST, Reason, Signs, signs};

/// What is known beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Hints {
    /// The moment of the chat's clock at which the recording is said to begin, and how far that may be off.
    pub start: Option<(TimeMs, TimeMs)>,
}

/// Where the chat seems to belong.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// The way from the chat's clock to the timeline. Without anchors nothing was found.
    pub alignment: Alignment,
    /// Whether it is sure enough to be used without asking.
    pub accepted: bool,
    /// The messages that speak for it, in the order of the chat.
    pub evidence: Vec<Match>,
    /// Why it was accepted or not.
    pub why: Reason,
    /// Numbers.
    pub numbers: [f64; 5],
}

/// A recording longer than this is not listened to any further.
const LONGEST: TimeMs = TimeMs::new(48 * 3_600_000);

/// Finds the way from a chat's clock to the timeline by the words of both. The transcript's times are those of the
/// timeline; messages that were spoken in the chat, or written in the transcript, are passed over.
pub fn propose(chat: &[Message], transcript: &[Message], duration: TimeMs, hints: Hints) -> Proposal {
    let spoken = Spoken::new(transcript, duration.clamp(TimeMs::ZERO, LONGEST));
    if spoken.is_empty() {
        return nothing(Reason::NoTranscript);
    }
    let _ = hints;
    let remarks = within_reach(remarks(chat, &spoken), spoken.steps);
    if remarks.len() < FEWEST {
        return nothing(Reason::TooFewMessages);
    }
    if remarks.iter().filter(|remark| !remark.moments.is_empty()).count() < 3 {
        return nothing(Reason::NothingInCommon);
    }
    let lag = Lag::new(marks(&remarks));
    let ground = at_best_tempo(Ground::new(&remarks, &lag, spoken.steps), &remarks);
    let course = stretches(&ground, &remarks);
    if course.is_empty() {
        return nothing(Reason::Chance);
    }
    let signs = signs(&ground, &remarks, &course);
    let mut anchors = Vec::new();
    let unbend = |step: i64| {
        ((step as f64 + ground.pivot as f64 * ground.tempo) / (1.0 + ground.tempo)).round() as i64
    };
    for (at, stretch) in course.iter().enumerate() {
        let mut anchor = |written: i64| {
            anchors.push(Anchor {
                source: grid::time(unbend(written)),
                at: grid::time(written + stretch.shift),
            });
        };
        let own = remarks.get(stretch.remarks.clone()).unwrap_or_default();
        match at.checked_sub(1).and_then(|before| course.get(before)) {
            Some(before) => {
                let from = pause(&ground, &remarks, before, stretch);
                anchor(from + (before.shift - stretch.shift).max(0));
            }
            None => anchor(own.first().map_or(0, |remark| ground.written(remark))),
        }
        match course.get(at + 1) {
            Some(after) => anchor(pause(&ground, &remarks, stretch, after)),
            None if ground.tempo != 0.0 => anchor(own.last().map_or(0, |remark| ground.written(remark))),
            None => {}
        }
    }
    let why = signs.reason();
    let alignment = Alignment::at_anchors(Method::Text, anchors, signs.confidence());
    let accepted = matches!(why, Reason::Clear { .. });
    Proposal { alignment, accepted, evidence: Vec::new(), why, numbers: numbers(&signs) }
}

fn numbers(signs: &Signs) -> [f64; 5] {
    [signs.mass, signs.lead, signs.above_chance, signs.met as f64, signs.share]
}

/// How many seconds lie between the marks of the chat's clock: 60 if all its times are whole minutes, else 0.
fn marks(remarks: &[Remark]) -> i64 {
    let is_coarse = remarks.iter().all(|remark| remark.source().get().rem_euclid(60_000) == 0);
    if is_coarse { 60 } else { 0 }
}

fn nothing(why: Reason) -> Proposal {
    let alignment = Alignment::at_anchors(Method::Text, Vec::new(), 0.0);
    Proposal { alignment, accepted: false, evidence: Vec::new(), why, numbers: [0.0; 5] }
}

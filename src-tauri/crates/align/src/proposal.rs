//! From two logs to an alignment.

use causerie_model::{Alignment, Anchor, Message, Method, TimeMs};

use crate::course::{Course, Stretch, at_best_tempo, change, course};
use crate::evidence::{Match, matches, residual};
use crate::grid;
use crate::lag::Lag;
use crate::remark::{Remark, remarks};
use crate::scores::{Ground, within_reach};
use crate::spoken::Spoken;
use crate::verdict::{Reason, Signs};

/// A chat of fewer messages, or of fewer that share a rare word with the talk, tells nothing.
const FEWEST: usize = 8;
const FEWEST_IN_COMMON: usize = 3;
/// A recording longer than this is not looked at any further.
const LONGEST: TimeMs = TimeMs::new(48 * 3_600_000);

/// What is known beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hints {
    /// The moment of the chat's clock at which the recording begins, and how far that may be off.
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
}

/// Finds the way from a chat's clock to the timeline by the words of both. The transcript's times are those of the
/// timeline; what was spoken in the chat, or written in the transcript, is passed over.
pub fn propose(chat: &[Message], transcript: &[Message], duration: TimeMs, hints: Hints) -> Proposal {
    let spoken = Spoken::new(transcript, duration.clamp(TimeMs::ZERO, LONGEST));
    if spoken.is_empty() {
        return nothing(Reason::NoTranscript);
    }
    let remarks = within_reach(remarks(chat, &spoken), spoken.steps);
    if remarks.len() < FEWEST {
        return nothing(Reason::TooFewMessages);
    }
    if remarks.iter().filter(|remark| !remark.moments.is_empty()).count() < FEWEST_IN_COMMON {
        return nothing(Reason::NothingInCommon);
    }
    let lag = Lag::new(marks(&remarks));
    let ground = at_best_tempo(Ground::new(&remarks, &lag, spoken.steps, hints.start), &remarks);
    let course = course(&ground, &remarks);
    if course.stretches.is_empty() {
        return nothing(Reason::Chance);
    }
    let signs = Signs::of(&ground, &remarks, &course);
    let evidence = matches(&ground, &remarks, &course, &spoken);
    let anchors = anchors(&ground, &remarks, &course);
    let mut alignment = Alignment::at_anchors(Method::Text, anchors, signs.confidence());
    let residual = |anchor: &Anchor| residual(*anchor, &evidence, |source| alignment.to_timeline(source));
    alignment.residuals = alignment.anchors.iter().map(residual).collect();
    let why = signs.reason();
    let accepted = matches!(why, Reason::Clear { .. });
    Proposal { alignment, accepted, evidence, why }
}

/// One anchor at the first message, two at every change, and one at the last message if the clocks drift.
fn anchors(ground: &Ground, remarks: &[Remark], course: &Course) -> Vec<Anchor> {
    let written = |remark: Option<&Remark>| remark.map_or(0, |remark| ground.written(remark));
    let anchor = |written: i64, stretch: &Stretch| Anchor {
        source: grid::time(ground.on_the_clock(written)),
        at: grid::time(written + stretch.shift),
    };
    let mut anchors = Vec::new();
    if let Some(first) = course.stretches.first() {
        anchors.push(anchor(written(first.of(remarks).first()), first));
    }
    for pair in course.stretches.windows(2) {
        if let [before, after] = pair {
            let from = change(ground, remarks, before, after);
            let length = (before.shift - after.shift).max(0);
            // One moment of the chat has one place: where the timeline skips ahead, it does so within a step.
            anchors.push(anchor(if length > 0 { from } else { from - 1 }, before));
            anchors.push(anchor(from + length, after));
        }
    }
    if let Some(last) = course.stretches.last().filter(|_| ground.tempo != 0.0) {
        anchors.push(anchor(written(last.of(remarks).last()), last));
    }
    anchors
}

/// How many seconds lie between the marks of the chat's clock: 60 if all its times are whole minutes, else 0.
fn marks(remarks: &[Remark]) -> i64 {
    let is_coarse = remarks.iter().all(|remark| remark.source().get().rem_euclid(60_000) == 0);
    if is_coarse { 60 } else { 0 }
}

fn nothing(why: Reason) -> Proposal {
    let alignment = Alignment::at_anchors(Method::Text, Vec::new(), 0.0);
    Proposal { alignment, accepted: false, evidence: Vec::new(), why }
}

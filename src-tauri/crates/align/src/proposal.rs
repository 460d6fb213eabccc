//! From two logs to an alignment.

use causerie_model::{Alignment, Anchor, Message, Method, TimeMs};

use crate::belief::{Beliefs, NEAR};
use crate::course::{Stretch, at_best_tempo, change, course};
use crate::evidence::{Match, matches, residual};
use crate::grid;
use crate::lag::Lag;
use crate::remark::{Remark, is_written, remarks};
use crate::scores::{Ground, within_reach};
use crate::spoken::Spoken;
use crate::verdict::{Reason, Signs};

/// A chat of fewer messages, or of fewer that share a rare word with the talk, tells nothing.
const FEWEST: usize = 8;
const FEWEST_IN_COMMON: usize = 3;
/// A clock that goes back by more than this, and not more often, was set back.
const SET_BACK: TimeMs = TimeMs::new(120_000);
const MOST_TURNS: usize = 4;
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
    if goes_back(chat) {
        return nothing(Reason::ClockGoesBack);
    }
    let remarks = within_reach(remarks(chat, &spoken), spoken.steps);
    if remarks.len() < FEWEST {
        return nothing(Reason::TooFewMessages);
    }
    if remarks.iter().filter(|remark| !remark.moments.is_empty()).count() < FEWEST_IN_COMMON {
        return nothing(Reason::NothingInCommon);
    }
    let marks = marks(&remarks);
    let lag = Lag::new(marks);
    let ground = at_best_tempo(Ground::new(&remarks, &lag, spoken.steps, hints.start), &remarks);
    let beliefs = Beliefs::new(&ground, &remarks, grid::steps(marks));
    let course = course(&ground, &remarks, &beliefs);
    if course.is_empty() {
        return nothing(Reason::Chance);
    }
    let evidence = matches(&ground, &remarks, &course, &spoken);
    let mut alignment = Alignment::at_anchors(Method::Text, anchors(&ground, &remarks, &course), 0.0);
    let put = |remark: usize| {
        let source = remarks.get(remark).map_or(TimeMs::ZERO, Remark::source);
        grid::step(alignment.to_timeline(source))
    };
    let in_place = beliefs.in_place(put, NEAR + grid::steps(marks) / 2);
    let signs = Signs::of(&ground, &remarks, &course, &in_place);
    let residual = |anchor: &Anchor| residual(*anchor, &evidence, |source| alignment.to_timeline(source));
    alignment.residuals = alignment.anchors.iter().map(residual).collect();
    alignment.confidence = signs.confidence();
    let why = signs.reason();
    let accepted = matches!(why, Reason::Clear { .. });
    Proposal { alignment, accepted, evidence, why }
}

/// One anchor at the first message, two at every change, and one at the last message if the clocks drift.
fn anchors(ground: &Ground, remarks: &[Remark], course: &[Stretch]) -> Vec<Anchor> {
    let written = |remark: Option<&Remark>| remark.map_or(0, |remark| ground.written(remark));
    let anchor = |written: i64, stretch: &Stretch| Anchor {
        source: grid::time(ground.on_the_clock(written)),
        at: grid::time(written + stretch.shift),
    };
    let mut anchors = Vec::new();
    if let Some(first) = course.first() {
        anchors.push(anchor(written(first.of(remarks).first()), first));
    }
    for pair in course.windows(2) {
        if let [before, after] = pair {
            let from = change(ground, remarks, before, after);
            let length = (before.shift - after.shift).max(0);
            // One moment of the chat has one place: where the timeline skips ahead, it does so within a step.
            anchors.push(anchor(if length > 0 { from } else { from - 1 }, before));
            anchors.push(anchor(from + length, after));
        }
    }
    if let Some(last) = course.last().filter(|_| ground.tempo != 0.0) {
        anchors.push(anchor(written(last.of(remarks).last()), last));
    }
    anchors
}

/// Whether the chat's clock was set back on the way, or begun anew: times that come twice have two places. A log in
/// another order than that of its clock goes back all the time.
fn goes_back(chat: &[Message]) -> bool {
    let mut written: Vec<&Message> = chat.iter().filter(|message| is_written(message.kind)).collect();
    written.sort_by_key(|message| message.seq);
    let is_back = |from: TimeMs, to: TimeMs| from > to && from.distance(to) > SET_BACK;
    let mut times = written.iter().map(|message| message.source);
    let Some(first) = times.next() else { return false };
    let (mut last, mut latest, mut turns, mut twice) = (first, first, 0, 0);
    for time in times {
        turns += usize::from(is_back(last, time));
        twice += usize::from(is_back(latest, time));
        (last, latest) = (time, latest.max(time));
    }
    (1..=MOST_TURNS).contains(&turns) && twice * 10 > written.len()
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

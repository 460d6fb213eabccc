//! The course of the shift through the chat: one shift, or several where the recording paused while the chat's clock
//! went on.

use std::ops::Range;

use crate::path::{Paths, best_paths};
use crate::remark::Remark;
use crate::scores::{APART, Ground, peaks};

/// A stretch between two changes has at least so many remarks that meet something.
const FEWEST: usize = 5;
/// The chat is cut in so many pieces to find shifts that hold in a part of it only.
const PIECES: usize = 8;
/// The shifts taken from a piece.
const TAKEN: usize = 8;
/// The chat's clock against the timeline, in thousandths.
const TEMPI: [i32; 16] = [-12, -10, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 10, 12];
/// What another tempo than that of time must explain.
const OTHER_TEMPO: f64 = 8.0;
/// The tempo is found by so many remarks, those that tell the most.
const TELLING: usize = 400;
/// Where a change is looked for, at most so many remarks to either side.
const NEAR: usize = 300;

/// A stretch of the chat that has one shift.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stretch {
    /// Which remarks.
    pub(crate) remarks: Range<usize>,
    /// In steps, at the tempo of the ground.
    pub(crate) shift: i64,
}

impl Stretch {
    /// Its remarks.
    pub(crate) fn of<'r, 'a>(&self, remarks: &'r [Remark<'a>]) -> &'r [Remark<'a>] {
        remarks.get(self.remarks.clone()).unwrap_or_default()
    }
}

/// The stretches that explain the chat best, in its order, and the share of messages that lie where they do even if
/// changes are thought likelier than they are.
pub(crate) struct Course {
    pub(crate) stretches: Vec<Stretch>,
    pub(crate) held: f64,
}

/// The ground at the tempo that explains the most.
pub(crate) fn at_best_tempo<'a>(ground: Ground<'a>, remarks: &[Remark]) -> Ground<'a> {
    let mut telling: Vec<&Remark> = remarks.iter().collect();
    telling.sort_by(|a, b| b.strongest().total_cmp(&a.strongest()));
    telling.truncate(TELLING);
    let height = |ground: &Ground| {
        peaks(&ground.scores(telling.iter().copied()), 1).first().map_or(0.0, |peak| peak.1)
    };
    let plain = height(&ground);
    let others = TEMPI.iter().map(|tempo| {
        let ground = Ground { tempo: f64::from(*tempo) / 1000.0, ..ground };
        (height(&ground), ground)
    });
    match others.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((other, bent)) if other > plain + OTHER_TEMPO => bent,
        Some(_) | None => ground,
    }
}

pub(crate) fn course(ground: &Ground, remarks: &[Remark]) -> Course {
    let Paths { best, loose } = best_paths(ground, remarks, &candidates(ground, remarks));
    let same = best.iter().zip(&loose).filter(|(a, b)| a.abs_diff(**b) <= APART.unsigned_abs()).count();
    let held = same as f64 / best.len().max(1) as f64;
    let mut stretches: Vec<Stretch> = Vec::new();
    for (at, shift) in best.into_iter().enumerate() {
        match stretches.last_mut().filter(|last| last.shift == shift) {
            Some(last) => last.remarks.end = at + 1,
            None => stretches.push(Stretch { remarks: at..at + 1, shift }),
        }
    }
    let is_met = |stretch: &Stretch| {
        stretch.of(remarks).iter().filter(|remark| ground.is_met(remark, stretch.shift)).count() >= FEWEST
    };
    if stretches.iter().any(is_met) {
        stretches.retain(is_met);
    }
    Course { stretches, held }
}

/// Shifts worth a look, ascending: the highest peaks of the whole chat, of its halves, and so on.
fn candidates(ground: &Ground, remarks: &[Remark]) -> Vec<i64> {
    let length = remarks.len().div_ceil(PIECES).max(FEWEST);
    let mut pieces: Vec<Vec<f64>> = remarks.chunks(length).map(|piece| ground.scores(piece)).collect();
    let mut found = Vec::new();
    loop {
        let is_whole = pieces.len() <= 1;
        for scores in &pieces {
            found.extend(peaks(scores, if is_whole { 4 * TAKEN } else { TAKEN }));
        }
        if is_whole {
            break;
        }
        let sum = |pair: &[Vec<f64>]| match pair {
            [a, b] => a.iter().zip(b).map(|(a, b)| a + b).collect(),
            _ => pair.concat(),
        };
        pieces = pieces.chunks(2).map(sum).collect();
    }
    let shift = |(index, _)| Some(i64::try_from(index).ok()? + ground.first);
    let mut shifts: Vec<i64> = found.into_iter().filter_map(shift).collect();
    shifts.sort_unstable();
    shifts.dedup();
    shifts
}

/// Where the change between two stretches begins, in steps of the chat's clock: the place that fits the remarks best.
/// If the timeline stands still meanwhile, what was written until it goes on is off record.
pub(crate) fn change(ground: &Ground, remarks: &[Remark], before: &Stretch, after: &Stretch) -> i64 {
    let (end, start) = (before.remarks.end, after.remarks.start);
    let from = end.saturating_sub(NEAR).max(before.remarks.start);
    let near = remarks.get(from..(start + NEAR).min(after.remarks.end)).unwrap_or_default();
    let length = (before.shift - after.shift).max(0);
    let turn = remarks.get(end.saturating_sub(1)).map_or(0, |remark| ground.written(remark) + 1);
    let score = |from: i64| -> f64 {
        let score = |remark: &Remark| match ground.written(remark) {
            at if at < from => ground.score_at(remark, before.shift),
            at if at >= from + length => ground.score_at(remark, after.shift),
            _ => remark.off_record(),
        };
        near.iter().map(score).sum()
    };
    let places = near.iter().flat_map(|remark| [ground.written(remark) + 1, ground.written(remark) - length]);
    let places = places.filter(|from| from.abs_diff(turn) <= (length + APART).unsigned_abs());
    let scored = places.map(|from| (score(from), from));
    scored.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map_or(turn, |best| best.1)
}

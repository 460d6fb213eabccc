//! The course of the shift through the chat: one shift, or several where the recording paused while the chat's clock
//! went on.

use std::ops::Range;

use crate::belief::{Beliefs, NEAR};
use crate::remark::Remark;
use crate::scores::{APART, Ground, peaks};

/// A stretch between two changes has at least so many remarks that meet something.
const FEWEST: usize = 2;
/// The chat's clock against the timeline, in thousandths.
const TEMPI: [i32; 16] = [-12, -10, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 10, 12];
/// What another tempo than that of time must explain.
const OTHER_TEMPO: f64 = 8.0;
/// The tempo is found by so many remarks, those that tell the most.
const TELLING: usize = 400;

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

    /// How many of them say what was being said.
    pub(crate) fn met(&self, ground: &Ground, remarks: &[Remark]) -> usize {
        self.of(remarks).iter().filter(|remark| ground.is_met(remark, self.shift)).count()
    }
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

/// The stretches that the chat falls into, in its order; none if the first contradicts where the recording began.
pub(crate) fn course(ground: &Ground, remarks: &[Remark], beliefs: &Beliefs) -> Vec<Stretch> {
    let mut runs: Vec<(Range<usize>, Vec<i64>)> = Vec::new();
    for (at, place) in beliefs.likeliest(NEAR) {
        let Some(remark) = remarks.get(at) else { continue };
        let shift = place - ground.written(remark);
        let is_same = |other: &i64| other.abs_diff(shift) <= APART.unsigned_abs();
        match runs.last_mut().filter(|run| run.1.last().is_some_and(is_same)) {
            Some(run) => {
                run.0.end = at + 1;
                run.1.push(shift);
            }
            None => runs.push((at..at + 1, vec![shift])),
        }
    }
    let middle = |(remarks, mut shifts): (Range<usize>, Vec<i64>)| {
        shifts.sort_unstable();
        Stretch { remarks, shift: shifts.get(shifts.len() / 2).copied().unwrap_or_default() }
    };
    let is_met = |stretch: &Stretch| stretch.met(ground, remarks) >= FEWEST;
    let stretches: Vec<Stretch> = runs.into_iter().map(middle).filter(is_met).collect();
    if stretches.first().is_some_and(|first| ground.begins_at(first.shift)) { stretches } else { Vec::new() }
}

/// Where the change between two stretches begins, in steps of the chat's clock: after the last remark before it, or,
/// where that leaves too little time for it, in time for the first one after it.
pub(crate) fn change(ground: &Ground, remarks: &[Remark], before: &Stretch, after: &Stretch) -> i64 {
    let written = |remark: Option<&Remark>| remark.map_or(0, |remark| ground.written(remark));
    let length = (before.shift - after.shift).max(0);
    let (last, first) = (before.of(remarks).last(), after.of(remarks).first());
    (written(last) + 1).min(written(first) - length)
}

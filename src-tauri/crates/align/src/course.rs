//! The course of the shift through the chat: one shift, or several where the recording paused while the chat's clock
//! went on.

use std::ops::Range;

use crate::remark::Remark;
use crate::scores::{APART, Ground, peaks};

/// What a change of the shift must explain to be believed.
const CHANGE: f64 = 22.0;
/// A change by which the timeline skips ahead is rarer than a pause.
const AHEAD: f64 = 8.0;
/// A stretch between two changes has at least so many remarks that meet something.
const FEWEST: usize = 5;
/// The chat is cut in so many pieces to find shifts that hold in a part of it only.
const PIECES: usize = 8;
/// The shifts taken from a piece.
const TAKEN: usize = 8;
/// The chat's clock against the timeline, in thousandths.
const TEMPI: [i32; 16] = [-12, -10, -8, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 8, 10, 12];
/// What another tempo than that of time must explain.
const OTHER_TEMPO: f64 = 12.0;

/// A stretch of the chat that has one shift.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Stretch {
    /// Which remarks.
    pub(crate) remarks: Range<usize>,
    /// In steps, at the tempo of the ground.
    pub(crate) shift: i64,
}

/// The ground at the tempo that explains the most.
pub(crate) fn at_best_tempo<'a>(ground: Ground<'a>, remarks: &[Remark]) -> Ground<'a> {
    let height = |ground: &Ground| peaks(&ground.scores(remarks), 1).first().map_or(0.0, |peak| peak.1);
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

/// The stretches that explain the chat best, in its order.
pub(crate) fn stretches(ground: &Ground, remarks: &[Remark]) -> Vec<Stretch> {
    let shifts = candidates(ground, remarks);
    let path = best_path(ground, remarks, &shifts);
    let mut stretches: Vec<Stretch> = Vec::new();
    for (at, shift) in path.into_iter().enumerate() {
        match stretches.last_mut().filter(|last| last.shift == shift) {
            Some(last) => last.remarks.end = at + 1,
            None => stretches.push(Stretch { remarks: at..at + 1, shift }),
        }
    }
    let met = |stretch: &Stretch| {
        let within = remarks.get(stretch.remarks.clone()).unwrap_or_default();
        within.iter().filter(|remark| ground.score_at(remark, stretch.shift) > 0.7).count()
    };
    if stretches.len() > 1 {
        stretches.retain(|stretch| met(stretch) >= FEWEST);
    }
    stretches
}

/// Shifts worth a look: the highest peaks of the whole chat, of its halves, and so on.
fn candidates(ground: &Ground, remarks: &[Remark]) -> Vec<i64> {
    let length = remarks.len().div_ceil(PIECES).max(FEWEST);
    let mut pieces: Vec<Vec<f64>> = remarks.chunks(length).map(|piece| ground.scores(piece)).collect();
    let mut found = Vec::new();
    loop {
        let whole = pieces.len() <= 1;
        for scores in &pieces {
            found.extend(peaks(scores, if whole { 4 * TAKEN } else { TAKEN }));
        }
        if whole {
            break;
        }
        let sum = |pair: &[Vec<f64>]| match pair {
            [a, b] => a.iter().zip(b).map(|(a, b)| a + b).collect(),
            _ => pair.concat(),
        };
        pieces = pieces.chunks(2).map(sum).collect();
    }
    let mut shifts: Vec<i64> =
        found.into_iter().filter_map(|(index, _)| Some(i64::try_from(index).ok()? + ground.first)).collect();
    shifts.sort_unstable();
    shifts.dedup();
    shifts
}

/// The best shift for each remark, where every change costs. `shifts` ascend.
fn best_path(ground: &Ground, remarks: &[Remark], shifts: &[i64]) -> Vec<i64> {
    let mut totals = vec![0.0_f64; shifts.len()];
    let mut from: Vec<Vec<u16>> = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let (changed, came) = changes(&totals, shifts);
        from.push(came);
        let scores = shifts.iter().map(|shift| ground.score_at(remark, *shift));
        totals = changed.into_iter().zip(scores).map(|(total, score)| total + score).collect();
    }
    let best = totals.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
    let Some((mut state, _)) = best else { return Vec::new() };
    let mut path = Vec::with_capacity(remarks.len());
    for came in from.iter().rev() {
        path.extend(shifts.get(state));
        state = came.get(state).copied().unwrap_or_default().into();
    }
    path.reverse();
    path
}

/// For each shift the best total with which it can be entered, and from which shift.
fn changes(totals: &[f64], shifts: &[i64]) -> (Vec<f64>, Vec<u16>) {
    let mut entered = totals.to_vec();
    let mut came: Vec<u16> = (0..=u16::MAX).take(totals.len()).collect();
    let enter =
        |at: usize, best: Option<(usize, f64)>, cost: f64, entered: &mut Vec<f64>, came: &mut Vec<u16>| {
            if let (Some((other, total)), Some(own), Some(source)) =
                (best, entered.get_mut(at), came.get_mut(at))
                && total - cost > *own
            {
                *own = total - cost;
                *source = u16::try_from(other).unwrap_or_default();
            }
        };
    let better = |best: Option<(usize, f64)>, next: (usize, f64)| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        Some(_) | None => Some(next),
    };
    let mut best = None;
    for (at, total) in totals.iter().copied().enumerate().rev() {
        enter(at, best, CHANGE, &mut entered, &mut came);
        best = better(best, (at, total));
    }
    let mut best = None;
    for (at, total) in totals.iter().copied().enumerate() {
        enter(at, best, CHANGE + AHEAD, &mut entered, &mut came);
        best = better(best, (at, total));
    }
    debug_assert!(shifts.is_sorted());
    (entered, came)
}

/// Where the pause between two stretches begins, in steps of the chat's clock: the place that fits the remarks best.
pub(crate) fn pause(ground: &Ground, remarks: &[Remark], before: &Stretch, after: &Stretch) -> i64 {
    let within = remarks.get(before.remarks.start..after.remarks.end).unwrap_or_default();
    let length = (before.shift - after.shift).max(0);
    let turn = remarks.get(before.remarks.end).map_or(0, |remark| ground.written(remark));
    let near =
        |remark: &&Remark| ground.written(remark).abs_diff(turn) <= (length + 10 * APART).unsigned_abs();
    let near: Vec<&Remark> = within.iter().filter(near).collect();
    let score = |from: i64| -> f64 {
        near.iter()
            .map(|remark| match ground.written(remark) {
                at if at < from => ground.score_at(remark, before.shift),
                at if at >= from + length => ground.score_at(remark, after.shift),
                _ => remark.outside() - crate::scores::OFF_RECORD,
            })
            .sum()
    };
    let starts = near.iter().flat_map(|remark| [ground.written(remark) + 1, ground.written(remark) - length]);
    let starts = starts.filter(|from| from.abs_diff(turn) <= (length + APART).unsigned_abs());
    starts.max_by(|a, b| score(*a).total_cmp(&score(*b)).then(b.cmp(a))).unwrap_or(turn)
}

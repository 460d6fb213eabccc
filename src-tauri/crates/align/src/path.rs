//! The best way through the shifts, remark by remark, where every change costs (Viterbi 1967).

use crate::remark::Remark;
use crate::scores::Ground;

/// What a change of the shift must explain to be believed, and what one must that is only suspected.
const CHANGE: f64 = 18.0;
const SUSPECTED: f64 = 12.0;
/// A change by which the timeline skips ahead is rarer than a pause.
const AHEAD: f64 = 8.0;

/// The shift of each remark.
pub(crate) struct Paths {
    /// With changes as rare as they are.
    pub(crate) best: Vec<i64>,
    /// With changes thought likelier.
    pub(crate) loose: Vec<i64>,
}

/// `shifts` ascend.
pub(crate) fn best_paths(ground: &Ground, remarks: &[Remark], shifts: &[i64]) -> Paths {
    let (mut best, mut loose) = (Walk::new(CHANGE, shifts.len()), Walk::new(SUSPECTED, shifts.len()));
    for remark in remarks {
        let scores: Vec<f64> = shifts.iter().map(|shift| ground.score_at(remark, *shift)).collect();
        best.step(&scores);
        loose.step(&scores);
    }
    Paths { best: best.path(shifts), loose: loose.path(shifts) }
}

struct Walk {
    cost: f64,
    /// For each shift, the best total of a path that ends in it.
    totals: Vec<f64>,
    /// For each remark and shift, the shift of the remark before.
    came: Vec<Vec<u16>>,
}

impl Walk {
    fn new(cost: f64, shifts: usize) -> Self {
        Self { cost, totals: vec![0.0; shifts], came: Vec::new() }
    }

    fn step(&mut self, scores: &[f64]) {
        let states: Vec<(u16, f64)> = (0..).zip(self.totals.iter().copied()).collect();
        let mut entered: Vec<(u16, f64)> = states.clone();
        // From a greater shift: a pause.
        enter(states.iter().zip(&mut entered).rev(), self.cost);
        enter(states.iter().zip(&mut entered), self.cost + AHEAD);
        self.totals = entered.iter().zip(scores).map(|((_, total), score)| total + score).collect();
        self.came.push(entered.into_iter().map(|(from, _)| from).collect());
    }

    fn path(&self, shifts: &[i64]) -> Vec<i64> {
        let best = self.totals.iter().zip(0_u16..).max_by(|a, b| a.0.total_cmp(b.0).then(b.1.cmp(&a.1)));
        let mut state = best.map_or(0, |(_, state)| state);
        let mut path = Vec::with_capacity(self.came.len());
        for came in self.came.iter().rev() {
            path.extend(shifts.get(usize::from(state)));
            state = came.get(usize::from(state)).copied().unwrap_or_default();
        }
        path.reverse();
        path
    }
}

/// Lets each state be entered from the best of those that come before it in this order, if that pays.
fn enter<'a>(states: impl Iterator<Item = (&'a (u16, f64), &'a mut (u16, f64))>, cost: f64) {
    let mut best: Option<(u16, f64)> = None;
    for (&(state, total), entered) in states {
        if let Some((from, other)) = best
            && other - cost > entered.1
        {
            *entered = (from, other - cost);
        }
        if best.is_none_or(|(_, other)| total > other) {
            best = Some((state, total));
        }
    }
}

//! How well each shift of the chat explains what it says.

use std::collections::BTreeMap;

use causerie_model::TimeMs;

use crate::grid::{add_stretch, step, steps};
use crate::lag::Lag;
use crate::remark::Remark;

/// As many shifts are told apart, which is six days.
const SHIFTS: i64 = 1 << 18;
/// Messages may lie this far outside the recording at the outermost shifts.
const MARGIN: i64 = steps(600);
/// How much likelier people write while they are silent than while they speak; natural logarithm.
const SPEAKING: f64 = -0.6;
/// A message whose score at its moment is higher than this says what was being said.
const MET: f64 = 0.7;
/// Two shifts nearer than this are one.
pub(crate) const APART: i64 = steps(30);

/// What is fixed while shifts are compared.
#[derive(Clone, Copy)]
pub(crate) struct Ground<'a> {
    pub(crate) lag: &'a Lag,
    /// Of the recording.
    pub(crate) steps: i64,
    /// The least shift that is looked at, and how many there are.
    pub(crate) first: i64,
    pub(crate) shifts: usize,
    /// How much faster the timeline runs than the chat's clock.
    pub(crate) tempo: f64,
    /// The step of the chat's clock around which the tempo turns.
    pub(crate) pivot: i64,
    /// Whether the chat is told backwards, which leaves its threads whole and puts every word at a wrong time.
    pub(crate) is_backwards: bool,
}

impl<'a> Ground<'a> {
    /// All shifts at which some of the remarks lie in the recording and that agree with its start: the moment of the
    /// chat's clock, and how far that may be off.
    pub(crate) fn new(remarks: &[Remark], lag: &'a Lag, steps: i64, start: Option<(TimeMs, TimeMs)>) -> Self {
        let ends = |step: &dyn Fn(&Remark) -> i64| {
            remarks.iter().map(step).fold((i64::MAX, i64::MIN), |(a, b), s| (a.min(s), b.max(s)))
        };
        let (from, to) = ends(&|remark| step(remark.source()));
        let first = -to.max(from) - MARGIN;
        let last = steps - from.min(to) + MARGIN;
        let (first, last) = match start {
            Some((start, off)) => (first.max(step(-start - off)), last.min(step(off - start) + 1)),
            None => (first, last),
        };
        let shifts = usize::try_from((last - first).clamp(0, SHIFTS)).unwrap_or_default();
        Self { lag, steps, first, shifts, tempo: 0.0, pivot: from.midpoint(to), is_backwards: false }
    }

    /// Whether the chat may begin at this shift.
    pub(crate) fn begins_at(&self, shift: i64) -> bool {
        usize::try_from(shift - self.first).is_ok_and(|shift| shift < self.shifts)
    }

    /// The step of the chat's clock at which a remark was made, brought to the tempo of the timeline.
    pub(crate) fn written(&self, remark: &Remark) -> i64 {
        let step = step(remark.source());
        let step = step + ((step - self.pivot) as f64 * self.tempo).round() as i64;
        if self.is_backwards { 2 * self.pivot - step } else { step }
    }

    /// The step of the chat's clock at which something is written that lies at this step at the tempo of the timeline.
    pub(crate) fn on_the_clock(&self, written: i64) -> i64 {
        self.pivot + ((written - self.pivot) as f64 / (1.0 + self.tempo)).round() as i64
    }

    /// The score of each shift from the first on, over these remarks.
    pub(crate) fn scores<'r>(&self, remarks: impl IntoIterator<Item = &'r Remark<'r>>) -> Vec<f64> {
        let mut slopes = vec![0.0; self.shifts + 1];
        let mut peaks = vec![0.0_f64; self.shifts];
        let mut near = vec![0.0_f32; usize::try_from(self.steps).unwrap_or_default()];
        for remark in remarks {
            let zero = -self.written(remark) - self.first;
            let outside = remark.off_record();
            add_stretch(&mut slopes, 0, i64::MAX, outside);
            add_stretch(&mut slopes, zero, zero + self.steps, remark.lowest() - outside);
            self.add_voice(&mut slopes, remark, zero);
            self.add_moments(&mut peaks, &mut near, remark, zero);
        }
        let mut height = 0.0;
        for (score, slope) in peaks.iter_mut().zip(slopes) {
            height += slope;
            *score += height;
        }
        peaks
    }

    /// The score of a remark in the silence of who wrote it, and while they speak.
    pub(crate) fn voice(&self, remark: &Remark) -> (f64, f64) {
        let spoken: i64 = remark.voice.iter().map(|stretch| stretch.end - stretch.start).sum();
        let share = (spoken as f64 / self.steps as f64).min(1.0);
        let level = (1.0 - share + share * SPEAKING.exp()).ln();
        (-level, SPEAKING - level)
    }

    fn add_voice(&self, slopes: &mut [f64], remark: &Remark, zero: i64) {
        if remark.voice.is_empty() {
            return;
        }
        let (silent, speaking) = self.voice(remark);
        add_stretch(slopes, zero, zero + self.steps, silent);
        for stretch in remark.voice {
            add_stretch(slopes, zero + stretch.start, zero + stretch.end, speaking - silent);
        }
    }

    fn add_moments(&self, peaks: &mut [f64], near: &mut [f32], remark: &Remark, zero: i64) {
        let reach = i64::try_from(self.lag.likely().len()).unwrap_or_default();
        let mut touched: Vec<(usize, usize)> = Vec::new();
        for moment in &remark.moments {
            let start = moment.step + self.lag.first();
            let from = usize::try_from(start.max(0)).unwrap_or_default();
            let to = usize::try_from((start + reach).min(self.steps)).unwrap_or_default();
            let skip = usize::try_from(-start).unwrap_or_default();
            for (sum, likely) in near.iter_mut().take(to).skip(from).zip(self.lag.likely().iter().skip(skip))
            {
                *sum += moment.gain * likely;
            }
            match touched.last_mut().filter(|last| from <= last.1) {
                Some(last) => last.1 = last.1.max(to),
                None => touched.push((from, to)),
            }
        }
        for (from, to) in touched {
            for (at, sum) in near.iter_mut().enumerate().take(to).skip(from) {
                let index = i64::try_from(at).ok().and_then(|at| usize::try_from(at + zero).ok());
                if let Some(peak) = index.and_then(|index| peaks.get_mut(index)) {
                    *peak += f64::from(Remark::rise(*sum));
                }
                *sum = 0.0;
            }
        }
    }

    /// The score of one remark at a shift.
    pub(crate) fn score_at(&self, remark: &Remark, shift: i64) -> f64 {
        let at = self.written(remark) + shift;
        if (0..self.steps).contains(&at) { remark.score_at(at, self.lag) } else { remark.off_record() }
    }

    /// Whether a remark says, at a shift, what was being said.
    pub(crate) fn is_met(&self, remark: &Remark, shift: i64) -> bool {
        self.score_at(remark, shift) > MET
    }
}

/// The highest peaks, highest first, no two of them nearer than [`APART`]: index and score.
pub(crate) fn peaks(scores: &[f64], count: usize) -> Vec<(usize, f64)> {
    let apart = usize::try_from(APART).unwrap_or_default();
    let mut best: Vec<(usize, f64)> = scores
        .chunks(apart)
        .enumerate()
        .filter_map(|(chunk, scores)| {
            let top = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)))?;
            Some((chunk * apart + top.0, *top.1))
        })
        .collect();
    best.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut kept: Vec<(usize, f64)> = Vec::new();
    for peak in best {
        if kept.len() == count {
            break;
        }
        if kept.iter().all(|other| other.0.abs_diff(peak.0) >= apart) {
            kept.push(peak);
        }
    }
    kept
}

/// Those remarks that can lie near the recording together: a log of months is cut to the days that say the most of
/// what was said.
pub(crate) fn within_reach(mut remarks: Vec<Remark>, duration: i64) -> Vec<Remark> {
    let reach = SHIFTS / 2 - duration - MARGIN;
    let span = |remarks: &[Remark]| match (remarks.first(), remarks.last()) {
        (Some(first), Some(last)) => step(last.source()).saturating_sub(step(first.source())),
        _ => 0,
    };
    if span(&remarks) <= reach {
        return remarks;
    }
    let mut votes: BTreeMap<i64, f64> = BTreeMap::new();
    for remark in &remarks {
        for moment in &remark.moments {
            let shift = moment.step.saturating_sub(step(remark.source()));
            *votes.entry(shift.div_euclid(steps(600))).or_default() += f64::from(moment.gain.max(1.0)).ln();
        }
    }
    let best = votes.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
    let center = best.map_or(0, |(shift, _)| -shift.saturating_mul(steps(600)));
    remarks.retain(|remark| step(remark.source()).saturating_sub(center).saturating_abs() <= reach / 2);
    remarks
}

//! How likely each remark lies where it is put, over all ways in which the recording may have run and paused: a hidden
//! Markov model whose states are the places of the timeline, summed forward and backward (Baum 1972).

use crate::grid::{add_stretch, steps};
use crate::remark::Remark;
use crate::scores::Ground;

/// How often a recording pauses, and how soon it goes on, per step.
const PAUSES: f64 = 1.0 / 3600.0;
const GOES_ON: f64 = 1.0 / 450.0;
/// A remark is where it is put within this much.
pub(crate) const NEAR: i64 = steps(28);
/// No more places are told apart, and no more remarks heard, those that tell the most.
const PLACES: i64 = 2_048;
const REMARKS: usize = 1_000;
/// The logarithms of likelihood are divided by this, since messages follow from each other.
const DEPENDENCE: f64 = 2.0;
/// What is less likely than this to be on record needs no place there.
const ON_RECORD: f64 = 0.1;

/// What is summed up to a remark: how likely it lies at each place while the recording runs, how likely the recording
/// is paused at each, or has not begun, or has ended.
#[derive(Clone)]
struct State {
    runs: Vec<f64>,
    paused: Vec<f64>,
    before: f64,
    after: f64,
}

/// The ground in cells.
struct Cells<'a, 'r> {
    ground: &'a Ground<'a>,
    remarks: Vec<(usize, &'a Remark<'r>)>,
    /// How many steps a cell has, and how many cells the recording.
    grain: i64,
    count: usize,
    /// How likely the recording begins in a certain cell.
    begins: f64,
    /// By how many cells the clock may be late, as it shows only so much.
    slack: i64,
}

/// How likely each remark lies at each place of the timeline.
pub(crate) struct Beliefs {
    heard: Vec<Heard>,
    grain: i64,
}

struct Heard {
    remark: usize,
    /// From the first cell on.
    places: Vec<f32>,
}

impl Beliefs {
    /// `slack` is how many steps the chat's clock may be late, as it shows no less.
    pub(crate) fn new(ground: &Ground, remarks: &[Remark], slack: i64) -> Self {
        let cells = Cells::new(ground, remarks, slack);
        let mut heard: Vec<Heard> = Vec::with_capacity(cells.remarks.len());
        let mut scales = Vec::with_capacity(cells.remarks.len());
        let mut before: Option<(State, &Remark)> = None;
        for &(at, remark) in &cells.remarks {
            let mut state = match before {
                Some((state, last)) => cells.onward(&state, last, remark),
                None => cells.beginning(remark),
            };
            cells.weigh(&mut state, remark);
            let scale = 1.0 / state.sum();
            state.scale(scale);
            scales.push(scale);
            heard
                .push(Heard { remark: at, places: state.runs.iter().map(|likely| *likely as f32).collect() });
            before = Some((state, remark));
        }
        let mut state = State::open(cells.count);
        let mut after: Option<(&Remark, f64)> = None;
        for ((&(_, remark), heard), scale) in cells.remarks.iter().zip(&mut heard).zip(scales).rev() {
            if let Some((later, scale)) = after {
                cells.weigh(&mut state, later);
                state.scale(scale);
                state = cells.backward(&state, remark, later);
            }
            after = Some((remark, scale));
            for (place, likely) in heard.places.iter_mut().zip(&state.runs) {
                *place = (f64::from(*place) * likely) as f32;
            }
        }
        Self { heard, grain: cells.grain }
    }

    /// The likeliest step of each remark that is likelier on record than off, to within `near`.
    pub(crate) fn likeliest(&self, near: i64) -> Vec<(usize, i64)> {
        let near = near / self.grain;
        let likeliest = |heard: &Heard| {
            let sums = Sums::new(heard.places.iter().map(|place| f64::from(*place)));
            let count = i64::try_from(heard.places.len()).unwrap_or(i64::MAX);
            if sums.within(0, count) < 0.5 {
                return None;
            }
            let within = |place: &i64| sums.within(place - near, place + near + 1);
            let best = (0..count).max_by(|a, b| within(a).total_cmp(&within(b)).then(b.cmp(a)))?;
            let sum: f64 = (best - near..=best + near).map(|place| place as f64 * sums.at(place)).sum();
            Some((heard.remark, (sum / within(&best)).round() as i64 * self.grain))
        };
        self.heard.iter().filter_map(likeliest).collect()
    }

    /// How likely it is that a remark lies within `near` steps of where it is put, if it is on record, the least likely
    /// ones first.
    pub(crate) fn in_place(&self, put: impl Fn(usize) -> i64, near: i64) -> Vec<f64> {
        let likely = |heard: &Heard| {
            let sums = Sums::new(heard.places.iter().map(|place| f64::from(*place)));
            let at = put(heard.remark);
            let (from, to) = ((at - near).div_euclid(self.grain), (at + near).div_euclid(self.grain));
            let all = sums.within(0, i64::MAX);
            (all > ON_RECORD).then(|| sums.within(from, to + 1) / all)
        };
        let mut likely: Vec<f64> = self.heard.iter().filter_map(likely).collect();
        likely.sort_by(f64::total_cmp);
        likely
    }
}

impl<'a, 'r> Cells<'a, 'r> {
    fn new(ground: &'a Ground, remarks: &'a [Remark<'r>], slack: i64) -> Self {
        let mut telling: Vec<(usize, &Remark)> = remarks.iter().enumerate().collect();
        telling.sort_by(|a, b| b.1.strongest().total_cmp(&a.1.strongest()));
        telling.truncate(REMARKS);
        telling.sort_by_key(|(at, _)| *at);
        let grain = ground.steps.div_euclid(PLACES) + 1;
        Self {
            ground,
            remarks: telling,
            grain,
            count: usize::try_from(ground.steps.div_euclid(grain) + 1).unwrap_or_default(),
            begins: grain as f64 / ground.shifts.max(1) as f64,
            slack: slack.div_euclid(grain),
        }
    }

    fn gap(&self, one: &Remark, next: &Remark) -> i64 {
        let cell = |remark| self.ground.written(remark).div_euclid(self.grain);
        cell(next) - cell(one)
    }

    /// How likely a remark is the first one on record, and lies in a certain cell.
    fn begins(&self, first: &Remark, place: i64) -> f64 {
        let shift = place * self.grain - self.ground.written(first);
        if self.ground.begins_at(shift) { self.begins } else { 0.0 }
    }

    fn beginning(&self, first: &Remark) -> State {
        State {
            runs: (0_i64..).take(self.count).map(|place| self.begins(first, place)).collect(),
            paused: vec![0.0; self.count],
            before: 1.0,
            after: 0.0,
        }
    }

    /// How likely a recording pauses in a certain cell, goes on in a certain one, and both in a certain gap.
    fn rates(&self, gap: i64) -> [f64; 3] {
        let grain = self.grain as f64;
        let (pauses, goes_on) = (PAUSES * grain, GOES_ON * grain);
        [pauses, goes_on, pauses * goes_on * gap.max(1) as f64]
    }

    fn onward(&self, state: &State, last: &Remark, remark: &Remark) -> State {
        let gap = self.gap(last, remark);
        let [pauses, goes_on, both] = self.rates(gap);
        let (runs, paused) = (Sums::of(&state.runs), Sums::of(&state.paused));
        let mut next = state.clone();
        for (place, (cell, stands)) in (0_i64..).zip(next.runs.iter_mut().zip(&mut next.paused)) {
            *cell = runs.at(place - gap)
                + both * runs.within(place - gap + 1, place + self.slack + 1)
                + goes_on * paused.within(place - gap + 1, place + 1)
                + if place < gap { state.before * self.begins(remark, place) } else { 0.0 };
            *stands += pauses * runs.within(place - gap, place + 1);
        }
        let end = i64::try_from(self.count).unwrap_or(i64::MAX);
        next.after += runs.within(end - gap, end);
        next
    }

    fn backward(&self, next: &State, remark: &Remark, later: &Remark) -> State {
        let gap = self.gap(remark, later);
        let [pauses, goes_on, both] = self.rates(gap);
        let (runs, paused) = (Sums::of(&next.runs), Sums::of(&next.paused));
        let end = i64::try_from(self.count).unwrap_or(i64::MAX);
        let mut state = next.clone();
        for (place, (cell, stands)) in (0_i64..).zip(state.runs.iter_mut().zip(&mut state.paused)) {
            let runs_on = if place + gap < end { runs.at(place + gap) } else { next.after };
            *cell = runs_on
                + both * runs.within(place - self.slack, place + gap)
                + pauses * paused.within(place, place + gap + 1);
            *stands += goes_on * runs.within(place, place + gap);
        }
        let entered = (0_i64..).take(self.count).take_while(|place| *place < gap);
        state.before +=
            entered.zip(&next.runs).map(|(place, runs)| self.begins(later, place) * runs).sum::<f64>();
        state
    }

    /// Weighs each state by how likely it makes the remark.
    fn weigh(&self, state: &mut State, remark: &Remark) {
        let likely = |score: f64| (score / DEPENDENCE).exp();
        let outside = likely(remark.off_record());
        state.before *= outside;
        state.after *= outside;
        state.paused.iter_mut().for_each(|paused| *paused *= outside);
        let mut near = vec![0.0_f32; state.runs.len()];
        for moment in &remark.moments {
            let first = (moment.step + self.ground.lag.first()).div_euclid(self.grain).max(0);
            let last = (moment.step + self.ground.lag.last()).div_euclid(self.grain);
            let count = usize::try_from(last - first + 1).unwrap_or_default();
            let skipped = usize::try_from(first).unwrap_or_default();
            for (place, near) in (first..).zip(near.iter_mut().skip(skipped).take(count)) {
                *near += moment.gain * self.ground.lag.at(place * self.grain - moment.step);
            }
        }
        let lowest = likely(remark.lowest());
        let (silent, speaking) = self.ground.voice(remark);
        let mut voices = vec![0.0; state.runs.len()];
        for stretch in remark.voice {
            let (from, to) = (stretch.start.div_euclid(self.grain), stretch.end.div_euclid(self.grain));
            add_stretch(&mut voices, from, to.max(from + 1), 1.0);
        }
        let (silent, speaking) = (likely(silent), likely(speaking));
        let mut speakers = 0.0;
        for ((cell, near), voice) in state.runs.iter_mut().zip(near).zip(voices) {
            speakers += voice;
            *cell *= if near == 0.0 { lowest } else { likely(remark.score(near)) };
            *cell *= if speakers > 0.5 { speaking } else { silent };
        }
    }
}

impl State {
    /// Nothing is known of what comes after.
    fn open(count: usize) -> Self {
        Self { runs: vec![1.0; count], paused: vec![1.0; count], before: 1.0, after: 1.0 }
    }

    fn sum(&self) -> f64 {
        self.before + self.after + self.runs.iter().sum::<f64>() + self.paused.iter().sum::<f64>()
    }

    fn scale(&mut self, by: f64) {
        self.before *= by;
        self.after *= by;
        self.runs.iter_mut().chain(&mut self.paused).for_each(|cell| *cell *= by);
    }
}

/// Sums of neighbours.
struct Sums(Vec<f64>);

impl Sums {
    fn new(values: impl Iterator<Item = f64>) -> Self {
        let sums = values.scan(0.0, |sum, value| {
            *sum += value;
            Some(*sum)
        });
        Self(std::iter::once(0.0).chain(sums).collect())
    }

    fn of(values: &[f64]) -> Self {
        Self::new(values.iter().copied())
    }

    /// From `from` to before `to`.
    fn within(&self, from: i64, to: i64) -> f64 {
        let last = self.0.len() - 1;
        let sum = |at: i64| {
            let at = usize::try_from(at.max(0)).unwrap_or_default().min(last);
            self.0.get(at).copied().unwrap_or_default()
        };
        (sum(to) - sum(from)).max(0.0)
    }

    fn at(&self, place: i64) -> f64 {
        self.within(place, place + 1)
    }
}

//! Time in steps of two seconds, which is finer than anybody types.

use causerie_model::TimeMs;

/// How long a step is.
const STEP: i64 = 2_000;

/// The step in which a moment lies.
pub(crate) fn step(time: TimeMs) -> i64 {
    time.get().div_euclid(STEP)
}

/// So many seconds in steps.
pub(crate) const fn steps(seconds: i64) -> i64 {
    seconds * 1_000 / STEP
}

/// So many steps in seconds.
pub(crate) fn seconds(steps: i64) -> f64 {
    time(steps).as_seconds()
}

/// The moment at which a step begins.
pub(crate) fn time(step: i64) -> TimeMs {
    TimeMs::new(step.saturating_mul(STEP))
}

/// Adds a value to a stretch of differences, from `from` to before `to`; what lies outside is cut off.
pub(crate) fn add_stretch(differences: &mut [f64], from: i64, to: i64, value: f64) {
    let end = i64::try_from(differences.len()).unwrap_or(i64::MAX);
    let (from, to) = (from.clamp(0, end), to.clamp(0, end));
    if from < to {
        for (at, value) in [(from, value), (to, -value)] {
            if let Some(cell) = usize::try_from(at).ok().and_then(|at| differences.get_mut(at)) {
                *cell += value;
            }
        }
    }
}

//! How long after a word is said it is written.

use crate::grid::{seconds, steps};

/// The share of remarks that read out, later, what the chat says, and of those that stay on the theme of some minutes;
/// the others answer what was just said.
const READ_OUT: f64 = 0.07;
const ON_THEME: f64 = 0.25;

/// How likely each distance is between a word's being said and its being written, step by step; all together 1.
pub(crate) struct Lag {
    /// From [`Lag::first`] on.
    likely: Vec<f32>,
    first: i64,
}

impl Lag {
    /// With `coarse` seconds between the marks of the chat's clock, which cuts off what lies between them.
    pub(crate) fn new(coarse: i64) -> Self {
        let (first, last) = (-steps(150) - steps(coarse), steps(240));
        let raw = |lag: i64| {
            let s = seconds(lag);
            // Typing takes some seconds: a sharp onset, then a tail.
            let answer = if s < 2.0 { 0.0 } else { ((2.0 - s) / 28.0).exp() - ((2.0 - s) / 5.0).exp() };
            let read_out = if s > -4.0 { 0.0 } else { ((s + 4.0) / 30.0).exp() };
            let on_theme = (-(s - 20.0).abs() / 70.0).exp();
            [answer, read_out, on_theme]
        };
        let sum = (first..=last).map(raw).fold([0.0; 3], |a, b| [a[0] + b[0], a[1] + b[1], a[2] + b[2]]);
        let mixed = |lag: i64| {
            let [answer, read_out, on_theme] = raw(lag);
            let answers = 1.0 - READ_OUT - ON_THEME;
            answers * answer / sum[0] + READ_OUT * read_out / sum[1] + ON_THEME * on_theme / sum[2]
        };
        let within = steps(coarse).max(1);
        let likely = (first..=last)
            .map(|lag| ((0..within).map(|cut| mixed(lag + cut)).sum::<f64>() / within as f64) as f32)
            .collect();
        Self { likely, first }
    }

    /// The least distance that is thought of at all, in steps.
    pub(crate) fn first(&self) -> i64 {
        self.first
    }

    /// The greatest distance that is thought of.
    pub(crate) fn last(&self) -> i64 {
        self.first + i64::try_from(self.likely.len()).unwrap_or_default() - 1
    }

    /// From [`Lag::first`] on, how likely each distance is.
    pub(crate) fn likely(&self) -> &[f32] {
        &self.likely
    }

    /// How likely a distance is.
    pub(crate) fn at(&self, lag: i64) -> f32 {
        let at = usize::try_from(lag - self.first).ok();
        at.and_then(|at| self.likely.get(at)).copied().unwrap_or(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_written_some_seconds_later() {
        let lag = Lag::new(0);
        assert!((lag.likely().iter().sum::<f32>() - 1.0).abs() < 1e-3, "a distribution");
        assert!(lag.at(steps(12)) > 3.0 * lag.at(steps(0)), "nobody types before the word is out");
        assert!(lag.at(steps(12)) > 2.0 * lag.at(steps(60)), "nor a minute later, as often as not");
        assert!(lag.at(-steps(10)) > lag.at(steps(120)), "but some chat is read out");
    }
}

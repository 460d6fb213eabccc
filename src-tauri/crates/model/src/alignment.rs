//! How a log's clock meets the session's timeline.

use serde::{Deserialize, Serialize};

use crate::TimeMs;

/// A moment of the log's own clock and the moment of the timeline at which it came. In JSON a pair: `[source, at]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "(TimeMs, TimeMs)", into = "(TimeMs, TimeMs)")]
pub struct Anchor {
    /// On the log's clock.
    pub source: TimeMs,
    /// On the session's timeline.
    pub at: TimeMs,
}

impl From<(TimeMs, TimeMs)> for Anchor {
    fn from((source, at): (TimeMs, TimeMs)) -> Self {
        Self { source, at }
    }
}

impl From<Anchor> for (TimeMs, TimeMs) {
    fn from(anchor: Anchor) -> Self {
        (anchor.source, anchor.at)
    }
}

/// Where an alignment came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// Nothing is known: the first message is shown at the start until somebody says better.
    Assumed,
    /// The format's times count from the start of the recording.
    Documented,
    /// A start time was found with the recording, or told when it was added.
    Metadata,
    /// The chat's words were matched against the transcript's.
    Text,
    /// A person said so.
    Manual,
}

/// The way from a log's clock to the timeline: anchors joined by straight lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Alignment {
    /// Where it came from.
    pub method: Method,
    /// In the order of both clocks; may be empty.
    pub anchors: Vec<Anchor>,
    /// How sure it is, from 0 to 1.
    pub confidence: f64,
    /// For each anchor, how far the evidence around it lies from it.
    #[serde(rename = "residuals_ms", default)]
    pub residuals: Vec<TimeMs>,
}

/// Beyond the outer anchors the rate of the nearest pair is kept if it looks like a clock that drifts, within this
/// much of real time; what is further off is a pause or a cut, and past it time runs as it does.
const DRIFT_LIMIT: f64 = 0.02;

impl Alignment {
    /// The log's zero is the timeline's.
    pub fn documented() -> Self {
        Self { method: Method::Documented, anchors: Vec::new(), confidence: 1.0, residuals: Vec::new() }
    }

    /// The log's zero is documented to be this moment of the timeline.
    pub fn documented_from(begin: TimeMs) -> Self {
        if begin == TimeMs::ZERO {
            return Self::documented();
        }
        Self::at_anchors(Method::Documented, vec![Anchor { source: TimeMs::ZERO, at: begin }], 1.0)
    }

    /// Nothing is known: the log's first moment is put at the start.
    pub fn assumed(first: TimeMs) -> Self {
        Self::at_anchors(Method::Assumed, vec![Anchor { source: first, at: TimeMs::ZERO }], 0.0)
    }

    /// An alignment by the given anchors, which are put in order. Two that share a source moment, or whose order
    /// on the timeline is not that of the log, contradict each other: the one given last stays.
    pub fn at_anchors(method: Method, anchors: Vec<Anchor>, confidence: f64) -> Self {
        let mut kept: Vec<Anchor> = Vec::with_capacity(anchors.len());
        for anchor in anchors {
            kept.retain(|other| {
                other.source != anchor.source && (other.source < anchor.source) == (other.at <= anchor.at)
            });
            kept.push(anchor);
        }
        kept.sort();
        let residuals = vec![TimeMs::ZERO; kept.len()];
        Self { method, anchors: kept, confidence, residuals }
    }

    /// The moment of the timeline that a moment of the log's clock falls on.
    pub fn to_timeline(&self, source: TimeMs) -> TimeMs {
        let (Some(first), Some(last)) = (self.anchors.first(), self.anchors.last()) else {
            return source;
        };
        let after = self.anchors.partition_point(|anchor| anchor.source <= source);
        let pair = |end: usize| Some((*self.anchors.get(end.checked_sub(1)?)?, *self.anchors.get(end)?));
        let (from, rate) = if after == 0 {
            (*first, pair(1).map_or(1.0, outer_rate))
        } else if let Some(pair) = pair(after) {
            (pair.0, rate(pair))
        } else {
            (*last, pair(after - 1).map_or(1.0, outer_rate))
        };
        from.at + TimeMs::new(((source - from.source).get() as f64 * rate).round() as i64)
    }

    /// Whether the timeline stands still at a moment of the log's clock, since the recording paused.
    pub fn is_paused(&self, source: TimeMs) -> bool {
        let after = self.anchors.partition_point(|anchor| anchor.source <= source);
        match (after.checked_sub(1).and_then(|before| self.anchors.get(before)), self.anchors.get(after)) {
            (Some(before), Some(after)) => before.at == after.at && before.source < source,
            (_, None) | (None, _) => false,
        }
    }
}

fn rate((a, b): (Anchor, Anchor)) -> f64 {
    let source = (b.source - a.source).get();
    if source == 0 { 1.0 } else { (b.at - a.at).get() as f64 / source as f64 }
}

fn outer_rate(pair: (Anchor, Anchor)) -> f64 {
    let rate = rate(pair);
    if (rate - 1.0).abs() <= DRIFT_LIMIT { rate } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(anchors: &[(i64, i64)]) -> Alignment {
        let anchors = anchors.iter().map(|&(s, a)| Anchor::from((TimeMs::new(s), TimeMs::new(a)))).collect();
        Alignment::at_anchors(Method::Manual, anchors, 1.0)
    }

    fn at(alignment: &Alignment, source: i64) -> i64 {
        alignment.to_timeline(TimeMs::new(source)).get()
    }

    #[test]
    fn no_anchor_leaves_the_log_on_its_own_zero() {
        assert_eq!(at(&Alignment::documented(), 1_234), 1_234);
    }

    #[test]
    fn one_anchor_is_an_offset() {
        let alignment = aligned(&[(36_060_000, 12_000)]);
        assert_eq!(at(&alignment, 36_061_000), 13_000);
        assert_eq!(at(&alignment, 36_000_000), -48_000, "what came before stays before");
    }

    #[test]
    fn a_clock_that_drifts_goes_on_drifting_past_the_anchors() {
        let alignment = aligned(&[(0, 0), (1_000_000, 1_001_000)]);
        assert_eq!(at(&alignment, 500_000), 500_500);
        assert_eq!(at(&alignment, 2_000_000), 2_002_000);
        assert_eq!(at(&alignment, -1_000_000), -1_001_000);
    }

    #[test]
    fn a_pause_between_anchors_does_not_bend_what_lies_outside() {
        let alignment = aligned(&[(0, 0), (600_000, 60_000)]);
        assert_eq!(at(&alignment, 300_000), 30_000);
        assert_eq!(at(&alignment, 601_000), 61_000);
        assert_eq!(at(&alignment, -1_000), -1_000);
    }

    #[test]
    fn time_stands_still_while_the_recording_pauses() {
        let alignment = aligned(&[(0, 0), (1_000, 1_000), (9_000, 1_000), (10_000, 2_000)]);
        assert_eq!(at(&alignment, 5_000), 1_000, "what is written in a pause stands where it began");
        let paused = [999, 1_000, 1_001, 8_999, 9_000].map(|at| alignment.is_paused(TimeMs::new(at)));
        assert_eq!(paused, [false, false, true, true, false], "the ends of a pause are on the record");
    }

    #[test]
    fn three_anchors_join_by_straight_lines() {
        let alignment = aligned(&[(200, 2_000), (0, 0), (100, 100)]);
        assert_eq!((at(&alignment, 50), at(&alignment, 150)), (50, 1_050), "each pair has its own rate");
    }

    #[test]
    fn an_anchor_that_contradicts_earlier_ones_replaces_them() {
        assert_eq!(aligned(&[(100, 100), (200, 50)]).anchors.len(), 1, "time can't run backwards");
        assert_eq!(at(&aligned(&[(100, 100), (100, 900)]), 100), 900, "the last word on a moment counts");
    }

    #[test]
    fn an_anchor_is_a_pair_in_json() {
        let json = serde_json::to_value(aligned(&[(36_060_000, 12_000)])).unwrap();
        assert_eq!(
            json,
            serde_json::json!({"method":"manual","anchors":[[36_060_000,12_000]],"confidence":1.0,"residuals_ms":[0]})
        );
    }
}

//! The way through the timeline: where the sound leaves it, and where it goes on.

use std::ops::Range;

use causerie_model::TimeMs;

/// A loop that is shorter is made as long.
const SHORTEST_LOOP: TimeMs = TimeMs::new(50);
/// A silence that is shorter is played.
const SHORTEST_SKIP: TimeMs = TimeMs::new(40);
/// A place that was rounded to a frame may be so far behind the moment it stands for, in milliseconds.
const ROUNDING: f64 = 0.1;

/// A loop and the stretches that are left out.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Route {
    /// Is repeated, and heard whole.
    repeat: Option<Range<TimeMs>>,
    /// Are left out: in order, and apart.
    skips: Vec<Range<TimeMs>>,
}

/// Where the sound goes on elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Jump {
    pub(crate) from: TimeMs,
    pub(crate) to: TimeMs,
}

impl Route {
    pub(crate) fn new(repeat: Option<&Range<TimeMs>>, silences: &[Range<TimeMs>]) -> Self {
        let repeat = repeat.map(|repeat| {
            let (start, end) = (repeat.start.min(repeat.end), repeat.start.max(repeat.end));
            start..end.max(start + SHORTEST_LOOP)
        });
        let mut sorted: Vec<_> = silences.iter().filter(|span| span.start < span.end).cloned().collect();
        sorted.sort_by_key(|span| span.start);
        let mut skips: Vec<Range<TimeMs>> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match skips.last_mut().filter(|last| span.start <= last.end) {
                Some(last) => last.end = last.end.max(span.end),
                None => skips.push(span),
            }
        }
        if let Some(repeat) = &repeat {
            let outside = |span: Range<TimeMs>| {
                let before = span.start..span.end.min(repeat.start);
                let behind = span.start.max(repeat.end)..span.end;
                [before, behind]
            };
            skips = skips.into_iter().flat_map(outside).collect();
        }
        skips.retain(|span| span.end - span.start >= SHORTEST_SKIP);
        Self { repeat, skips }
    }

    /// The next jump for one who is at `at`, in milliseconds. A silence that has begun is played, and so is what
    /// lies behind the loop.
    pub(crate) fn next(&self, at: f64) -> Option<Jump> {
        let ahead = |moment: TimeMs| moment.get() as f64 >= at - ROUNDING;
        let skip = self.skips.partition_point(|span| !ahead(span.start));
        let skip = self.skips.get(skip).map(|span| Jump { from: span.start, to: span.end });
        let repeat = self.repeat.as_ref().filter(|repeat| ahead(repeat.end));
        let repeat = repeat.map(|repeat| Jump { from: repeat.end, to: repeat.start });
        match (repeat, skip) {
            (Some(repeat), Some(skip)) => Some(if skip.from < repeat.from { skip } else { repeat }),
            (repeat, skip) => repeat.or(skip),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(from: i64, to: i64) -> Range<TimeMs> {
        TimeMs::new(from)..TimeMs::new(to)
    }

    fn next(route: &Route, at: f64) -> Option<(i64, i64)> {
        route.next(at).map(|jump| (jump.from.get(), jump.to.get()))
    }

    #[test]
    fn silences_are_skipped_in_order_whatever_order_they_came_in() {
        let spans = [span(5_000, 6_000), span(1_000, 2_000), span(1_500, 2_500), span(9_000, 9_010)];
        let route = Route::new(None, &spans);
        assert_eq!(next(&route, 0.0), Some((1_000, 2_500)), "those that overlap are one");
        assert_eq!(next(&route, 1_000.0), Some((1_000, 2_500)), "one that begins here is skipped");
        assert_eq!(next(&route, 1_001.0), Some((5_000, 6_000)), "one that has begun is played");
        assert_eq!(next(&route, 6_000.0), None, "one too short to be worth it is played");
    }

    #[test]
    fn a_loop_repeats_for_one_inside_or_ahead_and_not_for_one_behind() {
        let route = Route::new(Some(&span(4_000, 8_000)), &[]);
        assert_eq!(next(&route, 0.0), Some((8_000, 4_000)));
        assert_eq!(next(&route, 8_000.0), Some((8_000, 4_000)));
        assert_eq!(next(&route, 8_001.0), None);
    }

    #[test]
    fn a_loop_is_heard_whole() {
        let route = Route::new(Some(&span(4_000, 8_000)), &[span(3_000, 5_000), span(6_000, 12_000)]);
        assert_eq!(next(&route, 0.0), Some((3_000, 4_000)));
        assert_eq!(next(&route, 4_000.0), Some((8_000, 4_000)));
        assert_eq!(next(&route, 8_000.5), None, "one inside what is left of a silence plays it");
    }

    #[test]
    fn a_loop_of_no_length_or_turned_round_is_still_one() {
        let point = Route::new(Some(&span(4_000, 4_000)), &[]);
        assert_eq!(next(&point, 0.0), Some((4_050, 4_000)), "there is progress in every loop");
        let turned = Route::new(Some(&span(8_000, 4_000)), &[]);
        assert_eq!(next(&turned, 0.0), Some((8_000, 4_000)));
    }
}

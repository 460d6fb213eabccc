//! From the server's clock to the recording's: only what lies between a RecordStatus event that starts and the next one that
//! stops is in the recording, as `get_start_and_stop_rec_events` of BigBlueButton's `events.rb` has it.

use causerie_model::TimeMs;

/// Where the recording went on and where it paused.
#[derive(Default)]
pub(super) struct Timeline {
    /// Stretches that were recorded: begin and end on the server's clock, and the begin in the recording. The last may have
    /// no end.
    stretches: Vec<Stretch>,
}

struct Stretch {
    begin: TimeMs,
    end: Option<TimeMs>,
    at: TimeMs,
}

impl Timeline {
    /// The recording goes on, or pauses. Said twice it counts once.
    pub(super) fn record(&mut self, time: TimeMs, on: bool) {
        match (self.stretches.last_mut(), on) {
            (Some(last), false) => {
                last.end.get_or_insert(time);
            }
            (Some(Stretch { begin, end: Some(end), at }), true) => {
                let at = *at + (*end - *begin);
                self.stretches.push(Stretch { begin: time, end: None, at });
            }
            (None, true) => self.stretches.push(Stretch { begin: time, end: None, at: TimeMs::ZERO }),
            (Some(_), true) | (None, false) => {}
        }
    }

    /// When the recording began, on the server's clock.
    pub(super) fn begin(&self) -> Option<TimeMs> {
        self.stretches.first().map(|stretch| stretch.begin)
    }

    /// The place in the recording. What lies in a pause has the place of the pause; ahead of the recording it is negative,
    /// and behind its end it goes on.
    pub(super) fn place(&self, time: TimeMs) -> TimeMs {
        let next = self.stretches.partition_point(|stretch| stretch.begin <= time);
        let Some(stretch) = next.checked_sub(1).and_then(|at| self.stretches.get(at)) else {
            return time - self.begin().unwrap_or_default();
        };
        let is_last = next == self.stretches.len();
        let heard = stretch.end.filter(|_| !is_last).map_or(time, |end| time.min(end));
        stretch.at + (heard - stretch.begin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_are_taken_out() {
        let mut timeline = Timeline::default();
        for (time, on) in
            [(50, false), (100, true), (110, true), (200, false), (210, false), (500, true), (600, false)]
        {
            timeline.record(TimeMs::new(time), on);
        }
        let placed =
            [0, 100, 150, 200, 300, 499, 500, 550, 700].map(|time| timeline.place(TimeMs::new(time)).get());
        assert_eq!(placed, [-100, 0, 50, 100, 100, 100, 100, 150, 300]);
    }
}

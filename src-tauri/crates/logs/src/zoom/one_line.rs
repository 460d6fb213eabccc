//! `10:01:00 From Ana to Everyone : Good morning`: a chat saved on somebody's own machine, from 2020 on,
//! with other words around the names in other languages.

use causerie_model::TimeBase;

use super::draft::Draft;
use super::header;
use crate::format::{Format, Parsed, Sample, Source, head};
use crate::lines::Lines;

/// Zoom, one line a message; lines without a header go on with the message above.
pub(crate) struct OneLine;

impl Format for OneLine {
    fn name(&self) -> &'static str {
        "zoom-one-line"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        let learnt = header::one_line_words(&sample.head);
        let sure = if learnt.is_some() { 0.8 } else { 1.0 };
        sure * super::sniff(&sample.head, |line| header::one_line(line, learnt))
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let learnt = header::one_line_words(&head(source.text));
        let mut draft = Draft::new(TimeBase::WallClock);
        for line in Lines::new(source.text) {
            match header::one_line(line.text, learnt) {
                Some(header) => draft.begin(line.number, &header),
                None => draft.keep(&line),
            }
        }
        draft.finish()
    }
}

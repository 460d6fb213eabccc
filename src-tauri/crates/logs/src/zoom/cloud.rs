//! `00:21:14⇥Ana:⇥Good morning`: the chat of a cloud recording, `GMT…_RecordingnewChat.txt`, whose times count from the
//! start of the recording. With a space behind the time it was saved on somebody's own machine, by the wall clock.

use causerie_model::{TimeBase, TimeMs};

use super::draft::Draft;
use super::header::{self, Divider};
use crate::format::{Format, Parsed, Sample, Source};
use crate::lines::{Ending, Lines};

/// Zoom, as saved with a cloud recording.
pub(crate) struct Cloud;

impl Format for Cloud {
    fn name(&self) -> &'static str {
        "zoom-cloud"
    }

    fn sniff(&self, sample: &Sample<'_>) -> f64 {
        super::sniff(&sample.head, |line| header::cloud(line).map(|(header, _)| header))
    }

    fn parse(&self, source: &Source<'_>) -> Parsed {
        let shape = Shape::of(source.text);
        let mut draft = Draft::new(shape.time_base);
        let mut above = Ending::CrLf;
        for line in Lines::new(source.text) {
            let within = shape.by_crlf && above != Ending::CrLf;
            match header::cloud(line.text) {
                Some((header, _)) if !within => draft.begin(line.number, &header),
                Some(_) | None if within && draft.has_begun() => draft.go_on(line.text),
                Some(_) | None => draft.keep(&line),
            }
            above = line.ending;
        }
        draft.finish()
    }
}

/// What holds for all of a file.
struct Shape {
    /// Headers follow a CRLF, so a line that follows an LF is part of a message even if it looks like a header.
    by_crlf: bool,
    time_base: TimeBase,
}

impl Shape {
    fn of(text: &str) -> Self {
        let (mut headers, mut after_crlf, mut spaced) = (0_usize, 0_usize, 0_usize);
        let mut in_a_day = true;
        let mut above = None;
        for line in Lines::new(text) {
            if let Some((header, divider)) = header::cloud(line.text) {
                headers += 1;
                after_crlf += usize::from(above == Some(Ending::CrLf));
                spaced += usize::from(divider == Divider::Space);
                in_a_day &= header.time < TimeMs::DAY;
            }
            above = Some(line.ending);
        }
        let wall_clock = spaced * 2 > headers && in_a_day;
        Self {
            by_crlf: after_crlf * 2 > headers.saturating_sub(1),
            time_base: if wall_clock { TimeBase::WallClock } else { TimeBase::Relative },
        }
    }
}

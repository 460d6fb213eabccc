//! The waveform of a session.

use std::ops::Range;

use causerie_excerpt::redact::Redaction;
use causerie_model::{SessionId, TimeMs};

use crate::open::App;
use crate::wire::PeaksPart;
use crate::{Job, Result};

impl App {
    /// The lowest and highest sample in each of `buckets` equal parts of a span of the timeline, or of all of it, from
    /// -128 to 127, as pairs one after the other. What can't be heard is drawn flat, and so is what is redacted.
    /// Meanwhile `part` is told what is done of recordings that are wholly in the span, from whichever thread, in no
    /// strict order, and nothing of those whose waveform is kept.
    ///
    /// # Errors
    /// If there is no such session, a recording can't be decoded, or the job was cancelled.
    pub fn peaks(
        &self,
        id: SessionId,
        span: Option<Range<TimeMs>>,
        buckets: usize,
        part: &(dyn Fn(PeaksPart) + Sync),
        job: &Job,
    ) -> Result<Vec<i8>> {
        let row = self.row(id)?;
        let span = span.unwrap_or(TimeMs::ZERO..row.session.duration());
        let mut pairs = vec![0; buckets * 2];
        let redactions = self.redacted(&row.folder)?;
        for recording in &row.session.recordings {
            let begin = row.session.begin(&recording.id).unwrap_or_default();
            let whole = begin..begin + recording.duration;
            let seen = whole.start.max(span.start)..whole.end.min(span.end);
            if seen.is_empty() {
                continue;
            }
            let first = place(seen.start, &span, buckets).start;
            let wanted = place(seen.end, &span, buckets).start - first;
            let hidden = Hidden::new(&redactions, &seen, wanted);
            let tell = |stretch: &causerie_audio::Stretch<'_>| {
                if seen == whole {
                    let (done, bars) = stretch.buckets(wanted);
                    part(PeaksPart { first: first + done, pairs: narrow(hidden.flat(done, bars)) });
                }
            };
            let analysis = self.analysis(id, &row.folder, recording, &tell, job)?;
            if let Some(finest) = analysis.levels.first() {
                let pixel = |at| place(at, &whole, finest.len()).start;
                let drawn = finest.between(pixel(seen.start)..pixel(seen.end), wanted);
                pairs.splice(2 * first..2 * (first + wanted), narrow(hidden.flat(0, drawn)));
            }
        }
        Ok(pairs)
    }
}

/// Where a moment falls among equal parts of a span: from the parts that are over by then to those that have begun.
fn place(at: TimeMs, span: &Range<TimeMs>, parts: usize) -> Range<usize> {
    let length = (span.end - span.start).get().max(1).unsigned_abs();
    let within = (at - span.start).get().max(0).unsigned_abs().min(length);
    let scaled = u128::from(within) * parts as u128;
    let number = |parts_then: u128| usize::try_from(parts_then).unwrap_or(parts);
    number(scaled / u128::from(length))..number(scaled.div_ceil(length.into()))
}

/// The buckets that hold something redacted.
struct Hidden(Vec<Range<usize>>);

impl Hidden {
    fn new(redactions: &[Redaction], span: &Range<TimeMs>, buckets: usize) -> Self {
        let hides = |one: &Redaction| place(one.from, span, buckets).start..place(one.to, span, buckets).end;
        Self(redactions.iter().map(hides).collect())
    }

    /// What is drawn from bucket `first` on, flat where something is hidden.
    fn flat(&self, first: usize, mut drawn: Vec<(i16, i16)>) -> Vec<(i16, i16)> {
        for (bucket, pair) in (first..).zip(&mut drawn) {
            if self.0.iter().any(|hidden| hidden.contains(&bucket)) {
                *pair = (0, 0);
            }
        }
        drawn
    }
}

/// Samples of 16 bits in 8, cut off towards zero.
fn narrow(pairs: Vec<(i16, i16)>) -> Vec<i8> {
    pairs.into_iter().flat_map(|(low, high)| [low, high].map(|sample| (sample / 256) as i8)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_keeps_its_height() {
        let samples = vec![(i16::MIN, -256), (-255, 16_384), (255, i16::MAX)];
        assert_eq!(narrow(samples), [i8::MIN, -1, 0, 64, 0, i8::MAX]);
    }

    #[test]
    fn each_bucket_that_holds_something_redacted_is_flat() {
        let flat = |from: i64, to: i64| {
            let redaction = Redaction { from: TimeMs::new(from), to: TimeMs::new(to), tone: false };
            let hidden = Hidden::new(&[redaction], &(TimeMs::new(5_000)..TimeMs::new(6_000)), 10);
            let parts = [hidden.flat(0, vec![(-1, 1); 4]), hidden.flat(4, vec![(-1, 1); 6])].concat();
            (0..10).filter(|&bucket| parts[bucket] == (0, 0)).collect::<Vec<_>>()
        };
        assert_eq!(flat(5_000, 5_100), [0]);
        assert_eq!(flat(5_250, 5_501), [2, 3, 4, 5]);
        assert_eq!(flat(0, 5_000), [] as [usize; 0], "elsewhere");
        assert_eq!(flat(0, 99_000).len(), 10);
    }
}

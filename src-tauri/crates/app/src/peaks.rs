//! The waveform of a session.

use std::ops::Range;

use causerie_excerpt::redact::Redaction;
use causerie_model::{Recording, Session, SessionId, TimeMs};

use crate::open::App;
use crate::wire::PeaksPart;
use crate::{Job, Result};

impl App {
    /// The lowest and highest sample in each of `buckets` equal stretches of the timeline, from -128 to 127, as
    /// pairs one after the other. What can't be heard is drawn flat, and so is what is redacted. Meanwhile `part` is told what is done, from whichever
    /// thread, in no strict order, and nothing of recordings whose waveform is kept.
    ///
    /// # Errors
    /// If there is no such session, a recording can't be decoded, or the job was cancelled.
    pub fn peaks(
        &self,
        id: SessionId,
        buckets: usize,
        part: &(dyn Fn(PeaksPart) + Sync),
        job: &Job,
    ) -> Result<Vec<i8>> {
        let row = self.row(id)?;
        let total = row.session.duration().get().max(1) as u128;
        let mut pairs = Vec::with_capacity(buckets * 2);
        let mut end: u128 = 0;
        let redactions = self.redacted(&row.folder)?;
        for recording in &row.session.recordings {
            end += u128::from(recording.duration.get().unsigned_abs());
            let begin = pairs.len() / 2;
            let upto = usize::try_from(buckets as u128 * end / total).unwrap_or(buckets);
            let wanted = upto.saturating_sub(begin);
            let hidden = Hidden::new(&redactions, recording, begin_of(&row.session, recording), wanted);
            let tell = |stretch: &causerie_audio::Stretch<'_>| {
                let (first, done) = stretch.buckets(wanted);
                part(PeaksPart { first: begin + first, pairs: narrow(hidden.flat(first, done)) });
            };
            let analysis = self.analysis(id, &row.folder, recording, &tell, job)?;
            let finest = analysis.levels.first();
            let drawn = finest.map(|finest| finest.buckets(wanted)).unwrap_or_default();
            pairs.extend(narrow(hidden.flat(0, drawn)));
        }
        pairs.resize(buckets * 2, 0);
        Ok(pairs)
    }
}

/// Where a recording begins on the session's timeline.
fn begin_of(session: &Session, recording: &Recording) -> TimeMs {
    session.begin(&recording.id).unwrap_or_default()
}

/// The buckets of a recording that hold something redacted.
struct Hidden(Vec<Range<usize>>);

impl Hidden {
    fn new(redactions: &[Redaction], recording: &Recording, begin: TimeMs, buckets: usize) -> Self {
        let length = recording.duration.get().max(1) as u128;
        let bucket = |at: TimeMs, up: bool| {
            let within =
                (at - begin).get().clamp(0, recording.duration.get().max(0)) as u128 * buckets as u128;
            usize::try_from(if up { within.div_ceil(length) } else { within / length }).unwrap_or(buckets)
        };
        Self(redactions.iter().map(|one| bucket(one.from, false)..bucket(one.to, true)).collect())
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
        let recording = Recording {
            id: causerie_model::RecordingId::nth(2),
            path: "data/b.wav".into(),
            duration: TimeMs::new(1_000),
            unknown: serde_json::Map::new(),
        };
        let flat = |from: i64, to: i64| {
            let redaction = Redaction { from: TimeMs::new(from), to: TimeMs::new(to), tone: false };
            let hidden = Hidden::new(&[redaction], &recording, TimeMs::new(5_000), 10);
            let parts = [hidden.flat(0, vec![(-1, 1); 4]), hidden.flat(4, vec![(-1, 1); 6])].concat();
            (0..10).filter(|&bucket| parts[bucket] == (0, 0)).collect::<Vec<_>>()
        };
        assert_eq!(flat(5_000, 5_100), [0]);
        assert_eq!(flat(5_250, 5_501), [2, 3, 4, 5]);
        assert_eq!(flat(0, 5_000), [] as [usize; 0], "another recording's");
        assert_eq!(flat(0, 99_000).len(), 10);
    }
}

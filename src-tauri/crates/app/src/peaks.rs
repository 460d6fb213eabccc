//! The waveform of a session.

use causerie_model::SessionId;

use crate::open::App;
use crate::wire::PeaksPart;
use crate::{Job, Result};

impl App {
    /// The lowest and highest sample in each of `buckets` equal stretches of the timeline, from -128 to 127, as
    /// pairs one after the other. What can't be heard is drawn flat. Meanwhile `part` is told what is done, from whichever
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
        for recording in &row.session.recordings {
            end += u128::from(recording.duration.get().unsigned_abs());
            let begin = pairs.len() / 2;
            let upto = usize::try_from(buckets as u128 * end / total).unwrap_or(buckets);
            let wanted = upto.saturating_sub(begin);
            let tell = |stretch: &causerie_audio::Stretch<'_>| {
                let (first, done) = stretch.buckets(wanted);
                part(PeaksPart { first: begin + first, pairs: narrow(done) });
            };
            let analysis = self.analysis(id, &row.folder, recording, &tell, job)?;
            let finest = analysis.levels.first();
            pairs.extend(narrow(finest.map(|finest| finest.buckets(wanted)).unwrap_or_default()));
        }
        pairs.resize(buckets * 2, 0);
        Ok(pairs)
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
}

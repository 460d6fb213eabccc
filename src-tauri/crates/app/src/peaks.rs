//! The waveform of a session, drawn once and kept beside the index.

use std::path::PathBuf;

use causerie_audio::Peaks;
use causerie_model::{Recording, SessionId};

use crate::open::App;
use crate::{Job, Result};

/// As fine as audiowaveform draws by default; coarser views are made of it.
const SAMPLES_PER_PIXEL: u32 = 256;

impl App {
    /// The lowest and highest sample in each of `buckets` equal stretches of the timeline, from -128 to 127, as
    /// pairs one after the other. What can't be heard is drawn flat.
    ///
    /// # Errors
    /// If there is no such session, a recording can't be decoded, or the job was cancelled.
    pub fn peaks(&self, id: SessionId, buckets: usize, job: &Job) -> Result<Vec<i8>> {
        let row = self.row(id)?;
        let total = row.session.duration().get().max(1) as u128;
        let mut pairs = Vec::with_capacity(buckets * 2);
        let mut end: u128 = 0;
        for recording in &row.session.recordings {
            end += u128::from(recording.duration.get().unsigned_abs());
            let upto = usize::try_from(buckets as u128 * end / total).unwrap_or(buckets);
            let wanted = upto.saturating_sub(pairs.len() / 2);
            let peaks = self.peaks_of(id, &row.folder, recording, job)?;
            pairs.extend(peaks.buckets(wanted).into_iter().flat_map(|(min, max)| [narrow(min), narrow(max)]));
        }
        pairs.resize(buckets * 2, 0);
        Ok(pairs)
    }

    fn peaks_of(&self, id: SessionId, folder: &str, recording: &Recording, job: &Job) -> Result<Peaks> {
        let kept = self.kept_peaks(id, recording);
        if let Some(peaks) = std::fs::read(&kept).ok().and_then(|bytes| Peaks::from_dat(&bytes).ok()) {
            return Ok(peaks);
        }
        let path = self.archive.file(folder, &recording.path)?;
        let peaks = Peaks::compute(&path, SAMPLES_PER_PIXEL, &|_| (), job.flag())?;
        if let Err(error) = keep(&kept, &peaks.to_dat()) {
            tracing::warn!(path = %kept.display(), %error, "the waveform could not be kept; it is drawn again next time");
        }
        Ok(peaks)
    }

    fn kept_peaks(&self, id: SessionId, recording: &Recording) -> PathBuf {
        self.cache().join(format!("{id}-{}.dat", recording.id))
    }
}

/// Writes beside and renames, so that a half-written file is never read.
fn keep(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension(format!("{}.part", std::process::id()));
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, path)
}

/// A sample of 16 bits in 8.
fn narrow(sample: i16) -> i8 {
    (sample >> 8) as i8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_keeps_its_height() {
        assert_eq!([i16::MIN, -256, 0, 16_384, i16::MAX].map(narrow), [i8::MIN, -1, 0, 64, i8::MAX]);
    }
}

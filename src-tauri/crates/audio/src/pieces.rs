//! A recording gone through once, in pieces, on every core, the early ones first.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use crate::{AudioError, MediaInfo, Reader};

/// How much a core takes at a time, in seconds: long enough that the decoder's run-up ahead of each piece of it counts for
/// little, short enough that the first is soon there and the last cores are not waited for.
const LENGTH: u64 = 60;

/// How a recording is cut into pieces.
pub(crate) struct Cut {
    /// Pieces start at multiples of so many frames.
    pub(crate) unit: u64,
    /// So many frames ahead of a piece are wanted too, where there are any.
    pub(crate) lead: u64,
    /// So many pieces, one behind the other, are measured together.
    pub(crate) together: u64,
}

/// One piece of a recording, read from its lead on.
pub(crate) struct Piece<'a> {
    /// Its frames within the recording, without its lead.
    pub(crate) frames: Range<u64>,
    reader: &'a mut Reader,
    path: &'a Path,
    cancel: &'a AtomicBool,
    /// What was decoded, and from which sample on it has not been given out.
    block: Vec<f32>,
    rest: usize,
    /// The frame that is given out next.
    at: u64,
}

impl Piece<'_> {
    /// How many frames can be taken at once of its lead, or of the piece behind it; 0 at the end of either.
    pub(crate) fn ready(&mut self, of_lead: bool) -> Result<usize, AudioError> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(AudioError::Cancelled { path: self.path.into() });
        }
        let end = if of_lead { self.frames.start } else { self.frames.end };
        let wanted = usize::try_from(end.saturating_sub(self.at)).unwrap_or(usize::MAX);
        if wanted > 0 && self.rest >= self.block.len() {
            self.reader.read(&mut self.block)?;
            self.rest = 0;
        }
        Ok(((self.block.len() - self.rest) / self.channels()).min(wanted))
    }

    /// The next frames, interleaved, as many of them as are ready.
    pub(crate) fn take(&mut self, frames: usize) -> &[f32] {
        let left = self.block.get(self.rest..).unwrap_or_default();
        let taken = left.get(..frames * self.channels()).unwrap_or(left);
        self.rest += taken.len();
        self.at += frames as u64;
        taken
    }

    fn channels(&self) -> usize {
        usize::from(self.reader.info().channels.max(1))
    }
}

/// Measures all pieces of a recording and gives what was found in their order. `measure` runs on any thread, reads its
/// pieces to their ends, and gives what it finds in each. A recording that ends before it should ends here too.
///
/// # Errors
/// The first of the readers' or of `measure`, and [`AudioError::Cancelled`].
pub(crate) fn in_pieces<T: Send>(
    path: &Path,
    info: &MediaInfo,
    cut: &Cut,
    cancel: &AtomicBool,
    measure: impl Fn(&mut [Piece<'_>]) -> Result<Vec<T>, AudioError> + Sync,
) -> Result<Vec<T>, AudioError> {
    let unit = cut.unit.max(1);
    let together = cut.together.max(1);
    let length = (LENGTH * u64::from(info.sample_rate) / together).next_multiple_of(unit);
    let count = info.frames.div_ceil(length);
    let next = AtomicU64::new(0);
    let work = || -> Result<Vec<(u64, bool, T)>, AudioError> {
        let mut found = Vec::new();
        let mut readers: Vec<Option<Reader>> = (0..together).map(|_| None).collect();
        loop {
            let first = next.fetch_add(together, Ordering::Relaxed).min(count);
            let numbers = first..(first + together).min(count);
            if numbers.is_empty() {
                return Ok(found);
            }
            let mut pieces = Vec::new();
            for (number, reader) in numbers.clone().zip(&mut readers) {
                let reader = match reader {
                    Some(reader) => reader,
                    None => reader.insert(Reader::open(path)?),
                };
                let start = number * length;
                let at = start.saturating_sub(cut.lead);
                reader.seek(at)?;
                let frames = start..(start + length).min(info.frames);
                pieces.push(Piece { frames, reader, path, cancel, block: Vec::new(), rest: 0, at });
            }
            let measured = measure(&mut pieces)?;
            let whole = pieces.iter().map(|piece| piece.at >= piece.frames.end);
            found.extend(numbers.zip(whole).zip(measured).map(|((number, whole), it)| (number, whole, it)));
            if found.last().is_some_and(|&(_, whole, _)| !whole) {
                // Behind it there is nothing, however long the file claims to be.
                next.fetch_max(count, Ordering::Relaxed);
            }
        }
    };
    let workers = u64::try_from(rayon::current_num_threads()).unwrap_or(1).min(count.div_ceil(together));
    let found: Result<Vec<Vec<_>>, AudioError> = (0..workers)
        .into_par_iter()
        .map(|_| {
            // Where one fails, the others stop at their next piece.
            work().inspect_err(|_| _ = next.fetch_max(count, Ordering::Relaxed))
        })
        .collect();
    let mut found: Vec<(u64, bool, T)> = found?.into_iter().flatten().collect();
    found.sort_unstable_by_key(|&(number, ..)| number);
    let end = found.iter().position(|&(_, whole, _)| !whole).map_or(found.len(), |last| last + 1);
    Ok(found.into_iter().take(end).map(|(.., measured)| measured).collect())
}

//! All that is learned of a recording by decoding it once: its outline, how loud it is, and where nobody speaks.

mod loudness;
mod silence;
mod true_peak;
mod weighting;

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};

use causerie_model::TimeMs;
use serde::{Deserialize, Serialize};

pub use loudness::Loudness;
use loudness::{integrated, lufs, weights};
use silence::silences;
use true_peak::TruePeak;
use weighting::{SIDES, Weighting};

use crate::peaks::{Outline, Peaks, together};
use crate::pieces::{Cut, Piece, in_pieces};
use crate::{AudioError, MediaInfo, Reader};

/// Energy is taken in steps of 20 ms, called hops.
pub(crate) const HOPS_A_SECOND: u32 = 50;
/// The frames that a pixel of the finest outline covers: as audiowaveform has it by default.
const FINEST: u32 = 256;
/// Each coarser outline takes so many pixels together.
const FOLD: u32 = 4;
/// No outline is made coarser than fits on a screen, in pixels.
const COARSEST: usize = 1000;
/// The quietest that a level is told, in LUFS.
const BOTTOM: f64 = -120.0;
/// A channel so far below the loudest is dead, in LU: a voice in the next microphone is nearer than that.
const DEAD: f64 = 30.0;

/// A recording, decoded once.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Its outline, the finest first (256 frames a pixel), each next one four times as coarse. Never empty.
    pub levels: Vec<Peaks>,
    /// What else was heard.
    pub sound: Sound,
}

/// How a recording sounds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sound {
    /// How loud it is; none for a recording that is as good as silent.
    pub loudness: Option<Loudness>,
    /// Each channel by itself.
    pub channels: Vec<ChannelLevel>,
    /// Where nobody speaks, in order: at least half a second each, a fifth of a second away from the nearest word.
    pub silences: Vec<Range<TimeMs>>,
}

/// One channel of a recording.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ChannelLevel {
    /// Its mean level over all of the recording, weighted as loudness is but not gated, in LUFS; −120 at the least.
    pub level: f64,
    /// Whether it is silent while another is not: 30 LU or more below it.
    pub dead: bool,
}

/// A part of the outline that is done.
#[derive(Debug)]
pub struct Stretch<'a> {
    /// Which pixels of the finest outline.
    pub pixels: Range<usize>,
    /// The lowest and highest sample of each.
    pub pairs: &'a [(i16, i16)],
    /// How many pixels the outline will have.
    pub of: usize,
    /// The share of the recording that is done, 0 to 1.
    pub done: f32,
}

impl Stretch<'_> {
    /// What the stretch adds to a drawing of the whole recording in `count` equal bars: the number of the first bar it
    /// reaches, and the lowest and highest sample of each. A bar that it shares with its neighbour holds its own share.
    pub fn buckets(&self, count: usize) -> (usize, Vec<(i16, i16)>) {
        let of = self.of.max(1);
        let first = self.pixels.start * count / of;
        let bars = first..(self.pixels.end * count).div_ceil(of);
        let here = |pixel: usize| pixel.saturating_sub(self.pixels.start).min(self.pairs.len());
        let pairs = bars.map(|bar| {
            let from = bar * of / count.max(1);
            let to = ((bar + 1) * of / count.max(1)).max(from + 1);
            together(self.pairs.get(here(from)..here(to)).unwrap_or_default().iter())
        });
        (first, pairs.collect())
    }
}

impl Analysis {
    /// Decodes all of `path` once, on every core. Each piece's outline is handed to `stretch` when it is done, from
    /// whichever thread, the early ones first though not strictly in order; `cancel` is looked at all along.
    ///
    /// # Errors
    /// What [`Reader::open`] gives, and [`AudioError::Cancelled`].
    pub fn compute(
        path: &Path,
        stretch: &(dyn Fn(&Stretch<'_>) + Sync),
        cancel: &AtomicBool,
    ) -> Result<Self, AudioError> {
        let info = Reader::open(path)?.info().clone();
        let (done, highest) = (AtomicU64::new(0), AtomicU32::new(0));
        let hop = hop(&info);
        let cut = Cut {
            unit: common(hop, FINEST.into()),
            // The weighting's high-pass has forgotten all but a ten-billionth after 100 ms.
            lead: u64::from(info.sample_rate / 5),
            together: SIDES as u64,
        };
        let found = in_pieces(path, &info, &cut, cancel, |pieces| {
            let found = Heard::in_pieces(pieces, &info, &highest)?;
            for (piece, heard) in pieces.iter().zip(&found) {
                let length = piece.frames.end - piece.frames.start;
                let done = done.fetch_add(length, Ordering::Relaxed) + length;
                let first = pixels(piece.frames.start);
                stretch(&Stretch {
                    pixels: first..first + heard.pairs.len(),
                    pairs: &heard.pairs,
                    of: pixels(info.frames),
                    done: done as f32 / info.frames as f32,
                });
            }
            Ok(found)
        })?;
        let true_peak = f32::from_bits(highest.into_inner());
        Ok(Self::of(&info, &found, true_peak))
    }

    /// What the finest outline and the rest of an earlier analysis come to.
    pub fn restore(finest: Peaks, sound: Sound) -> Self {
        let mut levels = vec![finest];
        while let Some(last) = levels.last().filter(|last| last.len() > COARSEST) {
            levels.push(last.folded(FOLD));
        }
        Self { levels, sound }
    }

    fn of(info: &MediaInfo, found: &[Heard], true_peak: f32) -> Self {
        let hops: Vec<f32> = found.iter().flat_map(|heard| heard.hops.iter().copied()).collect();
        let pairs: Vec<(i16, i16)> = found.iter().flat_map(|heard| heard.pairs.iter().copied()).collect();
        let integrated = integrated(&hops);
        let true_peak = 20.0 * f64::from(true_peak).log10();
        let start_of = |number| TimeMs::from_frames(number as u64 * hop(info), info.sample_rate);
        let levels = (0..usize::from(info.channels)).map(|channel| {
            let sums = found.iter().filter_map(|heard| heard.channels.get(channel));
            lufs(sums.sum::<f64>() / info.frames.max(1) as f64).max(BOTTOM)
        });
        let loudest = levels.clone().fold(BOTTOM, f64::max);
        let sound = Sound {
            loudness: integrated.map(|integrated| Loudness { integrated, true_peak }),
            channels: levels.map(|level| ChannelLevel { level, dead: level <= loudest - DEAD }).collect(),
            silences: silences(&hops, integrated, info.duration, start_of),
        };
        Self::restore(Peaks::new(info.sample_rate, FINEST, pairs), sound)
    }
}

/// What was found in one piece.
struct Heard {
    pairs: Vec<(i16, i16)>,
    /// The mean square of the weighted samples of each hop, summed over the channels as loudness counts them.
    hops: Vec<f32>,
    /// The sum of the weighted squares of each channel.
    channels: Vec<f64>,
}

/// What listens to one piece, side by side with others.
struct Ear<'a> {
    outline: Outline,
    true_peak: TruePeak<'a>,
    /// The weighted squares of each channel in the hop that is being heard.
    sums: Vec<f64>,
    /// The frames of it so far.
    held: usize,
    heard: Heard,
}

impl Heard {
    fn in_pieces(
        pieces: &mut [Piece<'_>],
        info: &MediaInfo,
        highest: &AtomicU32,
    ) -> Result<Vec<Self>, AudioError> {
        let channels = usize::from(info.channels);
        let hop = usize::try_from(hop(info)).unwrap_or(usize::MAX);
        let weights = weights(channels);
        let mut weighting = Weighting::new(info.sample_rate, channels);
        let mut ears: [Ear<'_>; SIDES] = std::array::from_fn(|_| Ear::new(channels, highest));
        while let Some(samples) = side_by_side(pieces, true, usize::MAX)? {
            weighting.take(samples, ears.each_mut().map(|ear| ear.sums.as_mut_slice()));
            for (ear, samples) in ears.iter_mut().zip(samples) {
                ear.true_peak.lead(samples);
                ear.sums.fill(0.0);
            }
        }
        let left = |ears: &[Ear<'_>]| ears.iter().map(|ear| hop - ear.held).min().unwrap_or(hop);
        while let Some(samples) = side_by_side(pieces, false, left(&ears))? {
            weighting.take(samples, ears.each_mut().map(|ear| ear.sums.as_mut_slice()));
            for (ear, samples) in ears.iter_mut().zip(samples) {
                ear.outline.take(samples);
                ear.true_peak.take(samples);
                ear.held += samples.len() / channels;
                if ear.held == hop || samples.is_empty() {
                    ear.end_hop(&weights);
                }
            }
        }
        Ok(ears.into_iter().take(pieces.len()).map(|ear| ear.finish(&weights)).collect())
    }
}

/// The next frames of each piece or of its lead, equally many of each, at most so many; none of one that is at its end, and
/// `None` if all are.
fn side_by_side<'a>(
    pieces: &'a mut [Piece<'_>],
    of_lead: bool,
    most: usize,
) -> Result<Option<[&'a [f32]; SIDES]>, AudioError> {
    let mut ready = [0; SIDES];
    for (ready, piece) in ready.iter_mut().zip(&mut *pieces) {
        *ready = piece.ready(of_lead)?;
    }
    let Some(frames) = ready.into_iter().filter(|&ready| ready > 0).min().map(|ready| ready.min(most)) else {
        return Ok(None);
    };
    let mut samples: [&[f32]; SIDES] = [&[]; SIDES];
    for ((samples, piece), ready) in samples.iter_mut().zip(pieces).zip(ready) {
        *samples = piece.take(frames.min(ready));
    }
    Ok(Some(samples))
}

impl<'a> Ear<'a> {
    fn new(channels: usize, highest: &'a AtomicU32) -> Self {
        Self {
            outline: Outline::new(FINEST.into(), channels),
            true_peak: TruePeak::new(channels, highest),
            sums: vec![0.0; channels],
            held: 0,
            heard: Heard { pairs: Vec::new(), hops: Vec::new(), channels: vec![0.0; channels] },
        }
    }

    fn end_hop(&mut self, weights: &[f64]) {
        if self.held == 0 {
            return;
        }
        let energy = self.sums.iter().zip(weights).map(|(sum, weight)| sum * weight).sum::<f64>();
        self.heard.hops.push((energy / self.held as f64).min(f64::from(f32::MAX)) as f32);
        for (channel, sum) in self.heard.channels.iter_mut().zip(&mut self.sums) {
            *channel += std::mem::take(sum);
        }
        self.held = 0;
    }

    fn finish(mut self, weights: &[f64]) -> Heard {
        self.end_hop(weights);
        Heard { pairs: self.outline.finish(), ..self.heard }
    }
}

/// The frames of a hop.
fn hop(info: &MediaInfo) -> u64 {
    u64::from((info.sample_rate + HOPS_A_SECOND / 2) / HOPS_A_SECOND).max(1)
}

/// The pixels of the finest outline that so many frames take.
fn pixels(frames: u64) -> usize {
    usize::try_from(frames.div_ceil(FINEST.into())).unwrap_or(usize::MAX)
}

/// The least common multiple.
fn common(a: u64, b: u64) -> u64 {
    let (mut divisor, mut rest) = (a, b);
    while rest > 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a / divisor.max(1) * b
}

//! Stretches of recordings as one run of samples at one rate: resampled, muted, faded, and made louder.

use std::collections::VecDeque;
use std::f64::consts::FRAC_PI_2;
use std::io;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::Format;
use crate::cut::{Failed, check, opened, too_short};
use crate::mute::Mutes;
use crate::player::{Limiter, Resampler, to_stereo};
use crate::{AudioError, CutOptions, CutPart, Reader};

/// Gives the samples of `parts`, interleaved, to `take`, and how many frames there are.
pub(super) fn mix(
    parts: &[CutPart],
    options: &CutOptions,
    format: Format,
    first_rate: u32,
    cancel: &AtomicBool,
    take: &mut dyn FnMut(&[f32]) -> io::Result<()>,
) -> Result<u64, Failed> {
    let mutes = Mutes::new(&options.muted, first_rate, format.rate);
    let mut level = Level::new(options.gain.unwrap_or_default(), format.rate);
    let (mut written, mut out, mut samples) = (0_u64, Vec::new(), Vec::new());
    let mut give = |frames: &[[f32; 2]]| {
        samples.clear();
        let channels = usize::from(format.channels);
        samples.extend(frames.iter().flat_map(|frame| frame.iter().take(channels)));
        take(&samples)
    };
    let mut before: Option<bool> = None;
    for (number, part) in parts.iter().enumerate() {
        let mut reader = opened(part)?;
        let info = reader.info().clone();
        let mut sound = Sound::new(&mut reader, part, format.rate)?;
        let goes_on = part.to == info.frames && parts.get(number + 1).is_some_and(|next| next.from == 0);
        let fade = Fade::new(options, format.rate, sound.length, before != Some(true), !goes_on);
        before = Some(goes_on);
        let mut at = 0_u64;
        while let Some(frames) = sound.next(&part.path, cancel)? {
            fade.apply(at, frames);
            mutes.apply(written + at, frames);
            at += frames.len() as u64;
            level.push(frames, &mut out);
            give(&out)?;
            out.clear();
        }
        written += at;
    }
    level.finish(&mut out);
    give(&out)?;
    Ok(written)
}

/// One part, at the rate that is wanted.
struct Sound<'a> {
    reader: &'a mut Reader,
    resampler: Resampler,
    /// Frames that are still to be read.
    left: u64,
    /// Frames that it gives, and that it still has to give.
    length: u64,
    due: u64,
    finished: bool,
    block: Vec<f32>,
    stereo: Vec<[f32; 2]>,
    out: Vec<[f32; 2]>,
}

impl<'a> Sound<'a> {
    fn new(reader: &'a mut Reader, part: &CutPart, rate: u32) -> Result<Self, AudioError> {
        let (own, frames) = (reader.info().sample_rate, reader.info().frames);
        let mut resampler = Resampler::new(own, rate);
        // What lies around the part shapes its edges as it would in the whole recording.
        let lead = resampler.reach().min(part.from);
        let tail = resampler.reach().min(frames - part.to);
        resampler.begin(lead);
        reader.seek(part.from - lead)?;
        let length = (u128::from(part.to - part.from) * u128::from(rate)).div_ceil(u128::from(own.max(1)));
        let length = u64::try_from(length).unwrap_or(u64::MAX);
        Ok(Self {
            reader,
            resampler,
            left: part.to - part.from + lead + tail,
            length,
            due: length,
            finished: false,
            block: Vec::new(),
            stereo: Vec::new(),
            out: Vec::new(),
        })
    }

    /// The next frames; `None` behind the last.
    fn next(&mut self, path: &Path, cancel: &AtomicBool) -> Result<Option<&mut [[f32; 2]]>, AudioError> {
        self.out.clear();
        while self.out.is_empty() && self.due > 0 {
            check(cancel, path)?;
            if self.left > 0 {
                if self.reader.read(&mut self.block)? == 0 {
                    return Err(too_short(path));
                }
                self.spread();
                self.resampler.push(&self.stereo, &mut self.out);
            } else if self.finished {
                return Err(too_short(path));
            } else {
                self.resampler.finish(&mut self.out);
                self.finished = true;
            }
        }
        self.out.truncate(usize::try_from(self.due).unwrap_or(usize::MAX));
        self.due -= self.out.len() as u64;
        Ok(if self.out.is_empty() { None } else { Some(&mut self.out) })
    }

    /// What was read as stereo, as the player gives it, and no more of it than is wanted.
    fn spread(&mut self) {
        self.stereo.clear();
        to_stereo(&self.block, self.reader.info().channels.into(), &mut self.stereo);
        self.stereo.truncate(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= self.stereo.len() as u64;
    }
}

/// How a part comes in and goes out, by quarters of a sine wave (equal power).
struct Fade {
    length: u64,
    of: u64,
    comes: bool,
    goes: bool,
}

impl Fade {
    fn new(options: &CutOptions, rate: u32, of: u64, comes: bool, goes: bool) -> Self {
        let length = u64::try_from(options.fade.get()).unwrap_or_default().saturating_mul(rate.into()) / 1000;
        Self { length: length.min(of / 2), of, comes, goes }
    }

    fn apply(&self, first: u64, frames: &mut [[f32; 2]]) {
        for (frame, number) in frames.iter_mut().zip(first..) {
            let ahead = if self.comes { number } else { self.length };
            let behind = if self.goes { self.of.saturating_sub(number + 1) } else { self.length };
            let edge = ahead.min(behind);
            if edge < self.length {
                let gain = (FRAC_PI_2 * (edge as f64 + 0.5) / self.length as f64).sin() as f32;
                let [left, right] = *frame;
                *frame = [left * gain, right * gain];
            }
        }
    }
}

/// A gain, and the player's limiter, which lets none distort.
struct Level {
    gain: f32,
    limiter: Option<Limiter>,
    held: VecDeque<[f32; 2]>,
}

impl Level {
    fn new(gain_db: f32, rate: u32) -> Self {
        let limiter = (gain_db != 0.0).then(|| Limiter::new(rate));
        Self { gain: 10.0_f32.powf(gain_db / 20.0), limiter, held: VecDeque::new() }
    }

    fn push(&mut self, frames: &[[f32; 2]], out: &mut Vec<[f32; 2]>) {
        let Some(limiter) = &mut self.limiter else {
            out.extend_from_slice(frames);
            return;
        };
        for &[left, right] in frames {
            let frame = [left * self.gain, right * self.gain];
            let turn = limiter.push(frame);
            self.held.push_back(frame);
            if self.held.len() > limiter.delay() {
                out.extend(self.held.pop_front().map(|[left, right]| [left * turn, right * turn]));
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<[f32; 2]>) {
        let Some(limiter) = &mut self.limiter else { return };
        for _ in self.held.len()..limiter.delay() {
            limiter.push([0.0; 2]);
        }
        while let Some([left, right]) = self.held.pop_front() {
            let turn = limiter.push([0.0; 2]);
            out.push([left * turn, right * turn]);
        }
    }
}

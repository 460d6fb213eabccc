//! Where the sound comes from: the parts of a session, decoded one after the other, muted where they must not be heard, in
//! stereo at the device's rate. Muting comes before all else, so that nothing that follows has the sound at all.

use causerie_model::TimeMs;

use super::resample::Resampler;
use super::{Mute, Part};
use crate::mute::Mutes;
use crate::{AudioError, Muted, Reader};

/// A part that could not be opened or read on.
pub(crate) struct Broken {
    pub(crate) part: Part,
    pub(crate) error: AudioError,
}

/// What a read gave.
pub(crate) enum Read {
    /// More of the same part.
    Sound,
    /// The end of a part, and perhaps some sound before it: the next read goes on at this millisecond.
    Part(f64),
    /// The end of the session, and perhaps some sound before it.
    End,
}

/// The part that is being decoded.
struct Open {
    index: usize,
    reader: Reader,
    resampler: Resampler,
    mutes: Mutes,
    /// Frames until the next part takes over.
    left: u64,
}

/// The parts, and the place in them that is read next.
pub(crate) struct Deck {
    parts: Vec<Part>,
    starts: Vec<TimeMs>,
    muted: Vec<Mute>,
    rate: u32,
    open: Option<Open>,
    decoded: Vec<f32>,
    stereo: Vec<[f32; 2]>,
}

impl Deck {
    pub(crate) fn new(rate: u32) -> Self {
        let (parts, starts, muted) = (Vec::new(), Vec::new(), Vec::new());
        Self { parts, starts, muted, rate, open: None, decoded: Vec::new(), stereo: Vec::new() }
    }

    /// The stretches that are muted.
    pub(crate) fn muted(&self) -> &[Mute] {
        &self.muted
    }

    /// Mutes other stretches, after the next seek.
    pub(crate) fn mute(&mut self, muted: Vec<Mute>) {
        self.muted = muted;
    }

    /// Takes other parts in hand.
    pub(crate) fn load(&mut self, parts: Vec<Part>, muted: Vec<Mute>) {
        self.muted = muted;
        self.starts = parts
            .iter()
            .scan(TimeMs::ZERO, |next, part| Some(std::mem::replace(next, *next + part.duration)))
            .collect();
        (self.parts, self.open) = (parts, None);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// Gives frames at another rate, after the next seek.
    pub(crate) fn set_rate(&mut self, rate: u32) {
        (self.rate, self.open) = (rate, None);
    }

    /// Goes to a millisecond of the timeline, and gives that of the frame that is read next, which is the nearest.
    ///
    /// # Errors
    /// The part there can't be opened.
    pub(crate) fn seek(&mut self, at: f64) -> Result<f64, Broken> {
        let index = self.starts.iter().rposition(|&start| start.get() as f64 <= at).unwrap_or(0);
        let start = self.starts.get(index).copied().unwrap_or_default();
        self.open_part(index, at - start.get() as f64)
    }

    /// Opens part `index` at `offset`, in milliseconds.
    fn open_part(&mut self, index: usize, offset: f64) -> Result<f64, Broken> {
        let (Some(part), Some(&start)) = (self.parts.get(index), self.starts.get(index)) else {
            return Ok(0.0);
        };
        let open = self.open.take().filter(|open| open.index == index);
        let open = match open {
            Some(open) => Ok((open.reader, open.resampler)),
            None => Reader::open(&part.path).map(|reader| {
                let resampler = Resampler::new(reader.info().sample_rate, self.rate);
                (reader, resampler)
            }),
        };
        let sought = open.and_then(|(mut reader, mut resampler)| {
            let rate = f64::from(reader.info().sample_rate);
            let frame = ((offset * rate / 1000.0).round().max(0.0) as u64).min(reader.info().frames);
            let lead = resampler.reach().min(frame);
            reader.seek(frame - lead)?;
            resampler.begin(lead);
            Ok((reader, resampler, start.get() as f64 + frame as f64 * 1000.0 / rate))
        });
        let (reader, resampler, at) = sought.map_err(|error| Broken { part: part.clone(), error })?;
        // A part that is longer than its place on the timeline gives way to the next.
        let left = self.starts.get(index + 1).map_or(u64::MAX, |next| {
            ((next.get() as f64 - at) * f64::from(self.rate) / 1000.0).round().max(0.0) as u64
        });
        let mutes = mutes(&self.muted, start, reader.info().sample_rate);
        self.open = Some(Open { index, reader, resampler, mutes, left });
        Ok(at)
    }

    /// Adds the next frames to `out`.
    ///
    /// # Errors
    /// The part can't be read on, or the next can't be opened.
    pub(crate) fn read(&mut self, out: &mut Vec<[f32; 2]>) -> Result<Read, Broken> {
        let Some(open) = self.open.as_mut().filter(|open| open.left > 0) else {
            return Ok(Read::End);
        };
        let (before, first) = (out.len(), open.reader.position());
        let over = match open.reader.read(&mut self.decoded) {
            Ok(frames) if frames > 0 => {
                self.stereo.clear();
                to_stereo(&self.decoded, usize::from(open.reader.info().channels), &mut self.stereo);
                open.mutes.apply(first, &mut self.stereo);
                open.resampler.push(&self.stereo, out);
                false
            }
            Ok(_) => {
                open.resampler.finish(out);
                true
            }
            Err(error) => {
                let part = self.parts.get(open.index).cloned();
                self.open = None;
                return part.map_or(Ok(Read::End), |part| Err(Broken { part, error }));
            }
        };
        let made = (out.len() - before) as u64;
        let kept = made.min(open.left);
        out.truncate(before + usize::try_from(kept).unwrap_or_default());
        open.left -= kept;
        if !over && open.left > 0 {
            return Ok(Read::Sound);
        }
        let next = open.index + 1;
        if next >= self.parts.len() {
            open.left = 0;
            return Ok(Read::End);
        }
        self.open_part(next, 0.0).map(Read::Part)
    }
}

/// What is muted of a part that starts here, in its frames.
fn mutes(muted: &[Mute], start: TimeMs, rate: u32) -> Mutes {
    let spans: Vec<Muted> = muted.iter().map(|mute| mute.frames(start, rate)).collect();
    Mutes::new(&spans, rate, rate)
}

/// Stereo of any number of channels: mono on both sides, the middle and the rear of surround mixed in.
pub(crate) fn to_stereo(samples: &[f32], channels: usize, out: &mut Vec<[f32; 2]>) {
    match channels {
        0 => {}
        1 => out.extend(samples.iter().map(|&sample| [sample; 2])),
        2 => out.extend(samples.as_chunks::<2>().0),
        _ => out.extend(samples.chunks_exact(channels).map(|frame| {
            let channel = |n: usize| frame.get(n).copied().unwrap_or_default();
            // Left, right, centre, low frequencies, rear left, rear right.
            let middle = channel(2) * 0.7;
            [(channel(0) + middle + channel(4) * 0.5) * 0.6, (channel(1) + middle + channel(5) * 0.5) * 0.6]
        })),
    }
}

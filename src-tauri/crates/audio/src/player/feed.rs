//! The feeder: decodes ahead, brings every part to the device's rate, stretches, and keeps the ring full.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use causerie_model::TimeMs;
use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use rtrb::Producer;

use super::Part;
use super::resample::Resampler;
use super::source::{Controls, Frame};
use super::stretch::{Placed, Stretch};
use crate::{AudioError, Reader};

/// Input decoded ahead of the stretch, in milliseconds.
const AHEAD_MS: u32 = 500;
/// Input kept behind the ring's front, from which another speed can set in, in milliseconds.
const BEHIND_MS: u32 = 4000;
/// Another speed sets in so long after what is being taken from the ring, in milliseconds: more than the device
/// takes at once.
const CUT_AHEAD_MS: u32 = 35;
/// Between two looks at the ring.
const BUSY: Duration = Duration::from_millis(10);
const IDLE: Duration = Duration::from_millis(200);

/// What the feeder is to do.
pub(crate) enum Feed {
    /// Sound these parts from `at` on, as `epoch`.
    Load { parts: Vec<Part>, at: TimeMs, epoch: u64 },
    /// Go on at `at`, as `epoch`.
    Seek { at: TimeMs, epoch: u64 },
    /// Go on at another speed, as `epoch`.
    Speed { speed: f64, epoch: u64 },
    /// Feed another ring, from `at` on.
    Ring { ring: Producer<Frame>, rate: u32, at: TimeMs, epoch: u64 },
    /// Let go of everything.
    Clear,
}

/// What the feeder tells.
pub(crate) enum Fed {
    /// The parts of `epoch` can be sounded.
    Loaded { epoch: u64 },
    /// A part can't.
    Failed { epoch: u64, part: Part, error: AudioError },
}

/// Decoded sound at the device's rate, and where on the timeline it belongs.
#[derive(Default)]
pub(crate) struct Input {
    frames: VecDeque<[f32; 2]>,
    /// The number of the first frame held. Numbers run on over the parts, from each seek on.
    base: u64,
    /// From which frame on the timeline runs from which millisecond.
    pieces: Vec<(u64, f64)>,
    rate: f64,
    finished: bool,
}

impl Input {
    /// A frame; silence where there is none.
    pub(crate) fn frame(&self, number: i64) -> [f32; 2] {
        usize::try_from(number.saturating_sub_unsigned(self.base))
            .ok()
            .and_then(|index| self.frames.get(index))
            .copied()
            .unwrap_or_default()
    }

    fn end(&self) -> u64 {
        self.base + self.frames.len() as u64
    }

    /// The millisecond of the timeline at a frame.
    fn at(&self, number: f64) -> f64 {
        let piece =
            self.pieces.iter().rev().find(|(first, _)| *first as f64 <= number).or(self.pieces.first());
        piece.map_or(0.0, |&(first, ms)| ms + (number - first as f64) * 1000.0 / self.rate)
    }

    fn drop_before(&mut self, number: u64) {
        let drop =
            usize::try_from(number.saturating_sub(self.base)).unwrap_or_default().min(self.frames.len());
        self.frames.drain(..drop);
        self.base += drop as u64;
        while self.pieces.get(1).is_some_and(|&(first, _)| first <= self.base) {
            self.pieces.remove(0);
        }
    }
}

/// The part that is being decoded.
struct Open {
    index: usize,
    reader: Reader,
    resampler: Resampler,
}

/// The change of speed that the ring has not reached yet.
#[derive(Clone, Copy)]
struct Cut {
    /// Where it sets in, of the ring's frames …
    at: u64,
    /// … and of the input's.
    place: f64,
    /// The first frame of the new speed.
    resume: u64,
}

pub(crate) struct Feeder {
    inbox: Receiver<Feed>,
    outbox: Sender<Fed>,
    controls: Arc<Controls>,
    ring: Option<Producer<Frame>>,
    rate: u32,
    parts: Vec<Part>,
    starts: Vec<TimeMs>,
    open: Option<Open>,
    input: Input,
    stretch: Stretch,
    speed: f64,
    epoch: u64,
    /// Frames put into this ring, and the input places of some.
    put: u64,
    places: VecDeque<(u64, f64)>,
    cut: Option<Cut>,
    /// The mark behind the last frame was put.
    ended: bool,
    decoded: Vec<f32>,
    stereo: Vec<[f32; 2]>,
    resampled: Vec<[f32; 2]>,
    hop: Vec<Placed>,
    waiting: VecDeque<Frame>,
}

impl Feeder {
    /// Runs on a thread of its own until `inbox` is closed.
    pub(crate) fn spawn(
        inbox: Receiver<Feed>,
        outbox: Sender<Fed>,
        controls: Arc<Controls>,
    ) -> std::io::Result<()> {
        let feeder = Self {
            inbox,
            outbox,
            controls,
            ring: None,
            rate: 48_000,
            parts: Vec::new(),
            starts: Vec::new(),
            open: None,
            input: Input::default(),
            stretch: Stretch::new(48_000, 1.0, 0.0),
            speed: 1.0,
            epoch: 0,
            put: 0,
            places: VecDeque::new(),
            cut: None,
            ended: true,
            decoded: Vec::new(),
            stereo: Vec::new(),
            resampled: Vec::new(),
            hop: Vec::new(),
            waiting: VecDeque::new(),
        };
        std::thread::Builder::new().name("audio-feed".into()).spawn(move || feeder.run())?;
        Ok(())
    }

    fn run(mut self) {
        loop {
            let full = self.fill();
            let message = if full {
                let pause = if self.controls.playing.load(Ordering::Relaxed) { BUSY } else { IDLE };
                match self.inbox.recv_timeout(pause) {
                    Ok(message) => Some(message),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            } else {
                match self.inbox.try_recv() {
                    Ok(message) => Some(message),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => return,
                }
            };
            if let Some(message) = message {
                self.obey(message);
            }
        }
    }

    fn obey(&mut self, message: Feed) {
        match message {
            Feed::Load { parts, at, epoch } => {
                self.starts = parts
                    .iter()
                    .scan(TimeMs::ZERO, |next, part| Some(std::mem::replace(next, *next + part.duration)))
                    .collect();
                (self.parts, self.open) = (parts, None);
                if self.start(at, epoch) {
                    let _ = self.outbox.send(Fed::Loaded { epoch });
                } else {
                    self.parts.clear();
                }
            }
            Feed::Seek { at, epoch } => {
                self.start(at, epoch);
            }
            Feed::Speed { speed, epoch } => self.change_speed(speed, epoch),
            Feed::Ring { ring, rate, at, epoch } => {
                (self.ring, self.rate, self.put) = (Some(ring), rate, 0);
                self.controls.taken.store(0, Ordering::Relaxed);
                self.open = None;
                if !self.parts.is_empty() {
                    self.start(at, epoch);
                }
            }
            Feed::Clear => {
                (self.parts, self.starts, self.open) = (Vec::new(), Vec::new(), None);
                self.input = Input::default();
                self.waiting.clear();
                self.ended = true;
            }
        }
    }

    /// Begins `epoch` at `at`; tells, and gives false, if the part there can't be opened.
    fn start(&mut self, at: TimeMs, epoch: u64) -> bool {
        self.epoch = epoch;
        self.waiting.clear();
        self.places.clear();
        (self.cut, self.ended) = (None, false);
        self.input = Input { rate: f64::from(self.rate), ..Input::default() };
        self.stretch = Stretch::new(self.rate, self.speed, 0.0);
        let index = self.starts.iter().rposition(|&start| start <= at).unwrap_or(0);
        let start = self.starts.get(index).copied().unwrap_or_default();
        let opened = self.open_part(index, at - start);
        self.controls.begin(epoch, 0);
        if !opened {
            self.input.finished = true;
        }
        opened
    }

    /// Opens part `index` at `offset` and lets the timeline go on there.
    fn open_part(&mut self, index: usize, offset: TimeMs) -> bool {
        let (Some(part), Some(&start)) = (self.parts.get(index).cloned(), self.starts.get(index)) else {
            return false;
        };
        let open = self.open.take().filter(|open| open.index == index);
        let reader = match open {
            Some(open) => Ok(open.reader),
            None => Reader::open(&part.path),
        };
        let sought = reader.and_then(|mut reader| {
            let rate = reader.info().sample_rate;
            let frame = offset.to_frames(rate).min(reader.info().frames);
            reader.seek(frame)?;
            Ok((reader, frame, rate))
        });
        match sought {
            Ok((reader, frame, rate)) => {
                let ms = start.get() as f64 + frame as f64 * 1000.0 / f64::from(rate);
                self.input.pieces.push((self.input.end(), ms));
                self.open = Some(Open { index, reader, resampler: Resampler::new(rate, self.rate) });
                true
            }
            Err(error) => {
                let _ = self.outbox.send(Fed::Failed { epoch: self.epoch, part, error });
                false
            }
        }
    }

    /// Sets another speed in shortly behind what the device is taking, where the ring holds the old one further.
    fn change_speed(&mut self, speed: f64, epoch: u64) {
        self.speed = speed;
        self.epoch = epoch;
        let taken = self.controls.taken.load(Ordering::Relaxed);
        let pending = self.cut.filter(|cut| taken < cut.resume);
        let cut = match pending {
            // The ring has not come to the last change: this one takes its place.
            Some(cut) => Cut { resume: self.put, ..cut },
            None => {
                let at = (taken + u64::from(self.rate * CUT_AHEAD_MS / 1000)).min(self.put);
                Cut { at, place: self.place_of(at), resume: self.put }
            }
        };
        self.cut = Some(cut);
        self.ended = false;
        self.waiting.clear();
        self.stretch = Stretch::new(self.rate, speed, cut.place);
        self.places.retain(|&(put, _)| put <= cut.at);
        self.controls.begin(epoch, cut.at);
    }

    /// The input place of a frame of the ring.
    fn place_of(&self, put: u64) -> f64 {
        let after = self.places.iter().find(|&&(at, _)| at >= put);
        let before = self.places.iter().rev().find(|&&(at, _)| at <= put);
        match (before, after) {
            (Some(&(a, from)), Some(&(b, to))) if b > a => {
                from + (to - from) * (put - a) as f64 / (b - a) as f64
            }
            (Some(&(_, place)), _) | (None, Some(&(_, place))) => place,
            (None, None) => self.stretch.place(),
        }
    }

    /// Puts what it can into the ring; true if there is nothing to do for now.
    fn fill(&mut self) -> bool {
        if self.ring.is_none() || (self.ended && self.waiting.is_empty()) {
            return true;
        }
        while let Some(&frame) = self.waiting.front() {
            let Some(ring) = &mut self.ring else { return true };
            if ring.push(frame).is_err() {
                return true;
            }
            self.put += 1;
            self.waiting.pop_front();
        }
        if self.ended {
            return true;
        }
        let ahead = self.stretch.needs() + u64::from(self.rate * AHEAD_MS / 1000);
        if !self.input.finished && self.input.end() < self.stretch.needs() {
            self.decode();
            return false;
        }
        self.make_hop();
        if !self.input.finished && self.input.end() < ahead {
            self.decode();
        }
        false
    }

    fn make_hop(&mut self) {
        let end = self.input.end() as f64;
        if self.input.finished && self.stretch.place() >= end {
            let at = self.input.at(end);
            self.waiting.push_back(Frame { left: 0.0, right: 0.0, at, epoch: self.epoch, end: true });
            self.ended = true;
            return;
        }
        self.hop.clear();
        self.places.push_back((self.put, self.stretch.place()));
        self.stretch.hop(&self.input, &mut self.hop);
        for &([left, right], place) in &self.hop {
            if self.input.finished && place >= end {
                break;
            }
            let at = self.input.at(place);
            self.waiting.push_back(Frame { left, right, at, epoch: self.epoch, end: false });
        }
        self.places.push_back((self.put + self.waiting.len() as u64, self.stretch.place()));
        let taken = self.controls.taken.load(Ordering::Relaxed);
        while self.places.get(1).is_some_and(|&(put, _)| put < taken) {
            self.places.pop_front();
        }
        let behind = u64::from(self.rate / 1000 * BEHIND_MS);
        self.input.drop_before(self.stretch.keeps().saturating_sub(behind));
    }

    /// Decodes a block of the part that is open, or opens the next.
    fn decode(&mut self) {
        let Some(open) = &mut self.open else {
            self.input.finished = true;
            return;
        };
        self.resampled.clear();
        let index = open.index;
        let read = open.reader.read(&mut self.decoded);
        let over = match read {
            Ok(frames) if frames > 0 => {
                self.stereo.clear();
                to_stereo(&self.decoded, usize::from(open.reader.info().channels), &mut self.stereo);
                open.resampler.push(&self.stereo, &mut self.resampled);
                false
            }
            Ok(_) => {
                open.resampler.finish(&mut self.resampled);
                true
            }
            Err(error) => {
                if let Some(part) = self.parts.get(index).cloned() {
                    let _ = self.outbox.send(Fed::Failed { epoch: self.epoch, part, error });
                }
                self.input.finished = true;
                false
            }
        };
        self.input.frames.extend(self.resampled.iter());
        let next = index + 1;
        let last = next >= self.parts.len();
        // A part that is longer than its place on the timeline gives way to the next.
        let place = self.starts.get(next).map_or(f64::MAX, |start| start.get() as f64);
        let too_long = !last && self.input.at(self.input.end() as f64) > place;
        if too_long {
            let extra = (self.input.at(self.input.end() as f64) - place) * self.input.rate / 1000.0;
            let keep = self.input.frames.len().saturating_sub(extra.round() as usize);
            self.input.frames.truncate(keep);
        }
        if (over || too_long) && (last || !self.open_part(next, TimeMs::ZERO)) {
            self.input.finished = true;
        }
    }
}

/// Stereo of any number of channels: mono on both sides, the middle and the rear of surround mixed in.
fn to_stereo(samples: &[f32], channels: usize, out: &mut Vec<[f32; 2]>) {
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

//! One stream of a file, decoded frame by frame, from any frame on.

mod packets;

use std::path::{Path, PathBuf};

use causerie_model::TimeMs;
use symphonia::core::codecs::audio::well_known::CODEC_ID_VORBIS;
use symphonia::core::errors::Error;

use super::decoder::{Decoder, Spec, remap, undecodable, vorbis_blocks};
use super::demux::{Coded, Demux, Stream, named_delay};
use super::{Extent, MediaInfo};
use crate::AudioError;
pub(crate) use packets::Packet;

/// A hole in a stream's times that is filled with silence, at most, in seconds; beyond it the times are wrong.
const LONGEST_HOLE: i64 = 3600;
/// How much is decoded ahead of a seek's target and thrown away, so that the decoder's memory (bit reservoir,
/// overlap, prediction) is what it would have been, in frames. Frames are at most 1152 in an MP3, where a
/// reservoir can reach back 21 frames; RFC 7845 §4.6 asks 80 ms of Opus.
const RUN_UP: i64 = 30 * 1152;
/// The most frames a second that are taken for a recording's: the highest rate of PCM that converters know.
const MOST_RATE: u32 = 768_000;
/// Silence is given out in so many frames, and of a broken packet's sound no more is made up: what its container says
/// of its length may be broken too.
const LONGEST_SILENCE: i64 = 1 << 16;
/// Packets that may fail to decode in a row before the file is given up.
const MOST_FAILURES: u32 = 500;

/// One stream of a file, opened for reading.
pub(crate) struct Section {
    path: PathBuf,
    info: MediaInfo,
    demux: Demux,
    decoder: Decoder,
    stream: Stream,
    /// The frame, counted as the coded stream does, of the presentation's frame 0.
    zero: i64,
    /// The presentation's end, once known.
    end: Option<u64>,
    /// The frame that is read next.
    position: u64,
    /// Where the next decoded block starts, once the first since a seek was placed by its time.
    running: Option<i64>,
    /// How far off its rounded time each block stands that is decoded ahead of a seek's target, where single times may
    /// be wrong by more than the rounding: the middle one of these is believed.
    votes: Option<Vec<i64>>,
    /// Packets that start on a multiple of this many frames from an anchor, where times are rounded.
    grid: Option<(i64, i64)>,
    block: Vec<f32>,
    failures: u32,
}

impl Section {
    /// Opens the stream in a stretch of a file at its start.
    pub(crate) fn open(path: &Path, extent: Extent) -> Result<Self, AudioError> {
        let (demux, stream) = Demux::open(path, extent)?;
        let decoder = Decoder::new(&stream.params).map_err(|error| AudioError::Unsupported {
            path: path.into(),
            what: undecodable(&stream, &error),
        })?;
        let info = MediaInfo {
            codec: decoder.name(),
            sample_rate: 0,
            channels: 0,
            frames: 0,
            duration: TimeMs::ZERO,
            claimed: None,
            core_only: stream.core_only,
        };
        let mut section = Self {
            path: path.into(),
            info,
            demux,
            decoder,
            stream,
            zero: 0,
            end: None,
            position: 0,
            running: None,
            votes: None,
            grid: None,
            block: Vec::new(),
            failures: 0,
        };
        section.learn_spec()?;
        section.measure()?;
        Ok(section)
    }

    /// What it is.
    pub(crate) fn info(&self) -> &MediaInfo {
        &self.info
    }

    /// The frame that is read next.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Decodes up to the first sound: only the decoder knows the true rate (HE-AAC gives half of what its
    /// container says) and how its packets are laid out.
    fn learn_spec(&mut self) -> Result<(), AudioError> {
        loop {
            let Some(coded) = self.next_packet()? else {
                return Err(AudioError::damaged(&self.path, "nothing in it could be decoded"));
            };
            let Some(spec) = self.decode(&coded)? else {
                continue;
            };
            let frames = self.block.len() / usize::from(spec.channels.max(1));
            if frames == 0 || spec.rate == 0 || spec.channels == 0 {
                continue;
            }
            if spec.rate > MOST_RATE {
                let reason = format!("no recording has {} samples a second", spec.rate);
                return Err(AudioError::damaged(&self.path, reason));
            }
            (self.info.sample_rate, self.info.channels) = (spec.rate, spec.channels);
            self.zero = self.frames(self.stream.zero);
            self.end = self.stream.end.map(|end| (self.frames(end) - self.zero).max(0).unsigned_abs());
            if self.stream.rounded && self.stream.params.codec == CODEC_ID_VORBIS {
                self.learn_vorbis(self.frames(coded.at));
            } else if self.stream.rounded {
                let anchor =
                    if self.decoder.is_opus() { named_delay(&self.stream).unwrap_or_default() } else { 0 };
                self.grid = Some((-anchor, i64::try_from(frames).unwrap_or(1)));
            }
            return Ok(());
        }
    }

    /// Vorbis' packets are of two lengths, and start on multiples of what these share. Of the first one nothing is
    /// heard, and with what comes of the second, at frame `first`, the sound starts.
    fn learn_vorbis(&mut self, first: i64) {
        let Some((short, long)) = vorbis_blocks(&self.stream.params) else { return };
        let step = short / 4;
        // Less than a millisecond apart, rounded times can't tell them.
        if step > i64::from(self.info.sample_rate) / 1000 {
            let early = (0..=long).contains(&first);
            self.grid = Some((if early { 0 } else { first }, step));
            self.votes = Some(Vec::new());
            if early {
                self.zero = self.snap(first);
            }
        }
    }

    /// Finds the length: where the container names one its last second is tried, else all packets are walked. An MP3's
    /// frames are counted already, if its tag can't be believed.
    fn measure(&mut self) -> Result<(), AudioError> {
        let rate = self.info.sample_rate;
        let length = |end| u64::try_from(self.frames(end) - self.zero).unwrap_or_default();
        self.info.claimed = self.stream.claimed.map(|end| TimeMs::from_frames(length(end), rate));
        let counted = matches!(self.demux, Demux::Mp3 { .. });
        if !counted && (self.stream.claimed.is_some() || matches!(self.demux, Demux::Container { .. })) {
            let rate = i64::from(self.info.sample_rate);
            let near_end = self.stream.claimed.map(|end| self.frames(end) - self.zero - rate);
            let reached = match near_end {
                Some(frame) => self.read_to_end(frame)?,
                None => 0,
            };
            let frames = if reached > 0 {
                reached
            } else {
                let last = self.last_packet()?;
                self.read_to_end(last - rate)?
            };
            let padding = self.stream.padding.as_nanos() * u128::from(self.info.sample_rate) + 500_000_000;
            let padding = u64::try_from(padding / 1_000_000_000).unwrap_or(u64::MAX);
            let frames = frames.saturating_sub(padding);
            self.end = Some(self.end.map_or(frames, |end| end.min(frames)));
        }
        self.info.frames = self.end.unwrap_or_default();
        self.info.duration = TimeMs::from_frames(self.info.frames, self.info.sample_rate);
        if self.info.frames == 0 {
            return Err(AudioError::damaged(&self.path, "nothing in it could be decoded"));
        }
        self.seek(0)
    }

    /// Decodes from `frame` on and gives the frame behind the last; 0 if nothing came.
    fn read_to_end(&mut self, frame: i64) -> Result<u64, AudioError> {
        let start = frame.max(0).unsigned_abs();
        self.go_to(start)?;
        let mut block = Vec::new();
        while self.read(&mut block)? > 0 {}
        Ok(if self.running.is_some() { self.position } else { 0 })
    }

    /// The place of the last packet, found by walking them all, undecoded.
    fn last_packet(&mut self) -> Result<i64, AudioError> {
        self.demux.seek(&self.path, i64::MIN, 0)?;
        let mut last = 0;
        while let Some(coded) = self.next_packet()? {
            last = last.max(self.frames(coded.at) - self.zero);
        }
        Ok(last)
    }

    /// Goes to a frame, exactly; behind the end means to the end.
    pub(crate) fn seek(&mut self, frame: u64) -> Result<(), AudioError> {
        self.go_to(frame.min(self.info.frames))
    }

    fn go_to(&mut self, frame: u64) -> Result<(), AudioError> {
        self.position = frame;
        self.running = None;
        self.block.clear();
        self.failures = 0;
        if let Some(votes) = &mut self.votes {
            votes.clear();
        }
        self.decoder.reset().map_err(|error| AudioError::damaged(&self.path, error.to_string()))?;
        let target = self.zero.saturating_add_unsigned(frame).saturating_sub(RUN_UP);
        let second = self.ticks(i64::from(self.info.sample_rate));
        self.demux.seek(&self.path, self.ticks(target), second)
    }

    /// Decodes the next stretch into `out` and gives its length in frames; 0 at the end.
    pub(crate) fn read(&mut self, out: &mut Vec<f32>) -> Result<usize, AudioError> {
        out.clear();
        let channels = usize::from(self.info.channels);
        let wanted = i64::try_from(self.position).unwrap_or(i64::MAX);
        let left = self.end.map(|end| end.saturating_sub(self.position));
        if left == Some(0) {
            return Ok(0);
        }
        loop {
            // A block that starts later than wanted was kept: what lies between is silence.
            let pending = self.running.filter(|_| !self.block.is_empty());
            let start = match pending {
                Some(start) => start,
                None => match self.next_block()? {
                    Some(start) => start,
                    None => return Ok(0),
                },
            };
            let frames = i64::try_from(self.block.len() / channels.max(1)).unwrap_or(i64::MAX);
            let first = start - self.zero;
            if first > wanted && first - wanted <= LONGEST_HOLE * i64::from(self.info.sample_rate) {
                self.running = Some(start);
                let silence = (first - wanted).min(LONGEST_SILENCE).unsigned_abs();
                let count =
                    usize::try_from(left.map_or(silence, |left| left.min(silence))).unwrap_or_default();
                out.resize(count * channels, 0.0);
                self.position += count as u64;
                return Ok(count);
            }
            let skip = wanted.saturating_sub(first).max(0);
            if skip >= frames {
                self.block.clear();
                if let Some(votes) = &mut self.votes {
                    self.running = Some(start + frames + elected(votes));
                }
                continue;
            }
            self.running = Some(start + frames);
            let skip = usize::try_from(skip).unwrap_or_default();
            std::mem::swap(out, &mut self.block);
            out.drain(..skip * channels);
            if let Some(left) = left.and_then(|left| usize::try_from(left).ok()) {
                out.truncate(left.saturating_mul(channels));
            }
            let count = out.len() / channels.max(1);
            self.position += count as u64;
            return Ok(count);
        }
    }

    /// Decodes the next packet that matters into `block` and gives the frame of its start.
    fn next_block(&mut self) -> Result<Option<i64>, AudioError> {
        loop {
            let Some(coded) = self.next_packet()? else {
                return Ok(None);
            };
            let timed = self.frames(coded.at);
            let length = self.frames(i64::try_from(coded.ticks).unwrap_or_default());
            let wanted = self.zero.saturating_add_unsigned(self.position);
            if self.running.is_none() && timed.saturating_add(length) < wanted - RUN_UP - length {
                continue;
            }
            let Some(spec) = self.decode(&coded)? else {
                // The sound of a broken packet is lost; its time is not.
                let frames = usize::try_from(length.min(LONGEST_SILENCE)).unwrap_or_default();
                self.block.resize(frames * usize::from(self.info.channels), 0.0);
                return Ok(Some(self.place(timed)));
            };
            if spec.rate != self.info.sample_rate {
                self.block.clear();
                continue;
            }
            remap(&mut self.block, spec.channels, self.info.channels);
            if !self.block.is_empty() {
                return Ok(Some(self.place(timed)));
            }
        }
    }

    /// Where a block belongs: behind the one before it, unless its time shows a hole.
    fn place(&mut self, timed: i64) -> i64 {
        let rate = i64::from(self.info.sample_rate);
        let snapped = self.snap(timed);
        match self.running {
            Some(running) if (timed - running).abs() < rate / 20 => {
                if let Some(votes) = &mut self.votes {
                    votes.push(snapped - running);
                }
                running
            }
            Some(running) if timed - running > LONGEST_HOLE * rate => running,
            Some(_) | None => snapped,
        }
    }

    fn snap(&self, timed: i64) -> i64 {
        let Some((anchor, step)) = self.grid else {
            return timed;
        };
        let steps = (timed - anchor + step / 2).div_euclid(step.max(1));
        let exact = anchor + steps * step;
        // Half a millisecond for the rounding of the time, and one for that of the codec's delay.
        if (exact - timed).abs() <= i64::from(self.info.sample_rate) / 500 { exact } else { timed }
    }

    fn next_packet(&mut self) -> Result<Option<Coded>, AudioError> {
        self.demux.next().map_err(|error| AudioError::damaged(&self.path, error.to_string())).or_else(
            |error| {
                // What was decoded so far is kept; what can't be found any more is the end.
                if self.info.sample_rate > 0 { Ok(None) } else { Err(error) }
            },
        )
    }

    /// Decodes a packet into `block`; `None` if it is broken.
    fn decode(&mut self, coded: &Coded) -> Result<Option<Spec>, AudioError> {
        let failed = match self.decoder.decode(&coded.packet, &mut self.block) {
            Ok(spec) => {
                self.failures = 0;
                return Ok(Some(spec));
            }
            Err(failed) => failed,
        };
        self.block.clear();
        self.failures += 1;
        if self.failures > MOST_FAILURES {
            return Err(AudioError::damaged(&self.path, failed.to_string()));
        }
        if matches!(self.demux, Demux::Mp3 { .. }) || matches!(failed, Error::ResetRequired) {
            // Joined files may change from mono to stereo, which the decoder takes only when new.
            self.decoder = Decoder::new(&self.stream.params)
                .map_err(|error| AudioError::damaged(&self.path, error.to_string()))?;
            return Ok(self.decoder.decode(&coded.packet, &mut self.block).ok());
        }
        Ok(None)
    }

    /// Ticks of the container's clock as frames, rounded to the nearest.
    fn frames(&self, ticks: i64) -> i64 {
        let (numer, denom) =
            (i128::from(self.stream.base.numer.get()), i128::from(self.stream.base.denom.get()));
        scale(ticks, numer * i128::from(self.info.sample_rate), denom)
    }

    fn ticks(&self, frames: i64) -> i64 {
        let (numer, denom) =
            (i128::from(self.stream.base.numer.get()), i128::from(self.stream.base.denom.get()));
        scale(frames, denom, numer * i128::from(self.info.sample_rate))
    }
}

/// The middle one of enough votes, which are then done with; else 0.
fn elected(votes: &mut Vec<i64>) -> i64 {
    const ENOUGH: usize = 15;
    if votes.len() < ENOUGH {
        return 0;
    }
    votes.sort_unstable();
    let middle = votes.get(votes.len() / 2).copied().unwrap_or_default();
    votes.clear();
    middle
}

fn scale(value: i64, numer: i128, denom: i128) -> i64 {
    if denom == 0 {
        return 0;
    }
    let scaled = (i128::from(value) * numer + denom / 2).div_euclid(denom);
    // Far beyond any recording, and far enough from the type's limits that sums of a few stay inside.
    let limit = i128::from(i64::MAX / 16);
    i64::try_from(scaled.clamp(-limit, limit)).unwrap_or_default()
}

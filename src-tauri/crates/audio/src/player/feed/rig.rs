//! The feeder and the callback it feeds, one step after the other: what comes out is known to the frame.

use std::num::NonZero;
use std::path::Path;

use causerie_model::TimeMs;
use crossbeam_channel::unbounded;
use rtrb::Consumer;
use tempfile::TempDir;

use super::super::clock::Note;
use super::super::pull::{Ends, Pull};
use super::*;

pub(super) const RATE: u32 = 48_000;
/// Frames of a fade at a start, a join or a change, in which no frame is what it was.
const FADE: usize = 260;

/// Frames between two looks of the source at what is wanted.
const LOOK: usize = 64;

/// A feeder and a source without threads or device.
pub(super) struct Rig {
    _dir: TempDir,
    pub(super) feeder: Feeder,
    pub(super) fed: Receiver<Fed>,
    pub(super) controls: Arc<Controls>,
    pull: Pull,
    pub(super) notes: Consumer<Note>,
    pub(super) settings: Settings,
    pub(super) epoch: u64,
}

/// A file each frame of which says its own number, counted from `first`.
fn numbered(path: &Path, first: u32, frames: u32) {
    write(path, (first..first + frames).map(|n| [(n / 256) as f32 / 32768.0, (n % 256) as f32 / 512.0]));
}

fn write(path: &Path, frames: impl Iterator<Item = [f32; 2]>) {
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let mut writer = hound::WavWriter::create(path, spec).unwrap();
    for sample in frames.flatten() {
        writer.write_sample((sample * 32768.0) as i16).unwrap();
    }
    writer.finalize().unwrap();
}

fn number([left, right]: [f32; 2]) -> i64 {
    (left * 32768.0).round() as i64 * 256 + (right * 512.0).round() as i64
}

pub(super) fn ms(ms: i64) -> TimeMs {
    TimeMs::new(ms)
}

impl Rig {
    /// Plays files that are so long, with so much declared, each frame numbered as on the timeline.
    pub(super) fn playing(parts: &[(i64, i64)], settings: Settings, at: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut start = 0;
        let parts = parts.iter().enumerate().map(|(n, &(length, place))| {
            let path = dir.path().join(format!("{n}.wav"));
            numbered(&path, start * 48, length as u32 * 48);
            start += place as u32;
            Part { path, duration: ms(place) }
        });
        let parts = parts.collect();
        Self::with(dir, parts, settings, at)
    }

    /// Plays ten seconds of this sound.
    pub(super) fn sounding(sound: impl Fn(f64) -> [f32; 2], settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sound.wav");
        write(&path, (0..RATE * 10).map(|n| sound(f64::from(n) / f64::from(RATE))));
        Self::with(dir, vec![Part { path, duration: ms(10_000) }], settings, 0)
    }

    fn with(dir: TempDir, parts: Vec<Part>, settings: Settings, at: i64) -> Self {
        let (_, inbox) = unbounded();
        let (outbox, fed) = unbounded();
        let controls = Arc::new(Controls::default());
        let mut feeder = Feeder::new(inbox, outbox, Arc::clone(&controls));
        let (rate, stereo) = (NonZero::new(RATE).unwrap(), NonZero::new(2).unwrap());
        let (pull, Ends { ring, notes, .. }) = Pull::new(rate, stereo, Arc::clone(&controls));
        feeder.obey(Feed::Ring { ring, rate: RATE, at: 0.0, epoch: 1 });
        feeder.obey(Feed::Load { parts, settings: settings.clone(), at: at as f64, epoch: 2 });
        assert!(matches!(fed.try_recv(), Ok(Fed::Loaded { epoch: 2 })), "the parts can be played");
        let mut rig = Self { _dir: dir, feeder, fed, controls, pull, notes, settings, epoch: 2 };
        // The source looks at what is wanted every so many frames, the first of which was pulled ahead.
        rig.starve(LOOK - 1);
        rig.controls.playing.store(true, Ordering::Relaxed);
        rig
    }

    pub(super) fn change(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        self.epoch += 1;
        self.feeder.obey(Feed::Change { settings: self.settings.clone(), epoch: self.epoch });
    }

    pub(super) fn seek(&mut self, at: i64, scrap: bool) {
        self.epoch += 1;
        self.feeder.obey(Feed::Seek { at: at as f64, epoch: self.epoch, scrap });
    }

    /// So many milliseconds of sound.
    pub(super) fn pull(&mut self, ms: usize) -> Vec<[f32; 2]> {
        let mut out = Vec::new();
        while out.len() < ms * 48 {
            while !self.feeder.fill() {}
            let count = 480.min(ms * 48 - out.len());
            out.extend(self.starve(count));
        }
        out
    }

    /// So many frames of sound while nothing is fed, pulled as a device does, which takes no memory and gives none.
    pub(super) fn starve(&mut self, count: usize) -> Vec<[f32; 2]> {
        let mut out = vec![[0.0; 2]; count];
        let info = allocation_counter::measure(|| self.pull.fill(out.as_flattened_mut(), Duration::ZERO));
        assert_eq!((info.count_total, info.count_current), (0, 0), "the callback allocates nothing");
        out
    }

    /// Sees that the clock says of each stretch of `out`, the first ever pulled, what is heard in it; gives how many.
    pub(super) fn check_clock(&mut self, out: &[[f32; 2]]) -> usize {
        let mut seen = 0;
        while let Ok(note) = self.notes.pop() {
            let Note::Block(block) = note else { continue };
            let heard = out.get(block.first as usize - LOOK).map(|&frame| number(frame));
            let (said, within) = ((block.from * 48.0).round() as i64, (block.to - block.from) * 48.0);
            assert!((within - f64::from(block.frames)).abs() <= 1.01, "a block is one stretch: {block:?}");
            if heard == Some(said) {
                seen += 1;
            }
        }
        seen
    }
}

/// The stretches of `out` in which each frame's number follows the last one's, as first number and length.
pub(super) fn runs(out: &[[f32; 2]]) -> Vec<(i64, usize)> {
    let mut runs: Vec<(i64, usize)> = Vec::new();
    for &frame in out {
        let number = number(frame);
        match runs.last_mut() {
            Some((first, length)) if *first + *length as i64 == number => *length += 1,
            _ => runs.push((number, 1)),
        }
    }
    runs.retain(|&(_, length)| length > 20);
    runs
}

/// Sees that `out` is these stretches of the timeline one after the other, to the frame, but for the fades.
pub(super) fn is_heard(out: &[[f32; 2]], stretches: &[(i64, i64)]) {
    let mut at = 0;
    for &(from, to) in stretches {
        let length = (to - from) as usize * 48;
        let middle = at + FADE..(at + length).min(out.len());
        for n in middle.step_by(7) {
            let wanted = from * 48 + (n - at) as i64;
            assert_eq!(number(out[n]), wanted, "frame {n}, {from} to {to} ms; heard: {:?}", runs(out));
        }
        at += length;
    }
    assert!(at >= out.len(), "{at} of {} frames were told", out.len());
}

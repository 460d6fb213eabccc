//! The end of the chain that the audio callback pulls: frames out of the ring, with fades where they break off.
//!
//! Nothing here waits, locks or allocates.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use rodio::Source;
use rtrb::{Consumer, Producer};

use super::clock::{Block, Note};
use super::queue::Queue;

/// A break in the sound is faded out and in over so much.
const FADE_MS: u32 = 4;
/// Blocks that are noted, at most so many frames.
const BLOCK: u32 = 256;

/// A frame on its way to the device, and the place of the timeline that it holds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) left: f32,
    pub(crate) right: f32,
    /// In milliseconds.
    pub(crate) at: f64,
    /// Frames of an epoch that is over are stale.
    pub(crate) epoch: u64,
    pub(crate) kind: Kind,
}

/// What a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Sound to be played.
    Sound,
    /// Sound to be heard even while nothing plays. The clock stands meanwhile.
    Scrap,
    /// No frame but the mark behind the last.
    End,
}

/// What the player's threads and the audio callback share.
#[derive(Debug)]
pub(crate) struct Controls {
    pub(crate) playing: AtomicBool,
    /// The epoch that is wanted …
    pub(crate) epoch: AtomicU64,
    /// … from this frame of the ring on; before it, earlier ones are still good …
    pub(crate) cut: AtomicU64,
    /// … but for those before this one.
    from: AtomicU64,
    /// Frames that were taken from the ring.
    pub(crate) taken: AtomicU64,
    /// Frames that were asked for while playing, and were not there.
    pub(crate) missed: AtomicU64,
    /// Frames of silence that were handed out since the last of sound.
    silent: AtomicU64,
    pub(crate) queue: Queue,
    volume: AtomicU32,
}

impl Default for Controls {
    fn default() -> Self {
        Self {
            playing: AtomicBool::new(false),
            epoch: AtomicU64::new(0),
            cut: AtomicU64::new(0),
            from: AtomicU64::new(0),
            taken: AtomicU64::new(0),
            missed: AtomicU64::new(0),
            silent: AtomicU64::new(0),
            queue: Queue::default(),
            volume: AtomicU32::new(1.0_f32.to_bits()),
        }
    }
}

impl Controls {
    pub(crate) fn set_volume(&self, volume: f32) {
        self.volume.store(volume.clamp(0.0, 1.0).to_bits(), Ordering::Relaxed);
    }

    /// Lets `epoch` begin at once, which is from frame `from` of the ring on.
    pub(crate) fn jump(&self, epoch: u64, from: u64) {
        self.queue.empty_for(|| {
            self.from.store(from, Ordering::Relaxed);
            self.change(epoch, 0);
        });
    }

    /// Lets `epoch` take over at frame `cut` of the ring: at once if that is past.
    pub(crate) fn change(&self, epoch: u64, cut: u64) {
        self.cut.store(cut, Ordering::Relaxed);
        self.epoch.store(epoch, Ordering::Release);
    }

    /// A ring in which nothing is stale is played from.
    pub(crate) fn other_ring(&self) {
        self.from.store(0, Ordering::Relaxed);
        self.taken.store(0, Ordering::Relaxed);
    }

    /// Lets sound what the ring holds: at once, if the device's queue holds nothing but silence.
    pub(crate) fn play(&self) {
        let play = || self.playing.store(true, Ordering::Relaxed);
        if self.silent.load(Ordering::Relaxed) < self.queue.depth() {
            return play();
        }
        self.queue.empty_for(play);
    }
}

/// A stereo source at the device's rate that never ends: silence where there is nothing to play.
pub(crate) struct RingSource {
    ring: Consumer<Frame>,
    notes: Producer<Note>,
    controls: Arc<Controls>,
    rate: NonZero<u32>,
    /// Frames handed out.
    written: u64,
    taken: u64,
    silent: u64,
    epoch: u64,
    cut: u64,
    from: u64,
    turn: u64,
    playing: bool,
    volume: f32,
    volume_wanted: f32,
    /// 0 silent, 1 full: opens and closes by `fade` a frame.
    gate: f32,
    fade: f32,
    /// Of which epoch and kind the last frame was.
    sounding: (u64, Kind),
    leaving: Leaving,
    block: Option<Block>,
    right: Option<f32>,
    /// The device has one channel: it gets both in one.
    mono: bool,
}

/// The first frames of what is stale, faded out while what takes its place fades in.
struct Leaving {
    frames: Vec<[f32; 2]>,
    next: usize,
    gate: f32,
}

impl Leaving {
    fn next(&mut self, fade: f32) -> [f32; 2] {
        let Some(&[left, right]) = self.frames.get(self.next) else {
            return [0.0; 2];
        };
        self.next += 1;
        self.gate = (self.gate - fade).max(0.0);
        [left * self.gate, right * self.gate]
    }
}

impl RingSource {
    pub(crate) fn new(
        ring: Consumer<Frame>,
        notes: Producer<Note>,
        controls: Arc<Controls>,
        rate: NonZero<u32>,
        mono: bool,
    ) -> Self {
        let fade_frames = (FADE_MS * rate.get() / 1000).max(1);
        Self {
            ring,
            notes,
            controls,
            rate,
            written: 0,
            taken: 0,
            silent: 0,
            epoch: 0,
            cut: 0,
            from: 0,
            turn: 0,
            playing: false,
            volume: 1.0,
            volume_wanted: 1.0,
            gate: 0.0,
            fade: 1.0 / fade_frames as f32,
            sounding: (u64::MAX, Kind::End),
            leaving: Leaving { frames: Vec::with_capacity(fade_frames as usize), next: 0, gate: 0.0 },
            block: None,
            right: None,
            mono,
        }
    }

    /// Looks at what the player wants; often enough at every block, and when what was handed out is not heard.
    fn look(&mut self) {
        let turn = self.controls.queue.turn();
        if turn != self.turn {
            self.turn = turn;
            // There is nothing to fade out of.
            self.gate = 0.0;
            self.leaving.frames.clear();
        }
        self.epoch = self.controls.epoch.load(Ordering::Acquire);
        self.from = self.controls.from.load(Ordering::Relaxed);
        self.cut = self.controls.cut.load(Ordering::Relaxed);
        self.playing = self.controls.playing.load(Ordering::Relaxed);
        self.volume_wanted = f32::from_bits(self.controls.volume.load(Ordering::Relaxed));
        self.controls.taken.store(self.taken, Ordering::Relaxed);
        self.controls.silent.store(self.silent, Ordering::Relaxed);
    }

    fn frame(&mut self) -> (f32, f32) {
        if self.written.is_multiple_of(64) || self.controls.queue.turn() != self.turn {
            self.look();
        }
        let [left, right] = match self.take() {
            Some(frame) => {
                self.silent = 0;
                [frame.left * self.gate, frame.right * self.gate]
            }
            None => {
                self.silent += 1;
                self.close_block();
                [0.0; 2]
            }
        };
        self.written += 1;
        let [old_left, old_right] = self.leaving.next(self.fade);
        self.volume += (self.volume_wanted - self.volume) * self.fade * 2.0;
        let (left, right) = ((left + old_left) * self.volume, (right + old_right) * self.volume);
        if self.mono {
            let both = (left + right) * 0.5;
            return (both, both);
        }
        (left, right)
    }

    /// The frame that sounds now, with the gate moved; `None` is silence.
    fn take(&mut self) -> Option<Frame> {
        loop {
            let Ok(&frame) = self.ring.peek() else {
                self.miss();
                self.gate = 0.0;
                return None;
            };
            if self.is_stale(&frame) {
                self.drop_stale();
                continue;
            }
            if frame.epoch > self.epoch {
                self.gate = 0.0;
                return None;
            }
            let opening = match frame.kind {
                Kind::Sound => self.playing,
                Kind::Scrap => true,
                Kind::End => {
                    self.gate = 0.0;
                    if !self.playing {
                        return None;
                    }
                    self.pop();
                    self.close_block();
                    self.sounding = (frame.epoch, Kind::End);
                    let _ = self.notes.push(Note::End { frame: self.written, epoch: frame.epoch });
                    continue;
                }
            };
            if self.sounding != (frame.epoch, frame.kind) {
                self.gate = 0.0;
            }
            if !opening && self.gate <= 0.0 {
                return None;
            }
            self.sounding = (frame.epoch, frame.kind);
            let step = if opening { self.fade } else { -self.fade };
            self.gate = (self.gate + step).clamp(0.0, 1.0);
            self.pop();
            if frame.kind == Kind::Sound {
                self.note(&frame);
            }
            return Some(frame);
        }
    }

    fn is_stale(&self, frame: &Frame) -> bool {
        self.taken < self.from || frame.epoch < self.epoch && self.taken >= self.cut
    }

    /// Lets go of the frames of epochs that are over, the first of them into the fade.
    fn drop_stale(&mut self) {
        let sounding = self.gate > 0.0;
        if sounding {
            self.leaving.frames.clear();
            (self.leaving.next, self.leaving.gate) = (0, self.gate);
        }
        self.gate = 0.0;
        while let Ok(&frame) = self.ring.peek()
            && self.is_stale(&frame)
        {
            let fading = sounding && self.leaving.frames.len() < self.leaving.frames.capacity();
            if fading && frame.kind != Kind::End {
                self.leaving.frames.push([frame.left, frame.right]);
            }
            self.pop();
        }
    }

    /// Counts a frame that should be there. After a seek there is none for a while, and behind the end.
    fn miss(&self) {
        let (epoch, kind) = self.sounding;
        let waiting = self.cut == 0 && epoch != self.epoch;
        if self.playing && kind == Kind::Sound && !waiting {
            self.controls.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn pop(&mut self) {
        if self.ring.pop().is_ok() {
            self.taken += 1;
        }
    }

    /// Adds a frame to the block that is being noted, or opens another where it does not follow.
    fn note(&mut self, frame: &Frame) {
        let step = 1000.0 / f64::from(self.rate.get());
        if let Some(block) = &mut self.block {
            let follows = block.epoch == frame.epoch
                && block.frames < BLOCK
                && (frame.at - block.to).abs() < 8.0 * step;
            if follows {
                block.frames += 1;
                block.to = frame.at;
                return;
            }
            block.to = if (frame.at - block.to).abs() < 8.0 * step { frame.at } else { block.to };
        }
        self.close_block();
        self.block =
            Some(Block { first: self.written, frames: 1, from: frame.at, to: frame.at, epoch: frame.epoch });
    }

    fn close_block(&mut self) {
        if let Some(block) = self.block.take() {
            let _ = self.notes.push(Note::Block(block));
        }
    }
}

impl Iterator for RingSource {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if let Some(right) = self.right.take() {
            return Some(right);
        }
        let (left, right) = self.frame();
        self.right = Some(right);
        Some(left)
    }
}

impl Source for RingSource {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> NonZero<u16> {
        NonZero::<u16>::MIN.saturating_add(1)
    }

    fn sample_rate(&self) -> NonZero<u32> {
        self.rate
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

//! The clock: which place of the timeline is heard now.
//!
//! The source notes which place each block of frames that it hands to the device holds; the device's callback
//! notes which frame it writes when, and how much later that is heard. Now is where the two meet.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use rtrb::Consumer;

use super::{Clock, State};

/// Blocks kept to look now up in: more than any device's latency holds.
const KEPT: usize = 4096;

/// Words of the device on its latency that are weighed: on a busy machine single ones are off by milliseconds.
pub(super) const STARTS: usize = 5;

/// What the source tells. Frames count from the opening of the stream.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Note {
    /// Frames that sound.
    Block(Block),
    /// Behind this frame the session has ended.
    End { frame: u64, epoch: u64 },
}

/// What the device tells: at `at`, `frame` was the next to be taken, to be heard `latency` later.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written {
    pub(crate) frame: u64,
    pub(crate) at: Instant,
    pub(crate) latency: Duration,
    /// Its queue was thrown away since it last told.
    pub(crate) anew: bool,
}

/// Consecutive frames and the stretch of the timeline, in milliseconds, that they hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) first: u64,
    pub(crate) frames: u32,
    pub(crate) from: f64,
    pub(crate) to: f64,
    pub(crate) epoch: u64,
}

/// Keeps the clock. Locked for moments only, never by the audio callback.
#[derive(Default)]
pub(crate) struct Keeper(Mutex<Inner>);

struct Inner {
    state: State,
    speed: f64,
    generation: u64,
    /// Where now stands while nothing of this epoch has been heard.
    anchor: f64,
    /// Blocks of earlier epochs were of another place.
    since: u64,
    rate: u32,
    ends: Option<(Consumer<Note>, Consumer<Written>)>,
    blocks: VecDeque<Block>,
    end: Option<(u64, u64)>,
    /// When frame 0 would have been heard by each of the device's last words, in seconds since `zero`.
    starts: VecDeque<f64>,
    /// The middle one of them.
    start: Option<f64>,
    zero: Instant,
    /// When the device last asked for sound, or was opened.
    asked: Option<Instant>,
}

impl Default for Inner {
    fn default() -> Self {
        Self {
            state: State::Empty,
            speed: 1.0,
            generation: 0,
            anchor: 0.0,
            since: 0,
            rate: 48_000,
            ends: None,
            blocks: VecDeque::new(),
            end: None,
            starts: VecDeque::new(),
            start: None,
            zero: Instant::now(),
            asked: None,
        }
    }
}

impl Keeper {
    /// What is heard now.
    pub(crate) fn now(&self) -> Clock {
        let mut inner = self.lock();
        inner.collect();
        let at_ms = inner.heard(Instant::now());
        Clock { at_ms, state: inner.state, speed: inner.speed, generation: inner.generation }
    }

    /// Whether the end of the session has been heard.
    pub(crate) fn ended(&self) -> bool {
        let mut inner = self.lock();
        inner.collect();
        let heard = inner.heard_frame(Instant::now());
        inner.end.is_some_and(|(frame, epoch)| epoch >= inner.since && heard >= frame as f64)
    }

    /// When the device last asked for sound, or was opened.
    pub(crate) fn asked(&self) -> Option<Instant> {
        let mut inner = self.lock();
        inner.collect();
        inner.asked
    }

    pub(crate) fn set_state(&self, state: State) {
        self.lock().state = state;
    }

    pub(crate) fn set_speed(&self, speed: f64) {
        self.lock().speed = speed;
    }

    /// Now is at `at` until a block of `epoch` or later is heard.
    pub(crate) fn jump(&self, at: f64, epoch: u64, generation: u64) {
        let mut inner = self.lock();
        (inner.anchor, inner.since, inner.generation, inner.end) = (at, epoch, generation, None);
        inner.blocks.clear();
    }

    /// A stream was opened at `rate` frames a second.
    pub(crate) fn attach(&self, notes: Consumer<Note>, written: Consumer<Written>, rate: u32) {
        let mut inner = self.lock();
        inner.detach();
        (inner.ends, inner.rate) = (Some((notes, written)), rate);
        inner.asked = Some(Instant::now());
    }

    /// The stream is gone: now stands where it was.
    pub(crate) fn detach(&self) -> f64 {
        self.lock().detach()
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn detach(&mut self) -> f64 {
        self.collect();
        self.anchor = self.heard(Instant::now());
        (self.ends, self.start, self.end) = (None, None, None);
        self.starts.clear();
        self.blocks.clear();
        self.anchor
    }

    fn collect(&mut self) {
        let Some((notes, written)) = &mut self.ends else {
            return;
        };
        let mut fresh = false;
        while let Ok(Written { frame, at, latency, anew }) = written.pop() {
            if anew {
                self.starts.clear();
            }
            let heard = at.saturating_duration_since(self.zero) + latency;
            self.starts.push_back(heard.as_secs_f64() - frame as f64 / f64::from(self.rate));
            self.asked = Some(at);
            fresh = true;
        }
        if fresh {
            self.starts.drain(..self.starts.len().saturating_sub(STARTS));
            let mut sorted: Vec<f64> = self.starts.iter().copied().collect();
            sorted.sort_by(f64::total_cmp);
            self.start = sorted.get(sorted.len() / 2).copied();
        }
        while let Ok(note) = notes.pop() {
            match note {
                Note::Block(block) if block.epoch >= self.since => self.blocks.push_back(block),
                Note::Block(_) => {}
                Note::End { frame, epoch } if epoch >= self.since => self.end = Some((frame, epoch)),
                Note::End { .. } => {}
            }
        }
        while self.blocks.len() > KEPT {
            self.blocks.pop_front();
        }
    }

    /// The number of the frame that is heard at `now`, of those written to the device.
    fn heard_frame(&self, now: Instant) -> f64 {
        let Some(start) = self.start else { return 0.0 };
        (now.saturating_duration_since(self.zero).as_secs_f64() - start) * f64::from(self.rate)
    }

    fn heard(&self, now: Instant) -> f64 {
        let heard = self.heard_frame(now);
        // Newest first; the wanted one is a few tens of milliseconds back.
        let Some(block) = self.blocks.iter().rev().find(|block| block.first as f64 <= heard) else {
            return self.anchor;
        };
        let share = ((heard - block.first as f64) / f64::from(block.frames.max(1))).min(1.0);
        block.from + (block.to - block.from) * share
    }
}

//! The last hand on the sound before it leaves: a mono mix, a gain, and the limiter that lets no gain distort.

use std::collections::VecDeque;

use super::limiter::Limiter;
use super::source::Frame;

/// What is done to the level, and the frames whose gain is not known yet.
pub(crate) struct Level {
    gain: f32,
    mono: bool,
    /// Only where there is a gain: sound as it was recorded stays as it is.
    limiter: Option<Limiter>,
    held: VecDeque<Frame>,
}

impl Level {
    pub(crate) fn new(gain_db: f32, mono: bool, rate: u32) -> Self {
        let limiter = (gain_db != 0.0).then(|| Limiter::new(rate));
        Self { gain: 10.0_f32.powf(gain_db / 20.0), mono, limiter, held: VecDeque::new() }
    }

    /// Frames that went in and have not come out.
    pub(crate) fn held(&self) -> usize {
        self.held.len()
    }

    /// Takes a frame; adds the one that is done to `out`.
    pub(crate) fn push(&mut self, mut frame: Frame, out: &mut VecDeque<Frame>) {
        if self.mono {
            let both = (frame.left + frame.right) * 0.5;
            (frame.left, frame.right) = (both, both);
        }
        let Some(limiter) = &mut self.limiter else {
            out.push_back(frame);
            return;
        };
        (frame.left, frame.right) = (frame.left * self.gain, frame.right * self.gain);
        let turn = limiter.push([frame.left, frame.right]);
        self.held.push_back(frame);
        if self.held.len() > limiter.delay() {
            turned(self.held.pop_front(), turn, out);
        }
    }

    /// Adds what is held to `out`.
    pub(crate) fn finish(&mut self, out: &mut VecDeque<Frame>) {
        let Some(limiter) = &mut self.limiter else {
            return;
        };
        for _ in self.held.len()..limiter.delay() {
            limiter.push([0.0; 2]);
        }
        while !self.held.is_empty() {
            let turn = limiter.push([0.0; 2]);
            turned(self.held.pop_front(), turn, out);
        }
    }
}

fn turned(frame: Option<Frame>, turn: f32, out: &mut VecDeque<Frame>) {
    if let Some(mut frame) = frame {
        (frame.left, frame.right) = (frame.left * turn, frame.right * turn);
        out.push_back(frame);
    }
}

//! Decoded sound at the device's rate, and where on the timeline it belongs.

use std::collections::VecDeque;

/// Consecutive frames of the input that hold consecutive moments of the timeline.
#[derive(Debug, Clone, Copy)]
struct Piece {
    /// The first frame's number.
    first: u64,
    /// The moment it holds, in milliseconds.
    at: f64,
    /// It does not go on from the piece before, but from elsewhere.
    jumped: bool,
}

/// Frames numbered from the last seek on, through every join.
#[derive(Default)]
pub(crate) struct Input {
    frames: VecDeque<[f32; 2]>,
    /// The number of the first frame held.
    base: u64,
    pieces: VecDeque<Piece>,
    rate: f64,
    /// What would have gone on at the last join, and how much of it was faded out.
    leaving: (Vec<[f32; 2]>, usize),
    /// Nothing comes behind the last frame.
    pub(crate) finished: bool,
}

impl Input {
    /// None yet, at `rate` frames a second.
    pub(crate) fn new(rate: u32) -> Self {
        Self { rate: f64::from(rate), ..Self::default() }
    }

    /// A frame; silence where there is none.
    pub(crate) fn frame(&self, number: i64) -> [f32; 2] {
        usize::try_from(number.saturating_sub_unsigned(self.base))
            .ok()
            .and_then(|index| self.frames.get(index))
            .copied()
            .unwrap_or_default()
    }

    /// The number of the frame that comes next.
    pub(crate) fn end(&self) -> u64 {
        self.base + self.frames.len() as u64
    }

    /// The millisecond of the timeline at a frame.
    pub(crate) fn at(&self, number: f64) -> f64 {
        self.piece(number).map_or(0.0, |piece| piece.at + (number - piece.first as f64) * 1000.0 / self.rate)
    }

    /// The frame that holds a millisecond, if the piece that holds `number` goes on so far.
    pub(crate) fn number_of(&self, at: f64, number: f64) -> u64 {
        let piece = self.piece(number);
        piece.map_or(0, |piece| {
            let ahead = ((at - piece.at) * self.rate / 1000.0).round().max(0.0);
            piece.first + ahead as u64
        })
    }

    /// The first frame behind `number` that does not go on from the one before it, its moment, and whether it was
    /// jumped to; else it is where another file starts.
    pub(crate) fn join_after(&self, number: f64) -> Option<(u64, f64, bool)> {
        let next = self.pieces.iter().find(|piece| piece.first as f64 > number);
        next.map(|piece| (piece.first, piece.at, piece.jumped))
    }

    /// Lets the timeline go on from `at` with the next frame. After a jump, what was cut off is faded over.
    pub(crate) fn go_on(&mut self, at: f64, jumped: bool) {
        self.pieces.push_back(Piece { first: self.end(), at, jumped });
    }

    pub(crate) fn extend(&mut self, frames: &[[f32; 2]]) {
        let (leaving, faded) = &mut self.leaving;
        let length = leaving.len() as f32;
        for &[left, right] in frames {
            let frame = match leaving.get(*faded) {
                Some([old_left, old_right]) => {
                    *faded += 1;
                    let share = *faded as f32 / (length + 1.0);
                    [old_left + (left - old_left) * share, old_right + (right - old_right) * share]
                }
                None => [left, right],
            };
            self.frames.push_back(frame);
        }
    }

    /// Takes off everything from frame `number` on; the first `fade` frames of it will be faded over.
    pub(crate) fn cut(&mut self, number: u64, fade: usize) {
        let keep = usize::try_from(number.saturating_sub(self.base)).unwrap_or_default();
        let keep = keep.min(self.frames.len());
        self.leaving = (self.frames.drain(keep..).take(fade).collect(), 0);
        self.pieces.retain(|piece| piece.first < number || piece.first == self.base);
        self.finished = false;
    }

    pub(crate) fn drop_before(&mut self, number: u64) {
        let drop =
            usize::try_from(number.saturating_sub(self.base)).unwrap_or_default().min(self.frames.len());
        self.frames.drain(..drop);
        self.base += drop as u64;
        while self.pieces.get(1).is_some_and(|piece| piece.first <= self.base) {
            self.pieces.pop_front();
        }
    }

    fn piece(&self, number: f64) -> Option<&Piece> {
        self.pieces.iter().rev().find(|piece| piece.first as f64 <= number).or(self.pieces.front())
    }
}

//! The parts as one sound, decoded along the route: loops repeated and silences left out, joins cross-faded.

use super::deck::{Broken, Deck, Read};
use super::input::Input;
use super::route::{Jump, Route};
use super::{Mute, Part};

/// Joins are cross-faded over so much, in milliseconds.
const JOIN_MS: u32 = 5;
/// Where a piece was to start and where it does may differ by a frame, in milliseconds.
const NEAR: f64 = 0.2;

/// Decoded sound, and where more of it comes from.
pub(crate) struct Tape {
    deck: Deck,
    route: Route,
    /// Where the input leaves for elsewhere next.
    leave: Option<(u64, Jump)>,
    /// What was decoded.
    pub(crate) input: Input,
    rate: u32,
    decoded: Vec<[f32; 2]>,
}

impl Tape {
    /// Empty, at `rate` frames a second.
    pub(crate) fn new(rate: u32) -> Self {
        let (deck, route, input) = (Deck::new(rate), Route::default(), Input::new(rate));
        Self { deck, route, leave: None, input, rate, decoded: Vec::new() }
    }

    /// Lets go of the parts.
    pub(crate) fn clear(&mut self) {
        self.load(Vec::new(), Vec::new(), Route::default());
    }

    /// Takes other parts in hand.
    pub(crate) fn load(&mut self, parts: Vec<Part>, muted: Vec<Mute>, route: Route) {
        self.deck.load(parts, muted);
        self.route = route;
        self.input = Input::new(self.rate);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.deck.is_empty()
    }

    /// Gives frames at another rate, after the next [`Self::go_to`].
    pub(crate) fn set_rate(&mut self, rate: u32) {
        self.rate = rate;
        self.deck.set_rate(rate);
    }

    /// Starts the input anew at a millisecond of the timeline.
    ///
    /// # Errors
    /// The part there can't be opened; nothing more will come then.
    pub(crate) fn go_to(&mut self, at: f64) -> Result<(), Broken> {
        self.input = Input::new(self.rate);
        self.resume(at, false)
    }

    /// Decodes a block, and goes on elsewhere where the route does.
    ///
    /// # Errors
    /// A part can't be read on, or one can't be opened; nothing more will come then.
    pub(crate) fn decode(&mut self) -> Result<(), Broken> {
        self.decoded.clear();
        let read = self.deck.read(&mut self.decoded);
        self.input.extend(&self.decoded);
        let end = self.input.end();
        let read = self.come(read)?;
        if let Some((number, jump)) = self.leave.filter(|&(number, jump)| self.leaves(number, jump, &read)) {
            return self.jump(number.min(end), jump);
        }
        match read {
            Read::Sound => {}
            Read::Part(at) => {
                self.input.go_on(at, false);
                self.leave = self.leave_from(end as f64);
            }
            Read::End => self.input.finished = true,
        }
        Ok(())
    }

    /// Mutes other stretches and takes another route, after the next [`Self::go_to`].
    pub(crate) fn set_way(&mut self, muted: Vec<Mute>, route: Route) {
        self.deck.mute(muted);
        self.route = route;
    }

    /// Mutes other stretches from input frame `from` on, which takes off what was decoded behind it.
    ///
    /// # Errors
    /// The part there can't be opened; nothing more will come then.
    pub(crate) fn mute(&mut self, muted: &[Mute], from: f64) -> Result<(), Broken> {
        if muted == self.deck.muted() {
            return Ok(());
        }
        self.deck.mute(muted.to_vec());
        let number = (from.max(0.0) as u64).min(self.input.end());
        let at = self.input.at(number as f64);
        self.input.cut(number, 0);
        self.resume(at, false)
    }

    /// Takes another route from input frame `from` on, and takes off what was decoded along the old one.
    ///
    /// # Errors
    /// The part that it leads to can't be opened; nothing more will come then.
    pub(crate) fn reroute(&mut self, route: Route, mut from: f64) -> Result<(), Broken> {
        if route == self.route {
            return Ok(());
        }
        self.route = route;
        loop {
            let leave = self.leave_from(from);
            let number = leave.map_or(u64::MAX, |(number, _)| number);
            let to = leave.map_or(f64::MAX, |(_, jump)| jump.to.get() as f64);
            match self.input.join_after(from) {
                // The old route went the same way here.
                Some((first, at, true)) if number == first && (at - to).abs() < NEAR => from = first as f64,
                Some((first, _, false)) if first < number => from = first as f64,
                Some((first, _, true)) if first < number => {
                    let at = self.input.at(from) + (first as f64 - from) * 1000.0 / f64::from(self.rate);
                    self.input.cut(first, 0);
                    return self.resume(at, false);
                }
                Some(_) | None => {
                    self.leave = leave;
                    return match leave {
                        Some((number, jump)) if number <= self.input.end() => self.jump(number, jump),
                        Some(_) | None => Ok(()),
                    };
                }
            }
        }
    }

    /// Whether a read that ended so has come to where the route leaves the input.
    fn leaves(&self, number: u64, jump: Jump, read: &Read) -> bool {
        let end = self.input.end();
        let (from, to) = (jump.from.get() as f64, jump.to.get() as f64);
        // A part may be shorter than its place on the timeline: its end stands for all that is missing.
        let back = to < from && to < self.input.at(end as f64) - 1.0;
        match read {
            Read::Sound => number + u64::from(self.join_frames()) <= end,
            Read::Part(next) if back => number <= end || from <= *next,
            Read::Part(next) => number < end || from <= *next && to > *next,
            Read::End => number < end || back,
        }
    }

    /// Leaves at input frame `number` for elsewhere.
    fn jump(&mut self, number: u64, jump: Jump) -> Result<(), Broken> {
        self.input.cut(number, self.join_frames() as usize);
        self.resume(jump.to.get() as f64, true)
    }

    /// Lets the input go on at `at`.
    fn resume(&mut self, at: f64, jumped: bool) -> Result<(), Broken> {
        let sought = self.deck.seek(at);
        let at = self.come(sought)?;
        self.input.go_on(at, jumped);
        self.leave = self.leave_from(self.input.end() as f64);
        Ok(())
    }

    /// What the deck gave; nothing comes behind what it could not.
    fn come<T>(&mut self, given: Result<T, Broken>) -> Result<T, Broken> {
        if given.is_err() {
            self.input.finished = true;
            self.leave = None;
        }
        given
    }

    /// Where the route leaves the piece that holds input frame `number`.
    fn leave_from(&self, number: f64) -> Option<(u64, Jump)> {
        let jump = self.route.next(self.input.at(number))?;
        Some((self.input.number_of(jump.from.get() as f64, number), jump))
    }

    fn join_frames(&self) -> u32 {
        self.rate * JOIN_MS / 1000
    }
}

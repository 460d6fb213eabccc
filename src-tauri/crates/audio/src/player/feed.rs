//! The feeder: decodes ahead along the route, stretches, sees to the level, and keeps the ring full.

#[cfg(test)]
mod rig;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, TryRecvError};
use rtrb::Producer;

use super::Part;
use super::deck::Broken;
use super::level::Level;
use super::settings::Settings;
use super::source::{Controls, Frame, Kind};
use super::stretch::{Placed, Stretch};
use super::tape::Tape;

/// Frames kept in the ring, in milliseconds.
const RING_MS: u32 = 1000;
/// As long as the ring also holds what is stale, in milliseconds; and its room, which lets many changes and seeks
/// follow each other before the device has taken anything.
const FIRST_MS: u32 = 100;
pub(crate) const ROOM_MS: u32 = 2000;
/// Input decoded ahead of the stretch, in milliseconds.
const AHEAD_MS: u32 = 500;
/// Input kept behind the ring's front, from which other settings can set in, in milliseconds.
const BEHIND_MS: u32 = 4000;
/// Other settings set in so long after what is being taken from the ring, in milliseconds: more than the device
/// takes at once.
const CUT_AHEAD_MS: u32 = 35;
/// What a step lets hear, and how long that is faded out, in milliseconds.
const SCRAP_MS: u32 = 60;
const SCRAP_FADE_MS: u32 = 10;
/// Between two looks at the ring while it is played from, and while what is stale has to make room.
const BUSY: Duration = Duration::from_millis(100);
const EAGER: Duration = Duration::from_millis(5);

/// What the feeder is to do. Places are milliseconds of the timeline.
pub(crate) enum Feed {
    /// Sound these parts from `at` on, as `epoch`.
    Load { parts: Vec<Part>, settings: Settings, at: f64, epoch: u64 },
    /// Go on at `at`, as `epoch`; before that, let hear a scrap of what is there.
    Seek { at: f64, epoch: u64, scrap: bool },
    /// Go on with other settings, as `epoch`.
    Change { settings: Settings, epoch: u64 },
    /// Feed another ring, from `at` on.
    Ring { ring: Producer<Frame>, rate: u32, at: f64, epoch: u64 },
    /// The ring is being played from again.
    Wake,
    /// Let go of everything.
    Clear,
}

/// What the feeder tells.
pub(crate) enum Fed {
    /// The parts of `epoch` can be sounded.
    Loaded { epoch: u64 },
    /// A part can't.
    Failed { epoch: u64, broken: Broken },
}

/// The change of settings that the ring has not reached yet.
#[derive(Clone, Copy)]
struct Cut {
    /// Where it sets in, of the ring's frames …
    at: u64,
    /// … and of the input's.
    place: f64,
    /// The first frame of the new settings.
    resume: u64,
}

pub(crate) struct Feeder {
    inbox: Receiver<Feed>,
    outbox: Sender<Fed>,
    controls: Arc<Controls>,
    ring: Option<Producer<Frame>>,
    rate: u32,
    settings: Settings,
    tape: Tape,
    stretch: Stretch,
    level: Level,
    epoch: u64,
    /// Frames put into this ring, which of them was the first of this epoch, and the input places of some.
    put: u64,
    begun: u64,
    /// Where on the timeline it was last sent.
    from: f64,
    places: VecDeque<(u64, f64)>,
    cut: Option<Cut>,
    /// It begins as soon as the ring holds what the device's queue will take.
    coming: bool,
    /// The mark behind the last frame was put.
    ended: bool,
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
        let feeder = Self::new(inbox, outbox, controls);
        std::thread::Builder::new().name("audio-feed".into()).spawn(move || feeder.run())?;
        Ok(())
    }

    fn new(inbox: Receiver<Feed>, outbox: Sender<Fed>, controls: Arc<Controls>) -> Self {
        let rate = 48_000;
        Self {
            inbox,
            outbox,
            controls,
            ring: None,
            rate,
            settings: Settings::default(),
            tape: Tape::new(rate),
            stretch: Stretch::new(rate, 1.0, 0.0),
            level: Level::new(0.0, false, rate),
            epoch: 0,
            put: 0,
            begun: 0,
            from: 0.0,
            places: VecDeque::new(),
            cut: None,
            coming: false,
            ended: true,
            hop: Vec::new(),
            waiting: VecDeque::new(),
        }
    }

    fn run(mut self) {
        loop {
            let message = if !self.fill() {
                match self.inbox.try_recv() {
                    Ok(message) => Some(message),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => return,
                }
            } else if self.controls.playing.load(Ordering::Relaxed) {
                let pause = if self.stale() { EAGER } else { BUSY };
                match self.inbox.recv_timeout(pause) {
                    Ok(message) => Some(message),
                    Err(RecvTimeoutError::Timeout) => None,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            } else {
                // Nothing is taken from the ring: sleep.
                match self.inbox.recv() {
                    Ok(message) => Some(message),
                    Err(_) => return,
                }
            };
            if let Some(message) = message {
                self.obey(message);
            }
        }
    }

    fn obey(&mut self, message: Feed) {
        match message {
            Feed::Load { parts, settings, at, epoch } => {
                self.tape.load(parts, settings.muted.clone(), settings.route());
                self.settings = settings;
                if self.start(at, epoch, false) {
                    let _ = self.outbox.send(Fed::Loaded { epoch });
                } else {
                    self.tape.clear();
                }
            }
            Feed::Seek { at, epoch, scrap } => {
                self.start(at, epoch, scrap);
            }
            Feed::Change { settings, epoch } => self.change(settings, epoch),
            Feed::Ring { ring, rate, at, epoch } => {
                (self.ring, self.rate, self.put, self.begun) = (Some(ring), rate, 0, 0);
                self.controls.other_ring();
                self.tape.set_rate(rate);
                if !self.tape.is_empty() {
                    self.start(at, epoch, false);
                }
            }
            Feed::Wake => {}
            Feed::Clear => {
                self.tape.clear();
                self.waiting.clear();
                self.ended = true;
            }
        }
    }

    /// Begins `epoch` at `at`; tells, and gives false, if the part there can't be opened.
    fn start(&mut self, at: f64, epoch: u64, scrap: bool) -> bool {
        (self.epoch, self.from) = (epoch, at);
        self.waiting.clear();
        (self.cut, self.ended, self.begun, self.coming) = (None, false, self.put, true);
        let mut opened = self.go_to(at);
        if opened && scrap {
            self.make_scrap();
            opened = self.go_to(at);
        }
        self.arrive(!opened || self.ring.is_none());
        opened
    }

    /// Lets what is coming begin, if the ring holds enough of it, or will not hold more.
    fn arrive(&mut self, is_all: bool) {
        let enough = self.put.saturating_sub(self.begun) >= self.controls.queue.depth();
        if self.coming && (enough || is_all) {
            self.coming = false;
            self.controls.jump(self.epoch, self.begun);
        }
    }

    /// Starts the input at `at`.
    fn go_to(&mut self, at: f64) -> bool {
        self.places.clear();
        self.stretch = Stretch::new(self.rate, self.settings.speed, 0.0);
        self.level = self.new_level();
        let gone = self.tape.go_to(at);
        self.tell(gone)
    }

    fn new_level(&self) -> Level {
        Level::new(self.settings.gain_db, self.settings.mono, self.rate)
    }

    /// Tells of a part that is broken, and whether all is well.
    fn tell(&self, done: Result<(), Broken>) -> bool {
        match done {
            Ok(()) => true,
            Err(broken) => {
                let _ = self.outbox.send(Fed::Failed { epoch: self.epoch, broken });
                false
            }
        }
    }

    /// Puts a scrap of what comes next into the ring, to be heard although nothing plays.
    fn make_scrap(&mut self) {
        let frames = |ms: u32| (self.rate * ms / 1000) as usize;
        let (length, fade) = (frames(SCRAP_MS), frames(SCRAP_FADE_MS));
        while self.waiting.len() < length && !self.ended {
            self.make();
        }
        self.waiting.truncate(length);
        self.ended = false;
        let count = self.waiting.len();
        for (n, frame) in self.waiting.iter_mut().enumerate() {
            let share = ((count - n) as f32 / fade as f32).min(1.0);
            (frame.left, frame.right) = (frame.left * share, frame.right * share);
            frame.kind = Kind::Scrap;
        }
    }

    /// Sets other settings in shortly behind what the device is taking, where the ring holds the old ones further.
    fn change(&mut self, settings: Settings, epoch: u64) {
        let route = settings.route();
        (self.settings, self.epoch) = (settings, epoch);
        if self.tape.is_empty() {
            return;
        }
        if self.coming || self.cut.is_none() && self.stale() {
            // What was sought is not heard yet: it begins again, so.
            self.tape.set_way(self.settings.muted.clone(), route);
            self.start(self.from, epoch, false);
            return;
        }
        let taken = self.controls.taken.load(Ordering::Relaxed);
        let pending = self.cut.filter(|cut| taken < cut.resume);
        let cut = match pending {
            // The ring has not come to the last change: this one takes its place.
            Some(cut) => Cut { resume: self.put, ..cut },
            None => {
                let taken = taken.max(self.begun);
                let at = (taken + u64::from(self.rate * CUT_AHEAD_MS / 1000)).min(self.put);
                Cut { at, place: self.place_of(at), resume: self.put }
            }
        };
        self.cut = Some(cut);
        (self.ended, self.begun) = (false, self.put);
        self.waiting.clear();
        self.stretch = Stretch::new(self.rate, self.settings.speed, cut.place);
        self.level = self.new_level();
        self.places.retain(|&(put, _)| put <= cut.at);
        let muted = self.tape.mute(&self.settings.muted, cut.place);
        self.tell(muted);
        let rerouted = self.tape.reroute(route, cut.place);
        self.tell(rerouted);
        self.controls.change(epoch, cut.at);
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
        if self.ended && self.waiting.is_empty() {
            self.arrive(true);
            return true;
        }
        let Some(ring) = &mut self.ring else { return true };
        let taken = self.controls.taken.load(Ordering::Relaxed);
        let ahead = u64::from(self.rate * if taken < self.begun { FIRST_MS } else { RING_MS } / 1000);
        let full = taken.max(self.begun) + ahead.max(self.controls.queue.depth());
        while let Some(&frame) = self.waiting.front() {
            if self.put >= full || ring.push(frame).is_err() {
                self.arrive(true);
                return true;
            }
            self.put += 1;
            self.waiting.pop_front();
        }
        self.arrive(self.ended);
        if self.ended {
            return true;
        }
        self.make();
        let ahead = self.stretch.needs() + u64::from(self.rate * AHEAD_MS / 1000);
        if !self.tape.input.finished && self.tape.input.end() < ahead {
            self.decode();
        }
        false
    }

    /// Whether the ring holds frames ahead of this epoch's first.
    fn stale(&self) -> bool {
        self.controls.taken.load(Ordering::Relaxed) < self.begun
    }

    /// Decodes what the next hop needs, or makes it.
    fn make(&mut self) {
        if !self.tape.input.finished && self.tape.input.end() < self.stretch.needs() {
            self.decode();
        } else {
            self.make_hop();
        }
    }

    fn make_hop(&mut self) {
        let end = self.tape.input.end() as f64;
        if self.tape.input.finished && self.stretch.place() >= end {
            self.level.finish(&mut self.waiting);
            self.waiting.push_back(self.frame([0.0; 2], end, Kind::End));
            self.ended = true;
            return;
        }
        self.hop.clear();
        self.places.push_back((self.upcoming(), self.stretch.place()));
        self.stretch.hop(&self.tape.input, &mut self.hop);
        let mut hop = std::mem::take(&mut self.hop);
        for &(sound, place) in &hop {
            if self.tape.input.finished && place >= end {
                break;
            }
            let frame = self.frame(sound, place, Kind::Sound);
            self.level.push(frame, &mut self.waiting);
        }
        hop.clear();
        self.hop = hop;
        self.places.push_back((self.upcoming(), self.stretch.place()));
        let taken = self.controls.taken.load(Ordering::Relaxed);
        while self.places.get(1).is_some_and(|&(put, _)| put < taken) {
            self.places.pop_front();
        }
        let behind = u64::from(self.rate / 1000 * BEHIND_MS);
        self.tape.input.drop_before(self.stretch.keeps().saturating_sub(behind));
    }

    fn frame(&self, [left, right]: [f32; 2], place: f64, kind: Kind) -> Frame {
        Frame { left, right, at: self.tape.input.at(place), epoch: self.epoch, kind }
    }

    /// The number in the ring of the frame that is made next.
    fn upcoming(&self) -> u64 {
        self.put + (self.waiting.len() + self.level.held()) as u64
    }

    fn decode(&mut self) {
        let decoded = self.tape.decode();
        self.tell(decoded);
    }
}

//! Looks after the device: chosen, lost, asleep, back.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use super::super::feed::Feed;
use super::super::output::Output;
use super::super::{Event, Refused, State};
use super::Actor;

/// A device that is not played through for so long is given free.
const HOLD: Duration = Duration::from_secs(5);
/// Between two attempts to find a device again.
const RETRY: Duration = Duration::from_secs(1);
/// A device that asks for nothing for so long is asleep, or its server hangs.
const STALL: Duration = Duration::from_secs(3);

impl Actor {
    /// Plays through another output from now on.
    pub(super) fn choose(&mut self, id: Option<String>) -> Result<(), Refused> {
        if id == self.chosen {
            return Ok(());
        }
        self.chosen = id;
        if self.output.is_none() && self.lost.is_none() {
            return Ok(());
        }
        let playing = self.state == State::Playing || self.lost == Some(true) || self.stalled;
        self.close_output();
        let reached = self.reach_output();
        match &reached {
            Ok(()) if self.lost.take().is_some() || std::mem::take(&mut self.stalled) => self.back(playing),
            Ok(()) => {}
            Err(refused) => self.lose(refused.to_string()),
        }
        reached
    }

    /// Opens the device if none is open.
    pub(super) fn reach_output(&mut self) -> Result<(), Refused> {
        if self.output.as_ref().is_some_and(|output| output.lost().is_none()) {
            return Ok(());
        }
        self.close_output();
        let at = self.keeper.now().at_ms;
        let (output, ends) = Output::open(&self.controls, self.chosen.clone())
            .map_err(|message| Refused::NoOutput { message })?;
        self.controls.queue.open(ends.queue);
        self.keeper.attach(ends.notes, ends.written, output.rate());
        self.epoch += 1;
        let _ = self.feed.send(Feed::Ring { ring: ends.ring, rate: output.rate(), at, epoch: self.epoch });
        self.output = Some(output);
        self.busy = Instant::now();
        Ok(())
    }

    /// Closes the device; now stands where it was.
    fn close_output(&mut self) {
        self.keeper.detach();
        self.output = None;
    }

    /// Looks for the end of the session, and for a device that vanished or came back.
    pub(super) fn look_after(&mut self) {
        if self.state == State::Playing && self.keeper.ended() {
            self.controls.playing.store(false, Ordering::Relaxed);
            self.enter(State::Ended);
        }
        if self.state == State::Playing || self.stalled {
            self.busy = Instant::now();
        } else if self.output.is_some() && self.busy.elapsed() > HOLD {
            self.close_output();
        }
        if let Some(message) = self.output.as_ref().and_then(Output::lost) {
            self.close_output();
            self.lose(message);
        }
        let asks = self.keeper.asked().is_some_and(|asked| asked.elapsed() < STALL);
        if self.output.is_some() && self.state == State::Playing && !asks {
            self.stall();
        } else if self.stalled && asks {
            self.stalled = false;
            self.back(true);
        }
        if let Some(playing) = self.lost
            && Instant::now() >= self.retry
        {
            self.retry = Instant::now() + RETRY;
            if self.reach_output().is_ok() {
                self.lost = None;
                self.back(playing);
            }
        }
    }

    /// The device is there, and asks for nothing: says so, and pauses until it does.
    fn stall(&mut self) {
        tracing::warn!("the sound output asks for no more sound");
        self.controls.playing.store(false, Ordering::Relaxed);
        (self.on_event)(Event::DeviceLost { message: "the output takes no more sound".to_owned() });
        self.enter(State::Paused);
        self.stalled = true;
    }

    /// The device is gone: says so, and pauses.
    fn lose(&mut self, message: String) {
        tracing::warn!(message, "the sound output vanished");
        let playing = self.state == State::Playing || self.lost == Some(true) || self.stalled;
        self.stalled = false;
        self.controls.playing.store(false, Ordering::Relaxed);
        (self.on_event)(Event::DeviceLost { message });
        if self.state == State::Playing {
            self.enter(State::Paused);
        }
        self.lost = Some(playing);
        self.retry = Instant::now() + RETRY;
    }

    /// There is a device again: says so, and goes on.
    fn back(&mut self, playing: bool) {
        (self.on_event)(Event::DeviceBack);
        if playing && self.state == State::Paused {
            let _ = self.play();
        }
    }
}

//! The player's thread: takes commands, keeps the state, looks after the device.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use causerie_model::TimeMs;
use crossbeam_channel::{Receiver, Sender, select, unbounded};

use super::clock::Keeper;
use super::feed::{Fed, Feed, Feeder};
use super::output::Output;
use super::source::Controls;
use super::{Command, Event, FASTEST, Part, Refused, SLOWEST, State};
use crate::AudioError;

/// Between two looks at the device and the end while playing, and otherwise.
const BUSY: Duration = Duration::from_millis(20);
const IDLE: Duration = Duration::from_millis(250);
/// A device that is not played through for so long is given free.
const HOLD: Duration = Duration::from_secs(20);
/// Between two attempts to find a device again.
const RETRY: Duration = Duration::from_secs(1);

/// A command and where its answer goes.
pub(crate) enum Message {
    Command(Command, Sender<Result<(), Refused>>),
}

pub(crate) struct Actor {
    keeper: Arc<Keeper>,
    controls: Arc<Controls>,
    on_event: Box<dyn Fn(Event) + Send>,
    feed: Sender<Feed>,
    state: State,
    /// Play as soon as loaded.
    play_when_loaded: bool,
    /// The length of what is loaded.
    length: TimeMs,
    epoch: u64,
    /// The epoch of the load that is under way or done.
    loading: u64,
    generation: u64,
    output: Option<Output>,
    /// The device vanished; `true`: while playing.
    lost: Option<bool>,
    retry: Instant,
    /// When it last was playing, or opened the device.
    busy: Instant,
}

impl Actor {
    /// Starts the thread; it ends when the sender that this gives is dropped.
    pub(crate) fn spawn(
        keeper: Arc<Keeper>,
        on_event: Box<dyn Fn(Event) + Send>,
    ) -> std::io::Result<Sender<Message>> {
        let (messages, inbox) = unbounded();
        let (feed, feeder_inbox) = unbounded();
        let (outbox, fed) = unbounded();
        let controls = Arc::new(Controls::default());
        Feeder::spawn(feeder_inbox, outbox, Arc::clone(&controls))?;
        let actor = Self {
            keeper,
            controls,
            on_event,
            feed,
            state: State::Empty,
            play_when_loaded: false,
            length: TimeMs::ZERO,
            epoch: 0,
            loading: 0,
            generation: 0,
            output: None,
            lost: None,
            retry: Instant::now(),
            busy: Instant::now(),
        };
        std::thread::Builder::new().name("audio-player".into()).spawn(move || actor.run(&inbox, &fed))?;
        Ok(messages)
    }

    fn run(mut self, inbox: &Receiver<Message>, fed: &Receiver<Fed>) {
        loop {
            let pause = if self.state == State::Playing { BUSY } else { IDLE };
            select! {
                recv(inbox) -> message => match message {
                    Ok(Message::Command(command, answer)) => {
                        let _ = answer.send(self.obey(command));
                    }
                    Err(_) => return,
                },
                recv(fed) -> fed => match fed {
                    Ok(Fed::Loaded { epoch }) => self.loaded(epoch),
                    Ok(Fed::Failed { epoch, part, error }) => self.failed(epoch, part, error),
                    Err(_) => return,
                },
                default(pause) => {}
            }
            self.look_after();
        }
    }

    fn obey(&mut self, command: Command) -> Result<(), Refused> {
        match (command, self.state) {
            (Command::Load { parts, at }, _) => self.load(parts, at),
            (Command::Speed(speed), _) => self.set_speed(speed),
            (Command::Volume(volume), _) => {
                self.controls.set_volume(volume);
                Ok(())
            }
            (Command::Stop, _) => {
                self.silence();
                self.jump(TimeMs::ZERO);
                let _ = self.feed.send(Feed::Clear);
                self.length = TimeMs::ZERO;
                self.enter(State::Empty);
                Ok(())
            }
            (Command::Play | Command::Pause | Command::Seek(_), State::Empty) => Err(Refused::Empty),
            (Command::Play, State::Playing) | (Command::Pause, State::Paused | State::Ended) => Ok(()),
            (Command::Play, State::Loading) => {
                self.reach_output()?;
                self.play_when_loaded = true;
                Ok(())
            }
            (Command::Play, State::Paused) => self.play(),
            (Command::Play, State::Ended) => {
                self.reach_output()?;
                self.seek(TimeMs::ZERO);
                self.play()
            }
            (Command::Pause, State::Loading) => {
                self.play_when_loaded = false;
                Ok(())
            }
            (Command::Pause, State::Playing) => {
                self.silence();
                self.enter(State::Paused);
                Ok(())
            }
            (Command::Seek(at), State::Loading | State::Paused | State::Playing) => {
                self.seek(at);
                Ok(())
            }
            (Command::Seek(at), State::Ended) => {
                self.silence();
                self.seek(at);
                self.enter(State::Paused);
                Ok(())
            }
        }
    }

    fn load(&mut self, parts: Vec<Part>, at: TimeMs) -> Result<(), Refused> {
        if parts.is_empty() {
            return Err(Refused::NoParts);
        }
        self.silence();
        self.play_when_loaded = false;
        self.length = parts.iter().fold(TimeMs::ZERO, |sum, part| sum + part.duration);
        let at = self.clamp(at);
        self.enter(State::Loading);
        self.jump(at);
        self.loading = self.epoch;
        let _ = self.feed.send(Feed::Load { parts, at, epoch: self.epoch });
        // Without a device the session can still be looked at; playing will say what is wrong.
        let _ = self.reach_output();
        Ok(())
    }

    fn loaded(&mut self, epoch: u64) {
        if epoch == self.loading && self.state == State::Loading {
            self.enter(State::Paused);
            if std::mem::take(&mut self.play_when_loaded) && self.play().is_err() {
                self.retry = Instant::now();
            }
        }
    }

    fn failed(&mut self, epoch: u64, part: Part, error: AudioError) {
        if epoch < self.loading {
            return;
        }
        tracing::warn!(%error, "a part could not be played");
        (self.on_event)(Event::Failed { file: part.path, error });
        if self.state == State::Loading {
            let _ = self.feed.send(Feed::Clear);
            self.enter(State::Empty);
        }
    }

    fn play(&mut self) -> Result<(), Refused> {
        self.reach_output()?;
        self.controls.playing.store(true, Ordering::Relaxed);
        self.enter(State::Playing);
        Ok(())
    }

    fn silence(&mut self) {
        self.controls.playing.store(false, Ordering::Relaxed);
        if self.lost.is_some() {
            self.lost = Some(false);
        }
    }

    fn seek(&mut self, at: TimeMs) {
        let at = self.clamp(at);
        self.jump(at);
        let _ = self.feed.send(Feed::Seek { at, epoch: self.epoch });
    }

    fn set_speed(&mut self, speed: f64) -> Result<(), Refused> {
        if !(SLOWEST..=FASTEST).contains(&speed) {
            return Err(Refused::Speed { speed });
        }
        self.epoch += 1;
        self.keeper.set_speed(speed);
        let _ = self.feed.send(Feed::Speed { speed, epoch: self.epoch });
        Ok(())
    }

    /// Another generation, standing at `at`.
    fn jump(&mut self, at: TimeMs) {
        self.epoch += 1;
        self.generation += 1;
        self.keeper.jump(at.get() as f64, self.epoch, self.generation);
    }

    fn clamp(&self, at: TimeMs) -> TimeMs {
        at.clamp(TimeMs::ZERO, self.length.max(TimeMs::ZERO))
    }

    fn enter(&mut self, state: State) {
        self.keeper.set_state(state);
        if self.state != state {
            self.state = state;
            (self.on_event)(Event::Changed(state));
        }
    }

    /// Opens the device if none is open.
    fn reach_output(&mut self) -> Result<(), Refused> {
        if self.output.as_ref().is_some_and(|output| output.lost().is_none()) {
            return Ok(());
        }
        self.output = None;
        let at = self.keeper.detach();
        let (output, ends) = Output::open(&self.controls).map_err(|message| Refused::NoOutput { message })?;
        self.keeper.attach(ends.notes, ends.written, output.rate());
        self.epoch += 1;
        let at = TimeMs::new(at.round() as i64);
        let _ = self.feed.send(Feed::Ring { ring: ends.ring, rate: output.rate(), at, epoch: self.epoch });
        self.output = Some(output);
        self.busy = Instant::now();
        Ok(())
    }

    /// Looks for the end of the session, and for a device that vanished or came back.
    fn look_after(&mut self) {
        if self.state == State::Playing && self.keeper.ended() {
            self.controls.playing.store(false, Ordering::Relaxed);
            self.enter(State::Ended);
        }
        if self.state == State::Playing {
            self.busy = Instant::now();
        } else if self.busy.elapsed() > HOLD && self.output.take().is_some() {
            self.keeper.detach();
        }
        if let Some(message) = self.output.as_ref().and_then(Output::lost) {
            let at = self.keeper.detach();
            self.output = None;
            tracing::warn!(message, at, "the sound output vanished");
            let playing = self.state == State::Playing;
            self.controls.playing.store(false, Ordering::Relaxed);
            (self.on_event)(Event::DeviceLost { message });
            if playing {
                self.enter(State::Paused);
            }
            self.lost = Some(playing);
            self.retry = Instant::now() + RETRY;
        }
        if let Some(playing) = self.lost
            && Instant::now() >= self.retry
        {
            self.retry = Instant::now() + RETRY;
            if self.reach_output().is_ok() {
                self.lost = None;
                (self.on_event)(Event::DeviceBack);
                if playing && self.state == State::Paused {
                    let _ = self.play();
                }
            }
        }
    }
}

//! The player's thread: takes commands and keeps the state.

mod watch;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use causerie_model::TimeMs;
use crossbeam_channel::{Receiver, Sender, select, unbounded};

use super::clock::Keeper;
use super::deck::Broken;
use super::feed::{Fed, Feed, Feeder};
use super::output::Output;
use super::settings::Settings;
use super::source::Controls;
use super::{Command, Event, FASTEST, MOST_GAIN, Mute, Part, Refused, SLOWEST, STEP, State};

/// Between two looks at the device and the end while playing, while there is a device, and otherwise.
const BUSY: Duration = Duration::from_millis(50);
const IDLE: Duration = Duration::from_millis(250);
const ASLEEP: Duration = Duration::from_secs(3600);
/// One who is so close to the end of a loop, in milliseconds, is sent to its beginning when it is set: the sound
/// behind the end is on its way to the device.
const LOOP_MARGIN: f64 = 250.0;

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
    settings: Settings,
    /// The output that was chosen, if not the default.
    chosen: Option<String>,
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
    /// The device fell asleep while playing.
    stalled: bool,
    retry: Instant,
    /// When it last was playing, or opened the device.
    busy: Instant,
}

impl Actor {
    /// Starts the thread; it ends when the sender that this gives is dropped.
    pub(crate) fn spawn(
        keeper: Arc<Keeper>,
        controls: Arc<Controls>,
        on_event: Box<dyn Fn(Event) + Send>,
    ) -> std::io::Result<Sender<Message>> {
        let (messages, inbox) = unbounded();
        let (feed, feeder_inbox) = unbounded();
        let (outbox, fed) = unbounded();
        Feeder::spawn(feeder_inbox, outbox, Arc::clone(&controls))?;
        let actor = Self {
            keeper,
            controls,
            on_event,
            feed,
            state: State::Empty,
            settings: Settings::default(),
            chosen: None,
            play_when_loaded: false,
            length: TimeMs::ZERO,
            epoch: 0,
            loading: 0,
            generation: 0,
            output: None,
            lost: None,
            stalled: false,
            retry: Instant::now(),
            busy: Instant::now(),
        };
        std::thread::Builder::new().name("audio-player".into()).spawn(move || actor.run(&inbox, &fed))?;
        Ok(messages)
    }

    fn run(mut self, inbox: &Receiver<Message>, fed: &Receiver<Fed>) {
        loop {
            let pause = if self.state == State::Playing {
                BUSY
            } else if self.output.is_some() || self.lost.is_some() {
                IDLE
            } else {
                ASLEEP
            };
            select! {
                recv(inbox) -> message => match message {
                    Ok(Message::Command(command, answer)) => {
                        let _ = answer.send(self.obey(command));
                    }
                    Err(_) => return,
                },
                recv(fed) -> fed => match fed {
                    Ok(Fed::Loaded { epoch }) => self.loaded(epoch),
                    Ok(Fed::Failed { epoch, broken }) => self.failed(epoch, broken),
                    Err(_) => return,
                },
                default(pause) => {}
            }
            self.look_after();
        }
    }

    fn obey(&mut self, command: Command) -> Result<(), Refused> {
        match (command, self.state) {
            (Command::Load { parts, muted, at }, _) => self.load(parts, muted, at),
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
            (Command::Mono(mono), _) => {
                self.change(Settings { mono, ..self.settings.clone() });
                Ok(())
            }
            (Command::Output(id), _) => self.choose(id),
            (
                Command::Play
                | Command::Pause
                | Command::Seek(_)
                | Command::Step(_)
                | Command::Gain { .. }
                | Command::Loop(_)
                | Command::Silences(_)
                | Command::Muted(_),
                State::Empty,
            ) => Err(Refused::Empty),
            (Command::Play, State::Playing) | (Command::Pause, State::Ended) => Ok(()),
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
            (Command::Pause, State::Playing | State::Paused) => {
                self.hush();
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
            (Command::Step(hundredths), State::Loading) => {
                self.play_when_loaded = false;
                self.seek(self.stepped(hundredths));
                Ok(())
            }
            (Command::Step(hundredths), State::Paused | State::Playing | State::Ended) => {
                self.silence();
                // Without a device there is nothing to hear, and still something to see.
                let _ = self.reach_output();
                self.busy = Instant::now();
                self.go_to(self.stepped(hundredths), true);
                self.enter(State::Paused);
                Ok(())
            }
            (Command::Gain { db }, _) => {
                let db = if db.is_nan() { 0.0 } else { db.clamp(-MOST_GAIN, MOST_GAIN) };
                self.change(Settings { gain_db: db as f32, ..self.settings.clone() });
                Ok(())
            }
            (Command::Loop(stretch), _) => {
                let repeat = stretch.map(|stretch| self.clamp(stretch.start)..self.clamp(stretch.end));
                self.set_way(Settings { repeat, ..self.settings.clone() });
                Ok(())
            }
            (Command::Silences(silences), _) => {
                self.set_way(Settings { silences, ..self.settings.clone() });
                Ok(())
            }
            (Command::Muted(muted), _) => {
                self.set_way(Settings { muted, ..self.settings.clone() });
                Ok(())
            }
        }
    }

    fn load(&mut self, parts: Vec<Part>, muted: Vec<Mute>, at: TimeMs) -> Result<(), Refused> {
        if parts.is_empty() {
            return Err(Refused::NoParts);
        }
        self.silence();
        self.play_when_loaded = false;
        self.length = parts.iter().fold(TimeMs::ZERO, |sum, part| sum + part.duration);
        let at = self.clamp(at);
        let Settings { speed, mono, .. } = self.settings;
        self.settings = Settings { speed, mono, muted, ..Settings::default() };
        self.enter(State::Loading);
        self.jump(at);
        self.loading = self.epoch;
        let settings = self.settings.clone();
        let at = at.get() as f64;
        let _ = self.feed.send(Feed::Load { parts, settings, at, epoch: self.epoch });
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

    fn failed(&mut self, epoch: u64, Broken { part, error }: Broken) {
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
        self.controls.play();
        let _ = self.feed.send(Feed::Wake);
        self.enter(State::Playing);
        Ok(())
    }

    fn silence(&mut self) {
        self.controls.playing.store(false, Ordering::Relaxed);
        self.stalled = false;
        if self.lost.is_some() {
            self.lost = Some(false);
        }
    }

    /// Stands where it is heard to be. What a long queue holds beyond that is thrown away, and fed again from there.
    fn hush(&mut self) {
        self.silence();
        if self.state == State::Playing && self.controls.queue.depth() > 0 {
            let at = self.keeper.now().at_ms;
            self.epoch += 1;
            self.keeper.jump(at, self.epoch, self.generation);
            self.feed_from(at, false);
        }
    }

    fn seek(&mut self, at: TimeMs) {
        self.go_to(at, false);
    }

    fn go_to(&mut self, at: TimeMs, scrap: bool) {
        let at = self.clamp(at);
        self.jump(at);
        self.feed_from(at.get() as f64, scrap);
    }

    fn feed_from(&self, at: f64, scrap: bool) {
        let _ = self.feed.send(Feed::Seek { at, epoch: self.epoch, scrap });
    }

    fn stepped(&self, hundredths: i32) -> TimeMs {
        TimeMs::new(self.keeper.now().at_ms.round() as i64 + i64::from(hundredths) * STEP.get())
    }

    fn set_speed(&mut self, speed: f64) -> Result<(), Refused> {
        if !(SLOWEST..=FASTEST).contains(&speed) {
            return Err(Refused::Speed { speed });
        }
        self.keeper.set_speed(speed);
        self.change(Settings { speed, ..self.settings.clone() });
        Ok(())
    }

    /// Lets the sound go on with other settings.
    fn change(&mut self, settings: Settings) {
        if settings != self.settings {
            self.settings = settings.clone();
            self.epoch += 1;
            let _ = self.feed.send(Feed::Change { settings, epoch: self.epoch });
        }
    }

    /// Lets the sound go on along another way through the timeline, or with other stretches of it muted.
    fn set_way(&mut self, settings: Settings) {
        let at = self.keeper.now().at_ms;
        let playing = self.state == State::Playing;
        let behind = settings.repeat.as_ref().filter(|repeat| {
            settings.repeat != self.settings.repeat && at > repeat.end.get() as f64 - LOOP_MARGIN
        });
        let start = behind.filter(|_| playing).map(|repeat| repeat.start);
        self.change(settings);
        if let Some(start) = start {
            self.seek(start);
        } else if !playing {
            // From exactly where it stands, which a change while playing is a little ahead of.
            self.epoch += 1;
            self.feed_from(at, false);
        }
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
}

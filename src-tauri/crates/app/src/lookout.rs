//! Looking out for what other programs change in the archive.

use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use causerie_archive::Watch;

use crate::open::App;
use crate::{Job, Result};

/// So long after the first look the archive begins to be watched: telling the file system of thousands of folders would
/// take turns with the window that is being drawn.
const DRAWN: Duration = Duration::from_millis(1_000);
/// So long it has to be quiet after a change before the archive is looked at: changes seldom come alone.
const QUIET: Duration = Duration::from_millis(150);
/// So long it is waited for that at most.
const PATIENCE: Duration = Duration::from_millis(1_000);
/// How often the archive is looked at where the file system tells what changes: in case it did not.
const BACKSTOP: Duration = Duration::from_secs(30);
/// How often it is looked at where the file system does not tell; while nobody looks at the window and nothing changes, half
/// as often each time.
const PACE: Duration = Duration::from_millis(1_250);
/// The longest pause while nobody looks at the window.
const LONGEST: Duration = Duration::from_secs(120);
/// Looking takes at most one part in so many of the time.
const SHARE: u32 = 8;

/// Looks at an archive whenever there may be something new.
pub struct Lookout {
    watch: Watch,
    has_looked: bool,
    signals: Receiver<Signal>,
    sender: Sender<Signal>,
    attended: bool,
    pause: Duration,
}

enum Signal {
    Changed,
    Attended(bool),
    Ended,
}

/// Tells a [`Lookout`] from another thread what it can't know.
#[derive(Clone)]
pub struct Caller(Sender<Signal>);

impl Caller {
    /// Whether anybody looks at what it is for.
    pub fn attend(&self, attended: bool) {
        let _ = self.0.send(Signal::Attended(attended));
    }

    /// That the archive is no longer of interest: [`Lookout::next`] ends.
    pub fn end(&self) {
        let _ = self.0.send(Signal::Ended);
    }
}

impl App {
    /// A lookout for this archive, which looks for the first time at once.
    pub fn lookout(&self) -> Lookout {
        let (sender, signals) = channel();
        let told = sender.clone();
        let watch = Watch::new(&self.archive, move || drop(told.send(Signal::Changed)));
        Lookout { watch, has_looked: false, signals, sender, attended: true, pause: Duration::ZERO }
    }
}

impl Lookout {
    /// A way to call it from another thread.
    pub fn caller(&self) -> Caller {
        Caller(self.sender.clone())
    }

    /// Waits until there may be something new, looks, and tells whether there was; none when it was ended.
    ///
    /// # Errors
    /// As [`App::scan`]; it can be asked again.
    pub fn next(&mut self, app: &App) -> Option<Result<bool>> {
        self.wait()?;
        let begun = Instant::now();
        let looked = self.look(app);
        let took = begun.elapsed() * SHARE;
        self.pause = match looked {
            _ if !self.has_looked => DRAWN,
            Ok(true) => self.pace().max(took),
            _ => self.longer().max(took),
        };
        self.has_looked = true;
        Some(looked)
    }

    fn look(&mut self, app: &App) -> Result<bool> {
        let survey = app.archive.survey()?;
        let mut changed = app.take_in(&survey.sessions, &Job::new())?;
        let came = self.has_looked && self.watch.keep(&survey);
        // The names of a whole archive are not held twice.
        drop(survey);
        if came {
            changed |= app.take_in(&app.archive.scan()?, &Job::new())?;
        }
        Ok(changed)
    }

    fn pace(&self) -> Duration {
        if self.watch.tells() { BACKSTOP } else { PACE }
    }

    fn longer(&self) -> Duration {
        if self.attended { self.pace() } else { (self.pause * 2).clamp(self.pace(), LONGEST) }
    }

    /// Waits for the next look; none when it was ended.
    fn wait(&mut self) -> Option<()> {
        let until = Instant::now() + self.pause;
        loop {
            match self.signals.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(Signal::Changed) => return self.settle(),
                Ok(Signal::Attended(attended)) => {
                    let returned = attended && !self.attended;
                    self.attended = attended;
                    if returned {
                        return Some(());
                    }
                }
                Ok(Signal::Ended) | Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => return Some(()),
            }
        }
    }

    /// Waits until no more changes come.
    fn settle(&mut self) -> Option<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.signals.recv_timeout(left.min(QUIET)) {
                Ok(Signal::Changed) => {}
                Ok(Signal::Attended(attended)) => self.attended = attended,
                Ok(Signal::Ended) | Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => return Some(()),
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! What the shell holds: the open archive, the player and the work that is under way.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use causerie_app::wire::PlayerEvent;
use causerie_app::{App, Caller, Job, Places, Playback, Result, Surroundings};

use crate::arguments::Arguments;
use crate::media::Media;

/// The shell's state. The archive and the player are opened when they are first asked for, so that the window stands
/// before either, and a failure is shown in it and can be tried again.
pub(crate) struct Desktop {
    pub(crate) arguments: Arguments,
    pub(crate) media: Media,
    app: Mutex<Option<Arc<App>>>,
    playback: Mutex<Option<Arc<Playback>>>,
    jobs: Mutex<BTreeMap<u32, Job>>,
    lookout: Mutex<Option<Caller>>,
}

impl Desktop {
    pub(crate) fn new(arguments: Arguments) -> Self {
        Self {
            arguments,
            media: Media::default(),
            app: Mutex::default(),
            playback: Mutex::default(),
            jobs: Mutex::default(),
            lookout: Mutex::default(),
        }
    }

    pub(crate) fn app(&self) -> Result<Arc<App>> {
        let mut slot = lock(&self.app);
        if let Some(app) = &*slot {
            return Ok(Arc::clone(app));
        }
        let places = Places::new(self.arguments.archive.clone(), self.arguments.index_dir.clone())?;
        let app = Arc::new(App::open(&places, Surroundings::real())?);
        *slot = Some(Arc::clone(&app));
        Ok(app)
    }

    pub(crate) fn playback(&self, on_event: impl Fn(PlayerEvent) + Send + 'static) -> Result<Arc<Playback>> {
        let mut slot = lock(&self.playback);
        if let Some(playback) = &*slot {
            return Ok(Arc::clone(playback));
        }
        let playback = Arc::new(Playback::start(on_event)?);
        *slot = Some(Arc::clone(&playback));
        Ok(playback)
    }

    /// Keeps a job under the number that the window gave it, until it is done.
    pub(crate) fn during<T>(&self, number: u32, job: Job, work: impl FnOnce(&Job) -> Result<T>) -> Result<T> {
        lock(&self.jobs).insert(number, job.clone());
        let done = work(&job);
        lock(&self.jobs).remove(&number);
        done
    }

    /// Who looks out for changes of the archive, from now on.
    pub(crate) fn watched_by(&self, lookout: Caller) {
        *lock(&self.lookout) = Some(lookout);
    }

    /// Whether anybody looks at the window.
    pub(crate) fn attend(&self, attended: bool) {
        if let Some(lookout) = &*lock(&self.lookout) {
            lookout.attend(attended);
        }
    }

    pub(crate) fn cancel(&self, number: u32) {
        if let Some(job) = lock(&self.jobs).get(&number) {
            job.cancel();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! What the shell holds: the open archive, the player and the work that is under way.

use std::collections::BTreeMap;
use std::path::PathBuf;
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
    /// Told how far an index is that has to be made.
    indexing: Job,
    app: Mutex<Option<Arc<App>>>,
    /// The archive that somebody chose in the window.
    chosen: Mutex<Option<PathBuf>>,
    exported: Mutex<Option<PathBuf>>,
    playback: Mutex<Option<Arc<Playback>>>,
    jobs: Mutex<BTreeMap<u32, Job>>,
    lookout: Mutex<Option<Caller>>,
}

/// What is expected in an archive's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// An archive.
    Existing,
    /// Nothing: one is made.
    Fresh,
    /// An archive, else one is made.
    Either,
}

impl Opening {
    fn open(self, places: &Places, indexing: &Job) -> Result<App> {
        let surroundings = Surroundings::telling(indexing.clone());
        match self {
            Self::Existing => App::open_existing(places, surroundings),
            Self::Fresh => App::create(places, surroundings),
            Self::Either => App::open(places, surroundings),
        }
    }
}

impl Desktop {
    pub(crate) fn new(arguments: Arguments, indexing: Job) -> Self {
        Self {
            arguments,
            media: Media::default(),
            indexing,
            app: Mutex::default(),
            chosen: Mutex::default(),
            exported: Mutex::default(),
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
        let (places, opening) = self.places()?;
        let app = Arc::new(opening.open(&places, &self.indexing)?);
        *slot = Some(Arc::clone(&app));
        Ok(app)
    }

    /// Where the archive lies and its index, and how it is opened: the archive that was chosen in the window, else the one
    /// of the command line, else the one that was chosen in the window the last time. One that was chosen is not made
    /// where it is gone: its disk may only be elsewhere.
    pub(crate) fn places(&self) -> Result<(Places, Opening)> {
        let chosen = lock(&self.chosen).clone();
        let given = chosen.clone().or_else(|| self.arguments.archive.clone());
        let mut places = Places::new(given.clone(), self.arguments.index_dir.clone())?;
        if chosen.is_some() {
            return Ok((places, Opening::Existing));
        }
        match causerie_app::shown_archive(&places).filter(|_| given.is_none()) {
            Some(shown) => {
                places.archive = shown;
                Ok((places, Opening::Existing))
            }
            None => Ok((places, Opening::Either)),
        }
    }

    /// Whether the sample is to be opened: once somebody has chosen an archive, that is what counts.
    pub(crate) fn wants_sample(&self) -> bool {
        self.arguments.sample && lock(&self.chosen).is_none()
    }

    /// Opens another archive in place of the one that is open, which stays if that fails.
    pub(crate) fn change_archive(&self, folder: PathBuf, opening: Opening) -> Result<()> {
        let places = Places::new(Some(folder.clone()), self.arguments.index_dir.clone())?;
        let app = opening.open(&places, &self.indexing)?;
        *lock(&self.app) = Some(Arc::new(app));
        *lock(&self.chosen) = Some(folder);
        if let Some(lookout) = &*lock(&self.lookout) {
            lookout.end();
        }
        if let Err(error) = causerie_app::show_archive(&places) {
            tracing::warn!(%error, "which archive was chosen is not remembered");
        }
        Ok(())
    }

    /// Keeps where something was exported to.
    pub(crate) fn remember_export(&self, out: PathBuf) {
        *lock(&self.exported) = Some(out);
    }

    /// The folder of what was exported last.
    pub(crate) fn exported(&self) -> Option<PathBuf> {
        let out = lock(&self.exported).clone()?;
        if out.is_dir() { Some(out) } else { out.parent().map(PathBuf::from) }
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

    /// Lets what plays follow what is redacted now.
    pub(crate) fn heed_redactions(&self) -> Result<()> {
        let playback = lock(&self.playback).clone();
        match playback {
            Some(playback) => playback.heed_redactions(&*self.app()?),
            None => Ok(()),
        }
    }

    /// Keeps a job under the number that the window gave it, until it is done.
    pub(crate) fn during<T>(&self, number: u32, job: Job, work: impl FnOnce(&Job) -> Result<T>) -> Result<T> {
        lock(&self.jobs).insert(number, job.clone());
        let done = work(&job);
        lock(&self.jobs).remove(&number);
        done
    }

    /// Whether an archive is the one that is open.
    pub(crate) fn shows(&self, app: &Arc<App>) -> bool {
        lock(&self.app).as_ref().is_some_and(|open| Arc::ptr_eq(open, app))
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

//! Long work: how far it is, and a way to stop it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::Result;
use crate::wire::{AppError, Code, Progress, Stage};

/// A piece of long work, as the one who asked for it holds it.
#[derive(Clone)]
pub struct Job {
    stop: Arc<AtomicBool>,
    progress: Arc<dyn Fn(Progress) + Send + Sync>,
}

impl Job {
    /// Work that tells nobody how far it is.
    pub fn new() -> Self {
        Self::telling(|_| ())
    }

    /// Work that tells how far it is.
    pub fn telling(progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self { stop: Arc::default(), progress: Arc::new(progress) }
    }

    /// Asks the work to stop soon; nothing half-done is left.
    pub fn cancel(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }

    pub(crate) fn flag(&self) -> &AtomicBool {
        &self.stop
    }

    pub(crate) fn tell(&self, stage: Stage, item: &str, fraction: f64) {
        (self.progress)(Progress { stage, item: item.to_owned(), fraction: fraction.clamp(0.0, 1.0) });
    }

    pub(crate) fn check(&self) -> Result<()> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(AppError::new(
                Code::Cancelled,
                "stopped",
                "Nothing was changed by what was stopped.",
            ));
        }
        Ok(())
    }
}

impl Default for Job {
    fn default() -> Self {
        Self::new()
    }
}

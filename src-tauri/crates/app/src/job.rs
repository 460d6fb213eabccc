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

    /// The same work, as a part of it that begins at one fraction and takes up another.
    pub(crate) fn within(&self, from: f64, share: f64) -> Self {
        let whole = Arc::clone(&self.progress);
        let progress = move |part: Progress| {
            let fraction = (from + share * part.fraction).clamp(0.0, 1.0);
            whole(Progress { fraction, ..part });
        };
        Self { stop: Arc::clone(&self.stop), progress: Arc::new(progress) }
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

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn a_part_tells_how_far_the_whole_is_and_stops_with_it() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let telling = Arc::clone(&told);
        let whole = Job::telling(move |progress| telling.lock().unwrap().push(progress.fraction));
        let part = whole.within(0.5, 0.25);
        part.tell(Stage::Copying, "a", 0.0);
        part.tell(Stage::Copying, "a", 1.0);
        assert_eq!(*told.lock().unwrap(), [0.5, 0.75]);
        whole.cancel();
        assert_eq!(part.check().unwrap_err().code, Code::Cancelled);
    }
}

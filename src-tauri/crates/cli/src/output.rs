//! What goes to people and what goes to programs.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use causerie_app::Job;
use causerie_app::wire::{AppError, Stage};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

/// Why a command ends early.
pub(crate) enum Stop {
    /// It failed.
    Failed(AppError),
    /// It was done and told, and what it told is bad.
    Unclean,
    /// Whoever read the output went away, as `head` does.
    NobodyListens,
}

impl From<AppError> for Stop {
    fn from(error: AppError) -> Self {
        Self::Failed(error)
    }
}

impl From<io::Error> for Stop {
    fn from(_: io::Error) -> Self {
        Self::NobodyListens
    }
}

/// Standard output for results, standard error for all else.
pub(crate) struct Output {
    json: bool,
    refusals: usize,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json, refusals: 0 }
    }

    /// Whether a program reads what is printed.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Prints a result: as JSON if asked for, else as `text` tells it.
    pub(crate) fn result<T: Serialize>(
        &self,
        value: &T,
        text: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Stop> {
        let mut out = io::BufWriter::new(io::stdout().lock());
        if self.json {
            serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
            writeln!(out)?;
        } else {
            text(&mut out)?;
        }
        Ok(out.flush()?)
    }

    pub(crate) fn error(&self, error: &AppError) {
        let _ = writeln!(io::stderr(), "error: {}\nhelp: {}", error.message, error.help);
    }

    /// Tells people something beside the result, if there is anything to tell.
    pub(crate) fn remark(&self, text: &str) {
        if !text.is_empty() {
            let _ = writeln!(io::stderr(), "note: {text}");
        }
    }

    /// Names something that was refused while the rest was done.
    pub(crate) fn refusal(&mut self, error: &AppError) {
        self.refusals += 1;
        self.error(error);
    }

    pub(crate) fn has_refusals(&self) -> bool {
        self.refusals > 0
    }

    /// A job that shows how far it is, where somebody looks, and that Ctrl-C stops cleanly.
    pub(crate) fn job(&self) -> (Job, ProgressBar) {
        let (job, bar) = shown();
        let stopped = job.clone();
        let _ = ctrlc::set_handler(move || stopped.cancel());
        (job, bar)
    }
}

/// A job that shows how far it is, where somebody looks.
pub(crate) fn shown() -> (Job, ProgressBar) {
    let bar = if io::stderr().is_terminal() { ProgressBar::new(1000) } else { ProgressBar::hidden() };
    if let Ok(style) = ProgressStyle::with_template("{prefix:>10} {bar:30} {percent:>3} %  {wide_msg}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(100));
    let shown = bar.clone();
    let job = Job::telling(move |progress| {
        shown.set_prefix(match progress.stage {
            Stage::Reading => "reading",
            Stage::Copying => "copying",
            Stage::Indexing => "indexing",
            Stage::Verifying => "verifying",
            Stage::Aligning => "aligning",
            Stage::Cutting => "cutting",
        });
        shown.set_message(progress.item);
        shown.set_position((progress.fraction * 1000.0) as u64);
    });
    (job, bar)
}

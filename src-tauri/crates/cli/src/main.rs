//! Causerie on the command line: everything but the window.

mod add;
mod align;
mod arguments;
mod clip;
mod describe;
mod export;
mod info;
mod keep;
mod list;
mod log;
mod notes;
mod output;
mod packet;
mod peaks;
mod people;
mod play;
mod redact;
mod search;
mod searches;
mod show;
mod tray;
mod verify;

use std::process::ExitCode;

use causerie_app::wire::AppError;
use causerie_app::{App, Places, Surroundings};
use clap::CommandFactory;
use tracing_subscriber::EnvFilter;

use crate::arguments::{Arguments, Command};
use crate::output::{Output, Stop};

/// Done in part: some was refused, each named.
const IN_PART: u8 = 3;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("CAUSERIE_LOG").unwrap_or_else(|_| EnvFilter::new("causerie=error")),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::given();
    let mut output = Output::new(arguments.json);
    match run(arguments, &mut output) {
        Ok(()) if output.has_refusals() => ExitCode::from(IN_PART),
        Ok(()) => ExitCode::SUCCESS,
        Err(Stop::Failed(error)) => {
            output.error(&error);
            ExitCode::FAILURE
        }
        Err(Stop::Unclean) => ExitCode::FAILURE,
        Err(Stop::NobodyListens) => ExitCode::SUCCESS,
    }
}

fn run(arguments: Arguments, output: &mut Output) -> Result<(), Stop> {
    let places = || Places::new(arguments.archive.clone(), arguments.index_dir.clone());
    let app = || -> Result<App, AppError> {
        let (job, bar) = output::shown();
        let app = App::open(&places()?, Surroundings::telling(job.clone())).and_then(|app| {
            app.scan(&job)?;
            Ok(app)
        });
        bar.finish_and_clear();
        app
    };
    match &arguments.command {
        Command::Add(command) => add::run(&app()?, command, output),
        Command::Log(command) => log::run(command, app, output),
        Command::Info { file } => info::run(file, output),
        Command::List => list::run(&app()?, output),
        Command::Show { session, redacted } => show::run(&app()?, session, *redacted, output),
        Command::Search(command) => search::run(&app()?, command, output),
        Command::Searches { rename, remove } => searches::run(&app()?, rename, remove, output),
        Command::Like(command) => search::like(&app()?, command, output),
        Command::Play(command) => play::run(&app()?, command, output),
        Command::Align(command) => align::run(&app()?, command, output),
        Command::People(command) => people::run(&app()?, command, output),
        Command::Describe(command) => describe::run(&app()?, command, output),
        Command::Notes { session } => notes::run(&app()?, session, output),
        Command::Redact(command) => redact::run(&app()?, command, output),
        Command::Tray(command) => tray::run(&app()?, command, output),
        Command::Remove { session } => keep::remove(&app()?, session, output),
        Command::Removed { bring_back } => keep::removed(&app()?, bring_back.as_deref(), output),
        Command::Troubles { restore, of, remove, take } => {
            let app = app()?;
            if let Some(folder) = restore {
                app.restore_session(folder)?;
            }
            if let Some(folder) = of {
                keep::settle(&app, folder, remove.as_deref(), take.as_deref())?;
            }
            keep::troubles(&app, output)
        }
        Command::Archives { forget } => keep::archives(&places()?, forget.as_deref(), output),
        Command::Peaks(command) => peaks::run(command, output),
        Command::Verify { session, last } => verify::run(&app()?, session.as_deref(), *last, output),
        Command::Export(command) => export::run(&app()?, command, output),
        Command::Clip(command) => clip::run(&app()?, command, output),
        Command::Packet(command) => packet::run(&app()?, command, output),
        Command::Catalogue(command) => export::catalogue(&app()?, command, output),
        Command::Reindex => list::reindex(&app()?, output),
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "causerie", &mut std::io::stdout());
            Ok(())
        }
    }
}

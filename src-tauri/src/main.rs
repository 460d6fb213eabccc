//! Causerie's window: a shell around the use cases in `causerie-app`.
#![cfg_attr(all(windows, not(debug_assertions)), windows_subsystem = "windows")]

mod arguments;
mod commands;
mod events;
mod links;
mod media;
mod state;

use std::process::ExitCode;

use clap::Parser;
use tauri::{Manager, WindowEvent};
use tracing_subscriber::EnvFilter;

use crate::arguments::Arguments;
use crate::state::Desktop;

fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            EnvFilter::try_from_env("CAUSERIE_LOG").unwrap_or_else(|_| EnvFilter::new("causerie=error")),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    if arguments.link.as_deref().is_some_and(links::handed_over) {
        return ExitCode::SUCCESS;
    }
    let run = tauri::Builder::default()
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_window_state::Builder::default().build())
        .invoke_handler(commands::all())
        .on_window_event(|window, event| {
            if let (WindowEvent::Focused(focused), Some(desktop)) = (event, window.try_state::<Desktop>()) {
                desktop.attend(*focused);
            }
        })
        .setup(|app| {
            app.manage(Desktop::new(arguments, events::indexing(app.handle().clone())));
            app.state::<Desktop>().media.attach(app.handle());
            events::start(app.handle().clone());
            Ok(())
        })
        .run(tauri::generate_context!());
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}

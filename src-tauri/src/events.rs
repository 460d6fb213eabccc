//! What the shell tells the window by itself. Few events: each costs an evaluation in the web view.

use std::time::Duration;

use causerie_app::wire::{AppError, MediaKey, PlayerEvent};
use causerie_app::{Job, Result};
use tauri::{AppHandle, Emitter, Manager, Runtime};

use crate::state::Desktop;

/// How often the archive's folder is looked at for what other programs changed.
const LOOK: Duration = Duration::from_secs(30);

/// Tells of the player.
pub(crate) fn player<R: Runtime>(handle: &AppHandle<R>, event: &PlayerEvent) {
    send(handle, "player", event);
}

/// Tells of a media key.
pub(crate) fn media<R: Runtime>(handle: &AppHandle<R>, key: &MediaKey) {
    send(handle, "media", key);
}

/// Tells that the list of sessions may be another one now.
pub(crate) fn archive<R: Runtime>(handle: &AppHandle<R>) {
    send(handle, "archive", &());
}

/// Looks at the archive at once and then from time to time, on a thread of its own.
pub(crate) fn start<R: Runtime>(handle: AppHandle<R>) {
    std::thread::spawn(move || {
        loop {
            match look(&handle) {
                Ok(true) => archive(&handle),
                Ok(false) => {}
                Err(error) => tracing::warn!(%error, "the archive could not be looked at"),
            }
            std::thread::sleep(LOOK);
        }
    });
}

/// Whether anything had changed.
fn look<R: Runtime>(handle: &AppHandle<R>) -> Result<bool, AppError> {
    handle.state::<Desktop>().app()?.scan(&Job::new())
}

fn send<R: Runtime, T: serde::Serialize + Clone>(handle: &AppHandle<R>, name: &str, payload: &T) {
    if let Err(error) = handle.emit(name, payload.clone()) {
        tracing::warn!(%error, name, "the window could not be told");
    }
}

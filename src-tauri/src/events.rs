//! What the shell tells the window by itself. Few events: each costs an evaluation in the web view.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use causerie_app::Job;
use causerie_app::wire::{MediaKey, PlayerEvent};
use tauri::{AppHandle, Emitter, Manager, Runtime};

use crate::state::Desktop;

/// After so long it is tried again to open an archive that could not be opened.
const AGAIN: Duration = Duration::from_secs(30);

/// Tells of the player.
pub(crate) fn player<R: Runtime>(handle: &AppHandle<R>, event: &PlayerEvent) {
    send(handle, "player", event);
}

/// Tells of a media key.
pub(crate) fn media<R: Runtime>(handle: &AppHandle<R>, key: &MediaKey) {
    send(handle, "media", key);
}

/// Tells of a link that somebody followed.
pub(crate) fn link<R: Runtime>(handle: &AppHandle<R>, link: &str) {
    send(handle, "link", &link);
}

/// Tells that the list of sessions may be another one now.
pub(crate) fn archive<R: Runtime>(handle: &AppHandle<R>) {
    send(handle, "archive", &());
}

/// Tells how far an index is that has to be made, at each hundredth.
pub(crate) fn indexing<R: Runtime>(handle: AppHandle<R>) -> Job {
    let told = AtomicU32::new(u32::MAX);
    Job::telling(move |progress| {
        let hundredth = (progress.fraction * 100.0) as u32;
        if told.swap(hundredth, Ordering::Relaxed) != hundredth {
            send(&handle, "indexing", &progress);
        }
    })
}

/// Looks out for what other programs change in the archive, on a thread of its own.
pub(crate) fn start<R: Runtime>(handle: AppHandle<R>) {
    std::thread::spawn(move || {
        let desktop = handle.state::<Desktop>();
        loop {
            match desktop.app() {
                Ok(app) => {
                    let mut lookout = app.lookout();
                    desktop.watched_by(lookout.caller());
                    while desktop.shows(&app)
                        && let Some(looked) = lookout.next(&app)
                    {
                        match looked {
                            Ok(true) => {
                                heed_redactions(&desktop);
                                archive(&handle);
                            }
                            Ok(false) => {}
                            Err(error) => tracing::warn!(%error, "the archive could not be looked at"),
                        }
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the archive could not be opened");
                    std::thread::sleep(AGAIN);
                }
            }
        }
    });
}

/// Lets what plays follow what others redacted meanwhile.
fn heed_redactions(desktop: &Desktop) {
    if let Err(error) = desktop.heed_redactions() {
        tracing::warn!(%error, "what is redacted may be heard");
    }
}

fn send<R: Runtime, T: serde::Serialize + Clone>(handle: &AppHandle<R>, name: &str, payload: &T) {
    if let Err(error) = handle.emit(name, payload.clone()) {
        tracing::warn!(%error, name, "the window could not be told");
    }
}

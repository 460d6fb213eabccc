//! Media keys, and what the system shows of what plays: MPRIS on Linux, and the like elsewhere.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use causerie_app::model::TimeMs;
use causerie_app::wire::{ClockReading, MediaKey, PlayerState};
use souvlaki::{
    MediaControlEvent, MediaControls, MediaMetadata, MediaPlayback, MediaPosition, PlatformConfig,
    SeekDirection,
};
use tauri::{AppHandle, Manager, WebviewWindow};

use crate::events;

/// What the names of windows begin with on the bus.
#[cfg(target_os = "linux")]
pub(crate) const BUS_NAME: &str = "org.mpris.MediaPlayer2.causerie.";

/// A key that says only the direction goes so far.
const STEP: Duration = Duration::from_secs(5);

/// The system's controls. Where it has none, everything here does nothing.
#[derive(Default)]
pub(crate) struct Media(Mutex<Shown>);

#[derive(Default)]
struct Shown {
    controls: Option<MediaControls>,
    playback: Option<MediaPlayback>,
}

impl Media {
    /// Puts the controls up; their keys are told to the window, which knows what they mean there.
    pub(crate) fn attach(&self, handle: &AppHandle) {
        let Some(window) = handle.webview_windows().into_values().next() else { return };
        let config = PlatformConfig {
            display_name: "Causerie",
            dbus_name: &format!("causerie.instance{}", std::process::id()),
            hwnd: hwnd(&window),
        };
        let told = handle.clone();
        let attached = MediaControls::new(config).and_then(|mut controls| {
            controls.attach(move |event| heard(&told, &window, event))?;
            Ok(controls)
        });
        match attached {
            Ok(controls) => self.with(|shown| shown.controls = Some(controls)),
            Err(error) => tracing::info!(%error, "the system has no media controls"),
        }
    }

    /// Shows what was loaded.
    pub(crate) fn show(&self, title: &str, duration: TimeMs) {
        let duration = Duration::from_millis(duration.get().unsigned_abs());
        self.with(|shown| {
            let metadata =
                MediaMetadata { title: Some(title), duration: Some(duration), ..MediaMetadata::default() };
            if let Some(controls) = &mut shown.controls
                && let Err(error) = controls.set_metadata(metadata)
            {
                tracing::debug!(%error, "the system could not be told what plays");
            }
        });
    }

    /// Shows where playing is.
    pub(crate) fn at(&self, clock: &ClockReading) {
        let at = Duration::from_millis(clock.at().get().unsigned_abs());
        let progress = Some(MediaPosition(at));
        let playback = match clock.state {
            PlayerState::Empty | PlayerState::Loading => MediaPlayback::Stopped,
            PlayerState::Paused | PlayerState::Ended => MediaPlayback::Paused { progress },
            PlayerState::Playing => MediaPlayback::Playing { progress },
        };
        self.with(|shown| {
            if let Some(controls) = &mut shown.controls
                && shown.playback.as_ref() != Some(&playback)
            {
                if let Err(error) = controls.set_playback(playback.clone()) {
                    tracing::debug!(%error, "the system could not be told where playing is");
                }
                shown.playback = Some(playback);
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Shown) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn heard(handle: &AppHandle, window: &WebviewWindow, event: MediaControlEvent) {
    let ms = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    let skip = |way, by| match way {
        SeekDirection::Forward => MediaKey::Skip { ms: ms(by) },
        SeekDirection::Backward => MediaKey::Skip { ms: -ms(by) },
    };
    let key = match event {
        MediaControlEvent::OpenUri(link) => return events::link(handle, &link),
        MediaControlEvent::Play => MediaKey::Play,
        MediaControlEvent::Pause | MediaControlEvent::Stop => MediaKey::Pause,
        MediaControlEvent::Toggle => MediaKey::Toggle,
        MediaControlEvent::Next => MediaKey::Next,
        MediaControlEvent::Previous => MediaKey::Previous,
        MediaControlEvent::Seek(way) => skip(way, STEP),
        MediaControlEvent::SeekBy(way, by) => skip(way, by),
        MediaControlEvent::SetPosition(MediaPosition(at)) => MediaKey::Seek { at_ms: TimeMs::new(ms(at)) },
        MediaControlEvent::Raise => {
            let _ = window.unminimize().and_then(|()| window.set_focus());
            return;
        }
        MediaControlEvent::Quit => {
            let _ = window.close();
            return;
        }
        MediaControlEvent::SetVolume(_) | MediaControlEvent::SetShuffle(_) | _ => return,
    };
    events::media(handle, &key);
}

#[cfg(windows)]
fn hwnd(window: &WebviewWindow) -> Option<*mut std::ffi::c_void> {
    window.hwnd().ok().map(|hwnd| hwnd.0)
}

#[cfg(not(windows))]
fn hwnd(_: &WebviewWindow) -> Option<*mut std::ffi::c_void> {
    None
}

use std::sync::Arc;

use causerie_app::wire::{ClockReading, PlayerCommand};
use causerie_app::{Playback, Result};
use tauri::AppHandle;

use super::work;
use crate::events;
use crate::state::Desktop;

#[tauri::command]
pub(super) async fn player(handle: AppHandle, command: PlayerCommand) -> Result<ClockReading> {
    work(handle, move |handle, desktop| playback(handle, desktop)?.command(&*desktop.app()?, &command)).await
}

#[tauri::command]
pub(super) async fn clock(handle: AppHandle) -> Result<ClockReading> {
    work(handle, |handle, desktop| Ok(playback(handle, desktop)?.clock())).await
}

fn playback(handle: &AppHandle, desktop: &Desktop) -> Result<Arc<Playback>> {
    let handle = handle.clone();
    desktop.playback(move |event| events::player(&handle, &event))
}

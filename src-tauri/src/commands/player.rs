use std::sync::Arc;

use causerie_app::model::SessionId;
use causerie_app::wire::{ClockReading, Comforted, Comforts, Output, PlayerCommand};
use causerie_app::{Job, Playback, Result};
use tauri::AppHandle;

use super::work;
use crate::events;
use crate::state::Desktop;

#[tauri::command]
pub(super) async fn player(handle: AppHandle, command: PlayerCommand) -> Result<ClockReading> {
    work(handle, move |handle, desktop| {
        let app = desktop.app()?;
        let clock = playback(handle, desktop)?.command(&app, &command)?;
        if let PlayerCommand::Load { session, .. } = command {
            let card = app.card(session)?;
            desktop.media.show(&card.title, card.duration_ms);
        }
        desktop.media.at(&clock);
        Ok(clock)
    })
    .await
}

#[tauri::command]
pub(super) async fn clock(handle: AppHandle) -> Result<ClockReading> {
    work(handle, |handle, desktop| {
        let clock = playback(handle, desktop)?.clock();
        desktop.media.at(&clock);
        Ok(clock)
    })
    .await
}

#[tauri::command]
pub(super) async fn outputs(handle: AppHandle) -> Result<Vec<Output>> {
    work(handle, |_, _| Ok(causerie_app::outputs())).await
}

#[tauri::command]
pub(super) async fn comfort(handle: AppHandle, session: SessionId, wanted: Comforts) -> Result<Comforted> {
    work(handle, move |handle, desktop| {
        playback(handle, desktop)?.comfort(&*desktop.app()?, session, wanted, &Job::new())
    })
    .await
}

fn playback(handle: &AppHandle, desktop: &Desktop) -> Result<Arc<Playback>> {
    let handle = handle.clone();
    desktop.playback(move |event| events::player(&handle, &event))
}

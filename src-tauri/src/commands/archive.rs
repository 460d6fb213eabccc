use std::path::PathBuf;

use causerie_app::model::SessionId;
use causerie_app::wire::{AddOptions, Added, LastVerified, Overview, Progress};
use causerie_app::{Job, Result};
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::work;
use crate::events;

#[tauri::command]
pub(super) async fn overview(handle: AppHandle) -> Result<Overview> {
    work(handle, |_, desktop| desktop.app()?.overview()).await
}

#[tauri::command]
pub(super) async fn scan(handle: AppHandle) -> Result<Overview> {
    work(handle, |_, desktop| {
        let app = desktop.app()?;
        app.scan(&Job::new())?;
        app.overview()
    })
    .await
}

#[tauri::command]
pub(super) async fn add(
    handle: AppHandle,
    paths: Vec<PathBuf>,
    options: AddOptions,
    job: u32,
    on_progress: Channel<Progress>,
) -> Result<Vec<Added>> {
    work(handle, move |handle, desktop| {
        let told = Job::telling(move |progress| drop(on_progress.send(progress)));
        let added = desktop.during(job, told, |job| {
            desktop.app()?.add(&paths, &options, job)?.with_refusals_as_warnings()
        })?;
        events::archive(handle);
        Ok(added)
    })
    .await
}

#[tauri::command]
pub(super) async fn last_verified(handle: AppHandle) -> Result<LastVerified> {
    work(handle, |_, desktop| desktop.app()?.last_verified(None)).await
}

/// What it finds is remembered, and told by [`last_verified`].
#[tauri::command]
pub(super) async fn verify(
    handle: AppHandle,
    session: Option<SessionId>,
    job: u32,
    on_progress: Channel<Progress>,
) -> Result<()> {
    work(handle, move |_, desktop| {
        let told = Job::telling(move |progress| drop(on_progress.send(progress)));
        desktop.during(job, told, |job| desktop.app()?.verify(session, job).map(drop))
    })
    .await
}

#[tauri::command]
pub(super) async fn cancel(handle: AppHandle, job: u32) -> Result<()> {
    work(handle, move |_, desktop| {
        desktop.cancel(job);
        Ok(())
    })
    .await
}

#[tauri::command]
pub(super) async fn open_sample(handle: AppHandle) -> Result<SessionId> {
    work(handle, |handle, desktop| {
        let sample = desktop.app()?.open_sample(&Job::new())?;
        events::archive(handle);
        Ok(sample)
    })
    .await
}

/// The session to begin with, where the command line names one.
#[tauri::command]
pub(super) async fn start_session(handle: AppHandle) -> Result<Option<SessionId>> {
    let asked = work(handle.clone(), |_, desktop| Ok(desktop.arguments.sample)).await?;
    if asked { open_sample(handle).await.map(Some) } else { Ok(None) }
}

use std::path::PathBuf;

use causerie_app::model::SessionId;
use causerie_app::wire::{AddOptions, Added, LastVerified, Moment, Progress, SessionCard, Shelves};
use causerie_app::{Job, Result};
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::work;
use crate::events;

#[tauri::command]
pub(super) async fn shelves(handle: AppHandle) -> Result<Shelves> {
    work(handle, |_, desktop| desktop.app()?.shelves()).await
}

#[tauri::command]
pub(super) async fn cards(handle: AppHandle, from: u64, count: u64) -> Result<Vec<SessionCard>> {
    work(handle, move |_, desktop| desktop.app()?.cards(from, count)).await
}

#[tauri::command]
pub(super) async fn seen(handle: AppHandle, session: SessionId) -> Result<Option<String>> {
    work(handle, move |_, desktop| desktop.app()?.seen(session)).await
}

#[tauri::command]
pub(super) async fn scan(handle: AppHandle) -> Result<Shelves> {
    work(handle, |_, desktop| {
        let app = desktop.app()?;
        app.scan(&Job::new())?;
        app.shelves()
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
pub(super) async fn last_verified(handle: AppHandle, open: Option<SessionId>) -> Result<LastVerified> {
    work(handle, move |_, desktop| desktop.app()?.last_verified_in_short(open)).await
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

/// Where to begin, where the command line says so.
#[tauri::command]
pub(super) async fn start_session(handle: AppHandle) -> Result<Option<Moment>> {
    let (link, wants_sample) =
        work(handle.clone(), |_, desktop| Ok((desktop.arguments.link.clone(), desktop.wants_sample())))
            .await?;
    match link {
        Some(link) => follow_link(handle, link).await.map(Some),
        None if wants_sample => Ok(Some(Moment { session: open_sample(handle).await?, at_ms: None })),
        None => Ok(None),
    }
}

#[tauri::command]
pub(super) async fn follow_link(handle: AppHandle, link: String) -> Result<Moment> {
    work(handle, move |_, desktop| desktop.app()?.follow_link(&link)).await
}

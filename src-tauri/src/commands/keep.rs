use std::path::PathBuf;

use causerie_app::model::SessionId;
use causerie_app::wire::{
    AppError, Code, ExportPlace, ExportTask, ExportedView, Keep, KnownArchive, NameReplaced, Progress,
    RemovedSession, SessionCard, Trouble,
};
use causerie_app::{Job, Result};
use tauri::AppHandle;
use tauri::ipc::Channel;

use super::work;
use crate::events;
use crate::state::Opening;

#[tauri::command]
pub(super) async fn troubles(handle: AppHandle) -> Result<Vec<Trouble>> {
    work(handle, |_, desktop| desktop.app()?.troubles()).await
}

#[tauri::command]
pub(super) async fn restore_session(handle: AppHandle, folder: String) -> Result<SessionCard> {
    work(handle, move |handle, desktop| {
        let card = desktop.app()?.restore_session(&folder)?;
        events::archive(handle);
        Ok(card)
    })
    .await
}

#[tauri::command]
pub(super) async fn settle_copy(
    handle: AppHandle,
    folder: String,
    file: String,
    keep: Keep,
) -> Result<SessionCard> {
    work(handle, move |handle, desktop| {
        let card = desktop.app()?.settle_copy(&folder, &file, keep)?;
        events::archive(handle);
        Ok(card)
    })
    .await
}

/// Gives how it lies in the trash, where the system tells.
#[tauri::command]
pub(super) async fn remove_session(handle: AppHandle, session: SessionId) -> Result<Option<RemovedSession>> {
    work(handle, move |handle, desktop| {
        let removed = desktop.app()?.remove_session(session)?;
        events::archive(handle);
        Ok(removed)
    })
    .await
}

#[tauri::command]
pub(super) async fn removed_sessions(handle: AppHandle) -> Result<Vec<RemovedSession>> {
    work(handle, |_, desktop| desktop.app()?.removed_sessions()).await
}

#[tauri::command]
pub(super) async fn bring_back_session(handle: AppHandle, folder: String) -> Result<SessionCard> {
    work(handle, move |handle, desktop| {
        let card = desktop.app()?.bring_back_session(&folder)?;
        events::archive(handle);
        Ok(card)
    })
    .await
}

#[tauri::command]
pub(super) async fn export_place(handle: AppHandle, task: ExportTask) -> Result<ExportPlace> {
    work(handle, move |_, desktop| desktop.app()?.export_place(&task)).await
}

#[tauri::command]
pub(super) async fn export(
    handle: AppHandle,
    task: ExportTask,
    out: PathBuf,
    job: u32,
    on_progress: Channel<Progress>,
) -> Result<ExportedView> {
    work(handle, move |_, desktop| {
        let told = Job::telling(move |progress| drop(on_progress.send(progress)));
        let done = desktop.during(job, told, |job| desktop.app()?.export_task(&task, &out, job))?;
        desktop.remember_export(out);
        Ok(done.into())
    })
    .await
}

/// The names that would be hidden in what is asked for.
#[tauri::command]
pub(super) async fn names_of_task(
    handle: AppHandle,
    task: ExportTask,
    job: u32,
) -> Result<Vec<NameReplaced>> {
    work(handle, move |_, desktop| {
        desktop.during(job, Job::new(), |job| desktop.app()?.names_of_task(&task, job))
    })
    .await
}

/// Shows the folder of what was exported last in the system's file manager.
#[tauri::command]
pub(super) async fn show_export(handle: AppHandle) -> Result<()> {
    work(handle, |_, desktop| {
        let Some(folder) = desktop.exported() else { return Ok(()) };
        open::that_detached(&folder).map_err(|error| {
            let message = format!("no file manager opened {}: {error}", folder.display());
            AppError::new(Code::Failed, message, "Open the folder yourself.")
        })
    })
    .await
}

#[tauri::command]
pub(super) async fn archives(handle: AppHandle) -> Result<Vec<KnownArchive>> {
    work(handle, |_, desktop| Ok(causerie_app::known_archives(&desktop.places()?.0))).await
}

#[tauri::command]
pub(super) async fn open_archive(handle: AppHandle, folder: PathBuf) -> Result<()> {
    work(handle, move |_, desktop| desktop.change_archive(folder, Opening::Existing)).await
}

#[tauri::command]
pub(super) async fn make_archive(handle: AppHandle, folder: PathBuf) -> Result<()> {
    work(handle, move |_, desktop| desktop.change_archive(folder, Opening::Fresh)).await
}

#[tauri::command]
pub(super) async fn forget_archive(handle: AppHandle, folder: PathBuf) -> Result<Vec<KnownArchive>> {
    work(handle, move |_, desktop| {
        let (places, _) = desktop.places()?;
        causerie_app::forget_archive(&places, &folder)?;
        Ok(causerie_app::known_archives(&places))
    })
    .await
}

#[tauri::command]
pub(super) async fn retitle_archive(handle: AppHandle, title: String) -> Result<()> {
    work(handle, move |handle, desktop| {
        desktop.app()?.retitle_archive(&title)?;
        events::archive(handle);
        Ok(())
    })
    .await
}

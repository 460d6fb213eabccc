use causerie_app::Result;
use causerie_app::model::SessionId;
use causerie_app::wire::{TrayList, TrayText, TrayView};
use tauri::AppHandle;

use super::work;

#[tauri::command]
pub(super) async fn trays(handle: AppHandle) -> Result<TrayList> {
    work(handle, |_, desktop| desktop.app()?.trays()).await
}

#[tauri::command]
pub(super) async fn tray(handle: AppHandle, id: String) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.tray(&id)).await
}

#[tauri::command]
pub(super) async fn new_tray(handle: AppHandle, title: String) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.new_tray(&title)).await
}

#[tauri::command]
pub(super) async fn describe_tray(
    handle: AppHandle,
    id: String,
    seen: TrayText,
    wanted: TrayText,
) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.describe_tray(&id, &seen, &wanted)).await
}

#[tauri::command]
pub(super) async fn remove_tray(handle: AppHandle, id: String) -> Result<()> {
    work(handle, move |_, desktop| desktop.app()?.remove_tray(&id)).await
}

#[tauri::command]
pub(super) async fn bring_back_tray(handle: AppHandle, id: String) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.bring_back_tray(&id)).await
}

#[tauri::command]
pub(super) async fn add_to_tray(
    handle: AppHandle,
    id: String,
    session: SessionId,
    note: String,
    at: Option<usize>,
) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.add_to_tray(&id, session, &note, at)).await
}

#[tauri::command]
pub(super) async fn take_from_tray(handle: AppHandle, id: String, note: String) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.take_from_tray(&id, &note)).await
}

#[tauri::command]
pub(super) async fn move_in_tray(handle: AppHandle, id: String, note: String, to: usize) -> Result<TrayView> {
    work(handle, move |_, desktop| desktop.app()?.move_in_tray(&id, &note, to)).await
}

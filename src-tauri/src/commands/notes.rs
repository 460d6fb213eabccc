use causerie_app::Result;
use causerie_app::model::SessionId;
use causerie_app::wire::NoteView;
use tauri::AppHandle;

use super::work;

#[tauri::command]
pub(super) async fn notes(handle: AppHandle, session: SessionId) -> Result<Vec<NoteView>> {
    work(handle, move |_, desktop| desktop.app()?.notes(session)).await
}

#[tauri::command]
pub(super) async fn save_note(handle: AppHandle, session: SessionId, note: NoteView) -> Result<NoteView> {
    work(handle, move |_, desktop| desktop.app()?.save_note(session, &note)).await
}

#[tauri::command]
pub(super) async fn remove_note(handle: AppHandle, session: SessionId, id: String) -> Result<()> {
    work(handle, move |_, desktop| desktop.app()?.remove_note(session, &id)).await
}

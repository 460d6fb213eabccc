use causerie_app::Result;
use causerie_app::model::SessionId;
use causerie_app::wire::RedactionView;
use tauri::AppHandle;

use super::work;

#[tauri::command]
pub(super) async fn redactions(handle: AppHandle, session: SessionId) -> Result<Vec<RedactionView>> {
    work(handle, move |_, desktop| desktop.app()?.redactions(session)).await
}

#[tauri::command]
pub(super) async fn redact(
    handle: AppHandle,
    session: SessionId,
    redaction: RedactionView,
) -> Result<RedactionView> {
    work(handle, move |_, desktop| {
        let saved = desktop.app()?.redact(session, &redaction)?;
        desktop.heed_redactions().map(|()| saved)
    })
    .await
}

#[tauri::command]
pub(super) async fn remove_redaction(handle: AppHandle, session: SessionId, id: String) -> Result<()> {
    work(handle, move |_, desktop| {
        desktop.app()?.remove_redaction(session, &id)?;
        desktop.heed_redactions()
    })
    .await
}

use causerie_app::Result;
use causerie_app::model::SessionId;
use causerie_app::wire::SearchAnswer;
use tauri::AppHandle;

use super::work;

#[tauri::command]
pub(super) async fn search(
    handle: AppHandle,
    query: String,
    session: Option<SessionId>,
    limit: usize,
) -> Result<SearchAnswer> {
    work(handle, move |_, desktop| desktop.app()?.search(&query, session, limit, false)).await
}

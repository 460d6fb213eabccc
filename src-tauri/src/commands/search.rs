use std::time::Duration;

use causerie_app::Result;
use causerie_app::model::SessionId;
use causerie_app::wire::SearchAnswer;
use tauri::AppHandle;

use super::work;

/// An answer within a frame of the screen seems to come with the key.
const AS_TYPED: Duration = Duration::from_millis(6);

#[tauri::command]
pub(super) async fn search(
    handle: AppHandle,
    query: String,
    session: Option<SessionId>,
    limit: usize,
) -> Result<SearchAnswer> {
    work(handle, move |_, desktop| desktop.app()?.search(&query, session, limit, Some(AS_TYPED))).await
}

use causerie_app::Result;
use causerie_app::model::SessionId;
use causerie_app::wire::{Offer, SearchAnswer, SearchOrder};
use tauri::AppHandle;

use super::work;

#[tauri::command]
pub(super) async fn search(
    handle: AppHandle,
    query: String,
    session: Option<SessionId>,
    limit: usize,
    order: Option<SearchOrder>,
) -> Result<SearchAnswer> {
    let order = order.unwrap_or_default();
    work(handle, move |_, desktop| desktop.app()?.search(&query, session, limit, false, order)).await
}

/// What the query may go on with.
#[tauri::command]
pub(super) async fn complete(handle: AppHandle, query: String, limit: usize) -> Result<Vec<Offer>> {
    work(handle, move |_, desktop| desktop.app()?.complete(&query, limit)).await
}

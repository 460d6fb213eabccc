use causerie_app::Result;
use causerie_app::model::{MessageId, SessionId};
use causerie_app::wire::{SavedSearch, SearchAnswer, SearchAsk, SearchCompletion, SearchCount};
use tauri::AppHandle;

use super::work;

#[tauri::command]
pub(super) async fn search(handle: AppHandle, ask: SearchAsk) -> Result<SearchAnswer> {
    work(handle, move |_, desktop| desktop.app()?.answer(ask)).await
}

/// What the query may go on with.
#[tauri::command]
pub(super) async fn complete(
    handle: AppHandle,
    query: String,
    limit: usize,
) -> Result<Vec<SearchCompletion>> {
    work(handle, move |_, desktop| desktop.app()?.completions(&query, limit)).await
}

/// What shares rare words with a message, across the archive.
#[tauri::command]
pub(super) async fn more_like(
    handle: AppHandle,
    session: SessionId,
    message: MessageId,
    limit: usize,
) -> Result<SearchAnswer> {
    work(handle, move |_, desktop| desktop.app()?.more_like(session, &message, limit)).await
}

/// How many hits a search has, asked beside the one that is being typed.
#[tauri::command]
pub(super) async fn count_hits(handle: AppHandle, ask: SearchAsk) -> Result<SearchCount> {
    work(handle, move |_, desktop| desktop.app()?.count_hits(&ask)).await
}

#[tauri::command]
pub(super) async fn saved_searches(handle: AppHandle) -> Result<Vec<SavedSearch>> {
    work(handle, |_, desktop| desktop.app()?.saved_searches()).await
}

#[tauri::command]
pub(super) async fn save_search(handle: AppHandle, search: SavedSearch) -> Result<SavedSearch> {
    work(handle, move |_, desktop| desktop.app()?.save_search(&search)).await
}

#[tauri::command]
pub(super) async fn rename_search(handle: AppHandle, id: String, was: String, name: String) -> Result<()> {
    work(handle, move |_, desktop| desktop.app()?.rename_search(&id, &was, &name)).await
}

#[tauri::command]
pub(super) async fn remove_search(handle: AppHandle, id: String) -> Result<()> {
    work(handle, move |_, desktop| desktop.app()?.remove_search(&id)).await
}

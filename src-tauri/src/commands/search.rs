use causerie_app::Result;
use causerie_app::wire::{SearchAnswer, SearchAsk, SearchCompletion};
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

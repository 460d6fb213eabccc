use causerie_app::model::SessionId;
use causerie_app::wire::{ImportStart, Preview, Recipe, SavedRecipe, Unread};
use causerie_app::{NamedRecipe, Result};
use tauri::AppHandle;

use super::work;
use crate::events;

#[tauri::command]
pub(super) async fn unread(handle: AppHandle, session: SessionId) -> Result<Vec<Unread>> {
    work(handle, move |_, desktop| desktop.app()?.unread(session)).await
}

#[tauri::command]
pub(super) async fn recipes(handle: AppHandle) -> Result<Vec<SavedRecipe>> {
    work(handle, |_, desktop| desktop.app()?.recipes()).await
}

#[tauri::command]
pub(super) async fn save_recipe(
    handle: AppHandle,
    name: String,
    recipe: Recipe,
    replace: bool,
) -> Result<String> {
    work(handle, move |_, desktop| desktop.app()?.save_recipe(&name, &recipe, replace)).await
}

#[tauri::command]
pub(super) async fn remove_recipe(handle: AppHandle, name: String) -> Result<()> {
    work(handle, move |_, desktop| desktop.app()?.remove_recipe(&name)).await
}

#[tauri::command]
pub(super) async fn propose_recipe(
    handle: AppHandle,
    session: SessionId,
    path: String,
) -> Result<ImportStart> {
    work(handle, move |_, desktop| desktop.app()?.propose_for(session, &path)).await
}

#[tauri::command]
pub(super) async fn preview_recipe(
    handle: AppHandle,
    session: SessionId,
    path: String,
    recipe: Recipe,
) -> Result<Preview> {
    work(handle, move |_, desktop| desktop.app()?.preview_for(session, &path, &recipe)).await
}

#[tauri::command]
pub(super) async fn read_by_recipe(
    handle: AppHandle,
    session: SessionId,
    path: String,
    recipe: Recipe,
    name: Option<String>,
) -> Result<()> {
    work(handle, move |handle, desktop| {
        desktop.app()?.read_by_recipe(session, &path, &NamedRecipe { name, recipe })?;
        events::archive(handle);
        Ok(())
    })
    .await
}

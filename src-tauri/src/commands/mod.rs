//! What the window may ask for. Each command takes its arguments, calls the use case off the main thread, and returns.

mod archive;
mod importer;
mod keep;
mod notes;
mod player;
mod redactions;
mod search;
mod session;
mod trays;

use causerie_app::Result;
use causerie_app::wire::{AppError, Code};
use tauri::ipc::Invoke;
use tauri::{AppHandle, Manager, Wry};

use crate::state::Desktop;

/// The handler of all commands.
pub(crate) fn all() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        archive::add,
        archive::cancel,
        archive::cards,
        archive::follow_link,
        archive::last_verified,
        archive::open_sample,
        archive::scan,
        archive::seen,
        archive::shelves,
        archive::start_session,
        archive::verify,
        importer::preview_recipe,
        importer::propose_recipe,
        importer::read_by_recipe,
        importer::recipes,
        importer::remove_recipe,
        importer::save_recipe,
        importer::unread,
        keep::archives,
        keep::bring_back_session,
        keep::export,
        keep::export_place,
        keep::forget_archive,
        keep::make_archive,
        keep::names_of_task,
        keep::open_archive,
        keep::remove_session,
        keep::removed_sessions,
        keep::restore_session,
        keep::retitle_archive,
        keep::settle_copy,
        keep::show_export,
        keep::troubles,
        notes::notes,
        notes::remove_note,
        notes::save_note,
        player::clock,
        player::comfort,
        player::outputs,
        player::player,
        redactions::redact,
        redactions::redactions,
        redactions::remove_redaction,
        search::complete,
        search::count_hits,
        search::more_like,
        search::remove_search,
        search::rename_search,
        search::save_search,
        search::saved_searches,
        search::search,
        session::align,
        session::change_people,
        session::describe,
        session::description,
        session::open_session,
        session::peaks,
        session::people,
        session::pointer,
        session::propose_alignment,
        session::score_rows,
        session::strip,
        trays::add_to_tray,
        trays::bring_back_tray,
        trays::describe_tray,
        trays::move_in_tray,
        trays::new_tray,
        trays::remove_tray,
        trays::take_from_tray,
        trays::tray,
        trays::trays,
    ]
}

/// Does blocking work on a thread that may block.
async fn work<T: Send + 'static>(
    handle: AppHandle,
    work: impl FnOnce(&AppHandle, &Desktop) -> Result<T> + Send + 'static,
) -> Result<T> {
    let run = move || work(&handle, &handle.state::<Desktop>());
    tauri::async_runtime::spawn_blocking(run).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a command ended early");
        Err(AppError::new(
            Code::Failed,
            "this could not be finished",
            "Try again; if it happens again, start Causerie anew.",
        ))
    })
}

//! Generates what tauri needs from its configuration, and the permission for each command.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&[
        "add",
        "align",
        "cancel",
        "cards",
        "change_people",
        "clock",
        "comfort",
        "last_verified",
        "complete",
        "count_hits",
        "more_like",
        "notes",
        "open_sample",
        "open_session",
        "outputs",
        "peaks",
        "people",
        "player",
        "preview_recipe",
        "propose_recipe",
        "read_by_recipe",
        "recipes",
        "propose_alignment",
        "remove_note",
        "remove_recipe",
        "remove_search",
        "rename_search",
        "save_note",
        "save_recipe",
        "save_search",
        "saved_searches",
        "scan",
        "score_rows",
        "search",
        "seen",
        "shelves",
        "start_session",
        "strip",
        "unread",
        "verify",
    ]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}

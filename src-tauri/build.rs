//! Generates what tauri needs from its configuration, and the permission for each command.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&[
        "add",
        "align",
        "cancel",
        "change_people",
        "clock",
        "comfort",
        "last_verified",
        "complete",
        "notes",
        "open_sample",
        "open_session",
        "outputs",
        "overview",
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
        "save_note",
        "save_recipe",
        "scan",
        "score_rows",
        "search",
        "start_session",
        "strip",
        "unread",
        "verify",
    ]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}

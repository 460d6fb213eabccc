//! Generates what tauri needs from its configuration, and the permission for each command.

fn main() {
    let commands = tauri_build::AppManifest::new().commands(&[
        "add",
        "align",
        "cancel",
        "change_people",
        "clock",
        "notes",
        "open_sample",
        "open_session",
        "overview",
        "peaks",
        "people",
        "player",
        "propose_alignment",
        "remove_note",
        "save_note",
        "scan",
        "score_rows",
        "search",
        "start_session",
        "strip",
    ]);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(commands)) {
        println!("cargo::error={error:#}");
    }
}

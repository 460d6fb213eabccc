//! A window with nothing in it: what any Tauri window costs, to measure our own beside.

fn main() -> tauri::Result<()> {
    let mut context = tauri::generate_context!();
    context.config_mut().app.windows.clear();
    let app = tauri::Builder::default().build(context)?;
    let url = "about:blank".parse().map_err(|_| tauri::Error::WindowNotFound)?;
    tauri::WebviewWindowBuilder::new(&app, "main", tauri::WebviewUrl::External(url))
        .inner_size(1440.0, 860.0)
        .build()?;
    app.run(|_, _| ());
    Ok(())
}

//! Links to moments. Where a window stands already, it is the one to follow them: it hears of them as of media keys.

/// Hands a link to a window that stands; false where there is none.
#[cfg(target_os = "linux")]
pub(crate) fn handed_over(link: &str) -> bool {
    handed_over_by_mpris(link).unwrap_or_else(|error| {
        tracing::info!(%error, "no other window could be asked to follow the link");
        false
    })
}

/// By the method of MPRIS that opens an address.
#[cfg(target_os = "linux")]
fn handed_over_by_mpris(link: &str) -> zbus::Result<bool> {
    let bus = zbus::blocking::Connection::session()?;
    let names = zbus::blocking::fdo::DBusProxy::new(&bus)?.list_names()?;
    let window = names.iter().find(|name| name.starts_with(crate::media::BUS_NAME));
    let Some(window) = window else { return Ok(false) };
    let path = "/org/mpris/MediaPlayer2";
    bus.call_method(Some(window), path, Some("org.mpris.MediaPlayer2.Player"), "OpenUri", &link)?;
    bus.call_method(Some(window), path, Some("org.mpris.MediaPlayer2"), "Raise", &())?;
    Ok(true)
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn handed_over(_link: &str) -> bool {
    false
}

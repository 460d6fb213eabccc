//! The outputs there are.

use std::str::FromStr;
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait};
use cpal::{Device, DeviceId};
use crossbeam_channel::bounded;

/// How long a sound server may take to answer.
pub(super) const PATIENCE: Duration = Duration::from_secs(4);

/// An output that sound can be played through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputDevice {
    /// What names it to the system, today and after a restart.
    pub id: String,
    /// What names it to people.
    pub name: String,
    /// The system plays through it where nothing else is asked for.
    pub is_default: bool,
}

/// The outputs of this machine, as the system orders them; none if it does not answer. Takes some milliseconds, and
/// seconds where a sound server hangs.
pub fn outputs() -> Vec<OutputDevice> {
    let list = || {
        let host = cpal::default_host();
        let default = host.default_output_device().and_then(|device| device.id().ok());
        let devices = host.output_devices().map_err(|error| error.to_string())?;
        let described = devices.filter_map(|device| {
            let (id, description) = (device.id().ok()?, device.description().ok()?);
            let name = description.name().to_owned();
            Some(OutputDevice { is_default: default.as_ref() == Some(&id), id: id.to_string(), name })
        });
        Ok(described.collect())
    };
    asked(list).unwrap_or_else(|error: String| {
        tracing::warn!(error, "the outputs could not be listed");
        Vec::new()
    })
}

/// The output of this id, or the system's default.
pub(super) fn device(id: Option<&str>) -> Result<Device, String> {
    let Some(id) = id else {
        let none = || "this machine has no device to play through".to_owned();
        return cpal::default_host().default_output_device().ok_or_else(none);
    };
    let gone = || format!("the output “{id}” is not there");
    let known = DeviceId::from_str(id).map_err(|_| gone())?;
    let host = cpal::host_from_id(known.host()).map_err(|error| error.to_string())?;
    host.device_by_id(&known).ok_or_else(gone)
}

/// Asks the sound system from a thread that can be left behind: what asks a server that hangs hangs with it.
pub(super) fn asked<T: Send + 'static>(
    question: impl FnOnce() -> Result<T, String> + Send + 'static,
) -> Result<T, String> {
    let (answer, answered) = bounded(1);
    std::thread::Builder::new()
        .name("audio-ask".into())
        .spawn(move || {
            // An answer that comes too late is dropped, and closes its stream with it.
            let _ = answer.send(question());
        })
        .map_err(|error| error.to_string())?;
    answered.recv_timeout(PATIENCE).unwrap_or_else(|_| Err("the sound system does not answer".into()))
}

//! The way out: a stream to a device, pulled by the device's own clock.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};

use super::devices::{PATIENCE, asked, device};
use super::pull::{Ends, Pull};
use super::source::Controls;

/// Frames in each of the device's two buffers that are asked for; some devices have their own mind.
const PERIOD: u32 = 512;
/// An open stream. Dropping it closes it.
pub(crate) struct Output {
    stream: Option<Stream>,
    rate: u32,
    lost: Arc<Lost>,
}

/// By which way the sound goes. Dropping it closes it.
#[expect(dead_code, reason = "they are held to be dropped")]
enum Stream {
    Cpal(cpal::Stream),
    #[cfg(target_os = "linux")]
    Pulse(super::pulse::Stream),
}

/// Set once by the stream's error callback, which some systems call millions of times.
#[derive(Default)]
pub(super) struct Lost {
    flag: AtomicBool,
    message: Mutex<String>,
}

impl Lost {
    /// The stream is dead, and why.
    pub(super) fn tell(&self, message: &str) {
        if !self.flag.load(Ordering::Relaxed) {
            message.clone_into(&mut self.message.lock().unwrap_or_else(PoisonError::into_inner));
            self.flag.store(true, Ordering::Release);
        }
    }
}

impl Output {
    /// Opens a device, or the system's default. Nothing sounds until `controls` says so.
    ///
    /// # Errors
    /// There is no such device, or it does not answer in time.
    pub(crate) fn open(controls: &Arc<Controls>, id: Option<String>) -> Result<(Self, Ends), String> {
        let controls = Arc::clone(controls);
        asked(move || open(&controls, id.as_deref()))
    }

    /// Frames a second.
    pub(crate) fn rate(&self) -> u32 {
        self.rate
    }

    /// Why the stream is dead, if it is.
    pub(crate) fn lost(&self) -> Option<String> {
        self.lost
            .flag
            .load(Ordering::Acquire)
            .then(|| self.lost.message.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // Closing a stream of a server that died may wait for it.
        if let Some(stream) = self.stream.take() {
            let _ = std::thread::Builder::new().name("audio-close".into()).spawn(move || drop(stream));
        }
    }
}

fn open(controls: &Arc<Controls>, id: Option<&str>) -> Result<(Output, Ends), String> {
    let device = device(id)?;
    let supported = device.default_output_config().map_err(|error| error.to_string())?;
    #[cfg(target_os = "linux")]
    if let Ok(id) = device.id()
        && id.host() == cpal::HostId::PulseAudio
        && let Some(rate) = NonZero::new(supported.sample_rate())
    {
        let lost = Arc::new(Lost::default());
        let (stream, ends) = super::pulse::open(id.id(), rate, controls, Arc::clone(&lost))?;
        return Ok((Output { stream: Some(Stream::Pulse(stream)), rate: rate.get(), lost }, ends));
    }
    let mut config = supported.config();
    config.buffer_size = BufferSize::Fixed(PERIOD);
    let mut result = build(&device, &config, supported.sample_format(), controls);
    if result.is_err() {
        config.buffer_size = BufferSize::Default;
        result = build(&device, &config, supported.sample_format(), controls);
    }
    result
}

fn build(
    device: &cpal::Device,
    config: &StreamConfig,
    format: SampleFormat,
    controls: &Arc<Controls>,
) -> Result<(Output, Ends), String> {
    let unfit = || "the device takes sound in no usable form".to_owned();
    let rate = NonZero::new(config.sample_rate).ok_or_else(unfit)?;
    let channels = NonZero::new(config.channels).ok_or_else(unfit)?;
    let (pull, ends) = Pull::new(rate, channels, Arc::clone(controls));
    let lost = Arc::new(Lost::default());
    // What a device prefers may be narrower than it takes; floats are tried for all that is not whole numbers.
    let kept = Arc::clone(&lost);
    let stream = if format == SampleFormat::I16 {
        stream::<i16>(device, config, pull, kept)
    } else if format == SampleFormat::I32 {
        stream::<i32>(device, config, pull, kept)
    } else if format == SampleFormat::U8 {
        stream::<u8>(device, config, pull, kept)
    } else {
        stream::<f32>(device, config, pull, kept)
    }
    .map_err(|error| error.to_string())?;
    stream.play().map_err(|error| error.to_string())?;
    let output = Output { stream: Some(Stream::Cpal(stream)), rate: rate.get(), lost };
    Ok((output, ends))
}

fn stream<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: &StreamConfig,
    mut pull: Pull,
    lost: Arc<Lost>,
) -> Result<cpal::Stream, cpal::Error> {
    device.build_output_stream::<T, _, _>(
        *config,
        move |out, info| {
            let times = info.timestamp();
            pull.fill(out, times.playback.duration_since(times.callback));
        },
        move |error| {
            let harmless = matches!(
                error.kind(),
                ErrorKind::Xrun | ErrorKind::RealtimeDenied | ErrorKind::DeviceChanged
            );
            if !harmless && !lost.flag.load(Ordering::Relaxed) {
                lost.tell(&error.to_string());
            }
        },
        Some(PATIENCE),
    )
}

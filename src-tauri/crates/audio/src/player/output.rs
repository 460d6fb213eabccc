//! The way out: a stream to a device, pulled by the device's own clock.

use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use rodio::mixer::{MixerSource, mixer};
use rtrb::{Consumer, Producer, RingBuffer};

use super::clock::{Note, Written};
use super::devices::{PATIENCE, asked, device};
use super::feed::ROOM_MS;
use super::source::{Controls, Frame, RingSource};

/// Frames in each of the device's two buffers that are asked for; some devices have their own mind.
const PERIOD: u32 = 1024;
/// Notes between two looks at them: twenty seconds' worth.
const NOTES: usize = 8192;

/// An open stream. Dropping it closes it.
pub(crate) struct Output {
    stream: Option<cpal::Stream>,
    rate: u32,
    lost: Arc<Lost>,
}

/// Set once by the stream's error callback, which some systems call millions of times.
#[derive(Default)]
struct Lost {
    flag: AtomicBool,
    message: Mutex<String>,
}

/// The ends that the player's threads hold.
pub(crate) struct Ends {
    pub(crate) ring: Producer<Frame>,
    pub(crate) notes: Consumer<Note>,
    pub(crate) written: Consumer<Written>,
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
    let mut config = supported.config();
    config.buffer_size = BufferSize::Fixed(PERIOD);
    let mut result = build(&device, &config, supported.sample_format(), controls);
    if result.is_err() {
        config.buffer_size = BufferSize::Default;
        result = build(&device, &config, supported.sample_format(), controls);
    }
    let (output, ends) = result?;
    if let Some(stream) = &output.stream {
        stream.play().map_err(|error| error.to_string())?;
    }
    Ok((output, ends))
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
    let (ring, ring_out) = RingBuffer::new((rate.get() / 1000 * ROOM_MS) as usize);
    let (notes_in, notes) = RingBuffer::new(NOTES);
    let (written_in, written) = RingBuffer::new(NOTES);
    let (input, pulled) = mixer(channels, rate);
    input.add(RingSource::new(ring_out, notes_in, Arc::clone(controls), rate, channels.get() == 1));
    let lost = Arc::new(Lost::default());
    let pull = Pull { mixer: pulled, channels: channels.get(), frames: 0, written: written_in };
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
    let output = Output { stream: Some(stream), rate: rate.get(), lost };
    Ok((output, Ends { ring, notes, written }))
}

/// What the device's callback holds.
struct Pull {
    mixer: MixerSource,
    channels: u16,
    frames: u64,
    written: Producer<Written>,
}

impl Pull {
    fn fill<T: SizedSample + FromSample<f32>>(&mut self, out: &mut [T], latency: Duration) {
        let _ = self.written.push(Written { frame: self.frames, at: Instant::now(), latency });
        for sample in out.iter_mut() {
            *sample = T::from_sample(self.mixer.next().unwrap_or_default());
        }
        self.frames += (out.len() / usize::from(self.channels)) as u64;
    }
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
                *lost.message.lock().unwrap_or_else(PoisonError::into_inner) = error.to_string();
                lost.flag.store(true, Ordering::Release);
            }
        },
        Some(PATIENCE),
    )
}

//! A stream to PulseAudio, or to PipeWire in its place, with a long queue in the server that can be emptied.
//!
//! cpal's own has two buffers for a queue, the same in length: what is long enough for a busy machine keeps a seek waiting.

use std::ffi::CString;
use std::num::NonZero;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::thread::Thread;
use std::time::{Duration, Instant, SystemTime};

use futures_executor::block_on;
use pulseaudio::protocol::stream::BufferAttr;
use pulseaudio::protocol::{ChannelMap, PlaybackStreamParams, Prop, Props, SampleFormat, SampleSpec};
use pulseaudio::{Client, ClientError, PlaybackSource, PlaybackStream};
use rtrb::Producer;

use super::clock::{STARTS, Written};
use super::output::Lost;
use super::pull::{Ends, Pull, Sound};
use super::queue::Kept;
use super::source::Controls;

/// What the server asks for at once, in milliseconds. Asking costs: it wakes this program up.
const REQUEST_MS: u32 = 70;
/// What the device itself holds, which can't be taken back everywhere: a seek may wait for it.
const DEVICE_MS: u32 = 10;
/// What the server holds. Of this it leaves to the device what is beyond two requests (`fix_playback_buffer_attr` in
/// PulseAudio's `protocol-native.c`); and when it asks, the machine may be away for what it still holds without a gap.
const QUEUE_MS: u32 = 2 * REQUEST_MS + DEVICE_MS;
/// Two floats.
const FRAME_BYTES: usize = 8;
/// Between two looks at what is heard; and between the first ones, of a new stream or a queue that was emptied.
const LOOK: Duration = Duration::from_millis(100);
const FIRST_LOOK: Duration = Duration::from_millis(15);
/// So many looks are the first ones: more than the clock weighs, for some come before the server asks.
const FIRST_LOOKS: usize = 2 * STARTS;

/// An open stream. Dropping it closes it.
pub(super) struct Stream {
    shared: Arc<Shared>,
    looks_after: Thread,
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Release);
        self.looks_after.unpark();
    }
}

/// What the server's callback and the thread that looks after the stream share.
struct Shared {
    /// Frames handed to the server.
    handed: AtomicU64,
    /// The server has asked for sound since the last look.
    asked: AtomicBool,
    closed: AtomicBool,
}

/// Opens a stream to the sink of this name; `lost` is told when it breaks.
///
/// # Errors
/// What the server said.
pub(super) fn open(
    sink: &str,
    rate: NonZero<u32>,
    controls: &Arc<Controls>,
    lost: Arc<Lost>,
) -> Result<(Stream, Ends), String> {
    let stereo = NonZero::<u16>::MIN.saturating_add(1);
    let (Pull { sound, written }, mut ends) = Pull::new(rate, stereo, Arc::clone(controls));
    let first = sound.frames;
    let bytes = |ms: u32| rate.get() / 1000 * ms * FRAME_BYTES as u32;
    let mut props = Props::new();
    props.set(Prop::MediaName, c"Causerie");
    let params = PlaybackStreamParams {
        sample_spec: SampleSpec { format: SampleFormat::Float32Le, channels: 2, sample_rate: rate.get() },
        channel_map: ChannelMap::stereo(),
        sink_name: Some(CString::new(sink).map_err(|error| error.to_string())?),
        buffer_attr: BufferAttr {
            max_length: bytes(QUEUE_MS),
            target_length: bytes(QUEUE_MS),
            pre_buffering: bytes(DEVICE_MS),
            minimum_request_length: bytes(REQUEST_MS),
            ..BufferAttr::default()
        },
        props,
        ..PlaybackStreamParams::default()
    };
    let shared = Arc::new(Shared {
        handed: AtomicU64::new(first),
        asked: AtomicBool::new(false),
        closed: AtomicBool::new(false),
    });
    let floats = vec![0.0; bytes(QUEUE_MS) as usize / size_of::<f32>()];
    let filling = Filling { sound, floats, controls: Arc::clone(controls), shared: Arc::clone(&shared) };
    let client = Client::from_env(c"Causerie").map_err(|error| error.to_string())?;
    let stream =
        block_on(client.create_playback_stream(params, filling)).map_err(|error| error.to_string())?;
    let depth = stream.buffer_attr().target_length as usize / FRAME_BYTES;
    let mut care = Care {
        stream,
        shared: Arc::clone(&shared),
        controls: Arc::clone(controls),
        written,
        ahead: first as i64,
    };
    let thread = std::thread::Builder::new()
        .name("audio-clock".into())
        .spawn(move || {
            if let Err(error) = care.take()
                && !care.shared.closed.load(Ordering::Acquire)
            {
                lost.tell(&error.to_string());
            }
        })
        .map_err(|error| error.to_string())?;
    let looks_after = thread.thread().clone();
    ends.queue = Kept { depth: depth as u64, by: Some(looks_after.clone()) };
    Ok((Stream { shared, looks_after }, ends))
}

/// What the server's requests are answered with, on the thread that reads them. Nothing here waits, locks or allocates.
struct Filling {
    sound: Sound,
    floats: Vec<f32>,
    controls: Arc<Controls>,
    shared: Arc<Shared>,
}

impl PlaybackSource for Filling {
    fn poll_read(self: Pin<&mut Self>, _: &mut Context<'_>, bytes: &mut [u8]) -> Poll<usize> {
        let this = self.get_mut();
        this.shared.asked.store(true, Ordering::Relaxed);
        let count = (bytes.len() / FRAME_BYTES * 2).min(this.floats.len());
        let Some(floats) = this.floats.get_mut(..count).filter(|floats| !floats.is_empty()) else {
            return Poll::Pending;
        };
        if this.controls.queue.waits().is_some() {
            // It is asked again with the next thing that happens, which is that the queue is empty.
            return Poll::Pending;
        }
        this.sound.fill(floats);
        for (bytes, float) in bytes.as_chunks_mut().0.iter_mut().zip(&*floats) {
            *bytes = float.to_le_bytes();
        }
        this.shared.handed.store(this.sound.frames, Ordering::Release);
        Poll::Ready(count * size_of::<f32>())
    }
}

/// Tells what is heard, and empties the queue when it must be.
struct Care {
    stream: PlaybackStream,
    shared: Arc<Shared>,
    controls: Arc<Controls>,
    written: Producer<Written>,
    /// By how much our count of frames is ahead of the server's, which forgets those that it threw away.
    ahead: i64,
}

impl Care {
    /// Until the stream is closed or breaks.
    fn take(&mut self) -> Result<(), ClientError> {
        let mut looks = 0;
        while !self.shared.closed.load(Ordering::Acquire) {
            let emptied = self.controls.queue.waits();
            if let Some(asked) = emptied {
                block_on(self.stream.flush())?;
                let written = block_on(self.stream.timing_info())?.write_offset / FRAME_BYTES as i64;
                self.ahead = self.shared.handed.load(Ordering::Acquire) as i64 - written;
                self.controls.queue.emptied(asked);
            }
            looks = if emptied.is_some() { 0 } else { looks + 1 };
            self.look(emptied.is_some())?;
            if self.controls.queue.waits().is_none() {
                std::thread::park_timeout(if looks < FIRST_LOOKS { FIRST_LOOK } else { LOOK });
            }
        }
        Ok(())
    }

    /// Asks which frame the server takes next from the queue, and when that will be heard.
    fn look(&mut self, anew: bool) -> Result<(), ClientError> {
        let sent = Instant::now();
        let timing = block_on(self.stream.timing_info())?;
        let (came, took) = (Instant::now(), sent.elapsed());
        // The server's word on when it looked, if it has our clock.
        let since = SystemTime::now().duration_since(timing.remote_time).ok();
        let since = since.filter(|&since| since <= took).unwrap_or(took / 2);
        if self.shared.asked.swap(false, Ordering::Relaxed) {
            let frame = timing.read_offset / FRAME_BYTES as i64 + self.ahead;
            let written = Written {
                frame: frame.max(0) as u64,
                at: came.checked_sub(since).unwrap_or(came),
                latency: Duration::from_micros(timing.sink_usec),
                anew,
            };
            let _ = self.written.push(written);
        }
        Ok(())
    }
}

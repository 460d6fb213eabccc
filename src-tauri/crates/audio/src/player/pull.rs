//! What the device's callback does: takes sound from the mixer and notes when. Nothing here waits, locks or allocates.

use std::num::NonZero;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cpal::{FromSample, SizedSample};
use rodio::mixer::{MixerSource, mixer};
use rtrb::{Consumer, Producer, RingBuffer};

use super::clock::{Note, Written};
use super::feed::ROOM_MS;
use super::queue::Kept;
use super::source::{Controls, Frame, RingSource};

/// Notes between two looks at them: twenty seconds' worth.
const NOTES: usize = 8192;

/// What the device's callback holds.
pub(crate) struct Pull {
    pub(super) sound: Sound,
    pub(super) written: Producer<Written>,
}

/// The end of the chain, frame by frame.
pub(crate) struct Sound {
    mixer: MixerSource,
    channels: u16,
    /// Frames taken so far.
    pub(super) frames: u64,
}

/// The ends that the player's threads hold.
pub(crate) struct Ends {
    pub(crate) ring: Producer<Frame>,
    pub(crate) notes: Consumer<Note>,
    pub(crate) written: Consumer<Written>,
    pub(crate) queue: Kept,
}

impl Pull {
    /// Made for a device of this rate and so many channels.
    pub(crate) fn new(rate: NonZero<u32>, channels: NonZero<u16>, controls: Arc<Controls>) -> (Self, Ends) {
        let (ring, ring_out) = RingBuffer::new((rate.get() / 1000 * ROOM_MS) as usize);
        let (notes_in, notes) = RingBuffer::new(NOTES);
        let (written_in, written) = RingBuffer::new(NOTES);
        let (input, mut mixer) = mixer(channels, rate);
        input.add(RingSource::new(ring_out, notes_in, controls, rate, channels.get() == 1));
        // The mixer makes room for the source with its first sample: here, and not in the callback.
        let first = mixer.by_ref().take(channels.get().into()).count();
        let frames = (first / usize::from(channels.get())) as u64;
        let sound = Sound { mixer, channels: channels.get(), frames };
        (Self { sound, written: written_in }, Ends { ring, notes, written, queue: Kept::default() })
    }

    /// Fills what the device asks for, to be heard `latency` from now.
    pub(crate) fn fill<T: SizedSample + FromSample<f32>>(&mut self, out: &mut [T], latency: Duration) {
        let written = Written { frame: self.sound.frames, at: Instant::now(), latency, anew: false };
        let _ = self.written.push(written);
        self.sound.fill(out);
    }
}

impl Sound {
    /// Fills `out` with what comes next.
    pub(crate) fn fill<T: SizedSample + FromSample<f32>>(&mut self, out: &mut [T]) {
        for sample in out.iter_mut() {
            *sample = T::from_sample(self.mixer.next().unwrap_or_default());
        }
        self.frames += (out.len() / usize::from(self.channels)) as u64;
    }
}

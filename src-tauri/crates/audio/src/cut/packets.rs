//! The stretch that is copied, and its packets.

use std::ops::Range;
use std::sync::atomic::AtomicBool;

use symphonia::core::codecs::audio::AudioCodecParameters;

use super::{CutPart, check, too_short};
use crate::AudioError;
use crate::decode::section::{Packet, Section};

/// What is to be copied.
pub(super) struct Stretch<'a> {
    pub(super) part: &'a CutPart,
    pub(super) params: AudioCodecParameters,
    pub(super) rate: u32,
    pub(super) channels: u16,
    pub(super) section: &'a mut Section,
    /// Its frames as the section counts them.
    pub(super) frames: Range<u64>,
    pub(super) cancel: &'a AtomicBool,
}

impl Stretch<'_> {
    /// The first frame.
    pub(super) fn from(&self) -> i64 {
        i64::try_from(self.frames.start).unwrap_or(i64::MAX)
    }

    /// The frame behind the last.
    pub(super) fn to(&self) -> i64 {
        i64::try_from(self.frames.end).unwrap_or(i64::MAX)
    }

    /// Goes to a packet that begins at or ahead of a frame, or to the first.
    pub(super) fn seek(&mut self, frame: i64) -> Result<(), AudioError> {
        self.section.seek_packet(frame)
    }

    /// The next packet; `None` at the end of the recording.
    pub(super) fn next(&mut self) -> Result<Option<Packet>, AudioError> {
        check(self.cancel, &self.part.path)?;
        self.section.next_coded()
    }

    /// The next packet, which must be there.
    pub(super) fn wanted(&mut self) -> Result<Packet, AudioError> {
        self.next()?.ok_or_else(|| too_short(&self.part.path))
    }

    /// The next packet, which must begin where the one before ended.
    pub(super) fn following(&mut self, end: i64) -> Result<Packet, AudioError> {
        let packet = self.wanted()?;
        if packet.start == end { Ok(packet) } else { Err(self.hole()) }
    }

    /// Steps to the packet that holds the first frame, from which `ahead` frames before it on are wanted, and gives all
    /// packets from there up to and with that one.
    pub(super) fn lead_in(&mut self, ahead: i64) -> Result<Vec<Packet>, AudioError> {
        let from = self.from();
        self.seek(from.saturating_sub(ahead))?;
        let mut lead: Vec<Packet> = Vec::new();
        loop {
            let packet = match lead.last().map(|last| last.end) {
                Some(end) => self.following(end)?,
                None => self.wanted()?,
            };
            let (start, end) = (packet.start, packet.end);
            if start > from {
                return Err(self.refused("it has no sound at the beginning of the span"));
            }
            lead.push(packet);
            if end > from {
                lead.retain(|packet| packet.end > from.saturating_sub(ahead));
                return Ok(lead);
            }
        }
    }

    /// What is heard of some frames. The packet behind is where it was no more: [`Self::again_from`] goes on.
    pub(super) fn decoded(&mut self, frames: Range<i64>) -> Result<Vec<f32>, AudioError> {
        let channels = usize::from(self.channels);
        let wanted = usize::try_from(frames.end - frames.start).unwrap_or_default().saturating_mul(channels);
        self.section.seek(frames.start.max(0).unsigned_abs())?;
        let (mut samples, mut block) = (Vec::new(), Vec::new());
        while samples.len() < wanted {
            if self.section.read(&mut block)? == 0 {
                return Err(too_short(&self.part.path));
            }
            samples.append(&mut block);
        }
        samples.truncate(wanted);
        Ok(samples)
    }

    /// The packet that begins with a frame, wherever it was read before.
    pub(super) fn again_from(&mut self, frame: i64) -> Result<Packet, AudioError> {
        self.seek(frame)?;
        let mut packet = self.wanted()?;
        while packet.start < frame {
            packet = self.following(packet.end)?;
        }
        if packet.start == frame { Ok(packet) } else { Err(self.hole()) }
    }

    fn hole(&self) -> AudioError {
        self.refused("there is a hole in its sound")
    }

    pub(super) fn refused(&self, why: &str) -> AudioError {
        AudioError::NotCopied { path: self.part.path.clone(), why: why.into() }
    }
}

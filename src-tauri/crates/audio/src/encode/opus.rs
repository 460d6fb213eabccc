//! Opus in Ogg (RFC 7845).

use std::io::{self, Write};

use opusic_c::{Application, Bitrate, Channels, ErrorCode, SampleRate};

use super::ogg::Pages;
use super::{Encoder, Format};
use crate::CutTags;
use crate::tags::written::comments;

/// What every Opus stream is decoded at, in frames a second.
pub(super) const RATE: u32 = 48_000;
/// A packet of 20 ms.
const FRAMES: usize = 960;
/// What the encoder delays the sound by where it does not change between two ways of coding, in frames: 2.5 ms.
const DELAY: u16 = 120;
/// Bits a second of one channel and of two: enough for speech that the way of coding for music serves it best.
const BIT_RATES: [u32; 2] = [64_000, 96_000];
/// The largest packet, in bytes.
const LARGEST: usize = 4000;

/// An Opus file of sound.
pub(super) struct Opus<'a, W: Write> {
    pages: Pages<'a, W>,
    encoder: opusic_c::Encoder,
    channels: usize,
    /// Samples that make no whole packet yet.
    held: Vec<f32>,
    /// Frames that were taken, and frames that were encoded.
    taken: u64,
    coded: u64,
}

impl<W: Write> Opus<'_, W> {
    pub(super) fn new(out: W, format: Format, tags: &CutTags) -> io::Result<Self> {
        let channels = usize::from(format.channels);
        let (layout, bit_rate) = match channels {
            1 => (Channels::Mono, BIT_RATES[0]),
            _ => (Channels::Stereo, BIT_RATES[1]),
        };
        let mut encoder =
            opusic_c::Encoder::new(layout, SampleRate::Hz48000, Application::LowDelay).map_err(failed)?;
        encoder.set_bitrate(Bitrate::Value(bit_rate)).map_err(failed)?;
        let mut pages = Pages::new(out, RATE);
        pages.header(head(u8::try_from(format.channels).unwrap_or(2), DELAY, 0), true)?;
        pages.header(tags_packet(tags), true)?;
        Ok(Self { pages, encoder, channels, held: Vec::new(), taken: 0, coded: 0 })
    }

    fn packets(&mut self) -> io::Result<()> {
        let size = FRAMES * self.channels;
        let whole = self.held.len() - self.held.len() % size.max(1);
        let rest = self.held.split_off(whole);
        for samples in std::mem::replace(&mut self.held, rest).chunks_exact(size) {
            let mut packet = vec![0; LARGEST];
            let length = self.encoder.encode_float_to_slice(samples, &mut packet).map_err(failed)?;
            packet.truncate(length);
            self.coded += FRAMES as u64;
            self.pages.packet(packet, self.coded, false)?;
        }
        Ok(())
    }
}

impl<W: Write> Encoder for Opus<'_, W> {
    fn add(&mut self, samples: &[f32]) -> io::Result<()> {
        self.held.extend_from_slice(samples);
        self.taken += (samples.len() / self.channels.max(1)) as u64;
        self.packets()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let end = self.taken + u64::from(DELAY);
        let missing = usize::try_from(end.saturating_sub(self.coded)).unwrap_or_default();
        let missing = missing.next_multiple_of(FRAMES) * self.channels;
        self.held.resize(missing, 0.0);
        self.packets()?;
        self.pages.finish(end)?.flush()
    }
}

/// The first packet of a stream of one or two channels: how many frames at 48 kHz of its beginning are not to be heard, and
/// a gain in 256ths of a decibel.
pub(crate) fn head(channels: u8, skip: u16, gain: i16) -> Vec<u8> {
    let mut head = [b"OpusHead", &[1, channels][..], &skip.to_le_bytes(), &RATE.to_le_bytes()].concat();
    head.extend(gain.to_le_bytes());
    // The one or two channels are those that everyone expects.
    head.push(0);
    head
}

/// The second packet of a stream.
pub(crate) fn tags_packet(tags: &CutTags) -> Vec<u8> {
    [b"OpusTags", &comments::header(tags)[..]].concat()
}

fn failed(error: ErrorCode) -> io::Error {
    io::Error::other(error.message())
}

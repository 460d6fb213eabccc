//! Sound whose packets stand at places that a product or a table tells, in the file from end to end: PCM, and what a
//! Core Audio file holds. No demuxer is needed for it.

use std::io;

use symphonia::core::audio::Channels;
use symphonia::core::codecs::audio::{AudioCodecId, AudioCodecParameters};

use super::Extent;
use super::window::Window;

/// The most channels that are taken for a recording's.
const MOST_CHANNELS: u16 = 255;
/// About as many bytes of PCM make a packet.
const PACKET: u64 = 16 * 1024;
/// The largest coded packet, in bytes.
const LARGEST_CODED: u64 = 1024 * 1024;

/// What the head of a WAV, AIFF or Core Audio file says.
pub(crate) enum Found {
    Laid(Layout),
    /// MP3 frames.
    Mp3(Extent),
    /// Sound in a way that is not read: its name, without an article.
    Unread(String),
    /// No description of sound, or none that makes sense.
    Broken(&'static str),
}

/// Where the packets stand and how they are coded.
pub(crate) struct Layout {
    pub(crate) params: AudioCodecParameters,
    pub(crate) packets: Packets,
    /// Frames ahead of the sound to be heard.
    pub(crate) lead: u64,
    /// Frames behind the lead, where the file limits them.
    pub(crate) frames: Option<u64>,
}

pub(crate) enum Packets {
    /// Blocks of so many bytes and frames each, from a place on, over so many bytes.
    Even { at: u64, size: u64, block: u64, frames: u64 },
    /// The place and the first frame of each, and of what would come next.
    Table(Vec<(u64, u64)>),
}

impl Layout {
    /// Of uncompressed sound, `block` bytes a frame.
    pub(crate) fn pcm(
        codec: AudioCodecId,
        rate: u32,
        channels: u16,
        at: u64,
        size: u64,
        block: u64,
    ) -> Found {
        if rate == 0 || channels == 0 || channels > MOST_CHANNELS || block == 0 {
            return Found::Broken("its head describes no sound");
        }
        let mut params = params(codec, rate, channels);
        let many = (PACKET / block).max(1);
        params.with_max_frames_per_packet(many).with_frames_per_block(many);
        let packets = Packets::Even { at, size, block, frames: 1 };
        Found::Laid(Self { params, packets, lead: 0, frames: None })
    }
}

/// What every decoder wants to know.
pub(crate) fn params(codec: AudioCodecId, rate: u32, channels: u16) -> AudioCodecParameters {
    let mut params = AudioCodecParameters::new();
    params.for_codec(codec).with_sample_rate(rate).with_channels(Channels::Discrete(channels));
    params
}

/// The packets, read one by one.
pub(crate) struct Laid {
    window: Window,
    packets: Packets,
    next: u64,
}

impl Laid {
    pub(crate) fn new(window: Window, packets: Packets) -> Self {
        let packets = match packets {
            Packets::Even { at, size, block, frames } => {
                let size = size.min(window.len().saturating_sub(at));
                Packets::Even { at, size, block, frames }
            }
            Packets::Table(mut places) => {
                // Of a file that was cut off, the packets that are all there.
                let whole = places.partition_point(|(at, _)| *at <= window.len());
                places.truncate(whole);
                Packets::Table(places)
            }
        };
        Self { window, packets, next: 0 }
    }

    /// Whether only the decoder knows how many frames the last packet holds.
    pub(crate) fn is_coded(&self) -> bool {
        matches!(self.packets, Packets::Table(_))
    }

    /// All frames of all packets.
    pub(crate) fn frames(&self) -> u64 {
        match &self.packets {
            Packets::Even { size, block, frames, .. } => (size / block).saturating_mul(*frames),
            Packets::Table(places) => places.last().map_or(0, |(_, frame)| *frame),
        }
    }

    /// Goes to the packet that holds `frame`.
    pub(crate) fn seek(&mut self, frame: u64) {
        self.next = match &self.packets {
            Packets::Even { frames, .. } => frame / frames / self.blocks(),
            Packets::Table(places) => {
                places.partition_point(|(_, first)| *first <= frame).saturating_sub(1) as u64
            }
        };
    }

    /// The next packet: its first frame, its length in frames, its bytes.
    pub(crate) fn next(&mut self) -> io::Result<Option<(u64, u64, Vec<u8>)>> {
        let (place, size, first, frames) = match &self.packets {
            Packets::Even { at, size, block, frames } => {
                let blocks = size / block;
                let before = self.next.saturating_mul(self.blocks());
                let count = blocks.saturating_sub(before).min(self.blocks());
                if count == 0 {
                    return Ok(None);
                }
                (at + before * block, count * block, before * frames, count * frames)
            }
            Packets::Table(places) => {
                let at = usize::try_from(self.next).unwrap_or(usize::MAX);
                let (Some((place, first)), Some((end, next))) =
                    (places.get(at), places.get(at.saturating_add(1)))
                else {
                    return Ok(None);
                };
                (*place, (end - place).min(LARGEST_CODED), *first, next - first)
            }
        };
        self.next += 1;
        Ok(Some((first, frames, self.window.bytes(place, size)?)))
    }

    /// How many even blocks make a packet.
    fn blocks(&self) -> u64 {
        match &self.packets {
            Packets::Even { block, frames: 1, .. } => (PACKET / block).max(1),
            Packets::Even { .. } | Packets::Table(_) => 1,
        }
    }
}

//! MP3: whole frames, led in by those that the decoder's memory reaches back to, with a tag that tells what is to be heard.
//!
//! A frame's data may begin up to 511 bytes ahead of it, in what earlier frames left unused (the bit reservoir, ISO/IEC
//! 11172-3 §2.4.3.4). At low bit rates that is many frames, more than the tag can hide, so these bytes go into one frame of
//! silence that is made to carry them.

use std::io::{Seek, SeekFrom, Write};

use super::packets::Stretch;
use super::{CutTags, Failed};
use crate::decode::mp3::{DECODER_DELAY, Header};
use crate::decode::section::Packet;
use crate::tags::written::id3;

/// Frames ahead of the first that is heard, whose overlap and filter memory it needs.
const AHEAD: i64 = 2;
/// As far as a frame's data can begin ahead of it, in bytes, and in frames of the lowest rate.
const RESERVOIR: usize = 511;
const RESERVOIR_FRAMES: i64 = 64;
/// The most that twelve bits of the tag can hide at either end.
const MOST_HIDDEN: i64 = 4095;
/// The lengths of a Xing tag with all of its fields, and of LAME's addition to it.
const XING: usize = 120;
const LAME: usize = 36;

/// Copies a stretch, and gives how many frames late the file says it begins.
pub(super) fn copy<W: Write + Seek>(
    mut stretch: Stretch<'_>,
    tags: &CutTags,
    out: &mut W,
) -> Result<i64, Failed> {
    stretch.seek(stretch.from())?;
    let Some(header) = Header::parse(&stretch.wanted()?.data) else {
        return Err(stretch.refused("its MP3 frames are wrapped in something else").into());
    };
    let samples = i64::from(header.samples);
    let mut lead = stretch.lead_in((AHEAD + RESERVOIR_FRAMES) * samples)?;
    let ahead = lead.len().saturating_sub(1 + AHEAD as usize);
    let mut frames = lead.split_off(ahead);
    let begun = frames.first().map_or(0, |frame| frame.start);
    if !lead.is_empty() {
        let data = reservoir(&lead);
        let carrier = frame_with_room(&header, data.len()).map(|frame| carrying(frame, &data));
        let data = carrier.ok_or_else(|| stretch.refused("its frames are of no known kind"))?;
        frames.insert(0, Packet { data: data.into(), start: begun - samples, end: begun });
    }
    let start = frames.first().map_or(0, |frame| frame.start);

    out.write_all(&id3::tag(tags))?;
    let place = out.stream_position()?;
    let mut tag = Tag::new(&header).ok_or_else(|| stretch.refused("its frames are of no known kind"))?;
    out.write_all(&tag.frame)?;
    let mut end = start;
    for frame in frames {
        end = frame.end;
        tag.add(&frame.data);
        out.write_all(&frame.data)?;
    }
    while end < stretch.to() {
        let frame = stretch.following(end)?;
        let same = Header::parse(&frame.data)
            .is_some_and(|found| found.channels == header.channels && found.rate == header.rate);
        if !same {
            return Err(stretch.refused("it changes between mono and stereo").into());
        }
        end = frame.end;
        tag.add(&frame.data);
        out.write_all(&frame.data)?;
    }
    let (wanted, decoder) = (stretch.from() - start, i64::from(DECODER_DELAY));
    let delay = (wanted - decoder).clamp(0, MOST_HIDDEN);
    let padding = (end - stretch.to() + decoder).clamp(0, MOST_HIDDEN);
    let behind = out.stream_position()?;
    out.seek(SeekFrom::Start(place))?;
    out.write_all(&tag.finished(delay, padding))?;
    out.seek(SeekFrom::Start(behind))?;
    Ok(delay + decoder - wanted)
}

/// The last of the main data of some frames.
fn reservoir(frames: &[Packet]) -> Vec<u8> {
    let mut data = Vec::new();
    for frame in frames {
        let Some(header) = Header::parse(&frame.data) else { continue };
        data.extend_from_slice(frame.data.get(main_data(&header, &frame.data)..).unwrap_or_default());
    }
    let most = if frames.first().and_then(|frame| Header::parse(&frame.data)).is_some_and(|h| h.version == 3)
    {
        RESERVOIR
    } else {
        RESERVOIR / 2
    };
    data.split_off(data.len().saturating_sub(most))
}

/// Where a frame's main data begins: behind its header, its checksum, and its side information.
fn main_data(header: &Header, frame: &[u8]) -> usize {
    let unprotected = frame.get(1).is_some_and(|byte| byte & 1 != 0);
    4 + if unprotected { 0 } else { 2 } + header.side_info
}

/// A frame of silence like another, of the lowest bit rate that leaves so much room behind its side information.
fn frame_with_room(like: &Header, room: usize) -> Option<Vec<u8>> {
    (1..15).find_map(|rate| {
        let [a, b, c, d] = like.head;
        // Without a checksum, padding, or a private bit.
        let head = [a, b | 1, rate << 4 | c & 0b1100, d];
        let header = Header::parse(&head)?;
        let mut frame = vec![0; header.bytes];
        frame.get_mut(..4)?.copy_from_slice(&head);
        (header.bytes >= 4 + header.side_info + room).then_some(frame)
    })
}

/// A frame with some bytes at its end.
fn carrying(mut frame: Vec<u8>, data: &[u8]) -> Vec<u8> {
    frame.truncate(frame.len().saturating_sub(data.len()));
    frame.extend_from_slice(data);
    frame
}

/// The frame of silence that tells how many frames follow and what of them is to be heard: Xing's tag
/// (<https://www.codeproject.com/Articles/8295/MPEG-Audio-Frame-Header>, §2.3) and LAME's
/// (<http://gabriel.mp3-tech.org/mp3infotag.html>).
struct Tag {
    frame: Vec<u8>,
    at: usize,
    /// Where each frame ends, from this one on.
    ends: Vec<u64>,
    /// Bit rates that were met.
    rates: [bool; 16],
    music: crc::Digest<'static, u16>,
}

static CRC: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_ARC);

impl Tag {
    fn new(like: &Header) -> Option<Self> {
        let frame = frame_with_room(like, XING + LAME)?;
        let ends = vec![frame.len() as u64];
        Some(Self { at: 4 + like.side_info, frame, ends, rates: [false; 16], music: CRC.digest() })
    }

    fn add(&mut self, frame: &[u8]) {
        self.ends.push(self.ends.last().copied().unwrap_or_default() + frame.len() as u64);
        self.music.update(frame);
        let rate = frame.get(2).map_or(0, |byte| usize::from(byte >> 4));
        if let Some(met) = self.rates.get_mut(rate) {
            *met = true;
        }
    }

    fn finished(mut self, delay: i64, padding: i64) -> Vec<u8> {
        let frames = self.ends.len().saturating_sub(1);
        let bytes = self.ends.last().copied().unwrap_or_default();
        let word = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
        let constant = self.rates.iter().filter(|met| **met).count() < 2;
        let mut body = if constant { b"Info".to_vec() } else { b"Xing".to_vec() };
        body.extend(15_u32.to_be_bytes());
        body.extend(word(frames as u64));
        body.extend(word(bytes));
        let places = (0..100).map(|percent| {
            let at = self.ends.get(percent * frames / 100).copied().unwrap_or_default();
            u8::try_from(at * 256 / bytes.max(1)).unwrap_or(u8::MAX)
        });
        body.extend(places);
        body.extend([0; 4]);
        // Players believe the delay of what names itself so.
        body.extend(b"LAME3.100");
        body.resize(body.len() + 12, 0);
        body.extend((delay << 12 | padding).to_be_bytes().iter().skip(5));
        body.extend([0; 4]);
        body.extend(word(bytes));
        body.extend(self.music.finalize().to_be_bytes());
        let checked = self.at + body.len();
        put(&mut self.frame, self.at, &body);
        let sum = CRC.checksum(self.frame.get(..checked).unwrap_or_default());
        put(&mut self.frame, checked, &sum.to_be_bytes());
        self.frame
    }
}

fn put(frame: &mut [u8], at: usize, bytes: &[u8]) {
    if let Some(place) = frame.get_mut(at..at + bytes.len()) {
        place.copy_from_slice(bytes);
    }
}

//! AAC and ALAC in M4A: whole packets in a table of their own, and an edit list that says what of them is to be heard
//! (ISO/IEC 14496-12).

use std::io::{Seek, SeekFrom, Write};

use symphonia::core::codecs::audio::AudioCodecParameters;
use symphonia::core::codecs::audio::well_known::CODEC_ID_ALAC;

use super::packets::Stretch;
use super::{CutTags, Failed};
use crate::decode::section::Packet;
use crate::tags::written::ilst::{boxed, user_data};

/// Packets ahead of the first that is heard: its overlap, and of HE-AAC what the filters remember.
const AHEAD: usize = 2;
const AHEAD_WITH_FILTERS: usize = 4;
/// A packet of AAC, and the longest of all, in frames.
const AAC_PACKET: i64 = 1024;
const LONGEST: i64 = 4096;
/// The matrix that leaves a picture as it is, which sound has too (§8.2.2).
const UNITY: [u32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];
/// A language that is not told, in five bits a letter: `und`.
const LANGUAGE: u16 = 0x55c4;

/// Copies a stretch, and gives how many frames late the file says it begins.
pub(super) fn copy<W: Write + Seek>(
    mut stretch: Stretch<'_>,
    tags: &CutTags,
    out: &mut W,
) -> Result<i64, Failed> {
    let entry = sample_entry(&stretch.params, stretch.channels)
        .ok_or_else(|| stretch.refused("what its decoder must know is missing"))?;
    let core_lead = stretch.section.core_lead();
    let shortest = if stretch.params.codec == CODEC_ID_ALAC { 0 } else { AAC_PACKET };
    let ahead = if core_lead > 0 { AHEAD_WITH_FILTERS } else { AHEAD };
    let mut lead = stretch.lead_in(LONGEST * ahead as i64)?;
    lead.drain(..lead.len().saturating_sub(1 + ahead));
    let start = lead.first().map_or(0, |packet| packet.start);

    out.write_all(&boxed(b"ftyp", b"M4A \0\0\0\0M4A mp42isom"))?;
    let place = out.stream_position()?;
    // Its length follows the mark of a long box.
    out.write_all(b"\0\0\0\x01mdat\0\0\0\0\0\0\0\0")?;
    let data = out.stream_position()?;
    let mut table = Table::default();
    let (mut begun, mut end) = (start, start);
    for packet in lead {
        (begun, end) = (packet.start, packet.end);
        table.write(&packet, out)?;
    }
    // A full decoder gives the sound out later, so the end of it lies later too.
    let to = stretch.to() + core_lead;
    while end < to {
        match stretch.next()? {
            Some(packet) if packet.start == end => {
                (begun, end) = (packet.start, packet.end);
                table.write(&packet, out)?;
            }
            Some(_) => return Err(stretch.refused("there is a hole in its sound").into()),
            // Of the last packet more may be heard than the index tells.
            None if begun + shortest >= stretch.to() || end >= stretch.to() => break,
            None => return Err(super::too_short(&stretch.part.path).into()),
        }
    }
    table.end(u32::try_from(to - begun).unwrap_or_default());
    let behind = out.stream_position()?;
    out.seek(SeekFrom::Start(place + 8))?;
    out.write_all(&(behind - place).to_be_bytes())?;
    out.seek(SeekFrom::Start(behind))?;
    let movie = Movie {
        rate: stretch.rate,
        skip: u64::try_from(stretch.from() + core_lead - start).unwrap_or_default(),
        length: stretch.frames.end - stretch.frames.start,
        coded: u64::try_from(to - start).unwrap_or_default(),
        data,
    };
    out.write_all(&movie.index(&entry, &table, tags))?;
    Ok(0)
}

/// The sizes of the packets, and runs of packets of one length.
#[derive(Default)]
struct Table {
    sizes: Vec<u32>,
    lengths: Vec<(u32, u32)>,
}

impl Table {
    fn write(&mut self, packet: &Packet, out: &mut impl Write) -> std::io::Result<()> {
        self.sizes.push(u32::try_from(packet.data.len()).unwrap_or(u32::MAX));
        let length = u32::try_from(packet.end - packet.start).unwrap_or_default();
        match self.lengths.last_mut() {
            Some((count, last)) if *last == length => *count += 1,
            _ => self.lengths.push((1, length)),
        }
        out.write_all(&packet.data)
    }

    /// Lets the last packet be as long as it is heard, by which programs go that do not look at edits.
    fn end(&mut self, length: u32) {
        if let Some((count, _)) = self.lengths.last_mut() {
            *count = count.saturating_sub(1);
        }
        self.lengths.retain(|&(count, _)| count > 0);
        self.lengths.push((1, length));
    }

    fn boxes(&self, data: u64) -> Vec<u8> {
        let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let lengths = self.lengths.iter().flat_map(|&(count, length)| [count, length]);
        let times = [0, count(self.lengths.len())].into_iter().chain(lengths);
        let sizes = [0, 0, count(self.sizes.len())].into_iter().chain(self.sizes.iter().copied());
        // All packets stand in one piece.
        let pieces = [0, 1, 1, count(self.sizes.len()), 1];
        let places = [&words([0, 1]), &data.to_be_bytes()[..]].concat();
        [
            boxed(b"stts", &words(times)),
            boxed(b"stsc", &words(pieces)),
            boxed(b"stsz", &words(sizes)),
            boxed(b"co64", &places),
        ]
        .concat()
    }
}

/// What the index tells, all times in frames.
struct Movie {
    rate: u32,
    /// Frames ahead of those that are to be heard, and these.
    skip: u64,
    length: u64,
    coded: u64,
    /// Where the packets begin.
    data: u64,
}

impl Movie {
    fn index(&self, entry: &[u8], table: &Table, tags: &CutTags) -> Vec<u8> {
        // Of version 1, which counts in 64 bits. When it was made is not told.
        let times =
            |length: u64| [&words([0x0100_0000, 0, 0, 0, 0, self.rate]), &length.to_be_bytes()[..]].concat();
        let unity = words(UNITY);
        let header = boxed(
            b"mvhd",
            &[
                &times(self.length)[..],
                &words([0x1_0000, 0x0100_0000, 0, 0]),
                &unity,
                &words([0; 6]),
                &words([2]),
            ]
            .concat(),
        );
        // Enabled, and in the movie; the track's number stands where the others have their rate.
        let track = words([0x0100_0003, 0, 0, 0, 0, 1, 0]);
        let track = boxed(
            b"tkhd",
            &[&track[..], &self.length.to_be_bytes(), &words([0, 0, 0, 0x0100_0000]), &unity, &words([0, 0])]
                .concat(),
        );
        let edit = [
            &words([0x0100_0000, 1])[..],
            &self.length.to_be_bytes(),
            &self.skip.to_be_bytes(),
            &words([0x1_0000]),
        ];
        let edits = boxed(b"edts", &boxed(b"elst", &edit.concat()));
        let media = boxed(b"mdhd", &[&times(self.coded)[..], &LANGUAGE.to_be_bytes(), &[0, 0]].concat());
        let handler = boxed(b"hdlr", &[&[0; 8], &b"soun"[..], &[0; 13]].concat());
        let here = boxed(b"dref", &[&words([0, 1])[..], &boxed(b"url ", &[0, 0, 0, 1])].concat());
        let described = boxed(b"stsd", &[&words([0, 1])[..], entry].concat());
        let samples = boxed(b"stbl", &[&described[..], &table.boxes(self.data)].concat());
        let information =
            boxed(b"minf", &[&boxed(b"smhd", &[0; 8])[..], &boxed(b"dinf", &here), &samples].concat());
        let media = boxed(b"mdia", &[media, handler, information].concat());
        let track = boxed(b"trak", &[track, edits, media].concat());
        boxed(b"moov", &[header, track, user_data(tags)].concat())
    }
}

/// The description of the samples: how they are coded, and what their decoder must know.
fn sample_entry(params: &AudioCodecParameters, channels: u16) -> Option<Vec<u8>> {
    let rate = params.sample_rate.unwrap_or_default();
    let (kind, bits, inside) = if params.codec == CODEC_ID_ALAC {
        let cookie = params.extra_data.as_deref()?;
        // Core Audio files may have it as MP4 once had: behind the name of the codec, in a box of its own.
        let cookie = if cookie.get(4..8) == Some(b"frma") { cookie.get(24..)? } else { cookie };
        // Its sixth byte is the number of bits; what follows the first 24 tells where channels are heard.
        let cookie = cookie.get(..24)?;
        let bits = cookie.get(5).copied().unwrap_or(16);
        (b"alac", u16::from(bits), boxed(b"alac", &[&[0; 4], cookie].concat()))
    } else {
        let config = match params.extra_data.as_deref() {
            Some(config) => config.to_vec(),
            None => config(rate, channels)?,
        };
        (b"mp4a", 16, elementary_stream(&config)?)
    };
    let mut entry =
        [&[0; 6][..], &[0, 1], &[0; 8], &channels.to_be_bytes(), &bits.to_be_bytes(), &[0; 4]].concat();
    // Its whole part in sixteen bits; a higher rate is told by the codec's own description.
    entry.extend(u16::try_from(rate).unwrap_or_default().to_be_bytes());
    entry.extend([0, 0]);
    entry.extend(inside);
    Some(boxed(kind, &entry))
}

/// AAC's configuration where the file had none, as an ADTS stream (ISO/IEC 14496-3 §1.6.2): low complexity.
fn config(rate: u32, channels: u16) -> Option<Vec<u8>> {
    let index = crate::decode::aac::RATES.iter().position(|&known| known == rate)?;
    let bits = 2 << 11 | u16::try_from(index).ok()? << 7 | channels << 3;
    Some(bits.to_be_bytes().to_vec())
}

/// The `esds` box: descriptors one inside the other (ISO/IEC 14496-1 §7.2.6): stream, decoder, configuration.
fn elementary_stream(config: &[u8]) -> Option<Vec<u8>> {
    let descriptor = |tag: u8, body: &[u8]| {
        Some([&[tag, u8::try_from(body.len()).ok().filter(|&size| size < 128)?], body].concat())
    };
    let config = descriptor(5, config)?;
    // MPEG-4 audio, as a stream of sound; its bit rates are not told.
    let decoder = descriptor(4, &[&[0x40, 0x15][..], &[0; 11], &config].concat())?;
    let stream = descriptor(3, &[&[0, 0, 0][..], &decoder, &descriptor(6, &[2])?].concat())?;
    Some(boxed(b"esds", &[&[0; 4], &stream[..]].concat()))
}

fn words(words: impl IntoIterator<Item = u32>) -> Vec<u8> {
    words.into_iter().flat_map(u32::to_be_bytes).collect()
}

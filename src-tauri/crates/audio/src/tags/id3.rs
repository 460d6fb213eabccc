//! ID3v2, versions 2.2 to 2.4 (id3.org), and its chapters (ID3v2 Chapter Frame Addendum).

use std::borrow::Cow;
use std::collections::HashMap;
use std::io;

use causerie_model::TimeMs;

use super::{Chapter, LARGEST, MOST_CHAPTERS, Place, Tags, clock, put, text};
use crate::decode::mp4::be32;
use crate::decode::window::Window;

const HEADER: usize = 10;
/// The most tables of contents that are taken in.
const MOST_TABLES: usize = 1000;

/// Reads the tag at the start of a file and gives its length; 0 where there is none.
pub(crate) fn read(window: &mut Window, tags: &mut Tags) -> io::Result<u64> {
    let header = window.at(0, HEADER)?;
    let size = header.get(6..).and_then(|size| syncsafe(size.first_chunk()?));
    let (true, Some(size), Some(flags)) = (header.starts_with(b"ID3"), size, header.get(5).copied()) else {
        return Ok(0);
    };
    let footer = if flags & 0x10 != 0 { HEADER as u64 } else { 0 };
    let length = HEADER as u64 + u64::from(size);
    if length <= LARGEST {
        parse(&window.bytes(0, length)?, tags);
    }
    Ok(length + footer)
}

/// Takes in a whole tag, as stands at the start of an MP3 or in a chunk of a WAV file.
pub(crate) fn parse(tag: &[u8], tags: &mut Tags) {
    let Some((&[b'I', b'D', b'3', version @ 2..=4, _, flags, ..], body)) = tag.split_first_chunk::<HEADER>()
    else {
        return;
    };
    // From 2.4 on each frame says for itself whether it was made safe.
    let body = if version < 4 && flags & 0x80 != 0 { synchronised(body) } else { body.into() };
    let extended = match version {
        3 if flags & 0x40 != 0 => be32(&body, 0).map_or(0, |size| size as usize + 4),
        4 if flags & 0x40 != 0 => body.first_chunk().and_then(syncsafe).unwrap_or_default() as usize,
        _ => 0,
    };
    let mut contents = Contents::default();
    let mut written = [const { String::new() }; 3];
    for (id, body) in frames(version, body.get(extended..).unwrap_or_default()) {
        match id {
            b"TIT2" | b"TT2" => put(&mut tags.title, &string(&body)),
            b"TPE1" | b"TP1" => put(&mut tags.artist, &string(&body)),
            b"TALB" | b"TAL" => put(&mut tags.album, &string(&body)),
            b"COMM" | b"COM" => {
                // Programs hide numbers of their own in comments that have a name.
                if let Some((_, value)) = named(&body, 4).filter(|(name, _)| name.is_empty()) {
                    put(&mut tags.comment, &value);
                }
            }
            b"TXXX" | b"TXX" => {
                if let Some((name, value)) = named(&body, 1) {
                    tags.named(&name, &value);
                }
            }
            b"TDRC" => tags.start(Place::Id3Recording, clock::written(&string(&body))),
            b"TDEN" => tags.start(Place::Id3Encoding, clock::written(&string(&body))),
            b"TYER" | b"TYE" => written[0] = string(&body),
            b"TDAT" | b"TDA" => written[1] = string(&body),
            b"TIME" | b"TIM" => written[2] = string(&body),
            b"CHAP" => contents.chapter(version, &body),
            b"CTOC" => contents.table(&body),
            _ => {}
        }
    }
    tags.start(Place::Id3Recording, in_parts(&written));
    let room = MOST_CHAPTERS.saturating_sub(tags.chapters.len());
    tags.chapters.extend(contents.in_order().into_iter().take(room));
}

/// The moment of a year, `DDMM` and `HHMM`.
fn in_parts([year, date, time]: &[String; 3]) -> Option<String> {
    let (day, month) = date.split_at_checked(2)?;
    let (hour, minute) = time.split_at_checked(2)?;
    clock::written(&format!("{year}-{month}-{day}T{hour}:{minute}"))
}

/// The frames of a tag, or of a frame that holds others, but for those that are compressed or encrypted.
fn frames(version: u8, mut rest: &[u8]) -> impl Iterator<Item = (&[u8], Cow<'_, [u8]>)> {
    std::iter::from_fn(move || {
        loop {
            let (id, size, flags, head) = if version == 2 {
                let &[_, _, _, a, b, c] = rest.first_chunk()?;
                (rest.get(..3)?, u32::from_be_bytes([0, a, b, c]), 0, 6)
            } else {
                let &[_, _, _, _, a, b, c, d, _, flags] = rest.first_chunk()?;
                let plain = u32::from_be_bytes([a, b, c, d]);
                // Some programs write 2.4 with the sizes of 2.3.
                let size = if version == 4 { syncsafe(&[a, b, c, d]).unwrap_or(plain) } else { plain };
                (rest.get(..4)?, size, flags, HEADER)
            };
            if id.first() == Some(&0) {
                return None;
            }
            let body = rest.get(head..)?;
            let (body, behind) = body.split_at_checked(size as usize).unwrap_or((body, &[]));
            rest = behind;
            let (unread, skip) = match version {
                3 => (flags & 0xc0 != 0, usize::from(flags & 0x20 != 0)),
                4 => (flags & 0x0c != 0, usize::from(flags & 0x40 != 0) + if flags & 1 != 0 { 4 } else { 0 }),
                _ => (false, 0),
            };
            if !unread {
                let body = body.get(skip..).unwrap_or_default();
                let unsafe_bytes = version == 4 && flags & 2 != 0;
                return Some((id, if unsafe_bytes { synchronised(body) } else { body.into() }));
            }
        }
    })
}

/// Undoes what keeps a tag from looking like sound: a zero behind every 0xff.
fn synchronised(bytes: &[u8]) -> Cow<'_, [u8]> {
    let mut last = 0;
    let keep = |&byte: &u8| {
        let stuffed = last == 0xff && byte == 0;
        last = byte;
        !stuffed
    };
    Cow::Owned(bytes.iter().copied().filter(keep).collect())
}

/// A number of four bytes with seven bits each.
fn syncsafe(bytes: &[u8; 4]) -> Option<u32> {
    bytes.iter().try_fold(0, |number, &byte| (byte < 0x80).then_some(number << 7 | u32::from(byte)))
}

/// The text of a frame that is one; of several, the first.
fn string(body: &[u8]) -> String {
    match body {
        [encoding, text @ ..] => decode(*encoding, text),
        [] => String::new(),
    }
}

/// A name and a value, which follow `skip` bytes whose first tells the encoding.
fn named(body: &[u8], skip: usize) -> Option<(String, String)> {
    let (encoding, rest) = (*body.first()?, body.get(skip..)?);
    let wide = matches!(encoding, 1 | 2);
    let end = if wide {
        rest.as_chunks::<2>().0.iter().position(|unit| unit == &[0, 0])? * 2
    } else {
        rest.iter().position(|&byte| byte == 0)?
    };
    let value = rest.get(end + if wide { 2 } else { 1 }..)?;
    Some((decode(encoding, rest.get(..end)?), decode(encoding, value)))
}

fn decode(encoding: u8, bytes: &[u8]) -> String {
    match (encoding, bytes) {
        (0, _) => text::latin1(bytes),
        (1, [0xfe, 0xff, rest @ ..]) => text::utf16(rest, u16::from_be_bytes),
        (1, [0xff, 0xfe, rest @ ..]) => text::utf16(rest, u16::from_le_bytes),
        (1, _) => text::utf16(bytes, u16::from_le_bytes),
        (2, _) => text::utf16(bytes, u16::from_be_bytes),
        _ => text::utf8(bytes),
    }
}

/// The chapters and tables of contents of a tag.
#[derive(Default)]
struct Contents {
    chapters: Vec<(Vec<u8>, Chapter)>,
    tables: HashMap<Vec<u8>, Vec<Vec<u8>>>,
    top: Option<Vec<u8>>,
}

impl Contents {
    fn chapter(&mut self, version: u8, body: &[u8]) {
        let Some((id, rest)) = until_nul(body) else { return };
        // All ones: the place is told in bytes of the file.
        let time = |at| be32(rest, at).filter(|&ms| ms != u32::MAX).map(|ms| TimeMs::new(ms.into()));
        let Some(start) = time(0).filter(|_| self.chapters.len() < MOST_CHAPTERS) else { return };
        let title = frames(version, rest.get(16..).unwrap_or_default()).find(|(id, _)| id == b"TIT2");
        let title = title.map(|(_, body)| string(&body)).unwrap_or_default();
        self.chapters.push((id.to_vec(), Chapter::new(start, time(4), title)));
    }

    fn table(&mut self, body: &[u8]) {
        let Some((id, &[flags, count, ref rest @ ..])) = until_nul(body) else { return };
        if self.tables.len() >= MOST_TABLES {
            return;
        }
        let mut rest = rest;
        let mut entries = Vec::new();
        for _ in 0..count {
            let Some((entry, behind)) = until_nul(rest) else { break };
            entries.push(entry.to_vec());
            rest = behind;
        }
        if flags & 2 != 0 && self.top.is_none() {
            self.top = Some(id.to_vec());
        }
        self.tables.insert(id.to_vec(), entries);
    }

    /// The chapters as the top table lists them, by way of the tables that it lists, then all others.
    fn in_order(mut self) -> Vec<Chapter> {
        let mut places = HashMap::new();
        let mut open: Vec<_> = self.top.into_iter().collect();
        while let Some(id) = open.pop() {
            match self.tables.remove(&id) {
                Some(entries) => open.extend(entries.into_iter().rev()),
                None => {
                    let place = places.len();
                    places.entry(id).or_insert(place);
                }
            }
        }
        self.chapters.sort_by_key(|(id, _)| places.get(id).copied().unwrap_or(usize::MAX));
        self.chapters.into_iter().map(|(_, chapter)| chapter).collect()
    }
}

fn until_nul(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.iter().position(|&byte| byte == 0)?;
    Some((bytes.get(..end)?, bytes.get(end + 1..)?))
}

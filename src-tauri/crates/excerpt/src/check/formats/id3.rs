//! ID3v2 tags, versions 2.2 to 2.4 (<https://id3.org/id3v2.4.0-structure>), and ID3v1.

use std::io;

use super::super::bytes::{self, Source, big, part, size, split};
use super::super::layout::{LARGEST, Layout, Matter};
use super::inflated;

const HEADER: u64 = 10;
/// Chapters hold frames, which hold no chapters.
const DEEPEST: usize = 3;

/// Reads a tag, if there is one, and gives where it ends.
pub(in super::super) fn read(
    source: &mut dyn Source,
    at: u64,
    length: u64,
    layout: &mut Layout,
) -> io::Result<u64> {
    let header = bytes::read(source, at, HEADER)?;
    if header.get(..3) != Some(b"ID3") {
        return Ok(at);
    }
    let end = (at + HEADER + synchsafe(&header, 6).unwrap_or_default()).min(length);
    let body = bytes::read(source, at + HEADER, (end - at - HEADER).min(LARGEST))?;
    layout.span(at..at + HEADER + body.len() as u64, Matter::Seen);
    tag(&header, body, layout);
    Ok(end)
}

/// A tag that lies in memory whole.
pub(super) fn whole(bytes: &[u8], layout: &mut Layout) {
    tag(part(bytes, 0, size(HEADER)), part(bytes, size(HEADER), usize::MAX).to_vec(), layout);
}

fn tag(header: &[u8], body: Vec<u8>, layout: &mut Layout) {
    let version = header.get(3).copied().unwrap_or_default();
    let flags = header.get(5).copied().unwrap_or_default();
    let body = if flags & 0x80 != 0 && version < 4 { synchronised(&body) } else { body };
    let extended = match version {
        _ if flags & 0x40 == 0 => 0,
        3 => big(&body, 0, 4).unwrap_or_default() + 4,
        _ => synchsafe(&body, 0).unwrap_or_default(),
    };
    layout.text("ID3v2 extended header", part(&body, 0, size(extended)));
    frames(part(&body, size(extended), usize::MAX), version, flags & 0x80 != 0, DEEPEST, layout);
}

/// The length of a tag of version 1, in bytes.
pub(super) const VERSION_1: u64 = 128;

/// A tag of version 1, which begins with `TAG`: title, artist, album, year, comment and genre, of fixed lengths.
pub(super) fn version_1(tag: &[u8], layout: &mut Layout) {
    for (at, length) in [(3, 30), (33, 30), (63, 30), (93, 4), (97, 30)] {
        layout.text("ID3v1", part(tag, at, length));
    }
}

/// Seven bits of each of four bytes.
fn synchsafe(bytes: &[u8], at: usize) -> Option<u64> {
    Some(bytes.get(at..at + 4)?.iter().fold(0, |value, &byte| value << 7 | u64::from(byte & 0x7F)))
}

/// Unsynchronisation puts a zero behind each 0xFF; taken away again.
fn synchronised(bytes: &[u8]) -> Vec<u8> {
    let mut before = 0;
    let mut out = bytes.to_vec();
    out.retain(|&byte| {
        let is_put = before == 0xFF && byte == 0;
        before = byte;
        !is_put
    });
    out
}

fn frames(mut body: &[u8], version: u8, is_unsynchronised: bool, depth: usize, layout: &mut Layout) {
    let (name, head) = if version == 2 { (3, 6) } else { (4, 10) };
    loop {
        let id = part(body, 0, name);
        let is_id = id.len() == name && id.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        let length = match version {
            2 => big(body, 3, 3),
            4 => synchsafe(body, 4),
            _ => big(body, 4, 4),
        };
        let Some(length) =
            length.map(size).filter(|&length| is_id && length <= body.len().saturating_sub(head))
        else {
            layout.text("ID3v2 padding", body);
            return;
        };
        let id = String::from_utf8_lossy(id);
        let flags = body.get(9).copied().unwrap_or_default();
        let data = part(body, head, length);
        let plain = match version {
            3 if flags & 0x80 != 0 => inflated(part(data, 4, usize::MAX)),
            4 => {
                let skipped = if flags & 1 != 0 { 4 } else { 0 };
                let data = part(data, skipped, usize::MAX);
                let data =
                    if flags & 2 != 0 || is_unsynchronised { synchronised(data) } else { data.to_vec() };
                if flags & 8 != 0 { inflated(&data) } else { data }
            }
            _ => data.to_vec(),
        };
        frame(&id, &plain, version, depth, layout);
        body = part(body, head + length, usize::MAX);
    }
}

fn frame(id: &str, data: &[u8], version: u8, depth: usize, layout: &mut Layout) {
    let label = format!("ID3v2 {id}");
    match id {
        "APIC" | "PIC" | "GEOB" => {
            let starts = [&b"\x89PNG"[..], b"\xFF\xD8\xFF", b"GIF8", b"RIFF", b"BM"];
            let start = starts
                .iter()
                .filter_map(|mark| data.windows(mark.len()).position(|window| window == *mark))
                .min();
            layout.text(&label, part(data, 0, start.unwrap_or(usize::MAX)));
            layout.picture(label, part(data, start.unwrap_or(usize::MAX), usize::MAX));
        }
        "CHAP" | "CTOC" if depth > 0 => {
            let (element, rest) = split(data, &[0]);
            layout.text(&label, element);
            // Behind the times of a chapter, and behind a table's entries, stand frames of their own.
            let skipped = if id == "CHAP" { 16 } else { entries(rest) };
            layout.text(&label, part(rest, 0, skipped));
            frames(part(rest, skipped, usize::MAX), version, false, depth - 1, layout);
        }
        // The first byte tells the encoding, and all are tried.
        _ if id.starts_with('T') || id.starts_with("CO") || id.starts_with("US") => {
            layout.text(label, part(data, 1, usize::MAX));
        }
        _ => layout.text(label, data),
    }
}

/// The length of the entries of a table of contents.
fn entries(rest: &[u8]) -> usize {
    let mut at = 2;
    for _ in 0..rest.get(1).copied().unwrap_or_default() {
        at += split(part(rest, at, usize::MAX), &[0]).0.len() + 1;
    }
    at
}

//! MP4, M4A and QuickTime: the creation time (ISO/IEC 14496-12 §8.2.2) and the lists of tags.

use std::io;

use super::{Place, Tags, clock, mp4_chapters, put, text};
use crate::decode::mp4::{be32, be64, boxes, child, moov};
use crate::decode::window::Window;

/// Seconds from 1904, where these files count from, to 1970.
const FROM_1904: i64 = 2_082_844_800;

/// Reads the `moov` box and the chapters that it points at.
pub(crate) fn read(window: &mut Window, tags: &mut Tags) -> io::Result<()> {
    let Some(moov) = moov(window)? else { return Ok(()) };
    tags.start(Place::Mvhd, child(&moov, b"mvhd").and_then(created));
    let user = child(&moov, b"udta").unwrap_or_default();
    for meta in [child(&moov, b"meta"), child(user, b"meta")].into_iter().flatten() {
        list(meta, tags);
    }
    for (kind, content) in boxes(user) {
        // QuickTime's own way: a length, a language and the text.
        if let &[a, b, _, _, ref value @ ..] = content {
            let length = usize::from(u16::from_be_bytes([a, b]));
            item(kind, value.get(..length).unwrap_or(value), tags);
        }
    }
    tags.chapters = mp4_chapters::of_track(window, &moov)?;
    if tags.chapters.is_empty() {
        tags.chapters = child(user, b"chpl").map(mp4_chapters::of_list).unwrap_or_default();
    }
    Ok(())
}

/// The creation time in `mvhd`. Programs that count from 1970 are told by what would be before it, as ffmpeg does.
fn created(mvhd: &[u8]) -> Option<String> {
    let seconds = if mvhd.first() == Some(&1) { be64(mvhd, 4)? } else { be32(mvhd, 4)?.into() };
    let seconds = i64::try_from(seconds).ok()?;
    clock::unix(if seconds >= FROM_1904 { seconds - FROM_1904 } else { seconds })
}

/// The items of a `meta` box: under names of their own, if it has `keys`, or under Apple's four letters.
fn list(meta: &[u8], tags: &mut Tags) {
    // A version and flags come first, but not in QuickTime's.
    let meta = if meta.get(4..8) == Some(b"hdlr") { meta } else { meta.get(4..).unwrap_or_default() };
    let keys = child(meta, b"keys").and_then(|keys| keys.get(8..));
    let keys: Option<Vec<_>> = keys.map(|keys| boxes(keys).map(|(_, name)| name).collect());
    for (kind, content) in boxes(child(meta, b"ilst").unwrap_or_default()) {
        let Some(value) = child(content, b"data").and_then(|data| data.get(8..)) else { continue };
        let number = usize::try_from(u32::from_be_bytes(kind)).unwrap_or_default();
        match &keys {
            Some(keys) => {
                if let Some(name) = keys.get(number.wrapping_sub(1)) {
                    tags.named(&text::utf8(name), &text::guessed(value));
                }
            }
            None => item(kind, value, tags),
        }
    }
}

fn item(kind: [u8; 4], value: &[u8], tags: &mut Tags) {
    match &kind {
        b"\xa9nam" => put(&mut tags.title, &text::guessed(value)),
        b"\xa9ART" => put(&mut tags.artist, &text::guessed(value)),
        b"\xa9alb" => put(&mut tags.album, &text::guessed(value)),
        b"\xa9cmt" | b"desc" => put(&mut tags.comment, &text::guessed(value)),
        b"\xa9day" => tags.start(Place::Date, clock::written(&text::guessed(value))),
        _ => {}
    }
}

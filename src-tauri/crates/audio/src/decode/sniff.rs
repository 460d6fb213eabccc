//! Kinds of file that are not read, told by their first bytes so that the error can name them.

use std::path::Path;

use crate::AudioError;

/// Sound and video of kinds that have no reader here: offset, bytes, name.
const UNREAD: &[(usize, &[u8], &str)] = &[
    (0, &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], "Windows Media (WMA, WMV)"),
    (0, b"RF64", "an RF64 file"),
    (0, b"BW64", "a BW64 file"),
    (8, b"AVI ", "an AVI video"),
    (0, b"FLV\x01", "a Flash video"),
    (0, b"caff", "a Core Audio file"),
    (0, b"#!AMR", "an AMR file"),
    (0, b"wvpk", "a WavPack file"),
    (0, b"MAC ", "a Monkey's Audio file"),
    (0, b".RMF", "a RealMedia file"),
    (0, b"MThd", "a MIDI file"),
    (0, &[0, 0, 1, 0xba], "an MPEG program stream"),
];

/// Things that people give by mistake.
const OTHER: &[(usize, &[u8], &str)] = &[
    (0, b"\x89PNG", "it is a PNG picture"),
    (0, b"\xff\xd8\xff", "it is a JPEG picture"),
    (0, b"GIF8", "it is a GIF picture"),
    (8, b"WEBP", "it is a WebP picture"),
    (0, b"%PDF", "it is a PDF document"),
    (0, b"PK\x03\x04", "it is a ZIP archive or an office document"),
    (0, b"\x7fELF", "it is a program"),
    (0, b"MZ", "it is a program"),
    (0, b"<!DOCTYPE", "it is a web page"),
    (0, b"<html", "it is a web page"),
    (0, b"WEBVTT", "it is a transcript"),
];

/// Refuses what the first bytes of `path` show to be of no use.
pub(crate) fn refuse(path: &Path, head: &[u8]) -> Result<(), AudioError> {
    if let Some(what) = named(UNREAD, head) {
        return Err(AudioError::Unsupported { path: path.into(), what: what.into() });
    }
    if is_transport_stream(head) {
        return Err(AudioError::Unsupported { path: path.into(), what: "an MPEG transport stream".into() });
    }
    match named(OTHER, head) {
        Some(what) => Err(AudioError::NotAudio { path: path.into(), what: what.into() }),
        None => Ok(()),
    }
}

fn named(kinds: &[(usize, &[u8], &'static str)], head: &[u8]) -> Option<&'static str> {
    kinds
        .iter()
        .find(|(at, magic, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)))
        .map(|(_, _, name)| *name)
}

/// Packets of 188 bytes (192 with a time stamp ahead, as on Blu-ray), each opened by 0x47.
fn is_transport_stream(head: &[u8]) -> bool {
    [(0, 188), (4, 192)]
        .iter()
        .any(|&(first, step)| (0..4).all(|n| head.get(first + n * step) == Some(&0x47)))
}

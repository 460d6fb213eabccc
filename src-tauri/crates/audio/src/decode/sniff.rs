//! Kinds of file that are not read, told by their first bytes so that the error can name them.

use std::path::Path;

use super::source::Kind;
use super::window::Window;
use super::{matroska, mp4};
use crate::AudioError;

/// Sound and video of kinds that have no reader here: offset, bytes, name.
const UNREAD: &[(usize, &[u8], &str)] = &[
    (0, &[0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11], "Windows Media (WMA, WMV)"),
    (8, b"AVI ", "an AVI video"),
    (0, b"FLV\x01", "a Flash video"),
    (0, b"#!AMR", "an AMR file"),
    (28, b"Speex   ", "Speex speech in Ogg"),
    (0, b"\x02dss", "a DSS dictation"),
    (0, b"\x03ds2", "a DS2 dictation"),
    (0, b".snd", "a Sun AU file"),
    (0, b"TTA1", "a True Audio file"),
    (0, b"MPCK", "a Musepack file"),
    (0, b"MP+", "a Musepack file"),
    (0, b"DSD ", "a DSD file"),
    (0, b"\x0b\x77", "Dolby Digital sound (AC-3)"),
    (0, b"\x7f\xfe\x80\x01", "DTS sound"),
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

/// Codings that are read in a Matroska file.
const READ: &[&str] =
    &["A_AAC", "A_ALAC", "A_FLAC", "A_MPEG/L3", "A_OPUS", "A_PCM/FLOAT", "A_PCM/INT", "A_VORBIS"];

/// How the sound in an MP4 or Matroska file is coded, in words, if that is not read; an error if it is locked.
pub(crate) fn coding(
    path: &Path,
    window: &mut Window,
    kind: Kind,
    start: u64,
) -> Result<Option<String>, AudioError> {
    let failed = |error| AudioError::io(path, error);
    let locked = |by: &str| AudioError::Locked { path: path.into(), by: by.into() };
    match kind {
        Kind::Mp4 => match mp4::moov(window).map_err(failed)?.as_deref().and_then(mp4::coding) {
            Some(coding) => match &coding {
                b"drms" => Err(locked("iTunes' copy protection (FairPlay)")),
                b"aavd" => Err(locked("Audible's copy protection")),
                b"enca" => Err(locked("copy protection (Common Encryption)")),
                b"samr" | b"sawb" => Ok(Some("an MP4 file of AMR speech".into())),
                // What is read as a rule, but not in this file, is damaged.
                b"mp4a" | b"alac" | b"Opus" | b"fLaC" | b".mp3" | b"lpcm" | b"sowt" | b"twos" | b"in24"
                | b"in32" | b"fl32" | b"fl64" | b"raw " | b"ulaw" | b"alaw" => Ok(None),
                b"ac-3" | b"ec-3" => Ok(Some("an MP4 file of Dolby Digital sound".into())),
                other => {
                    let name = String::from_utf8_lossy(other).trim().to_owned();
                    Ok(Some(format!("an MP4 file coded in a rare way ({name})")))
                }
            },
            None => Ok(None),
        },
        Kind::Matroska => match matroska::sound(window, start).map_err(failed)? {
            Some(sound) if sound.locked => Err(locked("encryption")),
            Some(sound) if READ.iter().any(|read| sound.coding.starts_with(read)) => Ok(None),
            Some(sound) => Ok(Some(format!("a Matroska file coded in a rare way ({})", sound.coding))),
            None => Ok(None),
        },
        Kind::Aiff | Kind::Caf | Kind::Ogg | Kind::Wave | Kind::Signed | Kind::Unsigned => Ok(None),
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

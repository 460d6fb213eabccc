//! The chunks of WAV and AIFF files: `bext` (EBU Tech 3285), cue points with their labels and `INFO` (Microsoft's
//! Multimedia Programming Interface, 1991), and ID3 in a chunk of its own.

use std::collections::BTreeMap;
use std::io;

use causerie_model::TimeMs;

use super::{Chapter, LARGEST, MOST_CHAPTERS, Place, Tags, clock, id3, put, text};
use crate::decode::window::Window;

/// How much `TimeReference` may differ from the time of day, in seconds, to be a finer word for it. Elsewhere it
/// is the place on an editor's timeline.
const SAME_MOMENT: f64 = 2.0;

/// Reads a WAV file.
pub(crate) fn wave(window: &mut Window, tags: &mut Tags) -> io::Result<()> {
    let (mut rate, mut bext, mut cues, mut labels) = (0, Vec::new(), Vec::new(), BTreeMap::new());
    each_chunk(window, u32::from_le_bytes, |kind, content| match kind {
        b"fmt " => rate = le32(content, 4).unwrap_or_default(),
        b"bext" => bext = content.to_vec(),
        b"cue " => cues = cue_points(content),
        b"LIST" if content.starts_with(b"adtl") => label(content, &mut labels),
        b"LIST" if content.starts_with(b"INFO") => info(content, tags),
        b"id3 " | b"ID3 " => id3::parse(content, tags),
        _ => {}
    })?;
    tags.start(Place::Bext, origination(&bext, rate));
    put(&mut tags.comment, &text::guessed(bext.get(..256).unwrap_or_default()));
    cues.sort_by_key(|&(_, frame)| frame);
    if rate > 0 && tags.chapters.is_empty() {
        tags.chapters = cues
            .into_iter()
            .map(|(id, frame)| {
                let at = |frame: u64| TimeMs::from_frames(frame, rate);
                let Label { title, frames } = labels.remove(&id).unwrap_or_default();
                Chapter::new(at(frame.into()), Some(at(u64::from(frame) + u64::from(frames))), title)
            })
            .collect();
    }
    Ok(())
}

/// Reads an AIFF file.
pub(crate) fn aiff(window: &mut Window, tags: &mut Tags) -> io::Result<()> {
    each_chunk(window, u32::from_be_bytes, |kind, content| match kind {
        b"NAME" => put(&mut tags.title, &text::guessed(content)),
        b"AUTH" => put(&mut tags.artist, &text::guessed(content)),
        b"ANNO" => put(&mut tags.comment, &text::guessed(content)),
        b"ID3 " => id3::parse(content, tags),
        _ => {}
    })
}

/// Shows every chunk but those of the sound itself.
fn each_chunk(
    window: &mut Window,
    number: fn([u8; 4]) -> u32,
    mut show: impl FnMut(&[u8; 4], &[u8]),
) -> io::Result<()> {
    let mut at = 12;
    while let &[a, b, c, d, s, t, u, v] = window.at(at, 8)? {
        let (kind, size) = ([a, b, c, d], u64::from(number([s, t, u, v])));
        if !matches!(&kind, b"data" | b"SSND") && size <= LARGEST {
            show(&kind, &window.bytes(at + 8, size)?);
        }
        at += 8 + size + size % 2;
    }
    Ok(())
}

/// `OriginationDate` and `OriginationTime`, whose parts any of `-_:. ` may separate.
fn origination(bext: &[u8], rate: u32) -> Option<String> {
    let part = |at: usize, length: usize| {
        std::str::from_utf8(bext.get(at..at + length)?).ok()?.trim().parse::<i16>().ok()
    };
    let small = |at: usize| part(at, 2).and_then(|number| i8::try_from(number).ok());
    let date = jiff::civil::Date::new(part(320, 4)?, small(325)?, small(328)?).ok()?;
    let time = jiff::civil::Time::new(small(330)?, small(333)?, small(336)?, 0).ok()?;
    let frames = u64::from(le32(bext, 338)?) | u64::from(le32(bext, 342)?) << 32;
    let midnight = jiff::civil::Time::midnight();
    let referred = TimeMs::from_frames(frames, rate).get();
    let told = time.duration_since(midnight).as_secs_f64();
    let finer = (referred as f64 / 1000.0 - told).abs() < SAME_MOMENT;
    let time =
        if finer { midnight.checked_add(jiff::SignedDuration::from_millis(referred)).ok()? } else { time };
    clock::written(&date.to_datetime(time).to_string())
}

fn cue_points(content: &[u8]) -> Vec<(u32, u32)> {
    let points = content.get(4..).unwrap_or_default().chunks_exact(24).take(MOST_CHAPTERS);
    points.filter_map(|point| Some((le32(point, 0)?, le32(point, 20)?))).collect()
}

#[derive(Default)]
struct Label {
    title: String,
    frames: u32,
}

fn label(list: &[u8], labels: &mut BTreeMap<u32, Label>) {
    for (kind, content) in parts(list) {
        let Some(id) = le32(content, 0) else { continue };
        if labels.len() >= MOST_CHAPTERS && !labels.contains_key(&id) {
            continue;
        }
        match kind {
            b"labl" => {
                labels.entry(id).or_default().title = text::guessed(content.get(4..).unwrap_or_default())
            }
            b"ltxt" => labels.entry(id).or_default().frames = le32(content, 4).unwrap_or_default(),
            _ => {}
        }
    }
}

fn info(list: &[u8], tags: &mut Tags) {
    for (kind, content) in parts(list) {
        let content = || text::guessed(content);
        match kind {
            b"INAM" => put(&mut tags.title, &content()),
            b"IART" => put(&mut tags.artist, &content()),
            b"IPRD" => put(&mut tags.album, &content()),
            b"ICMT" => put(&mut tags.comment, &content()),
            b"ICRD" => tags.start(Place::Icrd, clock::written(&content())),
            _ => {}
        }
    }
}

/// The chunks in a list, behind its kind.
fn parts(list: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    let mut rest = list.get(4..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (kind, behind) = rest.split_first_chunk()?;
        let (size, behind) = behind.split_first_chunk()?;
        let size = usize::try_from(u32::from_le_bytes(*size)).ok()?;
        let content = behind.get(..size).unwrap_or(behind);
        rest = behind.get(size.saturating_add(size % 2)..).unwrap_or_default();
        Some((kind, content))
    })
}

fn le32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

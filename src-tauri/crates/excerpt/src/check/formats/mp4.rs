//! Boxes of MP4 and QuickTime (ISO/IEC 14496-12), with the lists of chapters of Nero and the text tracks of QuickTime.

use std::io;
use std::ops::Range;

use super::super::bytes::{self, Source, big, part, size};
use super::super::layout::{LARGEST, Layout, Matter};

/// Boxes that hold boxes.
const CONTAINERS: [&str; 11] =
    ["moov", "trak", "mdia", "minf", "stbl", "udta", "ilst", "edts", "moof", "traf", "dinf"];
/// Tables of numbers.
const TABLES: [&str; 16] = [
    "co64", "ctts", "sbgp", "sgpd", "sidx", "stco", "stsc", "stss", "stsz", "stts", "stz2", "tfdt", "tfhd",
    "trun", "elst", "esds",
];
/// The kinds of tracks whose samples are text.
const TEXTS: [&[u8]; 5] = [b"text", b"sbtl", b"subt", b"clcp", b"meta"];
const DEEPEST: usize = 12;
/// So many samples of text are looked at.
const MOST_SAMPLES: usize = 100_000;

/// A track's samples, so far as they are known.
#[derive(Default)]
struct Track {
    is_text: bool,
    sizes: Vec<u64>,
    chunks: Vec<u64>,
    /// From which chunk on each holds how many samples.
    runs: Vec<(u64, u64)>,
}

pub(in super::super) fn read(source: &mut dyn Source, length: u64, layout: &mut Layout) -> io::Result<()> {
    let mut track = Track::default();
    let mut texts = Vec::new();
    boxes(source, 0..length, "", DEEPEST, layout, &mut track, &mut texts)?;
    for text in texts {
        let sample = bytes::read(source, text.start, (text.end - text.start).min(LARGEST))?;
        let length = big(&sample, 0, 2).map_or(0, size);
        layout.text("MP4 text track", part(&sample, 2, length));
        layout.text("MP4 text track", part(&sample, 2 + length, usize::MAX));
    }
    Ok(())
}

fn boxes(
    source: &mut dyn Source,
    range: Range<u64>,
    parent: &str,
    depth: usize,
    layout: &mut Layout,
    track: &mut Track,
    texts: &mut Vec<Range<u64>>,
) -> io::Result<()> {
    let mut at = range.start;
    while at + 8 <= range.end {
        let head = bytes::read(source, at, 16)?;
        let (header, told) = match big(&head, 0, 4) {
            Some(1) => (16, big(&head, 8, 8).unwrap_or_default()),
            Some(0) => (8, range.end - at),
            told => (8, told.unwrap_or_default()),
        };
        if told < header {
            return Ok(());
        }
        let end = at.saturating_add(told).min(range.end);
        let kind: String = part(&head, 4, 4).iter().map(|&byte| char::from(byte)).collect();
        let inner = (at + header).min(end)..end;
        if depth > 0 && (CONTAINERS.contains(&kind.as_str()) || parent == "ilst" || kind == "meta") {
            let skipped =
                if kind == "meta" && bytes::read(source, inner.start + 4, 4)? != b"hdlr" { 4 } else { 0 };
            layout.span(at..(inner.start + skipped).min(end), Matter::Seen);
            if kind == "trak" {
                *track = Track::default();
            }
            boxes(source, (inner.start + skipped).min(end)..end, &kind, depth - 1, layout, track, texts)?;
            if kind == "trak" && track.is_text {
                texts.extend(track.samples());
            }
        } else if kind == "mdat" {
            layout.span(inner, Matter::Compressed);
        } else if end - at <= LARGEST {
            let data = bytes::read(source, inner.start, inner.end - inner.start)?;
            leaf(&kind, parent, &data, layout);
            track.learn(&kind, &data);
            layout.span(at..end, Matter::Seen);
        }
        at = end;
    }
    Ok(())
}

fn leaf(kind: &str, parent: &str, data: &[u8], layout: &mut Layout) {
    let label = format!("MP4 {}", if kind == "data" { parent } else { kind });
    if TABLES.contains(&kind) {
        layout.picture(label, data);
    } else if kind == "data" {
        let kind = big(data, 0, 4);
        let value = part(data, 8, usize::MAX);
        // 13 and 14 are JPEG and PNG.
        if matches!(kind, Some(13 | 14)) { layout.picture(label, value) } else { layout.text(label, value) }
    } else if kind == "chpl" {
        let mut rest = part(data, 9, usize::MAX);
        while let Some(&length) = rest.get(8) {
            layout.text(&label, part(rest, 9, usize::from(length)));
            rest = part(rest, 9 + usize::from(length), usize::MAX);
        }
        layout.text(label, rest);
    } else if kind.starts_with('©') {
        // In QuickTime's own form a length and a language stand ahead of each text.
        layout.text(&label, part(data, 4, usize::MAX));
        layout.text(label, data);
    } else {
        layout.text(label, data);
    }
}

impl Track {
    fn learn(&mut self, kind: &str, data: &[u8]) {
        let rows = |at: usize, width: usize, count: Option<u64>| {
            let count = size(count.unwrap_or_default()).min(MOST_SAMPLES);
            (0..count).map_while(move |n| big(data, at + n * width, if width == 12 { 4 } else { width }))
        };
        match kind {
            "hdlr" => self.is_text |= TEXTS.contains(&part(data, 8, 4)),
            "stsz" => {
                self.sizes = match big(data, 4, 4) {
                    Some(0) => rows(12, 4, big(data, 8, 4)).collect(),
                    told => vec![
                        told.unwrap_or_default();
                        size(big(data, 8, 4).unwrap_or_default()).min(MOST_SAMPLES)
                    ],
                }
            }
            "stco" => self.chunks = rows(8, 4, big(data, 4, 4)).collect(),
            "co64" => self.chunks = rows(8, 8, big(data, 4, 4)).collect(),
            "stsc" => {
                let counts = rows(12, 12, big(data, 4, 4));
                self.runs = rows(8, 12, big(data, 4, 4)).zip(counts).collect();
            }
            _ => {}
        }
    }

    fn samples(&self) -> Vec<Range<u64>> {
        let mut sizes = self.sizes.iter();
        let mut samples = Vec::new();
        for (number, &chunk) in (1..).zip(&self.chunks) {
            let run = self.runs.iter().rev().find(|(first, _)| *first <= number);
            let mut at = chunk;
            for _ in 0..run.map_or(1, |(_, count)| *count) {
                let Some(&size) = sizes.next() else { return samples };
                samples.push(at..at.saturating_add(size));
                at = at.saturating_add(size);
            }
        }
        samples
    }
}

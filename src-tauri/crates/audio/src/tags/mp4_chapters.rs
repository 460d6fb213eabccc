//! Chapters in MP4: Nero's list, and QuickTime's track of titles (QuickTime File Format, "Chapter Lists").

use std::io;
use std::iter;

use causerie_model::TimeMs;

use super::{Chapter, MOST_CHAPTERS, text};
use crate::decode::mp4::{be32, be64, boxes, child, timescale, track};
use crate::decode::window::Window;

/// The longest title that is read, in bytes.
const LONGEST: usize = 4096;

/// The chapters in a `chpl` box, in units of 100 ns. No standard has it: version 1 is as
/// ffmpeg writes it, version 0 from memory.
pub(crate) fn of_list(chpl: &[u8]) -> Vec<Chapter> {
    let count_at = if chpl.first() == Some(&0) { 4 } else { 8 };
    let mut rest = chpl.get(count_at + 1..).unwrap_or_default();
    let mut chapters = Vec::new();
    for _ in 0..chpl.get(count_at).copied().unwrap_or_default() {
        let Some((start, length)) = be64(rest, 0).zip(rest.get(8).copied()) else { break };
        let (title, behind) =
            rest.get(9..).unwrap_or_default().split_at_checked(length.into()).unwrap_or_default();
        let start = i64::try_from(start.saturating_add(5_000) / 10_000).unwrap_or(i64::MAX);
        chapters.push(Chapter::new(TimeMs::new(start), None, text::guessed(title)));
        rest = behind;
    }
    chapters
}

/// The chapters in the track of text that another names as its `chap`. A text without a word is a gap.
pub(crate) fn of_track(window: &mut Window, moov: &[u8]) -> io::Result<Vec<Chapter>> {
    let tracks = boxes(moov).filter(|(kind, _)| kind == b"trak");
    let named = tracks.filter_map(|(_, trak)| be32(child(child(trak, b"tref")?, b"chap")?, 0)).next();
    let Some(samples) = named.and_then(|id| track(moov, id)).and_then(samples) else { return Ok(Vec::new()) };
    let mut chapters = Vec::new();
    for Sample { at, size, start, end } in samples {
        let bytes = window.at(at, size.min(LONGEST))?;
        if let &[a, b, ref title @ ..] = bytes {
            let title = text::guessed(title.get(..usize::from(u16::from_be_bytes([a, b]))).unwrap_or(title));
            if !title.is_empty() {
                chapters.push(Chapter::new(start, Some(end), title));
            }
        }
    }
    Ok(chapters)
}

struct Sample {
    at: u64,
    size: usize,
    start: TimeMs,
    end: TimeMs,
}

/// The samples of a track, from its tables (ISO/IEC 14496-12 §8.6.1, §8.7).
fn samples(trak: &[u8]) -> Option<Vec<Sample>> {
    let mdia = child(trak, b"mdia")?;
    let scale = timescale(child(mdia, b"mdhd")?)?;
    let table = child(child(mdia, b"minf")?, b"stbl")?;
    let runs = child(table, b"stts")?.get(8..)?.chunks_exact(8);
    let mut lengths = runs.flat_map(|run| {
        let (count, length) = (be32(run, 0).unwrap_or_default(), be32(run, 4).unwrap_or_default());
        iter::repeat_n(length, count as usize)
    });
    let mut sizes = sizes(child(table, b"stsz")?)?;
    let mut per_chunk = child(table, b"stsc")?.get(8..)?.chunks_exact(12).peekable();
    let (mut samples, mut in_chunk, mut ticks) = (Vec::new(), 0, 0_u64);
    for (number, mut at) in (1..).zip(chunks(table)?) {
        while let Some(run) = per_chunk.next_if(|run| be32(run, 0) <= Some(number)) {
            in_chunk = be32(run, 4)?;
        }
        for _ in 0..in_chunk {
            if samples.len() >= MOST_CHAPTERS {
                return Some(samples);
            }
            let (Some(size), Some(length)) = (sizes.next(), lengths.next()) else { return Some(samples) };
            let time = |ticks: u64| TimeMs::from_seconds(ticks as f64 / scale);
            let start = time(ticks);
            ticks = ticks.saturating_add(length.into());
            samples.push(Sample { at, size: size as usize, start, end: time(ticks) });
            at = at.saturating_add(size.into());
        }
    }
    Some(samples)
}

/// The size of every sample: one for all, or each its own.
fn sizes(stsz: &[u8]) -> Option<impl Iterator<Item = u32>> {
    let (one, count) = (be32(stsz, 4)?, be32(stsz, 8)?);
    let each = stsz.get(12..)?.chunks_exact(4).filter_map(|size| be32(size, 0));
    let same = iter::repeat_n(one, if one == 0 { 0 } else { count as usize });
    Some(same.chain(each))
}

/// Where each chunk stands in the file.
fn chunks(table: &[u8]) -> Option<impl Iterator<Item = u64>> {
    let narrow = child(table, b"stco").and_then(|stco| stco.get(8..)).unwrap_or_default();
    let wide = child(table, b"co64").and_then(|co64| co64.get(8..)).unwrap_or_default();
    let narrow = narrow.chunks_exact(4).filter_map(|at| be32(at, 0).map(u64::from));
    Some(narrow.chain(wide.chunks_exact(8).filter_map(|at| be64(at, 0))))
}

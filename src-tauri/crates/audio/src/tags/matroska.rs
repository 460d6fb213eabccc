//! Matroska and WebM: `DateUTC`, chapters and tags (RFC 9559 §5.1).

use std::io;

use causerie_model::TimeMs;

use super::ebml::{child, elements, header, uint};
use super::{Chapter, LARGEST, MOST_CHAPTERS, Place, Tags, clock, put, text};
use crate::decode::window::Window;

const SEGMENT: u32 = 0x1853_8067;
const SEEK_HEAD: u32 = 0x114d_9b74;
const CLUSTER: u32 = 0x1f43_b675;
const INFO: u32 = 0x1549_a966;
const CHAPTERS: u32 = 0x1043_a770;
const TAGS: u32 = 0x1254_c367;
/// Chapters inside chapters that are followed.
const DEEPEST: usize = 16;

/// Reads the first of each element that is of use, by way of the segment's index where it has one.
pub(crate) fn read(window: &mut Window, tags: &mut Tags) -> io::Result<()> {
    let Some((_, head, Some(size))) = header(window.at(0, 12)?) else { return Ok(()) };
    let segment = (head as u64).saturating_add(size);
    let Some((SEGMENT, head, _)) = header(window.at(segment, 12)?) else { return Ok(()) };
    let segment = segment + head as u64;
    let (mut wanted, mut index, mut at) = (vec![INFO, CHAPTERS, TAGS], Vec::new(), segment);
    while let Some((id, head, size)) = header(window.at(at, 12)?)
        && !wanted.is_empty()
    {
        // An element whose size is not told is a cluster of a live recording: nothing of use follows.
        let (Some(size), content) = (size, at + head as u64) else { break };
        if id == SEEK_HEAD && size <= LARGEST {
            index = seek_head(&window.bytes(content, size)?);
        } else if id == CLUSTER && !index.is_empty() {
            break;
        }
        take(window, &mut wanted, (id, content, size), tags)?;
        at = content.saturating_add(size);
    }
    for (id, position) in index {
        let at = segment.saturating_add(position);
        if wanted.contains(&id)
            && let Some((id, head, Some(size))) = header(window.at(at, 12)?)
        {
            take(window, &mut wanted, (id, at + head as u64, size), tags)?;
        }
    }
    Ok(())
}

fn take(
    window: &mut Window,
    wanted: &mut Vec<u32>,
    (id, content, size): (u32, u64, u64),
    tags: &mut Tags,
) -> io::Result<()> {
    if !wanted.contains(&id) || size > LARGEST {
        return Ok(());
    }
    wanted.retain(|&other| other != id);
    let content = window.bytes(content, size)?;
    match id {
        INFO => info(&content, tags),
        CHAPTERS => tags.chapters = chapters(&content),
        _ => all_tags(&content, tags),
    }
    Ok(())
}

/// The elements that a `SeekHead` points at: kind, and place from the segment's start.
fn seek_head(content: &[u8]) -> Vec<(u32, u64)> {
    const SEEK: u32 = 0x4dbb;
    const SEEK_ID: u32 = 0x53ab;
    const SEEK_POSITION: u32 = 0x53ac;
    let seeks = elements(content).filter(|(id, _)| *id == SEEK).take(100);
    seeks
        .filter_map(|(_, seek)| {
            let id = u32::try_from(uint(child(seek, SEEK_ID)?)).ok()?;
            Some((id, uint(child(seek, SEEK_POSITION)?)))
        })
        .collect()
}

fn info(content: &[u8], tags: &mut Tags) {
    const DATE_UTC: u32 = 0x4461;
    const TITLE: u32 = 0x7ba9;
    if let Some(date) = child(content, DATE_UTC).and_then(|date| date.try_into().ok()) {
        tags.start(Place::DateUtc, clock::since_2001(i64::from_be_bytes(date)));
    }
    if let Some(title) = child(content, TITLE) {
        put(&mut tags.title, &text::utf8(title));
    }
}

/// The chapters of the first edition to be shown, those in others behind the one that holds them.
fn chapters(content: &[u8]) -> Vec<Chapter> {
    const EDITION: u32 = 0x45b9;
    const EDITION_HIDDEN: u32 = 0x45bd;
    const EDITION_DEFAULT: u32 = 0x45db;
    const ATOM: u32 = 0xb6;
    const ATOM_HIDDEN: u32 = 0x98;
    let flag = |body, id| child(body, id).is_some_and(|flag| uint(flag) != 0);
    let shown = || elements(content).filter(|(id, body)| *id == EDITION && !flag(body, EDITION_HIDDEN));
    let edition = shown().find(|(_, body)| flag(body, EDITION_DEFAULT)).or_else(|| shown().next());
    let mut found = Vec::new();
    let mut open: Vec<_> = edition.into_iter().map(|(_, edition)| elements(edition)).collect();
    while let Some(level) = open.last_mut()
        && found.len() < MOST_CHAPTERS
    {
        match level.next() {
            Some((ATOM, atom)) if !flag(atom, ATOM_HIDDEN) => {
                found.extend(chapter(atom));
                if open.len() < DEEPEST {
                    open.push(elements(atom));
                }
            }
            Some(_) => {}
            None => {
                open.pop();
            }
        }
    }
    found
}

fn chapter(atom: &[u8]) -> Option<Chapter> {
    const TIME_START: u32 = 0x91;
    const TIME_END: u32 = 0x92;
    const DISPLAY: u32 = 0x80;
    const STRING: u32 = 0x85;
    let time = |id| {
        let nanoseconds = uint(child(atom, id)?);
        Some(TimeMs::new(i64::try_from(nanoseconds.saturating_add(500_000) / 1_000_000).ok()?))
    };
    let title = child(atom, DISPLAY).and_then(|display| child(display, STRING));
    Some(Chapter::new(time(TIME_START)?, time(TIME_END), title.map(text::utf8).unwrap_or_default()))
}

/// The tags that are about the whole file.
fn all_tags(content: &[u8], tags: &mut Tags) {
    const TAG: u32 = 0x7373;
    const TARGETS: u32 = 0x63c0;
    /// Of a track, an edition, a chapter and an attachment.
    const UIDS: [u32; 4] = [0x63c5, 0x63c9, 0x63c4, 0x63c6];
    const SIMPLE: u32 = 0x67c8;
    const NAME: u32 = 0x45a3;
    const STRING: u32 = 0x4487;
    for (_, tag) in elements(content).filter(|(id, _)| *id == TAG) {
        let targets = child(tag, TARGETS).unwrap_or_default();
        if elements(targets).any(|(id, uid)| UIDS.contains(&id) && uint(uid) != 0) {
            continue;
        }
        for (_, simple) in elements(tag).filter(|(id, _)| *id == SIMPLE) {
            if let (Some(name), Some(value)) = (child(simple, NAME), child(simple, STRING)) {
                tags.named(&text::utf8(name), &text::utf8(value));
            }
        }
    }
}

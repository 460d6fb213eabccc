//! Matroska and WebM: `DateUTC`, chapters and tags (RFC 9559 §5.1).

use std::io;

use causerie_model::TimeMs;

use super::{Chapter, LARGEST, MOST_CHAPTERS, Place, Tags, clock, put, text};
use crate::decode::ebml::{child, elements, uint};
use crate::decode::matroska::{CHAPTERS, Element, Elements, TAGS};
use crate::decode::window::Window;

const INFO: u32 = 0x1549_a966;
/// Chapters inside chapters that are followed.
const DEEPEST: usize = 16;

/// Reads the first of each element that is of use, by way of the segment's index where it has one.
pub(crate) fn read(window: &mut Window, tags: &mut Tags) -> io::Result<()> {
    let Some(mut segment) = Elements::new(window, 0)? else { return Ok(()) };
    let mut wanted = vec![INFO, CHAPTERS, TAGS];
    while !wanted.is_empty()
        && let Some(element) = segment.next(window)?
    {
        take(window, &mut wanted, &element, tags)?;
    }
    Ok(())
}

fn take(
    window: &mut Window,
    wanted: &mut Vec<u32>,
    &Element { id, content, size, .. }: &Element,
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

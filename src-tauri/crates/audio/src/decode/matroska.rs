//! The elements of a Matroska segment (RFC 9559 §5.1), and those that its demuxer is not to see.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::time::Duration;

use super::ebml::{child, elements, header, uint};
use super::window::Window;

pub(crate) const CHAPTERS: u32 = 0x1043_a770;
pub(crate) const TAGS: u32 = 0x1254_c367;
const ATTACHMENTS: u32 = 0x1941_a469;
const SEGMENT: u32 = 0x1853_8067;
const SEEK_HEAD: u32 = 0x114d_9b74;
pub(crate) const CLUSTER: u32 = 0x1f43_b675;
pub(crate) const TRACKS: u32 = 0x1654_ae6b;
pub(crate) const TRACK_ENTRY: u32 = 0xae;
const TRACK_TYPE: u32 = 0x83;
const CODEC_ID: u32 = 0x86;
const CONTENT_ENCODINGS: u32 = 0x6d80;
const CONTENT_ENCODING: u32 = 0x6240;
const CONTENT_ENCODING_TYPE: u32 = 0x5033;
const BLOCK_GROUP: u32 = 0xa0;
const BLOCK: u32 = 0xa1;
const SIMPLE_BLOCK: u32 = 0xa3;
const DISCARD_PADDING: u32 = 0x75a2;
/// An element that readers pass over (RFC 8794 §11.3.2).
const VOID: u8 = 0xec;
/// The largest index that is read, in bytes.
const LARGEST_INDEX: u64 = 1024 * 1024;
/// The most entries of an index that are followed.
const MOST_ENTRIES: usize = 1000;
/// The most elements that are hidden.
const MOST_HIDDEN: usize = 1000;

/// The most of the description of all tracks that is read, and of a cluster, in bytes.
pub(crate) const LARGEST_TRACKS: u64 = 16 * 1024 * 1024;
const LARGEST_CLUSTER: u64 = 64 * 1024 * 1024;
/// The most clusters and other elements that are stepped over: three hours of clusters of a tenth of a second.
const MOST_CLUSTERS: usize = 110_000;
/// What makes no sense as padding any more, in nanoseconds; nor does what is negative.
const LONGEST_PADDING: u64 = 1_000_000_000;

/// An element of a segment.
pub(crate) struct Element {
    pub(crate) id: u32,
    /// Where its header stands in the file.
    at: u64,
    /// Where its content does.
    pub(crate) content: u64,
    pub(crate) size: u64,
}

/// The elements of a file's first segment: those ahead of the sound, then those that its index names. Without an
/// index, all of them.
pub(crate) struct Elements {
    segment: u64,
    next: Option<u64>,
    index: VecDeque<u64>,
}

impl Elements {
    /// Of the Matroska file that begins at `start`; `None` where there is no segment.
    pub(crate) fn new(window: &mut Window, start: u64) -> io::Result<Option<Self>> {
        let Some((_, head, Some(size))) = header(window.at(start, 12)?) else { return Ok(None) };
        let segment = (start + head as u64).saturating_add(size);
        let Some((SEGMENT, head, _)) = header(window.at(segment, 12)?) else { return Ok(None) };
        let segment = segment + head as u64;
        Ok(Some(Self { segment, next: Some(segment), index: VecDeque::new() }))
    }

    /// The next one. One whose size is not told is a cluster of a live recording: nothing of use follows.
    pub(crate) fn next(&mut self, window: &mut Window) -> io::Result<Option<Element>> {
        if let Some(at) = self.next.take()
            && let Some(element) = element(window, at)?
            && (element.id != CLUSTER || self.index.is_empty())
        {
            self.next = Some(element.content.saturating_add(element.size));
            if element.id == SEEK_HEAD && element.size <= LARGEST_INDEX {
                self.index.extend(seek_head(&window.bytes(element.content, element.size)?));
                self.index.truncate(MOST_ENTRIES);
            }
            return Ok(Some(element));
        }
        while let Some(position) = self.index.pop_front() {
            if let Some(element) = element(window, self.segment.saturating_add(position))? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }
}

/// What a file tells of its first track of sound.
pub(crate) struct Sound {
    /// How it is coded (RFC 9559 §5.1.4.1.23): `A_OPUS`.
    pub(crate) coding: String,
    /// Whether it is encrypted.
    pub(crate) locked: bool,
}

/// The first track of sound of the file that begins at `start`.
pub(crate) fn sound(window: &mut Window, start: u64) -> io::Result<Option<Sound>> {
    let Some(mut segment) = Elements::new(window, start)? else { return Ok(None) };
    while let Some(element) = segment.next(window)? {
        if element.id == TRACKS {
            let tracks = window.bytes(element.content, element.size.min(LARGEST_TRACKS))?;
            let entries = elements(&tracks).filter(|(id, _)| *id == TRACK_ENTRY).map(|(_, entry)| entry);
            return Ok(entries.filter(|entry| child(entry, TRACK_TYPE) == Some(&[2])).map(described).next());
        }
        if element.id == CLUSTER {
            break;
        }
    }
    Ok(None)
}

fn described(entry: &[u8]) -> Sound {
    let coding = child(entry, CODEC_ID).map(|coding| String::from_utf8_lossy(coding).into_owned());
    let encodings = child(entry, CONTENT_ENCODINGS).unwrap_or_default();
    let locked = elements(encodings)
        .filter(|(id, _)| *id == CONTENT_ENCODING)
        .any(|(_, encoding)| child(encoding, CONTENT_ENCODING_TYPE).is_some_and(|kind| uint(kind) == 1));
    Sound { coding: coding.unwrap_or_default(), locked }
}

/// How much of a track's end is not to be heard, which stands beside its last block (RFC 9559 §5.1.3.5.7). Clusters
/// are stepped over, so that little of a video is read.
pub(crate) fn padding(file: &mut File, window: &mut Window, start: u64, track: u32) -> io::Result<Duration> {
    let Some(segment) = Elements::new(window, start)? else { return Ok(Duration::ZERO) };
    let (mut at, mut last) = (segment.segment, [None, None]);
    for _ in 0..MOST_CLUSTERS {
        if at >= window.len() {
            break;
        }
        file.seek(SeekFrom::Start(at))?;
        let mut head = Vec::with_capacity(12);
        file.by_ref().take(12).read_to_end(&mut head)?;
        let Some((id, length, Some(size))) = header(&head) else { break };
        let content = at + length as u64;
        if id == CLUSTER {
            last = [last[1], Some((content, size))];
        }
        at = content.saturating_add(size);
    }
    let mut padding = Duration::ZERO;
    for (content, size) in last.into_iter().flatten() {
        let cluster = window.bytes(content, size.min(LARGEST_CLUSTER))?;
        for (id, body) in elements(&cluster) {
            let block = if id == BLOCK_GROUP { child(body, BLOCK) } else { Some(body) };
            let of_track =
                block.is_some_and(|block| block.first().copied().map(u32::from) == Some(track | 0x80));
            match id {
                BLOCK_GROUP if of_track => {
                    let told = child(body, DISCARD_PADDING).map_or(0, uint);
                    padding = Duration::from_nanos(if told < LONGEST_PADDING { told } else { 0 });
                }
                SIMPLE_BLOCK if of_track => padding = Duration::ZERO,
                _ => {}
            }
        }
    }
    Ok(padding)
}

fn element(window: &mut Window, at: u64) -> io::Result<Option<Element>> {
    Ok(match header(window.at(at, 12)?) {
        Some((id, head, Some(size))) => Some(Element { id, at, content: at + head as u64, size }),
        Some((_, _, None)) | None => None,
    })
}

/// The places, from the segment's start, that a `SeekHead` points at.
fn seek_head(content: &[u8]) -> Vec<u64> {
    const SEEK: u32 = 0x4dbb;
    const SEEK_POSITION: u32 = 0x53ac;
    let seeks = elements(content).filter(|(id, _)| *id == SEEK).take(MOST_ENTRIES);
    seeks.filter_map(|(_, seek)| Some(uint(child(seek, SEEK_POSITION)?))).collect()
}

/// Bytes to be read at a place of the file instead of those that stand there, by place: they make nothing of what
/// the demuxer does without, since it refuses a file for an oddity in any of it, such as chapters without an edition's
/// id, as ffmpeg writes them.
pub(crate) fn hidden(window: &mut Window, start: u64) -> io::Result<Vec<(u64, Vec<u8>)>> {
    let Some(mut segment) = Elements::new(window, start)? else { return Ok(Vec::new()) };
    let mut hidden = Vec::new();
    while let Some(element) = segment.next(window)? {
        match element.id {
            CHAPTERS | TAGS | ATTACHMENTS => hidden.push((element.at, void(&element))),
            // Without an index the demuxer looks no further either.
            CLUSTER => break,
            _ => {}
        }
        if hidden.len() == MOST_HIDDEN {
            break;
        }
    }
    hidden.sort();
    hidden.dedup();
    Ok(hidden)
}

/// The header of an element to be passed over, as long with its content as another.
fn void(element: &Element) -> Vec<u8> {
    let head = element.content - element.at;
    let width = head.saturating_sub(1).clamp(1, 8);
    let limit = 1 << (7 * width);
    let size = (element.size + head - 1 - width).min(limit - 2);
    let bytes = (limit | size).to_be_bytes();
    let tail = bytes.iter().skip(8 - usize::try_from(width).unwrap_or(8));
    std::iter::once(VOID).chain(tail.copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_to_be_passed_over_is_as_long_as_the_one_it_hides() {
        for (head, size) in [(5, 0), (5, 126), (6, 300), (8, 1 << 20), (9, 70), (12, 0), (12, 12_345)] {
            let void = void(&Element { id: CHAPTERS, at: 100, content: 100 + head, size });
            assert!(void.len() as u64 <= head, "it overwrites no more than the header");
            let (id, own, told) = header(&void).unwrap();
            assert_eq!((id, own), (u32::from(VOID), void.len()));
            assert_eq!(own as u64 + told.unwrap(), head + size, "header {head}, content {size}");
        }
    }
}

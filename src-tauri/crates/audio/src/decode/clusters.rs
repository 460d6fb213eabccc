//! What is whole of a damaged Matroska file (RFC 9559 §5.1): its demuxer gives up at the first element that is broken.

use std::io;

use super::ebml::{child, elements, header, uint};
use super::matroska::{CLUSTER, LARGEST_TRACKS, TRACK_ENTRY, TRACKS};
use super::source::Piece;
use super::window::Window;

const INFO: u32 = 0x1549_a966;
const TIMESTAMP_SCALE: u32 = 0x2a_d7b1;
const DURATION: u32 = 0x4489;
const BLOCK_GROUP: u32 = 0xa0;
/// What a cluster holds: its time, its place, its size, blocks, and what is to be passed over.
const IN_CLUSTER: [u32; 8] = [0xe7, 0xa7, 0xab, 0xa3, BLOCK_GROUP, 0xaf, 0xec, 0xbf];
/// Nanoseconds in a tick where nothing tells it.
const MILLISECOND: u64 = 1_000_000;

/// The file that begins at `start` put together anew of its tracks and the clusters in it, each as far as it is whole.
/// What would only say where these stood is left out.
pub(crate) fn mended(window: &mut Window, start: u64) -> io::Result<Vec<Piece>> {
    let (mut info, mut tracks, mut sound, mut at) = (Vec::new(), Vec::new(), Vec::new(), start);
    while let Some(place) = next_mark(window, at)? {
        at = place + 4;
        let Some((id, head, size)) = header(window.at(place, 12)?) else { continue };
        let content = place + head as u64;
        if id == CLUSTER {
            let end = end_of_cluster(window, content)?;
            if end > content {
                sound.extend([
                    Piece::Bytes(head_of(CLUSTER, end - content)),
                    Piece::File(content, end - content),
                ]);
                at = end;
            }
            continue;
        }
        // Their names stand in the index too, with no such content behind them.
        let (found, sign) =
            if id == INFO { (&mut info, TIMESTAMP_SCALE) } else { (&mut tracks, TRACK_ENTRY) };
        if let Some(size) = size.filter(|&size| found.is_empty() && size <= LARGEST_TRACKS) {
            let bytes = window.bytes(content, size)?;
            if child(&bytes, sign).is_some() {
                *found = bytes;
            }
        }
    }
    let told = [element(INFO, &described(&info)), element(TRACKS, &tracks)].concat();
    let size = told.len() as u64 + sound.iter().map(Piece::len).sum::<u64>();
    let head = [element(EBML, &document()), head_of(SEGMENT, size), told].concat();
    sound.insert(0, Piece::Bytes(head));
    Ok(sound)
}

const EBML: u32 = 0x1a45_dfa3;
const SEGMENT: u32 = 0x1853_8067;

/// The next place, from `at` on, of what begins a cluster, the tracks or the information.
fn next_mark(window: &mut Window, mut at: u64) -> io::Result<Option<u64>> {
    loop {
        let bytes = window.at(at, 4096)?;
        if bytes.len() < 4 {
            return Ok(None);
        }
        let found = bytes
            .array_windows::<4>()
            .position(|&id| [CLUSTER, TRACKS, INFO].contains(&u32::from_be_bytes(id)));
        if let Some(found) = found {
            return Ok(Some(at + found as u64));
        }
        at += bytes.len() as u64 - 3;
    }
}

/// Where the last whole element ends of the cluster whose content stands at `at`, whatever size its head tells.
fn end_of_cluster(window: &mut Window, mut at: u64) -> io::Result<u64> {
    while let Some((id, head, Some(size))) = header(window.at(at, 12)?) {
        let content = at + head as u64;
        let end = content.saturating_add(size);
        if !IN_CLUSTER.contains(&id)
            || end > window.len()
            || id == BLOCK_GROUP && !is_whole(window, content, end)?
        {
            break;
        }
        at = end;
    }
    Ok(at)
}

/// Whether elements fill a stretch of the file.
fn is_whole(window: &mut Window, mut at: u64, end: u64) -> io::Result<bool> {
    while at < end
        && let Some((_, head, Some(size))) = header(window.at(at, 12)?)
    {
        at = (at + head as u64).saturating_add(size);
    }
    Ok(at == end)
}

/// What a demuxer must be told of all files of the kind.
fn document() -> Vec<u8> {
    [
        element(0x4286, &[1]),
        element(0x42f7, &[1]),
        element(0x42f2, &[4]),
        element(0x42f3, &[8]),
        element(0x4282, b"matroska"),
        element(0x4287, &[4]),
        element(0x4285, &[2]),
    ]
    .concat()
}

/// Of the information, what the times mean; and names of programs, which must be there.
fn described(info: &[u8]) -> Vec<u8> {
    let scale = child(info, TIMESTAMP_SCALE).map(uint).filter(|&scale| scale > 0).unwrap_or(MILLISECOND);
    let duration = elements(info).find(|(id, body)| *id == DURATION && matches!(body.len(), 4 | 8));
    let mut told = element(TIMESTAMP_SCALE, &scale.to_be_bytes());
    told.extend(duration.into_iter().flat_map(|(id, body)| element(id, body)));
    told.extend([0x4d80, 0x5741].into_iter().flat_map(|id| element(id, b"-")));
    told
}

fn element(id: u32, content: &[u8]) -> Vec<u8> {
    [&head_of(id, content.len() as u64), content].concat()
}

/// An element's header, its size in eight bytes.
fn head_of(id: u32, size: u64) -> Vec<u8> {
    id.to_be_bytes().into_iter().skip_while(|&byte| byte == 0).chain((1 << 56 | size).to_be_bytes()).collect()
}

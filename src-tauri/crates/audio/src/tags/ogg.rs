//! The comments of the first stream of sound in an Ogg file (RFC 3533; RFC 7845 §5.2 for Opus).

use std::io;

use super::{LARGEST, Tags, vorbis};
use crate::decode::window::Window;

/// How the first packet of a stream starts, by codec, and how much stands ahead of the comments in the second.
const HEADERS: &[(&[u8], usize)] = &[(b"OpusHead", 8), (b"\x01vorbis", 7), (b"\x7fFLAC", 4)];

/// Reads the comments.
pub(crate) fn read(window: &mut Window, tags: &mut Tags) -> io::Result<()> {
    let (mut at, mut stream, mut packet) = (0, None, Vec::new());
    while let Some(page) = Page::at(window, at)? {
        let content = at + page.head;
        match stream {
            None => {
                let start = window.at(content, 8)?;
                let known = HEADERS.iter().find(|(first, _)| start.starts_with(first));
                stream = known.map(|&(_, ahead)| (page.serial, ahead));
            }
            Some((serial, ahead)) if serial == page.serial => {
                packet.extend(window.bytes(content, page.first_packet)?);
                if page.ends_packet || packet.len() as u64 > LARGEST {
                    vorbis::comments(packet.get(ahead..).unwrap_or_default(), tags);
                    break;
                }
            }
            Some(_) => {}
        }
        at = content + page.size;
    }
    Ok(())
}

struct Page {
    serial: [u8; 4],
    /// The length of the header.
    head: u64,
    /// The length of the content.
    size: u64,
    /// How much of the content belongs to the first packet in it.
    first_packet: u64,
    /// Whether that packet ends in this page.
    ends_packet: bool,
}

impl Page {
    fn at(window: &mut Window, at: u64) -> io::Result<Option<Self>> {
        let header = window.at(at, 27 + 255)?;
        let serial = header.get(14..18).and_then(|serial| serial.try_into().ok());
        let (Some(serial), true, Some(&count)) = (serial, header.starts_with(b"OggS"), header.get(26)) else {
            return Ok(None);
        };
        let lacing = header.get(27..27 + usize::from(count)).unwrap_or_default();
        let end = lacing.iter().position(|&length| length < 255);
        let sum = |lengths: &[u8]| lengths.iter().map(|&length| u64::from(length)).sum();
        Ok(Some(Self {
            serial,
            head: 27 + u64::from(count),
            size: sum(lacing),
            first_packet: sum(end.and_then(|end| lacing.get(..=end)).unwrap_or(lacing)),
            ends_packet: end.is_some(),
        }))
    }
}

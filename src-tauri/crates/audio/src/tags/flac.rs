//! The metadata blocks of a FLAC file (RFC 9639 §8).

use std::io;

use super::{Tags, vorbis};
use crate::decode::window::Window;

const COMMENTS: u8 = 4;

/// Reads the comments of the file that starts at `at`.
pub(crate) fn read(window: &mut Window, at: u64, tags: &mut Tags) -> io::Result<()> {
    let mut at = at + 4;
    while let &[kind, a, b, c] = window.at(at, 4)? {
        let size = u64::from(u32::from_be_bytes([0, a, b, c]));
        if kind & 0x7f == COMMENTS {
            vorbis::comments(&window.bytes(at + 4, size)?, tags);
            return Ok(());
        }
        if kind & 0x80 != 0 {
            break;
        }
        at += 4 + size;
    }
    Ok(())
}

//! APE tags, version 2: <https://wiki.hydrogenaud.io/index.php?title=APEv2_specification>.

use super::super::bytes::{little, part, size, split};
use super::super::layout::Layout;

/// Length of the header, in bytes, which is also the footer's.
pub(super) const HEADER: usize = 32;

/// The items behind a header, as far as there are any; gives how many bytes they take.
pub(super) fn items(bytes: &[u8], layout: &mut Layout) -> usize {
    let mut at = 0;
    loop {
        let (key, _) = split(part(bytes, at + 8, 256), &[0]);
        let is_key = (2..=255).contains(&key.len()) && key.iter().all(|byte| (b' '..=b'~').contains(byte));
        let begin = at + 8 + key.len() + 1;
        let length = little(bytes, at, 4).map_or(usize::MAX, size);
        if !is_key || length > bytes.len().saturating_sub(begin) {
            return at;
        }
        layout.text(format!("APE {}", String::from_utf8_lossy(key)), part(bytes, begin, length));
        layout.text("APE item", key);
        at = begin + length;
    }
}

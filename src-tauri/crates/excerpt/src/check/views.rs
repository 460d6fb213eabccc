//! Bytes as the texts that they may be.

use super::bytes::part;
use crate::find::{Letters, decoded, untagged};

/// Bytes as text.
pub(super) enum View {
    Bytes(Letters),
    Utf16(Letters),
}

/// Bytes as the texts that they may be, each with whether its sentences are as they were typed.
pub(super) fn views(bytes: &[u8]) -> Vec<(View, bool)> {
    let plain = decoded(bytes, false);
    let utf8 = std::str::from_utf8(bytes);
    // Where a chunk cuts a letter, that alone makes it no UTF-8.
    let is_utf8 =
        utf8.is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')));
    let mut views: Vec<(View, bool)> =
        untagged(&plain).into_iter().map(|letters| (View::Bytes(letters), false)).collect();
    if !is_utf8 {
        views.push((View::Bytes(decoded(bytes, true)), false));
        for is_big in [false, true] {
            views.extend([0, 1].map(|skipped| (View::Utf16(utf16(bytes, is_big, skipped)), true)));
        }
    }
    views.push((View::Bytes(plain), true));
    views
}

fn utf16(bytes: &[u8], is_big: bool, skipped: usize) -> Letters {
    let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let units = part(bytes, skipped, usize::MAX).chunks_exact(2).map(|pair| match pair {
        [a, b] if is_big => u16::from_be_bytes([*a, *b]),
        [a, b] => u16::from_le_bytes([*a, *b]),
        _ => 0,
    });
    let mut at = skipped;
    let chars = char::decode_utf16(units).map(|decoded| {
        let c = decoded.unwrap_or('\u{FFFD}');
        let here = place(at);
        at += 2 * c.len_utf16();
        (here, c)
    });
    Letters { chars: chars.collect(), end: place(bytes.len()) }
}

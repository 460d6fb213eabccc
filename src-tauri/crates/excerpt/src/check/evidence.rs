//! What tells a needle from bytes that look like it by chance.

use std::ops::Range;

use super::bytes::part;
use super::layout::Matter;

/// The least bits of evidence among random bytes, and among samples.
const EVIDENCE: usize = 56;
const EVIDENCE_IN_SAMPLES: usize = 112;
/// So many readable characters around are looked at, on each side.
const AROUND: usize = 64;

pub(super) fn is_readable(byte: u8) -> bool {
    (b' '..=b'~').contains(&byte)
}

/// Whether a string that stands there in bytes that are no text is no chance.
pub(super) fn is_enough(matter: Matter, bytes: &[u8], range: Range<usize>) -> bool {
    let alone = evidence(part(bytes, range.start, range.len()));
    let is_enough = match matter {
        Matter::Samples => alone >= EVIDENCE_IN_SAMPLES,
        Matter::Compressed | Matter::Seen => {
            alone + readable_around(bytes, range.clone()) * 5 / 4 >= EVIDENCE
        }
    };
    is_enough && is_word(bytes, range)
}

/// The bits by which a string is told from random bytes: of a letter two bytes will do.
fn evidence(bytes: &[u8]) -> usize {
    bytes.iter().map(|byte| if byte.is_ascii_alphabetic() { 7 } else { 8 }).sum()
}

/// How many readable characters stand around without a gap. One that is repeated counts once: encoders fill frames with it.
fn readable_around(bytes: &[u8], range: Range<usize>) -> usize {
    let count = |around: &mut dyn Iterator<Item = &u8>| {
        let mut before = 0;
        let run = around.take(AROUND).take_while(|byte| is_readable(**byte));
        run.filter(|byte| std::mem::replace(&mut before, **byte) != **byte).count()
    };
    let ahead = part(bytes, 0, range.start);
    let behind = part(bytes, range.end, AROUND);
    count(&mut ahead.iter().rev()) + count(&mut behind.iter())
}

fn is_word(bytes: &[u8], range: Range<usize>) -> bool {
    let is_letter = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphabetic);
    !is_letter(range.start.checked_sub(1)) && !is_letter(Some(range.end))
}

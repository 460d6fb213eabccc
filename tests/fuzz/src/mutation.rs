//! Changes to recordings that chance seldom makes: numbers that lie, and pages of Ogg that are whole but wrong.

use libfuzzer_sys::fuzzer_mutate;

/// What sizes, counts and times stand behind, and in MP4 a size ahead of it too.
const MARKS: [&[u8; 4]; 34] = [
    b"elst", b"mvhd", b"tkhd", b"mdhd", b"stts", b"stsz", b"stsc", b"stco", b"moov", b"mdat", b"chpl",
    b"esds", b"bext", b"cue ", b"labl", b"ltxt", b"LIST", b"fmt ", b"fact", b"ds64", b"data", b"RIFF",
    b"COMM", b"SSND", b"desc", b"pakt", b"kuki", b"Xing", b"Info", b"LAME", b"VBRI", b"CHAP", b"CTOC",
    b"OggS",
];
/// Elements of EBML: cluster, block group, chapters, an edition, tracks, information.
const ELEMENTS: [&[u8]; 6] = [
    b"\x1f\x43\xb6\x75",
    b"\xa0\x40",
    b"\x10\x43\xa7\x70",
    b"\x45\xb9",
    b"\x16\x54\xae\x6b",
    b"\x15\x49\xa9\x66",
];
const NUMBERS: [u64; 9] = [0, 1, 2, 0x7f, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 62, u64::MAX];

/// Changes the first `size` of `bytes` to others of at most `most` and gives their length: often a number behind a
/// mark, else whatever the fuzzer thinks of. Most times the checksums of Ogg are put right, without which no page is
/// looked into.
pub fn mutate(bytes: &mut [u8], size: usize, most: usize, seed: u32) -> usize {
    let mut dice = Dice(seed.into());
    let told = bytes.get_mut(..size).is_some_and(|bytes| dice.below(3) == 0 && lie(bytes, &mut dice));
    let size = if told { size } else { fuzzer_mutate(bytes, size, most) };
    if let Some(bytes) = bytes.get_mut(..size)
        && dice.below(8) > 0
    {
        mend_pages(bytes);
    }
    size
}

/// Numbers that depend on the seed alone.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// Puts a strange number near a mark; false where there is none.
fn lie(bytes: &mut [u8], dice: &mut Dice) -> bool {
    let marks: Vec<usize> = (0..bytes.len()).filter(|&at| is_mark(&bytes[at..])).collect();
    let Some(&mark) = marks.get(dice.below(marks.len())) else { return false };
    // Mostly close by, as far as the end of what `bext` tells of the time.
    let reach = 4 << dice.below(8);
    let at = (mark + dice.below(reach)).saturating_sub(4);
    let width = [1, 2, 4, 8][dice.below(4)];
    let Some(place) = bytes.get_mut(at..at + width) else { return false };
    let number = NUMBERS[dice.below(NUMBERS.len())].wrapping_add(dice.below(5) as u64).wrapping_sub(2);
    let (high, low) = (number.to_be_bytes(), number.to_le_bytes());
    place.copy_from_slice(if dice.below(2) == 0 { &high[8 - width..] } else { &low[..width] });
    true
}

fn is_mark(bytes: &[u8]) -> bool {
    MARKS.iter().any(|mark| bytes.starts_with(*mark)) || ELEMENTS.iter().any(|id| bytes.starts_with(id))
}

/// Gives every whole page of Ogg the checksum that it is to have (RFC 3533 §6).
pub fn mend_pages(bytes: &mut [u8]) {
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|mark| mark == b"OggS") {
        at += found;
        let page = &mut bytes[at..];
        let Some(&segments) = page.get(26) else { return };
        let body = 27 + usize::from(segments);
        let Some(sizes) = page.get(27..body) else { return };
        let size = body + sizes.iter().map(|&size| usize::from(size)).sum::<usize>();
        if let Some(page) = page.get_mut(..size) {
            page[22..26].fill(0);
            let sum = page.iter().fold(0_u32, |sum, &byte| {
                (0..8).fold(sum ^ u32::from(byte) << 24, |sum, _| sum << 1 ^ ((sum >> 31) * 0x04c1_1db7))
            });
            page[22..26].copy_from_slice(&sum.to_le_bytes());
        }
        at += 4;
    }
}

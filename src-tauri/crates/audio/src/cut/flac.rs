//! FLAC (RFC 9639): whole blocks as they are, numbered anew by their samples; of the first and last block only what lies in
//! the stretch, encoded anew without loss.

use std::io::{Seek, SeekFrom, Write};

use super::packets::Stretch;
use super::{CutTags, Failed, too_short};
use crate::encode::{BLOCK, Blocks, StreamInfo};

/// The most bits a sample that a decoder here gives out without loss.
const MOST_BITS: u32 = 24;
/// No block but the last may be shorter (§8.2).
const SHORTEST: usize = 16;

static HEAD_SUM: crc::Crc<u8> = crc::Crc::<u8>::new(&crc::CRC_8_SMBUS);
static BLOCK_SUM: crc::Crc<u16> = crc::Crc::<u16>::new(&crc::CRC_16_UMTS);

/// Copies a stretch, and gives how many frames late the file says it begins.
pub(super) fn copy<W: Write + Seek>(
    mut stretch: Stretch<'_>,
    tags: &CutTags,
    out: &mut W,
) -> Result<i64, Failed> {
    let bits = stretch.params.bits_per_sample.unwrap_or(MOST_BITS + 1);
    if bits > MOST_BITS {
        return Err(stretch.refused("it has more than 24 bits a sample").into());
    }
    let mut file = Blocks::new(stretch.rate, stretch.channels, bits).map(|blocks| Copy {
        info: StreamInfo::new(stretch.rate, stretch.channels, bits, true),
        blocks,
        out,
    })?;
    let place = file.out.stream_position()?;
    file.out.write_all(&file.info.head(tags))?;
    let full = (1_u32 << bits.saturating_sub(1).min(31)) as f32;
    let mut packet = stretch.lead_in(0)?.pop().ok_or_else(|| too_short(&stretch.part.path))?;
    let (mut at, to) = (stretch.from(), stretch.to());
    let mut pending = Vec::new();
    loop {
        let end = packet.end.min(to);
        let whole = pending.is_empty() && packet.start == at && packet.end == end;
        let block = if whole { numbered(&packet.data, file.info.frames()) } else { None };
        if let Some(block) = &block {
            file.info.add(usize::try_from(end - at).unwrap_or_default(), block.len());
            file.out.write_all(block)?;
        } else {
            pending.extend(stretch.decoded(at..end)?.iter().map(|sample| (sample * full).round() as i32));
            // What is too short for a block goes with the next.
            if end == to || pending.len() >= SHORTEST * usize::from(stretch.channels) {
                file.write(&pending)?;
                pending.clear();
            }
        }
        at = end;
        if at >= to {
            break;
        }
        packet = if block.is_some() { stretch.following(at)? } else { stretch.again_from(at)? };
    }
    let behind = file.out.stream_position()?;
    file.out.seek(SeekFrom::Start(place))?;
    file.out.write_all(&file.info.head(tags))?;
    file.out.seek(SeekFrom::Start(behind))?;
    Ok(0)
}

/// The file that is written.
struct Copy<'a, W> {
    info: StreamInfo,
    blocks: Blocks,
    out: &'a mut W,
}

impl<W: Write> Copy<'_, W> {
    /// Encodes samples, in blocks of about one length.
    fn write(&mut self, samples: &[i32]) -> Result<(), Failed> {
        let channels = usize::from(self.info.channels.max(1));
        let frames = samples.len() / channels;
        let count = frames.div_ceil(BLOCK).max(1);
        for part in samples.chunks(frames.div_ceil(count).max(1) * channels) {
            let block = self.blocks.block(part)?;
            // Numbered as all others are.
            let block = numbered(&block, self.info.frames()).unwrap_or(block);
            self.info.add(part.len() / channels, block.len());
            self.out.write_all(&block)?;
        }
        Ok(())
    }
}

/// A block of another stream as the one that begins with frame `number`, in a stream of blocks of any length: the head is
/// written anew, and the sums (§9.1). `None` if it makes no sense. What is damaged stays so by its sum.
fn numbered(block: &[u8], number: u64) -> Option<Vec<u8>> {
    let &[0xff, 0xf8 | 0xf9, sizes, channels, first, ..] = block else { return None };
    // As many bytes follow the first as it has leading ones, less one.
    let coded = match first.leading_ones() {
        0 => 1,
        ones @ 2..=7 => ones as usize,
        _ => return None,
    };
    // What is told behind the number, as the codes say: the length and the rate.
    let told = match sizes >> 4 {
        6 => 1,
        7 => 2,
        _ => 0,
    } + match sizes & 15 {
        12 => 1,
        13 | 14 => 2,
        _ => 0,
    };
    let (block, sum) = block.split_last_chunk()?;
    let (head, body) = block.split_at_checked(4 + coded + told + 1)?;
    let mut whole = vec![0xff, 0xf9, sizes, channels];
    whole.extend(long_utf8(number));
    whole.extend(head.get(4 + coded..4 + coded + told)?);
    whole.push(HEAD_SUM.checksum(&whole));
    // Sums are linear: this one changes by what both heads differ in, as far ahead of the end as they stand.
    let differ = BLOCK_SUM.checksum(head) ^ BLOCK_SUM.checksum(&whole);
    whole.reserve_exact(body.len() + sum.len());
    whole.extend(body);
    whole.extend((u16::from_be_bytes(*sum) ^ before(differ, body.len())).to_be_bytes());
    Some(whole)
}

/// What a checksum of a block becomes by so many bytes of zeros behind it: it is multiplied by x⁸ for each, as a polynomial
/// over GF(2), modulo that of the sum.
fn before(sum: u16, bytes: usize) -> u16 {
    let times = |a: u16, b: u16| {
        (0..16).rev().fold(0_u16, |product, bit| {
            let carried = if product >> 15 == 1 { crc::CRC_16_UMTS.poly } else { 0 };
            product << 1 ^ carried ^ if b >> bit & 1 == 1 { a } else { 0 }
        })
    };
    let (mut sum, mut power, mut left) = (sum, 1 << 8, bytes);
    while left > 0 {
        if left & 1 == 1 {
            sum = times(sum, power);
        }
        power = times(power, power);
        left >>= 1;
    }
    sum
}

/// A number of up to 36 bits coded as UTF-8 would, were it longer.
fn long_utf8(number: u64) -> Vec<u8> {
    if number < 0x80 {
        return vec![number as u8];
    }
    let more = (1..6).find(|more| number < 1 << (5 * more + 6)).unwrap_or(6);
    let lead = !(0x7f_u8 >> more) | (number >> (6 * more)) as u8;
    let rest = (0..more).rev().map(|place| 0x80 | (number >> (6 * place) & 0x3f) as u8);
    std::iter::once(lead).chain(rest).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_coded_as_utf_8_has_letters() {
        for letter in
            ['\0', 'a', '\u{7f}', '\u{80}', '\u{7ff}', '\u{800}', '\u{ffff}', '\u{10000}', '\u{10ffff}']
        {
            let mut bytes = [0; 4];
            let utf8 = letter.encode_utf8(&mut bytes).as_bytes();
            assert_eq!(long_utf8(u64::from(u32::from(letter))), utf8, "{letter:?}");
        }
        assert_eq!(long_utf8((1 << 36) - 1), [0xfe, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf, 0xbf]);
        assert_eq!(long_utf8(1 << 26), [0xfc, 0x84, 0x80, 0x80, 0x80, 0x80]);
    }

    #[test]
    fn a_block_with_another_number_has_another_sum_and_damage_stays() {
        let mut blocks = Blocks::new(48_000, 2, 16).unwrap();
        for frames in [16, 100, BLOCK] {
            let samples: Vec<i32> = (0..2 * frames as i32).map(|at| at * 7919 % 2000 - 1000).collect();
            let mut block = blocks.block(&samples).unwrap();
            for number in [0, 127, 128, 4096, 1 << 20, (1 << 36) - 1] {
                // Over what ends with its own sum it is 0.
                let moved = numbered(&block, number).unwrap();
                assert_eq!(BLOCK_SUM.checksum(&moved), 0, "{frames} frames at {number}");
            }
            *block.last_mut().unwrap() ^= 1;
            assert_ne!(BLOCK_SUM.checksum(&numbered(&block, 4096).unwrap()), 0, "{frames} frames");
        }
    }
}

//! FLAC's blocks to samples (RFC 9639), for what has 24 bits a sample at most.

use fearless_simd::{Level, dispatch};
use symphonia::core::errors::{Error, Result};

/// The most bits of a sample. The difference of two channels has one more.
const MOST_BITS: u32 = 24;
/// So many bits at least are at hand after [`Bits::refill`], unless the block ends.
const AT_HAND: u32 = 56;

/// A decoder of FLAC's blocks, each of which stands for itself.
pub(super) struct Flac {
    level: Level,
    /// The bits of a sample, where a block leaves them to the stream.
    bits: u32,
    /// The samples of each channel.
    planes: Vec<Vec<i32>>,
}

impl Flac {
    /// A decoder for a stream whose samples have so many bits; `None` for more than it takes.
    pub(super) fn new(bits: u32) -> Option<Self> {
        (1..=MOST_BITS).contains(&bits).then(|| Self { level: Level::new(), bits, planes: Vec::new() })
    }

    /// Decodes a block into interleaved samples, and gives its channels.
    ///
    /// # Errors
    /// If it is no block, or ends before its last sample.
    pub(super) fn decode(&mut self, block: &[u8], out: &mut Vec<f32>) -> Result<usize> {
        // Compiled a second time, for processors that have instructions for it.
        let channels = dispatch!(self.level, _simd => samples(block, self.bits, &mut self.planes, out));
        channels.ok_or(Error::DecodeError("flac: no whole block"))
    }
}

/// What stands ahead of a block's samples (§9.1).
struct Head {
    frames: usize,
    channels: usize,
    /// Which channel holds the difference of both.
    side: Side,
    bits: u32,
}

#[derive(Clone, Copy)]
enum Side {
    /// None does.
    None,
    /// The second: left less right, beside the left one.
    OfLeft,
    /// The first: left less right, beside the right one.
    OfRight,
    /// The second: left less right, beside the mean of both.
    OfMiddle,
}

/// Gives a block's channels. All that this calls is part of it, or it would be compiled for any processor.
#[inline(always)]
fn samples(block: &[u8], bits: u32, planes: &mut Vec<Vec<i32>>, out: &mut Vec<f32>) -> Option<usize> {
    let mut from = Bits { data: block, window: 0, left: 0 };
    let head = Head::read(&mut from, bits)?;
    planes.resize_with(head.channels, Vec::new);
    for (number, plane) in planes.iter_mut().enumerate() {
        plane.resize(head.frames, 0);
        let wider = match head.side {
            Side::None => false,
            Side::OfRight => number == 0,
            Side::OfLeft | Side::OfMiddle => number == 1,
        };
        subframe(&mut from, head.bits + u32::from(wider), plane)?;
    }
    interleave(&head, planes, out);
    Some(head.channels)
}

impl Head {
    #[inline(always)]
    fn read(from: &mut Bits<'_>, stream: u32) -> Option<Self> {
        if from.take(16)? & !1 != 0xfff8 {
            return None;
        }
        let (frames, rate) = (from.take(4)?, from.take(4)?);
        let assignment = from.take(4)?;
        let (channels, side) = match assignment {
            0..8 => (assignment as usize + 1, Side::None),
            8 => (2, Side::OfLeft),
            9 => (2, Side::OfRight),
            10 => (2, Side::OfMiddle),
            _ => return None,
        };
        let bits = match from.take(3)? {
            0 => stream,
            1 => 8,
            2 => 12,
            4 => 16,
            5 => 20,
            6 => 24,
            _ => return None,
        };
        from.take(1)?;
        // The number of the block or of its first frame: as many bytes as its first has leading ones.
        let first = from.take(8)? as u8;
        for _ in 1..first.leading_ones() {
            from.take(8)?;
        }
        let frames = match frames {
            1 => 192,
            code @ 2..6 => 144 << code,
            6 => from.take(8)? + 1,
            7 => from.take(16)? + 1,
            code @ 8.. => 1 << code,
            0 => return None,
        };
        // The rate is the stream's.
        match rate {
            12 => from.take(8)?,
            13 | 14 => from.take(16)?,
            _ => 0,
        };
        from.take(8)?;
        Some(Self { frames: frames as usize, channels, side, bits })
    }
}

/// Reads one channel (§9.2).
#[inline(always)]
fn subframe(from: &mut Bits<'_>, bits: u32, out: &mut [i32]) -> Option<()> {
    if from.take(1)? != 0 {
        return None;
    }
    let kind = from.take(6)?;
    let wasted = if from.take(1)? == 1 { from.unary()? + 1 } else { 0 };
    let bits = bits.checked_sub(wasted).filter(|&bits| bits > 0)?;
    match kind {
        0 => out.fill(from.signed(bits)?),
        1 => from.verbatim(bits, out)?,
        8..13 => {
            let order = kind as usize - 8;
            from.verbatim(bits, out.get_mut(..order)?)?;
            residual(from, order, out)?;
            // By the differences between samples, the differences between these, and so on (§9.2.5).
            let weights: &[i64] = match order {
                0 => &[],
                1 => &[1],
                2 => &[2, -1],
                3 => &[3, -3, 1],
                _ => &[4, -6, 4, -1],
            };
            predict(weights, 0, out);
        }
        32.. => {
            let order = kind as usize - 31;
            from.verbatim(bits, out.get_mut(..order)?)?;
            let precision = Some(from.take(4)? + 1).filter(|&precision| precision < 16)?;
            let shift = u32::try_from(from.signed(5)?).ok()?;
            let mut weights = [0; 32];
            let weights = weights.get_mut(..order)?;
            for weight in &mut *weights {
                *weight = from.signed(precision)?.into();
            }
            residual(from, order, out)?;
            predict(weights, shift, out);
        }
        _ => return None,
    }
    if wasted > 0 {
        for sample in out {
            *sample <<= wasted;
        }
    }
    Some(())
}

/// Reads what a prediction from `order` samples is off by, into their place (§9.2.7).
#[inline(always)]
fn residual(from: &mut Bits<'_>, order: usize, out: &mut [i32]) -> Option<()> {
    let width = match from.take(2)? {
        0 => 4,
        1 => 5,
        _ => return None,
    };
    let parts = 1_usize << from.take(4)?;
    let length = out.len() / parts;
    if length * parts != out.len() || length < order {
        return None;
    }
    let (_, first) = out.get_mut(..length)?.split_at_mut_checked(order)?;
    from.part(width, first)?;
    for part in out.get_mut(length..)?.chunks_exact_mut(length) {
        from.part(width, part)?;
    }
    Some(())
}

/// Adds to each sample what its weighted predecessors, the latest first, foretell of it.
#[inline(always)]
fn predict(weights: &[i64], shift: u32, out: &mut [i32]) {
    match weights.len() {
        0 => (),
        1 => predicted::<1>(weights, shift, out),
        2 => predicted::<2>(weights, shift, out),
        3 => predicted::<3>(weights, shift, out),
        4 => predicted::<4>(weights, shift, out),
        5 => predicted::<5>(weights, shift, out),
        6 => predicted::<6>(weights, shift, out),
        7 => predicted::<7>(weights, shift, out),
        8 => predicted::<8>(weights, shift, out),
        9..=12 => predicted::<12>(weights, shift, out),
        _ => predicted::<32>(weights, shift, out),
    }
}

/// Of so many predecessors; those that have no weight count for nothing.
#[inline(always)]
fn predicted<const MOST: usize>(weights: &[i64], shift: u32, out: &mut [i32]) {
    let mut weight = [0; MOST];
    let mut before = [0; MOST];
    let Some((first, rest)) = out.split_at_mut_checked(weights.len()) else { return };
    for (to, &from) in weight.iter_mut().zip(weights) {
        *to = from;
    }
    for (to, &from) in before.iter_mut().zip(first.iter().rev()) {
        *to = i64::from(from);
    }
    for sample in rest {
        let mut sum = 0_i64;
        for (weight, before) in weight.iter().zip(&before) {
            sum += weight * before;
        }
        *sample = sample.wrapping_add((sum >> shift) as i32);
        let mut latest = i64::from(*sample);
        for before in &mut before {
            latest = std::mem::replace(before, latest);
        }
    }
}

/// Lets both channels be what they are, and gives the samples as they follow each other (§4.2).
#[inline(always)]
fn interleave(head: &Head, planes: &[Vec<i32>], out: &mut Vec<f32>) {
    let scale = 1.0 / (1_u32 << (head.bits - 1)) as f32;
    out.resize(head.frames * head.channels, 0.0);
    let [a, b] = planes else {
        for (channel, plane) in planes.iter().enumerate() {
            for (to, &sample) in out.iter_mut().skip(channel).step_by(head.channels).zip(plane) {
                *to = sample as f32 * scale;
            }
        }
        return;
    };
    let frames = out.as_chunks_mut().0.iter_mut().zip(a.iter().zip(b));
    match head.side {
        Side::None => write(frames, scale, |a, b| (a, b)),
        Side::OfLeft => write(frames, scale, |a, b| (a, a.wrapping_sub(b))),
        Side::OfRight => write(frames, scale, |a, b| (b.wrapping_add(a), b)),
        Side::OfMiddle => write(frames, scale, |a, b| {
            // The mean was rounded down where the difference is odd.
            let twice = a << 1 | b & 1;
            (twice.wrapping_add(b) >> 1, twice.wrapping_sub(b) >> 1)
        }),
    }
}

#[inline(always)]
fn write<'a>(
    frames: impl Iterator<Item = (&'a mut [f32; 2], (&'a i32, &'a i32))>,
    scale: f32,
    both: impl Fn(i32, i32) -> (i32, i32),
) {
    for (to, (&a, &b)) in frames {
        let (left, right) = both(a, b);
        *to = [left as f32 * scale, right as f32 * scale];
    }
}

/// Bytes, taken bit by bit, the highest first.
#[derive(Clone, Copy)]
struct Bits<'a> {
    data: &'a [u8],
    /// The bits at hand, the next one highest.
    window: u64,
    left: u32,
}

impl Bits<'_> {
    /// Has [`AT_HAND`] bits or more at hand, or all that are left.
    #[inline(always)]
    fn refill(&mut self) {
        if let Some(&eight) = self.data.first_chunk() {
            self.window |= u64::from_be_bytes(eight) >> self.left;
            let whole = (63 - self.left) >> 3;
            self.data = self.data.get(whole as usize..).unwrap_or_default();
            self.left |= AT_HAND;
            // Of the byte behind these some bits are in the window too. They stand where they will when it is taken.
        } else {
            while self.left <= AT_HAND
                && let Some((&byte, rest)) = self.data.split_first()
            {
                self.window |= u64::from(byte) << (AT_HAND - self.left);
                self.left += 8;
                self.data = rest;
            }
        }
    }

    /// The next bits, 32 at most, as a number.
    #[inline(always)]
    fn take(&mut self, bits: u32) -> Option<u32> {
        if self.left < bits {
            self.refill();
        }
        self.left = self.left.checked_sub(bits)?;
        let taken = (self.window >> 1) >> (63 - bits);
        self.window <<= bits;
        Some(taken as u32)
    }

    /// The next bits, 32 at most, in two's complement.
    #[inline(always)]
    fn signed(&mut self, bits: u32) -> Option<i32> {
        let spare = 32_u32.saturating_sub(bits);
        self.take(bits).map(|taken| if bits == 0 { 0 } else { (taken << spare) as i32 >> spare })
    }

    /// How many zeros come before the next one.
    #[inline(always)]
    fn unary(&mut self) -> Option<u32> {
        let mut zeros = 0_u32;
        loop {
            let here = self.window.leading_zeros();
            if here < self.left {
                self.window = self.window << here << 1;
                self.left -= here + 1;
                return Some(zeros + here);
            }
            zeros = zeros.checked_add(self.left)?;
            (self.window, self.left) = (0, 0);
            self.refill();
            if self.left == 0 {
                return None;
            }
        }
    }

    #[inline(always)]
    fn verbatim(&mut self, bits: u32, out: &mut [i32]) -> Option<()> {
        for sample in out {
            *sample = self.signed(bits)?;
        }
        Some(())
    }

    /// One part of a residual, behind a parameter of so many bits.
    #[inline(always)]
    fn part(&mut self, width: u32, out: &mut [i32]) -> Option<()> {
        let parameter = self.take(width)?;
        if parameter + 1 == 1 << width {
            let bits = self.take(5)?;
            return self.verbatim(bits, out);
        }
        // As many at once as are most often at hand.
        match parameter {
            0..8 => self.rice::<5>(parameter, out),
            8..11 => self.rice::<4>(parameter, out),
            11..15 => self.rice::<3>(parameter, out),
            15..24 => self.rice::<2>(parameter, out),
            _ => self.rice::<1>(parameter, out),
        }
    }

    /// Numbers whose upper bits stand in unary and whose lower ones, so many as the parameter says, as they are (§9.2.7.3).
    #[inline(always)]
    fn rice<const AT_ONCE: usize>(&mut self, parameter: u32, out: &mut [i32]) -> Option<()> {
        let (groups, rest) = out.as_chunks_mut::<AT_ONCE>();
        for group in groups {
            self.refill();
            for sample in group {
                *sample = self.folded(parameter)?;
            }
        }
        for sample in rest {
            self.refill();
            *sample = self.folded(parameter)?;
        }
        Some(())
    }

    #[inline(always)]
    fn folded(&mut self, parameter: u32) -> Option<i32> {
        let zeros = self.window.leading_zeros();
        let length = zeros + 1 + parameter;
        let folded = if length <= self.left {
            let behind = self.window << zeros << 1;
            self.window = behind << parameter;
            self.left -= length;
            zeros << parameter | ((behind >> 1) >> (63 - parameter)) as u32
        } else {
            let folded;
            (*self, folded) = self.long(parameter)?;
            folded
        };
        Some((folded >> 1) as i32 ^ -((folded & 1) as i32))
    }

    /// A number that is not whole at hand. What it is taken from comes and goes as a copy, or it would never be in registers.
    #[cold]
    #[inline(never)]
    fn long(mut self, parameter: u32) -> Option<(Self, u32)> {
        let upper = self.unary()?;
        let lower = self.take(parameter)?;
        Some((self, upper << parameter | lower))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::encode::Blocks;

    /// Fields of so many bits each, one behind the other, filled up to whole bytes.
    fn packed(fields: &[(u32, i32)]) -> Vec<u8> {
        let bits = fields.iter().flat_map(|&(bits, value)| (0..bits).rev().map(move |bit| value >> bit & 1));
        let bits: Vec<i32> = bits.collect();
        let byte =
            |bits: &[i32]| bits.iter().enumerate().fold(0, |byte, (n, bit)| byte | (bit << (7 - n)) as u8);
        bits.chunks(8).map(byte).collect()
    }

    /// The samples of a block of four frames of one channel, of 16 bits a sample.
    fn four(fields: &[(u32, i32)]) -> Option<Vec<i32>> {
        let head = [(16, 0xfff8), (4, 6), (4, 0), (4, 0), (3, 4), (1, 0), (8, 0), (8, 3), (8, 0), (1, 0)];
        let mut out = Vec::new();
        let channels = Flac::new(16)?.decode(&packed(&[&head, fields].concat()), &mut out).ok()?;
        assert_eq!(channels, 1);
        Some(out.iter().map(|sample| (sample * 32_768.0) as i32).collect())
    }

    #[test]
    fn what_few_encoders_write_is_read() {
        let wasted = [(6, 1), (1, 1), (2, 0b01), (14, 5), (14, -6), (14, 8191), (14, -8192)];
        assert_eq!(four(&wasted), Some(vec![20, -24, 32_764, -32_768]), "two bits that are zero everywhere");
        let constant = [(6, 0), (1, 0), (16, -7)];
        assert_eq!(four(&constant), Some(vec![-7; 4]));
        let escaped = [(6, 9), (1, 0), (16, 100), (2, 0), (4, 0), (4, 15), (5, 3), (3, 3), (3, -4), (3, 1)];
        assert_eq!(four(&escaped), Some(vec![100, 103, 99, 100]), "a residual as it is");
        let nothing = [(6, 9), (1, 0), (16, 100), (2, 0), (4, 0), (4, 15), (5, 0)];
        assert_eq!(four(&nothing), Some(vec![100; 4]), "and one of no bits");
        let wide = [
            (6, 8),
            (1, 0),
            (2, 1),
            (4, 1),
            (5, 30),
            (1, 1),
            (30, 4),
            (1, 1),
            (30, 5),
            (5, 0),
            (4, 1),
            (3, 1),
        ];
        assert_eq!(four(&wide), Some(vec![2, -3, -2, 1]), "two parts, and parameters of five bits");
        let long = [(6, 8), (1, 0), (2, 0), (4, 0), (4, 0), (30, 0), (30, 0), (30, 0), (1, 1), (3, 0b111)];
        assert_eq!(four(&long), Some(vec![45, 0, 0, 0]), "more zeros than are at hand at once");
        let foretold =
            [(6, 33), (1, 0), (16, 10), (16, 20), (4, 3), (5, 1), (4, 4), (4, -2), (2, 0), (4, 0), (4, 0)];
        let foretold = [&foretold[..], &[(1, 1), (2, 0b01)]].concat();
        assert_eq!(four(&foretold), Some(vec![10, 20, 30, 39]), "from two before, in halves");
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for (fields, why) in [
            (&[(6, 2), (1, 0)][..], "a kind that is not used"),
            (&[(6, 9), (1, 0), (16, 0), (2, 2)], "a coding that is not used"),
            (&[(6, 9), (1, 0), (16, 0), (2, 0), (4, 3)], "more parts than frames"),
            (
                &[(6, 12), (1, 0), (32, 0), (32, 0), (2, 0), (4, 1)],
                "a part shorter than what it is foretold from",
            ),
            (&[(6, 32), (1, 0), (16, 0), (4, 15)], "weights of 16 bits"),
            (&[(6, 32), (1, 0), (16, 0), (4, 3), (5, -1)], "a shift to the other side"),
            (&[(6, 1), (1, 1), (16, 1)], "nothing but wasted bits"),
            (&[(6, 1), (1, 0), (16, 0)], "an end before the last sample"),
            (&[(6, 8), (1, 0), (2, 0), (4, 0), (4, 0), (20, 0)], "an end within a number"),
        ] {
            assert_eq!(four(fields), None, "{why}");
        }
    }

    /// Sound of any kind: louder or softer, with a bit of all that is known, of what is not, and of silence.
    fn sound(bits: u32) -> impl Strategy<Value = Vec<i32>> {
        let most = (1_i32 << (bits - 1)) - 1;
        let piece = (0..=most, 0..=most, 0.0..1.5_f64, 1..700_usize);
        let pieces = proptest::collection::vec(piece, 1..6);
        (pieces, any::<u64>()).prop_map(move |(pieces, mut seed)| {
            let mut noise = move |loud: i32| {
                seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                ((seed >> 33) as f64 / f64::from(1_u32 << 31) * 2.0 - 1.0) * f64::from(loud)
            };
            let mut samples = Vec::new();
            for (tone, hiss, step, length) in pieces {
                samples.extend((0..length).map(|n| {
                    let sum = (n as f64 * step).sin() * f64::from(tone) + noise(hiss);
                    (sum as i32).clamp(-most - 1, most)
                }));
            }
            samples
        })
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(
            (bits, samples) in prop_oneof![Just(8_u32), Just(16), Just(24)].prop_flat_map(|bits| (Just(bits), sound(bits))),
            channels in 1..=4_u16,
            shared in any::<bool>(),
        ) {
            let frames = samples.len() / usize::from(channels);
            let mut samples = samples[..frames * usize::from(channels)].to_vec();
            if shared {
                for frame in samples.chunks_exact_mut(usize::from(channels)) {
                    let first = frame[0];
                    frame.fill(first);
                }
            }
            prop_assume!(frames >= 32);
            let block = Blocks::new(48_000, channels, bits).unwrap().block(&samples).unwrap();
            let mut out = Vec::new();
            prop_assert_eq!(Flac::new(bits).unwrap().decode(&block, &mut out).unwrap(), usize::from(channels));
            let full = (1_u32 << (bits - 1)) as f32;
            let back: Vec<i32> = out.iter().map(|sample| (sample * full) as i32).collect();
            prop_assert_eq!(back, samples);
        }

        #[test]
        fn what_is_damaged_is_decoded_or_refused(
            samples in sound(16),
            changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
            cut in any::<prop::sample::Index>(),
        ) {
            prop_assume!(samples.len() >= 64);
            let samples = &samples[..samples.len() / 2 * 2];
            let mut block = Blocks::new(48_000, 2, 16).unwrap().block(samples).unwrap();
            for (place, byte) in changes {
                let place = place.index(block.len());
                block[place] = byte;
            }
            block.truncate(cut.index(block.len()) + 1);
            let mut out = Vec::new();
            if let Ok(channels) = Flac::new(16).unwrap().decode(&block, &mut out) {
                prop_assert!(out.len() % channels == 0 && out.len() <= 65_536 * 8);
            }
        }
    }
}

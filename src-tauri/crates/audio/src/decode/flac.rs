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
mod tests;

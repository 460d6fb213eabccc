//! What an AAC stream's configuration says (ISO/IEC 14496-3 §1.6.2 and §1.6.5).

/// How much later a decoder of HE-AAC gives its sound out than one of its core alone, in frames of the core: the delay
/// of the filters, 962 frames of 5186 that encoders tell, at twice the rate.
pub(crate) const FILTERS: u32 = 481;

/// The usual rates, in frames a second, by their numbers (ISO/IEC 14496-3 §1.6.3.4).
pub(crate) const RATES: [u32; 13] =
    [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];

/// The configuration of the core of HE-AAC (AAC-LC at half the rate): its bytes, and its rate if it is a usual one.
/// `None` for AAC without high frequencies added to it.
pub(crate) fn core(config: &[u8]) -> Option<(Vec<u8>, Option<u32>)> {
    let mut bits = Bits { bytes: config, at: 0 };
    let first = bits.object_type()?;
    let (index, rate) = bits.rate()?;
    let channels = bits.take(4)?;
    if first == 5 || first == 29 {
        bits.rate()?;
        if bits.object_type()? != 2 {
            return None;
        }
    } else {
        // Said behind the rest, where decoders that know nothing of it do not look.
        if first != 2 || bits.take(3)? & 0b010 != 0 || bits.take(11)? != 0x2b7 {
            return None;
        }
        if bits.object_type()? != 5 || bits.take(1)? != 1 {
            return None;
        }
    }
    if index == 15 {
        return None;
    }
    let core = (2 << 11 | index << 7 | channels << 3) as u16;
    Some((core.to_be_bytes().to_vec(), rate))
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: usize) -> Option<u32> {
        let mut number = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.at / 8)?;
            number = number << 1 | u32::from(byte >> (7 - self.at % 8) & 1);
            self.at += 1;
        }
        Some(number)
    }

    fn object_type(&mut self) -> Option<u32> {
        Some(match self.take(5)? {
            31 => 32 + self.take(6)?,
            object_type => object_type,
        })
    }

    fn rate(&mut self) -> Option<(u32, Option<u32>)> {
        let index = self.take(4)?;
        let rate = if index == 15 { Some(self.take(24)?) } else { RATES.get(index as usize).copied() };
        Some((index, rate))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn high_frequencies_are_seen_in_either_place() {
        let core_of_24_khz = Some((vec![0x13, 0x10], Some(24_000)));
        assert_eq!(core(&[0x2b, 0x11, 0x88, 0x00]), core_of_24_khz, "said first");
        assert_eq!(core(&[0x13, 0x10, 0x56, 0xe5, 0x98]), core_of_24_khz, "said last");
        assert_eq!(
            core(&[0xeb, 0x09, 0x88, 0x00]),
            Some((vec![0x13, 0x08], Some(24_000))),
            "with stereo from mono"
        );
        for plain in [&[0x13, 0x10][..], &[0x13, 0x10, 0x56, 0xe5, 0x00], &[0x11, 0x90], &[]] {
            assert_eq!(core(plain), None, "{plain:x?}");
        }
    }
}

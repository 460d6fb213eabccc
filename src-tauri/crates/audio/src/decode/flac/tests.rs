use proptest::prelude::*;

use super::*;
use crate::encode::Blocks;

/// Fields of so many bits each, one behind the other, filled up to whole bytes.
fn packed(fields: &[(u32, i32)]) -> Vec<u8> {
    let bits = fields.iter().flat_map(|&(bits, value)| (0..bits).rev().map(move |bit| value >> bit & 1));
    let bits: Vec<i32> = bits.collect();
    let byte = |bits: &[i32]| bits.iter().enumerate().fold(0, |byte, (n, bit)| byte | (bit << (7 - n)) as u8);
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
    let wide =
        [(6, 8), (1, 0), (2, 1), (4, 1), (5, 30), (1, 1), (30, 4), (1, 1), (30, 5), (5, 0), (4, 1), (3, 1)];
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

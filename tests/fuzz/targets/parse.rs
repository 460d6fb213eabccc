//! A file in a named format: the first byte chooses the format, the rest is the file.
#![no_main]

use causerie_fuzz::{Fixture, NAME, check, fixtures, formats, write_seeds};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: write_seeds(fixtures().map(|Fixture { place, bytes, .. }| [&[place], &bytes[..]].concat())),
    |input: &[u8]| {
        let (Some((&place, bytes)), formats) = (input.split_first(), formats()) else { return };
        let format = formats[usize::from(place) % formats.len()];
        if let Ok(log) = causerie_logs::read_as(format, NAME, bytes) {
            assert_eq!((log.format.as_str(), log.confidence), (format, 1.0), "a named format is certain");
            check(&log);
        }
    }
);

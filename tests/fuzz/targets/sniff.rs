//! Any bytes at all, as a file whose format has to be found out.
#![no_main]

use causerie_fuzz::{NAME, check, seed_from_fixtures};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: seed_from_fixtures(|_, bytes| bytes.to_vec()),
    |bytes: &[u8]| {
        if let Ok(log) = causerie_logs::read(NAME, bytes) {
            check(&log);
        }
    }
);

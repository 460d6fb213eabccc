//! A file whose format has to be found out: its name, a line end, and any bytes at all. The name and the bytes may
//! tell when a recording began, too.
#![no_main]

use causerie_fuzz::{check, fixtures, write_seeds};
use causerie_logs::{started_in_name, started_in_note};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: write_seeds(fixtures().map(|fixture| [fixture.name.as_bytes(), b"\n", &fixture.bytes].concat())),
    |input: &[u8]| {
        let end = input.iter().position(|&byte| byte == b'\n').unwrap_or(input.len());
        let (name, bytes) = input.split_at(end);
        let (name, bytes) = (String::from_utf8_lossy(name), bytes.get(1..).unwrap_or_default());
        if let Ok(log) = causerie_logs::read(&name, bytes) {
            check(&log);
        }
        for start in [started_in_name(&name), started_in_note(&String::from_utf8_lossy(bytes))].into_iter().flatten()
        {
            assert!(start.at.contains('T'), "a start is a date and a time: {start:?}");
            assert!(!start.trusted || start.at.ends_with('Z'), "a start that is trusted has a zone: {start:?}");
        }
    }
);

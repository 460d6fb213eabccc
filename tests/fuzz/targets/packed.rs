//! Files packed into one. The input holds the files, each as its name, a line end, and its bytes up to 0xFF, which
//! no UTF-8 has; they are packed for the reader. An input that begins as a ZIP does is taken as it is.
#![no_main]

use std::io::{Cursor, Read, Write};

use causerie_fuzz::{NAME, check, fixtures, write_seeds};
use libfuzzer_sys::fuzz_target;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

const ZIP: &[u8] = b"PK";
const BETWEEN: u8 = 0xFF;

fuzz_target!(
    init: write_seeds(fixtures().map(|fixture| unpacked(&fixture.bytes))),
    |input: &[u8]| {
        let packed = if input.starts_with(ZIP) { input.to_vec() } else { pack(input) };
        if let Ok(log) = causerie_logs::read(NAME, &packed) {
            check(&log);
        }
    }
);

fn pack(input: &[u8]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (number, file) in input.split(|&byte| byte == BETWEEN).take(20).enumerate() {
        let end = file.iter().position(|&byte| byte == b'\n').unwrap_or(file.len());
        let (name, bytes) = file.split_at(end);
        let method = if number % 2 == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        // A name that is there already, or too long, makes no file.
        if zip.start_file(String::from_utf8_lossy(name), options).is_ok() {
            zip.write_all(bytes.get(1..).unwrap_or_default()).expect("memory takes all");
        }
    }
    zip.finish().expect("memory takes all").into_inner()
}

/// A fixture as an input: the files in it, or else itself as the only file.
fn unpacked(fixture: &[u8]) -> Vec<u8> {
    if !fixture.starts_with(ZIP) {
        return [b"chat.txt\n", fixture].concat();
    }
    let mut zip = ZipArchive::new(Cursor::new(fixture)).expect("a fixture is sound");
    let mut input = Vec::new();
    for number in 0..zip.len() {
        let mut file = zip.by_index(number).expect("a fixture is sound");
        input.extend_from_slice(file.name().expect("a fixture is sound").as_bytes());
        input.push(b'\n');
        file.read_to_end(&mut input).expect("a fixture is sound");
        input.push(BETWEEN);
    }
    input
}

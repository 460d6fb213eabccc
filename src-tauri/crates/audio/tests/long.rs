//! Three hours of sound take no more memory than what it takes to find one's way in them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

#[cfg(target_os = "linux")]
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Instant;

use causerie_audio::Reader;
use peak_alloc::PeakAlloc;
use support::{babble, ffmpeg, run};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const HOURS: u64 = 3;
const MOST_MEMORY: usize = 24 * 1024 * 1024;

/// Opens it and reads a little at many places; tells what that takes.
fn measure(path: &Path, rate: u64) {
    MEMORY.reset_peak_usage();
    let before = MEMORY.current_usage();
    let start = Instant::now();
    let mut reader = Reader::open(path).unwrap();
    let opened = start.elapsed();
    let held = MEMORY.current_usage() - before;
    let frames = reader.info().frames;
    let hours = frames as f64 / (rate * 3600) as f64;
    assert!((HOURS as f64 - hours).abs() < 0.01, "{}: {hours} hours", path.display());
    let mut block = Vec::new();
    for n in 0..40 {
        reader.seek(frames / 40 * (n * 17 % 40)).unwrap();
        assert!(reader.read(&mut block).unwrap() > 0, "{}: sound everywhere", path.display());
    }
    reader.seek(frames - 100).unwrap();
    let mut read = 0;
    while let more @ 1.. = reader.read(&mut block).unwrap() {
        read += more;
    }
    assert_eq!(read, 100, "{}: to its very end", path.display());
    let peak = MEMORY.peak_usage() - before;
    let name = path.file_name().unwrap().display().to_string();
    println!(
        "{name:<10} {:>6.1} MB, opened in {opened:>9.1?}, holds {:>5} KiB, at most {:>6} KiB",
        path.metadata().unwrap().len() as f64 / 1e6,
        held / 1024,
        peak / 1024
    );
    assert!(peak < MOST_MEMORY, "{name} takes {peak} bytes");
}

#[test]
fn three_hours_are_not_held() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 48_000, 2, 60.0);
    for (name, args) in [
        ("a.mp3", &["-c:a", "libmp3lame", "-q:a", "6"][..]),
        ("b.mp3", &["-c:a", "libmp3lame", "-b:a", "64k", "-write_xing", "0"]),
        ("a.m4a", &["-c:a", "aac", "-b:a", "64k"]),
        ("f.mp4", &["-c:a", "aac", "-b:a", "64k", "-movflags", "empty_moov", "-frag_duration", "1000000"]),
        ("a.ogg", &["-c:a", "libvorbis", "-q:a", "0"]),
        ("a.opus", &["-c:a", "libopus", "-b:a", "32k"]),
        ("a.webm", &["-c:a", "libopus", "-b:a", "32k"]),
        ("a.aac", &["-c:a", "aac", "-b:a", "64k"]),
    ] {
        let minute = ffmpeg(&wav, args, &format!("minute-{name}"));
        let path = dir.path().join(name);
        let loops = (HOURS * 60 - 1).to_string();
        let (from, to) = (minute.to_str().unwrap(), path.to_str().unwrap());
        let mut all = vec!["-v", "error", "-stream_loop", &loops, "-i", from, "-c", "copy"];
        all.extend(args.iter().skip_while(|arg| **arg != "-movflags" && **arg != "-write_xing"));
        run("ffmpeg", &[&all[..], &[to]].concat());
        measure(&path, 48_000);
        std::fs::remove_file(&path).unwrap();
    }
    // The measure is of the whole program: nothing else may run beside it.
    #[cfg(target_os = "linux")]
    more_than_four_gigabytes_are_read_to_the_end();
}

/// Beyond what 32 bits count. The file has holes, which take no place on the disk.
#[cfg(target_os = "linux")]
fn more_than_four_gigabytes_are_read_to_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("long.wav");
    let (rate, block) = (192_000_u64, 6_u64);
    let size = HOURS * 3600 * rate * block;
    let format =
        [&[1, 0, 2, 0][..], &192_000_u32.to_le_bytes(), &1_152_000_u32.to_le_bytes(), &[6, 0, 24, 0]];
    let mut head = [b"RF64\xff\xff\xff\xffWAVEds64\x1c\0\0\0", &(size + 72).to_le_bytes()[..]].concat();
    head.extend(
        [&size.to_le_bytes()[..], &[0; 12], b"fmt \x10\0\0\0", &format.concat(), b"data\xff\xff\xff\xff"]
            .concat(),
    );
    let mut file = std::fs::File::create(&path).unwrap();
    file.write_all(&head).unwrap();
    file.seek(SeekFrom::Start(head.len() as u64 + size - block)).unwrap();
    file.write_all(&[0, 0, 0x40, 0, 0, 0xc0]).unwrap();
    file.write_all(b"LIST\x04\0\0\0INFO").unwrap();
    measure(&path, rate);
    let mut reader = Reader::open(&path).unwrap();
    assert_eq!(reader.info().frames, size / block, "what stands behind the sound is none");
    let mut last = Vec::new();
    reader.seek(size / block - 1).unwrap();
    reader.read(&mut last).unwrap();
    assert_eq!(last, [0.5, -0.5], "the very last frame");
}

//! A recording, of which only the tags are read.
#![no_main]

use std::fs::File;
use std::os::fd::AsRawFd;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::LazyLock;

use causerie_audio::Tags;
use causerie_fuzz::{mutate, write_seeds};
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

#[allow(dead_code, reason = "the tests of tags use more of it")]
#[path = "../../../src-tauri/crates/audio/tests/support/tagged.rs"]
mod tagged;
mod tags_seeds;

/// A file in memory, without a name.
static FILE: LazyLock<File> =
    LazyLock::new(|| tempfile::tempfile_in("/dev/shm").expect("memory takes files"));

fuzz_target!(
    init: write_seeds(tags_seeds::all()),
    |bytes: &[u8]| {
        FILE.set_len(bytes.len() as u64).and_then(|()| FILE.write_all_at(bytes, 0)).expect("memory takes all");
        let path = format!("/proc/self/fd/{}", FILE.as_raw_fd());
        check(&causerie_audio::tags(Path::new(&path)).expect("a file that can be read gives tags"));
    }
);

fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| { mutate(bytes, size, most, seed) });

/// Panics if tags break a promise.
fn check(tags: &Tags) {
    assert!(
        tags.starts.is_sorted_by_key(|start| start.trust),
        "the more trusted come first: {:?}",
        tags.starts
    );
    for start in &tags.starts {
        assert!(start.at.contains('T'), "a start is a date and a time: {start:?}");
    }
    assert!(tags.chapters.len() <= 10_000, "chapters are limited: {}", tags.chapters.len());
    for chapter in &tags.chapters {
        assert!(
            chapter.end.is_none_or(|end| end > chapter.start),
            "a chapter ends after it starts: {chapter:?}"
        );
    }
    let fields = [&tags.title, &tags.artist, &tags.album, &tags.comment];
    let titles = tags.chapters.iter().map(|chapter| &chapter.title);
    for text in fields.into_iter().flatten().chain(titles) {
        assert!(text.chars().count() <= 4096 && !text.contains('\0'), "texts are short and whole: {text:?}");
    }
}

//! Recordings: their heads, tables and frames, read to the end from any place. The input is the file.
#![no_main]

use std::path::PathBuf;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;
use std::{env, fs, process};

use causerie_audio::{CutOptions, CutPart, CutTags, Reader, Target, cut};
use causerie_fuzz::{mutate, write_seeds};
use causerie_model::TimeMs;
use libfuzzer_sys::{fuzz_mutator, fuzz_target};

mod media_seeds;

static FILE: LazyLock<PathBuf> =
    LazyLock::new(|| env::temp_dir().join(format!("causerie-fuzz-media-{}", process::id())));

fuzz_target!(
    init: {
        let refused: Vec<String> = media_seeds::all().iter().filter_map(|seed| refusal(seed)).collect();
        assert!(refused.is_empty(), "seeds are recordings: {refused:#?}");
        write_seeds(media_seeds::all());
        // What a decoder says as it gives up is no finding: the reader makes an error of it.
        let say = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if panic.location().is_none_or(|at| !at.file().contains("symphonia") && !at.file().contains("rusty-opus")) {
                say(panic);
            }
        }));
    },
    |input: &[u8]| {
        fs::write(&*FILE, input).expect("a file can be written");
        go_through();
    }
);

fuzz_mutator!(|bytes: &mut [u8], size: usize, most: usize, seed: u32| { mutate(bytes, size, most, seed) });

/// What a seed is refused for, if it is.
fn refusal(seed: &[u8]) -> Option<String> {
    fs::write(&*FILE, seed).expect("a file can be written");
    Reader::open(&FILE)
        .err()
        .map(|error| format!("{error}: {}", seed.get(..16).unwrap_or(seed).escape_ascii()))
}

fn go_through() {
    let Ok(mut reader) = Reader::open(&FILE) else { return };
    let (frames, channels) = (reader.info().frames, usize::from(reader.info().channels));
    assert!(frames > 0 && channels > 0 && reader.info().sample_rate > 0, "{:?}", reader.info());
    let mut block = Vec::new();
    for from in [frames / 2, 0] {
        // A hole in the times is silence, of which there may be hours.
        let mut left = 10 * 48_000_i64;
        let _ = reader.seek(from);
        while let Ok(read @ 1..) = reader.read(&mut block) {
            assert_eq!(block.len(), read * channels, "whole frames");
            assert!(reader.position() <= frames, "no further than the end");
            left -= read as i64;
            if left < 0 {
                break;
            }
        }
    }
    if frames < 10 * 48_000 {
        let part = CutPart { path: FILE.clone(), from: frames / 3, to: frames };
        let out = FILE.with_extension("cut");
        let tags = CutTags::default();
        let options =
            CutOptions { target: Target::Copy, fade: TimeMs::ZERO, gain: None, muted: Vec::new(), tags };
        if cut(&[part], &options, &out, &AtomicBool::new(false)).is_ok() {
            fs::remove_file(out).expect("what was cut is there");
        }
    }
}

//! What is no recording, or a broken one, is told apart and named, and nothing brings the reader down.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::path::Path;
use std::sync::atomic::AtomicBool;

use causerie_audio::{AudioError, Depth, Peaks, probe};
use support::tagged::{element, matroska, nested_chapters};
use support::{babble, ffmpeg, noise};

fn refused(dir: &Path, name: &str, bytes: &[u8]) -> (AudioError, String) {
    let path = dir.join(name);
    std::fs::write(&path, bytes).unwrap();
    let error = probe(&path).unwrap_err();
    let said = error.to_string();
    assert!(said.contains(name), "names the file: {said}");
    assert!(!error.help().is_empty(), "says what to do");
    (error, said)
}

#[test]
fn what_is_no_recording_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    assert!(matches!(refused(dir, "empty.mp3", b"").0, AudioError::Empty { .. }));

    let picture = dir.join("real.png");
    support::run(
        "ffmpeg",
        &[
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=320x240",
            "-frames:v",
            "1",
            picture.to_str().unwrap(),
        ],
    );
    let (error, said) = refused(dir, "picture.mp3", &std::fs::read(&picture).unwrap());
    assert!(matches!(error, AudioError::NotAudio { .. }) && said.contains("PNG"), "{said}");

    let random: Vec<u8> = (0..300_000).map(|n| (noise(n) * 127.0) as i8 as u8).collect();
    assert!(matches!(refused(dir, "noise.mp3", &random).0, AudioError::NotAudio { .. }), "noise is no sound");
    let text = "A line of an email, of no use to a player.\r\n".repeat(2000);
    assert!(matches!(refused(dir, "letter.wav", text.as_bytes()).0, AudioError::NotAudio { .. }));

    let missing = probe(&dir.join("gone.mp3")).unwrap_err();
    assert!(missing.to_string().contains("gone.mp3") && missing.help().contains("still there"), "{missing}");
    assert!(matches!(probe(dir), Err(AudioError::Folder { .. })));
}

#[test]
fn a_video_without_sound_is_named() {
    let dir = tempfile::tempdir().unwrap();
    for name in ["silent.mp4", "silent.mkv"] {
        let path = dir.path().join(name);
        let args = [
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "testsrc=size=64x64:duration=1",
            "-c:v",
            "mpeg4",
            path.to_str().unwrap(),
        ];
        support::run("ffmpeg", &args);
        assert!(matches!(probe(&path), Err(AudioError::NoSound { .. })), "{name} has no sound");
    }
}

fn said(error: &AudioError, name: &str, what: &str, help: &str) {
    let (said, helped) = (error.to_string(), error.help());
    assert!(said.contains(name) && said.contains(what), "{name} is named for what it is: {said}");
    assert!(helped.contains(help), "{name}: what to do: {helped}");
}

#[test]
fn what_is_coded_in_a_way_that_is_not_read_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 48_000, 2, 1.0);
    for (name, args, what) in [
        ("a.wma", &["-c:a", "wmav2"][..], "Windows Media"),
        ("a.ts", &["-c:a", "aac"], "MPEG transport stream"),
        ("b.m2ts", &["-c:a", "aac", "-f", "mpegts", "-mpegts_m2ts_mode", "1"], "MPEG transport stream"),
        ("a.mpg", &["-c:a", "mp2"], "MPEG program stream"),
        ("a.mp2", &["-c:a", "mp2"], "MPEG layer II"),
        ("a.ac3", &["-c:a", "ac3"], "Dolby Digital"),
        ("a.spx", &["-c:a", "libspeex", "-ar", "16000", "-ac", "1"], "Speex"),
        ("a.wv", &["-c:a", "wavpack"], "WavPack"),
        ("a.tta", &["-c:a", "tta"], "True Audio"),
        ("a.au", &["-c:a", "pcm_s16be"], "Sun AU"),
        ("ac3.mp4", &["-c:a", "ac3"], "Dolby Digital"),
        ("ac3.mkv", &["-c:a", "ac3"], "Dolby Digital"),
        ("tta.mka", &["-c:a", "tta"], "A_TTA1"),
        ("gsm.wav", &["-c:a", "libgsm_ms", "-ar", "8000", "-ac", "1"], "GSM"),
        ("wma.wav", &["-c:a", "wmav2"], "Windows Media"),
        ("surround.m4a", &["-c:a", "aac", "-ac", "6"], "surround"),
    ] {
        let error = probe(&ffmpeg(&wav, args, name)).unwrap_err();
        assert!(matches!(error, AudioError::Unsupported { .. }), "{name}: {error}");
        let stem = name.split('.').next().unwrap();
        said(&error, name, what, &format!("ffmpeg -i \"{name}\" \"{stem}.flac\""));
    }
    let (error, _) = refused(dir.path(), "call.amr", b"#!AMR\n\x3c\x91\x17\x16\xbe\x66\x78\x00\x00");
    said(&error, "call.amr", "AMR", "ffmpeg -i \"call.amr\"");
    let whole = std::fs::read(ffmpeg(&wav, &["-c:a", "aac"], "a.m4a")).unwrap();
    let recoded = |coding: &[u8; 4]| {
        let at = whole.windows(8).rposition(|bytes| bytes[4..] == *b"mp4a").unwrap() + 4;
        let mut bytes = whole.clone();
        bytes[at..at + 4].copy_from_slice(coding);
        bytes
    };
    let (error, _) = refused(dir.path(), "memo.3gp", &recoded(b"samr"));
    said(&error, "memo.3gp", "AMR", "ffmpeg -i \"memo.3gp\" \"memo.flac\"");
    for (name, coding, what) in [
        ("a.m4p", b"drms", "FairPlay"),
        ("a.aax", b"aavd", "Audible"),
        ("a.mp4", b"enca", "Common Encryption"),
    ] {
        let (error, _) = refused(dir.path(), name, &recoded(coding));
        assert!(matches!(error, AudioError::Locked { .. }), "{name}: {error}");
        said(&error, name, what, "without copy protection");
    }
    let encrypted = element(0x6d80, &element(0x6240, &element(0x5033, &[1])));
    let track = [element(0xd7, &[1]), element(0x83, &[2]), element(0x86, b"A_OPUS"), encrypted].concat();
    let (error, _) = refused(dir.path(), "a.mkv", &matroska(&[element(0x1654_ae6b, &element(0xae, &track))]));
    assert!(matches!(error, AudioError::Locked { .. }), "{error}");
    said(&error, "a.mkv", "encryption", "without copy protection");
}

#[test]
fn chapters_nested_without_end_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 44_100, 2, 1.0);
    let whole = probe(&wav).unwrap().frames;
    let tag = nested_chapters(100_000);
    let written = |name: &str, bytes: Vec<u8>| {
        let path = dir.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let flac = std::fs::read(ffmpeg(&wav, &["-c:a", "flac"], "a.flac")).unwrap();
    let tagged = written("tagged.flac", [&tag[..], &flac].concat());
    assert_eq!(probe(&tagged).unwrap().frames, whole, "what stands behind a tag is read");
    let aiff = std::fs::read(ffmpeg(&wav, &["-c:a", "pcm_s16be"], "a.aiff")).unwrap();
    let size = (tag.len() as u32).to_be_bytes();
    let chunk = [b"ID3 ", &size[..], &tag].concat();
    let form = ((aiff.len() - 8 + chunk.len()) as u32).to_be_bytes();
    let tagged = written("tagged.aiff", [b"FORM", &form[..], b"AIFF", &chunk, &aiff[12..]].concat());
    assert_eq!(probe(&tagged).unwrap().frames, whole, "a chunk of tags is passed over");
    for (name, start) in [("behind.bin", 4096), ("early.bin", 3)] {
        let aiff = [&b"FORM"[..], &form, b"AIFF", &chunk].concat();
        for inside in [&tag, &aiff] {
            let path = written(name, [&vec![b'x'; start][..], inside].concat());
            assert!(probe(&path).is_err(), "{name} holds no sound");
        }
    }
}

#[test]
fn peaks_follow_the_sound_and_survive_their_file() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    let frames = 48_000 * 130_u32;
    let envelope = |n: u32| ((n / 24_000) % 10) as f32 / 10.0;
    let samples: Vec<f32> =
        (0..frames).flat_map(|n| [envelope(n) * if n % 2 == 0 { 0.9 } else { -0.9 }; 2]).collect();
    support::write_wav(&wav, 48_000, 2, &samples);
    let told = std::sync::Mutex::new(Vec::new());
    let peaks = Peaks::compute(&wav, 256, &|share| told.lock().unwrap().push(share), &AtomicBool::new(false))
        .unwrap();
    assert_eq!(peaks.len(), frames.div_ceil(256) as usize, "the last pixel too");
    for (n, &(low, high)) in peaks.buckets(peaks.len()).iter().enumerate() {
        let first = n as u32 * 256;
        if first / 24_000 == (first + 255) / 24_000 {
            let wanted = f32::from((envelope(first) * 0.9 * 32767.0) as i16 / 256 * 256);
            assert!((f32::from(high) - wanted).abs() <= 256.0, "pixel {n}: {high} of {wanted}");
            assert!((f32::from(low) + wanted).abs() <= 256.0, "pixel {n}: {low} of -{wanted}");
        }
    }
    assert_eq!(told.lock().unwrap().last(), Some(&1.0), "progress comes to its end");

    let dat = peaks.to_dat(Depth::Sixteen);
    assert_eq!(dat.len(), 24 + 4 * peaks.len(), "a header and two bytes for each low and high");
    assert_eq!(Peaks::from_dat(&dat).unwrap(), peaks, "what was written is read");
    let dat = peaks.to_dat(Depth::Eight);
    assert_eq!(dat.len(), 24 + 2 * peaks.len(), "a header and a byte for each low and high");
    let coarse = Peaks::from_dat(&dat).unwrap();
    for (fine, coarse) in peaks.buckets(peaks.len()).into_iter().zip(coarse.buckets(peaks.len())) {
        assert_eq!((fine.0 / 256 * 256, fine.1 / 256 * 256), coarse, "eight bits cut off towards zero");
    }
    assert!(matches!(Peaks::from_dat(&dat[..dat.len() - 1]), Err(AudioError::Peaks { .. })));
    for n in 0..24 {
        let mut broken = dat.clone();
        broken[n] = 0xff;
        let _ = Peaks::from_dat(&broken);
    }
    assert_eq!(peaks.buckets(7).len(), 7);
    assert_eq!(peaks.buckets(7)[0].1, peaks.buckets(1)[0].1, "every level comes in every seventh");

    let cancelled = Peaks::compute(&wav, 256, &|_| {}, &AtomicBool::new(true));
    assert!(matches!(cancelled, Err(AudioError::Cancelled { .. })));
}

#[test]
fn peaks_of_parts_are_those_of_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 44_100, 2, 125.0);
    for (name, args) in
        [("a.mp3", &["-c:a", "libmp3lame", "-q:a", "6"][..]), ("a.ogg", &["-c:a", "libvorbis"])]
    {
        let path = ffmpeg(&wav, args, name);
        let compute = || Peaks::compute(&path, 256, &|_| {}, &AtomicBool::new(false)).unwrap();
        let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(compute);
        let together = rayon::ThreadPoolBuilder::new().num_threads(4).build().unwrap().install(compute);
        assert!(alone == together, "{name}: parts meet without a seam");
    }
}

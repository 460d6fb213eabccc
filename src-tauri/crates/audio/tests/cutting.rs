//! Cutting without encoding anew: from every kind of file that allows it, at odd places, exact to the sample and clean from
//! the first one, for our decoder and for ffmpeg. The long form cuts at fifty places:
//! `cargo test -p causerie-audio --release --test cutting -- --ignored --nocapture`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod kinds;
mod support;

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use causerie_audio::{AudioError, Cut, CutOptions, CutPart, CutTags, Reader, Target, copies_as, cut, tags};
use causerie_model::TimeMs;
use kinds::{Sources, kinds};
use support::{babble, decoded_by_ffmpeg, ffmpeg, noise, read_all, run};

const SECONDS: f64 = 6.0;
/// How much quieter than the sound a difference must be that nobody hears, in decibels.
const CLEAN: f64 = -60.0;

fn options() -> CutOptions {
    CutOptions {
        target: Target::Copy,
        fade: TimeMs::ZERO,
        gain: None,
        muted: Vec::new(),
        tags: CutTags { title: Some("A clip".into()), ..CutTags::default() },
    }
}

fn copied(path: &Path, from: u64, to: u64, out: &Path) -> Result<Cut, AudioError> {
    cut(&[CutPart { path: path.into(), from, to }], &options(), out, &AtomicBool::new(false))
}

/// Spans of a recording: at its beginning, across all of it, short ones, at its end, and odd ones.
fn spans(frames: u64, count: u64) -> Vec<(u64, u64)> {
    let place = |n: u64| ((f64::from(noise(n)) * 0.5 + 0.5) * frames as f64) as u64 % frames;
    let mut spans = vec![
        (0, frames / 3),
        (frames / 3 + 7, frames / 3 + 2400),
        (frames - 3001, frames),
        (1023, 1023 + 20_000),
        (1, frames),
        (0, frames),
    ];
    spans.extend((0..).map(|n| (place(2 * n), place(2 * n + 1))).filter(|(a, b)| a < b).take(count as usize));
    spans.truncate(count as usize);
    spans
}

/// How loud what differs is beside the sound, in decibels.
fn difference(found: &[f32], wanted: &[f32]) -> f64 {
    let energy = |samples: &mut dyn Iterator<Item = f32>| {
        samples.map(|sample| f64::from(sample).powi(2)).sum::<f64>().max(1e-20)
    };
    let off = energy(&mut found.iter().zip(wanted).map(|(a, b)| a - b));
    10.0 * (off / energy(&mut wanted.iter().copied())).log10()
}

/// What ffmpeg makes of a Vorbis file from time 0 on. It knows that what lies ahead is not to be heard, but its command line
/// moves everything so that the first packet begins at 0, unless told not to.
fn vorbis_by_ffmpeg(path: &Path) -> Vec<f32> {
    let wav = path.with_file_name("decoded.wav");
    let (path, to) = (path.to_str().unwrap(), wav.to_str().unwrap());
    let from_0 = ["-af", "atrim=start_pts=0", "-c:a", "pcm_f32le"];
    run("ffmpeg", &[&["-v", "error", "-y", "-copyts", "-i", path], &from_0[..], &[to]].concat());
    decoded_by_ffmpeg(&wav, &[])
}

/// What a kind of file must keep to.
struct Asked<'a> {
    /// Whether each sample is to be the same, and not only as good as the same.
    exact: bool,
    /// How ffmpeg is to decode it, if it can.
    decoder: Option<&'a [&'a str]>,
}

/// Cuts a file at some places, and tells what is wrong with the cuts.
fn check(path: &Path, count: u64, asked: &Asked<'_>) -> Vec<String> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let ending = copies_as(path).unwrap();
    let mut reader = Reader::open(path).unwrap();
    let info = reader.info().clone();
    let channels = usize::from(info.channels);
    let all = read_all(&mut reader);
    // What ffmpeg makes of the recording, where it takes it for as long: two decoders are never quite the same.
    let all_theirs = asked.decoder.map(|decoder| decoded_by_ffmpeg(path, decoder));
    let all_theirs = all_theirs.filter(|theirs| theirs.len() == all.len());
    let (mut wrong, mut worst, mut theirs_worst) = (Vec::new(), -999.0_f64, -999.0_f64);
    for (from, to) in spans(info.frames, count) {
        let mut bad = |what: String| wrong.push(format!("{name} from {from} to {to}: {what}"));
        let out = path.with_file_name(format!("cut.{ending}"));
        let done = match copied(path, from, to, &out) {
            Ok(done) => done,
            // A span that runs over a join can't be copied, and says so.
            Err(AudioError::NotCopied { why, .. }) if why.contains("joined") && name.contains("ed.") => {
                continue;
            }
            Err(error) => {
                bad(error.to_string());
                continue;
            }
        };
        let wanted = &all[from as usize * channels..to as usize * channels];
        let mut cut = Reader::open(&out).unwrap();
        let told = cut.info().clone();
        let found = read_all(&mut cut);
        if (told.frames, told.sample_rate, told.channels) != (to - from, info.sample_rate, info.channels) {
            bad(format!("{told:?}, not {} frames of {info:?}", to - from));
        }
        if done.frames != to - from || done.start_error_ms.abs() >= 0.1 || done.ending != ending {
            bad(format!("{done:?}"));
        }
        let head = wanted.len().min(channels * info.sample_rate as usize / 50);
        let off =
            difference(&found, wanted).max(difference(&found[..head.min(found.len())], &wanted[..head]));
        worst = worst.max(off);
        if found.len() != wanted.len() || asked.exact && found != wanted || off > CLEAN {
            bad(format!("{} samples of {}, {off:.0} dB of difference", found.len(), wanted.len()));
        }
        if let Some(decoder) = asked.decoder {
            let theirs =
                if ending == "ogg" { vorbis_by_ffmpeg(&out) } else { decoded_by_ffmpeg(&out, decoder) };
            let (wanted, clean) = match &all_theirs {
                Some(all) => (&all[from as usize * channels..to as usize * channels], CLEAN),
                None => (wanted, -40.0),
            };
            let off = difference(&theirs, wanted);
            theirs_worst = theirs_worst.max(off);
            // What was a frame late would differ by as much as there is.
            if off > clean {
                bad(format!("for ffmpeg it differs by {off:.0} dB"));
            }
            // It does not cut off the end of what a whole packet of MP4 gives.
            let longer = theirs.len().checked_sub(wanted.len());
            if longer.is_none_or(|longer| longer > if ending == "m4a" { 4096 * channels } else { 0 }) {
                bad(format!("ffmpeg finds {} samples of {}", theirs.len(), wanted.len()));
            }
        }
        assert_eq!(tags(&out).unwrap().title.as_deref(), Some("A clip"), "{name}");
        std::fs::remove_file(&out).unwrap();
    }
    println!("{name:<22} {ending:<5} differs by {worst:6.1} dB, for ffmpeg {theirs_worst:6.1} dB");
    wrong
}

/// Cuts every kind of file at so many places.
fn check_kinds(count: u64) {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::write(dir.path(), SECONDS);
    let only = std::env::var("KIND").unwrap_or_default();
    let (mut wrong, mut refused) = (Vec::new(), Vec::new());
    for kind in kinds().iter().filter(|kind| kind.name.contains(&only)) {
        let path = (kind.make)(kind, &sources);
        match copies_as(&path) {
            Ok(_) => {
                // Ffmpeg decodes what is above the core of HE-AAC too.
                let decoder = kind.decoder.filter(|_| !kind.name.starts_with("he-aac"));
                wrong.extend(check(&path, count, &Asked { exact: kind.tolerance == 0.0, decoder }));
            }
            Err(error @ AudioError::NotCopied { .. }) => {
                assert!(error.help().contains("FLAC"), "says what to do instead: {}", error.help());
                refused.push(kind.name);
            }
            Err(error) => panic!("{}: {error}", kind.name),
        }
    }
    println!("not copied: {refused:?}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    if only.is_empty() {
        let mut matroska = refused.clone();
        matroska.retain(|name| !name.ends_with(".mkv") && !name.ends_with(".webm"));
        assert_eq!(matroska, ["ima.wav", "ms.wav"], "all else can be copied");
    }
}

/// MP3 of rates and channels that reach far back for their bits, and such as hide much at their ends.
fn check_mp3(count: u64) {
    let dir = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (rate, channels, args) in [
        (48_000, 2, &["-b:a", "32k"][..]),
        (48_000, 1, &["-b:a", "32k"]),
        (44_100, 2, &["-b:a", "320k"]),
        (44_100, 2, &["-q:a", "9"]),
        (44_100, 1, &["-b:a", "64k", "-reservoir", "0"]),
        (32_000, 2, &["-b:a", "48k", "-joint_stereo", "0"]),
        (22_050, 2, &["-b:a", "24k"]),
        (22_050, 1, &["-q:a", "5"]),
        (16_000, 1, &["-b:a", "8k"]),
        (8_000, 1, &["-b:a", "8k"]),
        (48_000, 2, &["-abr", "1", "-b:a", "96k", "-write_id3v1", "1", "-metadata", "title=Another"]),
    ] {
        let wav = dir.path().join("source.wav");
        babble(&wav, rate, channels, 5.0);
        let name = format!("{rate}-{channels}{}.mp3", args.concat().replace([':', '=', '-'], ""));
        let path = ffmpeg(&wav, &[&["-c:a", "libmp3lame"], args].concat(), &name);
        wrong.extend(check(&path, count, &Asked { exact: true, decoder: Some(&[]) }));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_is_copied_exactly() {
    check_kinds(4);
}

#[test]
#[ignore = "takes minutes"]
fn every_kind_is_copied_exactly_at_fifty_places() {
    check_kinds(50);
    check_mp3(50);
}

#[test]
fn frames_that_reach_far_back_are_copied_with_what_they_need() {
    check_mp3(4);
}

#[test]
fn nothing_of_the_recordings_own_tags_is_carried_over() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("source.wav");
    babble(&wav, 48_000, 2, 2.0);
    let secret =
        ["-metadata", "artist=Ottilie", "-metadata", "comment=Ottilie", "-metadata", "title=Ottilie"];
    for (name, args) in [
        ("a.mp3", &["-c:a", "libmp3lame", "-write_id3v1", "1"][..]),
        ("a.m4a", &["-c:a", "aac"]),
        ("a.ogg", &["-c:a", "libvorbis"]),
        ("a.opus", &["-c:a", "libopus"]),
        ("a.flac", &["-c:a", "flac"]),
        ("a-tagged.wav", &["-c:a", "pcm_s16le", "-write_bext", "1", "-metadata", "originator=Ottilie"]),
    ] {
        let path = ffmpeg(&wav, &[args, &secret].concat(), name);
        let holds = |path: &Path| {
            let bytes = std::fs::read(path).unwrap();
            bytes.windows(7).any(|bytes| bytes == b"Ottilie")
        };
        assert!(holds(&path), "{name} tells a name");
        let out = dir.path().join(format!("cut-{name}"));
        let frames = Reader::open(&path).unwrap().info().frames;
        copied(&path, 0, frames, &out).unwrap();
        assert!(!holds(&out), "the cut of {name} does not");
    }
}

#[test]
fn what_can_not_be_copied_says_why() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 44_100, 2, 1.0);
    let out = dir.path().join("out.wav");
    let part = |from, to| CutPart { path: wav.clone(), from, to };
    let go = |parts: &[CutPart], options: &CutOptions| cut(parts, options, &out, &AtomicBool::new(false));
    let refused = |parts: &[CutPart], options: &CutOptions, word: &str| {
        let error = go(parts, options).unwrap_err();
        assert!(matches!(error, AudioError::NotCopied { .. }), "{error}");
        assert!(error.to_string().contains(word), "{error}");
    };
    refused(&[part(0, 100), part(100, 200)], &options(), "several recordings");
    refused(&[part(0, 100)], &CutOptions { fade: TimeMs::new(5), ..options() }, "fades");
    refused(&[part(0, 100)], &CutOptions { gain: Some(3.0), ..options() }, "loudness");
    for (from, to, word) in [
        (100, 100, "not behind"),
        (200, 100, "not behind"),
        (0, 44_101, "ends at"),
        (50_000, 60_000, "ends at"),
    ] {
        for target in [Target::Copy, Target::Flac] {
            let error = go(&[part(from, to)], &CutOptions { target, ..options() }).unwrap_err();
            assert!(matches!(error, AudioError::NoSpan { .. }), "{error}");
            assert!(error.to_string().contains(word) && error.to_string().contains("a.wav"), "{error}");
        }
    }
    assert!(matches!(go(&[], &options()), Err(AudioError::NoSpan { .. })));
    let gone = CutPart { path: dir.path().join("gone.mp3"), from: 0, to: 10 };
    assert!(go(&[gone], &options()).unwrap_err().to_string().contains("gone.mp3"));
    let cancelled = cut(&[part(0, 44_100)], &options(), &out, &AtomicBool::new(true));
    assert!(matches!(cancelled, Err(AudioError::Cancelled { .. })));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing but the recording is there");
    std::fs::write(&out, "kept").unwrap();
    let error = go(&[part(0, 100)], &options()).unwrap_err();
    assert!(matches!(error, AudioError::Write { .. }) && error.help().contains("another name"), "{error}");
    assert_eq!(std::fs::read(&out).unwrap(), b"kept", "nothing is replaced");
}

#[test]
fn a_recording_that_is_cut_short_meanwhile_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 48_000, 2, 4.0);
    for (name, args) in [
        ("a.mp3", &["-c:a", "libmp3lame"][..]),
        ("a.m4a", &["-c:a", "aac", "-movflags", "+faststart"]),
        ("b.wav", &["-c:a", "pcm_s16le"]),
    ] {
        let path = ffmpeg(&wav, args, name);
        let frames = Reader::open(&path).unwrap().info().frames;
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        let out: PathBuf = dir.path().join("out");
        let error = copied(&path, frames / 4, frames, &out).unwrap_err();
        assert!(error.to_string().contains(name), "{error}");
        let left = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name());
        let left: Vec<_> =
            left.filter(|name| name == "out" || name.to_string_lossy().contains(".tmp")).collect();
        assert!(left.is_empty(), "{name}: {left:?}");
    }
}

#[test]
fn dbg_alac() {
    let dir = tempfile::tempdir().unwrap();
    let sources = Sources::write(dir.path(), SECONDS);
    for kind in kinds().iter().filter(|kind| kind.name.starts_with("alac.")) {
        let path = (kind.make)(kind, &sources);
        let out = PathBuf::from(format!("/tmp/cutdbg/{}.m4a", kind.name));
        let _ = std::fs::remove_file(&out);
        let _ = copied(&path, 0, 88200, &out);
    }
}

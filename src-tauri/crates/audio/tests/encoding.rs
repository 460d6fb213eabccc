//! Cuts that are encoded: exact to the sample in every kind of file, across recordings, faded, made even, muted, tagged.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::AtomicBool;

use causerie_audio::{AudioError, Cut, CutOptions, CutPart, CutTags, Muted, Reader, Target, cut, tags};
use causerie_model::TimeMs;
use peak_alloc::PeakAlloc;
use support::{babble, decoded_by_ffmpeg, ffmpeg, lag, read_all, write_wav};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const TARGETS: [(Target, &str, &[&str]); 5] = [
    (Target::Mp3, "mp3", &[]),
    (Target::Flac, "flac", &[]),
    (Target::Wav, "wav", &[]),
    (Target::Vorbis, "ogg", &[]),
    (Target::Opus, "opus", &["-c:a", "libopus"]),
];

fn options(target: Target) -> CutOptions {
    CutOptions { target, fade: TimeMs::ZERO, gain: None, muted: Vec::new(), tags: CutTags::default() }
}

fn part(path: &Path, from: u64, to: u64) -> CutPart {
    CutPart { path: path.into(), from, to }
}

fn made(parts: &[CutPart], options: &CutOptions, out: &Path) -> (Cut, Vec<f32>) {
    let _ = std::fs::remove_file(out);
    let done = cut(parts, options, out, &AtomicBool::new(false)).unwrap();
    let mut reader = Reader::open(out).unwrap();
    assert_eq!(
        (reader.info().frames, reader.info().sample_rate),
        (done.frames, done.sample_rate),
        "{done:?}"
    );
    assert_eq!(reader.info().codec.starts_with("pcm"), done.codec == "pcm", "{done:?}");
    (done, read_all(&mut reader))
}

fn wav(dir: &Path, name: &str, rate: u32, channels: u16, seconds: f64) -> (PathBuf, Vec<f32>) {
    let path = dir.join(name);
    babble(&path, rate, channels, seconds);
    let samples = read_all(&mut Reader::open(&path).unwrap());
    (path, samples)
}

#[test]
fn every_kind_begins_and_ends_where_it_should() {
    let dir = tempfile::tempdir().unwrap();
    for (rate, channels) in [(48_000, 2), (44_100, 1), (22_050, 2)] {
        let (path, samples) = wav(dir.path(), "source.wav", rate, channels, 4.0);
        let (from, to) = (u64::from(rate) / 3 + 11, u64::from(rate) * 3 + 7);
        for (target, ending, decoder) in TARGETS {
            let out = dir.path().join(format!("out.{ending}"));
            let (done, found) = made(&[part(&path, from, to)], &options(target), &out);
            let theirs = decoded_by_ffmpeg(&out, decoder);
            assert_eq!(done.ending, ending);
            assert_eq!(found.len(), theirs.len(), "{target:?} at {rate}: as long for ffmpeg");
            let channels = usize::from(channels);
            let wanted = &samples[from as usize * channels..to as usize * channels];
            let lossless = matches!(target, Target::Flac | Target::Wav);
            assert_eq!(done.lossless, lossless, "{target:?}");
            if lossless {
                assert!(found == wanted && theirs == wanted, "{target:?} at {rate}: bit for bit");
            } else if done.sample_rate == rate {
                assert_eq!(found.len(), wanted.len(), "{target:?} at {rate}");
                for (whose, samples) in [("our", &found), ("ffmpeg's", &theirs)] {
                    for at in [0, wanted.len() / channels - 9000] {
                        let (late, like) = lag(wanted, samples, channels, at, 1200);
                        assert!(
                            late == 0 && like > 0.9,
                            "{target:?} at {rate} for {whose} decoder: {late}, {like:.3}"
                        );
                    }
                }
            } else {
                assert_eq!(
                    done.frames,
                    ((to - from) * 48_000).div_ceil(rate.into()),
                    "{target:?} from {rate}"
                );
                let resampled = dir.path().join("resampled.wav");
                let (_, wanted) = made(&[part(&path, from, to)], &options(Target::Wav), &resampled);
                let at_48 = decoded_by_ffmpeg(&ffmpeg(&resampled, &["-ar", "48000"], "at-48.wav"), &[]);
                assert!(!wanted.is_empty());
                let (late, like) = lag(&at_48, &found, channels, 1000, 1200);
                assert!(late == 0 && like > 0.9, "{target:?} from {rate}: {late}, {like:.3}");
            }
        }
    }
}

#[test]
fn fine_samples_stay_as_fine() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = wav(dir.path(), "source.wav", 48_000, 2, 2.0);
    for (name, args, targets) in [
        ("fine.wav", &["-af", "volume=0.37", "-c:a", "pcm_s24le"][..], &[Target::Flac, Target::Wav][..]),
        (
            "fine.flac",
            &["-af", "volume=0.37", "-sample_fmt", "s32", "-c:a", "flac"],
            &[Target::Flac, Target::Wav],
        ),
        ("float.wav", &["-af", "volume=0.37", "-c:a", "pcm_f32le"], &[Target::Wav]),
    ] {
        let fine = ffmpeg(&path, args, name);
        let all = read_all(&mut Reader::open(&fine).unwrap());
        for &target in targets {
            let (done, found) = made(&[part(&fine, 5000, 50_000)], &options(target), &dir.path().join("out"));
            assert!(done.lossless, "{name} as {target:?}");
            assert!(found == all[10_000..100_000], "{name} as {target:?}: bit for bit");
        }
    }
}

#[test]
fn recordings_of_any_rate_and_channels_are_joined_at_the_first_ones() {
    let dir = tempfile::tempdir().unwrap();
    let (one, first) = wav(dir.path(), "one.wav", 48_000, 1, 2.0);
    let (two, _) = wav(dir.path(), "two.wav", 44_100, 2, 2.0);
    let (three, third) = wav(dir.path(), "three.wav", 48_000, 2, 2.0);
    let parts = [part(&one, 48_000, 96_000), part(&two, 0, 44_100), part(&three, 4800, 52_800)];
    let (done, found) = made(&parts, &options(Target::Wav), &dir.path().join("out.wav"));
    assert_eq!((done.sample_rate, done.frames, done.lossless), (48_000, 3 * 48_000, false));
    let left: Vec<f32> = found.chunks(2).map(|frame| frame[0]).collect();
    assert!(found.chunks(2).take(48_000).all(|frame| frame[0] == frame[1]), "mono on both sides");
    assert!(left[..48_000] == first[48_000..96_000], "the first as it is");
    assert!(found[2 * 96_000..] == third[9600..105_600], "the third as it is");
    let at_48 = decoded_by_ffmpeg(&ffmpeg(&two, &["-ar", "48000"], "two-at-48.wav"), &[]);
    let (late, like) = lag(&at_48, &found[2 * 48_000..], 2, 2000, 100);
    assert!(late == 0 && like > 0.999, "the second at the rate of the first: {late}, {like}");
}

#[test]
fn sound_comes_in_and_goes_out_and_runs_on_where_it_does() {
    let dir = tempfile::tempdir().unwrap();
    let ones = vec![0.5_f32; 2 * 48_000];
    let (one, two) = (dir.path().join("one.wav"), dir.path().join("two.wav"));
    for path in [&one, &two] {
        write_wav(path, 48_000, 2, &ones);
    }
    let options = CutOptions { fade: TimeMs::new(10), ..options(Target::Wav) };
    let full = ones[0] * 32_767.0 / 32_768.0;
    let close = |a: f32, b: f32| (a - b).abs() < 1e-4;
    let out = dir.path().join("out.wav");
    let (done, runs_on) = made(&[part(&one, 24_000, 48_000), part(&two, 0, 24_000)], &options, &out);
    assert!(!done.lossless);
    assert!(runs_on[0] < 0.01 && runs_on[1] < 0.01 && runs_on[2 * 47_999] < 0.01, "both ends are silent");
    assert!(
        close(runs_on[2 * 480], full) && close(runs_on[2 * (48_000 - 481)], full),
        "the rest is as it was"
    );
    assert!(
        (runs_on[2 * 240] - full * 0.5_f32.sqrt()).abs() < 1e-3,
        "half the power in the middle: {}",
        runs_on[480]
    );
    assert!(
        runs_on[2 * 480..2 * 47_520].iter().all(|&sample| close(sample, full)),
        "no seam where one goes on"
    );
    let (_, joined) = made(&[part(&one, 0, 24_000), part(&two, 0, 24_000)], &options, &out);
    assert!(joined[2 * 23_999] < 0.01 && joined[2 * 24_000] < 0.01, "others are faded into each other");
}

#[test]
fn a_gain_is_held_down_below_full_scale() {
    let dir = tempfile::tempdir().unwrap();
    let (path, samples) = wav(dir.path(), "source.wav", 48_000, 2, 2.0);
    let out = dir.path().join("out.wav");
    let louder = |gain| {
        made(&[part(&path, 0, 96_000)], &CutOptions { gain: Some(gain), ..options(Target::Wav) }, &out).1
    };
    let quiet = louder(-6.0);
    for (found, wanted) in quiet.iter().zip(&samples) {
        assert!((found - wanted * 0.501_187).abs() < 1e-4, "{found} of {wanted}");
    }
    let loud = louder(20.0);
    let loudest = loud.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    assert!((0.7..0.9).contains(&loudest), "{loudest}");
    assert_eq!(lag(&samples, &loud, 2, 20_000, 500).0, 0, "the limiter delays nothing");
}

#[test]
fn nothing_is_left_of_what_is_muted() {
    let dir = tempfile::tempdir().unwrap();
    let (path, samples) = wav(dir.path(), "source.wav", 44_100, 2, 3.0);
    let muted =
        vec![Muted { from: 22_050, to: 44_100, tone: false }, Muted { from: 66_150, to: 88_200, tone: true }];
    for (target, ending, _) in TARGETS {
        let out = dir.path().join(format!("out.{ending}"));
        let options = CutOptions { muted: muted.clone(), ..options(target) };
        let (done, found) = made(&[part(&path, 4410, 4410 + 110_250)], &options, &out);
        let rate = f64::from(done.sample_rate);
        let frame = |seconds: f64| (seconds * rate) as usize * 2;
        let rms = |from: f64, to: f64| {
            let stretch = &found[frame(from)..frame(to)];
            (stretch.iter().map(|sample| f64::from(sample * sample)).sum::<f64>() / stretch.len() as f64)
                .sqrt()
        };
        // What encoders smear over the edge is a trace of what is heard there anyway.
        assert!(rms(0.52, 0.98) < 1e-3, "{target:?}: silence, not {}", rms(0.52, 0.98));
        assert!(
            (0.025..0.045).contains(&rms(1.52, 1.98)),
            "{target:?}: a quiet tone, not {}",
            rms(1.52, 1.98)
        );
        assert!(rms(1.1, 1.4) > 0.05, "{target:?}: the rest is heard");
        if target == Target::Wav {
            assert!(found[frame(0.5)..frame(1.0)].iter().all(|&sample| sample == 0.0), "to the sample");
            assert!(found[..frame(0.49)] == samples[8820..8820 + frame(0.49)], "the rest is as it was");
        }
    }
}

#[test]
fn tags_and_chapters_are_there_in_every_kind() {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = wav(dir.path(), "source.wav", 48_000, 2, 3.0);
    let told = CutTags {
        title: Some("Über das Zögern – 躊躇".into()),
        album: Some("Workshop, day 2".into()),
        artist: Some("Speaker A".into()),
        date: Some("2024-05-14".into()),
        comment: Some("0:00.000–0:03.000 of source.wav".into()),
        chapters: vec![
            (TimeMs::ZERO, TimeMs::new(1000), "Opening".into()),
            (TimeMs::new(1000), TimeMs::new(3000), "Überlegung".into()),
        ],
    };
    for (target, ending, _) in TARGETS {
        let out = dir.path().join(format!("out.{ending}"));
        made(&[part(&path, 0, 144_000)], &CutOptions { tags: told.clone(), ..options(target) }, &out);
        let found = tags(&out).unwrap();
        assert_eq!(found.title, told.title, "{target:?}");
        assert_eq!(found.album, told.album, "{target:?}");
        assert_eq!(found.artist, told.artist, "{target:?}");
        assert_eq!(found.comment, told.comment, "{target:?}");
        let chapters: Vec<_> =
            found.chapters.iter().map(|chapter| (chapter.start, chapter.title.as_str())).collect();
        assert_eq!(chapters, [(TimeMs::ZERO, "Opening"), (TimeMs::new(1000), "Überlegung")], "{target:?}");
        let probe = Command::new("ffprobe")
            .args(["-v", "error", "-show_format", "-show_streams", "-show_chapters"])
            .arg(&out)
            .output()
            .unwrap();
        let probe = String::from_utf8_lossy(&probe.stdout).to_lowercase();
        for text in ["über das zögern – 躊躇", "workshop, day 2", "speaker a", "2024-05-14", "source.wav"]
        {
            assert!(probe.contains(text), "{target:?}: ffprobe does not tell {text}: {probe}");
        }
        if target != Target::Wav {
            assert!(probe.contains("tag:title=überlegung"), "{target:?}: {probe}");
        }
    }
}

#[test]
fn a_long_cut_is_never_held_in_memory() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("long.wav");
    babble(&path, 16_000, 1, 420.0);
    for (target, ending, _) in TARGETS {
        let out = dir.path().join(format!("out.{ending}"));
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let frames = 16_000 * 410;
        cut(&[part(&path, 16_000, 16_000 + frames)], &options(target), &out, &AtomicBool::new(false))
            .unwrap();
        let most = MEMORY.peak_usage() - before;
        assert!(most < 8 << 20, "{target:?}: {most} bytes");
    }
}

/// Set where the test below runs again, on a disk that is too small.
const INSIDE: &str = "CAUSERIE_TEST_DISK";

#[test]
fn a_full_disk_is_told_and_leaves_nothing() {
    if let Some(disk) = std::env::var_os(INSIDE) {
        return on_a_small_disk(Path::new(&disk));
    }
    // Needs to mount, as root or in a namespace of its own.
    let disk = tempfile::tempdir().unwrap();
    let mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "none"];
    let probe = |flags: &str| {
        let run = Command::new("unshare").arg(flags).args(mount).arg(disk.path()).output();
        run.is_ok_and(|run| run.status.success())
    };
    let flags = ["-m", "-rm"].into_iter().find(|flags| probe(flags)).expect(
        "this test mounts a small disk and can't here: run it as root, or where `unshare -rm` works (user namespaces)",
    );
    let again = Command::new("unshare")
        .args([
            flags,
            "sh",
            "-c",
            "\"$@\" && exec \"$0\" --exact a_full_disk_is_told_and_leaves_nothing --nocapture",
        ])
        .arg(std::env::current_exe().unwrap())
        .args(mount)
        .arg(disk.path())
        .env(INSIDE, disk.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&again.stdout) + String::from_utf8_lossy(&again.stderr);
    assert!(again.status.success() && said.contains("1 passed"), "{said}");
}

fn on_a_small_disk(disk: &Path) {
    let dir = tempfile::tempdir().unwrap();
    let (path, _) = wav(dir.path(), "source.wav", 48_000, 2, 60.0);
    let copy = [(Target::Copy, "wav", &[][..])];
    for (target, ending, _) in TARGETS.into_iter().chain(copy) {
        let out = disk.join(format!("out.{ending}"));
        let parts = [part(&path, 0, 60 * 48_000)];
        let error = cut(&parts, &options(target), &out, &AtomicBool::new(false)).unwrap_err();
        assert!(matches!(error, AudioError::Write { .. }), "{target:?}: {error}");
        assert!(error.help().contains("Free some space"), "{target:?}: {error}: {}", error.help());
        assert_eq!(std::fs::read_dir(disk).unwrap().count(), 0, "{target:?}: nothing is left on it");
    }
}

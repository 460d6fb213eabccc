//! Every kind of file is read from any frame on as it is from its start, to its very end, in time with what
//! was put in.

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

use causerie_audio::{Reader, probe};
use support::{babble, ffmpeg, lag, run};

const SECONDS: f64 = 24.0;

struct Kind {
    name: &'static str,
    args: &'static [&'static str],
    /// How far samples may be from those decoded from the start: a decoder that predicts from what it heard
    /// before (Opus) comes ever closer to them but not quite there.
    tolerance: f32,
    /// How many frames the sound stands late for lack of any word on it in the file.
    late: i64,
    /// How many frames too many there may be for lack of any word on the end.
    longer: i64,
}

const fn exact(name: &'static str, args: &'static [&'static str]) -> Kind {
    Kind { name, args, tolerance: 0.0, late: 0, longer: 0 }
}

const KINDS: &[Kind] = &[
    exact("cbr.mp3", &["-c:a", "libmp3lame", "-b:a", "128k"]),
    exact("vbr.mp3", &["-c:a", "libmp3lame", "-q:a", "4"]),
    Kind {
        longer: 1152,
        ..exact("vbr-no-tag.mp3", &["-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0"])
    },
    exact("mono-32k.mp3", &["-c:a", "libmp3lame", "-ac", "1", "-b:a", "32k"]),
    // Without noise substitution: what a decoder rolls dice for is never the same twice.
    exact("aac.m4a", &["-c:a", "aac", "-aac_pns", "0", "-b:a", "128k"]),
    exact("faststart.m4a", &["-c:a", "aac", "-aac_pns", "0", "-b:a", "96k", "-movflags", "+faststart"]),
    exact("vorbis.ogg", &["-c:a", "libvorbis"]),
    Kind { tolerance: 0.02, ..exact("opus.opus", &["-c:a", "libopus", "-b:a", "64k"]) },
    Kind { tolerance: 0.02, ..exact("opus.webm", &["-c:a", "libopus", "-b:a", "64k"]) },
    Kind { late: 1024, longer: 2400, ..exact("aac.mkv", &["-c:a", "aac", "-aac_pns", "0"]) },
    exact("flac.mkv", &["-c:a", "flac"]),
    exact("flac.flac", &["-c:a", "flac"]),
    exact("pcm24.wav", &["-c:a", "pcm_s24le"]),
    exact("pcm.aiff", &["-c:a", "pcm_s16be"]),
];

fn read_all(path: &Path) -> (Vec<f32>, usize) {
    let mut reader = Reader::open(path).unwrap();
    let channels = usize::from(reader.info().channels);
    let (mut all, mut block) = (Vec::new(), Vec::new());
    while reader.read(&mut block).unwrap() > 0 {
        all.extend_from_slice(&block);
    }
    assert_eq!(all.len() / channels, reader.info().frames as usize, "{}: told is given", path.display());
    (all, channels)
}

/// Reads `frames` frames from frame `at` on through a reader that was elsewhere.
fn read_at(reader: &mut Reader, at: u64, frames: usize) -> Vec<f32> {
    reader.seek(at).unwrap();
    let (mut found, mut block) = (Vec::new(), Vec::new());
    let wanted = frames * usize::from(reader.info().channels);
    while found.len() < wanted && reader.read(&mut block).unwrap() > 0 {
        found.extend_from_slice(&block);
    }
    found.truncate(wanted);
    found
}

fn check(path: &Path, kind: &Kind, source: &[f32], rate: u32) {
    let (all, channels) = read_all(path);
    let info = probe(path).unwrap();
    let mut reader = Reader::open(path).unwrap();
    let frames = info.frames;
    let name = path.file_name().unwrap().to_string_lossy();

    let far = [
        0,
        1,
        2,
        47,
        1_151,
        1_153,
        20_000,
        u64::from(rate) * 20,
        5_000,
        frames / 2,
        frames / 3,
        frames - 3000,
        7,
    ];
    for at in far {
        let found = read_at(&mut reader, at, 3000);
        let wanted = &all[at as usize * channels..];
        let wanted = &wanted[..wanted.len().min(3000 * channels)];
        assert_eq!(found.len(), wanted.len(), "{name} from frame {at}");
        let off = found.iter().zip(wanted).map(|(f, w)| (f - w).abs()).fold(0.0_f32, f32::max);
        assert!(off <= kind.tolerance, "{name} from frame {at}: off by {off}, so the seek landed elsewhere");
    }
    reader.seek(frames + 1000).unwrap();
    assert_eq!(reader.read(&mut Vec::new()).unwrap(), 0, "{name}: behind the end is nothing");

    if info.sample_rate == rate {
        let source: Vec<f32> =
            if channels == 1 { source.chunks(2).map(|f| f[0]).collect() } else { source.to_vec() };
        for at in [rate as usize, rate as usize * 12, rate as usize * 22] {
            let (found, like) = lag(&source, &all, channels, at, 1200);
            assert!(
                (found - kind.late).abs() <= 1 && like > 0.8,
                "{name} at {at}: {found} frames late ({like:.2})"
            );
        }
        let expected = (SECONDS * f64::from(rate)) as i64;
        let difference = frames as i64 - expected;
        assert!((0..=kind.longer).contains(&difference), "{name}: {frames} frames of {expected}");
    }
    println!("{name}: {} {} Hz, {frames} frames", info.codec, info.sample_rate);
}

#[test]
fn every_kind_is_read_exactly_from_any_frame() {
    let dir = tempfile::tempdir().unwrap();
    for rate in [44_100_u32, 48_000] {
        let wav = dir.path().join(format!("{rate}.wav"));
        let source = babble(&wav, rate, 2, SECONDS);
        for kind in KINDS {
            let path = ffmpeg(&wav, kind.args, &format!("{rate}-{}", kind.name));
            check(&path, kind, &source, rate);
        }
        check(&wav, &exact("wav", &[]), &source, rate);
    }
}

#[test]
fn the_sound_of_a_video_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    let source = babble(&wav, 48_000, 2, SECONDS);
    let video = ["-f", "lavfi", "-i", "testsrc=size=64x64:rate=10:duration=10"];
    for (name, late, longer) in [("meeting.mp4", 0, 0), ("meeting.mkv", 1024, 2400)] {
        let mut args = video.to_vec();
        args.extend(["-c:v", "mpeg4", "-c:a", "aac", "-aac_pns", "0"]);
        let path = ffmpeg(&wav, &args, name);
        check(&path, &Kind { late, longer, ..exact("video", &[]) }, &source, 48_000);
    }
}

#[test]
fn chapters_and_tags_keep_no_matroska_file_shut() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 48_000, 2, 12.0);
    let about = dir.path().join("about.txt");
    let chapter = |start: u32| {
        format!("[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={}\ntitle=From {start}\n", start + 4000)
    };
    let about_it = format!(";FFMETADATA1\ntitle=Talk\n{}{}{}", chapter(0), chapter(4000), chapter(8000));
    std::fs::write(&about, about_it).unwrap();
    let with = ["-i", about.to_str().unwrap(), "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"];
    for (name, codec) in
        [("a.mka", "flac"), ("b.mka", "pcm_s16le"), ("a.webm", "libopus"), ("a.mkv", "libvorbis")]
    {
        let plain = ffmpeg(&wav, &["-c:a", codec], &format!("plain-{name}"));
        let (wanted, _) = read_all(&plain);
        let path = ffmpeg(&wav, &[&with[..], &["-c:a", codec]].concat(), name);
        let (found, _) = read_all(&path);
        assert!(found == wanted, "{name}: {} samples of {}", found.len(), wanted.len());
        assert_eq!(causerie_audio::tags(&path).unwrap().chapters.len(), 3, "{name}: its chapters are there");
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() * 6 / 10]).unwrap();
        let (cut, _) = read_all(&path);
        assert!(cut.len() > wanted.len() / 2, "{name}: what is left of it plays");
    }
}

fn joined(dir: &Path) -> (PathBuf, u64) {
    let (a, b, both) = (dir.join("a.mp3"), dir.join("b.mp3"), dir.join("both.mp3"));
    let wav = dir.join("a.wav");
    babble(&wav, 44_100, 2, 9.0);
    ffmpeg(&wav, &["-c:a", "libmp3lame", "-q:a", "5"], "a.mp3");
    ffmpeg(&wav, &["-c:a", "libmp3lame", "-b:a", "96k"], "b.mp3");
    let mut bytes = std::fs::read(&a).unwrap();
    bytes.extend(std::fs::read(&b).unwrap());
    std::fs::write(&both, bytes).unwrap();
    (both, 2 * 9 * 44_100)
}

#[test]
fn two_mp3_files_joined_end_to_end_play_through() {
    let dir = tempfile::tempdir().unwrap();
    let (path, least) = joined(dir.path());
    let (all, channels) = read_all(&path);
    let frames = (all.len() / channels) as u64;
    assert_eq!(frames, least, "both halves, and nothing of what encoders put around them");
    let mut reader = Reader::open(&path).unwrap();
    for at in [frames - 4000, 10, 9 * 44_100 + 3000, 44_100] {
        let found = read_at(&mut reader, at, 2000);
        let wanted = &all[at as usize * channels..(at as usize + 2000) * channels];
        assert!(found == wanted, "frame {at} is the same by a seek across the join");
    }
}

#[test]
fn a_flac_file_of_two_blocks_is_read_to_its_end() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("source.wav");
    babble(&wav, 44_100, 2, 0.068);
    let path = ffmpeg(&wav, &["-c:a", "flac", "-frame_size", "1944"], "two.flac");
    assert_eq!(read_all(&path).0, read_all(&wav).0, "both blocks, from the start on");
}

#[test]
fn a_file_cut_short_plays_to_where_it_was_cut() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 44_100, 2, 20.0);
    for (name, args) in [
        ("a.mp3", &["-c:a", "libmp3lame", "-b:a", "128k"][..]),
        ("a.m4a", &["-c:a", "aac", "-aac_pns", "0", "-movflags", "+faststart"]),
        ("a.ogg", &["-c:a", "libvorbis"]),
        ("a.opus", &["-c:a", "libopus"]),
        ("a.flac", &["-c:a", "flac"]),
        ("b.wav", &["-c:a", "pcm_s16le"]),
        ("a.webm", &["-c:a", "libopus"]),
        ("a.aiff", &["-c:a", "pcm_s16be"]),
    ] {
        let path = ffmpeg(&wav, args, name);
        let (whole, channels) = read_all(&path);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() * 6 / 10]).unwrap();
        let (cut, _) = read_all(&path);
        let share = cut.len() as f64 / whole.len() as f64;
        assert!((0.5..0.7).contains(&share), "{name}: {share:.2} of the sound in 0.6 of the file");
        let safe = cut.len() - 3 * 4096 * channels;
        assert!(cut[..safe] == whole[..safe], "{name}: what is left sounds as it did");
    }
}

#[test]
fn an_index_at_the_lost_end_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 44_100, 2, 5.0);
    let path = ffmpeg(&wav, &["-c:a", "aac"], "a.m4a");
    let bytes = std::fs::read(&path).unwrap();
    std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
    let error = probe(&path).unwrap_err();
    assert!(error.to_string().contains("a.m4a is damaged"), "{error}");
    assert!(error.help().contains("ffmpeg"), "says what to do: {}", error.help());
}

#[test]
fn the_opus_decoder_agrees_with_ffmpegs() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 48_000, 2, 10.0);
    for bits in ["12k", "24k", "64k", "160k"] {
        let path = ffmpeg(&wav, &["-c:a", "libopus", "-b:a", bits], "a.opus");
        let raw = dir.path().join("ffmpeg.raw");
        let (from, to) = (path.to_str().unwrap(), raw.to_str().unwrap());
        run("ffmpeg", &["-v", "error", "-y", "-c:a", "libopus", "-i", from, "-f", "f32le", to]);
        let theirs: Vec<f32> =
            std::fs::read(&raw).unwrap().as_chunks::<4>().0.iter().map(|b| f32::from_le_bytes(*b)).collect();
        let (ours, _) = read_all(&path);
        assert_eq!(ours.len(), theirs.len(), "{bits}: the same length");
        let error: f64 = ours.iter().zip(&theirs).map(|(a, b)| f64::from(a - b).powi(2)).sum();
        let power: f64 = theirs.iter().map(|s| f64::from(*s).powi(2)).sum();
        let db = 10.0 * (power / error.max(1e-20)).log10();
        println!("opus at {bits}: {db:.0} dB");
        assert!(db > 60.0, "{bits}: {db} dB from libopus");
    }
}

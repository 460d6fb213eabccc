//! What is heard in a recording: loudness, silence, dead channels and the outline, on sounds whose figures are known.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail"
)]

mod support;

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use causerie_audio::{Analysis, AudioError, Peaks, Sound};
use ebur128::{EbuR128, Mode};
use support::{babble, ffmpeg, write_wav};

fn analyse(path: &Path) -> Analysis {
    Analysis::compute(path, &|_| (), &AtomicBool::new(false)).unwrap()
}

/// So many milliseconds of a sine of `decibels` (peak, in dBFS).
fn sine(rate: u32, hertz: f64, decibels: f64, ms: u32) -> Vec<f32> {
    let crest = 10_f64.powf(decibels / 20.0);
    let step = hertz * std::f64::consts::TAU / f64::from(rate);
    (0..u64::from(rate) * u64::from(ms) / 1000).map(|n| (crest * (step * n as f64).sin()) as f32).collect()
}

fn stereo(left: &[f32], right: &[f32]) -> Vec<f32> {
    left.iter().zip(right).flat_map(|(&left, &right)| [left, right]).collect()
}

/// EBU Tech 3341, minimum requirements test signals 1 and 2, at several rates.
#[test]
fn a_tone_is_as_loud_as_the_ebu_says() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    for rate in [48_000, 44_100, 32_000, 16_000, 11_025] {
        for level in [-23.0, -33.0] {
            let tone = sine(rate, 997.0, level, 20_000);
            write_wav(&wav, rate, 2, &stereo(&tone, &tone));
            let sound = analyse(&wav).sound;
            let loudness = sound.loudness.unwrap();
            assert!((loudness.integrated - level).abs() <= 0.1, "{rate} Hz: {loudness:?} of {level} LUFS");
            assert!((loudness.true_peak - level).abs() <= 0.2, "{rate} Hz: {loudness:?} of {level} dBTP");
            for channel in sound.channels {
                assert!((channel.level - (level - 3.0)).abs() < 0.2, "one of two alike: half the power");
                assert!(!channel.dead, "it sounds");
            }
            assert_eq!(sound.silences, [], "a tone is not silence");
        }
    }
}

#[test]
fn another_meter_reads_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    for (rate, channels) in [(48_000, 2), (44_100, 1), (22_050, 2)] {
        babble(&wav, rate, channels, 130.0);
        let samples: Vec<f32> = hound::WavReader::open(&wav)
            .unwrap()
            .into_samples::<i16>()
            .map(|sample| f32::from(sample.unwrap()) / 32768.0)
            .collect();
        let mut meter = EbuR128::new(channels.into(), rate, Mode::I | Mode::TRUE_PEAK).unwrap();
        meter.add_frames_f32(&samples).unwrap();
        let theirs = meter.loudness_global().unwrap();
        let highest =
            (0..channels).map(|channel| meter.true_peak(channel.into()).unwrap()).fold(0.0, f64::max);
        let loudness = analyse(&wav).sound.loudness.unwrap();
        assert!((loudness.integrated - theirs).abs() < 0.02, "{rate} Hz: {loudness:?} of {theirs} LUFS");
        let wanted = 20.0 * highest.log10();
        assert!((loudness.true_peak - wanted).abs() < 0.05, "{rate} Hz: {loudness:?} of {wanted} dBTP");
    }
}

#[test]
fn silences_and_a_dead_channel_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    let rate = 44_100;
    // Speech and pauses over the two pieces that 100 s are cut into.
    let talk: Vec<f32> = [(0, 1000), (1, 8000), (0, 2000), (1, 45_000), (0, 8000), (1, 35_000), (0, 1000)]
        .into_iter()
        .flat_map(|(speaks, ms)| sine(rate, 440.0, if speaks == 1 { -20.0 } else { -75.0 }, ms))
        .collect();
    let hum = sine(rate, 50.0, -70.0, 100_000);
    write_wav(&wav, rate, 2, &stereo(&talk, &hum));
    let sound = analyse(&wav).sound;
    let wanted = [(0, 800), (9200, 10_800), (56_200, 63_800), (99_200, 100_000)];
    assert_eq!(sound.silences.len(), wanted.len(), "{:?}", sound.silences);
    for (span, (start, end)) in sound.silences.iter().zip(wanted) {
        for (found, wanted) in [(span.start, start), (span.end, end)] {
            assert!((found.get() - wanted).abs() <= 40, "{span:?} of {start}..{end}: within two hops");
        }
    }
    assert_eq!(sound.channels.iter().map(|c| c.dead).collect::<Vec<_>>(), [false, true], "{sound:?}");

    write_wav(&wav, rate, 2, &vec![0.0; 2 * 44_100]);
    let sound = analyse(&wav).sound;
    assert_eq!(sound.loudness, None, "silence has no loudness");
    assert!(sound.channels.iter().all(|channel| channel.level == -120.0 && !channel.dead), "{sound:?}");
    assert_eq!(sound.silences.len(), 1, "all of it is silent");
}

#[test]
fn pieces_come_to_the_same_as_the_whole() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    let samples = babble(&wav, 44_100, 2, 190.0);
    let mp3 = ffmpeg(&wav, &["-c:a", "libmp3lame", "-q:a", "6"], "a.mp3");
    for path in [&wav, &mp3] {
        let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let alone = pool(1).install(|| analyse(path));
        let together = pool(4).install(|| analyse(path));
        assert_eq!(alone, together, "the same pieces, whoever takes them");
    }
    let mut meter = EbuR128::new(2, 44_100, Mode::I).unwrap();
    meter.add_frames_f32(&samples).unwrap();
    let (whole, pieces) = (meter.loudness_global().unwrap(), analyse(&wav).sound.loudness.unwrap());
    assert!((whole - pieces.integrated).abs() < 0.02, "{pieces:?} of {whole} LUFS in one piece");
}

#[test]
fn samples_that_are_no_numbers_do_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    let spec = hound::WavSpec {
        channels: 2,
        sample_rate: 48_000,
        bits_per_sample: 32,
        sample_format: hound::SampleFormat::Float,
    };
    let mut writer = hound::WavWriter::create(&wav, spec).unwrap();
    let tone = sine(48_000, 997.0, -23.0, 20_000);
    for (n, sample) in tone.iter().enumerate() {
        let strange = [f32::NAN, f32::INFINITY, f32::MIN, f32::MAX].get(n.wrapping_sub(5000));
        writer.write_sample(strange.copied().unwrap_or(*sample)).unwrap();
        writer.write_sample(*sample).unwrap();
    }
    writer.finalize().unwrap();
    let sound = analyse(&wav).sound;
    let loudness = sound.loudness.unwrap();
    assert!(loudness.integrated.is_finite() && loudness.true_peak.is_finite(), "{loudness:?}");
    let again: Sound = serde_json::from_str(&serde_json::to_string(&sound).unwrap()).unwrap();
    assert_eq!(sound.silences, again.silences, "it can be kept and read, which numbers alone can");
}

#[test]
fn a_file_that_claims_more_than_it_holds_ends_where_it_ends() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 8_000, 1, 130.0);
    let mut bytes = std::fs::read(&wav).unwrap();
    // The sizes of the file and of its sound, as a recorder leaves them that was switched off.
    bytes[4..8].fill(0xff);
    bytes[40..44].fill(0xff);
    std::fs::write(&wav, &bytes).unwrap();
    let begun = std::time::Instant::now();
    let analysis = analyse(&wav);
    assert!(begun.elapsed().as_secs() < 10, "74 hours are claimed, two minutes are read");
    assert_eq!(analysis.levels[0].len(), (130 * 8000_usize).div_ceil(256), "all that there is");
}

#[test]
fn the_outline_comes_as_it_is_made_and_folds() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("a.wav");
    babble(&wav, 48_000, 2, 200.0);
    let stretches = Mutex::new(Vec::new());
    let analysis = Analysis::compute(
        &wav,
        &|stretch| {
            stretches.lock().unwrap().push((stretch.pixels.clone(), stretch.pairs.to_vec(), stretch.of))
        },
        &AtomicBool::new(false),
    )
    .unwrap();
    let finest = &analysis.levels[0];
    assert_eq!(
        *finest,
        Peaks::compute(&wav, 256, &|_| (), &AtomicBool::new(false)).unwrap(),
        "both ways give one outline"
    );
    let mut stretches = stretches.into_inner().unwrap();
    assert!(stretches.len() >= 4, "a stretch a minute: {}", stretches.len());
    assert!(stretches[0].0.start < finest.len() / 2, "early ones come first");
    stretches.sort_by_key(|stretch| stretch.0.start);
    let mut next = 0;
    let all = finest.buckets(finest.len());
    for (pixels, pairs, of) in stretches {
        assert_eq!((pixels.start, of), (next, finest.len()), "no pixel is missing");
        assert_eq!(pairs, all[pixels.clone()], "what was handed out stays so");
        next = pixels.end;
    }
    assert_eq!(next, finest.len(), "the last pixel too");

    for pair in analysis.levels.windows(2) {
        assert_eq!(pair[1].samples_per_pixel(), 4 * pair[0].samples_per_pixel(), "four pixels make one");
        assert_eq!(pair[1].len(), pair[0].len().div_ceil(4), "the last pixel may cover fewer");
        let (fine, coarse) = (pair[0].buckets(pair[0].len()), pair[1].buckets(pair[1].len()));
        for (four, one) in fine.chunks(4).zip(coarse) {
            let low = four.iter().map(|pair| pair.0).min().unwrap();
            let high = four.iter().map(|pair| pair.1).max().unwrap();
            assert_eq!((low, high), one, "the extremes of its pixels");
        }
    }
    assert!(analysis.levels.len() >= 3, "38 thousand pixels make three levels and more");

    let cancelled = Analysis::compute(&wav, &|_| (), &AtomicBool::new(true));
    assert!(matches!(cancelled, Err(AudioError::Cancelled { .. })));
}

//! One file of every kind, made at test time from sounds whose every sample is known.
#![allow(dead_code, reason = "each test binary uses its own share")]

use std::path::{Path, PathBuf};

use crate::support::{ffmpeg, noise};

/// What a file is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sound {
    /// Stereo of 16 bits at so many frames a second.
    At(u32),
    /// Stereo of 24 bits at 48 kHz.
    Fine,
}

/// The sounds as WAV files in a folder, and as samples.
pub(crate) struct Sources {
    folder: PathBuf,
    seconds: f64,
}

const SOUNDS: [Sound; 4] = [Sound::At(44_100), Sound::At(48_000), Sound::At(24_000), Sound::Fine];

impl Sources {
    pub(crate) fn write(folder: &Path, seconds: f64) -> Self {
        let sources = Self { folder: folder.into(), seconds };
        for sound in SOUNDS {
            let bits = if sound == Sound::Fine { 24 } else { 16 };
            let spec = hound::WavSpec {
                channels: 2,
                sample_rate: sound.rate(),
                bits_per_sample: bits,
                sample_format: hound::SampleFormat::Int,
            };
            let mut writer = hound::WavWriter::create(sources.wav(sound), spec).unwrap();
            for sample in sources.samples(sound) {
                writer.write_sample((sample * (1 << (bits - 1)) as f32) as i32).unwrap();
            }
            writer.finalize().unwrap();
        }
        sources
    }

    pub(crate) fn wav(&self, sound: Sound) -> PathBuf {
        self.folder.join(format!("source-{}-{}.wav", sound.rate(), sound == Sound::Fine))
    }

    /// The stereo samples, each a multiple of what the sound's bits can tell apart: syllables of noise over a
    /// gliding tone, and a click now and then.
    fn samples(&self, sound: Sound) -> Vec<f32> {
        let rate = f64::from(sound.rate());
        let steps = if sound == Sound::Fine { 8_388_608.0 } else { 32_768.0_f32 };
        let mut smooth = 0.0_f32;
        (0..self.frames(sound))
            .flat_map(|n| {
                let t = n as f64 / rate;
                let loud = (0.5 + 0.5 * (t * 19.0 + (t * 0.7).sin() * 5.0).sin()) as f32;
                smooth += (noise(n) - smooth) * 0.25;
                let tone = ((t * 900.0 + (t * 0.37).sin() * 300.0).sin() * 0.2) as f32;
                let click = if n % (u64::from(sound.rate()) * 7 / 10) < 6 { 0.3 } else { 0.0 };
                let sample = smooth * loud * 0.6 + tone + click;
                [sample, sample * 0.6].map(|sample| (sample * steps).round() / steps)
            })
            .collect()
    }

    fn frames(&self, sound: Sound) -> u64 {
        (self.seconds * f64::from(sound.rate())) as u64
    }

    /// The samples as a file of so many channels and that rate is to hold them.
    pub(crate) fn interleaved(&self, sound: Sound, rate: u32, channels: usize) -> Vec<f32> {
        let sound = if rate == sound.rate() { sound } else { Sound::At(rate) };
        let stereo = self.samples(sound);
        if channels == 1 { stereo.chunks(2).map(|frame| frame[0] * 0.8).collect() } else { stereo }
    }
}

impl Sound {
    fn rate(self) -> u32 {
        match self {
            Self::At(rate) => rate,
            Self::Fine => 48_000,
        }
    }
}

pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) sound: Sound,
    pub(crate) make: fn(&Self, &Sources) -> PathBuf,
    args: &'static [&'static str],
    pub(crate) lossless: bool,
    /// How far samples may be from those decoded from the start: a decoder that predicts from what it heard
    /// before (Opus) comes ever closer to them but not quite there.
    pub(crate) tolerance: f32,
    /// How many frames the sound stands late for lack of any word on it in the file.
    pub(crate) late: i64,
    /// How many frames longer than the source the file may be, for want of a word on where it ends.
    pub(crate) longer: i64,
    /// How many times the source is in it, one after the other.
    pub(crate) times: u32,
    /// How ffmpeg is to decode it, if it can.
    pub(crate) decoder: Option<&'static [&'static str]>,
}

const LOSSY: Kind = Kind {
    name: "",
    sound: Sound::At(48_000),
    make: encoded,
    args: &[],
    lossless: false,
    tolerance: 0.0,
    late: 0,
    longer: 0,
    times: 1,
    decoder: Some(&[]),
};
const LOSSLESS: Kind = Kind { lossless: true, ..LOSSY };
const OPUS: Kind = Kind { tolerance: 0.02, decoder: Some(&["-c:a", "libopus"]), ..LOSSY };

const CD: Sound = Sound::At(44_100);
/// Without noise substitution: what a decoder rolls dice for is never the same twice.
const AAC: [&str; 6] = ["-c:a", "aac", "-aac_pns", "0", "-b:a", "128k"];

pub(crate) fn kinds() -> Vec<Kind> {
    vec![
        Kind { name: "cbr.mp3", args: &["-c:a", "libmp3lame", "-b:a", "128k"], ..LOSSY },
        Kind { name: "vbr.mp3", args: &["-c:a", "libmp3lame", "-q:a", "4"], sound: CD, ..LOSSY },
        Kind {
            name: "vbr-untagged.mp3",
            args: &["-c:a", "libmp3lame", "-q:a", "4", "-write_xing", "0"],
            longer: 1152,
            ..LOSSY
        },
        Kind {
            name: "low-mono.mp3",
            args: &["-c:a", "libmp3lame", "-ac", "1", "-b:a", "32k"],
            sound: Sound::At(24_000),
            ..LOSSY
        },
        Kind {
            name: "joined.mp3",
            args: &["-c:a", "libmp3lame", "-q:a", "4"],
            make: joined,
            times: 2,
            sound: CD,
            ..LOSSY
        },
        Kind { name: "mp3.wav", args: &["-c:a", "libmp3lame", "-b:a", "128k"], longer: 1152, ..LOSSY },
        Kind { name: "mp3.mp4", args: &["-c:a", "libmp3lame", "-b:a", "128k"], longer: 1152, ..LOSSY },
        Kind {
            name: "mp3.mkv",
            args: &["-c:a", "libmp3lame", "-b:a", "128k"],
            late: 1105,
            longer: 2304,
            ..LOSSY
        },
        Kind { name: "edit-list.m4a", args: &AAC, ..LOSSY },
        Kind {
            name: "faststart.m4a",
            args: &["-c:a", "aac", "-aac_pns", "0", "-movflags", "+faststart"],
            sound: CD,
            ..LOSSY
        },
        Kind {
            name: "fragmented.mp4",
            args: &[
                "-c:a",
                "aac",
                "-aac_pns",
                "0",
                "-movflags",
                "frag_keyframe+empty_moov",
                "-frag_duration",
                "1000000",
            ],
            late: 1024,
            longer: 2048,
            ..LOSSY
        },
        Kind {
            name: "fragmented-edit.mp4",
            args: &[
                "-c:a",
                "aac",
                "-aac_pns",
                "0",
                "-movflags",
                "frag_keyframe+delay_moov",
                "-frag_duration",
                "1000000",
            ],
            longer: 1024,
            ..LOSSY
        },
        Kind {
            name: "dash.mp4",
            args: &[
                "-c:a",
                "aac",
                "-aac_pns",
                "0",
                "-movflags",
                "+dash+global_sidx",
                "-frag_duration",
                "2000000",
            ],
            late: 1024,
            longer: 2048,
            ..LOSSY
        },
        Kind { name: "he-aac.m4a", args: &AAC, make: he_aac, sound: Sound::At(24_000), late: 481, ..LOSSY },
        Kind {
            name: "he-aac-first.m4a",
            args: &AAC,
            make: he_aac_first,
            sound: Sound::At(24_000),
            late: 481,
            ..LOSSY
        },
        Kind { name: "adts.aac", args: &AAC, longer: 1024, ..LOSSY },
        Kind {
            name: "video.mp4",
            args: &["-c:v", "mpeg4", "-c:a", "aac", "-aac_pns", "0"],
            make: video,
            ..LOSSY
        },
        Kind {
            name: "video.mov",
            args: &["-c:v", "mpeg4", "-c:a", "aac", "-aac_pns", "0"],
            make: video,
            sound: CD,
            ..LOSSY
        },
        Kind {
            name: "video.mkv",
            args: &["-c:v", "mpeg4", "-c:a", "aac", "-aac_pns", "0"],
            make: video,
            late: 1024,
            longer: 2048,
            ..LOSSY
        },
        Kind {
            name: "video-cues.mkv",
            args: &["-c:v", "mpeg4", "-c:a", "flac", "-cues_to_front", "1"],
            make: video,
            ..LOSSLESS
        },
        Kind {
            name: "video.webm",
            args: &["-c:v", "libvpx", "-deadline", "realtime", "-cpu-used", "8", "-c:a", "libopus"],
            make: video,
            ..OPUS
        },
        Kind { name: "vorbis.ogg", args: &["-c:a", "libvorbis"], sound: CD, ..LOSSY },
        Kind { name: "vorbis.webm", args: &["-c:a", "libvorbis"], ..LOSSY },
        Kind { name: "chained.ogg", args: &["-c:a", "libvorbis"], make: joined, times: 2, ..LOSSY },
        Kind { name: "opus.opus", args: &["-c:a", "libopus", "-b:a", "64k"], ..OPUS },
        Kind {
            name: "chained.opus",
            args: &["-c:a", "libopus", "-b:a", "64k"],
            make: joined,
            times: 2,
            ..OPUS
        },
        Kind { name: "opus.mp4", args: &["-c:a", "libopus", "-b:a", "64k", "-strict", "-2"], ..OPUS },
        Kind { name: "opus.webm", args: &["-c:a", "libopus", "-b:a", "64k"], ..OPUS },
        Kind { name: "opus-mono.mkv", args: &["-c:a", "libopus", "-b:a", "48k", "-ac", "1"], ..OPUS },
        Kind { name: "flac.flac", args: &["-c:a", "flac"], sound: CD, ..LOSSLESS },
        Kind { name: "flac24.flac", args: &["-c:a", "flac"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "flac.ogg", args: &["-c:a", "flac"], ..LOSSLESS },
        Kind { name: "flac.mp4", args: &["-c:a", "flac", "-strict", "-2"], ..LOSSLESS },
        Kind { name: "alac.m4a", args: &["-c:a", "alac"], sound: CD, ..LOSSLESS },
        Kind {
            name: "alac24.m4a",
            args: &["-c:a", "alac", "-sample_fmt", "s32p"],
            sound: Sound::Fine,
            ..LOSSLESS
        },
        Kind { name: "alac.mkv", args: &["-c:a", "alac"], ..LOSSLESS },
        Kind { name: "pcm.mkv", args: &["-c:a", "pcm_s16le"], ..LOSSLESS },
        Kind { name: "pcm.mov", args: &["-c:a", "pcm_s24be"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "pcm16.wav", args: &["-c:a", "pcm_s16le"], sound: CD, ..LOSSLESS },
        Kind { name: "pcm24.wav", args: &["-c:a", "pcm_s24le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "pcm32.wav", args: &["-c:a", "pcm_s32le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "float.wav", args: &["-c:a", "pcm_f32le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "float64.wav", args: &["-c:a", "pcm_f64le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "pcm8.wav", args: &["-c:a", "pcm_u8"], ..LOSSY },
        Kind { name: "mulaw.wav", args: &["-c:a", "pcm_mulaw"], ..LOSSY },
        Kind { name: "ima.wav", args: &["-c:a", "adpcm_ima_wav"], longer: 2048, ..LOSSY },
        Kind { name: "ms.wav", args: &["-c:a", "adpcm_ms"], longer: 2048, ..LOSSY },
        Kind {
            name: "bwf.wav",
            args: &["-c:a", "pcm_s24le", "-write_bext", "1", "-metadata", "description=Talk"],
            sound: Sound::Fine,
            ..LOSSLESS
        },
        Kind { name: "piped.wav", args: &["-c:a", "pcm_s16le"], make: piped, ..LOSSLESS },
        Kind {
            name: "rf64.wav",
            args: &["-c:a", "pcm_s24le", "-rf64", "always"],
            sound: Sound::Fine,
            ..LOSSLESS
        },
        Kind {
            name: "bw64.wav",
            args: &["-c:a", "pcm_s24le", "-rf64", "always"],
            make: bw64,
            sound: Sound::Fine,
            ..LOSSLESS
        },
        Kind { name: "pcm.w64", args: &["-c:a", "pcm_s24le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "pcm.aiff", args: &["-c:a", "pcm_s16be"], sound: CD, ..LOSSLESS },
        Kind { name: "pcm24.aiff", args: &["-c:a", "pcm_s24be"], sound: Sound::Fine, ..LOSSLESS },
        Kind {
            name: "float.aifc",
            args: &["-c:a", "pcm_f32be", "-f", "aiff"],
            sound: Sound::Fine,
            ..LOSSLESS
        },
        Kind { name: "sowt.aifc", args: &["-c:a", "pcm_s16le", "-f", "aiff"], ..LOSSLESS },
        Kind { name: "pcm16.caf", args: &["-c:a", "pcm_s16be"], ..LOSSLESS },
        Kind { name: "pcm24.caf", args: &["-c:a", "pcm_s24le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "float.caf", args: &["-c:a", "pcm_f32le"], sound: Sound::Fine, ..LOSSLESS },
        Kind { name: "alac.caf", args: &["-c:a", "alac"], sound: CD, ..LOSSLESS },
        Kind { name: "aac.caf", args: &AAC, make: aac_in_caf, decoder: None, ..LOSSY },
        Kind { name: "opus.caf", args: &["-c:a", "libopus", "-b:a", "64k"], late: 312, longer: 960, ..OPUS },
    ]
}

fn encoded(kind: &Kind, sources: &Sources) -> PathBuf {
    ffmpeg(&sources.wav(kind.sound), kind.args, kind.name)
}

fn video(kind: &Kind, sources: &Sources) -> PathBuf {
    let picture = format!("testsrc=size=64x64:rate=10:duration={}", sources.seconds);
    let picture = ["-f", "lavfi", "-i", &picture];
    ffmpeg(&sources.wav(kind.sound), &[&picture[..], kind.args].concat(), kind.name)
}

/// Twice the same, one behind the other.
fn joined(kind: &Kind, sources: &Sources) -> PathBuf {
    let path = encoded(kind, sources);
    let once = std::fs::read(&path).unwrap();
    std::fs::write(&path, once.repeat(2)).unwrap();
    path
}

fn patched(path: PathBuf, from: &[u8], to: &[u8]) -> PathBuf {
    let mut bytes = std::fs::read(&path).unwrap();
    let at =
        bytes.windows(from.len()).position(|bytes| bytes == from).expect("what is to be patched is there");
    bytes[at..at + to.len()].copy_from_slice(to);
    std::fs::write(&path, bytes).unwrap();
    path
}

/// AAC of 24 kHz whose configuration promises high frequencies up to 48 kHz behind it (ISO/IEC 14496-3 §1.6.5, the
/// way that old decoders do not see), though there are none.
fn he_aac(kind: &Kind, sources: &Sources) -> PathBuf {
    patched(encoded(kind, sources), &[0x13, 0x10, 0x56, 0xe5, 0x00], &[0x13, 0x10, 0x56, 0xe5, 0x98])
}

/// The same, said first of all.
fn he_aac_first(kind: &Kind, sources: &Sources) -> PathBuf {
    patched(encoded(kind, sources), &[0x13, 0x10, 0x56, 0xe5, 0x00], &[0x2b, 0x11, 0x88, 0x00, 0x00])
}

/// As a program writes it that can't go back and fill in the lengths.
fn piped(kind: &Kind, sources: &Sources) -> PathBuf {
    let path = encoded(kind, sources);
    let mut bytes = std::fs::read(&path).unwrap();
    let data = bytes.windows(4).position(|bytes| bytes == b"data").unwrap();
    bytes[4..8].fill(0xff);
    bytes[data + 4..data + 8].fill(0xff);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn bw64(kind: &Kind, sources: &Sources) -> PathBuf {
    patched(encoded(kind, sources), b"RF64", b"BW64")
}

/// The frames of an ADTS stream in a Core Audio file, with a table that tells what of them is to be heard.
fn aac_in_caf(kind: &Kind, sources: &Sources) -> PathBuf {
    let stream = ffmpeg(&sources.wav(kind.sound), kind.args, "for-caf.aac");
    let stream = std::fs::read(&stream).unwrap();
    let (mut sound, mut table, mut packets, mut at) = (vec![0; 4], Vec::new(), 0_u64, 0);
    while at < stream.len() {
        let head = &stream[at..at + 7];
        let size = usize::from(head[3] & 3) << 11 | usize::from(head[4]) << 3 | usize::from(head[5] >> 5);
        sound.extend(&stream[at + 7..at + size]);
        table.extend([(size - 7) >> 7 | 0x80, (size - 7) & 0x7f].map(|byte| byte as u8));
        (packets, at) = (packets + 1, at + size);
    }
    let valid = sources.frames(kind.sound);
    let left = (packets * 1024 - 1024 - valid) as u32;
    let chunk = |kind: &[u8], body: &[u8]| [kind, &(body.len() as u64).to_be_bytes(), body].concat();
    let words = |words: [u32; 5]| words.map(u32::to_be_bytes).concat();
    let description =
        [&f64::from(kind.sound.rate()).to_be_bytes()[..], b"aac ", &words([0, 0, 1024, 2, 0])].concat();
    let table = [
        &packets.to_be_bytes()[..],
        &valid.to_be_bytes(),
        &1024_u32.to_be_bytes(),
        &left.to_be_bytes(),
        &table,
    ]
    .concat();
    // A stream's descriptor, a decoder's in it, and in that AAC-LC of 48 kHz in stereo.
    let cookie = [&[3, 22, 0, 0, 0, 4, 17, 0x40, 0x15][..], &[0; 11], &[5, 2, 0x11, 0x90]].concat();
    let path = sources.folder.join(kind.name);
    let chunks = [
        chunk(b"desc", &description),
        chunk(b"kuki", &cookie),
        chunk(b"data", &sound),
        chunk(b"pakt", &table),
    ];
    std::fs::write(&path, [&b"caff\x00\x01\x00\x00"[..], &chunks.concat()].concat()).unwrap();
    path
}

//! What recordings say of themselves is found, as ffprobe finds it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that meets the unexpected is to fail"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;

use causerie_audio::{AudioError, Place, Tags, tags};
use causerie_model::TimeMs;
use proptest::prelude::*;
use serde_json::Value;
use support::tagged::{
    atom, bext, boxed, chap, chunk, ctoc, cues, element, fmt, frame, id3, matroska, mp4, old_frame, wav,
};
use support::{babble, ffmpeg};

const DESCRIBED: &str = ";FFMETADATA1
title=Evening talk
artist=Mara Lindqvist
album=Harbour voices
comment=Kept by hand
creation_time=2024-05-06T07:08:09Z
date=2024-05-06T07:30:00
DATE_RECORDED=2024-05-06 07:08:09.25
com.apple.quicktime.creationdate=2024-05-06T09:08:09+02:00
[CHAPTER]
TIMEBASE=1/1000
START=0
END=4000
title=Welcome
[CHAPTER]
TIMEBASE=1/1000
START=4000
END=9250
title=Räume und Häfen
[CHAPTER]
TIMEBASE=1/1000
START=9250
END=12000
title=Questions
";

/// Makes `name` of `wav`, with all that is described above.
fn described(wav: &Path, args: &[&str], name: &str) -> PathBuf {
    let words = wav.with_file_name("described.txt");
    std::fs::write(&words, DESCRIBED).unwrap();
    let mut all =
        vec!["-i", words.to_str().unwrap(), "-map", "0:a", "-map_metadata", "1", "-map_chapters", "1"];
    all.extend_from_slice(args);
    ffmpeg(wav, &all, name)
}

/// What ffprobe prints of a file.
struct Probed(Value);

impl Probed {
    fn of(path: &Path) -> Self {
        let output = Command::new("ffprobe")
            .args(["-v", "error", "-of", "json", "-show_format", "-show_streams", "-show_chapters"])
            .arg(path)
            .output()
            .unwrap();
        Self(serde_json::from_slice(&output.stdout).unwrap())
    }

    /// A tag of the file, or of its sound where Ogg keeps them, under a name in any case of letters.
    fn tag(&self, name: &str) -> Option<&str> {
        let places = [&self.0["format"]["tags"], &self.0["streams"][0]["tags"]];
        let tags = places.into_iter().filter_map(Value::as_object).flatten();
        tags.filter(|(key, _)| key.eq_ignore_ascii_case(name)).find_map(|(_, value)| value.as_str())
    }

    fn chapters(&self) -> Vec<(TimeMs, TimeMs, &str)> {
        let ms = |time: &Value| TimeMs::from_seconds(time.as_str().unwrap().parse().unwrap());
        let chapters = self.0["chapters"].as_array().unwrap().iter();
        chapters
            .map(|chapter| {
                let title = chapter["tags"]["title"].as_str().unwrap_or_default();
                (ms(&chapter["start_time"]), ms(&chapter["end_time"]), title)
            })
            .collect()
    }
}

/// A kind of file: its name, how ffmpeg makes it, the starts to be found with ffprobe's name for each, whether its
/// chapters have an end.
type Kind<'a> = (&'a str, &'a [&'a str], &'a [(Place, &'a str)], bool);

const KINDS: &[Kind<'_>] = &[
    (
        "a.mp3",
        &["-c:a", "libmp3lame"],
        &[
            (Place::Id3Recording, "date"),
            (Place::DateRecorded, "date_recorded"),
            (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
            (Place::Id3Encoding, "creation_time"),
        ],
        true,
    ),
    (
        "old.mp3",
        &["-c:a", "libmp3lame", "-id3v2_version", "3", "-metadata", "DATE_RECORDED="],
        &[
            (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
            (Place::CreationTime, "creation_time"),
        ],
        true,
    ),
    ("a.m4a", &["-c:a", "aac"], &[(Place::Mvhd, "creation_time"), (Place::Date, "date")], true),
    ("a.mov", &["-c:a", "aac"], &[(Place::Mvhd, "creation_time"), (Place::Date, "date")], true),
    (
        "keys.mp4",
        &["-c:a", "aac", "-movflags", "use_metadata_tags+faststart"],
        &[
            (Place::DateRecorded, "date_recorded"),
            (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
            (Place::Mvhd, "creation_time"),
            (Place::CreationTime, "creation_time"),
            (Place::Date, "date"),
        ],
        true,
    ),
    (
        "a.mka",
        &["-c:a", "libopus"],
        &[
            (Place::DateRecorded, "date_recorded"),
            (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
            (Place::DateUtc, "creation_time"),
            (Place::Date, "date"),
        ],
        true,
    ),
    (
        "a.webm",
        &["-c:a", "libvorbis"],
        &[
            (Place::DateRecorded, "date_recorded"),
            (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
            (Place::DateUtc, "creation_time"),
            (Place::Date, "date"),
        ],
        true,
    ),
    ("a.ogg", &["-c:a", "libvorbis", "-metadata", ONE, "-metadata", NAME], XIPH, false),
    ("a.opus", &["-c:a", "libopus"], XIPH, false),
    ("a.oga", &["-c:a", "flac", "-metadata", ONE, "-metadata", NAME], XIPH, false),
    ("a.flac", &["-c:a", "flac", "-metadata", ONE, "-metadata", NAME], XIPH, false),
    ("a.wav", &["-c:a", "pcm_s16le"], &[(Place::Icrd, "date")], false),
    (
        "a.aiff",
        &["-c:a", "pcm_s16be", "-write_id3v2", "1"],
        &[
            (Place::Id3Recording, "date"),
            (Place::DateRecorded, "date_recorded"),
            (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
            (Place::Id3Encoding, "creation_time"),
        ],
        true,
    ),
];

/// ffmpeg writes chapters of its own into Opus alone, but hands comments on.
const ONE: &str = "CHAPTER001=00:00:04.250";
const NAME: &str = "CHAPTER001NAME=Räume und Häfen";
const XIPH: &[(Place, &str)] = &[
    (Place::DateRecorded, "date_recorded"),
    (Place::QuickTimeCreationDate, "com.apple.quicktime.creationdate"),
    (Place::CreationTime, "creation_time"),
    (Place::Date, "date"),
];

#[test]
fn every_kind_says_what_ffprobe_says() {
    let dir = tempfile::tempdir().unwrap();
    let wav = dir.path().join("sound.wav");
    babble(&wav, 16_000, 1, 12.0);
    for &(name, args, starts, ends) in KINDS {
        let path = described(&wav, args, name);
        let (found, probed) = (tags(&path).unwrap(), Probed::of(&path));
        for (field, key) in [
            (&found.title, "title"),
            (&found.artist, "artist"),
            (&found.album, "album"),
            (&found.comment, "comment"),
        ] {
            assert_eq!(field.as_deref(), probed.tag(key), "{name}: {key}");
        }
        assert_eq!(found.title.as_deref(), Some("Evening talk"), "{name}: ffmpeg wrote it");

        let mut missing: Vec<_> = starts.to_vec();
        for start in &found.starts {
            let wanted = missing.iter().position(|(place, _)| *place == start.from);
            let (_, key) = missing.remove(wanted.unwrap_or_else(|| panic!("{name}: {start:?} is not there")));
            let probed = probed.tag(key).unwrap().replace(".000000", "").replace(' ', "T");
            assert_eq!(start.at, probed, "{name}: {:?}", start.from);
        }
        assert!(missing.is_empty(), "{name}: {missing:?} of {:?}", found.starts);
        assert!(found.starts.is_sorted_by_key(|start| start.trust), "{name}: the trusted come first");

        let probed = probed.chapters();
        assert_eq!(probed.is_empty(), name == "a.wav", "{name}: all but WAV have chapters");
        assert_eq!(found.chapters.len(), probed.len(), "{name}: {:?}", found.chapters);
        for (chapter, (start, end, title)) in found.chapters.iter().zip(probed) {
            assert_eq!((chapter.start, chapter.title.as_str()), (start, title), "{name}");
            assert_eq!(chapter.end, ends.then_some(end), "{name}");
        }
    }
}

#[test]
fn broadcast_wave_says_what_ffprobe_says() {
    let dir = tempfile::tempdir().unwrap();
    let sound = dir.path().join("sound.wav");
    babble(&sound, 16_000, 1, 1.0);
    let reference = (25_689 * 16_000 + 4_000).to_string();
    let reference = format!("time_reference={reference}");
    let date = ["-metadata", "origination_date=2024-05-06", "-metadata", "origination_time=07:08:09"];
    let args = [&["-write_bext", "1", "-metadata", &reference][..], &date].concat();
    let path = ffmpeg(&sound, &args, "b.wav");
    let (found, probed) = (tags(&path).unwrap(), Probed::of(&path));
    let told = format!("{}T{}", probed.tag("date").unwrap(), probed.tag("creation_time").unwrap());
    assert_eq!(found.starts.len(), 1, "{:?}", found.starts);
    assert_eq!(found.starts[0].from, Place::Bext);
    assert_eq!(found.starts[0].at, format!("{told}.25"), "made finer by {:?}", probed.tag("time_reference"));
}

/// A file built by hand: what it is, its bytes, its starts, its chapters.
type Built<'a> = (&'a str, Vec<u8>, &'a [(Place, &'a str)], &'a [(i64, Option<i64>, &'a str)]);

fn read(bytes: &[u8]) -> Tags {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), bytes).unwrap();
    tags(file.path()).unwrap()
}

fn check(cases: &[Built<'_>]) {
    for (what, bytes, starts, chapters) in cases {
        let found = read(bytes);
        let found_starts: Vec<_> = found.starts.iter().map(|start| (start.from, start.at.as_str())).collect();
        assert_eq!(found_starts, *starts, "{what}");
        let ms = |time: TimeMs| time.get();
        let found: Vec<_> = found
            .chapters
            .iter()
            .map(|chapter| (ms(chapter.start), chapter.end.map(ms), chapter.title.as_str()))
            .collect();
        assert_eq!(found, *chapters, "{what}");
    }
}

#[test]
fn wave_files_in_every_dress() {
    let cue = cues(&[96_000, 24_000, 48_000]);
    let [one, two, missing, frames] = [1, 2, 9, 12_000].map(u32::to_le_bytes);
    let labels = [
        b"adtl".to_vec(),
        chunk(b"labl", &[&one[..], b"Last\0"].concat()),
        chunk(b"labl", &[&two[..], b"Entr\xe9e\0"].concat()),
        chunk(b"ltxt", &[two, frames, *b"rgn ", [0; 4], [0; 4]].concat()),
        chunk(b"labl", &[&missing[..], b"Nowhere\0"].concat()),
    ];
    let icrd = [&b"INFO"[..], &chunk(b"ICRD", b"2024-05-06 07:08:09\0")].concat();
    let day = [&b"INFO"[..], &chunk(b"ICRD", b"2024-05-06\0")].concat();
    check(&[
        (
            "cue points, out of order",
            wav(&[fmt(), cue, (b"LIST", labels.concat())]),
            &[],
            &[(500, Some(750), "Entrée"), (1000, None, ""), (2000, None, "Last")],
        ),
        (
            "any separators",
            wav(&[fmt(), bext("2024_05.06", "07-08 09", 0)]),
            &[(Place::Bext, "2024-05-06T07:08:09")],
            &[],
        ),
        (
            "a place on a timeline, not a time of day",
            wav(&[bext("2024-05-06", "07:08:09", 172_800_000), fmt()]),
            &[(Place::Bext, "2024-05-06T07:08:09")],
            &[],
        ),
        ("an unset date", wav(&[fmt(), bext("0000-00-00", "00:00:00", 0)]), &[], &[]),
        ("a date that is none", wav(&[fmt(), bext("2024-13-06", "07:08:09", 0)]), &[], &[]),
        ("INFO with a time", wav(&[fmt(), (b"LIST", icrd)]), &[(Place::Icrd, "2024-05-06T07:08:09")], &[]),
        ("INFO with a day", wav(&[fmt(), (b"LIST", day)]), &[], &[]),
        ("ID3 inside", wav(&[fmt(), (b"id3 ", id3(4, 0, &[chap("a", 3)]))]), &[], &[(3000, Some(4000), "a")]),
    ]);
}

#[test]
fn id3_in_every_dress() {
    let utf16: Vec<u8> = "Häfen".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let title = id3(3, 0, &[old_frame(b"TIT2", &[b"\x01\xff\xfe", &utf16[..], b"\0\0"].concat())]);
    assert_eq!(read(&title).title.as_deref(), Some("Häfen"), "UTF-16 with a mark");
    let stuffed = id3(3, 0x80, &[old_frame(b"TIT2", b"\0a\xff\0b")]);
    assert_eq!(read(&stuffed[..]).title.as_deref(), Some("aÿb"), "a zero behind 0xff is no part of the text");
    let stuffed = id3(4, 0x80, &[frame(b"TIT2", 2, b"\0a\xff\0b")]);
    assert_eq!(read(&stuffed[..]).title.as_deref(), Some("aÿb"), "and so in a frame of 2.4");
    let oldest = id3(2, 0, &[b"TT2\0\0\x05\0Talk".to_vec()]);
    assert_eq!(read(&oldest).title.as_deref(), Some("Talk"), "version 2.2");
    let named =
        id3(4, 0, &[frame(b"COMM", 0, b"\0engiTunNORM\0 00000A"), frame(b"COMM", 0, b"\0eng\0By hand")]);
    assert_eq!(read(&named).comment.as_deref(), Some("By hand"), "numbers of a program are no comment");

    let parts = |year: &[u8], time: &[u8]| {
        id3(3, 0, &[old_frame(b"TYER", year), old_frame(b"TDAT", b"\x000605"), old_frame(b"TIME", time)])
    };
    let recorded = |at: &[u8]| id3(4, 0, &[frame(b"TDRC", 0, &[b"\0", at].concat())]);
    let chapters = [chap("c", 1), chap("b", 2), chap("a", 3), chap("x", 4)];
    let tables = [ctoc("in", 1, &["b", "top", "c"]), ctoc("top", 3, &["a", "gone", "in", "b"])];
    check(&[
        (
            "three frames of 2.3",
            parts(b"\x002024", b"\x000708"),
            &[(Place::Id3Recording, "2024-05-06T07:08:00")],
            &[],
        ),
        ("a wrong hour", parts(b"\x002024", b"\x002508"), &[], &[]),
        ("a year", recorded(b"2024"), &[], &[]),
        ("a day", recorded(b"2024-05-06"), &[], &[]),
        ("a day filled up", recorded(b"2024-05-06T00:00:00"), &[], &[]),
        ("a minute", recorded(b"2024-05-06T07:08"), &[(Place::Id3Recording, "2024-05-06T07:08:00")], &[]),
        ("no date", recorded(b"yesterday"), &[], &[]),
        (
            "no table",
            id3(4, 0, &chapters),
            &[],
            &[
                (1000, Some(2000), "c"),
                (2000, Some(3000), "b"),
                (3000, Some(4000), "a"),
                (4000, Some(5000), "x"),
            ],
        ),
        (
            "tables that hold each other",
            id3(4, 0, &[&chapters[..], &tables].concat()),
            &[],
            &[
                (3000, Some(4000), "a"),
                (2000, Some(3000), "b"),
                (1000, Some(2000), "c"),
                (4000, Some(5000), "x"),
            ],
        ),
    ]);
}

#[test]
fn matroska_in_every_dress() {
    let hidden = || element(0x98, &[1]);
    let atoms = [
        atom("Morning", 0, &[atom("Arrival", 1, &[]), atom("Cut", 2, &[hidden(), atom("Cut too", 3, &[])])]),
        atom("Left out", 4, &[hidden()]),
        atom("Evening", 5, &[element(0x92, &9_000_000_000_u64.to_be_bytes())]),
    ];
    let edition = |inside: &[Vec<u8>]| element(0x45b9, &inside.concat());
    let other = || edition(&[atom("Other", 7, &[])]);
    let default = edition(&[vec![element(0x45db, &[1])], atoms.to_vec()].concat());
    let concealed = edition(&[element(0x45bd, &[1]), atom("Concealed", 8, &[])]);
    let chapters = |editions: &[Vec<u8>]| element(0x1043_a770, &editions.concat());
    let simple =
        |value: &[u8]| element(0x67c8, &[element(0x45a3, b"DATE_RECORDED"), element(0x4487, value)].concat());
    let of_track =
        element(0x7373, &[element(0x63c0, &element(0x63c5, &[1])), simple(b"2020-01-01 10:00")].concat());
    let of_file = element(0x7373, &simple(b"2024-05-06 07:08:09.500"));
    let cluster = || element(0x1f43_b675, &[0; 500]);
    let deep = (0..5_000).fold(atom("Deepest", 1, &[]), |inside, _| atom("Deep", 1, &[inside]));
    let shallow: Vec<_> = std::iter::repeat_n((1000, None, "Deep"), 16).collect();
    let found = &[(0, None, "Morning"), (1000, None, "Arrival"), (5000, Some(9000), "Evening")];
    check(&[
        ("the default edition", matroska(&[chapters(&[other(), concealed.clone(), default])]), &[], found),
        ("no default edition", matroska(&[chapters(&[concealed, other()])]), &[], &[(7000, None, "Other")]),
        (
            "behind the sound, without an index",
            matroska(&[cluster(), chapters(&[other()])]),
            &[],
            &[(7000, None, "Other")],
        ),
        ("chapters in chapters in chapters", matroska(&[chapters(&[edition(&[deep])])]), &[], &shallow),
        (
            "tags of a track are not the file's",
            matroska(&[element(0x1254_c367, &[of_track, of_file].concat())]),
            &[(Place::DateRecorded, "2024-05-06T07:08:09.5")],
            &[],
        ),
    ]);
}

#[test]
fn mp4_in_every_dress() {
    let mvhd = |created: u32| boxed(b"mvhd", &[[0; 4], created.to_be_bytes(), [0; 4]].concat());
    let wide = boxed(b"mvhd", &[&[1, 0, 0, 0][..], &3_797_824_089_u64.to_be_bytes()].concat());
    let nero = |count: u8| {
        let chapter = |start: u64, title: &[u8]| {
            [&(start * 10_000_000).to_be_bytes()[..], &[title.len() as u8], title].concat()
        };
        let head = [1, 0, 0, 0, 0, 0, 0, 0, count];
        let list = [&head[..], &chapter(0, b"Welcome"), &chapter(7, "Fragen".as_bytes())].concat();
        mp4(&[boxed(b"udta", &boxed(b"chpl", &list))])
    };
    let chapters = &[(0, None, "Welcome"), (7000, None, "Fragen")];
    let same = &[(Place::Mvhd, "2024-05-06T07:08:09Z")];
    check(&[
        ("from 1904", mp4(&[mvhd(3_797_824_089)]), same, &[]),
        ("from 1904, in 64 bits", mp4(&[wide]), same, &[]),
        ("from 1970", mp4(&[mvhd(1_714_979_289)]), same, &[]),
        ("unset", mp4(&[mvhd(0)]), &[], &[]),
        ("unset from 1970", mp4(&[mvhd(2_082_844_800)]), &[], &[]),
        ("Nero's list", nero(2), &[], chapters),
        ("Nero's list, cut off", nero(200), &[], chapters),
    ]);
}

#[test]
fn what_has_no_tags_has_none() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(tags(dir.path()), Err(AudioError::Folder { .. })));
    assert!(matches!(tags(&dir.path().join("gone.mp3")), Err(AudioError::Io { .. })));
    for bytes in [&b""[..], b"ID3", b"RIFF\0\0\0\0WAVE", b"\x1a\x45\xdf\xa3", b"just some words"] {
        assert_eq!(read(bytes), Tags::default(), "{bytes:?}");
    }
}

/// How the kinds of files start that have a reader.
const MAGICS: &[&[u8]] = &[
    b"",
    b"ID3\x02\0\0\0\0\x10\0",
    b"ID3\x03\0\x80\0\0\x10\0CHAP",
    b"ID3\x04\0\x40\0\0\x10\0CTOC",
    b"fLaC\x04",
    b"OggS\0\x02\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\x01\x08OpusHead",
    b"RIFF\0\0\0\0WAVEbext",
    b"RIFF\0\0\0\0WAVEcue ",
    b"FORM\0\0\0\0AIFFNAME",
    b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\xff\x10\x43\xa7\x70",
    b"\0\0\0\x08ftyp\0\0\x01\0moov\0\0\0\x40udta\0\0\0\x30chpl",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_bytes_are_read_to_an_end(magic in 0..MAGICS.len(), bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        read(&[MAGICS[magic], &bytes].concat());
    }
}

#[test]
fn damaged_tags_are_read_to_an_end() {
    let dir = tempfile::tempdir().unwrap();
    let sound = dir.path().join("sound.wav");
    babble(&sound, 8_000, 1, 1.0);
    for &(name, args, ..) in KINDS {
        let whole = std::fs::read(described(&sound, args, name)).unwrap();
        let damage = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20);
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(200));
        let read_all = |(damage, head, end): (Vec<(prop::sample::Index, u8)>, bool, prop::sample::Index)| {
            let mut bytes = whole.clone();
            for (at, byte) in damage {
                // Half of the time only where sizes and counts stand.
                let reach = if head { bytes.len().min(2000) } else { bytes.len() };
                bytes[at.index(reach)] = byte;
            }
            bytes.truncate(end.index(bytes.len() * 2));
            let found = read(&bytes);
            prop_assert!(found.chapters.len() <= 10_000);
            Ok(())
        };
        runner.run(&(damage, any::<bool>(), any::<prop::sample::Index>()), read_all).unwrap();
    }
}

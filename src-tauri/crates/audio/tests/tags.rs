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

use causerie_audio::{Place, tags};
use causerie_model::TimeMs;
use serde_json::Value;
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
    ("a.ogg", &["-c:a", "libvorbis"], XIPH, false),
    ("a.opus", &["-c:a", "libopus"], XIPH, false),
    ("a.oga", &["-c:a", "flac"], XIPH, false),
    ("a.flac", &["-c:a", "flac"], XIPH, false),
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
        assert_eq!(found.chapters.len(), probed.len(), "{name}: {:?}", found.chapters);
        for (chapter, (start, end, title)) in found.chapters.iter().zip(probed) {
            assert_eq!((chapter.start, chapter.title.as_str()), (start, title), "{name}");
            assert_eq!(chapter.end, ends.then_some(end), "{name}");
        }
    }
}

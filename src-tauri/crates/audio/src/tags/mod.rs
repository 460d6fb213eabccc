//! What a recording's own tags say: when it began, its chapters, its name.
//!
//! The readers are small and our own. A demuxer would have to be opened for its tags, and symphonia's stops short
//! of most that is asked here: no `mvhd`, `bext`, cue points, MP4 or FLAC chapters, no `DateUTC`.

mod clock;
mod flac;
mod id3;
mod matroska;
mod mp4;
mod mp4_chapters;
mod ogg;
mod riff;
mod text;
mod vorbis;
pub(crate) mod written;

use std::fmt;
use std::fs::File;
use std::io;
use std::path::Path;

use causerie_model::TimeMs;

use crate::AudioError;
use crate::decode::window::Window;

/// The most that is held in memory of one tag; beyond it, it is not read.
const LARGEST: u64 = 64 * 1024 * 1024;
/// The most chapters that are taken from a recording.
const MOST_CHAPTERS: usize = 10_000;

/// What a recording's tags say. All of it may be missing, and none of it need be true.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tags {
    /// When it began, or may have begun; the more trusted first.
    pub starts: Vec<Start>,
    /// Its chapters, in the order in which the file lists them.
    pub chapters: Vec<Chapter>,
    /// The title.
    pub title: Option<String>,
    /// Who made it or speaks in it.
    pub artist: Option<String>,
    /// The series or collection.
    pub album: Option<String>,
    /// A comment or description.
    pub comment: Option<String>,
}

/// A moment at which a recording may have begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// In RFC 3339. The offset is left out where the file tells none: then it is the time of the place where
    /// the recording was made.
    pub at: String,
    /// Where it was found.
    pub from: Place,
    /// What it can mean.
    pub trust: Trust,
}

/// What a moment in a tag can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// By its definition it is when the recording began.
    Start,
    /// When the file was made: as the recording began, or as it was finished or copied. Test both.
    Made,
}

/// Where in a file a moment was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The creation time in the `mvhd` box of MP4, M4A or QuickTime.
    Mvhd,
    /// `OriginationDate` and `OriginationTime` in the `bext` chunk of a Broadcast Wave file.
    Bext,
    /// ID3's recording time: `TDRC`, or `TYER`, `TDAT` and `TIME` before version 2.4.
    Id3Recording,
    /// ID3's encoding time, `TDEN`.
    Id3Encoding,
    /// Matroska's `DateUTC`.
    DateUtc,
    /// A `DATE_RECORDED` tag, as of Matroska.
    DateRecorded,
    /// A `DATE` comment of Ogg or FLAC or a tag of that name elsewhere, or MP4's `©day`.
    Date,
    /// A `CREATION_TIME` comment or tag, as ffmpeg writes them.
    CreationTime,
    /// QuickTime's `com.apple.quicktime.creationdate`.
    QuickTimeCreationDate,
    /// `ICRD` in the `INFO` list of a WAV file.
    Icrd,
}

impl Place {
    fn trust(self) -> Trust {
        match self {
            Self::Bext | Self::Id3Recording | Self::DateRecorded | Self::QuickTimeCreationDate => {
                Trust::Start
            }
            Self::Mvhd | Self::Id3Encoding | Self::DateUtc | Self::Date | Self::CreationTime | Self::Icrd => {
                Trust::Made
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mvhd => "the mvhd box",
            Self::Bext => "the bext chunk",
            Self::Id3Recording => "the ID3 recording time",
            Self::Id3Encoding => "the ID3 encoding time",
            Self::DateUtc => "DateUTC",
            Self::DateRecorded => "DATE_RECORDED",
            Self::Date => "the date tag",
            Self::CreationTime => "the creation time tag",
            Self::QuickTimeCreationDate => "the QuickTime creation date",
            Self::Icrd => "the ICRD tag",
        })
    }
}

/// A chapter of a recording.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// Where it starts in the recording.
    pub start: TimeMs,
    /// Where it ends, if the file says so.
    pub end: Option<TimeMs>,
    /// Its title; empty if it has none.
    pub title: String,
}

impl Chapter {
    fn new(start: TimeMs, end: Option<TimeMs>, title: String) -> Self {
        Self { start, end: end.filter(|&end| end > start), title }
    }
}

/// Reads what the tags of a recording say. A file without any, of a kind that is not known, or damaged gives what
/// was found, be it nothing.
///
/// # Errors
/// The file can't be read, or is a folder.
pub fn tags(path: &Path) -> Result<Tags, AudioError> {
    if path.is_dir() {
        return Err(AudioError::Folder { path: path.into() });
    }
    let failed = |error| AudioError::io(path, error);
    let mut window = File::open(path).and_then(Window::new).map_err(failed)?;
    let mut tags = Tags::default();
    tags.read(&mut window).map_err(failed)?;
    tags.starts.sort_by_key(|start| start.trust);
    tags.chapters.truncate(MOST_CHAPTERS);
    Ok(tags)
}

impl Tags {
    fn read(&mut self, window: &mut Window) -> io::Result<()> {
        // An ID3 tag may stand ahead of more than MP3.
        let behind = id3::read(window, self)?;
        let head = window.at(behind, 12)?.to_vec();
        match (head.get(..4).unwrap_or_default(), head.get(4..8).unwrap_or_default()) {
            (b"fLaC", _) => flac::read(window, behind, self),
            (b"OggS", _) => ogg::read(window, self),
            (b"RIFF", _) if head.ends_with(b"WAVE") => riff::wave(window, self),
            (b"FORM", _) if head.ends_with(b"AIFF") || head.ends_with(b"AIFC") => riff::aiff(window, self),
            (b"\x1a\x45\xdf\xa3", _) => matroska::read(window, self),
            (_, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip") => mp4::read(window, self),
            _ => Ok(()),
        }
    }

    /// Takes a value under a name that several kinds of file share, in any case of letters.
    fn named(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        let name = name.strip_prefix("com.apple.quicktime.").unwrap_or(&name);
        match name {
            "title" => put(&mut self.title, value),
            "artist" => put(&mut self.artist, value),
            "album" => put(&mut self.album, value),
            "comment" | "description" => put(&mut self.comment, value),
            "date_recorded" => self.start(Place::DateRecorded, clock::written(value)),
            "date" => self.start(Place::Date, clock::written(value)),
            "creation_time" => self.start(Place::CreationTime, clock::written(value)),
            "creationdate" => self.start(Place::QuickTimeCreationDate, clock::written(value)),
            _ => {}
        }
    }

    fn start(&mut self, from: Place, at: Option<String>) {
        if let Some(at) = at
            && !self.starts.iter().any(|start| start.from == from)
        {
            self.starts.push(Start { at, from, trust: from.trust() });
        }
    }
}

/// Sets what is not set yet.
fn put(field: &mut Option<String>, value: &str) {
    if field.is_none() {
        *field = Some(text::clean(value)).filter(|text| !text.is_empty());
    }
}

//! One excerpt: its words on its own timeline, and its files.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use causerie_audio::CutTags;
use causerie_export::{Document, Format, Link, Options, Recording, embedded};
use causerie_model::{RecordingId, TimeMs};

use crate::cite::{CitationStyle, Cited, cite};
use crate::provenance::Origin;
use crate::sound::{ClipSound, SoundWish, Written};
use crate::{ExcerptError, SoundKind};

/// What is answered in a clip and came no longer before it can be pulled in.
const JUST_BEFORE: TimeMs = TimeMs::new(60_000);
/// A page holds its sound as text: beyond this browsers give up, and memory would be at stake.
const MOST_EMBEDDED: u64 = 200 << 20;

/// One excerpt, ready to be written: spans are redacted in it and names hidden, where that is wanted.
#[derive(Debug, Clone)]
pub struct Clip {
    /// What it is called.
    pub title: String,
    /// What somebody noted about it; lines that end in a question mark are questions for those who hear it.
    pub note: String,
    /// Its tags.
    pub tags: Vec<String>,
    /// Who is heard in the session, as a citation names them.
    pub people: Vec<String>,
    /// The length of the session.
    pub session_duration: TimeMs,
    /// Its words and its chat, from zero; see [`document`].
    pub document: Document,
    /// Its sound.
    pub sound: ClipSound,
    /// What it was made of.
    pub origin: Origin,
}

/// The words and the chat of a stretch, as a document that begins at zero. With `context`, messages that came just before and
/// are answered in it are put at its start.
pub fn document(whole: &Document, from: TimeMs, to: TimeMs, title: &str, context: bool) -> Document {
    let mut document = whole.span(from, to);
    if context {
        document.pull_in(JUST_BEFORE);
    }
    if !title.is_empty() {
        document.session.title = title.to_owned();
    }
    document
}

/// How a clip's files are to be.
#[derive(Debug, Clone)]
pub struct ClipFiles<'a> {
    /// Their names, without endings.
    pub stem: &'a str,
    /// The sound.
    pub sound: SoundWish,
    /// What is written beside it.
    pub formats: &'a [Format],
    /// How it is cited on its page.
    pub styles: &'a [CitationStyle],
    /// For a page that is one of several, the way to their list.
    pub up: Option<Link>,
}

impl Clip {
    /// What the session is called.
    pub fn session_title(&self) -> &str {
        self.document.excerpt.as_ref().map_or(&self.document.session.title, |excerpt| &excerpt.title)
    }

    /// Where it begins and ends on the session's timeline.
    pub fn span(&self) -> (TimeMs, TimeMs) {
        self.document.excerpt.as_ref().map_or_else(Default::default, |excerpt| (excerpt.from, excerpt.to))
    }

    /// How to cite it.
    pub fn cited(&self) -> Cited<'_> {
        let facts = &self.document.session;
        let (from, to) = self.span();
        Cited {
            people: self.people.iter().map(String::as_str).collect(),
            title: self.session_title(),
            date: facts.date.as_deref(),
            series: facts.series.as_deref(),
            duration: self.session_duration,
            from,
            to,
        }
    }

    /// The lines of its note that ask something.
    pub fn questions(&self) -> impl Iterator<Item = &str> {
        self.lines().filter(|line| is_question(line))
    }

    /// The other lines of its note.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        self.lines().filter(|line| !is_question(line))
    }

    fn lines(&self) -> impl Iterator<Item = &str> {
        self.note.lines().map(str::trim).filter(|line| !line.is_empty())
    }

    pub(crate) fn tags_of_sound(&self) -> CutTags {
        let (from, to) = self.span();
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let files: Vec<&str> = self.origin.recordings.iter().map(|file| file.name.as_str()).collect();
        CutTags {
            title: text(&self.title),
            album: text(self.session_title()),
            artist: text(&self.people.join(", ")),
            date: self.document.session.date.clone(),
            comment: Some(format!("{from} to {to} of {} ({})", self.session_title(), files.join(", "))),
            chapters: Vec::new(),
        }
    }

    /// Writes the sound, and what else is wanted beside it, into a folder. Gives the sound and the names of all files, the sound's
    /// first.
    ///
    /// # Errors
    /// What [`ClipSound::write`] gives; if a file can't be written, or the sound is too large for a page.
    pub fn write(
        &self,
        folder: &Path,
        files: &ClipFiles<'_>,
        cancel: &AtomicBool,
    ) -> Result<(Written, Vec<String>), ExcerptError> {
        let sound = self.sound.write(folder, files.stem, files.sound, self.tags_of_sound(), cancel)?;
        let mut document = self.document.clone();
        document.session.duration = sound.duration();
        document.recordings =
            vec![Recording { id: RecordingId::nth(1), path: sound.name.clone(), duration: sound.duration() }];
        let mut names = vec![sound.name.clone()];
        for &format in files.formats {
            let options = match format {
                Format::Html => self.page_options(folder, &document, files)?,
                Format::Vtt | Format::Srt | Format::Csv | Format::Json | Format::Txt | Format::Md => {
                    Options::default()
                }
                Format::Ohms | Format::Iiif => continue,
            };
            let name = format.file_name(files.stem);
            write(&folder.join(&name), causerie_export::write(&document, format, &options)?.as_bytes())?;
            names.push(name);
        }
        Ok((sound, names))
    }

    fn page_options(
        &self,
        folder: &Path,
        document: &Document,
        files: &ClipFiles<'_>,
    ) -> Result<Options, ExcerptError> {
        let mut sounds = Vec::new();
        for recording in &document.recordings {
            let file = folder.join(&recording.path);
            let fail = |error| ExcerptError::io(&file, error);
            if fs::metadata(&file).map_err(fail)?.len() > MOST_EMBEDDED {
                return Err(ExcerptError::TooLarge { title: self.title.clone() });
            }
            sounds.push(embedded(recording, &fs::read(&file).map_err(fail)?));
        }
        let cited = self.cited();
        let cite = |style: &CitationStyle| {
            let citation = cite(&cited, *style);
            format!("{}: {} {}", style.label(), citation.entry.html(), citation.pointer.html())
        };
        let note = self.note.trim();
        Ok(Options {
            sounds,
            up: files.up.clone(),
            notes: Some(note.to_owned()).filter(|note| !note.is_empty()).into_iter().collect(),
            sources: files.styles.iter().map(cite).collect(),
            ..Options::default()
        })
    }
}

fn is_question(line: &str) -> bool {
    line.ends_with(['?', '？', '؟'])
}

pub(crate) fn write(file: &Path, content: &[u8]) -> Result<(), ExcerptError> {
    fs::write(file, content).map_err(|error| ExcerptError::io(file, error))
}

impl SoundKind {
    /// What joined clips become where clips become this: what can't be copied is encoded.
    pub(crate) const fn joined(self) -> Self {
        match self {
            Self::Best | Self::Copy | Self::M4a | Self::Mp3 => Self::Mp3,
            Self::Flac => Self::Flac,
            Self::Wav => Self::Wav,
            Self::Vorbis => Self::Vorbis,
            Self::Opus => Self::Opus,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{clip, document as whole, said, wrote};

    #[test]
    fn a_note_is_remarks_and_questions() {
        let mut clip = clip(&whole([]), 0, 10_000);
        clip.note = "Listen twice.\n\nWho laughs?\n 何が？ \nWhy.".to_owned();
        assert_eq!(clip.questions().collect::<Vec<_>>(), ["Who laughs?", "何が？"]);
        assert_eq!(clip.remarks().collect::<Vec<_>>(), ["Listen twice.", "Why."]);
    }

    #[test]
    fn the_words_of_a_clip_begin_at_zero_under_its_own_title() {
        let mut session = whole([
            wrote("l1.0", 25_000, "Ana", "long?"),
            said("l1.1", 31_000, "Ben", "Short."),
            wrote("l1.2", 32_000, "Cem", "agreed"),
        ]);
        session.messages[2].message.reply_to = Some(0);
        let times = |context| {
            let clip = document(&session, TimeMs::new(30_000), TimeMs::new(40_000), "The turn", context);
            assert_eq!((clip.session.title.as_str(), clip.session.duration.get()), ("The turn", 10_000));
            clip.messages.iter().map(|placed| placed.at.get()).collect::<Vec<_>>()
        };
        assert_eq!(times(false), [1_000, 2_000]);
        assert_eq!(times(true), [0, 1_000, 2_000], "what is answered was five seconds before");
    }

    #[test]
    fn tags_tell_the_span_and_the_source() {
        let tags = clip(&whole([]), 54_000, 60_000).tags_of_sound();
        assert_eq!(tags.comment.as_deref(), Some("0:54 to 1:00 of Boats (one.mp3)"));
        assert_eq!((tags.album.as_deref(), tags.artist.as_deref()), (Some("Boats"), Some("Ana Ruiz")));
    }
}

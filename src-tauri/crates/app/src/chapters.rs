//! The chapters inside recordings, as logs of markers.
//!
//! They are read from the recordings whenever a session is, so that `session.json` holds none of them until somebody
//! aligns one otherwise.

use std::path::Path;

use causerie_archive::Stamp;
use causerie_audio::Chapter;
use causerie_model::{Alignment, Kind, Log, Message, Method, ParsedLog, Recording, Session, TimeBase};

use crate::Result;
use crate::open::App;

impl App {
    /// A session as it lies in the archive, with a log for each recording that holds chapters.
    pub(crate) fn load(&self, folder: &str) -> Result<(Session, Stamp)> {
        let (mut session, stamp) = self.archive.load(folder)?;
        for recording in &session.recordings.clone() {
            let alignment = alignment(&session, recording);
            let known = |log: &&mut Log| log.is_chapters() && log.path == recording.path;
            match session.logs.iter_mut().find(known) {
                Some(log) if log.alignment.method == Method::Documented => log.alignment = alignment,
                Some(_) => {}
                None if self.has_chapters(folder, recording) => {
                    session.logs.push(Log::of_chapters(recording, alignment));
                }
                None => {}
            }
        }
        Ok((session, stamp))
    }

    /// A recording that can't be read has none that could be shown.
    fn has_chapters(&self, folder: &str, recording: &Recording) -> bool {
        let file = self.archive.file(folder, &recording.path);
        file.is_ok_and(|file| causerie_audio::tags(&file).is_ok_and(|tags| !tags.chapters.is_empty()))
    }
}

/// How the chapters of a recording meet the timeline by themselves.
pub(crate) fn alignment(session: &Session, recording: &Recording) -> Alignment {
    Alignment::documented_from(session.begin(&recording.id).unwrap_or_default())
}

/// The chapters that a recording holds.
///
/// # Errors
/// If the file can't be read.
pub(crate) fn read(path: &Path) -> Result<ParsedLog> {
    let chapters = causerie_audio::tags(path)?.chapters;
    Ok(ParsedLog {
        format: Log::CHAPTERS.to_owned(),
        confidence: 1.0,
        encoding: "utf-8".to_owned(),
        time_base: TimeBase::Relative,
        started_at: None,
        messages: (0..).zip(chapters).map(|(seq, chapter)| marker(seq, chapter)).collect(),
        warnings: Vec::new(),
    })
}

/// A chapter has no line; its number stands for it, as it does for its title where it has none.
fn marker(seq: u32, Chapter { start, end, title }: Chapter) -> Message {
    let number = seq.saturating_add(1);
    Message {
        seq,
        line: number,
        source: start,
        end,
        kind: Kind::Marker,
        author: String::new(),
        to: None,
        text: if title.is_empty() { number.to_string() } else { title },
        reply_to: None,
        reactions: Vec::new(),
        words: None,
    }
}

#[cfg(test)]
mod tests {
    use causerie_model::TimeMs;

    use super::*;

    #[test]
    fn a_chapter_without_a_title_goes_by_its_number() {
        let chapter = |title: &str| Chapter { start: TimeMs::new(5), end: None, title: title.to_owned() };
        assert_eq!(marker(1, chapter("")).text, "2");
        assert_eq!(marker(1, chapter("Questions")).text, "Questions");
    }
}

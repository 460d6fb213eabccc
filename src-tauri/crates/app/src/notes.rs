//! Bookmarks and clips.

use std::collections::BTreeSet;

use causerie_archive::{Note, NoteKind as Kind};
use causerie_model::{SessionId, TimeMs};
use serde_json::Map;
use uuid::Uuid;

use crate::open::{App, lock};
use crate::redactions::is_redaction;
use crate::wire::{AppError, Code, NoteKind, NoteView};
use crate::{Result, error};

impl App {
    /// The bookmarks and clips of a session, in the order in which somebody put them, else by time.
    ///
    /// # Errors
    /// If there is no such session, or a note can't be read.
    pub fn notes(&self, id: SessionId) -> Result<Vec<NoteView>> {
        let mut notes: Vec<NoteView> =
            self.archive.notes(&self.row(id)?.folder)?.into_iter().filter_map(view).collect();
        notes.sort_by(|a, b| {
            a.position
                .total_cmp(&b.position)
                .then((a.from_ms, a.to_ms, &a.id).cmp(&(b.from_ms, b.to_ms, &b.id)))
        });
        lock(&self.seen_notes).extend(notes.iter().map(|note| (note.id.clone(), note.clone())));
        Ok(notes)
    }

    /// Saves a bookmark or clip, a new one if it has no id yet, and gives it back as it was saved. One that was
    /// removed meanwhile comes back with all that it had. What somebody else changed in it since it was last told stays.
    ///
    /// # Errors
    /// If there is no such session, or the archive can't be written; [`Code::Changed`] with both versions, if somebody else
    /// changed the same meanwhile.
    pub fn save_note(&self, id: SessionId, view: &NoteView) -> Result<NoteView> {
        let folder = self.row(id)?.folder;
        let note = if view.id.is_empty() { (self.surroundings.fresh_id)() } else { parse(&view.id)? };
        let saved = self.archive.change_note(&folder, note, |known| {
            let known = known.or_else(|| lock(&self.removed_notes).remove(&note));
            if known.as_ref().is_some_and(is_redaction) {
                return Err(no_note(&view.id));
            }
            let (view, known) = match known {
                Some(known) => (self.with_theirs(view, &known)?, known),
                None => (view.clone(), self.new_note(note, Kind::Bookmark)),
            };
            Ok::<_, AppError>(changed(known, &view))
        })?;
        self.index_notes_anew(id, &folder)?;
        let saved = crate::notes::view(saved).ok_or_else(|| no_note(&view.id))?;
        lock(&self.seen_notes).insert(saved.id.clone(), saved.clone());
        Ok(saved)
    }

    /// Saves a new clip of a stretch of a session's recordings; one that ends behind them ends with them.
    ///
    /// # Errors
    /// As [`App::save_note`], and if the stretch begins behind the recordings.
    pub fn new_clip(
        &self,
        id: SessionId,
        from: TimeMs,
        to: TimeMs,
        title: &str,
        text: &str,
        tags: &[String],
    ) -> Result<NoteView> {
        let clip = NoteView {
            id: String::new(),
            kind: NoteKind::Clip,
            from_ms: from,
            to_ms: Some(self.within(id, from, to)?),
            title: title.to_owned(),
            text: text.to_owned(),
            tags: tags.to_vec(),
            position: by_time(from),
        };
        self.save_note(id, &clip)
    }

    /// Where a stretch of a session's recordings ends, which may be said to be behind them.
    pub(crate) fn within(&self, id: SessionId, from: TimeMs, to: TimeMs) -> Result<TimeMs> {
        let duration = self.row(id)?.session.duration();
        if from < TimeMs::ZERO || from >= duration || to <= from {
            let message =
                format!("{from} to {to} is no stretch of the recordings, which are {duration} long");
            return Err(AppError::new(
                Code::Failed,
                message,
                "Choose a start within them, and an end after it.",
            ));
        }
        Ok(to.min(duration))
    }

    /// What somebody wants of a note, with what others changed in it since it was last told.
    fn with_theirs(&self, mine: &NoteView, known: &Note) -> Result<NoteView> {
        let Some(theirs) = view(known.clone()) else { return Ok(mine.clone()) };
        let Some(seen) = lock(&self.seen_notes).get(&mine.id).cloned() else { return Ok(mine.clone()) };
        let value =
            |note: &NoteView| serde_json::to_value(note).map_err(|error| unmerged(&error.to_string()));
        let merged = causerie_archive::merge(&value(&seen)?, &value(mine)?, &value(&theirs)?);
        let merged = merged.map_err(|fields| AppError {
            versions: error::versions(fields),
            ..unmerged("somebody else changed the same in it meanwhile")
        })?;
        serde_json::from_value(merged).map_err(|error| unmerged(&error.to_string()))
    }

    pub(crate) fn new_note(&self, id: Uuid, kind: Kind) -> Note {
        Note {
            id,
            kind,
            from: TimeMs::ZERO,
            to: None,
            title: String::new(),
            text: String::new(),
            created: (self.surroundings.now)().timestamp().to_string(),
            tags: Vec::new(),
            position: None,
            unknown: Map::new(),
        }
    }

    /// Removes a bookmark or clip. It can be saved again, under its id, while the archive is open.
    ///
    /// # Errors
    /// If there is no such session or note, or the archive can't be written.
    pub fn remove_note(&self, id: SessionId, note: &str) -> Result<()> {
        let (folder, note) = (self.row(id)?.folder, parse(note)?);
        let known = self.archive.notes(&folder)?.into_iter().find(|known| known.id == note);
        if known.as_ref().is_some_and(is_redaction) {
            return Err(no_note(&note.to_string()));
        }
        self.archive.remove_note(&folder, note)?;
        lock(&self.removed_notes).extend(known.map(|known| (note, known)));
        self.index_notes_anew(id, &folder)
    }
}

fn changed(known: Note, view: &NoteView) -> Note {
    Note {
        kind: match view.kind {
            NoteKind::Bookmark => Kind::Bookmark,
            NoteKind::Clip => Kind::Clip,
        },
        from: view.from_ms,
        to: view.to_ms,
        title: view.title.clone(),
        text: view.text.clone(),
        tags: tidy(&view.tags),
        position: (view.position != by_time(view.from_ms)).then_some(view.position),
        ..known
    }
}

fn unmerged(why: &str) -> AppError {
    AppError::new(
        Code::Changed,
        format!("the note was not saved: {why}"),
        "Look at both versions, and save the one to keep.",
    )
}

/// Where a note stands that nobody has put anywhere.
fn by_time(from: TimeMs) -> f64 {
    from.get() as f64
}

/// Without blanks around, none empty, none twice.
fn tidy(tags: &[String]) -> Vec<String> {
    let mut known = BTreeSet::new();
    let tags = tags.iter().map(|tag| tag.trim()).filter(|tag| !tag.is_empty());
    tags.filter(|tag| known.insert(*tag)).map(str::to_owned).collect()
}

fn parse(id: &str) -> Result<Uuid> {
    id.parse().map_err(|_| no_note(id))
}

fn no_note(id: &str) -> AppError {
    AppError::new(Code::NotFound, format!("{id:?} is no note"), "Look at the list of notes again.")
}

/// A note as it is listed; a redaction is none that is.
fn view(note: Note) -> Option<NoteView> {
    let kind = match note.kind {
        Kind::Bookmark => NoteKind::Bookmark,
        Kind::Clip => NoteKind::Clip,
        Kind::Redaction { .. } => return None,
    };
    Some(NoteView {
        id: note.id.to_string(),
        kind,
        from_ms: note.from,
        to_ms: note.to,
        title: note.title,
        text: note.text,
        tags: note.tags,
        position: note.position.unwrap_or_else(|| by_time(note.from)),
    })
}

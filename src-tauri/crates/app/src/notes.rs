//! Bookmarks and clips.

use causerie_archive::{Note, NoteKind as Kind};
use causerie_model::{SessionId, TimeMs};
use serde_json::Map;
use uuid::Uuid;

use crate::open::{App, lock};
use crate::wire::{AppError, Code, NoteKind, NoteView};
use crate::{Result, error};

impl App {
    /// The bookmarks and clips of a session, in the order in which somebody put them, else by time.
    ///
    /// # Errors
    /// If there is no such session, or a note can't be read.
    pub fn notes(&self, id: SessionId) -> Result<Vec<NoteView>> {
        let mut notes: Vec<NoteView> =
            self.archive.notes(&self.row(id)?.folder)?.into_iter().map(NoteView::from).collect();
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
            let (view, known) = match known {
                Some(known) => (self.with_theirs(view, &known)?, known),
                None => (view.clone(), self.new_note(note)),
            };
            Ok::<_, AppError>(changed(known, &view))
        })?;
        self.index_notes_anew(id, &folder)?;
        let saved = NoteView::from(saved);
        lock(&self.seen_notes).insert(saved.id.clone(), saved.clone());
        Ok(saved)
    }

    /// What somebody wants of a note, with what others changed in it since it was last told.
    fn with_theirs(&self, mine: &NoteView, known: &Note) -> Result<NoteView> {
        let theirs = NoteView::from(known.clone());
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

    fn new_note(&self, id: Uuid) -> Note {
        Note {
            id,
            kind: Kind::Bookmark,
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

fn parse(id: &str) -> Result<Uuid> {
    id.parse().map_err(|_| {
        AppError::new(Code::NotFound, format!("{id:?} is no note"), "Look at the list of notes again.")
    })
}

impl From<Note> for NoteView {
    fn from(note: Note) -> Self {
        let kind = match note.kind {
            Kind::Bookmark => NoteKind::Bookmark,
            Kind::Clip => NoteKind::Clip,
        };
        Self {
            id: note.id.to_string(),
            kind,
            from_ms: note.from,
            to_ms: note.to,
            title: note.title,
            text: note.text,
            position: note.position.unwrap_or_else(|| by_time(note.from)),
        }
    }
}

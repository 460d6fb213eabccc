//! Bookmarks and clips.

use causerie_archive::{Note, NoteKind as Kind};
use causerie_model::SessionId;
use serde_json::Map;
use uuid::Uuid;

use crate::Result;
use crate::open::App;
use crate::wire::{AppError, Code, NoteKind, NoteView};

impl App {
    /// The bookmarks and clips of a session, by time.
    ///
    /// # Errors
    /// If there is no such session, or a note can't be read.
    pub fn notes(&self, id: SessionId) -> Result<Vec<NoteView>> {
        let mut notes: Vec<NoteView> =
            self.archive.notes(&self.row(id)?.folder)?.into_iter().map(NoteView::from).collect();
        notes.sort_by(|a, b| (a.from_ms, a.to_ms, &a.id).cmp(&(b.from_ms, b.to_ms, &b.id)));
        Ok(notes)
    }

    /// Saves a bookmark or clip, a new one if it has no id yet, and gives it back as it was saved.
    ///
    /// # Errors
    /// If there is no such session, or the archive can't be written.
    pub fn save_note(&self, id: SessionId, view: &NoteView) -> Result<NoteView> {
        let folder = self.row(id)?.folder;
        let known = if view.id.is_empty() {
            None
        } else {
            let note = parse(&view.id)?;
            self.archive.notes(&folder)?.into_iter().find(|known| known.id == note)
        };
        let mut note = match known {
            Some(known) => known,
            None => Note {
                id: if view.id.is_empty() { (self.surroundings.fresh_id)() } else { parse(&view.id)? },
                kind: Kind::Bookmark,
                from: view.from_ms,
                to: None,
                title: String::new(),
                text: String::new(),
                created: (self.surroundings.now)().timestamp().to_string(),
                tags: Vec::new(),
                unknown: Map::new(),
            },
        };
        note.kind = match view.kind {
            NoteKind::Bookmark => Kind::Bookmark,
            NoteKind::Clip => Kind::Clip,
        };
        note.from = view.from_ms;
        note.to = view.to_ms;
        note.title.clone_from(&view.title);
        note.text.clone_from(&view.text);
        self.archive.save_note(&folder, &note)?;
        Ok(note.into())
    }

    /// Removes a bookmark or clip.
    ///
    /// # Errors
    /// If there is no such session or note, or the archive can't be written.
    pub fn remove_note(&self, id: SessionId, note: &str) -> Result<()> {
        Ok(self.archive.remove_note(&self.row(id)?.folder, parse(note)?)?)
    }
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
        }
    }
}

//! Bookmarks and clips.

use causerie_archive::{Note, NoteKind as Kind};
use causerie_model::{SessionId, TimeMs};
use serde_json::Map;
use uuid::Uuid;

use crate::Result;
use crate::open::{App, lock};
use crate::wire::{AppError, Code, NoteKind, NoteView};

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
        Ok(notes)
    }

    /// Saves a bookmark or clip, a new one if it has no id yet, and gives it back as it was saved. One that was
    /// removed meanwhile comes back with all that it had.
    ///
    /// # Errors
    /// If there is no such session, or the archive can't be written.
    pub fn save_note(&self, id: SessionId, view: &NoteView) -> Result<NoteView> {
        let folder = self.row(id)?.folder;
        let known = if view.id.is_empty() {
            None
        } else {
            let note = parse(&view.id)?;
            let known = self.archive.notes(&folder)?.into_iter().find(|known| known.id == note);
            known.or_else(|| lock(&self.removed_notes).remove(&note))
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
                position: None,
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
        note.position = (view.position != by_time(view.from_ms)).then_some(view.position);
        self.archive.save_note(&folder, &note)?;
        self.index_anew(&folder)?;
        Ok(note.into())
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
        self.index_anew(&folder)
    }

    fn index_anew(&self, folder: &str) -> Result<()> {
        let entry = self.entry(folder)?;
        self.with_index(|index| Ok(index.put([&entry])?))
    }
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

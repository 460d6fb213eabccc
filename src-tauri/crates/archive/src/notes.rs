//! The notes of a session: a file each, so that two people never write the same one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use uuid::Uuid;

use crate::{Archive, ArchiveError, Bad, Note, NoteKind, Reason, atomic, disk, tags};

pub(crate) const FOLDER: &str = "notes";

impl Archive {
    /// The notes of a session in the order of their moments. A file that can't be read is passed over, and
    /// [`Archive::verify`] names it; so is a kind of note that this version does not know.
    pub fn notes(&self, folder: &str) -> Result<Vec<Note>, ArchiveError> {
        let mut notes = Vec::new();
        for (id, file) in note_files(&self.session_folder(folder)?)? {
            match read(&file) {
                Ok(annotation) => notes.extend(Note::from_annotation(id, annotation)),
                Err(error) => tracing::warn!(%error, "a note was passed over"),
            }
        }
        notes.sort_by_key(|note| (note.from, note.to, note.id));
        Ok(notes)
    }

    /// The redactions of a session in the order of their moments. A note that can't be read may be one, so that fails.
    pub fn redactions(&self, folder: &str) -> Result<Vec<Note>, ArchiveError> {
        let mut notes = Vec::new();
        for (id, file) in note_files(&self.session_folder(folder)?)? {
            notes.extend(Note::from_annotation(id, read(&file)?));
        }
        notes.retain(|note| matches!(note.kind, NoteKind::Redaction { .. }));
        notes.sort_by_key(|note| (note.from, note.to, note.id));
        Ok(notes)
    }

    /// Writes a note, new or changed. One that starts before the recording, or does not end after its start, is
    /// refused.
    pub fn save_note(&self, folder: &str, note: &Note) -> Result<(), ArchiveError> {
        self.change_note(folder, note.id, |_| Ok::<_, ArchiveError>(note.clone())).map(drop)
    }

    /// Writes what `change` makes of a note, or of none, while nobody else writes. Refused as [`Archive::save_note`].
    pub fn change_note<E: From<ArchiveError>>(
        &self,
        folder: &str,
        id: Uuid,
        change: impl FnOnce(Option<Note>) -> Result<Note, E>,
    ) -> Result<Note, E> {
        self.check_writable()?;
        let (session, _) = self.load(folder)?;
        let bag = self.session_folder(folder)?;
        let file = self.note_file(folder, id)?;
        let _turn = self.turn();
        let known = match read(&file) {
            Err(ArchiveError::NotFound { .. }) => None,
            read => Note::from_annotation(id, read?),
        };
        let note = change(known)?;
        note.check().map_err(|reason| ArchiveError::BadNote { id, reason })?;
        let notes = bag.join(FOLDER);
        if !notes.is_dir() {
            disk::make_folder(&notes).map_err(|error| ArchiveError::writing(&notes, 0, error))?;
            atomic::sync_folder(&bag)?;
        }
        atomic::sweep(&notes);
        let content = atomic::json(&file, &note.to_annotation(session.id))?;
        tags::replace(&bag, &path(id), &content)?;
        Ok(note)
    }

    /// Deletes a note.
    pub fn remove_note(&self, folder: &str, id: Uuid) -> Result<(), ArchiveError> {
        self.check_writable()?;
        let file = self.note_file(folder, id)?;
        if !file.is_file() {
            return Err(ArchiveError::NotFound { path: file });
        }
        let _turn = self.turn();
        tags::remove(&self.session_folder(folder)?, &path(id))
    }

    /// The notes that can't be read.
    pub(crate) fn damaged_notes(&self, folder: &str) -> Result<Vec<Bad>, ArchiveError> {
        let files = note_files(&self.session_folder(folder)?)?;
        let damaged = files.into_iter().filter_map(|(id, file)| {
            let error = read(&file).err()?;
            Some(Bad { file: path(id), reason: Reason::Unreadable(error.to_string()) })
        });
        Ok(damaged.collect())
    }

    fn note_file(&self, folder: &str, id: Uuid) -> Result<PathBuf, ArchiveError> {
        crate::paths::inside(&self.session_folder(folder)?, &path(id))
    }
}

fn path(id: Uuid) -> String {
    format!("{FOLDER}/{id}.json")
}

/// The files in `notes/` whose name is an id; what else lies there is not ours.
fn note_files(bag: &Path) -> Result<Vec<(Uuid, PathBuf)>, ArchiveError> {
    let folder = crate::paths::inside(bag, FOLDER)?;
    let fail = |error| ArchiveError::reading(&folder, error);
    let listing = match fs::read_dir(&folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listing => listing.map_err(fail)?,
    };
    let mut files = Vec::new();
    for item in listing {
        let file = item.map_err(fail)?.path();
        let name =
            file.file_name().and_then(|name| name.to_str()).and_then(|name| name.strip_suffix(".json"));
        if let Some(id) =
            name.and_then(|name| name.parse::<Uuid>().ok()).filter(|id| file.ends_with(path(*id)))
        {
            files.push((id, file));
        }
    }
    files.sort();
    Ok(files)
}

fn read(file: &Path) -> Result<Map<String, Value>, ArchiveError> {
    let (content, _) = atomic::read(file)?;
    serde_json::from_slice(&content).map_err(|error| ArchiveError::corrupt(file, error))
}

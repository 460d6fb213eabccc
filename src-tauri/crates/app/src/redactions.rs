//! Redactions: stretches of a session that are neither heard nor read, shown in its picture, found or given out. They are notes;
//! the recordings and logs are never touched, and without the note all is as it was.
//!
//! Text is masked where a session is taken into the index, from which all else is made, and sound where it is decoded.

use causerie_archive::{Note, NoteKind};
use causerie_audio::Mute;
use causerie_excerpt::redact::{Redaction, redact};
use causerie_index::Placed;
use causerie_model::{Session, SessionId};
use uuid::Uuid;

use crate::open::{App, lock};
use crate::wire::{AppError, Code, RedactionSound, RedactionView};
use crate::{Result, export};

impl App {
    /// The redactions of a session, by time.
    ///
    /// # Errors
    /// If there is no such session, or its notes can't be read.
    pub fn redactions(&self, id: SessionId) -> Result<Vec<RedactionView>> {
        Ok(self.archive.notes(&self.row(id)?.folder)?.into_iter().filter_map(view).collect())
    }

    /// Saves a redaction, a new one if it has no id yet, and gives it back as it was saved; from then on it applies
    /// everywhere. One that was removed meanwhile comes back. One that ends behind the recordings ends with them.
    ///
    /// # Errors
    /// If there is no such session, the stretch begins behind its recordings or does not end after its start, or the
    /// archive can't be written.
    pub fn redact(&self, id: SessionId, wanted: &RedactionView) -> Result<RedactionView> {
        let folder = self.row(id)?.folder;
        let to = self.within(id, wanted.from_ms, wanted.to_ms)?;
        let note = if wanted.id.is_empty() { (self.surroundings.fresh_id)() } else { parse(&wanted.id)? };
        let saved = self.archive.change_note(&folder, note, |known| {
            let known = known.or_else(|| lock(&self.removed_notes).remove(&note));
            let known = known.unwrap_or_else(|| self.new_note(note, NoteKind::Redaction { tone: false }));
            if !is_redaction(&known) {
                return Err(gone(&wanted.id));
            }
            let tone = wanted.sound == RedactionSound::Tone;
            let (kind, from, text) =
                (NoteKind::Redaction { tone }, wanted.from_ms, wanted.reason.trim().to_owned());
            Ok::<_, AppError>(Note { kind, from, to: Some(to), text, ..known })
        })?;
        self.index_anew(&folder)?;
        view(saved).ok_or_else(|| gone(&wanted.id))
    }

    /// Removes a redaction: all is as it was. It can be saved again, under its id, while the archive is open.
    ///
    /// # Errors
    /// If there is no such session or redaction, or the archive can't be written.
    pub fn remove_redaction(&self, id: SessionId, redaction: &str) -> Result<()> {
        let (folder, note) = (self.row(id)?.folder, parse(redaction)?);
        let known = self.archive.notes(&folder)?.into_iter().find(|known| known.id == note);
        let known = known.filter(is_redaction).ok_or_else(|| gone(redaction))?;
        self.archive.remove_note(&folder, note)?;
        lock(&self.removed_notes).insert(note, known);
        self.index_anew(&folder)?;
        Ok(())
    }

    /// The stretches of a session that are redacted.
    pub(crate) fn redacted(&self, folder: &str) -> Result<Vec<Redaction>> {
        Ok(self.archive.notes(folder)?.into_iter().filter_map(stretch).collect())
    }

    /// The same, for what goes out of the archive.
    ///
    /// # Errors
    /// If a note can't be read: it may be one.
    pub(crate) fn surely_redacted(&self, folder: &str) -> Result<Vec<Redaction>> {
        let redactions = self.archive.redactions(folder).map_err(|error| AppError {
            help: "It may be a redaction, so nothing is written. Take it from a backup, or remove it."
                .to_owned(),
            ..error.into()
        })?;
        Ok(redactions.into_iter().filter_map(stretch).collect())
    }

    /// Whether something is masked in a session as it is indexed, or is to be.
    pub(crate) fn is_masked(&self, id: SessionId, folder: &str) -> Result<bool> {
        Ok(!self.redacted(folder)?.is_empty() || !self.read(|reader| Ok(reader.withheld(id)?))?.is_empty())
    }

    /// What is not to be heard of a session.
    pub(crate) fn muted(&self, id: SessionId) -> Result<Vec<Mute>> {
        let redactions = self.redacted(&self.row(id)?.folder)?;
        let mute = |Redaction { from, to, tone }: Redaction| Mute { from, to, tone };
        Ok(redactions.into_iter().map(mute).collect())
    }
}

/// Masks what is redacted in a session's messages, and gives those of which something was, as they were recorded.
pub(crate) fn mask(
    session: &Session,
    folder: &str,
    placed: &mut [Placed],
    redactions: &[Redaction],
) -> Vec<Placed> {
    let mut withheld = Vec::new();
    if redactions.is_empty() {
        return withheld;
    }
    let mut document = export::framed(session.clone(), folder.to_owned(), 0, |_| 0);
    let mut order: Vec<&mut Placed> = placed.iter_mut().collect();
    order.sort_by_key(|one| one.at);
    document.messages = order.iter().map(|one| export::placed((**one).clone())).collect();
    redact(&mut document, redactions);
    for (one, masked) in order.into_iter().zip(document.messages) {
        if masked.message != one.message {
            withheld.push(one.clone());
            one.message = masked.message;
        }
    }
    withheld
}

fn stretch(note: Note) -> Option<Redaction> {
    match note.kind {
        NoteKind::Redaction { tone } => Some(Redaction { from: note.from, to: note.to?, tone }),
        NoteKind::Bookmark | NoteKind::Clip => None,
    }
}

pub(crate) fn is_redaction(note: &Note) -> bool {
    matches!(note.kind, NoteKind::Redaction { .. })
}

fn view(note: Note) -> Option<RedactionView> {
    let Redaction { from, to, tone } = stretch(note.clone())?;
    let sound = if tone { RedactionSound::Tone } else { RedactionSound::Silence };
    Some(RedactionView { id: note.id.to_string(), from_ms: from, to_ms: to, sound, reason: note.text })
}

fn parse(id: &str) -> Result<Uuid> {
    id.parse().map_err(|_| gone(id))
}

fn gone(id: &str) -> AppError {
    let help = "Look at the session's redactions again.";
    AppError::new(Code::NotFound, format!("{id:?} is no redaction"), help)
}

//! Trays: clips of many sessions in an order set by hand, a file each in the archive. What a clip says of itself is in its
//! note; a tray only names it.

use causerie_archive::Kept;
use causerie_model::SessionId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::gathering::ClipSpan;
use crate::open::{App, lock};
use crate::packets::TrayClips;
use crate::wire::{AppError, Code, TrayCard, TrayClip, TrayFound, TrayList, TrayText, TrayView};
use crate::{Result, error};

/// So many characters a title may have.
const TITLE: usize = 1_000;
/// So many, what a tray is for.
const NOTES: usize = 100_000;
/// So many clips a tray may hold.
const CLIPS: usize = 10_000;

/// `trays/<uuid>.json`.
#[derive(Debug, Serialize, Deserialize)]
struct Tray {
    id: Uuid,
    #[serde(flatten)]
    text: TrayText,
    #[serde(default)]
    created: String,
    #[serde(default)]
    clips: Vec<Clip>,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Clip {
    session: SessionId,
    note: Uuid,
    #[serde(flatten)]
    unknown: Map<String, Value>,
}

impl App {
    /// The trays of the archive.
    ///
    /// # Errors
    /// If their folder can't be read.
    pub fn trays(&self) -> Result<TrayList> {
        let mut problems: Vec<AppError> =
            self.archive.kept_damaged(Kept::Trays)?.into_iter().map(AppError::from).collect();
        let mut trays = Vec::new();
        for (name, fields) in self.archive.kept(Kept::Trays)? {
            match Tray::read(&name, fields) {
                Ok(tray) => trays.push(tray.card()),
                Err(error) => problems.push(error),
            }
        }
        trays.sort_by_cached_key(|tray| (tray.title.to_lowercase(), tray.created.clone(), tray.id.clone()));
        Ok(TrayList { trays, problems })
    }

    /// The tray that text means: its id or the beginning of it, or its title.
    ///
    /// # Errors
    /// If none fits, or several do.
    pub fn find_tray(&self, text: &str) -> Result<TrayCard> {
        let all = self.trays()?.trays;
        let (text, lower) = (text.trim(), text.trim().to_lowercase());
        let ways: [&dyn Fn(&&TrayCard) -> bool; 4] = [
            &|tray| tray.id == lower,
            &|tray| tray.title == text,
            &|tray| tray.title.to_lowercase() == lower,
            &|tray| !lower.is_empty() && tray.id.starts_with(&lower),
        ];
        let found = ways.iter().map(|way| all.iter().filter(way).collect::<Vec<_>>());
        match found.into_iter().find(|found| !found.is_empty()).as_deref() {
            Some([only]) => Ok((*only).clone()),
            Some(several) => {
                let ids: Vec<String> =
                    several.iter().map(|tray| format!("{} ({})", tray.id, tray.title)).collect();
                let help = format!("Name one by its id: {}.", ids.join(", "));
                Err(AppError::new(Code::NotFound, format!("{text:?} fits several trays"), help))
            }
            None => {
                let titles: Vec<&str> = all.iter().map(|tray| tray.title.as_str()).collect();
                let help = match titles.as_slice() {
                    [] => "There are no trays yet. Make one: causerie tray new TITLE.".to_owned(),
                    titles => format!("There are: {}.", titles.join(", ")),
                };
                Err(AppError::new(Code::NotFound, format!("there is no tray {text:?}"), help))
            }
        }
    }

    /// A tray with its clips. One whose session or note is gone is told, and stays until somebody takes it out.
    ///
    /// # Errors
    /// If there is no such tray, or it can't be read.
    pub fn tray(&self, id: &str) -> Result<TrayView> {
        let tray = self.read_tray(id)?;
        let clips = tray.clips.into_iter().map(|clip| {
            let found = self.found(clip.session, clip.note)?;
            Ok(TrayClip { session: clip.session, note: clip.note.to_string(), found })
        });
        let clips = clips.collect::<Result<_>>()?;
        Ok(TrayView { id: tray.id.to_string(), text: tray.text, created: tray.created, clips })
    }

    /// Makes a tray.
    ///
    /// # Errors
    /// If it has no title, or the archive can't be written.
    pub fn new_tray(&self, title: &str) -> Result<TrayView> {
        let tray = Tray {
            id: (self.surroundings.fresh_id)(),
            text: checked(&TrayText { title: title.to_owned(), notes: String::new() })?,
            created: (self.surroundings.now)().timestamp().to_string(),
            clips: Vec::new(),
            unknown: Map::new(),
        };
        self.archive.keep(Kept::Trays, &tray.id.to_string(), &tray.fields()?, false)?;
        self.tray(&tray.id.to_string())
    }

    /// Says what a tray is called and what it is for. `seen` is what the person saw when they began: what somebody else
    /// changed since, and the person did not, stays.
    ///
    /// # Errors
    /// If there is no such tray, it would have no title, or the archive can't be written; [`Code::Changed`] with both
    /// versions, if somebody else changed the same meanwhile.
    pub fn describe_tray(&self, id: &str, seen: &TrayText, wanted: &TrayText) -> Result<TrayView> {
        let wanted = checked(wanted)?;
        self.change_tray(id, |tray| {
            let value =
                |text: &TrayText| serde_json::to_value(text).map_err(|error| unmerged(&error.to_string()));
            let merged = causerie_archive::merge(&value(seen)?, &value(&wanted)?, &value(&tray.text)?);
            let merged = merged.map_err(|fields| AppError {
                versions: error::versions(fields),
                ..unmerged("somebody else changed the same in it meanwhile")
            })?;
            tray.text = serde_json::from_value(merged).map_err(|error| unmerged(&error.to_string()))?;
            Ok(())
        })
    }

    /// Removes a tray; its clips stay where they are. It can be brought back while the archive is open.
    ///
    /// # Errors
    /// If there is no such tray, or the archive can't be written.
    pub fn remove_tray(&self, id: &str) -> Result<()> {
        let id = parse(id)?;
        let (name, fields) = self.archive.kept_one(Kept::Trays, &id.to_string()).map_err(|_| gone(id))?;
        self.archive.forget_kept(Kept::Trays, &name)?;
        lock(&self.removed_trays).insert(id, fields);
        Ok(())
    }

    /// Brings a tray back that was removed since the archive was opened, as it was.
    ///
    /// # Errors
    /// If none of this id was removed, or the archive can't be written.
    pub fn bring_back_tray(&self, id: &str) -> Result<TrayView> {
        let id = parse(id)?;
        let fields = lock(&self.removed_trays).get(&id).cloned().ok_or_else(|| gone(id))?;
        self.archive.keep(Kept::Trays, &id.to_string(), &fields, false)?;
        lock(&self.removed_trays).remove(&id);
        self.tray(&id.to_string())
    }

    /// Puts a clip into a tray: before the one that is at place `at`, counted from 0, else behind all. One that is in it
    /// already stays where it is.
    ///
    /// # Errors
    /// If there is no such tray, session or clip, or the archive can't be written.
    pub fn add_to_tray(
        &self,
        id: &str,
        session: SessionId,
        note: &str,
        at: Option<usize>,
    ) -> Result<TrayView> {
        let note = parse_clip(note)?;
        let folder = self.row(session)?.folder;
        if !self.archive.notes(&folder)?.iter().any(|known| known.id == note && is_clip(known)) {
            let message = format!("there is no clip {note} in {folder}");
            let help = "A tray holds clips. See those of a session with causerie notes.";
            return Err(AppError::new(Code::NotFound, message, help));
        }
        self.change_tray(id, |tray| {
            if tray.clips.iter().any(|clip| clip.note == note && clip.session == session) {
                return Ok(());
            }
            if tray.clips.len() >= CLIPS {
                let message = format!("{:?} holds {CLIPS} clips already", tray.text.title);
                return Err(AppError::new(Code::Failed, message, "Make another tray for more."));
            }
            let at = at.unwrap_or(usize::MAX).min(tray.clips.len());
            tray.clips.insert(at, Clip { session, note, unknown: Map::new() });
            Ok(())
        })
    }

    /// Takes a clip out of a tray; it stays in its session.
    ///
    /// # Errors
    /// If there is no such tray, it does not hold the clip, or the archive can't be written.
    pub fn take_from_tray(&self, id: &str, note: &str) -> Result<TrayView> {
        let note = parse_clip(note)?;
        self.change_tray(id, |tray| tray.take(note).map(drop))
    }

    /// Moves a clip of a tray to another place, counted from 0.
    ///
    /// # Errors
    /// As [`App::take_from_tray`].
    pub fn move_in_tray(&self, id: &str, note: &str, to: usize) -> Result<TrayView> {
        let note = parse_clip(note)?;
        self.change_tray(id, |tray| {
            let clip = tray.take(note)?;
            tray.clips.insert(to.min(tray.clips.len()), clip);
            Ok(())
        })
    }

    /// A tray's clips in their order, as a packet is made of them.
    ///
    /// # Errors
    /// If there is no such tray, it can't be read, or a clip's session or note is gone: the others are not all of it.
    pub fn tray_clips(&self, id: &str) -> Result<TrayClips> {
        let tray = self.tray(id)?;
        let mut clips = Vec::with_capacity(tray.clips.len());
        for (number, clip) in (1..).zip(tray.clips) {
            let TrayFound::Here { from_ms, to_ms, title, text, tags, .. } = clip.found else {
                let message = format!("clip {number} of {:?} is gone", tray.text.title);
                let help = "Take it out of the tray, or bring back its session or its note.";
                return Err(AppError::new(Code::NotFound, message, help));
            };
            clips.push(ClipSpan { session: clip.session, from: from_ms, to: to_ms, title, note: text, tags });
        }
        Ok(TrayClips { title: tray.text.title, notes: tray.text.notes, clips })
    }

    /// Whether a tray came, went or changed since this was last asked.
    pub(crate) fn trays_changed(&self) -> bool {
        let now = self.archive.kept_changed(Kept::Trays);
        std::mem::replace(&mut *lock(&self.seen_trays), now) != now
    }

    /// Changes a tray as it now lies in the archive, while nobody else does.
    fn change_tray(&self, id: &str, change: impl FnOnce(&mut Tray) -> Result<()>) -> Result<TrayView> {
        let id = parse(id)?;
        self.archive.change_kept(Kept::Trays, &id.to_string(), |known| {
            let mut tray = Tray::read(&id.to_string(), known.ok_or_else(|| gone(id))?)?;
            change(&mut tray)?;
            tray.fields()
        })?;
        self.tray(&id.to_string())
    }

    fn read_tray(&self, id: &str) -> Result<Tray> {
        let id = parse(id)?;
        let kept = self.archive.kept_one(Kept::Trays, &id.to_string()).map_err(AppError::from);
        let (name, fields) =
            kept.map_err(|error| if error.code == Code::NotFound { gone(id) } else { error })?;
        Tray::read(&name, fields)
    }

    fn found(&self, session: SessionId, note: Uuid) -> Result<TrayFound> {
        let Some(row) = self.read(|reader| Ok(reader.session(session)?))? else {
            return Ok(TrayFound::SessionGone);
        };
        let session_title = row.session.title;
        let note = self.archive.notes(&row.folder)?.into_iter().find(|known| known.id == note);
        let clip = note.filter(is_clip).and_then(|note| Some((note.to?, note)));
        let Some((to, note)) = clip else { return Ok(TrayFound::NoteGone { session_title }) };
        Ok(TrayFound::Here {
            session_title,
            from_ms: note.from,
            to_ms: to,
            messages: self.read(|reader| Ok(reader.count(session, note.from, to)?))?,
            title: note.title,
            text: note.text,
            tags: note.tags,
        })
    }
}

impl Tray {
    /// What a file of this name holds.
    fn read(name: &str, fields: Map<String, Value>) -> Result<Self> {
        let tray: Self = serde_json::from_value(Value::Object(fields)).map_err(|error| {
            let message = format!("trays/{name}.json is damaged: {error}");
            AppError::new(Code::Failed, message, "Take it from a backup; nothing was changed.")
        })?;
        if tray.id.to_string() != name {
            let message =
                format!("trays/{name}.json holds another version of the tray {:?}", tray.text.title);
            let help = format!(
                "A sync tool may have kept both. Compare it with trays/{}.json, and remove the one that is not wanted.",
                tray.id
            );
            return Err(AppError::new(Code::Failed, message, help));
        }
        Ok(tray)
    }

    fn fields(&self) -> Result<Map<String, Value>> {
        match serde_json::to_value(self) {
            Ok(Value::Object(fields)) => Ok(fields),
            Ok(_) => Err(unmerged("it is no object")),
            Err(error) => Err(unmerged(&error.to_string())),
        }
    }

    fn take(&mut self, note: Uuid) -> Result<Clip> {
        let at = self.clips.iter().position(|clip| clip.note == note).ok_or_else(|| {
            let message = format!("the clip {note} is not in {:?}", self.text.title);
            AppError::new(
                Code::NotFound,
                message,
                "Somebody may have taken it out meanwhile; look at the tray again.",
            )
        })?;
        Ok(self.clips.remove(at))
    }

    fn card(self) -> TrayCard {
        TrayCard {
            id: self.id.to_string(),
            title: self.text.title,
            created: self.created,
            clips: self.clips.len(),
        }
    }
}

fn is_clip(note: &causerie_archive::Note) -> bool {
    note.kind == causerie_archive::NoteKind::Clip
}

/// Without blanks around.
fn checked(text: &TrayText) -> Result<TrayText> {
    let text = TrayText { title: text.title.trim().to_owned(), notes: text.notes.trim().to_owned() };
    let refused = |message: &str, help: &str| Err(AppError::new(Code::Failed, message, help));
    if text.title.is_empty() {
        return refused("a tray needs a title", "Name the workshop that it is for.");
    }
    if text.title.chars().count() > TITLE || text.title.chars().any(char::is_control) {
        return refused("the title is no line of up to 1000 characters", "Say the rest in the tray's notes.");
    }
    if text.notes.chars().count() > NOTES {
        return refused("the notes have more than 100000 characters", "Keep them in a file of their own.");
    }
    Ok(text)
}

fn unmerged(why: &str) -> AppError {
    let help = "Look at both versions, and save the one to keep.";
    AppError::new(Code::Changed, format!("the tray was not saved: {why}"), help)
}

fn parse(id: &str) -> Result<Uuid> {
    let help = "Look at the list of trays again.";
    id.parse().map_err(|_| AppError::new(Code::NotFound, format!("{id:?} is no tray"), help))
}

fn parse_clip(id: &str) -> Result<Uuid> {
    let help = "Look at the session's notes again.";
    id.parse().map_err(|_| AppError::new(Code::NotFound, format!("{id:?} is no clip"), help))
}

fn gone(id: Uuid) -> AppError {
    AppError::new(Code::NotFound, format!("there is no tray {id}"), "Somebody may have removed it meanwhile.")
}

#[cfg(test)]
mod tests;

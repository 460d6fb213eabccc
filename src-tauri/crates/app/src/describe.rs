//! What a session is about: its title, its date, who took part.

use std::collections::BTreeSet;

use causerie_archive::Description;
use causerie_model::SessionId;

use crate::Result;
use crate::add::is_date;
use crate::open::App;
use crate::wire::{AppError, Code, DescriptionForm, DescriptionView};

/// So many characters a word or a line may have.
const LINE: usize = 1_000;
/// So many, sentences.
const TEXT: usize = 100_000;
/// So many people or subjects may be named.
const NAMES: usize = 1_000;

impl App {
    /// What a session is said to be about.
    ///
    /// # Errors
    /// If there is no such session, or it can't be read.
    pub fn description(&self, id: SessionId) -> Result<DescriptionView> {
        let (session, _) = self.archive.load(&self.row(id)?.folder)?;
        Ok(Description::of(&session).into())
    }

    /// The same, with all that a form needs to change it.
    ///
    /// # Errors
    /// As [`App::description`], and if the index can't be read.
    pub fn description_form(&self, id: SessionId) -> Result<DescriptionForm> {
        Ok(DescriptionForm {
            said: self.description(id)?,
            series: self.read(|reader| Ok(reader.series()?))?,
            refused: self.archive.check_writable().err().map(AppError::from),
        })
    }

    /// Says what a session is about, and gives what it then says. `seen` is what the person saw when they began: what
    /// somebody else changed since, and the person did not, stays. Undoing is saying what was said before.
    ///
    /// # Errors
    /// If there is no such session, a field can't be so, or the archive can't be written;
    /// [`Code::Changed`] with both versions, if somebody else changed the same field meanwhile.
    pub fn describe(
        &self,
        id: SessionId,
        seen: &DescriptionView,
        wanted: &DescriptionView,
    ) -> Result<DescriptionView> {
        let wanted = checked(wanted.clone())?;
        let folder = self.row(id)?.folder;
        let (there, _) = self.archive.load(&folder)?;
        let before = Description::from(seen.clone()).applied_to(&there);
        let after = Description::from(wanted).applied_to(&there);
        let (saved, _) = self.archive.save(&folder, &before, &after)?;
        self.taken_anew(&folder)?;
        Ok(Description::of(&saved).into())
    }
}

impl App {
    /// Gives the archive another title.
    ///
    /// # Errors
    /// If that is empty or longer than a line, or the archive can't be written.
    pub fn retitle_archive(&self, title: &str) -> Result<()> {
        let title = title.trim();
        if title.is_empty() {
            return Err(refused("the title is empty", "Give the archive a name to tell it from others."));
        }
        check_line(title)?;
        self.archive.retitle(title)?;
        if let Some(index) = self.index_path.parent() {
            self.remember_archive(index);
        }
        Ok(())
    }
}

/// Tidied: no blanks around, no names twice, nothing that is empty.
fn checked(mut wanted: DescriptionView) -> Result<DescriptionView> {
    wanted.title = wanted.title.trim().to_owned();
    if wanted.title.is_empty() {
        return Err(refused("the title is empty", "Give the session a name to find it by."));
    }
    for text in [&mut wanted.date, &mut wanted.series, &mut wanted.rights, &mut wanted.notes] {
        *text = text.take().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    }
    if let Some(date) = wanted.date.as_ref().filter(|date| !is_date(date)) {
        let help = "Write it as in 2008-05-14, 2008-05 or 2008.";
        return Err(refused(&format!("{date:?} is no date"), help));
    }
    for names in [&mut wanted.people, &mut wanted.subjects] {
        let mut known = BTreeSet::new();
        let tidy = names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        *names = tidy.filter(|name| known.insert(name.clone())).collect();
        if names.len() > NAMES {
            return Err(refused(&format!("more than {NAMES} names are given"), "Leave some out."));
        }
    }
    let lines = [Some(&wanted.title), wanted.series.as_ref(), wanted.rights.as_ref()].into_iter().flatten();
    for line in lines.chain(&wanted.people).chain(&wanted.subjects) {
        check_line(line)?;
    }
    match &wanted.notes {
        Some(notes) if notes.chars().count() > TEXT => Err(refused(
            &format!("the notes have more than {TEXT} characters"),
            "Keep them in a file of the session.",
        )),
        Some(_) | None => Ok(wanted),
    }
}

fn check_line(line: &str) -> Result<()> {
    if line.chars().any(char::is_control) {
        return Err(refused(&format!("{line:?} goes over several lines"), "Write it in one line."));
    }
    if line.chars().count() > LINE {
        return Err(refused(&format!("a line has more than {LINE} characters"), "Use the notes for it."));
    }
    Ok(())
}

fn refused(message: &str, help: &str) -> AppError {
    AppError::new(Code::Failed, message, help)
}

impl From<Description> for DescriptionView {
    fn from(told: Description) -> Self {
        let Description { title, date, series, people, subjects, rights, notes } = told;
        Self { title, date, series, people, subjects, rights, notes }
    }
}

impl From<DescriptionView> for Description {
    fn from(view: DescriptionView) -> Self {
        let DescriptionView { title, date, series, people, subjects, rights, notes } = view;
        Self { title, date, series, people, subjects, rights, notes }
    }
}

#[cfg(test)]
mod tests;

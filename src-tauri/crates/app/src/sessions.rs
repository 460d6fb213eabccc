//! The list of sessions, and one of them opened.

use std::path::Path;

use causerie_index::{SessionRow, Shelf};
use causerie_model::{Person, Session, SessionId};

use crate::open::{App, lock};
use crate::reading::name_of;
use crate::wire::{
    AppError, Code, LogView, Names, OpenSession, Overview, RecordingView, Row, SessionCard, SessionView,
    ShelfView, Shelves,
};
use crate::{Job, Result};

impl App {
    /// The archive as the index knows it; [`App::scan`] brings that up to date.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn overview(&self) -> Result<Overview> {
        let sessions = self.read(|reader| Ok(reader.sessions()?))?;
        Ok(Overview {
            title: self.archive.title(),
            folder: self.archive.root().display().to_string(),
            read_only: self.archive.is_read_only(),
            sessions: sessions.into_iter().map(card).collect(),
            problems: lock(&self.problems).clone(),
        })
    }

    /// The archive without its sessions, which come by [`App::cards`].
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn shelves(&self) -> Result<Shelves> {
        let shelves = self.read(|reader| Ok(reader.shelves()?))?;
        let view = |shelf: Shelf| ShelfView { series: shelf.series, sessions: shelf.sessions };
        Ok(Shelves {
            title: self.archive.title(),
            folder: self.archive.root().display().to_string(),
            read_only: self.archive.is_read_only(),
            shelves: shelves.into_iter().map(view).collect(),
            problems: lock(&self.problems).clone(),
        })
    }

    /// Some sessions, `count` from number `from`, shelf by shelf and on each the newest first; fewer at the end.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn cards(&self, from: u64, count: u64) -> Result<Vec<SessionCard>> {
        Ok(self.read(|reader| Ok(reader.part(from, count)?))?.into_iter().map(card).collect())
    }

    /// What the files of a session looked like when it was last looked at; none if there is no such session.
    ///
    /// # Errors
    /// If the index can't be read.
    pub fn seen(&self, id: SessionId) -> Result<Option<String>> {
        Ok(self.read(|reader| Ok(reader.session(id)?))?.map(|row| row.stamp))
    }

    /// A session, as the list shows it.
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn card(&self, id: SessionId) -> Result<SessionCard> {
        self.row(id).map(card)
    }

    /// The session that text means: its id or the beginning of it, its folder, or its title.
    ///
    /// # Errors
    /// If none fits, or several do.
    pub fn find(&self, text: &str) -> Result<SessionCard> {
        let mut found = self.read(|reader| Ok(reader.find(text)?))?;
        match (found.pop(), found.as_slice()) {
            (Some(only), []) => Ok(card(only)),
            (Some(last), others) => {
                let ids: Vec<String> = others
                    .iter()
                    .chain([&last])
                    .map(|row| format!("{} ({})", row.session.id, row.session.title))
                    .collect();
                Err(AppError::new(
                    Code::NotFound,
                    format!("{text:?} fits several sessions"),
                    format!("Name one by its id: {}.", ids.join(", ")),
                ))
            }
            (None, _) => {
                let help = "See causerie list for what there is; a session goes by its id, folder or title.";
                Err(AppError::new(
                    Code::NotFound,
                    format!("there is no session {text:?} in {}", self.archive.root().display()),
                    help,
                ))
            }
        }
    }

    /// A session with the times of all its rows; the rows themselves come by [`App::score_rows`].
    ///
    /// # Errors
    /// If there is no such session, or the index can't be read.
    pub fn open_session(&self, id: SessionId) -> Result<OpenSession> {
        let row = self.row(id)?;
        let score = self.score(id)?;
        let session = row.session;
        let logs = session.logs.iter().map(|log| LogView {
            id: log.id.clone(),
            file: name_of(Path::new(&log.path)),
            format: log.format.clone(),
            role: score.role(&log.id),
            messages: score.count(&log.id),
            alignment: log.alignment.clone().into(),
        });
        let view = SessionView {
            id: session.id,
            logs: logs.collect(),
            read_only: self.archive.is_read_only(),
            duration_ms: session.duration(),
            recordings: recordings(&session),
            people: row.people,
            joined: joined(session.people),
            title: session.title,
            date: session.date,
            series: session.series,
            folder: row.folder,
            seen: row.stamp,
        };
        Ok(OpenSession { view, rows: score.row_times(), written: score.written_times() })
    }

    /// Some rows of a session's score, `count` from number `from`; fewer at the end. What is redacted is masked, unless they
    /// are wanted as they were recorded.
    ///
    /// # Errors
    /// As [`App::open_session`].
    pub fn score_rows(
        &self,
        id: SessionId,
        from: usize,
        count: usize,
        as_recorded: bool,
    ) -> Result<Vec<Row>> {
        let score = self.score(id)?;
        self.read(|reader| score.page(reader, from, count, as_recorded))
    }

    /// The session's row in the index; a session that it does not know may have come since, so the folder is looked at.
    pub(crate) fn row(&self, id: SessionId) -> Result<SessionRow> {
        if let Some(row) = self.read(|reader| Ok(reader.session(id)?))? {
            return Ok(row);
        }
        self.scan(&Job::new())?;
        self.read(|reader| Ok(reader.session(id)?))?.ok_or_else(|| {
            let help = "It may have been moved or deleted; look at the archive's folder.";
            AppError::new(
                Code::NotFound,
                format!("there is no session {id} in {}", self.archive.root().display()),
                help,
            )
        })
    }
}

fn recordings(session: &Session) -> Vec<RecordingView> {
    let view = |recording: &causerie_model::Recording| RecordingView {
        id: recording.id.clone(),
        file: name_of(Path::new(&recording.path)),
        duration_ms: recording.duration,
    };
    session.recordings.iter().map(view).collect()
}

fn joined(people: Vec<Person>) -> Vec<Names> {
    let several = people.into_iter().filter(|person| !person.also.is_empty());
    several.map(|person| Names { name: person.name, also: person.also }).collect()
}

fn card(row: SessionRow) -> SessionCard {
    SessionCard {
        id: row.session.id,
        duration_ms: row.session.duration(),
        title: row.session.title,
        date: row.session.date,
        series: row.session.series,
        folder: row.folder,
        messages: row.messages,
        cues: row.cues,
    }
}

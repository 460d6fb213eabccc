//! From files that a person has to a session in the archive.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use causerie_archive::{Copied, Description, Source};
use causerie_model::{Log, LogId, ParsedLog, Recording, RecordingId, Session, SessionId};
use serde_json::{Map, Value};

use crate::align::{Sources, guess_all};
use crate::files::{Candidate, Content, candidates, identify, nothing_to_hear, stem};
use crate::open::App;
use crate::reading::name_of;
use crate::recipes::Recipes;
use crate::wire::{AddOptions, Added, AppError, Code, Stage};
use crate::{Job, Result};

/// What became of files that were to be added.
#[derive(Debug, Default)]
pub struct AddOutcome {
    /// The sessions that were made.
    pub sessions: Vec<Added>,
    /// What could not be taken, each naming its file.
    pub refused: Vec<AppError>,
    /// What was kept though no format knows it, and no recipe fits.
    pub not_read: Vec<NotRead>,
}

/// A file that a session keeps without reading it; [`App::unread`] finds it again.
#[derive(Debug, Clone)]
pub struct NotRead {
    /// Its session's place among those that were made.
    pub session: usize,
    /// Whether the person named this very file.
    pub named: bool,
    /// Why it is not read.
    pub error: AppError,
}

impl AddOutcome {
    /// For a shell that shows sessions and asks for what they hold unread: what was refused beside one is told with
    /// the first of them.
    ///
    /// # Errors
    /// The first refusal, if no session came of it.
    pub fn with_refusals_as_warnings(mut self) -> Result<Vec<Added>> {
        match (self.sessions.first_mut(), self.refused.first()) {
            (None, Some(refused)) => return Err(refused.clone()),
            (Some(first), _) => first
                .warnings
                .splice(0..0, self.refused.iter().map(|refused| format!("left out: {refused}")))
                .for_each(drop),
            (None, None) => {}
        }
        Ok(self.sessions)
    }
}

impl App {
    /// Makes sessions of files and folders: one of all, or with [`AddOptions::each`] one for each stem or subfolder.
    /// A file that can't be read is refused and the rest goes on.
    ///
    /// # Errors
    /// If nothing at all could be looked at, the archive can't be written, or the job was cancelled.
    pub fn add(&self, paths: &[PathBuf], options: &AddOptions, job: &Job) -> Result<AddOutcome> {
        check_options(options)?;
        let recipes = self.recipes_for(options.recipe.clone())?;
        let mut outcome = AddOutcome::default();
        for candidate in candidates(paths, options.each)? {
            job.check()?;
            match self.add_one(&candidate, options, &recipes, job, &mut outcome) {
                Ok(()) => {}
                Err(error) if matches!(error.code, Code::Cancelled | Code::ReadOnly) => return Err(error),
                Err(error) => outcome.refused.push(error),
            }
        }
        Ok(outcome)
    }

    fn add_one(
        &self,
        given: &Candidate,
        options: &AddOptions,
        recipes: &Recipes,
        job: &Job,
        outcome: &mut AddOutcome,
    ) -> Result<()> {
        let mut parts = Parts { bag: given.bag.clone(), ..Parts::default() };
        let mut not_read = Vec::new();
        for (done, file) in given.files.iter().enumerate() {
            job.check()?;
            job.tell(Stage::Reading, &name_of(&file.path), done as f64 / given.files.len() as f64);
            match identify(&file.path, recipes) {
                Ok(Content::Recording(info)) => parts.recording(file.path.clone(), info.duration),
                Ok(Content::Log(log, recipe)) => parts.log(file.path.clone(), *log, recipe),
                Err(error) if error.code == Code::Unrecognised => {
                    not_read.push(NotRead { session: outcome.sessions.len(), named: file.named, error });
                    parts.other(file.path.clone());
                }
                Err(error) if file.named => outcome.refused.push(error),
                Err(error) => {
                    parts.warnings.push(format!("kept, but neither heard nor read: {error}"));
                    parts.other(file.path.clone());
                }
            }
        }
        if parts.recordings.is_empty() {
            let named = not_read.into_iter().filter(|file| file.named);
            outcome.refused.extend(named.map(|file| file.error));
            return Err(nothing_to_hear(given));
        }
        let known = given.bag.as_deref().and_then(causerie_archive::session_of_bag);
        let session = match known {
            Some(session) => self.not_here_yet(session)?,
            None => self.session_of(given, options, &mut parts),
        };
        let told = |copied: Copied| {
            job.tell(Stage::Copying, &copied.file, copied.bytes as f64 / copied.total.max(1) as f64)
        };
        let today = (self.surroundings.now)().date();
        let folder = match &given.bag {
            Some(bag) => {
                let (folder, warnings) = self.archive.adopt(bag, &session, &told, job.flag())?;
                parts.warnings.extend(warnings);
                folder
            }
            None => self.archive.create_session(&session, &parts.sources, today, &told, job.flag())?,
        };
        job.tell(Stage::Indexing, &session.title, 0.0);
        let entry = self.entry(&folder)?;
        self.with_index(|index| Ok(index.put([&entry])?))?;
        job.tell(Stage::Indexing, &session.title, 1.0);
        let session = entry.session;
        outcome.not_read.extend(not_read);
        outcome.sessions.push(Added {
            id: session.id,
            folder,
            duration_ms: session.duration(),
            title: session.title,
            recordings: session.recordings.len(),
            logs: session.logs.iter().filter(|log| !log.is_chapters()).count(),
            messages: entry.placed.len(),
            warnings: parts.warnings,
        });
        Ok(())
    }

    /// A session that was made elsewhere keeps all that was said about it, and who it is; there can't be two of it.
    fn not_here_yet(&self, session: Session) -> Result<Session> {
        match self.read(|reader| Ok(reader.session(session.id)?))? {
            None => Ok(session),
            Some(row) => Err(AppError::new(
                Code::Failed,
                format!("the session {:?} is in this archive already, in {}", row.session.title, row.folder),
                "Look at the one that is here. To have it twice, remove session.json from the copy first.",
            )),
        }
    }

    fn session_of(&self, given: &Candidate, options: &AddOptions, parts: &mut Parts) -> Session {
        let first = parts.recordings.first().map(|recording| recording.path.as_str()).unwrap_or_default();
        let name = if given.name.is_empty() { stem(first.as_ref()) } else { given.name.clone() };
        let (date_in_name, title_in_name) = split_date(&name);
        let from_start = options.started_at.as_deref().and_then(|start| start.get(..10));
        let mut session = Session {
            id: SessionId::new((self.surroundings.fresh_id)()),
            title: options.title.clone().unwrap_or(title_in_name),
            date: options.date.clone().or_else(|| from_start.map(str::to_owned)).or(date_in_name),
            started_at: options.started_at.clone(),
            series: options.series.clone(),
            came_in: given.folder(),
            people: Vec::new(),
            recordings: std::mem::take(&mut parts.recordings),
            logs: Vec::new(),
            unknown: Map::new(),
        };
        if let Some(bag) = &given.bag {
            session = described(bag, options, &session);
        }
        let sources = Sources {
            recordings: parts.heard.iter().map(PathBuf::as_path).collect(),
            logs: parts.logs.iter().map(|kept| (kept.from.as_path(), &kept.log)).collect(),
            others: parts.others.iter().map(PathBuf::as_path).collect(),
            folder: session.came_in.as_deref(),
        };
        let logs: Vec<&ParsedLog> = parts.logs.iter().map(|kept| &kept.log).collect();
        let guesses = guess_all(&session, &logs, &sources, &(self.surroundings.now)());
        let logs = parts.logs.iter().zip(guesses).enumerate().map(|(n, (kept, guess))| Log {
            id: LogId::nth(n + 1),
            path: kept.to.clone(),
            format: kept.log.format.clone(),
            recipe: kept.recipe.clone(),
            alignment: guess.alignment,
            unknown: Map::new(),
        });
        session.logs = logs.collect();
        session
    }
}

/// The files of a session to be, with the places that they get in it.
#[derive(Default)]
struct Parts {
    /// The bag that they lie in already, and in which they keep their places.
    bag: Option<PathBuf>,
    sources: Vec<Source>,
    taken: BTreeSet<String>,
    recordings: Vec<Recording>,
    /// Where the recordings come from.
    heard: Vec<PathBuf>,
    logs: Vec<KeptLog>,
    /// What is neither heard nor read.
    others: Vec<PathBuf>,
    warnings: Vec<String>,
}

struct KeptLog {
    from: PathBuf,
    /// Its place in the session.
    to: String,
    log: ParsedLog,
    /// How to read it, where no format knows it.
    recipe: Option<Value>,
}

impl Parts {
    fn recording(&mut self, from: PathBuf, duration: causerie_model::TimeMs) {
        self.heard.push(from.clone());
        let path = self.take(from);
        let id = RecordingId::nth(self.recordings.len() + 1);
        self.recordings.push(Recording { id, path, duration, unknown: Map::new() });
    }

    fn log(&mut self, from: PathBuf, log: ParsedLog, recipe: Option<Value>) {
        let name = name_of(&from);
        if let Some(recipe) = log.format.strip_prefix("recipe:") {
            self.warnings.push(format!("{name} is in no known format; it is read by the recipe “{recipe}”"));
        }
        let told =
            log.warnings.iter().map(|warning| format!("{name}, line {}: {}", warning.line, warning.reason));
        self.warnings.extend(told);
        let to = self.take(from.clone());
        self.logs.push(KeptLog { from, to, log, recipe });
    }

    /// What lies in a folder beside the recording belongs to the session, though it is neither heard nor read, and so
    /// does a log that may be read one day.
    fn other(&mut self, from: PathBuf) {
        self.others.push(from.clone());
        self.take(from);
    }

    /// Gives a file its place in the session, beside others of the same name.
    fn take(&mut self, from: PathBuf) -> String {
        let to = match self.bag.as_ref().and_then(|bag| from.strip_prefix(bag).ok()) {
            Some(kept) => kept.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"),
            None => self.place_beside(&name_of(&from)),
        };
        self.taken.insert(to.clone());
        self.sources.push(Source { from, to: to.clone() });
        to
    }

    fn place_beside(&self, name: &str) -> String {
        let (stem, ending) = match name.rsplit_once('.') {
            Some((stem, ending)) if !stem.is_empty() => (stem, format!(".{ending}")),
            _ => (name, String::new()),
        };
        let mut to = format!("data/{name}");
        let mut n = 2;
        while self.taken.contains(&to) {
            to = format!("data/{stem} ({n}){ending}");
            n += 1;
        }
        to
    }
}

/// A session that says what its bag says of it, unless the person said something else.
fn described(bag: &Path, options: &AddOptions, session: &Session) -> Session {
    let told = Description::of_bag(bag);
    let title = options.title.is_none() && !told.title.is_empty();
    let date = told.date.clone().filter(|date| options.date.is_none() && is_date(date));
    Description {
        title: if title { told.title.clone() } else { session.title.clone() },
        date: date.or_else(|| session.date.clone()),
        series: options.series.clone().or_else(|| told.series.clone()),
        ..told
    }
    .applied_to(session)
}

/// Takes a date off the front of a name: `2008-05-14 Casual Conversations`.
fn split_date(name: &str) -> (Option<String>, String) {
    let rest = |date: &str, rest: &str| {
        let title = rest.trim_matches([' ', '-', '_']);
        (Some(date.to_owned()), if title.is_empty() { name.to_owned() } else { title.to_owned() })
    };
    match name.split_at_checked(10) {
        Some((date, title)) if date.parse::<jiff::civil::Date>().is_ok() && date.contains('-') => {
            rest(date, title)
        }
        _ => (None, name.to_owned()),
    }
}

fn check_options(options: &AddOptions) -> Result<()> {
    if let Some(start) = &options.started_at
        && start.parse::<jiff::Timestamp>().is_err()
    {
        let help = "Write it as in 2008-05-14T10:00:00-07:00, with the zone of the place.";
        return Err(AppError::new(Code::Failed, format!("{start:?} is no time with a zone"), help));
    }
    if let Some(date) = &options.date
        && !is_date(date)
    {
        let help = "Write it as in 2008-05-14, 2008-05 or 2008.";
        return Err(AppError::new(Code::Failed, format!("{date:?} is no date"), help));
    }
    Ok(())
}

/// An ISO 8601 date, or only its month or its year.
pub(crate) fn is_date(text: &str) -> bool {
    let padded = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    padded.len() == 10 && padded.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_ahead_of_a_name_is_taken_off_it() {
        let split = |name| split_date(name);
        assert_eq!(split("2008-05-14 Shared desks"), (Some("2008-05-14".into()), "Shared desks".into()));
        assert_eq!(
            split("2008-05-14"),
            (Some("2008-05-14".into()), "2008-05-14".into()),
            "a title is never empty"
        );
        assert_eq!(split("2008-15-14 Desks").0, None, "there is no fifteenth month");
        assert_eq!(split("Überlegungen zur Zeit").0, None, "letters of several bytes are cut nowhere");
    }

    #[test]
    fn files_of_one_name_stand_side_by_side() {
        let mut parts = Parts::default();
        let places =
            ["a/chat.txt", "b/chat.txt", "c/chat.txt", "d/.hidden"].map(|path| parts.take(path.into()));
        assert_eq!(places, ["data/chat.txt", "data/chat (2).txt", "data/chat (3).txt", "data/.hidden"]);
    }

    #[test]
    fn a_date_may_be_a_year_or_a_month() {
        assert!(["2008", "2008-05", "2008-05-14"].into_iter().all(is_date));
        assert!(!["208", "2008-5", "2008-13", "2008-02-30", "14 May"].into_iter().any(is_date));
    }
}

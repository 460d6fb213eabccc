use std::io::{self, Write};

use causerie_app::App;
use causerie_app::model::TimeMs;
use causerie_app::wire::{AppError, Code, TrayCard, TrayClip, TrayFound, TrayText, TrayView};
use clap::{Args, Subcommand};
use serde::Serialize;

use crate::output::{Output, Stop};

#[derive(Debug, Subcommand)]
pub(crate) enum Tray {
    /// List the trays
    List,
    /// Show a tray with its clips
    Show {
        /// Its id or the beginning of it, or its title
        tray: String,
    },
    /// Make a tray
    New {
        /// What it is called
        title: String,
    },
    /// Say what a tray is called and what it is for
    Describe {
        /// Its id or the beginning of it, or its title
        tray: String,
        /// What it is called
        #[arg(long)]
        title: Option<String>,
        /// What it is for, in sentences; nothing to say none
        #[arg(long)]
        notes: Option<String>,
    },
    /// Put a clip into a tray: a new one, or one that the session has
    Add(Add),
    /// Move a clip of a tray to another place
    Move {
        /// The tray's id or the beginning of it, or its title
        tray: String,
        /// The clip's number in the tray, counted from 1
        clip: usize,
        /// The number that it is to have
        to: usize,
    },
    /// Take a clip out of a tray; it stays in its session
    Remove {
        /// The tray's id or the beginning of it, or its title
        tray: String,
        /// The clip's number in the tray, counted from 1
        clip: usize,
    },
    /// Delete a tray; its clips stay in their sessions
    Delete {
        /// Its id or the beginning of it, or its title
        tray: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Add {
    /// The tray's id or the beginning of it, or its title
    tray: String,
    /// The session's id or the beginning of it, its folder, or its title
    session: String,
    /// Where a new clip begins, as in 90, 1:30, 0:01:30.250 or 90500ms
    #[arg(long, value_name = "T", required_unless_present = "clip", requires = "to")]
    from: Option<TimeMs>,
    /// Where it ends
    #[arg(long, value_name = "T", requires = "from")]
    to: Option<TimeMs>,
    /// What it is called
    #[arg(long, default_value = "", requires = "from")]
    title: String,
    /// What to say about it, such as questions to ask
    #[arg(long, default_value = "", requires = "from")]
    note: String,
    /// A tag; may be given several times
    #[arg(long = "tag", value_name = "TAG", requires = "from")]
    tags: Vec<String>,
    /// One of the session's clips, by its id or the beginning of it, as causerie notes tells it
    #[arg(long, value_name = "NOTE", conflicts_with = "from")]
    clip: Option<String>,
}

#[derive(Serialize)]
struct Answer<T> {
    tray: T,
}

pub(crate) fn run(app: &App, command: &Tray, output: &mut Output) -> Result<(), Stop> {
    match command {
        Tray::List => list(app, output),
        Tray::Show { tray } => tell(app.tray(&app.find_tray(tray)?.id)?, output),
        Tray::New { title } => tell(app.new_tray(title)?, output),
        Tray::Describe { tray, title, notes } => {
            let TrayView { id, text: seen, .. } = app.tray(&app.find_tray(tray)?.id)?;
            let title = title.as_ref().unwrap_or(&seen.title).clone();
            let notes = notes.as_ref().unwrap_or(&seen.notes).clone();
            tell(app.describe_tray(&id, &seen, &TrayText { title, notes })?, output)
        }
        Tray::Add(add) => tell(add.run(app)?, output),
        Tray::Move { tray, clip, to } => {
            let (id, note) = numbered(app, tray, *clip)?;
            tell(app.move_in_tray(&id, &note, to.saturating_sub(1))?, output)
        }
        Tray::Remove { tray, clip } => {
            let (id, note) = numbered(app, tray, *clip)?;
            tell(app.take_from_tray(&id, &note)?, output)
        }
        Tray::Delete { tray } => {
            let tray = app.find_tray(tray)?;
            app.remove_tray(&tray.id)?;
            let answer = Answer { tray };
            output.result(&answer, |out| {
                writeln!(out, "{} is deleted; its clips are in their sessions", answer.tray.title)
            })
        }
    }
}

impl Add {
    fn run(&self, app: &App) -> Result<TrayView, Stop> {
        let (tray, session) = (app.find_tray(&self.tray)?, app.find(&self.session)?);
        let note = match (&self.clip, self.from, self.to) {
            (Some(clip), _, _) => {
                let notes = app.notes(session.id)?;
                let mut fitting = notes.into_iter().filter(|note| note.id.starts_with(&clip.to_lowercase()));
                match (fitting.next(), fitting.next()) {
                    (Some(only), None) => only.id,
                    (None, _) => return Err(no_clip(clip, &session.title, "is not there").into()),
                    (Some(_), Some(_)) => return Err(no_clip(clip, &session.title, "fits several").into()),
                }
            }
            (None, Some(from), Some(to)) => {
                app.new_clip(session.id, from, to, &self.title, &self.note, &self.tags)?.id
            }
            (None, _, _) => return Err(no_clip("", &session.title, "is not named").into()),
        };
        Ok(app.add_to_tray(&tray.id, session.id, &note, None)?)
    }
}

fn no_clip(clip: &str, session: &str, why: &str) -> AppError {
    let help = "Name one by its id, as causerie notes SESSION tells it.";
    AppError::new(Code::NotFound, format!("the clip {clip:?} of {session} {why}"), help)
}

/// The id of a tray, and of the clip that has this number in it.
fn numbered(app: &App, tray: &str, number: usize) -> Result<(String, String), Stop> {
    let tray = app.tray(&app.find_tray(tray)?.id)?;
    match number.checked_sub(1).and_then(|at| tray.clips.get(at)) {
        Some(clip) => Ok((tray.id, clip.note.clone())),
        None => {
            let message = format!("{:?} has no clip {number}", tray.text.title);
            let help = format!("It has {}, numbered from 1.", tray.clips.len());
            Err(AppError::new(Code::NotFound, message, help).into())
        }
    }
}

fn list(app: &App, output: &mut Output) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Trays {
        trays: Vec<TrayCard>,
    }
    let list = app.trays()?;
    list.problems.iter().for_each(|problem| output.refusal(problem));
    let answer = Trays { trays: list.trays };
    output.result(&answer, |out| {
        for tray in &answer.trays {
            writeln!(out, "{}  {:>4}  {}", short(&tray.id), tray.clips, tray.title)?;
        }
        if answer.trays.is_empty() {
            writeln!(out, "There are no trays yet. Make one: causerie tray new TITLE")?;
        }
        Ok(())
    })
}

fn tell(tray: TrayView, output: &Output) -> Result<(), Stop> {
    let answer = Answer { tray };
    let tray = &answer.tray;
    output.result(&answer, |out| {
        writeln!(out, "{}  {}", short(&tray.id), tray.text.title)?;
        tray.text.notes.lines().try_for_each(|line| writeln!(out, "          {line}"))?;
        (1..).zip(&tray.clips).try_for_each(|(number, clip)| row(number, clip, out))
    })
}

fn row(number: usize, clip: &TrayClip, out: &mut dyn Write) -> io::Result<()> {
    match &clip.found {
        TrayFound::Here { session_title, from_ms, to_ms, title, text, tags, messages } => {
            let tags: String = tags.iter().map(|tag| format!(" #{tag}")).collect();
            writeln!(out, "{number:>4}  {title}{tags}")?;
            writeln!(out, "      {session_title}, {from_ms} to {to_ms}, {messages} messages")?;
            text.lines().try_for_each(|line| writeln!(out, "      {line}"))
        }
        TrayFound::NoteGone { session_title } => {
            writeln!(out, "{number:>4}  gone: a clip of {session_title} ({})", short(&clip.note))
        }
        TrayFound::SessionGone => {
            writeln!(out, "{number:>4}  gone: a clip of a session that is not here ({})", clip.session)
        }
    }
}

fn short(id: &str) -> &str {
    id.get(..8).unwrap_or(id)
}

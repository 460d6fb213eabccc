use std::path::Path;

use causerie_app::model::{Message, ParsedLog, TimeBase};
use causerie_app::wire::{AppError, Code};
use causerie_app::{App, NamedRecipe, read_log};
use serde::Serialize;

use crate::arguments::Log;
use crate::output::{Output, Stop};

/// What a program is told of a log that was not recognised.
#[derive(Serialize)]
struct Unrecognised<'a> {
    error: &'a AppError,
}

pub(crate) fn run(
    command: &Log,
    app: impl Fn() -> Result<App, AppError>,
    output: &Output,
) -> Result<(), Stop> {
    let log = read(command, &app).inspect_err(|error| {
        if error.code == Code::Unrecognised && output.is_json() {
            // What failed is told below in any case.
            let _ = output.result(&Unrecognised { error }, |_| Ok(()));
        }
    })?;
    if let (Some(pattern), Some(name)) = (&command.pattern, &command.save) {
        app()?.save_recipe(name, &NamedRecipe::pattern(pattern).recipe, false)?;
    }
    output.result(&log, |out| {
        let base = match log.time_base {
            TimeBase::Relative => "counted from the recording's start",
            TimeBase::WallClock => "by the clock on the wall",
            TimeBase::Utc => "in UTC",
            TimeBase::None => "none",
        };
        let sure = (log.confidence * 100.0).round();
        writeln!(out, "{}, {sure} % sure, {}; times {base}", log.format, log.encoding)?;
        for message in &log.messages {
            writeln!(out, "{:>9}  {}", message.source.to_string(), line(message))?;
        }
        for warning in &log.warnings {
            writeln!(out, "warning: line {}: {}", warning.line, warning.reason)?;
        }
        Ok(())
    })
}

fn read(command: &Log, app: &impl Fn() -> Result<App, AppError>) -> Result<ParsedLog, AppError> {
    match (&command.pattern, &command.recipe) {
        (Some(pattern), _) => NamedRecipe::pattern(pattern).read(&command.file),
        (None, Some(recipe)) => named(recipe, |name| app()?.recipe(name))?.read(&command.file),
        (None, None) => read_log(&command.file, command.format.as_deref()),
    }
}

/// A recipe in a file, or else the one that `kept` gives for its name.
pub(crate) fn named(
    recipe: &str,
    kept: impl FnOnce(&str) -> Result<NamedRecipe, AppError>,
) -> Result<NamedRecipe, AppError> {
    if Path::new(recipe).is_file() { NamedRecipe::in_file(recipe.as_ref()) } else { kept(recipe) }
}

/// A message on one line, as `Ana → Ben: Good morning 👍2`.
pub(crate) fn line(message: &Message) -> String {
    let to = message.to.as_ref().filter(|_| message.kind == causerie_app::model::Kind::Private);
    let to = to.map(|to| format!(" → {to}")).unwrap_or_default();
    let reactions: String = message
        .reactions
        .iter()
        .map(|reaction| format!("  {}{}", reaction.emoji, reaction.by.len()))
        .collect();
    let text = message.text.replace('\n', " ⏎ ");
    let colon = if message.author.is_empty() { "" } else { ": " };
    let line = format!("{}{to}{colon}{text}{reactions}", message.author);
    // A terminal would obey what controls it.
    line.replace(char::is_control, "\u{FFFD}")
}

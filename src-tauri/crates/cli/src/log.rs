use causerie_app::model::{Message, TimeBase};
use causerie_app::wire::AppError;
use causerie_app::{App, read_log, read_log_by_pattern};

use crate::arguments::Log;
use crate::output::{Output, Stop};

pub(crate) fn run(
    command: &Log,
    app: impl Fn() -> Result<App, AppError>,
    output: &Output,
) -> Result<(), Stop> {
    let log = match (&command.pattern, &command.recipe) {
        (Some(pattern), _) => read_log_by_pattern(&command.file, pattern)?,
        (None, Some(recipe)) => app()?.read_log_by_recipe(&command.file, recipe)?.0,
        (None, None) => read_log(&command.file, command.format.as_deref())?,
    };
    if let (Some(name), Some(pattern)) = (&command.save, &command.pattern) {
        app()?.save_pattern(name, pattern)?;
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
    format!("{}{to}{colon}{text}{reactions}", message.author)
}

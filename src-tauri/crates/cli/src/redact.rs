use causerie_app::App;
use causerie_app::model::TimeMs;
use causerie_app::wire::{AppError, Code, RedactionSound, RedactionView};
use clap::{ArgGroup, Args};
use serde::Serialize;

use crate::output::{Output, Stop};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("what").required(true).args(["from", "list", "remove"]))]
pub(crate) struct Redact {
    /// Its id or the beginning of it, its folder, or its title
    session: String,
    /// Where the stretch begins, as in 90, 1:30, 0:01:30.250 or 90500ms
    #[arg(long, value_name = "T", requires = "to")]
    from: Option<TimeMs>,
    /// Where it ends
    #[arg(long, value_name = "T", requires = "from", conflicts_with_all = ["list", "remove"])]
    to: Option<TimeMs>,
    /// Let a quiet tone be heard in its place, rather than nothing
    #[arg(long, requires = "from")]
    tone: bool,
    /// Why: for those who keep the archive; it is never given out
    #[arg(long, default_value = "", requires = "from")]
    reason: String,
    /// List what is redacted
    #[arg(long)]
    list: bool,
    /// Let this one be heard and read again, by its id or the beginning of it
    #[arg(long, value_name = "ID")]
    remove: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    redactions: Vec<RedactionView>,
}

pub(crate) fn run(app: &App, command: &Redact, output: &Output) -> Result<(), Stop> {
    let session = app.find(&command.session)?.id;
    if let (Some(from_ms), Some(to_ms)) = (command.from, command.to) {
        let sound = if command.tone { RedactionSound::Tone } else { RedactionSound::Silence };
        let wanted =
            RedactionView { id: String::new(), from_ms, to_ms, sound, reason: command.reason.clone() };
        app.redact(session, &wanted)?;
    }
    if let Some(id) = &command.remove {
        let all = app.redactions(session)?;
        let mut fitting = all.iter().filter(|one| one.id.starts_with(&id.to_lowercase()));
        let (Some(only), None) = (fitting.next(), fitting.next()) else {
            let help = "Name one by its id, as --list tells it.";
            return Err(
                AppError::new(Code::NotFound, format!("there is no one redaction {id:?}"), help).into()
            );
        };
        app.remove_redaction(session, &only.id)?;
    }
    let answer = Answer { redactions: app.redactions(session)? };
    output.result(&answer, |out| {
        for one in &answer.redactions {
            let short = one.id.get(..8).unwrap_or(&one.id);
            let sound = match one.sound {
                RedactionSound::Silence => "silence",
                RedactionSound::Tone => "tone",
            };
            writeln!(out, "{short}  {} to {}  {sound}  {}", one.from_ms, one.to_ms, one.reason)?;
        }
        if answer.redactions.is_empty() {
            writeln!(out, "nothing is redacted")?;
        }
        Ok(())
    })
}

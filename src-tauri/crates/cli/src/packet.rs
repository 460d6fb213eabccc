use std::path::Path;

use causerie_app::wire::{AppError, Code};
use causerie_app::{App, PacketOptions, TrayClips};

use crate::arguments::Packet;
use crate::clip::list_names;
use crate::export::named;
use crate::output::{Output, Stop};

pub(crate) fn run(app: &App, command: &Packet, output: &Output) -> Result<(), Stop> {
    let tray = tray(app, command, output)?;
    let excerpt = command.excerpt.options()?;
    if command.excerpt.list_names {
        return list_names(app, &tray.clips, &excerpt, output);
    }
    let Some(out) = &command.output else { return Ok(()) };
    let options = PacketOptions {
        sound: command.excerpt.sound(),
        excerpt,
        styles: command.style.map(Into::into).into_iter().collect(),
        reel: command.reel,
        bag: command.bag,
        force: command.excerpt.force,
    };
    let (job, bar) = output.job();
    let made = app.packet(&tray, &options, out, &job);
    bar.finish_and_clear();
    let made = made.map_err(named)?;
    output.result(&made, |to| {
        let clips = if made.clips == 1 { "1 clip".to_owned() } else { format!("{} clips", made.clips) };
        writeln!(to, "Wrote {} with {clips}", out.display())?;
        if command.excerpt.hide_names.is_some() {
            let (names, checked) = (made.hidden.people, made.checked);
            writeln!(
                to,
                "  {names} names are hidden; none was found in {} files, {} bytes",
                checked.files, checked.bytes
            )?;
        }
        made.warnings.iter().try_for_each(|warning| writeln!(to, "  warning: {warning}"))
    })
}

/// The clips of the tray or the table.
fn tray(app: &App, command: &Packet, output: &Output) -> Result<TrayClips, Stop> {
    let named = match (&command.tray, &command.csv) {
        (Some(tray), _) => app.tray_clips(&app.find_tray(tray)?.id)?,
        (None, Some(csv)) => table(app, csv, output)?,
        (None, None) => TrayClips { title: String::new(), notes: String::new(), clips: Vec::new() },
    };
    let title = command.title.clone().unwrap_or(named.title);
    Ok(TrayClips { title, ..named })
}

/// The clips of a table. A packet is whole or not at all: a line that is no clip is told, and no packet made.
fn table(app: &App, csv: &Path, output: &Output) -> Result<TrayClips, Stop> {
    let mut clips = Vec::new();
    let mut bad: Vec<AppError> = Vec::new();
    for line in app.read_spans(csv)? {
        match line.span {
            Ok(span) => clips.push(span),
            Err(error) => bad.push(error),
        }
    }
    if let Some(last) = bad.pop() {
        bad.iter().for_each(|error| output.error(error));
        return Err(last.into());
    }
    if clips.is_empty() {
        let help = "Put a line for each clip below the heading: session, from, to.";
        return Err(AppError::new(Code::Failed, format!("{} names no clips", csv.display()), help).into());
    }
    let title = csv.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(TrayClips { title, notes: String::new(), clips })
}
